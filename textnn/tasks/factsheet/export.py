"""A fact sheet as text, CSV, JSON, a Word document or a page."""

from __future__ import annotations

import csv
import io
from bisect import bisect_right
from collections.abc import Mapping

from textnn.locale import say
from textnn.results.factsheet import RELATIONS, ArticleFact, FactSheet
from textnn.results.spreadsheet import no_formula
from textnn.tasks.documents import (
    PrintedDocument,
    document_exports,
    first_line,
    plain_items,
)
from textnn.tasks.factsheet.text import line, sections, sheet_text
from textnn.tasks.task import JSON_ALONE, Export
from textnn.text.sentences import sentences

CSV_COLUMNS = ("kind", "text", "value", *RELATIONS, "count", "start", "end", "sentence")


def factsheet_to_csv(result: FactSheet, *, spreadsheet: bool = False) -> str:
    """One line a fact under the header ``CSV_COLUMNS``; ``sentence`` is that of its first place.

    Args:
        spreadsheet: for a program that opens files with a double click: a byte order mark first,
            and an apostrophe before what it would run as a formula.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(CSV_COLUMNS)
    shown = no_formula if spreadsheet else str
    for fact, sentence in zip(result.facts, sentences_of(result), strict=True):
        start, end = fact.places[0]
        said = [fact.text, fact.value, *(fact.said(name) for name in RELATIONS)]
        row = [fact.kind, *map(shown, said), len(fact.places), start, end, shown(sentence)]
        writer.writerow(row)
    return "\ufeff" * spreadsheet + file.getvalue()


def sentences_of(result: FactSheet) -> list[str]:
    """The sentence of the first place of every fact, on one line."""
    spans = sentences(result.text)
    ends = [end for _, end in spans]
    return [
        " ".join(result.text[slice(*_around(spans, ends, fact))].split()) for fact in result.facts
    ]


def _around(spans: list[tuple[int, int]], ends: list[int], fact: ArticleFact) -> tuple[int, int]:
    start, end = fact.places[0]
    at = bisect_right(ends, start)
    return spans[at] if at < len(spans) else (start, end)


def printed(result: FactSheet, note: str, language: str) -> PrintedDocument:
    """A list of each kind."""
    lists = [
        plain_items(say(language, f"fact_{kind}"), [line(fact, language) for _, fact in facts])
        for kind, facts in sections(result)
    ]
    return PrintedDocument(first_line(result.text), tuple(lists), "", note, language)


EXPORTS: Mapping[str, Export[FactSheet]] = {
    "txt": Export(
        "txt", "text/plain", lambda result, _, language: sheet_text(result, language) + "\n"
    ),
    "csv": Export(
        "csv",
        "text/csv",
        lambda result, *_: factsheet_to_csv(result, spreadsheet=True),
        flag="One line a fact, with a header.",
        printed=factsheet_to_csv,
    ),
    **document_exports(printed),
    **JSON_ALONE,
}
