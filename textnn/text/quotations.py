"""Quotation marks and brackets: whether each has its other half."""

from __future__ import annotations

PAIRS = (("“", "”"), ("«", "»"), ("(", ")"))
"""Signs that open and those that close; the straight mark ``"`` is both and is counted apart."""


def is_closed(text: str) -> bool:
    """Whether every quotation mark and bracket of ``text`` has its other half there.

    >>> is_closed("“Sim”, disse (duas vezes)."), is_closed("E nós também”, disse.")
    (True, False)
    """
    pairs = all(text.count(left) == text.count(right) for left, right in PAIRS)
    return pairs and text.count('"') % 2 == 0


def ends_inside(text: str) -> bool:
    """Whether a quotation or bracket that opens in ``text`` is still open at its end.

    >>> ends_inside("“Sim. "), ends_inside("“Sim”. ")
    (True, False)
    """
    pairs = any(text.rfind(left) > text.rfind(right) for left, right in PAIRS)
    return pairs or text.count('"') % 2 == 1
