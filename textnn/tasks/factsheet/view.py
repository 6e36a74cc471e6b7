"""A fact sheet -> what the screen shows: each fact with its sentence and the way to its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from textnn.html.layers import SourceSegment, sources
from textnn.results.factsheet import FACT_KINDS, ArticleFact, FactSheet
from textnn.tasks.factsheet.export import EXPORTS
from textnn.tasks.factsheet.names import FILTERS, facts_of
from textnn.tasks.factsheet.text import (
    age,
    line,
    normalised,
    section_text,
    sections,
    sentences_of,
    sheet_text,
)
from textnn.tasks.task import TemplateView, export_buttons

LISTED = 100
"""Most facts of a kind that are listed; the files have all."""


class Row(NamedTuple):
    """A fact as the screen shows it.

    Attributes:
        number: of the fact in the sheet.
        text: what leads to its place.
        details: what is known of it, in words.
        often: how often it stands in the article.
        sentence: where it stands first; empty where ``text`` says it already.
        copied: what its copy button takes.
    """

    number: int
    text: str
    details: list[str]
    often: int
    sentence: str
    copied: str


class Section(NamedTuple):
    """The facts of a kind; ``more``: how many are not listed; ``copied``: all of them."""

    kind: str
    rows: list[Row]
    more: int
    copied: str


def sourced(result: FactSheet) -> list[SourceSegment]:
    """The article segment by segment, with ``f3`` over the places of fact 3."""
    named = [(f"f{n}", at) for n, fact in enumerate(result.facts) for at in fact.places]
    return sources(result.text, named)


def rows_of(result: FactSheet, language: str, kinds: Sequence[str] = FACT_KINDS) -> list[Section]:
    """The sections of a sheet."""
    said = _first_of_each(sentences_of(result), result)
    return [
        Section(
            kind,
            [_row(n, fact, said[n], language) for n, fact in facts[:LISTED]],
            max(0, len(facts) - LISTED),
            section_text(kind, facts, language),
        )
        for kind, facts in sections(result)
        if kind in kinds
    ]


def _first_of_each(said: list[str], result: FactSheet) -> list[str]:
    """The sentences, empty where the fact before of the same kind has the same."""
    before = [("", ""), *((fact.kind, one) for fact, one in zip(result.facts, said, strict=True))]
    return [
        "" if before[n] == (fact.kind, one) else one
        for n, (fact, one) in enumerate(zip(result.facts, said, strict=True))
    ]


def _row(number: int, fact: ArticleFact, sentence: str, language: str) -> Row:
    details = [fact.said("party"), fact.said("role"), age(fact, language)]
    details += [fact.said(name) for name in ("of", "acronym", "people")]
    details.append(normalised(fact, language))
    whole = line(fact, language)
    shown = whole if fact.kind == "quote" else fact.text
    own = "" if fact.kind == "quote" or sentence == fact.text else sentence
    return Row(number, shown, [one for one in details if one], len(fact.places), own, whole)


def _part(result: FactSheet, language: str, kinds: Sequence[str] = FACT_KINDS) -> dict[str, object]:
    found = rows_of(result, language, kinds)
    return {"sections": found, "source": sourced(result), "copied": "", "formats": ()}


def _whole(result: FactSheet, language: str) -> dict[str, object]:
    found = _part(result, language)
    return {**found, "copied": sheet_text(result, language), "formats": export_buttons(EXPORTS)}


def _one(kind: str) -> TemplateView[FactSheet]:
    return TemplateView(
        "factsheet/view.html", lambda result, language: _part(result, language, (kind,))
    )


factsheet_view = TemplateView("factsheet/view.html", _whole)
"""The whole view of a fact sheet."""

factsheet_card = TemplateView("factsheet/view.html", _part)
"""The same in a conversation."""


def _narrowed(view: str) -> TemplateView[FactSheet]:
    return TemplateView(
        "factsheet/view.html",
        lambda result, language: _part(replace(result, facts=facts_of(result, view)), language),
    )


SECTION_VIEWS = {kind: _one(kind) for kind in FACT_KINDS} | {one: _narrowed(one) for one in FILTERS}
"""Kind, or what narrows one down -> its facts alone, in a conversation."""
