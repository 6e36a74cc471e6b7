"""Places, organisations and terms with their acronyms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textnn.results import Span
from textnn.tasks.factsheet.reading import ArticleReading, Stretch, one_line, overlaps
from textnn.text.acronyms import spelt_out
from textnn.text.normalize import fold


@dataclass
class Named:
    """A name with all its places, and its acronym with where that is said."""

    name: str
    places: list[Stretch]
    acronym: tuple[str, Stretch] | None = None


def find_names(reading: ArticleReading, label: str, taken: Sequence[Stretch]) -> list[Named]:
    """The names of a category, each once.

    Args:
        taken: stretches that are something else.
    """
    rows: dict[str, Named] = {}
    for mark in reading.of(label):
        if overlaps(taken, mark.start, mark.end) or not _is_name(mark):
            continue
        row = rows.setdefault(fold(one_line(mark.text)), Named(one_line(mark.text), []))
        row.places.append((mark.start, mark.end))
    return list(rows.values())


def _is_name(mark: Span) -> bool:
    return mark.text[:1].isupper() or any(char.isupper() for char in mark.text)


def with_acronyms(
    reading: ArticleReading, organisations: Sequence[Named]
) -> tuple[list[Named], list[Named]]:
    """Organisations joined with their acronyms; terms that are no names, with theirs."""
    ends = {end: row for row in organisations for _, end in row.places}
    by_name = {fold(row.name): row for row in organisations}
    people = [(mark.start, mark.end) for mark in reading.of("PER")]
    terms: dict[str, Named] = {}
    gone: set[int] = set()
    for one in spelt_out(reading.text):
        if overlaps(people, *one.words):
            continue
        words, short = one_line(reading.text[slice(*one.words)]), by_name.get(fold(one.acronym))
        row = by_name.get(fold(words)) or ends.get(one.words[1])
        if row is None and short is not None and short.acronym is None:
            row = short  # only the acronym was marked
            row.name, row.places = words, sorted({*row.places, one.words})
        elif row is None:
            row = terms.setdefault(fold(words), Named(words, [one.words]))
        elif short is not None and short is not row:
            row.places = sorted({*row.places, *short.places})
            gone.add(id(short))
        row.acronym = row.acronym or (one.acronym, one.acronym_at)
    return [row for row in organisations if id(row) not in gone], list(terms.values())
