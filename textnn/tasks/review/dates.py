"""Days of the week, dates and ages that do not fit together.

All texts are in normal form, all spans offsets into them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from textnn.results import Finding
from textnn.text.numbers_and_dates import DAYS, MONTHS

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

_OLDEST = 1800
"""Years before it may be of another calendar."""

_LIFE = re.compile(
    r"\((?P<born>1[5-9]\d\d|20\d\d) ?[-–] ?(?P<died>1[5-9]\d\d|20\d\d)\),? (?:que )?"
    r"(?:morreu|faleceu) aos (?P<age>\d{1,3}) anos\b"
)
_BORN_DIED = re.compile(
    r"\b[Nn]asc(?:eu|id[oa]) em (?P<born>(?:1[5-9]|20)\d\d)(?:,| e) (?:[A-ZÀ-Ý]\w+ ){0,4}"
    r"(?:morreu|faleceu) em (?P<died>(?:1[5-9]|20)\d\d), aos (?P<age>\d{1,3}) anos\b"
)
_MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)}|mês)\b", re.IGNORECASE)


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
    if one.year < _OLDEST:
        return None
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
            places = sorted((near.span, one.span))
            elsewhere = _MONTH.search(text, places[0][1], places[1][0])
            if abs(near.day - one.day) <= NEAR and not elsewhere:
                yield Finding("weekdays", tuple(places), tuple(text[a:b] for a, b in places))


def ages(text: str) -> Iterator[Finding]:
    """An age that does not follow from a year of birth and another year.

    >>> [f.values for f in ages("Nascido em 1950, morreu em 2020, aos 60 anos.")]
    [('60', '1950', '2020')]
    """
    for found in sorted(
        [*_LIFE.finditer(text), *_BORN_DIED.finditer(text)], key=lambda found: found.start()
    ):
        born, died, age = (int(found[name]) for name in ("born", "died", "age"))
        if died >= born and age not in (died - born, died - born - 1):
            places = found.span("age"), (found.start("born"), found.end("died"))
            yield Finding("age", places, (str(age), str(born), str(died)))
