"""Exact-span scores against seqeval's strict IOB2 report."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seqeval.metrics import classification_report
from seqeval.scheme import IOB2

from textnn.evaluation.spans import span_scores
from textnn.text.iob import TokenSpan, to_tags

LABELS = ("PER", "LOC", "ORG")


@st.composite
def span_lists(draw: st.DrawFn, labels: tuple[str, ...] = LABELS) -> list[TokenSpan]:
    spans, at = [], 0
    while at < 10 and draw(st.booleans()):
        start = at + draw(st.integers(0, 3))
        at = start + draw(st.integers(1, 3))
        spans.append((start, at, draw(st.sampled_from(labels))))
    return spans


pairs = st.lists(st.tuples(span_lists(), span_lists()), min_size=1, max_size=6)


@settings(deadline=None)
@given(pairs)
def test_scores_are_those_of_seqeval(both: list[tuple[list[TokenSpan], list[TokenSpan]]]) -> None:
    gold, found = [g for g, _ in both], [f for _, f in both]
    used = {label for spans in gold for *_, label in spans}
    scored = [[span for span in spans if span[2] in used] for spans in found]
    scores = span_scores(gold, found)
    if not used:
        assert (scores.precision, scores.recall, scores.f1, scores.gold) == (0, 0, 0, 0)
        return
    report = classification_report(
        [to_tags(spans, 16) for spans in gold],
        [to_tags(spans, 16) for spans in scored],
        mode="strict",
        scheme=IOB2,
        output_dict=True,
        zero_division=0,
    )
    for label, ours in [("micro avg", scores), *scores.by_label.items()]:
        theirs = report[label]
        assert ours.precision == pytest.approx(theirs["precision"])
        assert ours.recall == pytest.approx(theirs["recall"])
        assert ours.f1 == pytest.approx(theirs["f1-score"])
        assert ours.gold == theirs["support"]
    assert set(scores.by_label) == used


def test_labels_that_gold_does_not_use_are_not_scored() -> None:
    scores = span_scores([[(0, 2, "PER")], []], [[(0, 2, "PER"), (3, 4, "TIME")], [(0, 1, "TIME")]])
    assert (scores.precision, scores.recall, scores.f1, scores.found) == (1, 1, 1, 1)
    assert list(scores.by_label) == ["PER"]


@pytest.mark.parametrize("wrong", [(0, 3, "PER"), (1, 2, "PER"), (0, 2, "LOC")])
def test_borders_and_label_must_be_right(wrong: TokenSpan) -> None:
    scores = span_scores([[(0, 2, "PER")], [(5, 6, "LOC")]], [[wrong], [(5, 6, "LOC")]])
    assert scores.precision == scores.recall == scores.f1 == 0.5


def test_equal_offsets_in_different_texts_are_different_spans() -> None:
    assert span_scores([[(0, 1, "PER")], []], [[], [(0, 1, "PER")]]).f1 == 0


def test_a_span_found_twice_counts_once() -> None:
    assert span_scores([[(0, 1, "PER")]], [[(0, 1, "PER"), (0, 1, "PER")]]).precision == 1


def test_as_many_texts_must_be_found_as_there_are() -> None:
    with pytest.raises(ValueError, match=r"shorter|longer"):
        span_scores([[], []], [[]])


def test_touched_counts_what_a_span_of_the_label_overlaps() -> None:
    gold = [[(0, 4, "TIME"), (6, 9, "TIME"), (10, 12, "PER")], [(0, 2, "TIME")]]
    found = [[(3, 6, "TIME"), (8, 9, "TIME"), (10, 12, "ORG")], [(2, 3, "TIME")]]
    scores = span_scores(gold, found)
    assert scores.f1 == 0
    assert scores.touched == 2 / 4
    assert scores.by_label["TIME"].touched == 2 / 3
    assert scores.by_label["PER"].touched == 0


@settings(deadline=None)
@given(pairs)
def test_what_is_right_is_touched(both: list[tuple[list[TokenSpan], list[TokenSpan]]]) -> None:
    scores = span_scores([g for g, _ in both], [f for _, f in both])
    assert scores.recall <= scores.touched <= 1
