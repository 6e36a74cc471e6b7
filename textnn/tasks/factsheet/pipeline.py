"""An article -> its facts, ready to check and to reuse.

The tagger marks names, times and amounts; rules over the words around them join the forms of a name
and decide what belongs to what: a person's role and age, who said a quotation, what an amount is
the amount of. A relation that is not sure is left empty.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from textnn.config import Settings
from textnn.engine.organisations import ServedOrganisations, Surroundings, open_organisations
from textnn.engine.tagger import open_tagger
from textnn.pretrained import Models
from textnn.results import Highlight, Progress, Span, ignore_progress
from textnn.results.factsheet import (
    FACT_KINDS,
    ArticleFact,
    FactRelation,
    FactSheet,
    FactSheetOptions,
)
from textnn.tasks.factsheet.amounts import Amount, find_amounts
from textnn.tasks.factsheet.contacts import find_contacts, find_documents
from textnn.tasks.factsheet.names import (
    Named,
    find_names,
    join_parties_with_people,
    joined_parties,
    with_acronyms,
)
from textnn.tasks.factsheet.people import People, find_people
from textnn.tasks.factsheet.quotes import Quotation, find_quotes
from textnn.tasks.factsheet.reading import ArticleReading, Stretch, one_line, placed
from textnn.tasks.factsheet.times import TimeExpression, find_times, key, parse_date, stated_date
from textnn.tasks.highlight.pipeline import load_highlighter
from textnn.text.normalize import normalize
from textnn.text.words import fold

Marker = Callable[[str, Progress], Highlight]

Kinds = Callable[[ArticleReading, Sequence[Sequence[Stretch]]], Sequence[str]]
"""An article and the places of each organisation -> its kind."""


def unknown(_: ArticleReading, names: Sequence[Sequence[Stretch]]) -> Sequence[str]:
    """Of no organisation its kind."""
    return [""] * len(names)


@dataclass(frozen=True)
class KindTeller:
    """Tells kinds of organisations.

    Attributes:
        network: knows them.
    """

    network: ServedOrganisations

    def __call__(
        self, reading: ArticleReading, names: Sequence[Sequence[Stretch]]
    ) -> Sequence[str]:
        """The likeliest kind of each name; empty where none of its places holds a word."""
        network = self.network
        marks = [(one.start, one.end, one.label) for one in reading.marks]
        around = Surroundings(reading.text, reading.sentences, marks, network.featurizer)
        found = [around.of(places) for places in names]
        rows = iter(network([one for one in found if one is not None]))
        return [
            network.config.kinds[int(next(rows).argmax())] if one is not None else ""
            for one in found
        ]


_USUAL = FactSheetOptions()


@dataclass(frozen=True)
class FactFinder:
    """Finds the facts of an article.

    Attributes:
        mark: marks it.
        kinds: tells kinds of organisations.
    """

    mark: Marker
    kinds: Kinds = unknown

    def __call__(
        self, text: str, options: FactSheetOptions = _USUAL, progress: Progress = ignore_progress
    ) -> FactSheet:
        """The facts of ``text``; offsets point into exactly this string.

        Raises:
            UserError: ``bad-date``: the date of the article is none.
        """
        given = parse_date(options.published)
        began = time.perf_counter()
        marked = self.mark(text, progress)
        found, published = facts_in(text, marked.spans, given, self.kinds)
        return FactSheet(
            text,
            found,
            options,
            published.isoformat() if published else "",
            marked.model,
            time.perf_counter() - began,
        )

    def marked_by(
        self, mark: Marker, text: str, options: FactSheetOptions, progress: Progress
    ) -> FactSheet:
        """The facts of ``text`` where another tagger marks it; otherwise as ``__call__``."""
        return replace(self, mark=mark)(text, options, progress)


def facts_in(
    text: str,
    marks: Sequence[Span],
    published: date | None = None,
    kinds: Kinds = unknown,
) -> tuple[tuple[ArticleFact, ...], date | None]:
    """The facts of an article, and its date if it is known.

    Args:
        marks: what the tagger marked, offsets into ``text``.
        published: date of the article; ``None``: the one that it states itself, if any.
        kinds: tells kinds of organisations.
    """
    reading = placed(normalize(text), marks)
    published = published or stated_date(reading.text)
    found = [*_read(reading, published, kinds)] if reading.sentences else []
    found.sort(key=lambda fact: (FACT_KINDS.index(fact.kind), fact.places[0]))
    return tuple(_given(reading, fact) for fact in found), published


def _read(reading: ArticleReading, published: date | None, kinds: Kinds) -> Iterator[ArticleFact]:
    """The facts, offsets into the normal form."""
    people = find_people(reading)
    contacts, named = find_contacts(reading.text), {mark.start for mark in people.mentions}
    documents = [one for one in find_documents(reading.text) if one[1][0] not in named]  # *Lei Jun*
    numbered = sorted(at for _, at in (*contacts, *documents))
    taken = sorted({*numbered, *people.used})
    times = find_times(reading.text, reading.of("TIME"), published, taken)
    taken = sorted({*taken, *((one.start, one.end) for one in times)})
    places, organisations = (find_names(reading, label, numbered) for label in ("LOC", "ORG"))
    organisations, terms = with_acronyms(reading, organisations)
    told = kinds(reading, [row.places for row in organisations])
    for row, kind in zip(organisations, told, strict=True):
        row.kind = kind
    organisations = joined_parties(organisations)
    join_parties_with_people(reading, people, organisations)
    yield from _people(people)
    yield from _quotes(reading, find_quotes(reading, people))
    yield from _times(reading, times)
    yield from _amounts(reading, find_amounts(reading, taken))
    for kind, rows in (
        ("place", places), ("organisation", organisations), ("acronym", terms)
    ):  # fmt: skip
        yield from (_named(kind, row) for row in rows)
    for kind, numbers in (("contact", contacts), ("document", documents)):
        lines = ((reading.text[slice(*at)], one, at, ()) for one, at in numbers)
        yield from _once(kind, lines, lambda text, _: fold(text))


def _people(people: People) -> Iterator[ArticleFact]:
    for row in people.rows:
        relations = [
            FactRelation(name, said[0], *said[1])
            for name, said in (("role", row.role), ("age", row.age), ("party", row.party))
            if said
        ]
        yield ArticleFact("person", row.name, "", tuple(row.places), tuple(relations))


def _quotes(reading: ArticleReading, quotes: Iterable[Quotation]) -> Iterator[ArticleFact]:
    for one in quotes:
        said = one_line(reading.text[one.start : one.end])
        who = one.speaker
        relations = (FactRelation("speaker", who[0], *who[1]),) if who else ()
        value = "direct" if one.direct else "reported"
        yield ArticleFact("quote", said, value, ((one.start, one.end),), relations)


def _times(reading: ArticleReading, times: Iterable[TimeExpression]) -> Iterator[ArticleFact]:
    lines = (
        (reading.text[one.start : one.end], one.value, (one.start, one.end), ()) for one in times
    )
    yield from _once("time", lines, key)


def _amounts(reading: ArticleReading, amounts: Iterable[Amount]) -> Iterator[ArticleFact]:
    """Each amount of the same once."""
    rows: dict[tuple[str, str], list[Amount]] = {}
    for one in amounts:
        of = fold(one.of[0]) if one.of else ""
        rows.setdefault((one.value, of), []).append(one)
    for (value, _), same in rows.items():
        first = same[0]
        said = one_line(reading.text[first.start : first.end])
        relations = (FactRelation("of", first.of[0], *first.of[1]),) if first.of else ()
        places = tuple((one.start, one.end) for one in same)
        yield ArticleFact("amount", said, value, places, relations)


def _named(kind: str, row: Named) -> ArticleFact:
    relations = [FactRelation("acronym", row.acronym[0], *row.acronym[1])] if row.acronym else []
    if row.people:
        names = ", ".join(name for name, _ in row.people)
        relations.append(FactRelation("people", names, *row.people[0][1]))
    return ArticleFact(kind, row.name, row.kind, tuple(sorted(row.places)), tuple(relations))


_Line = tuple[str, str, Stretch, tuple[FactRelation, ...]]


def _once(
    kind: str, lines: Iterable[_Line], same: Callable[[str, str], str]
) -> Iterator[ArticleFact]:
    """Lines with the same key as one."""
    rows: dict[str, list[_Line]] = {}
    for line in lines:
        rows.setdefault(same(line[0], line[1]), []).append(line)
    for found in rows.values():
        text = max((one_line(line[0]) for line in found), key=len)
        value = next((line[1] for line in found if line[1]), "")
        yield ArticleFact(kind, text, value, tuple(line[2] for line in found))


def _given(reading: ArticleReading, fact: ArticleFact) -> ArticleFact:
    """A fact with offsets into the user's string."""
    back = reading.clean.original_span
    relations = (
        FactRelation(one.name, one.text, *back(one.start, one.end)) for one in fact.relations
    )
    places = tuple(back(*at) for at in fact.places)
    return ArticleFact(fact.kind, fact.text, fact.value, places, tuple(relations))


def load_factsheet(settings: Settings, models: Models | None = None) -> FactFinder:
    """The finder over the shipped tagger and the network that tells kinds of organisations.

    Raises:
        UserError: one of them is missing, damaged or of another kind.
    """
    models = models or Models(settings.models)
    tagger = models.get("tagger", open_tagger)
    network = open_organisations(models.folder / "organisations", tagger)
    return FactFinder(load_highlighter(settings, models), KindTeller(network))
