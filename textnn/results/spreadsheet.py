"""Tables as CSV, for programs and for spreadsheets, and what a spreadsheet makes of a cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], language: str = "") -> str:
    """A table as CSV with a header (RFC 4180: CRLF, quoted where needed).

    Args:
        columns: names.
        rows: cells; a number with a fraction has four decimals.
        language: of a spreadsheet that opens the file with a double click, which wants a byte order
            mark, the separator and decimal sign of its language, and an apostrophe before what it
            would run as a formula; empty: for a program.

    >>> table(("text", "score"), [("=1+1; Ana", 0.5)])
    'text,score\\r\\n=1+1; Ana,0.5000\\r\\n'
    >>> table(("text", "score"), [("=1+1 A", 0.5)], "pt")
    "\\ufefftext;score\\r\\n'=1+1 A;0,5000\\r\\n"
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=separator(language))
    writer.writerow(columns)
    writer.writerows([_cell(one, language) for one in row] for row in rows)
    return ("\ufeff" if language else "") + file.getvalue()


def separator(language: str) -> str:
    """What parts the cells: Excel in Portuguese expects a semicolon."""
    return ";" if language == "pt" else ","


def _cell(value: object, language: str) -> object:
    if isinstance(value, float):
        written = f"{value:.4f}"
        return written.replace(".", ",") if language == "pt" else written
    return no_formula(value) if language and isinstance(value, str) else value


def no_formula(text: str) -> str:
    """``text`` with an apostrophe before what a spreadsheet would run as a formula.

    >>> no_formula("=1+1"), no_formula("Ana")
    ("'=1+1", 'Ana')
    """
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
