"""What the tagger sees of a token: word, shape, and hashed parts of its spelling.

Worked example, ``"Rio-2016"``: word ``"rio-0000"``, shape ``LETTERS_AND_DIGITS``, hashed
``^ri ^rio 00$ 000$`` and what else ``spellings`` names (Weinberger et al. 2009, "Feature hashing").
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from enum import IntEnum
from itertools import groupby
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray


class Shape(IntEnum):
    """How a token looks."""

    PAD = 0
    LOWER = 1
    TITLE = 2
    UPPER = 3
    INITIAL = 4
    MIXED = 5
    LETTERS_AND_DIGITS = 6
    YEAR = 7
    INTEGER = 8
    NUMBER = 9
    SENTENCE_END = 10
    BRACKET = 11
    QUOTE = 12
    DASH = 13
    CURRENCY = 14
    OTHER = 15


_SIGNS = {
    **dict.fromkeys(".!?…", Shape.SENTENCE_END),
    **dict.fromkeys("()[]{}", Shape.BRACKET),
    **dict.fromkeys("\"'“”‘’«»", Shape.QUOTE),
    **dict.fromkeys("-–—", Shape.DASH),
}


def normal_word(token: str) -> str:
    """The token as the word vocabulary spells it: lower case, every digit a zero."""
    return "".join("0" if char.isdigit() else char for char in token.lower())


def written_form(token: str) -> str:
    """The token with every digit a zero, capitals kept."""
    return "".join("0" if char.isdigit() else char for char in token)


def shape(token: str) -> Shape:
    """How a token looks; every token has exactly one shape."""
    digits = any(char.isdigit() for char in token)
    letters = any(char.isalpha() for char in token)
    if letters and digits:
        return Shape.LETTERS_AND_DIGITS
    if digits:
        return _number_shape(token)
    if letters:
        return _word_shape(token)
    if any(unicodedata.category(char) == "Sc" for char in token):
        return Shape.CURRENCY
    return _SIGNS.get(token[:1], Shape.OTHER)


def _number_shape(token: str) -> Shape:
    if not token.isdigit():
        return Shape.NUMBER
    return Shape.YEAR if len(token) == 4 and token[:2] in ("18", "19", "20") else Shape.INTEGER


def _word_shape(token: str) -> Shape:
    if token.islower():
        return Shape.LOWER
    if token.isupper():
        return Shape.INITIAL if len(token) == 1 else Shape.UPPER
    return Shape.TITLE if token[0].isupper() and token[1:].islower() else Shape.MIXED


def spellings(token: str, number: int) -> list[str]:
    """What of a token's spelling is hashed: the first ``number`` of ten strings.

    Prefixes and suffixes of two and three letters; of four and one; the token as it is written,
    capitals and digits included; and its outline, letters and digits shrunk to classes.

    >>> spellings("Rio-2016", 10)
    ['^ri', '^rio', '00$', '000$', '^rio-', '0000$', '0$', '=Rio-2016', '~Xx-0', '|8']
    """
    word = normal_word(token)
    found = [f"^{word[:2]}", f"^{word[:3]}", f"{word[-2:]}$", f"{word[-3:]}$"]
    found += [f"^{word[:4]}", f"{word[-4:]}$", f"{word[-1:]}$"]
    found += [f"={token}", f"~{outline(token)}", f"|{min(len(token), 12)}"]
    return found[:number]


def affixes(token: str, rows: int) -> tuple[int, int, int, int]:
    """Rows of a hashed table for the token's prefixes and suffixes of two and three letters."""
    first, second, third, fourth = (_row(string, rows) for string in spellings(token, 4))
    return first, second, third, fourth


def _row(string: str, rows: int) -> int:
    return crc32(string.encode("utf-8", "replace")) % rows


def outline(token: str) -> str:
    """Runs of capitals, small letters and digits as ``X``, ``x`` and ``0``; other signs stay.

    >>> [outline(token) for token in ("Rio-2016", "iPhone", "R$", "STF", "29km")]
    ['Xx-0', 'xXx', 'X$', 'X', '0x']
    """
    return "".join(kind for kind, _ in groupby(map(_class, token)))


def _class(char: str) -> str:
    if char.isdigit():
        return "0"
    if char.isalpha():
        return "X" if char.isupper() else "x"
    return char


class Features(NamedTuple):
    """A sentence as numbers.

    words: rows of the word table, 0 for an unknown word, shape (tokens,)
    forms: rows of the table of written forms, 0 for an unknown one, shape (tokens,)
    shapes: ``Shape`` of every token, shape (tokens,)
    affixes: rows of the affix table, shape (tokens, spellings)
    """

    words: NDArray[np.int64]
    forms: NDArray[np.int64]
    shapes: NDArray[np.int64]
    affixes: NDArray[np.int64]


def rows(tokens: Sequence[str]) -> dict[str, int]:
    """Row of every token of a vocabulary, in which the unknown one comes first."""
    return {token: row for row, token in enumerate(tokens)}


class TokenFeaturizer:
    """Numbers of tokens, worked out once for every spelling.

    Args:
        vocabulary: ``normal_word`` -> row of the word table.
        forms: ``written_form`` -> row of the table of written forms.
        rows: size of the hashed table.
        number: strings hashed a token, see ``spellings``.
        remember: spellings kept; when there are more, all are forgotten.
    """

    def __init__(
        self,
        vocabulary: Mapping[str, int],
        forms: Mapping[str, int],
        rows: int,
        number: int,
        remember: int = 10_000,
    ) -> None:
        self.vocabulary, self.forms = vocabulary, forms
        self.rows, self.number, self.remember = rows, number, remember
        self._known: dict[str, bytes] = {}

    def __call__(self, tokens: Sequence[str]) -> Features:
        """Features of a sentence's tokens."""
        known = self._known
        if len(known) > self.remember:
            known = self._known = {}  # threads that hold the old one go on with it
        try:
            found = b"".join([known[token] for token in tokens])
        except KeyError:
            for token in tokens:
                if token not in known:
                    known[token] = self._numbers(token)
            found = b"".join([known[token] for token in tokens])
        table = np.frombuffer(found, dtype=np.int32).reshape(len(tokens), 3 + self.number)
        numbers = table.astype(np.int64)
        return Features(numbers[:, 0], numbers[:, 1], numbers[:, 2], numbers[:, 3:])

    def _numbers(self, token: str) -> bytes:
        hashed = [_row(string, self.rows) for string in spellings(token, self.number)]
        word, form = self.vocabulary.get(normal_word(token), 0), self._form(token)
        return np.array([word, form, int(shape(token)), *hashed], dtype=np.int32).tobytes()

    def _form(self, token: str) -> int:
        """The row of the token as written, else of *Petrobras* for *PETROBRAS*, else in small."""
        written = written_form(token)
        capitalised = [written.capitalize()] if written.isupper() else []
        for form in (written, *capitalised, written.lower()):
            if form in self.forms:
                return self.forms[form]
        return 0
