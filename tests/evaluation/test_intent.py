"""Scores of understanding, counted by hand."""

from __future__ import annotations

import pytest

from textnn.evaluation.intent import Understood, intent_scores

FOUND = [
    Understood("summarize", "summarize", 0.9, True, True),
    Understood("summarize", "summarize", 0.4, False, False),
    Understood("write", "summarize", 0.8, True, False),
    Understood("write", "write", 0.7, True, False),
    Understood("unknown", "unknown", 0.6, False, True),
    Understood("unknown", "write", 0.3, False, True),
    Understood("unknown", "write", 0.9, True, True),
]


def test_by_hand() -> None:
    scores = intent_scores(FOUND)
    assert scores.messages == 7
    assert scores.accuracy == pytest.approx(4 / 7)
    assert scores.done == pytest.approx(2 / 4)
    assert scores.asked_back == pytest.approx(1 / 4)
    assert scores.wrongly_done == pytest.approx(1 / 4)
    assert scores.refused == pytest.approx(2 / 3)
    assert scores.arguments == pytest.approx(1 / 3)
    assert scores.by_intent == pytest.approx({"summarize": 4 / 5, "unknown": 2 / 4, "write": 2 / 5})


def test_nothing_to_score() -> None:
    assert intent_scores([]).accuracy == 0
