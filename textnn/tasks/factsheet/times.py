"""Dates and times of day: each once, whole, and as ISO 8601 as far as it is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from textnn.errors import UserError
from textnn.results import Span
from textnn.tasks.factsheet.reading import Stretch, overlaps
from textnn.text.numbers_and_dates import DAYS, MONTHS
from textnn.text.words import fold

_DAYS = {
    **{name.removesuffix("-feira"): number for number, name in enumerate(DAYS)},
    "2ª": 0, "3ª": 1, "4ª": 2, "5ª": 3, "6ª": 4,
    "seg": 0, "ter": 1, "qua": 2, "qui": 3, "sex": 4, "sáb": 5, "dom": 6,
}  # fmt: skip
_RELATIVE = {"anteontem": -2, "ontem": -1, "hoje": 0, "amanhã": 1}

_MONTH = "|".join(MONTHS)
_WEEKDAY = (
    r"(?:(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?|sábado|domingo|[2-6]ª(?:-feira)?"
    r"|(?:seg|ter|qua|qui|sex|sáb|dom)\.(?= ?\())"
)
_FULL = rf"(?P<day>\d{{1,2}}|1º)º? de (?P<month>{_MONTH})(?: (?:de|do ano de) (?P<year>\d{{4}}))?"
_WHEN = re.compile(
    rf"(?<!\w)(?:(?P<weekday>{_WEEKDAY})(?:,? ?\((?P<wday>\d{{1,2}})(?:/(?P<wmonth>\d{{1,2}})"
    rf"(?:/(?P<wyear>\d{{2,4}}))?)?\)|, (?:dia )?(?P<weekfull>\d{{1,2}}º? de (?:{_MONTH})"
    rf"(?: de \d{{4}})?)|, (?P<numbered>\d{{1,2}})(?=[,.;) ]))"
    rf"|{_FULL}"
    r"|(?P<sday>\d{1,2})/(?P<smonth>\d{1,2})(?:/(?P<syear>\d{4}|\d{2}))?(?![\d/])(?!\w)"
    r"|(?P<iso>(?:19|20)\d{2}-\d{2}-\d{2})(?!\d)"
    rf"|(?P<mmonth>{_MONTH}) (?:de|do ano de) (?P<myear>(?:1[5-9]|20)\d{{2}})"
    r"|(?P<hour>[01]?\d|2[0-4])(?:h(?P<minute>[0-5]\d)?(?:min)?|:(?P<minutes>[0-5]\d)(?:h)?"
    r"| horas(?: e (?P<past>\d{1,2}) minutos)?)(?!\w)"
    r"|aos? (?P<played>\d{1,3}) minutos?(?: d[oe] (?:primeiro|segundo) tempo)?"
    r"|dia (?P<dday>\d{1,2})(?! de)(?![\w/.,]\d)(?!\w))",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_PUBLISHED = re.compile(
    r"(?:(?:publicad[oa]|atualizad[oa]|postad[oa])(?: em)?:?|^ {0,4}(?:data|em):) ?"
    rf"(?:(?P<slash>\d{{1,2}}/\d{{1,2}}/\d{{4}})|(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})|{_FULL})",
    re.IGNORECASE | re.MULTILINE,
)
_ADDRESS = re.compile(
    r"\b(?:ruas?|avenidas?|av\.|travessa|praça|largo|rodovia|salas?|ramal|quarto|apartamento|nº) $",
    re.IGNORECASE,
)
_GIVEN = re.compile(r"(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})/(\d{1,2})/(\d{4}))")
_HALF = 183
"""Days within which a date without a year is looked for on either side of the article's."""

_FIRST = 2000
"""Characters at either end of an article where it may state its date."""


@dataclass(frozen=True)
class TimeExpression:
    """A date or time of day; ``value`` is ISO 8601, empty where it is not known."""

    start: int
    end: int
    value: str


def parse_date(said: str) -> date | None:
    """The date of an article as somebody gives it; ``None``: none is given.

    Raises:
        UserError: ``bad-date``: it is no date.
    """
    if not said.strip():
        return None
    found = _GIVEN.fullmatch(said.strip())
    year, month, day = (
        (found[1], found[2], found[3])
        if found and found[1]
        else ((found[6], found[5], found[4]) if found else (None, None, None))
    )
    made = _date(year, month, day)
    if made is None:
        raise UserError("bad-date", given=said.strip())
    return made


def stated_date(text: str) -> date | None:
    """The date that an article states itself: *Publicado em 20/11/2026*."""
    for part in (text[:_FIRST], text[max(_FIRST, len(text) - _FIRST) :]):
        if found := _PUBLISHED.search(part):
            if found["slash"]:
                day, month, year = found["slash"].split("/")
                return _date(year, month, day)
            if found["iso"]:
                return _date(*found["iso"].split("-"))
            if found["year"]:
                return _date(found["year"], str(_month(found["month"])), found["day"])
    return None


def find_times(
    text: str, marks: Sequence[Span], published: date | None, taken: Sequence[Stretch] = ()
) -> list[TimeExpression]:
    """Every date and time, in order, not overlapping.

    Args:
        text: in normal form.
        marks: what the tagger marked as a time.
        published: date of the article.
        taken: stretches that are something else.
    """
    found = [
        TimeExpression(*_trim(text, one), _value(one, published))
        for one in _WHEN.finditer(text)
        if not overlaps(taken, *one.span())
        and _is_time(text, one)
        and not _numbered(text, one.start())
    ]
    own = [(one.start, one.end) for one in found]
    for mark in marks:
        free = not overlaps(own, mark.start, mark.end) and not overlaps(taken, mark.start, mark.end)
        if (
            free
            and not _numbered(text, mark.start)
            and (mark.end - mark.start > 2 or not mark.text.isdigit())
        ):
            found.append(TimeExpression(mark.start, mark.end, _of_mark(mark.text, published)))
    return sorted(found, key=lambda one: one.start)


def _numbered(text: str, place: int) -> bool:
    """Whether a number or date is the name of a street or the number of a room."""
    return bool(_ADDRESS.search(text, max(0, place - 16), place))


def _trim(text: str, found: re.Match[str]) -> Stretch:
    return found.start(), found.end() - (text[found.end() - 1] == " ")


def _is_time(text: str, found: re.Match[str]) -> bool:
    """Not a score (*3/4*), a fraction, or a bare number of hours (*durante 5 horas*)."""
    if found["hour"] and not (found["minute"] or found["minutes"]):
        before = text[max(0, found.start() - 12) : found.start()].lower()
        if found[0].endswith("horas"):
            return bool(re.search(r"(?:às|as|até|desde|à|entre) $", before))
    if found["sday"] and not found["syear"]:
        day, month = int(found["sday"]), int(found["smonth"])
        before = text[max(0, found.start() - 12) : found.start()].lower()
        dated = re.search(r"(?:\(|dias? |em |até |de |a |e |desde )$", before)
        return 1 <= month <= 12 and 1 <= day <= 31 and bool(dated)
    return True


def _value(found: re.Match[str], published: date | None) -> str:
    part = found.groupdict()
    if part["hour"]:
        minute = part["minute"] or part["minutes"] or part["past"] or "0"
        return f"{int(part['hour']):02}:{int(minute):02}"
    if part["played"]:
        return ""
    if part["iso"]:
        return part["iso"] if _date(*part["iso"].split("-")) else ""
    if part["myear"]:
        return f"{part['myear']}-{_month(part['mmonth']):02}"
    weekday = _weekday(part["weekday"]) if part["weekday"] else None
    if part["month"]:
        return _near(part["day"].rstrip("º"), _month(part["month"]), part["year"], None, published)
    if part["sday"]:
        return _near(part["sday"], int(part["smonth"]), part["syear"], None, published)
    if part["weekfull"]:
        words = part["weekfull"].replace("º", "").split(" de ")
        year = words[2] if len(words) > 2 else None
        return _near(words[0], _month(words[1]), year, weekday, published)
    if part["wmonth"]:
        return _near(part["wday"], int(part["wmonth"]), part["wyear"], weekday, published)
    day = part["wday"] or part["numbered"] or part["dday"]
    return _by_day(int(day), weekday, published)


def _weekday(said: str) -> int:
    word = said.lower().removesuffix(".").removesuffix("-feira")
    return _DAYS[word]


def _month(said: str) -> int:
    return MONTHS.index(said.lower()) + 1


def _date(year: str | None, month: str | None, day: str | None) -> date | None:
    try:
        return date(int(year or 0), int(month or 0), int((day or "0").rstrip("º")))
    except ValueError:
        return None


def _near(
    day: str, month: int, year: str | None, weekday: int | None, published: date | None
) -> str:
    """A date; without a year, the one nearest to the article's."""
    if year:
        whole = year if len(year) == 4 else f"20{year}"
        made = _date(whole, str(month), day)
        return made.isoformat() if made and weekday in (None, made.weekday()) else ""
    if published is None:
        return ""
    years = (published.year - 1, published.year, published.year + 1)
    dates = [one for one in (_date(str(y), str(month), day) for y in years) if one]
    best = min(dates, key=lambda one: abs(one - published), default=None)
    return best.isoformat() if best and weekday in (None, best.weekday()) else ""


def _by_day(day: int, weekday: int | None, published: date | None) -> str:
    """The nearest date with this day of the month, which must be that weekday; within a month."""
    if published is None or not 1 <= day <= 31:
        return ""
    reach = 31 if weekday is not None else 15
    days = (published + timedelta(offset) for offset in range(-reach, reach + 1))
    fitting = [one for one in days if one.day == day and weekday in (None, one.weekday())]
    best = min(fitting, key=lambda one: abs(one - published), default=None)
    return best.isoformat() if best else ""


def _of_mark(said: str, published: date | None) -> str:
    """A time that only the tagger found: a year, a month of a year, *ontem*."""
    plain = said.strip().lower()
    if _YEAR.fullmatch(plain):
        return plain
    if plain in _RELATIVE and published:
        return (published + timedelta(_RELATIVE[plain])).isoformat()
    return ""


def key(said: str, value: str) -> str:
    """By which the same time in other words is known."""
    return value or " ".join(re.findall(r"\w+", fold(said)))
