"""Corpora disagree about what a name is: their marks under First HAREM's guideline.

* Paramopama, Second HAREM and its ten-category edition mark "em 1947"; First HAREM marks "1947".
* They also mark "hoje", "mais tarde", "três semanas": what names no date is left open.
* Second HAREM calls a country that acts, or a club, a person (*povo*, *grupo de membros*); First
  HAREM calls it a place or an organisation. Names that others never mark as a person are left to
  those two.
* LeNER-Br marks laws and decisions, which First HAREM files under works or abstractions: open.
* What people correct in the app has the labels they see: *another name* is a thing, an abstraction
  or another.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from textnn.datasets.ner.corpora import Entity
from textnn.datasets.ner.expressions import expressions
from textnn.text.numbers_and_dates import MONTHS

_PREPOSITION = re.compile(
    r"(?:(?:a partir d[eoa]s?|cerca de|em|n[oa]s?|n(?:um|uma)|nest[ea]s?|de|d[oa]s?|até|desde|entre"
    r"|por|pel[oa]s?|para|durante|às?|aos?|a|com|após|sob|sobre|há|o|os)\s+)+(?:[oa]s?\s+)?",
    re.IGNORECASE,
)
_NAMED = "|".join((*MONTHS, "século", "feira", "sábado", "domingo"))
_CALENDAR = re.compile(rf"\d|{_NAMED}|década|\bano|\bm[êe]s|semana", re.IGNORECASE)
_DATE = re.compile(rf"\b(?:1\d|20)\d\d\b|\d.*\d\d|{_NAMED}|\d+h", re.IGNORECASE)
_RANGE = re.compile(r"\d.* (?:e|a|até|ao|à) .*\d|\d+ anos")


CORRECTED = "corrected"
"""Name of the corpus of what people corrected."""


class Doubt(NamedTuple):
    """A stretch that may be an entity of one of ``labels``; if ``outside``, also none."""

    start: int
    end: int
    labels: tuple[str, ...]
    outside: bool


def settle(
    text: str,
    entities: Sequence[Entity],
    source: str,
    never_people: Collection[str] = (),
) -> tuple[list[Entity], list[Doubt]]:
    """What is certain under First HAREM's guideline, and what is not.

    Args:
        source: name of the corpus; one that is not named above is returned as it is.
        never_people: names that other corpora mark, never as a person.
    """
    certain, doubts = list[Entity](), list[Doubt]()
    for entity in entities:
        said = text[entity.start : entity.end]
        open_labels = _open(entity.label, said, source, never_people)
        if open_labels:
            outside = entity.label != "PER" and source != CORRECTED
            doubts.append(Doubt(entity.start, entity.end, open_labels, outside))
            continue
        lead = _PREPOSITION.match(said) if _marks_prepositions(entity, source) else None
        start = entity.start + (lead.end() if lead and lead.end() < len(said) else 0)
        certain.append(Entity(start, entity.end, entity.label))
    if source in ("first_harem", "second_harem_ten"):
        found = [entity for entity, _ in expressions(text, entities)]
        doubts += [Doubt(e.start, e.end, (e.label,), True) for e in found]
    return certain, sorted(doubts)


def _marks_prepositions(entity: Entity, source: str) -> bool:
    return entity.label == "TIME" and source in ("paramopama", "second_harem", "second_harem_ten")


def _open(label: str, said: str, source: str, never_people: Collection[str]) -> tuple[str, ...]:
    """Labels between which a mark is left open; none: it is certain."""
    if source == CORRECTED and label == "OTHER":
        return ("OTHER", "THING", "ABSTRACTION")
    if source == "lener_br" and label == "WORK":
        return ("WORK", "ABSTRACTION", "OTHER", "THING")
    if source in ("paramopama", "second_harem") and label == "TIME":
        return () if _CALENDAR.search(said) else ("TIME",)
    if source == "second_harem_ten" and label == "TIME":
        return () if _DATE.search(said) and not _RANGE.search(said) else ("TIME", "VALUE")
    if source == "second_harem_ten" and label == "PER" and said in never_people:
        return ("LOC", "ORG")
    return ()
