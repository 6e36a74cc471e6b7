"""``textnn users``: what it takes, what it refuses, and what stands in the database."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from textnn.cli import run
from textnn.cli.context import CliContext
from textnn.config import Settings
from textnn.store.accounts import AccountRepository, matches
from textnn.store.engine import open_store

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def cli(tmp_path: Path) -> CliContext:
    return CliContext(Settings(home=tmp_path, secret="s" * 64), "pt", io.BytesIO(), {})


def users(cli: CliContext, capsys: Capture, *words: str, given: bytes = b"") -> tuple[int, str]:
    code = run(["users", *words], replace(cli, stdin=io.BytesIO(given)))
    said = capsys.readouterr()
    return code, said.out + said.err


def stored(cli: CliContext) -> dict[str, str]:
    engine = open_store(cli.settings.url)
    try:
        return AccountRepository(engine).all()
    finally:
        engine.dispose()


@pytest.mark.slow
def test_accounts_are_added_listed_changed_and_removed(cli: CliContext, capsys: Capture) -> None:
    assert users(cli, capsys, "list") == (0, "nenhuma conta\n")
    assert "pode entrar" in users(cli, capsys, "add", "ana", given=b"senha segura\r\nresto")[1]
    assert matches("senha segura", stored(cli)["ana"])
    assert b"senha segura" not in (cli.settings.home / "textnn.db").read_bytes()
    assert "agora" in users(cli, capsys, "add", "ana", given="sëgünda senha".encode())[1]
    assert matches("sëgünda senha", stored(cli)["ana"])
    users(cli, capsys, "add", "Zé da Luz", given=b"mais uma senha")
    assert users(cli, capsys, "list") == (0, "Zé da Luz\nana\n")
    assert json.loads(users(cli, capsys, "list", "--json")[1]) == ["Zé da Luz", "ana"]
    assert users(cli, capsys, "remove", "ana")[0] == 0
    assert stored(cli).keys() == {"Zé da Luz"}


@pytest.mark.parametrize(
    ("words", "given", "said"),
    [
        (("add", "ana"), b"", "8 a 1024"),
        (("add", "ana"), b"curta\n", "8 a 1024"),
        (("add", "ana"), b"\xff" * 20, "UTF-8"),
        (("add", " "), b"senha segura", "1 a 64"),
        (("add", "a" * 65), b"senha segura", "1 a 64"),
        (("add", "a\nb"), b"senha segura", "1 a 64"),
        (("remove", "eva"), b"", "eva"),
    ],
)
def test_what_is_refused_changes_nothing(
    words: tuple[str, ...], given: bytes, said: str, cli: CliContext, capsys: Capture
) -> None:
    code, sentence = users(cli, capsys, *words, given=given)
    assert (code, sentence.count("\n")) == (2, 1)
    assert said in sentence
    assert stored(cli) == {}
