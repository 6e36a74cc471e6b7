"""Exports lose nothing: every offset and every mark comes back."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from docx import Document

from tests.ui.fakes import MODEL, FakeHighlighter
from textnn.errors import UserError
from textnn.locale import say
from textnn.results import Highlight, Span
from textnn.tasks.highlight.export import EXPORTS
from textnn.ui.components.download import download

ARTICLE = FakeHighlighter()("Ana Souza foi a São Paulo.\n\nPagou R$ 5 milhões em 1998.")


def written(result: Highlight, name: str) -> str:
    return str(EXPORTS[name].write(result, "", "pt"))


def test_json_holds_the_text_and_every_span() -> None:
    data = json.loads(written(ARTICLE, "json"))
    assert data["text"] == ARTICLE.text
    assert [(s["start"], s["end"]) for s in data["spans"]] == [
        (s.start, s.end) for s in ARTICLE.spans
    ]


def test_csv_opens_in_a_spreadsheet() -> None:
    text = written(ARTICLE, "csv")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert text.startswith("\ufeff")
    assert [row["text"] for row in rows] == [span.text for span in ARTICLE.spans]
    assert [row["label"] for row in rows] == [span.label for span in ARTICLE.spans]
    assert [row["category"] for row in rows] == [say("pt", span.label) for span in ARTICLE.spans]
    assert "," in rows[0]["score"]


def test_csv_runs_no_formula() -> None:
    text = '=HYPERLINK("http://x")'
    result = Highlight(text, (Span(0, len(text), text, "OTHER", 0.5),), MODEL, 0.1)
    assert "\"'=HYPERLINK" in written(result, "csv")


@pytest.mark.parametrize("name", EXPORTS)
def test_a_download_names_its_file(name: str) -> None:
    packed = json.loads(download(ARTICLE, name, "pt"))
    assert packed["name"].startswith("ana-souza-foi-a-sao-paulo-2")
    assert packed["name"].endswith(f".{name}")
    date.fromisoformat(packed["name"].removesuffix(f".{name}")[-10:])
    if "content" in packed:
        assert packed["content"] == written(ARTICLE, name)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UserError, match="no format"):
        download(ARTICLE, "exe", "en")


HOSTILE = "Ana <b>Souza</b> foi a São Paulo & voltou.\n\n“Nada”, disse\x08 Ana\nSouza."


def marked(text: str, *names: str) -> Highlight:
    spans = [
        Span(text.index(name), text.index(name) + len(name), name, "PER", 0.9) for name in names
    ]
    return Highlight(text, tuple(spans), MODEL, 0.1)


def test_a_word_document_holds_the_text_and_shades_the_marks() -> None:
    file = EXPORTS["docx"].write(marked(HOSTILE, "Ana <b>Souza</b>", "Ana\nSouza"), "Nota.", "pt")
    assert isinstance(file, bytes)
    paragraphs = Document(io.BytesIO(file)).paragraphs
    texts = [paragraph.text for paragraph in paragraphs]
    assert texts[:3] == [
        "Ana <b>Souza</b> foi a São Paulo & voltou.",
        "“Nada”, disse\ufffd Ana",
        "Souza.",
    ]
    assert texts[3:] == ["Pessoa", "Ana <b>Souza</b>", "Ana Souza", "Nota."]
    shaded = [run.text for p in paragraphs for run in p.runs if "w:shd" in run._element.xml]
    assert shaded == ["Ana", "Souza"]


def test_a_page_runs_nothing_and_names_the_marks() -> None:
    page = EXPORTS["html"].write(marked(HOSTILE, "Ana\nSouza"), "Nota.", "en")
    assert isinstance(page, str)
    assert "<b>" not in page
    assert "<script" not in page
    assert '<mark class="PER" title="Person">Ana</mark>' in page
    assert '<html lang="en">' in page


def test_a_result_without_words_still_has_a_name() -> None:
    assert json.loads(download(marked("😀"), "html", "pt"))["name"].startswith("textnn-2")
