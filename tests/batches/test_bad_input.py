"""What is bad in IN, and what goes wrong with OUT: one sentence each, and nothing kept is lost."""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
import struct
import zipfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import pytest

from tests.articles.makers import locked, pdf
from tests.batches.conftest import dump, rows
from tests.chat.conftest import ARTICLE
from tests.ui.fakes import FakeHighlighter, fake_texts
from textnn.batches import batch as batches
from textnn.cli import run
from textnn.cli.context import CliContext
from textnn.results import Highlight

Capture = pytest.CaptureFixture[str]
SAID = "A prefeita Ana Souza chegou a Santos em 3 de maio."
TWO_GIGABYTES = 2 << 30


def errors(database: str = "t.db") -> dict[str, str]:
    return dict(rows(database, "SELECT source, code FROM errors"))


def test_locked_and_scanned_documents_are_told_and_counted(
    cli: CliContext, capsys: Capture
) -> None:
    Path("pasta").mkdir()
    Path("pasta/a.pdf").write_bytes(pdf([[SAID]]))
    Path("pasta/cofre.pdf").write_bytes(locked(pdf([[SAID]])))
    Path("pasta/foto.pdf").write_bytes(pdf([[], []]))
    assert run(["batch", "pasta", "t.db"], cli) == 3
    assert errors() == {"cofre.pdf": "encrypted-file", "foto.pdf": "no-text"}
    assert rows("t.db", "SELECT text FROM articles") == [(SAID,)]
    assert "2 documents could not be read" in capsys.readouterr().err


def test_a_zip_file_of_two_gigabytes_is_not_read_whole(cli: CliContext) -> None:
    with Path("maço.zip").open("wb") as file:
        file.truncate(TWO_GIGABYTES)  # sparse
        file.seek(TWO_GIGABYTES)
        with zipfile.ZipFile(file, "w") as packed:
            packed.writestr("nota.txt", SAID)
    assert run(["batch", "maço.zip", "t.db"], cli) == 0
    assert rows("t.db", "SELECT source, text FROM articles") == [("maço.zip/nota.txt", SAID)]


def declared(content: bytes, size: int) -> bytes:
    """A zip file of one member whose headers give it another size when unpacked."""
    data = bytearray(content)
    struct.pack_into("<I", data, 22, size)
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, size)
    return bytes(data)


@pytest.mark.parametrize("size", [10, TWO_GIGABYTES, 0xFFFFFFFE])
def test_a_zip_file_may_lie_about_sizes(size: int, cli: CliContext) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("nota.txt", SAID)
    Path("pasta").mkdir()
    Path("pasta/maço.zip").write_bytes(declared(packed.getvalue(), size))
    Path("pasta/z.txt").write_text(SAID)
    short = size == 10
    assert run(["batch", "pasta", "t.db"], cli) == (3 if short else 0)
    assert errors() == ({"maço.zip/nota.txt": "broken-file"} if short else {})
    assert {text for (text,) in rows("t.db", "SELECT text FROM articles")} == {SAID}


def test_a_bomb_is_told_from_its_first_bytes(cli: CliContext) -> None:
    with zipfile.ZipFile("bomba.zip", "w", zipfile.ZIP_DEFLATED) as file:
        with file.open("zeros.txt", "w", force_zip64=True) as member:
            for _ in range(200):
                member.write(bytes(1 << 20))
        file.writestr("nota.txt", SAID)
    assert Path("bomba.zip").stat().st_size < 500_000
    assert run(["batch", "bomba.zip", "t.db"], cli) == 3
    assert errors() == {"bomba.zip/zeros.txt": "too-big"}
    assert rows("t.db", "SELECT text FROM articles") == [(SAID,)]


def test_any_name_of_a_file(cli: CliContext) -> None:
    names = [b"\xff\xfe.txt", b"a\nb.txt", b"'; DROP TABLE articles; --.txt", "é🙂.txt".encode()]
    names += [b"-rf.txt", b"a#1.txt", b"%s.txt", b"x" * 251 + b".txt", b"\xe2\x80\xae.txt"]
    Path("pasta").mkdir()
    for name in names:
        with open(os.path.join(b"pasta", name), "w") as file:  # noqa: PTH118, PTH123 - bytes
            file.write(SAID)
    assert run(["batch", "pasta", "t.db"], cli) == 0
    assert len(rows("t.db", "SELECT source FROM articles")) == len(names)
    assert run(["batch", "pasta", "saida"], cli) == 0


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_of_one_name_are_two_documents(cli: CliContext) -> None:
    with zipfile.ZipFile("maço.zip", "w") as file:
        file.writestr("nota.txt", SAID)
        file.writestr("nota.txt", "Rui Prado saiu de Santos.")
    assert run(["batch", "maço.zip", "t.db"], cli) == 0
    assert rows("t.db", "SELECT source FROM articles") == [
        ("maço.zip/nota.txt",),
        ("maço.zip/nota.txt#2",),
    ]


def test_sources_that_are_written_alike_break_nothing(cli: CliContext) -> None:
    Path("pasta").mkdir()
    Path("pasta/t.jsonl").write_text('{"text": "Ana Souza saiu."}\n', encoding="utf-8")
    Path("pasta/t.jsonl#1").write_text("Rui Prado saiu.", encoding="utf-8")
    assert run(["batch", "pasta", "t.db"], cli) == 0
    assert len(rows("t.db", "SELECT source FROM articles")) == 1


def test_links_that_lead_out_of_the_folder_are_not_followed(cli: CliContext) -> None:
    Path("segredo").mkdir()
    Path("segredo/a.txt").write_text("segredo", encoding="utf-8")
    Path("pasta").mkdir()
    Path("pasta/a.txt").symlink_to(Path("segredo/a.txt").absolute())
    Path("pasta/b").symlink_to("../segredo")
    Path("pasta/c.jsonl").symlink_to("/etc/passwd")
    Path("pasta/d.txt").symlink_to("não existe")
    Path("pasta/e.txt").symlink_to("e.txt")
    Path("pasta/z.txt").write_text(SAID)
    assert run(["batch", "pasta", "t.db"], cli) == 3
    assert rows("t.db", "SELECT text FROM articles") == [(SAID,)]
    assert set(errors()) == {"a.txt", "b", "c.jsonl", "d.txt", "e.txt"}


@pytest.mark.parametrize("name", ["cano.txt", "cano.csv", "cano.zip", "cano.mbox", "cano.xml"])
def test_a_pipe_is_not_waited_for(name: str, cli: CliContext) -> None:
    Path("pasta").mkdir()
    os.mkfifo(f"pasta/{name}")
    Path("pasta/z.txt").write_text(SAID)
    assert run(["batch", "pasta", "t.db"], cli) == 3
    assert errors() == {name: "batch-unreadable"}


def test_a_file_that_changes_while_it_is_read_is_left_for_later(
    cli: CliContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("a.txt").write_text(SAID, encoding="utf-8")

    class Growing(io.BufferedReader):
        def read(self, size: int | None = -1, /) -> bytes:
            content = super().read(size)
            with Path("a.txt").open("a", encoding="utf-8") as more:
                more.write(" Depois saiu.")
            return content

    def growing(number: int, mode: str) -> IO[Any]:
        return Growing(io.FileIO(number))

    with monkeypatch.context() as patch:
        patch.setattr("textnn.batches.documents.os.fdopen", growing)
        assert run(["batch", "a.txt", "t.db"], cli) == 3
    assert errors() == {"a.txt": "batch-changed"}
    assert run(["batch", "a.txt", "t.db", "--resume"], cli) == 0
    assert rows("t.db", "SELECT text FROM articles") == [(SAID + " Depois saiu.",)]


def test_what_was_read_once_is_kept_while_it_cannot_be_read(cli: CliContext) -> None:
    Path("pasta").mkdir()
    Path("pasta/a.txt").write_text(SAID, encoding="utf-8")
    run(["batch", "pasta", "t.db"], cli)
    marks = rows("t.db", "SELECT * FROM marks")
    Path("pasta/a.txt").unlink()
    os.mkfifo("pasta/a.txt")
    assert run(["batch", "pasta", "t.db", "--resume"], cli) == 3
    assert errors() == {"a.txt": "batch-unreadable"}
    assert rows("t.db", "SELECT * FROM marks") == marks
    Path("pasta/a.txt").unlink()
    Path("pasta/a.txt").write_bytes(pdf([[]]))
    assert run(["batch", "pasta", "t.db", "--resume"], cli) == 3
    assert errors() == {"a.txt": "no-text"}
    assert rows("t.db", "SELECT * FROM marks") == []


def test_a_full_disk_spoils_no_file_of_the_output(cli: CliContext, capsys: Capture) -> None:
    Path("a.txt").write_text(ARTICLE, encoding="utf-8")
    assert run(["batch", "a.txt", "saida"], cli) == 0
    kept = Path("saida/articles.jsonl").read_bytes()
    Path("saida/articles.jsonl.part").symlink_to("/dev/full")
    capsys.readouterr()
    assert run(["batch", "a.txt", "saida", "--resume"], cli) == 2
    assert "articles.jsonl" in capsys.readouterr().err
    assert Path("saida/articles.jsonl").read_bytes() == kept
    assert not Path("saida/articles.jsonl.part").exists()
    assert run(["batch", "a.txt", "saida", "--resume"], cli) == 0


@pytest.mark.parametrize("how", ["moved", "folder"])
def test_a_store_that_goes_away(
    how: str, cli: CliContext, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "CHUNK", 2)
    Path("t.jsonl").write_text(
        "".join(f'{{"text": "Ana Souza foi a Santos em {day} de maio."}}\n' for day in range(1, 9)),
        encoding="utf-8",
    )
    run(["batch", "t.jsonl", "whole.db"], cli)
    calls: list[int] = []

    class Mover(FakeHighlighter):
        def many(self, texts: Sequence[str]) -> list[Highlight]:
            calls.append(len(texts))
            if len(calls) == 3:
                Path("saida").rename("longe")
                if how == "moved":
                    Path("saida").mkdir()
            return super().many(texts)

    capsys.readouterr()
    mover = replace(cli, pipelines=fake_texts(Mover))
    assert run(["batch", "t.jsonl", "saida/t.db"], mover) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "moved or deleted" in err
    assert err.count("\n") == 1
    assert len(rows("longe/t.db", "SELECT * FROM articles")) == 4
    if how == "moved":
        shutil.rmtree("saida")
    Path("longe").rename("saida")
    assert run(["batch", "t.jsonl", "saida/t.db", "--resume"], cli) == 0
    assert dump(Path("saida/t.db")) == dump(Path("whole.db"))


def test_an_output_that_is_there_is_not_touched(cli: CliContext, capsys: Capture) -> None:
    Path("a.txt").write_text(SAID, encoding="utf-8")
    run(["batch", "a.txt", "t.db"], cli)
    Path("b.txt").write_text(ARTICLE, encoding="utf-8")
    before = Path("t.db").read_bytes()
    for out in ("t.db", "a.txt/t.db", "/dev/full/t.db"):
        capsys.readouterr()
        assert run(["batch", "b.txt", out], cli) == 2
        assert capsys.readouterr().err.startswith("textnn: ")
    assert Path("t.db").read_bytes() == before


def test_another_program_that_writes_to_the_tables_is_waited_for(cli: CliContext) -> None:
    """Datasette and the like read while the batch runs; a lock that ends costs nothing."""
    Path("a.txt").write_text(SAID, encoding="utf-8")
    run(["batch", "a.txt", "t.db"], cli)
    with closing(sqlite3.connect("t.db")) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM articles").fetchone()
        assert run(["batch", "a.txt", "t.db", "--resume"], cli) == 0


@pytest.mark.parametrize("name", ["n" * 300 + ".db", "n" * 300 + ".csv", "n" * 300])
def test_a_name_that_can_be_no_file_is_one_sentence(
    name: str, cli: CliContext, capsys: Capture
) -> None:
    Path("in.txt").write_text("Ana Souza abriu a feira.")
    assert run(("batch", "in.txt", name, "--workers", "1"), cli) == 2
    assert "too long" in capsys.readouterr().err


def test_tables_do_not_go_among_the_articles(cli: CliContext, capsys: Capture) -> None:
    Path("in").mkdir()
    Path("in/a.txt").write_text("Ana Souza abriu a feira.")
    assert run(("batch", "in", "in/../in", "--workers", "1"), cli) == 2
    assert "the folder of the articles" in capsys.readouterr().err
    assert [path.name for path in Path("in").iterdir()] == ["a.txt"]


@pytest.mark.parametrize(("source", "out"), [("", "t.db"), ("pasta", "")])
def test_a_name_that_is_empty_is_not_the_folder_one_stands_in(
    source: str, out: str, cli: CliContext, capsys: Capture
) -> None:
    Path("pasta").mkdir()
    Path("pasta/nota.txt").write_text(SAID, encoding="utf-8")
    assert run(["batch", source, out], cli) == 2
    assert [path.name for path in Path().iterdir()] == ["pasta"]
    assert capsys.readouterr().err.count("\n") == 1
