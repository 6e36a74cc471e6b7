"""A fact sheet in plain words: in a conversation, in a terminal, and how it came about."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from textnn.locale import number, say
from textnn.results.factsheet import FACT_KINDS, ArticleFact, FactSheet
from textnn.tasks.factsheet.names import FILTERS, facts_of
from textnn.tasks.task import Count, Explanation
from textnn.tasks.terminal import Terminal, visible
from textnn.text.sentences import sentences

_MONEY = {"BRL": "R$ ", "USD": "US$ ", "EUR": "€ ", "GBP": "£ "}
_MARKS = '“”"«»'


def line(fact: ArticleFact, language: str) -> str:
    """A fact as one line: *Ana Souza (PSR), delegada, 57 anos*."""
    if fact.kind == "quote":
        return _spoken(fact, language)
    if fact.kind == "person":
        party = fact.said("party")
        known = [f"{fact.text} ({party})" if party else fact.text]
        known += filter(None, [fact.said("role"), age(fact, language)])
        return ", ".join(known)
    if fact.kind == "organisation" or fact.said("acronym"):
        acronym, people = fact.said("acronym"), fact.said("people")
        named = f"{fact.text} ({acronym})" if acronym else fact.text
        return f"{named}: {people}" if people else named
    said = "".join([fact.text, *(f" = {one}" for one in [normalised(fact, language)] if one)])
    of = fact.said("of")
    return f"{said}: {of}" if of else said


def _spoken(fact: ArticleFact, language: str) -> str:
    who = fact.said("speaker")
    if fact.value == "reported":
        return say(language, "fact_reported", who=who, text=fact.text)
    words = fact.text if fact.text[:1] in _MARKS else f"“{fact.text}”"
    return f"{who}: {words}" if who else words


def age(fact: ArticleFact, language: str) -> str:
    """How old somebody is, with the unit."""
    said = fact.said("age")
    count, _, months = said.partition(" ")
    return (
        say(language, "fact_months" if months else "fact_years", count=int(count)) if said else ""
    )


def normalised(fact: ArticleFact, language: str) -> str:
    """The value of a time or an amount as people read it, where that says more than the words."""
    if fact.kind == "amount":
        figure, _, unit = fact.value.partition(" ")
        plain_number = number(language, float(figure))
        said = _MONEY[unit] + plain_number if unit in _MONEY else f"{plain_number} {unit}".strip()
        scaled = any(char.islower() for char in fact.text) and float(figure) >= 1000
        return said if scaled else ""
    if fact.kind == "time" and len(fact.value) == 10:
        day = date.fromisoformat(fact.value)
        said = day.strftime("%d/%m/%Y") if language == "pt" else fact.value
        return "" if said in fact.text else said
    return ""


def sentence_of(result: FactSheet, fact: ArticleFact, name: str) -> str:
    """The sentence that says a relation of a fact, on one line."""
    found = fact.relation(name)
    place = found.start if found else fact.places[0][0]
    spans = sentences(result.text)
    start, end = next((span for span in spans if span[0] <= place < span[1]), fact.places[0])
    return " ".join(result.text[start:end].split())


def sentences_of(result: FactSheet) -> list[str]:
    """The sentence of the first place of every fact, on one line."""
    spans = sentences(result.text)
    ends = [end for _, end in spans]
    return [
        " ".join(result.text[slice(*_around(spans, ends, fact))].split()) for fact in result.facts
    ]


def _around(spans: list[tuple[int, int]], ends: list[int], fact: ArticleFact) -> tuple[int, int]:
    start, end = fact.places[0]
    at = bisect_right(ends, start)
    return spans[at] if at < len(spans) else (start, end)


def sections(result: FactSheet) -> list[tuple[str, Sequence[tuple[int, ArticleFact]]]]:
    """The kinds that an article has, each with its facts by their number in the sheet.

    Times stand in the order of time, and those of unknown date after them.
    """
    numbered = list(enumerate(result.facts))
    found = [
        (kind, [(n, fact) for n, fact in numbered if fact.kind == kind]) for kind in FACT_KINDS
    ]
    return [
        (kind, sorted(facts, key=_undated_last) if kind == "time" else facts)
        for kind, facts in found
        if facts
    ]


def _undated_last(numbered: tuple[int, ArticleFact]) -> tuple[bool, str]:
    """Sorts by the date; what has none, such as a bare hour, keeps its place among such."""
    value = numbered[1].value
    dated = bool(value) and ":" not in value
    return not dated, value if dated else ""


def section_text(kind: str, facts: Sequence[tuple[int, ArticleFact]], language: str) -> str:
    """A section in plain words, its title first."""
    lines = [say(language, f"fact_{kind}"), *(f"- {line(fact, language)}" for _, fact in facts)]
    return "\n".join(lines)


def listed(result: FactSheet, facts: Sequence[ArticleFact], language: str) -> str:
    """Facts one below the other; times and amounts with the sentence that they are from.

    A date or a figure alone says nothing; those that follow one another in a sentence share a line.
    """
    sentence = dict(zip(result.facts, sentences_of(result), strict=True))
    rows: list[tuple[str, list[str]]] = []
    for fact in facts:
        said = sentence[fact] if fact.kind in ("time", "amount") else ""
        if said and rows and rows[-1][0] == said:
            rows[-1][1].append(line(fact, language))
        else:
            rows.append((said, [line(fact, language)]))
    return "\n".join(
        f"- {'; '.join(lines)}" + (f" — “{said}”" if said else "") for said, lines in rows
    )


def sheet_text(result: FactSheet, language: str) -> str:
    """The whole sheet in plain words."""
    return "\n\n".join(section_text(kind, facts, language) for kind, facts in sections(result))


def plain(result: FactSheet, view: str, language: str) -> str:
    """The whole sheet, or the one section that ``view`` names."""
    if view in FILTERS:
        return listed(result, facts_of(result, view), language)
    if view in FACT_KINDS:
        facts = dict(sections(result)).get(view, ())
        return listed(result, [fact for _, fact in facts], language)
    return sheet_text(result, language) or say(language, "fact_none")


def terminal(result: FactSheet, out: Terminal) -> None:
    """The whole sheet."""
    print(visible(plain(result, "", out.language)))


def how(result: FactSheet, _view: str, language: str) -> Explanation:  # noqa: ARG001 - numbers alone
    """How many facts were found, and by what."""
    return [("how_factsheet", {"count": Count(len(result.facts), "fact")})], ("ner",)
