"""What a conversation shows of an answer: the article's own sentences, and where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from markupsafe import Markup

from textnn.html.templates import render
from textnn.results.chat import LISTS, Answer, AnswerSentence
from textnn.tasks.answer.text import often
from textnn.tasks.answer.view import marks_inside, quoted, sourced
from textnn.tasks.task import Notes


def answer_card(result: Answer, language: str, when: datetime, notes: Notes = ()) -> Markup:
    """The sentence that answers, or all of a list, and every mark of it once above them."""
    given = result.sentences if result.asked in LISTS else result.sentences[:1]
    every = often(result, language) if result.asked == "list" else ()
    return _card(result, given, language, when, notes, every=every)


def nearest_card(result: Answer, language: str, when: datetime, notes: Notes = ()) -> Markup:
    """What comes nearest where nothing answers."""
    return _card(result, result.sentences[:1], language, when, notes, kind="sheet near")


def _card(
    result: Answer,
    given: Sequence[AnswerSentence],
    language: str,
    when: datetime,
    notes: Notes,
    *,
    every: Iterable[str] = (),
    kind: str = "sheet",
) -> Markup:
    return render(
        language,
        "answer/card.html",
        result=result,
        quotes=[(quoted(one), _speakers(one)) for one in given],
        source=sourced(result),
        every=every,
        kind=kind,
        when=when,
        notes=notes,
    )


def _speakers(sentence: AnswerSentence) -> list[str]:
    """Who says it, where that stands outside of it."""
    inside = set(marks_inside(sentence))
    return list(dict.fromkeys(mark.text for mark in sentence.marks if mark not in inside))
