"""The command line on articles that are no plain text files."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.articles.makers import TEXT, TITLED, docx, page, pdf
from tests.test_cli import cli, complaint, printed  # noqa: F401 (a fixture)
from textnn.cli import run
from textnn.cli.context import CliContext
from textnn.config import Settings

FILES = {
    "a.html": (page().encode(), TITLED),
    "a.docx": (docx(), TEXT),
    "sem-nome": (docx(), TEXT),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_documents_are_read_as_their_article(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], cli: CliContext
) -> None:
    content, text = FILES[name]
    (tmp_path / name).write_bytes(content)
    out = printed(capsys, "highlight", str(tmp_path / name), "--json", cli=cli)
    assert json.loads(out)["text"] == text


def test_documents_come_on_standard_input_too(
    capsys: pytest.CaptureFixture[str], cli: CliContext
) -> None:
    stdin = io.BytesIO(pdf([["A ponte abriu na terça-feira em Vila Amparo."]]))
    out = printed(capsys, "summarize", "-", "--json", cli=replace(cli, stdin=stdin))
    assert json.loads(out)["text"] == "A ponte abriu na terça-feira em Vila Amparo."


def test_a_document_of_another_kind_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], cli: CliContext
) -> None:
    (tmp_path / "a.rtf").write_bytes(rb"{\rtf1 oi}")
    assert "RTF" in complaint(capsys, "surprise", str(tmp_path / "a.rtf"), cli=cli)


def test_an_address_is_asked_behind_the_guard(
    capsys: pytest.CaptureFixture[str], cli: CliContext
) -> None:
    assert "public site" in complaint(capsys, "highlight", "http://127.0.0.1/", cli=cli)
    assert "public site" in complaint(capsys, "summarize", "HTTPS://[::1]/", cli=cli)


def test_addresses_can_be_turned_off(capsys: pytest.CaptureFixture[str], cli: CliContext) -> None:
    off = Settings(**(cli.settings.model_dump() | {"fetch": False}))
    closed: CliContext = replace(cli, settings=off)
    assert "not opened here" in complaint(capsys, "summarize", "http://a.com/", cli=closed)


BROKEN = "UsuÃ¡rios terÃ£o aulas em Vila Amparo.\nLeia também: outra notícia\n"
MENDED = "Usuários terão aulas em Vila Amparo.\n"


def test_what_pasting_broke_is_told_and_put_right_if_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], cli: CliContext
) -> None:
    file = tmp_path / "a.txt"
    file.write_text(BROKEN, encoding="utf-8")
    for flags, text, said in (((), BROKEN, "--repair"), (("--repair",), MENDED, "put right first")):
        assert run(["highlight", str(file), "--json", "--no-keep", *flags], cli) == 0
        told = capsys.readouterr()
        assert json.loads(told.out)["text"] == text
        assert said in told.err
        assert "“UsuÃ¡rios” → “Usuários”" in told.err
