"""A continuation, or the surprise of a text -> what the screen shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache, partial

from markupsafe import Markup

from textnn.html.templates import render
from textnn.locale import number, say
from textnn.results import Continuation, Surprise
from textnn.tasks.task import TemplateView
from textnn.text.sentences import sentences

STEPS = (1.0, 2.0, 4.0, 7.0)
"""Bits at which a letter's colour grows one step stronger: expected half, a quarter, ... of the
time, up to less than once in a hundred."""

_UNSEEN = {" ": "char_space", "\n": "char_newline", "\r": "char_newline"}


def writing_view(
    result: Continuation,
    language: str,
    when: datetime,
    human: int | None = None,
    notes: tuple[str, ...] = (),
) -> Markup:
    """The view of a continuation, growing or done.

    Args:
        result: what was written so far.
        language: of the reader.
        when: when it was made.
        human: characters at the beginning that a person wrote; ``None``: the whole prefix. Less
            than the prefix when the network goes on from its own text.
        notes: more to say in the small line.
    """
    human = len(result.prefix) if human is None else human
    return render(
        language,
        "generate/view.html",
        result=result,
        human=result.text[:human],
        written=_written(result, human),
        when=when,
        notes=notes,
    )


DARING = {"low": 0.4, "middle": 0.8, "high": 1.1}
"""Degree of daring -> its temperature."""


PLAYED = (50, 200)
"""Least and most characters of a sentence that the game takes."""


def versions_view(written: Sequence[Continuation], language: str) -> Markup:
    """The same beginning written on at each degree of ``DARING``, as far as there are any yet."""
    versions = [*zip(written, DARING, strict=False)]
    return render(language, "generate/versions.html", versions=versions)


def letters_view(articles: Iterable[str], language: str) -> Markup:
    """Bets on the next letter, and the game, over a sentence of each article."""
    return render(language, "generate/letters.html", examples=[*map(_played, articles)])


def _played(article: str) -> str:
    """The first whole sentence of a length that can be played."""
    least, most = PLAYED
    said = (article[start:end] for start, end in sentences(article))
    fit = (one for one in said if least <= len(one) <= most and one.endswith("."))
    return next(fit, article[:most])


def _written(result: Continuation, human: int) -> list[tuple[str, bool]]:
    """What the network wrote, and of each part whether it is the longest memorised stretch."""
    text, found = result.text, result.memorisation
    if found is None or found.end <= max(found.start, human):
        return [(text[human:], False)]
    start = max(found.start, human)
    return [(text[human:start], False), (text[start : found.end], True), (text[found.end :], False)]


def _bits(result: Surprise, language: str) -> dict[str, object]:
    return {
        "choices": 2.0 ** min(result.bits_per_char, 30.0),
        "steps": len(STEPS) + 1,
        "step_of": step,
        "in_bits": cache(partial(in_bits, language)),
        "char_name": cache(partial(char_name, language)),
    }


surprise_view = TemplateView("generate/surprise.html", _bits)
"""A text with each letter coloured by its surprise, and the bets on demand."""


def step(bits: float) -> int:
    """Colour step of a letter, 0 (expected) to ``len(STEPS)``.

    >>> step(0.2), step(2.0), step(30.0)
    (0, 2, 4)
    """
    return sum(bits >= edge for edge in STEPS)


def in_bits(language: str, value: float, digits: int) -> str:
    """A number of bits; Portuguese has a plural from two on.

    >>> in_bits("pt", 1.94, 1), in_bits("pt", 1.96, 1), in_bits("en", 0.98, 2)
    ('1,9\xa0bit', '2,0\xa0bits', '0.98\xa0bits')
    """
    one = language == "pt" and round(value, digits) < 2
    return f"{number(language, value, digits)}\u00a0{'bit' if one else 'bits'}"


def char_name(language: str, char: str) -> str:
    """How a single character is spoken of: quoted, or by name where quotes would show nothing.

    >>> char_name("pt", "a"), char_name("pt", " ")
    ('“a”', 'espaço')
    """
    if char in _UNSEEN:
        return say(language, _UNSEEN[char])
    if len(char) != 1:
        return say(language, "char_unknown")
    return f"“{char}”" if char.isprintable() else f"U+{ord(char):04X}"
