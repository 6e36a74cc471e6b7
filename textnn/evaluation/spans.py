"""Exact-span scores of marked names: a span counts when its borders and its label are right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

Spans = Sequence[tuple[int, int, str]]
"""Start, end, label; counted in characters or in tokens, as long as both sides agree."""


@dataclass(frozen=True)
class SpanScores:
    """Micro average over all labels, and each label by itself.

    ``precision = right / found``, ``recall = right / gold``, ``f1`` their harmonic mean;
    ``touched`` is the part of gold that shares a character with a span of its label, wherever that
    begins and ends. All 0 to 1, and 0 where nothing was found or nothing stood there.
    """

    precision: float
    recall: float
    f1: float
    gold: int
    found: int
    touched: float = 0.0
    by_label: dict[str, SpanScores] = field(default_factory=dict)


def span_scores(gold: Sequence[Spans], found: Sequence[Spans]) -> SpanScores:
    """Scores text by text.

    Only labels that ``gold`` uses anywhere are scored: a corpus without dates cannot say whether a
    date that was found is right.
    """
    labels = sorted({label for spans in gold for _, _, label in spans})
    counts = {label: Counter[str]() for label in labels}
    for wanted, got in zip(gold, found, strict=True):
        expected, given = set(wanted), {span for span in got if span[2] in counts}
        touched = {one for one in expected if any(_touch(one, other) for other in given)}
        for kind, spans in (
            ("gold", expected), ("found", given), ("right", expected & given), ("touched", touched)
        ):  # fmt: skip
            for _, _, label in spans:
                counts[label][kind] += 1
    total = Counter[str]()
    for count in counts.values():
        total.update(count)
    by_label = {label: _scores(count) for label, count in counts.items()}
    return _scores(total, by_label)


def _touch(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    return one[2] == other[2] and one[0] < other[1] and other[0] < one[1]


def _scores(count: Counter[str], by_label: dict[str, SpanScores] | None = None) -> SpanScores:
    precision = count["right"] / count["found"] if count["found"] else 0.0
    recall = count["right"] / count["gold"] if count["gold"] else 0.0
    f1 = 2 * precision * recall / (precision + recall) if count["right"] else 0.0
    touched = count["touched"] / count["gold"] if count["gold"] else 0.0
    return SpanScores(precision, recall, f1, count["gold"], count["found"], touched, by_label or {})
