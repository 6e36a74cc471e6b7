"""What an article says to a question -> what the screen shows: sentences, and where they are."""

from __future__ import annotations

from textnn.html.layers import SourceSegment, pieces, segments, sources
from textnn.results import Span
from textnn.results.chat import Answer, AnswerSentence
from textnn.tasks.answer.text import sentences_given
from textnn.tasks.task import TemplateView


def sourced(result: Answer) -> list[SourceSegment]:
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


def speakers(sentence: AnswerSentence) -> list[str]:
    """Who says it, where that stands outside of it."""
    inside = set(marks_inside(sentence))
    return list(dict.fromkeys(mark.text for mark in sentence.marks if mark not in inside))


def _whole(result: Answer, _: str) -> dict[str, object]:
    return {"source": sourced(result), "quotes": list(map(quoted, result.sentences))}


def _answered(result: Answer, _: str) -> dict[str, object]:
    return {
        "source": sourced(result),
        "quotes": [(quoted(one), speakers(one)) for one in sentences_given(result)],
        "kind": "sheet",
    }


def _nearest(result: Answer, language: str) -> dict[str, object]:
    return {**_answered(result, language), "kind": "sheet near"}


answer_view = TemplateView("answer/view.html", _whole)
"""The whole view of an answer."""

answer_card = TemplateView("answer/card.html", _answered)
"""What a conversation shows: the sentence that answers, or all of a list."""

nearest_card = TemplateView("answer/card.html", _nearest)
"""What a conversation shows where nothing answers: what comes nearest."""
