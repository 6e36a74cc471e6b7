"""Questions that go on from the one before: *e onde?*, *e quando foi isso?*, *e ela, o que disse?*

What such a question leaves out is taken from the question before, and *ela* or *ele* from the
sentence that answered it. Rules, no model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from textnn.results import Span
from textnn.tasks.answer.article import Reading
from textnn.tasks.answer.question import Question, parse
from textnn.tasks.answer.speakers import last_named
from textnn.text.normalize import fold
from textnn.text.words import words

SHORT = 2
"""Full words of a question without a question word that stands in for the one before."""

_AND = {"e", "mas", "and", "but"}
_SHE, _HE = {"ela", "elas", "dela", "delas", "she", "her"}, {"ele", "dele", "nele", "he", "his"}
_THEY = {"eles", "deles", "they", "their"}
_THAT = {"isso", "isto", "disso", "nisso", "that", "it"}


@dataclass(frozen=True, slots=True)
class Before:
    """What a question goes on from.

    Attributes:
        questions: the one before, and before it those that it went on from itself.
        start, end: the sentence that answered the last one, offsets into the user's string; equal
            if none did.
    """

    questions: tuple[str, ...]
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Leaning:
    """A question made whole.

    Attributes:
        question: with the words it left out.
        borrowed: those words.
        sentence: number of the sentence that answered before; ``None`` if none did.
    """

    question: Question
    borrowed: frozenset[str] = frozenset()
    sentence: int | None = None

    @property
    def leans(self) -> bool:
        """Whether it goes on from another."""
        return bool(self.borrowed) or self.sentence is not None


def leans(question: Question) -> bool:
    """Whether a question may leave out what another said.

    >>> [leans(parse(one)) for one in ("e onde foi?", "O que ela disse?", "Quem abriu a ponte?")]
    [True, True, False]
    """
    if question.kind in ("list", "quoted"):
        return False
    told = _told(question)
    return _begins_with_and(told) or not question.words or bool(
        (_SHE | _HE | _THEY | _THAT) & set(map(fold, told))
    )  # fmt: skip


def lean(question: Question, reading: Reading, before: Before | None) -> Leaning:
    """A question with what it leaves out; itself where it leaves out nothing."""
    if before is None or not leans(question):
        return Leaning(question)
    sentence = _sentence(reading, before)
    earlier = [parse(one) for one in before.questions]
    told = set(map(fold, _told(question)))
    borrowed = tuple(word for one in earlier for word in one.words)
    points = _begins_with_and(_told(question)) or told & (_SHE | _HE | _THEY | _THAT)
    if earlier[0].kind in ("list", "quoted") or not (points or borrowed):
        return Leaning(question)  # *Quem?*, then *Quando?*: each asks the whole article
    stands_in = question.kind == "whether" and len(question.words) <= SHORT
    if stands_in and _begins_with_and(_told(question)):
        question = replace(question, kind=earlier[0].kind, focus=earlier[0].focus)
        if question.kind == "said" and question.words:
            return Leaning(question, sentence=sentence)
    person = None
    if told & (_SHE | _HE) or (question.kind == "said" and not question.words):
        person = _person(reading, sentence, "ela" if told & _SHE else "ele" if told & _HE else "")
    if person:
        return _with(question, _full(person.text), sentence, names=True)
    return _with(question, borrowed, sentence)


def _with(
    question: Question, more: Sequence[str], sentence: int | None, *, names: bool = False
) -> Leaning:
    added = tuple(dict.fromkeys(word for word in more if word not in question.words))
    known = question.names | (frozenset(added) if names else frozenset())
    whole = replace(question, words=(*question.words, *added), names=known)
    return Leaning(whole, frozenset(added), sentence)


def _told(question: Question) -> list[str]:
    return [question.text[s:e] for s, e in words(question.text) if question.text[s].isalnum()]


def _begins_with_and(told: Sequence[str]) -> bool:
    return bool(told) and told[0].lower() in _AND  # *é* is another word


def _full(name: str) -> list[str]:
    return [fold(word) for word in name.split() if len(word) > 2]


def _sentence(reading: Reading, before: Before) -> int | None:
    for number, span in enumerate(reading.spans):
        start, end = reading.clean.original_span(*span)
        if start < before.end and before.start < end:
            return number
    return None


def _person(reading: Reading, sentence: int | None, pronoun: str) -> Span | None:
    """Who is meant by *ela* or *ele*: the last one named up to the sentence before."""
    if sentence is None:
        return None
    people = [mark for mark in reading.marks if mark.label == "PER"]
    return last_named(people, reading.spans[sentence][1], pronoun)
