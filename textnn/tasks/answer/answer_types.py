"""Where in a sentence the kind of thing stands that a question asks for.

The tagger's marks say most; patterns (``text.forms``) add what every amount, hour and date looks
like, and the words by which Portuguese gives reasons and means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from textnn.results import Span
from textnn.tasks.answer import patterns as forms
from textnn.tasks.answer.question import SCORE, Question
from textnn.text.normalize import fold

TYPED = ("who", "when", "where", "money", "count", "duration", "why", "how", "whether")
"""Kinds of questions whose answer shows by its form."""


class Found(NamedTuple):
    """Something of the kind asked for.

    Attributes:
        start, end: offsets into the text.
        fit: how well it fits; 1 is as well as its form can tell.
        label: one of ``LABELS``; empty for words that only announce a reason or a means.
    """

    start: int
    end: int
    fit: float
    label: str


class Place(NamedTuple):
    """A sentence that is searched.

    Attributes:
        text: the article in normal form.
        start, end: the sentence.
        marks: those in it, offsets into ``text``.
        focus: what exactly is asked for, see ``Question``.
        asked: words of the question.
    """

    text: str
    start: int
    end: int
    marks: Sequence[Span]
    focus: str
    asked: frozenset[str]

    def each(self, form: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Where a form stands in the sentence."""
        return form.finditer(self.text, self.start, self.end)


def expected(
    question: Question, text: str, start: int, end: int, marks: Sequence[Span]
) -> list[Found]:
    """Everything in a sentence that could be what ``question`` asks for.

    Args:
        text: the article in normal form.
        start, end: the sentence.
        marks: those in it, offsets into the same text.

    Returns:
        in any order; nothing for kinds that no form gives away, and nothing that the question
        itself says
    """
    asked = frozenset(question.words)
    place = Place(text, start, end, marks, question.focus, asked)
    return [
        found
        for find in _FINDERS.get(question.kind, ())
        for found in find(place)
        if found.fit > 0 and not _repeats(text[found.start : found.end], asked)
    ]


def _repeats(phrase: str, asked: frozenset[str]) -> bool:
    """Whether the question has all full words of the phrase: nobody asks for what he says."""
    full = [word for word in _plain(phrase) if len(word) > 2 or word.isdigit()]
    return bool(full) and all(word in asked for word in full)


def _plain(text: str) -> list[str]:
    return [fold(word) for word in re.findall(r"\w+", text)]


Finder = Callable[[Place], Iterator[Found]]


def _labelled(fits: Mapping[str, float]) -> Finder:
    """Finds marks; ``fits``: label -> how well it fits."""

    def find(place: Place) -> Iterator[Found]:
        for mark in place.marks:
            yield Found(mark.start, mark.end, fits.get(mark.label, 0.0), mark.label)

    return find


def _formed(form: re.Pattern[str], fit: float, label: str = "") -> Finder:
    """Finds a form."""

    def find(place: Place) -> Iterator[Found]:
        for found in place.each(form):
            yield Found(*found.span(), fit, label)

    return find


_NAMED = {
    "work": {"filme", "livro", "romance", "musica", "disco", "peca", "novela", "serie", "lei"},
    "place": {"rio", "cidade", "bairro", "rua", "ilha", "praia", "lugar", "pais"},
}
_RATES = {"aumento", "reajuste", "alta", "queda", "juros", "subiu", "caiu", "aumentou", "cresceu"}


def _names(place: Place) -> Iterator[Found]:
    """Who it may be: people, else organisations; teams are often called as their towns."""
    fits = {"PER": 1.0, "ORG": 0.8, "OTHER": 0.3, "LOC": 0.2}
    if forms.RESULT.search(place.text, place.start, place.end):
        fits["LOC"] = 0.8
    if place.asked & _NAMED["work"]:
        fits = {"WORK": 1.0, "OTHER": 0.6, "PER": 0.6}
    elif place.asked & _NAMED["place"]:
        fits = {"LOC": 1.0, "PER": 0.6, "ORG": 0.4}
    yield from _labelled(fits)(place)


def _parts(place: Place) -> Iterator[Found]:
    """Parts of a hundred: what *de quanto foi o aumento?* asks for, and hardly another amount."""
    yield from _formed(forms.PERCENT, 1.0 if place.asked & _RATES else 0.3, "VALUE")(place)


def _times(place: Place) -> Iterator[Found]:
    """Times, an hour or a year where just that is asked for."""
    hour, year = place.focus in ("hora", "horas", "horario"), place.focus in ("ano", "anos")
    for found in place.each(forms.TIME):
        is_hour = forms.HOUR.match(place.text, found.start()) is not None
        wrong = (hour and not is_hour) or (year and not forms.YEAR.fullmatch(found[0]))
        yield Found(*found.span(), 0.2 if wrong else 1.0, "TIME")
    if not hour and not year:
        yield from _formed(forms.AHEAD, 0.6, "TIME")(place)
        yield from (Found(m.start, m.end, 0.8, "TIME") for m in place.marks if m.label == "TIME")


def _counts(place: Place) -> Iterator[Found]:
    """Numbers; they fit best with the focus close behind them (*94 feirantes*)."""
    if place.focus == SCORE:
        yield from (Found(*found.span(), 1.5, "VALUE") for found in place.each(forms.RESULT))
        return
    if place.focus in ("idade", "anos"):
        yield from _ages(place)
        return
    part = place.focus in ("taxa", "porcentagem", "percentagem", "percentual")
    taken = _otherwise(place)
    for found in place.each(forms.NUMBER):
        if any(start <= found.start() < end for start, end in taken):
            continue
        behind = _plain(place.text[found.end() : found.end() + 40])[:3]
        close = place.focus and any(word.startswith(place.focus[:4]) for word in behind)
        fit = 1.0 if close else 0.5
        if part:
            fit = 1.0 if "%" in found[0] else 0.2
        small = found[0].lower() in ("um", "uma", "meia", "meio")
        yield Found(*found.span(), fit * (0.3 if small else 1.0), "VALUE")


def _nobody(place: Place) -> Iterator[Found]:
    """Words for none: they answer *quantos morreram?*, too."""
    if place.focus != SCORE:
        yield from _formed(forms.NOBODY, 0.7)(place)


def _otherwise(place: Place) -> list[tuple[int, int]]:
    """Stretches whose numbers are prices and times, so that they count nothing."""
    taken = [found.span() for form in (forms.MONEY, forms.TIME) for found in place.each(form)]
    times = (mark for mark in place.marks if mark.label == "TIME")
    return taken + [(m.start, m.end) for m in times if not forms.SCORE.fullmatch(m.text)]


def _ages(place: Place) -> Iterator[Found]:
    for found in place.each(forms.AGE):
        yield Found(*found.span("age" if found["age"] else "bare"), 1.0, "VALUE")
    for found in place.each(forms.DURATION):
        if "ano" in found[0]:
            yield Found(*found.span(), 0.2, "VALUE")


def _durations(place: Place) -> Iterator[Found]:
    """Durations, in the unit that is asked for; an age (*Ana, de 52 anos,*) fits less."""
    for found in place.each(forms.DURATION):
        unit = fold(found[0])
        fit = 1.0 if not place.focus or place.focus[:3] in unit else 0.4
        before, behind = place.text[: found.start()], place.text[found.end() : found.end() + 1]
        aged = "ano" in unit and behind in (",", ")") and before.endswith((", de ", ", "))
        yield Found(*found.span(), fit * (0.5 if aged else 1.0), "VALUE")


def _ahead(place: Place) -> Iterator[Found]:
    """The words by which a whole sentence announces the reason of the one before."""
    if found := forms.REASON_AHEAD.match(place.text, place.start, place.end):
        yield Found(*found.span(), 1.5, "")


_FINDERS: dict[str, tuple[Finder, ...]] = {
    "who": (_names,),
    "when": (_times,),
    "where": (
        _labelled({"LOC": 1.0, "ORG": 0.4, "EVENT": 0.2}),
        _formed(forms.PLACE, 0.7, "LOC"),
    ),
    "money": (_formed(forms.MONEY, 1.0, "VALUE"), _parts),
    "count": (_counts, _nobody),
    "duration": (_durations,),
    "why": (_formed(forms.REASON, 1.0), _ahead),
    "how": (_formed(forms.MEANS, 1.0),),
    "whether": (_formed(forms.DENIAL, 1.0),),
}
