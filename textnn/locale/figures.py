"""Numbers as people of a language write them (CLDR, by Babel)."""

from __future__ import annotations

from babel.numbers import format_decimal

_CLDR = {"pt": "pt_BR", "en": "en"}


def number(language: str, value: float, digits: int = 0) -> str:
    """A number with ``digits`` decimals and marks between thousands.

    >>> number("pt", 1234.56, 1), number("en", 1234.56, 1)
    ('1.234,6', '1,234.6')
    """
    return format_decimal(value, f"#,##0.{'0' * digits}", locale=_CLDR[language])


def plain(language: str, value: float) -> str:
    """A number as it is typed, without marks between thousands.

    >>> plain("pt", 0.1), plain("pt", 5000), plain("en", 3.0)
    ('0,1', '5000', '3')
    """
    return format_decimal(
        value, locale=_CLDR[language], group_separator=False, decimal_quantization=False
    )


def percent(language: str, share: float) -> str:
    """A share as a percentage; never "0%" or "100%" when it is not quite.

    >>> percent("pt", 0.97), percent("pt", 0.004), percent("en", 0.9996), percent("en", 1.0)
    ('97%', '0,4%', '99.9%', '100%')
    """
    if 0 < share < 0.0001:
        return "< " + number(language, 0.01, 2) + "%"
    if 0 < share < 0.01:
        return number(language, share * 100, 2 if share < 0.001 else 1) + "%"
    if 0.995 <= share < 1:
        return number(language, min(share * 100, 99.9), 1) + "%"
    return number(language, share * 100) + "%"


def duration(language: str, seconds: float) -> str:
    """A duration, short; a number never parts from its unit.

    >>> duration("pt", 0.84), duration("pt", 75.0), duration("en", 0.012)
    ('0,8\xa0s', '1\xa0min 15\xa0s', '0.01\xa0s')
    >>> duration("en", 0.097), duration("pt", 0.002)  # not 0.10, not 0,00
    ('0.1\xa0s', '0,01\xa0s')
    """
    seconds = max(0.01, seconds) if seconds else seconds
    if seconds >= 60:
        return f"{int(seconds) // 60}\u00a0min {int(seconds) % 60}\u00a0s"
    return number(language, seconds, 2 if seconds < 0.095 else 1 if seconds < 10 else 0) + "\u00a0s"
