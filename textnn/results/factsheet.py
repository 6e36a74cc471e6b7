"""The facts of an article: who, who said what, when, how much, where, and how to reach whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from textnn.results.base import ModelRef, Result
from textnn.results.options import Option

FACT_KINDS: tuple[str, ...] = (
    "person", "quote", "time", "amount", "place", "organisation", "acronym", "contact", "document",
)  # fmt: skip
"""Kinds of facts, in the order of the sheet: a person; what somebody said, to the letter or in
other words; a date or a time of day; an amount; a place; an organisation; a term with its acronym;
an e-mail address, a telephone, a site, an address or a profile; a law, by number or name, or the
number of a case."""

FACT_VIEWS: tuple[str, ...] = (
    *FACT_KINDS, "club", "party", "company", "public", "money", "percentage",
)  # fmt: skip
"""What may be asked for alone: facts of a kind, and narrower: of organisations clubs, parties,
companies or public bodies, of amounts sums of money or percentages."""

ORGANISATION_KINDS: tuple[str, ...] = (
    "party", "club", "company", "government", "justice", "education", "health", "association",
    "other",
)  # fmt: skip
"""Kinds of organisations: a political party or a coalition of them; a sports club or team; a firm,
bank, farm, newspaper or whatever else sells; a body of government, parliament, police or of several
states; a court or prosecution; a school, university or research institute; a hospital or clinic; a
union, federation, church, movement or gang; anything else, or no organisation at all."""

RELATIONS: tuple[str, ...] = ("role", "age", "party", "speaker", "of", "acronym", "people")
"""What may be known of a fact: a person's role, age and party; who said a quotation; what an amount
is the amount of; the acronym of an organisation or of a term; the people of a party."""


@dataclass(frozen=True, slots=True)
class FactRelation:
    """Something the article says of a fact.

    Attributes:
        name: one of ``RELATIONS``.
        text: on one line; of an age the number alone, in years unless it says *meses*.
        start, end: where the article says so; of a speaker who was named elsewhere, there; of a
            party's people, of the first.
    """

    name: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ArticleFact:
    """One line of the sheet.

    Attributes:
        kind: one of ``FACT_KINDS``.
        text: on one line; of a name its longest form.
        value: the same normalised, or empty: of a time ISO 8601 as far as it is known
            (``2026-11-20``, ``2026-11``, ``14:30``), of an amount a number and its unit
            (``1300000000 BRL``, ``12 %``), of a quotation ``direct`` or ``reported``, of a contact
            ``email``, ``phone``, ``site``, ``address`` or ``profile``, of a document
            ``law``, ``case`` or ``company``, of an organisation one of ``ORGANISATION_KINDS``
            (empty in sheets of before there were any).
        places: where it stands, (start, end) in text order; at least one.
        relations: at most one of each name.
    """

    kind: str
    text: str
    value: str
    places: tuple[tuple[int, int], ...]
    relations: tuple[FactRelation, ...] = ()

    def relation(self, name: str) -> FactRelation | None:
        """What is known under this name, if anything is."""
        return next((one for one in self.relations if one.name == name), None)

    def said(self, name: str) -> str:
        """Its words, or empty."""
        found = self.relation(name)
        return found.text if found else ""


@dataclass(frozen=True, slots=True)
class FactSheetOptions:
    """What is known of the article besides its text."""

    published: Annotated[
        str,
        Option(
            "Date of the article, YYYY-MM-DD or DD/MM/YYYY, to which its days of the week and "
            "dates without a year are resolved; empty: the one it states itself, if it does.",
            "published", 0, 10,
        ),
    ] = ""  # fmt: skip


@dataclass(frozen=True, slots=True)
class FactSheet(Result):
    """An article and its facts, kind by kind, each kind in text order.

    Attributes:
        published: date of the article, ISO 8601; empty where it is not known.
    """

    task: ClassVar[str] = "factsheet"

    text: str
    facts: tuple[ArticleFact, ...]
    options: FactSheetOptions
    published: str
    model: ModelRef
    seconds: float

    def of_kind(self, kind: str) -> tuple[ArticleFact, ...]:
        """Those of one kind."""
        return tuple(fact for fact in self.facts if fact.kind == kind)
