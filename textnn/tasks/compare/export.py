"""A comparison as CSV or JSON."""

from __future__ import annotations

from collections.abc import Mapping

from textnn.locale import say
from textnn.results import Comparison
from textnn.results.spreadsheet import table
from textnn.tasks.task import JSON_ALONE, Export

CSV_COLUMNS = ("label", "text", "here", "there", "category")


def comparison_to_csv(result: Comparison, language: str) -> str:
    """One line an item: its category, its words, and how often either article has it, for a
    spreadsheet of ``language``."""
    rows = (
        (item.label, item.text, len(item.here), len(item.there), say(language, item.label))
        for item in result.items
    )
    return table(CSV_COLUMNS, rows, language)


EXPORTS: Mapping[str, Export[Comparison]] = {
    "csv": Export(
        "csv", "text/csv", lambda result, _, language: comparison_to_csv(result, language)
    ),
    **JSON_ALONE,
}
