"""Spans to tags and back; stray tags as seqeval's conlleval reading takes them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from seqeval.metrics.sequence_labeling import get_entities

from textnn.text.iob import TokenSpan, iob_tags, to_spans, to_tags

LABELS = ("PER", "LOC", "B-X")
TAGS = iob_tags(LABELS[:2])


@st.composite
def span_lists(draw: st.DrawFn) -> list[TokenSpan]:
    spans, at = [], 0
    while draw(st.booleans()):
        start = at + draw(st.integers(0, 2))
        at = start + draw(st.integers(1, 4))
        spans.append((start, at, draw(st.sampled_from(LABELS))))
    return spans


def test_the_order_of_tags_is_fixed() -> None:
    """Trained weights hang on it."""
    assert TAGS == ("O", "B-PER", "I-PER", "B-LOC", "I-LOC")


def test_the_worked_example() -> None:
    assert to_tags([(0, 2, "ORG")], 3) == ["B-ORG", "I-ORG", "O"]
    assert to_spans(["B-ORG", "I-ORG", "O"]) == [(0, 2, "ORG")]


@settings(deadline=None)
@given(span_lists(), st.integers(0, 3))
def test_there_and_back(spans: list[TokenSpan], rest: int) -> None:
    length = (spans[-1][1] if spans else 0) + rest
    tags = to_tags(spans, length)
    assert len(tags) == length
    assert to_spans(tags) == spans


@settings(deadline=None)
@given(st.lists(st.sampled_from(TAGS), max_size=12))
def test_any_tags_give_the_spans_of_conlleval(tags: list[str]) -> None:
    theirs = [(start, last + 1, label) for label, start, last in get_entities(tags)]
    assert to_spans(tags) == theirs
