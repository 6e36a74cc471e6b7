"""Exports lose nothing: every offset and every mark comes back."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.ui.fakes import MODEL, FakeHighlighter
from textnn.errors import UserError
from textnn.results import Highlight, Span
from textnn.tasks.highlight.export import EXPORTS
from textnn.ui.components.download import download

ARTICLE = FakeHighlighter()("Ana Souza foi a São Paulo.\n\nPagou R$ 5 milhões em 1998.")


def written(result: Highlight, name: str) -> str:
    return str(EXPORTS[name].write(result, ""))


def test_json_holds_the_text_and_every_span() -> None:
    data = json.loads(written(ARTICLE, "json"))
    assert data["text"] == ARTICLE.text
    assert [(s["start"], s["end"]) for s in data["spans"]] == [
        (s.start, s.end) for s in ARTICLE.spans
    ]


def test_csv_opens_in_a_spreadsheet() -> None:
    text = written(ARTICLE, "csv")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert text.startswith("\ufeff")
    assert [row["text"] for row in rows] == [span.text for span in ARTICLE.spans]


def test_csv_runs_no_formula() -> None:
    text = '=HYPERLINK("http://x")'
    result = Highlight(text, (Span(0, len(text), text, "OTHER", 0.5),), MODEL, 0.1)
    assert "\"'=HYPERLINK" in written(result, "csv")


@pytest.mark.parametrize("name", EXPORTS)
def test_a_download_names_its_file(name: str) -> None:
    packed = json.loads(download(ARTICLE, name, "pt"))
    assert packed["name"] == f"textnn.{name}"
    assert packed["content"] == written(ARTICLE, name)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UserError, match="no format"):
        download(ARTICLE, "exe", "en")
