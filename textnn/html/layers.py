"""Stretches of a text that may overlap -> HTML whose tags never do.

Every mark of the screen that can lie over another one goes through here, so that there is one place
where "without its tags it is the text to the letter" has to hold.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from textnn.html.markup import escape

Wrap = Callable[[str, tuple[int, ...]], str]
"""An escaped piece and the indices of the stretches over it -> the piece inside its tag."""


class Piece(NamedTuple):
    """A part of a text that no border cuts.

    Attributes:
        start, end: where it stands.
        over: indices of the stretches that cover it, ascending; at least one.
    """

    start: int
    end: int
    over: tuple[int, ...]


def pieces(stretches: Iterable[tuple[int, int]]) -> list[Piece]:
    """The covered parts of a text, cut wherever a stretch begins or ends, in text order.

    >>> pieces([(0, 5), (3, 9)])
    [Piece(start=0, end=3, over=(0,)), Piece(start=3, end=5, over=(0, 1)), \
Piece(start=5, end=9, over=(1,))]
    """
    begin: defaultdict[int, set[int]] = defaultdict(set)
    finish: defaultdict[int, set[int]] = defaultdict(set)
    for index, (start, end) in enumerate(stretches):
        if start < end:
            begin[start].add(index)
            finish[end].add(index)
    cut: list[Piece] = []
    over: set[int] = set()
    for here, after in pairwise(sorted(begin.keys() | finish.keys())):
        over = (over - finish[here]) | begin[here]
        if over:
            cut.append(Piece(here, after, tuple(sorted(over))))
    return cut


def wrapped(
    text: str,
    cut: Sequence[Piece],
    wrap: Wrap,
    start: int = 0,
    end: int | None = None,
) -> str:
    """``text[start:end]`` as HTML; without its tags it is the text to the letter.

    Args:
        text: the whole text.
        cut: its pieces, as ``pieces`` gives them.
        wrap: puts a piece inside its tag.
        start, end: the part wanted; a piece that crosses its borders is cut there.
    """
    end = len(text) if end is None else end
    parts: list[str] = []
    for index in range(bisect_right(cut, start, key=lambda piece: piece.end), len(cut)):
        left, right = max(cut[index].start, start), min(cut[index].end, end)
        if left >= right:
            break
        parts += [escape(text[start:left]), wrap(escape(text[left:right]), cut[index].over)]
        start = right
    return "".join(parts) + escape(text[start:end])
