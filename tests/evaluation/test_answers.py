"""Figures of answers, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from textnn.evaluation.answers import (
    IdfOverlap,
    Prediction,
    answer_figures,
    best_threshold,
    text_f1,
)

RIGHT, WRONG = (10, 20), (30, 40)


def test_short_answers_are_compared_without_articles_and_punctuation() -> None:
    assert text_f1("a ponte.", "Ponte") == 1
    assert text_f1("ponte do Recife", "ponte") == pytest.approx(0.5)
    assert text_f1("", "ponte") == 0


def test_the_threshold_lets_so_many_through() -> None:
    chances, none = np.array([0.1, 0.3, 0.5, 0.9]), np.array([True, True, False, True])
    for most, expected in ((0.0, 0), (0.34, 1), (0.67, 2), (1.0, 3)):
        least = best_threshold(chances, none, most)
        assert (chances[none] >= least).sum() == expected


def test_figures_of_predictions_by_hand() -> None:
    given = [
        Prediction((RIGHT, WRONG), "a ponte", 0.9),
        Prediction((WRONG, RIGHT), "o rio", 0.8),
        Prediction((RIGHT,), "", 0.2, answered=False),
        Prediction((WRONG,), "rio", 0.7),
        Prediction((), "", 0.0, answered=False),
    ]
    gold = [[RIGHT]] * 3 + [[]] * 2
    figures = answer_figures(given, gold, [["ponte"], ["ponte"], [], [], []])
    assert figures == {
        "hit_at_1": pytest.approx(2 / 3),
        "hit_at_3": 1.0,
        "em": 0.5,
        "f1": 0.5,
        "answered_rightly": pytest.approx(1 / 3),
        "answered_wrongly": pytest.approx(1 / 3),
        "false_answers": 0.5,
    }
    assert "false_answers" not in answer_figures(given[:1], gold[:1], [[]])
    with pytest.raises(ValueError, match="zip"):
        answer_figures(given, gold[:2], [[]] * 5)


def test_overlap_prefers_rare_words() -> None:
    text = "O rio subiu. O rio caiu e a ponte ficou. O rio sumiu."
    best = IdfOverlap([text])(text, "o que houve com o rio e a ponte")
    assert text[slice(*best.sentences[0])] == "O rio caiu e a ponte ficou."
    assert len(best.sentences) == 3
    assert IdfOverlap([""])("", "?").sentences == ()
