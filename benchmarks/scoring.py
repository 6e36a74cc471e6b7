"""Scores as the benchmarks print and keep them."""

from __future__ import annotations

from typing import Any

from textnn.evaluation.spans import SpanScores

SIDES = {"textnn": "textnn", "joint": "textnn joint", "spacy": "spaCy"}
"""Keys of the figures and what the tables call them."""


def figures(scores: SpanScores, seconds: float) -> dict[str, Any]:
    """Micro-averaged scores of exact spans, 0 to 1, F1 of each label, and seconds."""
    return {
        "f1": round(scores.f1, 4),
        "precision": round(scores.precision, 4),
        "recall": round(scores.recall, 4),
        "seconds": round(seconds, 1),
        "f1_by_label": {label: round(score.f1, 4) for label, score in scores.by_label.items()},
    }
