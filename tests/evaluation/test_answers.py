"""Figures of answers, by hand."""

from __future__ import annotations

import pytest

from textnn.evaluation.answers import answer_scores, found
from textnn.results import ModelRef, Span
from textnn.results.chat import Answer, AnswerSentence

RIGHT, WRONG = (10, 20), (30, 40)


def answer(*places: tuple[int, int], answered: bool = True, mark: int | None = None) -> Answer:
    marks = () if mark is None else (Span(mark, mark + 2, "", "PER", 1.0),)
    given = tuple(AnswerSentence(start, end, "", 0.5, marks) for start, end in places)
    return Answer("", "?", "who", given, answered, 0.5, ModelRef("m", ""), 0.0)


def test_figures_by_hand() -> None:
    given = [
        answer(RIGHT, WRONG, mark=11),  # right, and marked
        answer(RIGHT, mark=18),  # right, and the mark beside it
        answer(WRONG, WRONG, RIGHT),  # third
        answer(RIGHT, answered=False),  # found but held back
        answer(WRONG, answered=False),  # rightly held back
        answer(WRONG),  # a false answer
        answer(answered=False),  # nothing given, rightly
    ]
    gold = [[RIGHT]] * 4 + [[]] * 3
    spans = [(10, 12), (10, 12), None, (10, 12), None, None, None]
    scores = answer_scores(given, gold, spans)
    assert (scores.answerable, scores.unanswerable) == (4, 3)
    assert scores.hits_at_1 == pytest.approx(3 / 4)
    assert scores.hits_at_3 == 1
    assert scores.right == pytest.approx(2 / 4)
    assert scores.refused == pytest.approx(1 / 4)
    assert scores.false_answers == pytest.approx(1 / 3)
    assert scores.treated_rightly == pytest.approx(4 / 7)
    assert scores.marked == pytest.approx(1 / 2)


def test_any_of_several_answers_will_do() -> None:
    assert found(answer(WRONG), [RIGHT, WRONG], 1)
    assert not found(answer(WRONG), [RIGHT], 1)
    assert not found(answer(), [RIGHT], 3)


def test_only_the_first_sentences_count() -> None:
    late = answer(WRONG, WRONG, WRONG, RIGHT)
    assert not found(late, [RIGHT], 3)
    assert found(late, [RIGHT], 4)


def test_no_question_gives_no_figure() -> None:
    scores = answer_scores([], [], [])
    assert scores.hits_at_1 == scores.false_answers == scores.treated_rightly == 0


def test_lists_must_be_equally_long() -> None:
    with pytest.raises(ValueError, match="zip"):
        answer_scores([answer(RIGHT)], [], [])
