"""Stretches of a text that may overlap -> segments that do not, for tags that never overlap.

Every mark of the screen that can lie over another one goes through here, so that there is one place
where "put together again it is the text to the letter" has to hold.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple


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


def segments(
    text: str, cut: Sequence[Piece], start: int = 0, end: int | None = None
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """``text[start:end]`` segment by segment, each with the indices of the stretches over it.

    Args:
        text: the whole text.
        cut: its pieces, as ``pieces`` gives them.
        start, end: the part wanted; a piece that crosses its borders is cut there.

    >>> list(segments("um gato", pieces([(3, 7)])))
    [('um ', ()), ('gato', (0,))]
    """
    end = len(text) if end is None else end
    for index in range(bisect_right(cut, start, key=lambda piece: piece.end), len(cut)):
        left, right = max(cut[index].start, start), min(cut[index].end, end)
        if left >= right:
            break
        if start < left:
            yield text[start:left], ()
        yield text[left:right], cut[index].over
        start = right
    if start < end:
        yield text[start:end], ()


class SourceSegment(NamedTuple):
    """A segment of an article that something was taken from.

    Attributes:
        words: its text.
        names: of what was taken from it; empty where nothing was.
        taken: whether it was taken to the letter: one of the names is ``s1``, ``s2``, ...
        number: of the sentence that begins here, else empty.
    """

    words: str
    names: tuple[str, ...]
    taken: bool
    number: str


def sources(text: str, named: Sequence[tuple[str, tuple[int, int]]]) -> list[SourceSegment]:
    """``text`` segment by segment, with the names of the stretches over it.

    Args:
        text: the article.
        named: names and stretches: ``s1``, ``s2``, ... for sentences taken to the letter.
    """
    begun: set[str] = set()
    found = []
    for words, over in segments(text, pieces(stretch for _, stretch in named)):
        names = tuple(named[index][0] for index in over)
        taken = [name for name in names if name[1:].isdigit()]
        fresh = next((name[1:] for name in taken if name not in begun), "")
        begun.update(taken)
        found.append(SourceSegment(words, names, bool(taken), fresh))
    return found
