"""Acronyms, and the words they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from textnn.text.words import fold

Stretch = tuple[int, int]

_ACRONYM = re.compile(r"\((?P<acronym>[A-ZÀ-Þ][A-Za-zÀ-ÿ]{1,11}|[A-Z][A-Z0-9&/-]{1,9})\)")
_SMALL = frozenset(
    ("de", "da", "do", "das", "dos", "e", "em", "para", "a", "o", "as", "os", "ao", "à", "no", "na",
     "nos", "nas", "por", "com")
)  # fmt: skip
_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BEFORE = 140
"""Characters before the bracket that an acronym stands in, where it is spelt out."""


@dataclass(frozen=True)
class SpeltOut:
    """An acronym and the words it stands for."""

    acronym: str
    acronym_at: Stretch
    words: Stretch


def spelt_out(text: str) -> Iterator[SpeltOut]:
    """Acronyms in brackets after the words whose initials they are.

    >>> text = "As nanopartículas lipídicas (LNP), diz a Organização Mundial da Saúde (OMS)."
    >>> [(one.acronym, text[slice(*one.words)]) for one in spelt_out(text)]
    [('LNP', 'nanopartículas lipídicas'), ('OMS', 'Organização Mundial da Saúde')]
    """
    for found in _ACRONYM.finditer(text):
        acronym = found["acronym"]
        told = sum(char.isupper() for char in acronym) >= 2 or len(acronym) >= 4
        if told and (words := _words_of(text, found.start(), acronym)):
            yield SpeltOut(acronym, found.span("acronym"), words)


def _words_of(text: str, end: int, acronym: str) -> Stretch | None:
    """The words right before the bracket that have all initials in the acronym."""
    start = max(0, end - _BEFORE)
    line = text.rfind("\n", start, end) + 1
    window = text[max(start, line) : end]
    if not window.endswith(" "):
        return None
    begin = end - len(window)
    letters = list(fold(acronym))
    first, count = -1, 0
    tokens = list(_TOKEN.finditer(window))
    after = len(window) - 1
    for token in reversed(tokens):
        gap = window[token.end() : after]
        if gap.strip():
            break
        word = fold(token[0])
        after = token.start()
        if word in _SMALL:
            continue
        if word[0] not in letters:
            break
        letters.remove(word[0])
        first, count = token.start(), count + 1
        if word[0] == fold(acronym)[0] and count >= _capitals(acronym):
            break
    whole = first >= 0 and count >= 2
    upper = acronym.isupper()
    if not whole or (upper and count < len(acronym) - 1):
        return None
    if not upper and fold(window[first]) != fold(acronym)[0]:
        return None
    return begin + first, end - 1


def _capitals(acronym: str) -> int:
    return len(acronym) if acronym.isupper() else 3
