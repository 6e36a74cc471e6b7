"""An article as the extractors read it: normal form, sentences and the marks of the tagger."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from textnn.results import Span
from textnn.text.sentences import sentences

if TYPE_CHECKING:  # it imports numpy, and the command line reads this to begin
    from textnn.text.normalize import Normalized

Stretch = tuple[int, int]

LEAST = 0.4
"""Probability from which on a mark counts."""


@dataclass(frozen=True)
class ArticleReading:
    """An article; all offsets of the extractors point into its normal form.

    Attributes:
        clean: its normal form.
        marks: what the tagger marked, in text order, offsets into the normal form.
    """

    clean: Normalized
    marks: Sequence[Span]

    @property
    def text(self) -> str:
        """The normal form."""
        return self.clean.text

    @cached_property
    def sentences(self) -> list[Stretch]:
        """Its sentences, in order."""
        return sentences(self.text)

    @cached_property
    def _ends(self) -> list[int]:
        return [end for _, end in self.sentences]

    def of(self, *labels: str) -> list[Span]:
        """The marks with one of these labels, in order."""
        return [mark for mark in self.marks if mark.label in labels and mark.score >= LEAST]

    def number_at(self, place: int) -> int:
        """Number of the sentence that ``place`` stands in, or of the next one."""
        return min(bisect_right(self._ends, place), len(self.sentences) - 1)

    def sentence_at(self, place: int) -> Stretch:
        """Start and end of that sentence."""
        return self.sentences[self.number_at(place)]

    def same_paragraph(self, left: int, right: int) -> bool:
        """Whether no line ends between two places."""
        return "\n" not in self.text[left:right]


def placed(article: Normalized, marks: Sequence[Span]) -> ArticleReading:
    """The reading of an article.

    Args:
        article: its normal form.
        marks: offsets into the user's string.
    """
    found = []
    for mark in marks:
        start, end = article.normal_span(mark.start, mark.end)
        end = min(end, len(article.text))
        if start < end:
            found.append(Span(start, end, article.text[start:end], mark.label, mark.score))
    return ArticleReading(article, found)


def inside(spans: Sequence[Span], start: int, end: int) -> Sequence[Span]:
    """Those of ordered spans that begin in ``start:end``."""
    first = bisect_left(spans, start, key=_start)
    return spans[first : bisect_left(spans, end, key=_start)]


def _start(span: Span) -> int:
    return span.start


def word_set(words: str) -> frozenset[str]:
    """The words of a string as a set."""
    return frozenset(words.split())


def one_line(text: str) -> str:
    """White space to single blanks."""
    return " ".join(text.split())


def overlaps(taken: Sequence[Stretch], start: int, end: int) -> bool:
    """Whether ``start:end`` touches one of ordered stretches that do not overlap."""
    at = bisect_left(taken, (end,)) - 1
    return at >= 0 and taken[at][1] > start


WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d+(?:[.,]\d+)*|\S")
"""A word, a number or a sign."""
