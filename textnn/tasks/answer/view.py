"""What an article says to a question -> what the screen shows: sentences, and where they are."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from textnn.html.layers import Source, pieces, segments, sources
from textnn.html.templates import render
from textnn.results import Span
from textnn.results.chat import Answer, AnswerSentence


def answer_view(
    result: Answer, language: str, when: datetime, notes: tuple[str, ...] = ()
) -> Markup:
    """The whole view of an answer."""
    return render(
        language,
        "answer/view.html",
        result=result,
        source=sourced(result),
        quotes=[quoted(sentence) for sentence in result.sentences],
        when=when,
        notes=notes,
    )


def sourced(result: Answer) -> list[Source]:
    """The article segment by segment, with the names of the sentences over it."""
    return sources(
        result.text, [(f"s{n}", (s.start, s.end)) for n, s in enumerate(result.sentences, 1)]
    )


def quoted(sentence: AnswerSentence) -> list[tuple[str, Span | None]]:
    """The sentence segment by segment, with the mark over it: what was asked for."""
    inside = marks_inside(sentence)
    cut = pieces((mark.start - sentence.start, mark.end - sentence.start) for mark in inside)
    return [
        (words, inside[over[0]] if over else None) for words, over in segments(sentence.text, cut)
    ]


def marks_inside(sentence: AnswerSentence) -> list[Span]:
    """Those of its marks that stand in it."""
    return [
        mark for mark in sentence.marks if sentence.start <= mark.start and mark.end <= sentence.end
    ]
