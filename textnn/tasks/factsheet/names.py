"""Places, organisations and terms with their acronyms; which organisations are clubs, parties."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from textnn.results import Span
from textnn.results.factsheet import ArticleFact, FactSheet
from textnn.tasks.factsheet.reading import (
    ArticleReading,
    Stretch,
    one_line,
    overlaps,
    word_set,
)
from textnn.text.acronyms import spelt_out
from textnn.text.words import fold


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


_PARTIES = word_set(
    """agir avante cidadania dc dem mdb mobiliza novo patriota pcb pco pcdob pdt pl pmb pmdb podemos
    pp pr prb prd progressistas pros prtb psb psc psd psdb psl psol pstu pt ptb pv rede republicanos
    solidariedade up"""
)
_NO_CLUBS = word_set(
    """agencia assembleia associacao banco bombeiros camara cbf comissao comite companhia
    confederacao congresso conmebol conselho copa corpo defensoria defesa delegacia departamento
    diretoria empresa escola estado faculdade federacao fifa forum fundacao governo grupo guarda
    hospital igreja instituto justica liga ministerio ong oab organizacao orgao
    partido policia pm pf prefeitura procuradoria promotoria secretaria senado serie sindicato stf
    stj tj torcida tribunal tse uefa uniao universidade vara"""
)
"""What begins the name of an organisation that plays nothing."""


_CURRENCY = re.compile(r" [A-Z]{3}$")


def is_party(name: str) -> bool:
    """Whether an organisation is a party.

    >>> is_party("PSD (SP)"), is_party("União Brasil"), is_party("Rede Clara")
    (True, True, False)
    """
    words = re.findall(r"[\w-]+", fold(name))
    first = words[0] if words else ""
    alone = len(words) == 1 or "(" in name
    known = first == "partido" or words in (["uniao", "brasil"], ["pc", "do", "b"])
    return known or (first in _PARTIES and alone)


def is_club(name: str) -> bool:
    """Whether an organisation may be a club: neither a party nor of another kind by its name."""
    words = re.findall(r"[\w-]+", fold(name))
    return bool(words) and not is_party(name) and words[0] not in _NO_CLUBS


FILTERS: Mapping[str, Callable[[ArticleFact], bool]] = {
    "club": lambda fact: fact.kind == "organisation" and is_club(fact.text),
    "party": lambda fact: fact.kind == "organisation" and is_party(fact.text),
    "company": lambda fact: fact.kind == "organisation",
    "public": lambda fact: fact.kind == "organisation",
    "acronym": lambda fact: fact.kind == "acronym" or bool(fact.said("acronym")),
    "money": lambda fact: fact.kind == "amount" and bool(_CURRENCY.search(fact.value)),
    "percentage": lambda fact: fact.kind == "amount" and fact.value.endswith((" %", " p.p.")),
}
"""View of a sheet that lists more or less than a kind -> whether a fact is listed in it."""

WIDER = {"club": "organisation", "party": "organisation"}
"""View -> what is listed where it has nothing: not every club and party is known."""


def facts_of(sheet: FactSheet, view: str) -> tuple[ArticleFact, ...]:
    """The facts that a view, one of ``FACT_VIEWS``, lists."""
    if view not in FILTERS:
        return sheet.of_kind(view)
    return tuple(fact for fact in sheet.facts if FILTERS[view](fact))
