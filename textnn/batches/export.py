"""Tables -> files: JSON lines, CSV or Parquet, one a table, each there whole or not at all."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from textnn.batches.parquet import write_parquet
from textnn.batches.tables import OF_ARTICLES, VIEWS, Tables
from textnn.errors import UserError
from textnn.results.spreadsheet import no_formula

Rows = Iterator[tuple[Any, ...]]


def export(tables: Tables, folder: Path, form: str) -> None:
    """Write every table that has rows, and the counted names, as ``<table>.<form>``.

    ``errors`` is always JSON lines, and written even where it has no line.

    Args:
        tables: finished.
        folder: which is there.
        form: one of ``FORMS``.

    Raises:
        UserError: a file cannot be written.
    """
    for name in ("articles", *OF_ARTICLES, *VIEWS):
        columns, rows = tables.rows(name)
        first = next(rows, None)
        target = folder / f"{name}.{form}"
        if first is None:
            target.unlink(missing_ok=True)
            continue
        _whole(target, FORMS[form], columns, _after(first, rows))
    _whole(folder / "errors.jsonl", _write_jsonl, *tables.rows("errors"))


def export_table(tables: Tables, name: str, target: Path) -> None:
    """Write one table or view as a CSV file for a spreadsheet, even where it has no row.

    Raises:
        UserError: the file cannot be written.
    """
    _whole(target, write_sheet, *tables.rows(name))


def _after(first: tuple[Any, ...], rows: Rows) -> Rows:
    yield first
    yield from rows


def _whole(
    target: Path,
    write: Callable[[Path, Sequence[str], Rows], None],
    columns: Sequence[str],
    rows: Rows,
) -> None:
    beside = target.with_name(f"{target.name}.part")
    try:
        write(beside, columns, rows)
        beside.replace(target)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise UserError("disk", where=target, reason=error.strerror or error) from error


def _write_jsonl(path: Path, columns: Sequence[str], rows: Rows) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            values = dict(zip(columns, row, strict=True))
            if values.get("fields"):
                values["fields"] = json.loads(values["fields"])
            file.write(json.dumps(values, ensure_ascii=False) + "\n")


def write_sheet(path: Path, columns: Sequence[str], rows: Rows, delimiter: str = ",") -> None:
    """A CSV file of which a spreadsheet runs no cell as a formula."""
    safe = ([no_formula(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    _write_csv(path, columns, safe, delimiter)


def _write_csv(
    path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]], delimiter: str = ","
) -> None:
    """With a byte order mark, so that spreadsheets read the accents."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(columns)
        writer.writerows(rows)


FORMS: Mapping[str, Callable[[Path, Sequence[str], Rows], None]] = {
    "jsonl": _write_jsonl,
    "csv": _write_csv,
    "parquet": write_parquet,
}
"""Ending -> what writes such a file."""
