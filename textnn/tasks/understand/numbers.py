"""Numbers in a message, in digits or in words, Portuguese or English."""

from __future__ import annotations

import re
from typing import NamedTuple

WORDS: dict[str, int] = {
    "zero": 0, "um": 1, "uma": 1, "one": 1, "dois": 2, "duas": 2, "two": 2, "tres": 3, "three": 3,
    "quatro": 4, "four": 4, "cinco": 5, "five": 5, "seis": 6, "six": 6, "sete": 7, "seven": 7,
    "oito": 8, "eight": 8, "nove": 9, "nine": 9, "dez": 10, "ten": 10, "onze": 11, "eleven": 11,
    "doze": 12, "twelve": 12, "treze": 13, "quatorze": 14, "catorze": 14, "quinze": 15,
    "fifteen": 15, "dezesseis": 16, "dezasseis": 16, "dezessete": 17, "dezoito": 18, "dezenove": 19,
    "vinte": 20, "twenty": 20, "trinta": 30, "thirty": 30, "quarenta": 40, "forty": 40,
    "cinquenta": 50, "fifty": 50, "sessenta": 60, "sixty": 60, "setenta": 70, "oitenta": 80,
    "noventa": 90, "ninety": 90, "cem": 100, "cento": 100, "hundred": 100, "duzentos": 200,
    "duzentas": 200, "trezentos": 300, "trezentas": 300, "quatrocentos": 400, "quatrocentas": 400,
    "quinhentos": 500, "quinhentas": 500, "mil": 1000, "thousand": 1000, "duzia": 12, "dozen": 12,
}  # fmt: skip
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
