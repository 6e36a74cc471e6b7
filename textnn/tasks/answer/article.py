"""An article opened for questions: its sentences, their words, who is named and who speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from textnn.results import Span
from textnn.tasks.answer.matching import folded_stem
from textnn.tasks.answer.speakers import Speech, speeches
from textnn.text.normalize import Normalized, fold, normalize
from textnn.text.sentences import sentences
from textnn.text.stopwords import STOPWORDS
from textnn.text.words import words

_AROUND = 8
"""Words around a name that tell who it is."""


@dataclass
class Reading:
    """An article, opened once for all questions about it.

    Attributes:
        text: the user's string.
        clean: its normal form; all other offsets point into it.
        spans: its sentences.
        marks: what the tagger marked.
        speeches: who speaks where.
        tokens: words of each sentence.
        forms: every word there is, in small letters, once.
        within: places in ``forms`` of each sentence's words.
        proper: which of ``forms`` never stand in small letters, shape (forms,).
    """

    text: str
    clean: Normalized
    spans: list[tuple[int, int]]
    marks: list[Span]
    speeches: list[Speech]
    tokens: list[list[tuple[int, int]]]
    forms: list[str]
    within: list[list[int]]
    proper: npt.NDArray[np.bool_]

    def __post_init__(self) -> None:
        self._profiles: dict[str, list[int]] = {}

    @cached_property
    def stems(self) -> list[str]:
        """Folded stems of ``forms``."""
        return [folded_stem(form) for form in self.forms]

    @cached_property
    def stops(self) -> npt.NDArray[np.bool_]:
        """Which of ``forms`` are stopwords or signs of a currency, shape (forms,)."""
        idle = [form in STOPWORDS or form.endswith("$") for form in self.forms]
        return np.array(idle, dtype=bool)

    def marks_in(self, number: int) -> list[Span]:
        """Marks of a sentence."""
        start, end = self.spans[number]
        return [mark for mark in self.marks if start <= mark.start and mark.end <= end]

    def profile(self, name: Span) -> list[int]:
        """Places in ``forms`` of the words around every mention of a name, the name included."""
        key = fold(name.text)
        if key not in self._profiles:
            own = set(key.split())
            around: set[int] = set()
            for number in range(len(self.spans)):
                for mark in self.marks_in(number):
                    told = set(fold(mark.text).split())
                    if told <= own or own <= told:
                        around |= self._around(number, mark)
            self._profiles[key] = sorted(around)
        return self._profiles[key]

    def _around(self, number: int, mark: Span) -> set[int]:
        tokens = self.tokens[number]
        at = [n for n, (s, e) in enumerate(tokens) if s < mark.end and e > mark.start]
        low, high = max(0, min(at, default=0) - _AROUND), max(at, default=0) + _AROUND + 1
        return set(self.within[number][low:high])

    def names_of(self, number: int) -> list[Span]:
        """The names in a sentence; if it has no person, the one named last before it as well."""
        here = [mark for mark in self.marks_in(number) if mark.label not in ("TIME", "VALUE")]
        if any(mark.label == "PER" for mark in here):
            return here
        start = self.spans[number][0]
        earlier = [m for m in self.marks if m.label == "PER" and m.end <= start]
        return [*here, *earlier[-1:]]


def open_article(text: str, marks: Sequence[Span]) -> Reading:
    """Opens an article.

    Args:
        marks: offsets into ``text``.
    """
    clean = normalize(text)
    starts, ends = clean.starts, clean.ends
    inside = []
    for mark in marks:
        start = int(np.searchsorted(starts, mark.start))
        end = int(np.searchsorted(ends, mark.end)) + 1
        inside.append(Span(start, end, clean.text[start:end], mark.label, mark.score))
    spans = sentences(clean.text)
    tokens = [
        [
            (start + s, start + e)
            for s, e in words(clean.text[start:end])
            if clean.text[start + s].isalnum()
        ]
        for start, end in spans
    ]
    places: dict[str, int] = {}
    within = [
        [places.setdefault(clean.text[s:e].lower(), len(places)) for s, e in line]
        for line in tokens
    ]
    names = [mark for mark in inside if mark.label not in ("TIME", "VALUE")]
    proper = _proper(clean.text, tokens, names)
    people = [mark for mark in inside if mark.label == "PER"]
    said = speeches(clean.text, spans, people)
    return Reading(
        text,
        clean,
        spans,
        inside,
        said,
        tokens,
        list(places),
        within,
        np.array([form in proper for form in places], dtype=bool),
    )


def _proper(
    text: str, tokens: Sequence[Sequence[tuple[int, int]]], names: Sequence[Span]
) -> set[str]:
    """Words, in small letters, that only names have.

    They never stand in small letters, and somewhere have a capital that no beginning of a sentence
    asks for, or stand in a marked name.
    """
    written = [text[s:e] for line in tokens for s, e in line]
    later = [text[s:e] for line in tokens for s, e in line[1:]]
    inner = {word.lower() for word in later if word.istitle() and word[-1].isalnum()}
    marked = {text[n.start + s : n.start + e].lower() for n in names for s, e in words(n.text)}
    return (inner | marked) - {word for word in written if word[0].islower() or word[0].isdigit()}
