"""``textnn batch`` over folders of a few files of all kinds, with fake models."""

from __future__ import annotations

import csv
import datetime
import io
import json
import os
import resource
import sqlite3
import zipfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document

from tests.batches.conftest import dump, rows
from tests.chat.conftest import ARTICLE
from tests.ui.fakes import FakeHighlighter, fake_texts
from textnn.batches import batch as batches
from textnn.batches.export import export_table
from textnn.batches.tables import open_snapshot
from textnn.cli import run
from textnn.cli.context import CliContext
from textnn.results import Highlight

Capture = pytest.CaptureFixture[str]
TASKS = ("--tasks", "highlight,keywords,headline,summary")
MARKUP = "<html><title>Chuva em Santos</title><body><p>{}</p></body></html>"


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A folder of all kinds of documents, good and bad."""
    folder = tmp_path / "pasta"
    (folder / "sub").mkdir(parents=True)
    (folder / "um.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "cópia de um.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "sub" / "carta.md").write_text("Ana Souza chegou a Santos em 3 de maio.")
    (folder / "linhas.jsonl").write_text(
        '{"texto": "Rui Prado foi a Santos.", "título": "Viagem", "data": "2024-05-03"}\n'
        "não é JSON\n"
        '{"outra": 1}\n',
        encoding="utf-8",
    )
    (folder / "tabela.csv").write_bytes(
        'id;text;title\n7;"Dora Lins disse:\nchove em Santos.";Fala\n8;;\n'.encode("cp1252")
    )
    with zipfile.ZipFile(folder / "maço.zip", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a/nota.txt", "Ana Souza voltou a Santos em 2023.")
        file.writestr("../fora.txt", "Rui Prado saiu de Porto Alegre.")
        file.writestr("bomba.txt", b"a" * 20_000_000)
        file.writestr("dentro.zip", b"PK")
    (folder / "roto.zip").write_bytes(b"PK\x03\x04 cut")
    (folder / "foto.png").write_bytes(b"\x89PNG\r\n")
    (folder / "vazio.txt").write_bytes(b"")
    (folder / ".oculto").write_bytes(b"x")
    (tmp_path / "segredo.txt").write_text("fora da pasta", encoding="utf-8")
    (folder / "link.txt").symlink_to(tmp_path / "segredo.txt")
    (folder / "laço").symlink_to(folder)
    os.mkfifo(folder / "cano.txt")
    os.close(os.open(os.fsencode(folder) + b"/\xff\n.txt", os.O_CREAT))
    return folder


@pytest.mark.slow
def test_a_folder_of_all_kinds_becomes_tables(
    mixed: Path, cli: CliContext, capsys: Capture
) -> None:
    (mixed / "sub" / "página.html").write_text(MARKUP.format(ARTICLE), encoding="utf-8")
    document = Document()
    document.add_paragraph("Ana Souza chegou a Santos em 3 de maio.")
    document.save(str(mixed / "sub" / "carta.docx"))
    (mixed / "cortado.pdf").write_bytes(b"%PDF-1.4\n")
    names = io.BytesIO()
    with zipfile.ZipFile(names, "w") as archive:
        archive.writestr("é.txt", ARTICLE)
    (mixed / "nomes.zip").write_bytes(names.getvalue().replace("é".encode(), b"\xff\xff"))
    assert run(["batch", str(mixed), "t.db", *TASKS], cli) == 3
    out, err = capsys.readouterr()
    assert "9 articles are in t.db" in out
    assert "14 documents could not be read" in err
    assert [source for (source,) in rows("t.db", "SELECT source FROM articles ORDER BY rowid")] == [
        "cópia de um.txt", "linhas.jsonl#1", "maço.zip/a/nota.txt", "maço.zip/../fora.txt",
        "sub/carta.docx", "sub/carta.md", "sub/página.html", "tabela.csv#1", "um.txt",
    ]  # fmt: skip
    assert dict(rows("t.db", "SELECT source, code FROM errors")) == {
        "cano.txt": "batch-unreadable",
        "cortado.pdf": "broken-file",
        "foto.png": "unread-kind",
        "laço": "batch-link",
        "linhas.jsonl#2": "batch-bad-json",
        "linhas.jsonl#3": "batch-no-column",
        "link.txt": "batch-link",
        "maço.zip/bomba.txt": "too-big",
        "maço.zip/dentro.zip": "batch-nested",
        "tabela.csv#2": "empty-text",
        "vazio.txt": "empty-file",
        "\\xff\n.txt": "empty-file",
        "roto.zip": "broken-file",
        "nomes.zip": "broken-file",
    }


def test_marks_stand_in_their_sentences(mixed: Path, cli: CliContext) -> None:
    run(["batch", str(mixed), "t.db"], cli)
    marks = rows(
        "t.db",
        "SELECT articles.text, start_char, end_char, sentence, sentence_start, marks.text "
        "FROM marks JOIN articles ON id = article_id",
    )
    assert len(marks) > 10
    for text, start, end, sentence, begin, name in marks:
        assert " ".join(text[start:end].split()) == name
        assert text[begin:].startswith(sentence)
        assert begin <= start < begin + len(sentence)


def test_a_copy_is_named_and_counted_once(mixed: Path, cli: CliContext) -> None:
    run(["batch", str(mixed), "t.db"], cli)
    first, copy = rows("t.db", "SELECT id, duplicate_of FROM articles WHERE source LIKE '%um.txt'")
    assert copy[1] == first[0]
    assert not rows("t.db", f"SELECT * FROM marks WHERE article_id = '{copy[0]}'")
    assert ("Dora Lins", 2, 2) in rows("t.db", "SELECT * FROM people")


def test_rows_bring_their_other_columns(mixed: Path, cli: CliContext) -> None:
    run(["batch", str(mixed), "saida"], cli)
    lines = Path("saida/articles.jsonl").read_text(encoding="utf-8").splitlines()
    found = {row["source"]: row for row in map(json.loads, lines)}
    assert found["linhas.jsonl#1"]["title"] == "Viagem"
    assert found["linhas.jsonl#1"]["fields"] == {"data": "2024-05-03"}
    assert found["tabela.csv#1"]["text"] == "Dora Lins disse:\nchove em Santos."
    assert len(Path("saida/errors.jsonl").read_text(encoding="utf-8").splitlines()) == 12


def test_one_command_makes_a_csv_of_people(mixed: Path, cli: CliContext, capsys: Capture) -> None:
    command = ["batch", ".", str(mixed / "pessoas.csv")]
    assert run(command, cli) == 3
    assert "pessoas.db" in capsys.readouterr().out
    before = (mixed / "pessoas.csv").read_bytes()
    found = [*csv.reader(io.StringIO(before.decode("utf-8-sig")))]
    assert found[0] == ["name", "marks", "articles"]
    assert ["Ana Souza", "2", "2"] in found
    assert rows(mixed / "pessoas.db", "SELECT DISTINCT label FROM marks WHERE label = 'LOC'")
    assert run(command, cli) == 2
    assert "is there already" in capsys.readouterr().err
    assert run([*command, "--resume"], cli) == 3  # neither file of the output is a document
    assert (mixed / "pessoas.csv").read_bytes() == before
    assert not rows(mixed / "pessoas.db", "SELECT * FROM errors WHERE source LIKE '%pessoas%'")


def test_no_cell_of_the_people_is_run_as_a_formula(mixed: Path, cli: CliContext) -> None:
    run(["batch", str(mixed / "um.txt"), "pessoas.csv"], cli)
    with closing(sqlite3.connect("pessoas.db")) as connection, connection:
        connection.execute("UPDATE marks SET text = '@' || text")
    with open_snapshot(Path("pessoas.db")) as tables:
        export_table(tables, "people", Path("pessoas.csv"))
    _, *people = csv.reader(io.StringIO(Path("pessoas.csv").read_text(encoding="utf-8-sig")))
    assert people
    assert {name[:2] for name, _, _ in people} == {"'@"}


def test_a_folder_becomes_a_csv_of_people(mixed: Path, cli: CliContext) -> None:
    run(["batch", str(mixed), "saida", "--tasks", "highlight", "--format", "csv"], cli)
    with Path("saida/people.csv").open(encoding="utf-8-sig", newline="") as file:
        people = {row["name"]: row for row in csv.DictReader(file)}
    assert people["Ana Souza"] == {"name": "Ana Souza", "marks": "2", "articles": "2"}


@pytest.mark.parametrize("after", [0, 1, 2])
def test_what_was_stopped_goes_on(
    after: int, mixed: Path, cli: CliContext, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "CHUNK", 5)
    run(["batch", str(mixed), "whole.db", *TASKS], cli)
    calls = []

    class Stopped(FakeHighlighter):
        def many(self, texts: Sequence[str]) -> list[Highlight]:
            calls.append(texts)
            if len(calls) > after:
                raise KeyboardInterrupt
            return super().many(texts)

    stopped = replace(cli, pipelines=fake_texts(Stopped))
    assert run(["batch", str(mixed), "t.db", *TASKS], stopped) == 130
    assert "--resume" in capsys.readouterr().err
    assert run(["batch", str(mixed), "t.db", *TASKS, "--resume"], cli) == 3
    assert dump(Path("t.db")) == dump(Path("whole.db"))


def test_only_what_changed_is_done_again(mixed: Path, cli: CliContext) -> None:
    run(["batch", str(mixed), "t.db"], cli)
    done: list[str] = []

    class Watched(FakeHighlighter):
        def many(self, texts: Sequence[str]) -> list[Highlight]:
            done.extend(texts)
            return super().many(texts)

    (mixed / "cópia de um.txt").write_text("Rui Prado chegou.", encoding="utf-8")
    (mixed / "vazio.txt").write_text("Ana Souza saiu.", encoding="utf-8")
    again = replace(cli, pipelines=fake_texts(Watched))
    assert run(["batch", str(mixed), "t.db", "--resume"], again) == 3
    assert sorted(done) == ["Ana Souza saiu.", "Rui Prado chegou."]
    assert not rows("t.db", "SELECT * FROM articles WHERE duplicate_of IS NOT NULL")
    assert len(rows("t.db", "SELECT * FROM errors")) == 11


def test_a_document_that_fails_fails_alone(cli: CliContext) -> None:
    Path("t.jsonl").write_text(
        "".join(f'{{"text": "Ana Souza {word}."}}\n' for word in ("chegou", "explode", "saiu")),
        encoding="utf-8",
    )
    assert run(["batch", "t.jsonl", "t.db"], cli) == 3
    assert rows("t.db", "SELECT source FROM articles") == [("t.jsonl#1",), ("t.jsonl#3",)]
    assert rows("t.db", "SELECT source, code FROM errors") == [("t.jsonl#2", "batch-failed")]


def test_a_full_disk_loses_nothing(
    mixed: Path, cli: CliContext, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "CHUNK", 5)
    run(["batch", str(mixed), "whole.db"], cli)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    sizes = (0, 30_000, 50_000, 60_000)
    for size in sizes:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
        try:
            code = run(["batch", str(mixed), "t.db", "--resume"], cli)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        err = capsys.readouterr().err
        assert (code, "Traceback" in err) == (2, False), (size, err)
    assert run(["batch", str(mixed), "t.db", "--resume"], cli) == 3
    assert dump(Path("t.db")) == dump(Path("whole.db"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nada", "t.db"], "Cannot read “nada”"),
        (["vazia", "t.db"], "no document"),
        (["vazia/../a.txt", "there.db"], "--resume"),
        (["a.txt", "there.db", "--resume"], "no SQLite file"),
        (["a.txt", "other.db", "--resume"], "Name another output"),
        (["a.txt", "made.db", "--resume", "--tasks", "highlight"], "(tasks"),
        (["a.txt", "t.db", "--tasks", "translate"], "no task “translate”"),
        (["a.txt", "t.db", "--tasks", ","], "no task"),
        (["a.txt", "saida", "--format", "xls"], "no format “xls”"),
        (["a.txt", "a.txt/t.db"], "a.txt"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    words: list[str], said: str, cli: CliContext, capsys: Capture
) -> None:
    Path("a.txt").write_text(ARTICLE, encoding="utf-8")
    Path("vazia").mkdir()
    Path("there.db").write_text("x" * 5000)
    with closing(sqlite3.connect("other.db")) as other:
        other.execute("CREATE TABLE mine (x)")
    run(["batch", "a.txt", "made.db"], cli)
    capsys.readouterr()
    assert run(["batch", *words], cli) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert err.startswith("textnn: ")
    assert err.count("\n") == 1, err


def test_another_choice_of_headlines_is_not_gone_on_with(cli: CliContext, capsys: Capture) -> None:
    Path("a.txt").write_text(ARTICLE, encoding="utf-8")
    choice = cli.settings.models / "summarizer" / "choice.json"
    choice.parent.mkdir(parents=True)
    choice.write_text("{}")
    words = ["batch", "a.txt", "t.db", "--tasks", "headline"]
    assert run(words, cli) == 0
    assert run([*words, "--resume"], cli) == 0
    choice.write_text("{ }")
    assert run([*words, "--resume"], cli) == 2
    assert "options or models (models)" in capsys.readouterr().err


def test_parquet_in_and_out(cli: CliContext, capsys: Capture) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs textnn[batch]")
    arrow = pytest.importorskip("pyarrow")
    Path("pasta").mkdir()
    rows_in = {
        "texto": [ARTICLE, None],
        "título": ["Ponte", ""],
        "dia": [datetime.date(2024, 5, 3)] * 2,
    }
    parquet.write_table(arrow.table(rows_in), "pasta/notas.parquet")
    Path("pasta/roto.parquet").write_bytes(b"PAR1")
    assert run(["batch", "pasta", "saida", "--format", "parquet"], cli) == 3
    (article,) = parquet.read_table("saida/articles.parquet").to_pylist()
    assert (article["source"], article["title"]) == ("notas.parquet#1", "Ponte")
    assert json.loads(article["fields"]) == {"dia": "2024-05-03"}
    marks = parquet.read_table("saida/marks.parquet")
    assert marks.schema.field("score").type == arrow.float64()
    assert "Dora Lins" in marks.column("text").to_pylist()
    assert {row["name"] for row in parquet.read_table("saida/people.parquet").to_pylist()}


def test_without_pyarrow_parquet_is_refused(
    cli: CliContext, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("textnn.batches.parquet.pyarrow", None)
    Path("a.txt").write_text(ARTICLE, encoding="utf-8")
    Path("a.parquet").write_bytes(b"PAR1")
    for words in (["a.parquet", "t.db"], ["a.txt", "saida", "--format", "parquet"]):
        assert run(["batch", *words], cli) == 2
        assert "textnn[batch]" in capsys.readouterr().err


def test_what_pasting_broke_is_put_right_if_asked(tmp_path: Path, cli: CliContext) -> None:
    folder = tmp_path / "pasta"
    folder.mkdir()
    (folder / "a.txt").write_text("UsuÃ¡rios terÃ£o aulas em Santos.", encoding="utf-8")
    assert run(["batch", str(folder), "como.db"], cli) == 0
    assert run(["batch", str(folder), "certo.db", "--repair"], cli) == 0
    texts = [rows(name, "SELECT text FROM articles") for name in ("como.db", "certo.db")]
    assert texts == [
        [("UsuÃ¡rios terÃ£o aulas em Santos.",)],
        [("Usuários terão aulas em Santos.",)],
    ]
    assert run(["batch", str(folder), "como.db", "--repair", "--resume"], cli) == 2
