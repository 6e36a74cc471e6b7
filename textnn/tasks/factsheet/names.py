"""Places, organisations with their kinds, terms with their acronyms; who is of which party."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from textnn.results import Span
from textnn.results.factsheet import ArticleFact, FactSheet
from textnn.tasks.factsheet.people import People
from textnn.tasks.factsheet.reading import (
    ArticleReading,
    Stretch,
    one_line,
    overlaps,
)
from textnn.text.acronyms import spelt_out
from textnn.text.words import fold


@dataclass
class Named:
    """A name with all its places, and its acronym with where that is said.

    Attributes:
        kind: of an organisation, one of ``ORGANISATION_KINDS``; empty: not known.
        people: of a party, with where the article says so.
    """

    name: str
    places: list[Stretch]
    acronym: tuple[str, Stretch] | None = None
    kind: str = ""
    people: list[tuple[str, Stretch]] = field(default_factory=list)


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


_STATE = re.compile(
    r"(?:[-/–—]| [-/–—] | ?\()"
    r"(?:A[CLMP]|BA|CE|DF|ES|GO|M[AGST]|P[ABEIR]|R[JNORS]|S[CEP]|TO)\)?$"
)
"""The state at the end of *PSD-SP*."""
_BRACKET = re.compile(r" ?\(")


def joined_parties(organisations: Sequence[Named]) -> list[Named]:
    """Organisations, of which *PSD*, *PSD-SP* and *PSD-RJ* are one party if one of them is any.

    >>> rows = [Named("UD", [(0, 1)]), Named("PSD-SP", [(0, 1)], kind="party"), Named("PSD", [])]
    >>> [row.name for row in joined_parties(rows)]
    ['UD', 'PSD']
    """
    bare = [_STATE.sub("", row.name) for row in organisations]
    known = {fold(name) for name, row in zip(bare, organisations, strict=True)
             if row.kind == "party"}  # fmt: skip
    found: list[Named] = []
    parties: dict[str, Named] = {}
    for name, row in zip(bare, organisations, strict=True):
        first = parties.get(fold(name))
        if first is not None:
            first.places = sorted({*first.places, *row.places})
            first.acronym = first.acronym or row.acronym
            continue
        if fold(name) in known:
            row.name, row.kind = name, "party"
            parties[fold(name)] = row
        found.append(row)
    return found


def join_parties_with_people(
    reading: ArticleReading, people: People, organisations: Sequence[Named]
) -> None:
    """Notes who is of which party: *Ana Souza (PSD-SP)*."""
    parties = {start: (row, end) for row in organisations if row.kind == "party"
               for start, end in row.places}  # fmt: skip
    for mark in people.mentions:
        bracket = _BRACKET.match(reading.text, mark.end)
        if bracket is None or bracket.end() not in parties:
            continue
        row, end = parties[bracket.end()]
        person = people.owner[mark.start]
        if person.party is None:
            place = (bracket.end(), end)
            person.party = one_line(reading.text[slice(*place)]), place
            row.people.append((person.name, place))


_CURRENCY = re.compile(r" [A-Z]{3}$")


def _is_of(fact: ArticleFact, kinds: Sequence[str]) -> bool:
    return fact.kind == "organisation" and fact.value in kinds


PUBLIC = ("government", "justice")
"""Kinds of organisations that are public bodies; schools and hospitals may be private."""

FILTERS: Mapping[str, Callable[[ArticleFact], bool]] = {
    **{kind: partial(_is_of, kinds=(kind,)) for kind in ("club", "party", "company")},
    "public": partial(_is_of, kinds=PUBLIC),
    "acronym": lambda fact: fact.kind == "acronym" or bool(fact.said("acronym")),
    "money": lambda fact: fact.kind == "amount" and bool(_CURRENCY.search(fact.value)),
    "percentage": lambda fact: fact.kind == "amount" and fact.value.endswith((" %", " p.p.")),
}
"""View of a sheet that lists more or less than a kind -> whether a fact is listed in it."""

OF_ORGANISATIONS = ("club", "party", "company", "public")
"""Those of them that list organisations."""


def facts_of(sheet: FactSheet, view: str) -> tuple[ArticleFact, ...]:
    """The facts that a view, one of ``FACT_VIEWS``, lists.

    Of a sheet of before kinds of organisations were told, all organisations.
    """
    if view in OF_ORGANISATIONS and not any(one.value for one in sheet.of_kind("organisation")):
        view = "organisation"
    if view not in FILTERS:
        return sheet.of_kind(view)
    return tuple(fact for fact in sheet.facts if FILTERS[view](fact))
