"""What is written ends whole: no word cut, its brackets and quotation marks closed.

Letters are drawn from the network all the same; ``Guide`` takes away those that would close what
was never opened, and once the wanted length is reached it raises the odds of a full stop and of
what closes the open marks. ``whole`` then looks for the place to end at.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from textnn.engine.sampling import Logits, Step
from textnn.text.characters import CharVocab
from textnn.text.sentences import sentences

CLOSERS = {"(": ")", "[": "]", "“": "”", "«": "»", '"': '"'}
"""What opens -> what closes it; single quotation marks are apostrophes, too."""

SHARE, LEAST = 4, 20
"""Beyond the wanted length go its ``SHARE``-th part, or ``LEAST`` characters: a long word."""

BONUS = 6.0
"""Added to the logit of what ends a text when the last character is reached; less before it."""

_ENDED = re.compile(r"[.!?…][\"”»)\]]*$")
_BEFORE_STOP = re.compile(r"(?:[^\W\d_]{3}|\d|[%\"”»)\]])$")
"""After this a full stop ends a sentence, mostly; not after *S* or *R$*."""
_BEFORE_CLOSER = re.compile(r"[\w.!?…%]$")
_LOOSE = string.whitespace + "\u00a0,;:–—([“«-"
_LAST_WORD = re.compile(r"\w+$")
_TAIL = 200
"""Characters in which a sentence's end is looked for."""


class Stretch(NamedTuple):
    """What is written next.

    Attributes:
        text: one character or several, or none where the text merely ends.
        finish: why it is the last, one of ``FINISHES``; ``"running"`` if it is not.
    """

    text: str
    finish: str


class Guide:
    """A step whose logits lead to a whole text.

    Args:
        step: gives the logits after a token.
        vocabulary: that of the logits.
        prefix: what is written on, in normal form; its last token is the first one stepped over.
        length: wanted characters.
    """

    def __init__(self, step: Step, vocabulary: CharVocab, prefix: str, length: int) -> None:
        self._step, self._vocabulary, self._length = step, vocabulary, length
        marks = {*CLOSERS, *CLOSERS.values(), "."}
        self._ids = {m: int(vocabulary.encode(m)[0]) for m in marks if m in vocabulary}
        self._awaited = awaited(prefix)
        self._tail, self._written = "", -1

    def __call__(self, token: int) -> Logits:
        """Logits of the character after ``token``, shape (vocabulary_size,)."""
        self._written += 1
        if self._written:  # the first token is the prefix's
            char = self._vocabulary.symbol(token)
            _count(self._awaited, char)
            self._tail = (self._tail + char)[-3:]
        logits = self._step(token).copy()
        late = (self._written - self._length) / extra(self._length)
        for mark, number in self._ids.items():
            if self._is_barred(mark, late >= 0):
                logits[number] = -np.inf
        wanted = self._awaited[-1] if self._awaited else "."
        before = _BEFORE_CLOSER if self._awaited else _BEFORE_STOP
        if late >= 0 and wanted in self._ids and before.search(self._tail):
            logits[self._ids[wanted]] += BONUS * late
        return logits

    def _is_barred(self, mark: str, late: bool) -> bool:
        """Whether a mark would close nothing, or open what is open or will not be closed."""
        if mark == "." or self._awaited[-1:] == [mark]:
            return False
        return mark not in CLOSERS or late or CLOSERS[mark] in self._awaited


def awaited(text: str) -> list[str]:
    """What would close the open brackets and quotation marks of ``text``, the innermost last.

    >>> awaited('Ela disse: "A obra (de pedra')
    ['"', ')']
    """
    found: list[str] = []
    for char in text:
        _count(found, char)
    return found


def _count(found: list[str], char: str) -> None:
    if found[-1:] == [char]:
        found.pop()
    elif char in CLOSERS:
        found.append(CLOSERS[char])


def extra(length: int) -> int:
    """Most characters beyond the wanted ones."""
    return max(length // SHARE, LEAST)


def is_over(text: str) -> bool:
    """Whether a sentence ends where ``text`` does, with no mark open.

    >>> [is_over(text) for text in ("Choveu.", "Disse o Dr.", "(Choveu.", "Choveu")]
    [True, False, False, False]
    """
    tail = text[-_TAIL:]
    if not _ENDED.search(tail) or awaited(text):
        return False
    # A full stop may be that of an abbreviation.
    return not tail.endswith(".") or sentences(f"{tail} Fim")[-1][0] == len(tail) + 1


def whole(chars: Iterable[str], prefix: str, length: int, stop: str = "") -> Iterator[Stretch]:
    """Character after character up to ``length``, then word after word to the sentence's end.

    Where no sentence ends within ``extra(length)`` characters more, the text ends with its last
    whole word and what closes its marks.

    Args:
        chars: as they are drawn, without an end.
        prefix: what they are written after.
        length: wanted characters.
        stop: ends the text as soon as it has been written; empty: nothing does.
    """
    text, shown, most = "", 0, length + extra(length)
    for char in chars:
        if len(text) >= length:
            if char.isspace() and is_over(prefix + text):
                break
            if len(text) == most:
                text = _cut(prefix, text, shown, goes_on=char.isalnum())
                break
            is_word = text[-1].isalnum() and not char.isalnum()
            if is_word and len(text) + len(awaited(prefix + text)) <= most:
                yield Stretch(text[shown:], "running")
                shown = len(text)
        text += char
        if stop and text.endswith(stop):
            yield Stretch(text[shown:], "stop")
            return
        if len(text) <= length:
            yield Stretch(char, "running")
            shown = len(text)
    yield Stretch(text[shown:], "length")


def _cut(prefix: str, text: str, shown: int, *, goes_on: bool) -> str:
    """``text``, of which so much is shown, up to its last word and with its marks closed.

    Args:
        goes_on: whether a word would go on behind it.
    """
    most, tail = len(text), text[shown:]
    if goes_on:
        tail = _LAST_WORD.sub("", tail)
    while True:
        tail = tail.rstrip(_LOOSE)
        closed = tail + "".join(reversed(awaited(prefix + text[:shown] + tail)))
        if shown + len(closed) <= most or not tail:
            return text[:shown] + closed
        tail = _LAST_WORD.sub("", tail) if tail[-1].isalnum() else tail[:-1]
