"""Numbers in a message, in digits or in words, Portuguese or English."""

from __future__ import annotations

import re
from typing import NamedTuple

from textnn.text.numbers_and_dates import ENGLISH, PORTUGUESE
from textnn.text.words import fold

WORDS = {fold(word): value for word, value in (PORTUGUESE | ENGLISH).items() if value <= 1000}
"""Words without accents -> what they count."""

_ONE = "|".join(sorted(WORDS, key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?<![\w.,])(?:(?P<half>meia duzia)|(?P<digits>\d{{1,6}})(?![\d]|[.,]\d)"
    rf"|(?P<words>(?:{_ONE})(?:(?: e |-)(?:{_ONE}))*))(?![\w-])"
)


class Number(NamedTuple):
    """A number and where it stands."""

    start: int
    end: int
    value: int


def numbers(folded: str) -> list[Number]:
    """The whole numbers of a message, in order.

    Args:
        folded: small letters without accents.

    >>> [number.value for number in numbers("vinte e cinco vestidos, uma duzia de 7 e meia duzia")]
    [25, 1, 12, 7, 6]
    """
    return [Number(found.start(), found.end(), _value(found)) for found in _NUMBER.finditer(folded)]


def _value(found: re.Match[str]) -> int:
    if found["half"]:
        return 6
    if found["digits"]:
        return int(found["digits"])
    return sum(WORDS[word] for word in re.split(r" e |-", found["words"]))
