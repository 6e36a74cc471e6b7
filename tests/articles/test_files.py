"""Anybody's file: the article in it, or one clear sentence."""

from __future__ import annotations

import io
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from tests.articles.makers import BODY, TEXT, TITLE, TITLED, docx, outcome, packed, page, pdf
from textnn.articles.docx import read_docx
from textnn.articles.files import read_file
from textnn.articles.html import read_html
from textnn.articles.sandbox import parse_apart
from textnn.articles.sandbox_worker import parsed
from textnn.config import Settings
from textnn.errors import UserError

SETTINGS = Settings(max_chars=5000, max_upload="1mb")


def refused(name: str, content: bytes, settings: Settings = SETTINGS) -> UserError:
    with pytest.raises(UserError) as caught:
        read_file(name, content, settings)
    assert caught.value.pt.endswith(".")
    assert caught.value.en.endswith(".")
    return caught.value


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac_roman", "cp850"]
)
def test_plain_text_comes_to_the_letter(encoding: str) -> None:
    text = "Ação em São José:\r\n\tcoração, pão e três avós.  \n"
    article = read_file("C:\\textos\\artigo.txt", text.encode(encoding), SETTINGS)
    assert (article.text, article.title, article.kind) == (text, "", "text")
    assert article.source == "artigo.txt"


def test_emoji_and_marks_survive() -> None:
    text = "Gol! ⚽🇧🇷 Joa\u0303o 👨‍👩‍👧 riu."
    assert read_file("a.md", text.encode(), SETTINGS).text == text


def test_a_file_cut_in_the_middle_of_a_letter_is_read() -> None:
    assert read_file("a.txt", "São João: açã".encode()[:-1], SETTINGS).text == "São João: aç"


@pytest.mark.parametrize(
    ("name", "content", "title", "text"),
    [
        ("a.html", page().encode(), TITLE, TITLED),
        ("a.docx", docx(title=TITLE), TITLE, TITLED),
        ("colado.txt", TITLED.encode(), "", TITLED),
        ("renomeado.txt", docx(), "", TEXT),
    ],
    ids=["html", "docx", "pasted", "renamed"],
)
@pytest.mark.slow
def test_an_article_has_one_text_whatever_it_comes_in(
    name: str, content: bytes, title: str, text: str
) -> None:
    article = read_file(name, content, SETTINGS)
    assert (article.text, article.title, article.source) == (text, title, name)


def test_a_title_that_the_page_does_not_show_is_no_line_of_it() -> None:
    hidden = page().replace(f"<h1>{TITLE}</h1>", "").replace(TITLE, "Capa do jornal")
    assert read_html(hidden.encode(), 0).text == TEXT


def test_a_pdf_document() -> None:
    article = read_file("a.pdf", pdf([["A ponte abriu na terça-feira, disse Ângela."]]), SETTINGS)
    assert (article.kind, article.text) == ("pdf", "A ponte abriu na terça-feira, disse Ângela.")


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("cp1252", "<meta charset='iso-8859-1'>"),
        ("cp1252", '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">'),
        ("cp1252", ""),
        ("utf-8", "<meta charset='klingon'>"),
        ("cp1252", "<meta charset='utf-8'>"),
    ],
    ids=["utf-8", "bom", "utf-16", "latin", "http-equiv", "silent", "unknown", "wrong"],
)
def test_pages_in_any_encoding(encoding: str, head: str) -> None:
    found = read_html(page(head=head).encode(encoding), 0)
    assert (found.text, found.title) == (TITLED, TITLE)


def test_a_page_without_an_article_gives_its_words() -> None:
    found = read_html("<p>Olá, <b>mundo</b>.</p><script>x()</script>".encode(), 0)
    assert found.text == "Olá, mundo."


def test_an_old_page_with_an_xml_declaration() -> None:
    content = '<?xml version="1.0" encoding="iso-8859-1"?>' + page()
    assert read_html(content.encode("cp1252"), 0).text == TITLED


def test_a_document_reads_its_tables_too_and_merged_cells_once() -> None:
    import io

    document, file = Document(), io.BytesIO()
    document.add_paragraph("Antes.")
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Cabeçalho"
    table.cell(1, 0).text, table.cell(1, 1).text = "um", "dois"
    document.add_paragraph("Depois.")
    document.save(file)
    words = read_docx(file.getvalue(), 100).text.split()
    assert words == ["Antes.", "Cabeçalho", "um", "dois", "Depois."]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.txt", b"", "empty-file"),
        ("a.txt", b" \n\t ", "empty-file"),
        ("a.txt", bytes(range(256)) * 9, "binary-text"),
        ("a.txt", b"\x7fELF" + bytes(600), "binary-text"),
        ("a.txt", b"a" * (1 << 20) + b"a", "too-big"),
        ("a.txt", b"a " * 3000, "too-long"),
        ("a.txt", b"a" * 100_000, "too-long"),
        ("a.docx", docx()[:4000], "broken-file"),
        ("a.docx", docx(["palavra " * 400] * 3), "too-long"),
        ("a.docx", docx([]), "no-text"),
        ("a.docx", packed({"word/document.xml": b"<x/>"}), "broken-file"),
        ("a.html", b"<html><body><script>x()</script></body></html>", "no-text"),
        ("a.html", page(f"Parágrafo {n} da notícia. " * 40 for n in range(6)).encode(), "too-long"),
        ("a.pdf", pdf([["Olá."]])[:200], "broken-file"),
    ],
    ids=["empty", "blank", "binary", "program", "too big", "too long", "far too long", "cut",
         "long docx", "empty docx", "no docx", "empty page", "long page", "cut pdf"],
)  # fmt: skip
@pytest.mark.slow
def test_bad_files_get_a_sentence(name: str, content: bytes, code: str) -> None:
    assert refused(name, content).code == code


@pytest.mark.slow
def test_a_file_that_unpacks_to_too_much_is_refused() -> None:
    bomb = packed({"word/document.xml": b"<w:p>" + bytes(120_000_000)})
    assert refused("a.docx", bomb).code == "heavy-file"


def test_entities_of_a_document_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "segredo.txt"
    secret.write_text("segredo-da-maquina")
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx(["MARCA"]))) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part == "word/document.xml":
                head, _, rest = content.partition(b"?>")
                entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'.encode()
                content = head + b"?>" + entity + rest.replace(b"MARCA", b"MARCA &e;")
            new.writestr(part, content)
    found: list[str] = []
    with suppress(UserError):
        found.append(parsed(read_docx, file.getvalue(), 1000).text)
    assert "segredo" not in "".join(found)


def test_the_limits_are_said() -> None:
    assert "1 MB" in refused("a.txt", bytes((1 << 20) + 1)).pt
    assert "5.000" in refused("a.txt", b"a " * 3000).pt
    assert "5,000" in refused("a.txt", b"a " * 3000).en


@pytest.mark.slow
def test_a_file_that_hangs_its_parser_is_given_up() -> None:
    busy = pdf([["Olá."]], extra="q 1 0 0 1 0 0 cm Q\n" * 400_000)
    began = time.perf_counter()
    with pytest.raises(UserError) as caught:
        parse_apart("pdf", busy, 1000, seconds=1.5)
    assert caught.value.code == "heavy-file"
    assert time.perf_counter() - began < 10


@given(st.binary(max_size=2000))
def test_random_bytes_raise_nothing_else(content: bytes) -> None:
    for parser in (read_html, read_docx):
        assert outcome(parsed, parser, content, 1000) in {"", "broken-file", "binary-text"}


@pytest.mark.slow
@examples(max_examples=12)
@given(
    start=st.sampled_from([b"", b"%PDF-1.5\n", b"PK\x03\x04", b"<html>", b"\xff\xfe", b"{\\rtf"]),
    content=st.binary(max_size=600),
)
def test_random_files_raise_nothing_else_and_end(start: bytes, content: bytes) -> None:
    began = time.perf_counter()
    outcome(read_file, "arquivo", start + content, SETTINGS)
    assert time.perf_counter() - began < 30


@given(st.text(st.sampled_from("<>/aàp b\"'=&;!-"), max_size=400))
def test_odd_markup_raises_nothing_else(markup: str) -> None:
    assert outcome(parsed, read_html, markup.encode(), 1000) in {"", "broken-file"}


def test_every_paragraph_of_a_page_is_its_own() -> None:
    assert read_html(page().encode(), 0).text.split("\n\n") == [TITLE, *BODY]
