"""What a spreadsheet makes of a cell."""

from __future__ import annotations


def no_formula(text: str) -> str:
    """``text`` with an apostrophe before what a spreadsheet would run as a formula.

    >>> no_formula("=1+1"), no_formula("Ana")
    ("'=1+1", 'Ana')
    """
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
