"""A comparison as CSV or JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from textnn.results import Comparison
from textnn.results.spreadsheet import no_formula
from textnn.tasks.task import JSON_ALONE, Export

CSV_COLUMNS = ("label", "text", "here", "there")


def comparison_to_csv(result: Comparison) -> str:
    """One line an item: its category, its words, and how often either article has it.

    A byte order mark and an apostrophe before what a spreadsheet would run as a formula, as for
    marks.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(CSV_COLUMNS)
    for item in result.items:
        writer.writerow((item.label, no_formula(item.text), len(item.here), len(item.there)))
    return "\ufeff" + file.getvalue()


EXPORTS: Mapping[str, Export[Comparison]] = {
    "csv": Export("csv", "text/csv", lambda result, *_: comparison_to_csv(result)),
    **JSON_ALONE,
}
