"""Days of the week, dates and ages that do not fit together.

All texts are in normal form, all spans offsets into them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import NamedTuple

from textnn.results import Finding
from textnn.text.dates import DAYS, MONTHS
from textnn.text.sentences import sentences

_NUMBER_OF = {name.removesuffix("-feira"): number for number, name in enumerate(DAYS)}
_DAY = rf"(?<!\w)(?P<name>{'|'.join(_NUMBER_OF)})(?:-feira)?"
_OF = rf" de (?P<month>{'|'.join(MONTHS)})(?: de (?P<year>\d{{4}}))?"
_DATED = [
    re.compile(rf"{_DAY} ?\((?P<day>\d{{1,2}})º?(?:/(?P<number>\d{{1,2}})(?:/(?P<year>\d{{4}}))?"
               rf"|{_OF.replace('year', 'year_')})?\)", re.IGNORECASE),
    re.compile(rf"{_DAY},? (?:dia )?(?P<day>\d{{1,2}})º?{_OF}", re.IGNORECASE),
    re.compile(rf"{_DAY},? dia (?P<day>\d{{1,2}})(?!\d| de \w)", re.IGNORECASE),
]  # fmt: skip
NEAR = 10
"""Days of a month so near that two dates without a month are of the same one."""

_BORN = re.compile(
    r"\b(?:nasceu|nascid[oa]) (?:\w+ ){0,4}?(?:em|de) (?P<year>(?:19|20)\d\d)\b", re.I
)
_AGED = re.compile(
    r"\bem (?P<year>(?:19|20)\d\d), (?:\w+ ){0,2}?(?:aos|com) (?P<age>\d{1,3}) anos\b"
    r"|\b(?:aos|com) (?P<age_>\d{1,3}) anos,? em (?P<year_>(?:19|20)\d\d)\b"
)
_LIFE = re.compile(r"\((?P<born>1[5-9]\d\d|20\d\d) ?[-–] ?(?P<died>1[5-9]\d\d|20\d\d)\)")
_DIED_AT = re.compile(
    r"\b(?:morr\w+|falec\w+|mort[ea]|óbito)\b[^.;]{0,60}? aos (?P<age>\d{1,3}) anos\b"
)


class _Dated(NamedTuple):
    """A day of the week with a day of the month; ``month`` and ``year`` are 0 where unsaid."""

    span: tuple[int, int]
    weekday: int
    day: int
    month: int
    year: int


def weekdays(text: str) -> Iterator[Finding]:
    """A date that is another day of the week, and days of one month that exclude each other.

    >>> text = "Abre na segunda-feira (17) e fecha na terça (19)."
    >>> [[text[slice(*at)] for at in f.places] for f in weekdays(text)]
    [['segunda-feira (17)', 'terça (19)']]
    >>> [f.values for f in weekdays("Foi na sexta-feira, 17 de maio de 2021.")]
    [('sexta-feira, 17 de maio de 2021', 'segunda-feira')]
    """
    dated = sorted(_read(found) for pattern in _DATED for found in pattern.finditer(text))
    loose: defaultdict[int, list[_Dated]] = defaultdict(list)
    for one in dated:
        right = _weekday(one)
        if right is None or right == one.weekday:
            loose[one.month].append(one)
        else:
            yield Finding("weekday", (one.span,), (text[slice(*one.span)], DAYS[right]))
    for group in loose.values():
        yield from _apart(text, group)


def _read(found: re.Match[str]) -> _Dated:
    said = {key: value or "" for key, value in found.groupdict().items()}
    month = said.get("number") or ""
    if name := said.get("month", "").lower():
        month = str(MONTHS.index(name) + 1)
    year = said.get("year") or said.get("year_") or "0"
    weekday = _NUMBER_OF[said["name"].lower()]
    return _Dated(found.span(), weekday, int(said["day"]), int(month or 0), int(year))


def _weekday(one: _Dated) -> int | None:
    """What day of the week its date is; ``None`` where that cannot be told."""
    try:
        return date(one.year, one.month, one.day).weekday()
    except ValueError:
        return None


def _apart(text: str, group: list[_Dated]) -> Iterator[Finding]:
    """Those of a month that do not fit to what most of the others say."""
    offsets = Counter((one.weekday - one.day) % 7 for one in group)
    if len(offsets) < 2:
        return
    usual = offsets.most_common(1)[0][0]
    good = [one for one in group if (one.weekday - one.day) % 7 == usual]
    for one in group:
        if (one.weekday - one.day) % 7 != usual:
            near = min(good, key=lambda other: abs(other.day - one.day))
            if abs(near.day - one.day) <= NEAR:
                places = sorted((near.span, one.span))
                yield Finding("weekdays", tuple(places), tuple(text[a:b] for a, b in places))


def ages(text: str) -> Iterator[Finding]:
    """An age that does not follow from a year of birth and another year.

    >>> [f.values for f in ages("Nascido em 1950, morreu em 2020, aos 60 anos.")]
    [('60', '1950', '2020')]
    """
    for start, end in sentences(text):
        said = text[start:end]
        lives = [(int(m["born"]), int(m["died"]), m) for m in _LIFE.finditer(said)]
        for (born, died, life), at in product(lives[:1], _DIED_AT.finditer(said)):
            if len(lives) == 1:
                yield from _age(start, born, died, int(at["age"]), (life.span(), at.span("age")))
        births = [*_BORN.finditer(said)]
        if len(births) == 1:
            for at in _AGED.finditer(said):
                group = "age" if at["age"] else "age_"
                year = int(at["year"] or at["year_"])
                where = births[0].span(), at.span(group)
                yield from _age(start, int(births[0]["year"]), year, int(at[group]), where)


def _age(
    offset: int, born: int, year: int, age: int, where: tuple[tuple[int, int], tuple[int, int]]
) -> Iterator[Finding]:
    if year >= born and age not in (year - born, year - born - 1):
        places = tuple((offset + start, offset + end) for start, end in where)
        yield Finding("age", places, (str(age), str(born), str(year)))
