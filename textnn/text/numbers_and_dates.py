"""The words for numbers, Portuguese and English, and the names of months and days."""

from __future__ import annotations

import re

from babel.dates import get_day_names, get_month_names

PORTUGUESE: dict[str, int] = {
    "zero": 0, "um": 1, "uma": 1, "dois": 2, "duas": 2, "três": 3, "quatro": 4, "cinco": 5,
    "seis": 6, "sete": 7, "oito": 8, "nove": 9, "dez": 10, "onze": 11, "doze": 12, "dúzia": 12,
    "treze": 13, "catorze": 14, "quatorze": 14, "quinze": 15, "dezesseis": 16, "dezasseis": 16,
    "dezessete": 17, "dezassete": 17, "dezoito": 18, "dezenove": 19, "dezanove": 19, "vinte": 20,
    "trinta": 30, "quarenta": 40, "cinquenta": 50, "cinqüenta": 50, "sessenta": 60, "setenta": 70,
    "oitenta": 80, "noventa": 90, "cem": 100, "cento": 100, "mil": 1000,
    "milhão": 10**6, "milhões": 10**6, "bilhão": 10**9, "bilhões": 10**9,
    "trilhão": 10**12, "trilhões": 10**12,
    **{f"{hundreds}ent{ending}s": value
       for hundreds, value in (("duz", 200), ("trez", 300), ("quatroc", 400), ("quinh", 500),
                               ("seisc", 600), ("setec", 700), ("oitoc", 800), ("novec", 900))
       for ending in "oa"},
}  # fmt: skip
"""Word, in small letters -> what it counts; spellings of Brazil, of Portugal and of before 2009."""

ENGLISH: dict[str, int] = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "dozen": 12, "thirteen": 13,
    "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90, "hundred": 100, "thousand": 1000,
}  # fmt: skip
"""The same for English."""

SCALES: dict[str, int] = {
    **{word: value for word, value in PORTUGUESE.items() if value >= 1000},
    "mil milhões": 10**9, "mi": 10**6, "bi": 10**9, "tri": 10**12,
}  # fmt: skip
"""Words behind digits that multiply them, in small letters."""

MONTHS = tuple(name for _, name in sorted(get_month_names("wide", locale="pt_BR").items()))
"""*janeiro* to *dezembro*."""

DAYS = tuple(name for _, name in sorted(get_day_names("wide", locale="pt_BR").items()))
"""*segunda-feira* to *domingo*, as ``date.weekday`` counts them."""


def in_digits(digits: str, scale: str = "") -> float:
    """What digits written the Portuguese way count, with the word behind them if there is one.

    >>> in_digits("2.400"), in_digits("1,5", "Milhão")
    (2400.0, 1500000.0)
    """
    return float(digits.replace(".", "").replace(",", ".")) * SCALES.get(scale.lower(), 1)


def spelt_number(words: str) -> float:
    """The number that words say; what is no number word counts nothing.

    >>> spelt_number("duzentos e cinquenta mil"), spelt_number("dois milhões")
    (250000.0, 2000000.0)
    >>> spelt_number("um milhão e duzentos mil"), spelt_number("um bilhão e meio")
    (1200000.0, 1500000000.0)
    """
    whole, part, scale = 0.0, 0.0, 1
    for word in re.split(r" e | ", words.lower()):
        value = PORTUGUESE.get(word, 0)
        if word in ("meio", "meia"):
            part += scale / 2  # *meio milhão*, or behind a scale half of it
        elif value >= 1000:
            whole, part, scale = whole + (part or 1) * value, 0.0, value
        else:
            part += value
    return whole + part
