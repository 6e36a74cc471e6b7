"""What the tagger sees of a token besides its characters: word, shape, affixes.

Worked example, ``"Rio-2016"``: word ``"rio-0000"``, shape ``LETTERS_AND_DIGITS``, affixes
``^ri ^rio 00$ 000$``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple
from zlib import crc32

import torch
from torch import Tensor


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


def affixes(token: str, rows: int) -> tuple[int, int, int, int]:
    """Rows of a hashed table for the token's prefixes and suffixes of two and three letters."""
    word = normal_word(token)
    marks = (f"^{word[:2]}", f"^{word[:3]}", f"{word[-2:]}$", f"{word[-3:]}$")
    first, second, third, fourth = (crc32(mark.encode("utf-8", "replace")) % rows for mark in marks)
    return first, second, third, fourth


class Features(NamedTuple):
    """A sentence as numbers.

    words: rows of the word table, 0 for an unknown word, shape (tokens,)
    shapes: ``Shape`` of every token, shape (tokens,)
    affixes: rows of the affix table, shape (tokens, 4)
    """

    words: Tensor
    shapes: Tensor
    affixes: Tensor


def features(tokens: Sequence[str], vocabulary: Mapping[str, int], affix_rows: int) -> Features:
    """Numbers of a sentence's tokens; ``vocabulary`` maps ``normal_word`` to a row."""
    return Features(
        torch.tensor([vocabulary.get(normal_word(token), 0) for token in tokens]),
        torch.tensor([int(shape(token)) for token in tokens]),
        torch.tensor([affixes(token, affix_rows) for token in tokens]),
    )
