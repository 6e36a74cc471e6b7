"""Copies of the history: made while it is written, put back, and looked through."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import create_engine, create_mock_engine

from tests.store.makers import highlight
from textnn.errors import UserError
from textnn.results.runs import new_run
from textnn.store.backup import backup, check, restore
from textnn.store.engine import open_store
from textnn.store.runs import RunRepository


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def kept(path: Path) -> int:
    engine = open_store(url(path))
    count = RunRepository(engine).count("ana")
    engine.dispose()
    return count


def test_a_copy_made_while_others_write_is_sound_and_can_be_put_back(tmp_path: Path) -> None:
    engine = open_store(url(tmp_path / "a.db"))
    runs, done = RunRepository(engine), threading.Event()
    runs.add(new_run("ana", highlight()))

    def write() -> None:
        while not done.is_set():
            runs.add(new_run("ana", highlight()))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        size = backup(engine, tmp_path / "copy.db")
    finally:
        done.set()
        writer.join()
    check(engine)
    engine.dispose()
    assert size == (tmp_path / "copy.db").stat().st_size
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600
    then = kept(tmp_path / "copy.db")
    assert 1 <= then <= kept(tmp_path / "a.db")
    restore(tmp_path / "copy.db", url(tmp_path / "a.db"))
    assert kept(tmp_path / "a.db") == then
    assert not [*tmp_path.glob("*.part")]


def refused(what: object, *given: object) -> str:
    with pytest.raises(UserError) as caught:
        what(*given)  # type: ignore[operator]
    return caught.value.code


def test_what_is_no_copy_changes_nothing(tmp_path: Path) -> None:
    engine = open_store(url(tmp_path / "a.db"))
    RunRepository(engine).add(new_run("ana", highlight()))
    (tmp_path / "text.db").write_text("isto é um texto, não um banco de dados" * 40)
    (tmp_path / "empty.db").touch()
    for name, code in (
        ("text.db", "store-damaged"), ("empty.db", "store-damaged"), ("no.db", "no-such-file"),
    ):  # fmt: skip
        assert refused(restore, tmp_path / name, url(tmp_path / "a.db")) == code
    assert refused(backup, engine, tmp_path / "text.db") == "file-is-there"
    assert refused(backup, engine, tmp_path / "none" / "copy.db") == "store-unwritable"
    assert refused(check, create_mock_engine("postgresql://", print)) == "not-sqlite"
    engine.dispose()
    assert kept(tmp_path / "a.db") == 1


def test_damage_is_found(tmp_path: Path) -> None:
    engine = open_store(url(tmp_path / "a.db"))
    for _ in range(40):
        RunRepository(engine).add(new_run("ana", highlight()))
    engine.dispose()
    file = tmp_path / "a.db"
    data = bytearray(file.read_bytes())
    data[8 * 4096 + 100 : 12 * 4096] = bytes(4 * 4096 - 100)
    file.write_bytes(data)
    damaged = create_engine(url(file))
    assert refused(check, damaged) == "store-damaged"
    assert refused(backup, damaged, tmp_path / "copy.db") == "store-damaged"
    damaged.dispose()
    assert not (tmp_path / "copy.db").exists()
