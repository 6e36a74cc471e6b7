"""A fact sheet as text, CSV, JSON, a Word document or a page."""

from __future__ import annotations

from collections.abc import Mapping

from textnn.locale import say
from textnn.results.factsheet import RELATIONS, FactSheet
from textnn.results.spreadsheet import table
from textnn.tasks.documents import (
    PrintedDocument,
    document_exports,
    first_line,
    plain_items,
)
from textnn.tasks.factsheet.text import line, sections, sentences_of, sheet_text
from textnn.tasks.task import JSON_ALONE, Export

CSV_COLUMNS = ("kind", "text", "value", *RELATIONS, "count", "start", "end", "sentence")


def factsheet_to_csv(result: FactSheet, language: str = "") -> str:
    """One line a fact under the header ``CSV_COLUMNS``; ``sentence`` is that of its first place.

    Args:
        language: of a spreadsheet, which gets the kind in words, too; empty: for a program.
    """
    rows = (
        (
            *(fact.kind, fact.text, fact.value, *(fact.said(name) for name in RELATIONS)),
            *(len(fact.places), *fact.places[0], sentence),
            *((say(language, f"fact_{fact.kind}"),) if language else ()),
        )
        for fact, sentence in zip(result.facts, sentences_of(result), strict=True)
    )
    return table((*CSV_COLUMNS, "category") if language else CSV_COLUMNS, rows, language)


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
        lambda result, _, language: factsheet_to_csv(result, language),
        flag="One line a fact, with a header.",
        printed=factsheet_to_csv,
    ),
    **document_exports(printed),
    **JSON_ALONE,
}
