"""Who is quoted in an article: quotations, each with its speaker."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from textnn.results import Span
from textnn.text.quotations import quotations

_PRONOUN = re.compile(r"(?<!\w)(ela|ele)(?!\w)", re.IGNORECASE)

SHORTEST = 3
"""Words of a quotation; what is shorter is a word in scare quotes, or a title."""


BACK = 100
"""Persons named before a quotation among whom its speaker is looked for."""


class Speech(NamedTuple):
    """A sentence with words between quotation marks.

    Attributes:
        sentence: its number.
        speaker: the mark of the person, maybe in an earlier sentence; None if nobody was named.
    """

    sentence: int
    speaker: Span | None


def speeches(text: str, spans: Sequence[tuple[int, int]], people: Sequence[Span]) -> list[Speech]:
    """Every sentence in which somebody is quoted, in order.

    Args:
        text: in normal form.
        spans: its sentences.
        people: marks of persons, in order, offsets into the same text.
    """
    quoted = [
        (start, end) for start, end in quotations(text) if _is_speech(text[start + 1 : end - 1])
    ]
    found = []
    for number, (start, end) in enumerate(spans):
        last = bisect_left(quoted, end, key=_start) - 1
        if last >= 0 and quoted[last][1] > start:
            found.append(Speech(number, _speaker(text, spans, number, quoted[last], people)))
    return found


def _start(span: tuple[int, int]) -> int:
    return span[0]


def _is_speech(words: str) -> bool:
    """Whether quoted words are a saying rather than a title, which has capitals all over."""
    told = re.findall(r"[^\W\d_]+", words)
    long = [word for word in told if len(word) > 3]
    return len(told) >= SHORTEST and sum(word[0].isupper() for word in long) <= len(long) / 2


def _speaker(
    text: str,
    spans: Sequence[tuple[int, int]],
    number: int,
    quotation: tuple[int, int],
    people: Sequence[Span],
) -> Span | None:
    """Whoever is named in the sentences of the quotation, outside it, else the last one before."""
    opened, closed = quotation
    closing = spans[max(0, bisect_left(spans, closed, key=_start) - 1)]
    if closed > closing[1]:
        closing = spans[number]
    after = bisect_left(people, closed, key=lambda person: person.start)
    if after < len(people) and people[after].start < closing[1]:
        return people[after]
    before = bisect_left(people, opened, key=lambda person: person.start) - 1
    if before >= 0 and people[before].start >= min(spans[number][0], closing[0]):
        return people[before]
    pronoun = _PRONOUN.search(text, closed, closing[1])
    return _last_named(people[max(0, before + 1 - BACK) : before + 1], pronoun)


def _last_named(people: Sequence[Span], pronoun: re.Match[str] | None) -> Span | None:
    """The last person named, of those whose first name ends as the pronoun asks if there are any.

    A rough rule: *Luca* and *Beatriz* break it.
    """
    female = pronoun is not None and pronoun[1].lower() == "ela"
    fitting = [p for p in people if p.text.split()[0].endswith("a") == female]
    chosen = fitting if pronoun and fitting else people
    return chosen[-1] if chosen else None
