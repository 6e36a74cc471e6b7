"""Results travel to JSON and back unchanged."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textnn.results import (
    FINISHES,
    LABELS,
    ORIGINS,
    Answer,
    ArticleFact,
    CharSurprise,
    ComparedItem,
    ComparedSentence,
    Comparison,
    Continuation,
    Extract,
    FactRelation,
    FactSheet,
    FactSheetOptions,
    GenerateOptions,
    Glance,
    Highlight,
    Keyword,
    Line,
    Memorisation,
    ModelRef,
    Result,
    Span,
    Summary,
    SummaryOptions,
    Surprise,
    from_dict,
    ignore_progress,
    to_dict,
)
from textnn.results.chat import LISTS, AnswerSentence
from textnn.results.factsheet import FACT_KINDS, RELATIONS

chars = st.text(max_size=12)
numbers = st.floats(0, 1)
whole = st.integers(0, 2**53 - 1)
models = st.builds(ModelRef, chars, chars)
spans = st.builds(Span, whole, whole, chars, st.sampled_from(LABELS), numbers)
options = st.builds(GenerateOptions, whole, numbers, whole, numbers, whole, chars)
memorisations = st.none() | st.builds(Memorisation, whole, whole, numbers, whole, numbers)
surprises = st.builds(
    CharSurprise, chars, numbers, st.lists(st.tuples(chars, numbers), max_size=3).map(tuple)
)
places = st.tuples(whole, whole)
keywords = st.builds(
    Keyword,
    chars,
    numbers,
    st.lists(places, max_size=3).map(tuple),
    numbers,
    st.lists(chars, max_size=3).map(tuple),
    st.sampled_from(("", *LABELS)),
)
glances = st.builds(
    Glance, whole, whole, st.lists(st.tuples(whole, whole, numbers), max_size=3).map(tuple)
)
lines = st.builds(
    Line,
    chars,
    st.sampled_from(ORIGINS),
    places,
    st.lists(glances, max_size=3).map(tuple),
    st.lists(st.tuples(chars, chars), max_size=3).map(tuple),
)
extracts = st.builds(Extract, whole, whole, chars, numbers)
answered = st.builds(
    AnswerSentence, whole, whole, chars, numbers, st.lists(spans, max_size=2).map(tuple)
)
stretches = st.tuples(whole, whole)
compared_items = st.builds(
    ComparedItem,
    st.sampled_from(LABELS),
    chars,
    st.lists(stretches, max_size=2).map(tuple),
    st.lists(stretches, max_size=2).map(tuple),
)
compared_sentences = st.builds(
    ComparedSentence, st.none() | stretches, st.none() | stretches, numbers, st.booleans()
)
facts = st.builds(
    ArticleFact,
    st.sampled_from(FACT_KINDS),
    chars,
    chars,
    st.lists(stretches, max_size=2).map(tuple),
    st.lists(
        st.builds(FactRelation, st.sampled_from(RELATIONS), chars, whole, whole), max_size=2
    ).map(tuple),
)
results = st.one_of(
    st.builds(
        Answer,
        chars, chars, st.sampled_from(("", *LISTS)), st.lists(answered, max_size=3).map(tuple),
        st.booleans(), numbers, models, numbers,
    ),
    st.builds(
        Comparison,
        chars,
        chars,
        st.lists(compared_items, max_size=3).map(tuple),
        st.lists(compared_sentences, max_size=3).map(tuple),
        models,
        numbers,
    ),
    st.builds(
        FactSheet,
        chars,
        st.lists(facts, max_size=3).map(tuple),
        st.builds(FactSheetOptions, chars),
        chars,
        models,
        numbers,
    ),
    st.builds(
        Highlight,
        chars,
        st.lists(spans, max_size=3).map(tuple),
        models,
        numbers,
        st.lists(keywords, max_size=3).map(tuple),
    ),
    st.builds(
        Summary,
        chars,
        lines,
        lines,
        st.lists(extracts, max_size=3).map(tuple),
        st.builds(SummaryOptions, whole),
        st.sampled_from(("pt", "en")),
        whole,
        models,
        numbers,
    ),
    st.builds(
        Continuation,
        chars, chars, options, st.sampled_from(FINISHES), memorisations, models, numbers,
    ),
    st.builds(
        Surprise, chars, st.lists(surprises, max_size=3).map(tuple), numbers, models, numbers
    ),
)  # fmt: skip


@pytest.mark.slow
@settings(deadline=None)
@given(results)
def test_there_and_back_through_json(result: Result) -> None:
    data = to_dict(result)
    assert data["kind"] == type(result).__name__
    assert from_dict(json.loads(json.dumps(data))) == result
    assert from_dict(data) == result


@settings(deadline=None, max_examples=30)
@given(results)
def test_reading_leaves_the_data_as_it_was(result: Result) -> None:
    data = to_dict(result)
    from_dict(data)
    assert data == to_dict(result)


@settings(deadline=None, max_examples=30)
@given(results, st.data())
def test_a_missing_or_unknown_field_is_refused(result: Result, data: st.DataObject) -> None:
    assert dataclasses.is_dataclass(result)
    whole_data = to_dict(result)
    needed = [
        field.name for field in dataclasses.fields(result) if field.default is dataclasses.MISSING
    ]
    name = data.draw(st.sampled_from(needed))
    with pytest.raises(ValueError, match="not a"):
        from_dict({key: value for key, value in whole_data.items() if key != name})
    with pytest.raises(ValueError, match="not a"):
        from_dict({**whole_data, "unheard_of": 1})


def test_a_highlight_kept_before_there_were_keywords_still_opens() -> None:
    result = Highlight("Rui", (Span(0, 3, "Rui", "PER", 0.5),), ModelRef("tagger", ""), 0.1)
    old = {key: value for key, value in to_dict(result).items() if key != "keywords"}
    assert from_dict(json.loads(json.dumps(old))) == result


@pytest.mark.parametrize("data", [{}, {"kind": None}, {"kind": "Cooking"}, {"kind": ["Highlight"]}])
def test_an_unknown_kind_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        from_dict(data)


def test_results_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        ModelRef("a", "b").name = "c"  # type: ignore[misc]


def test_a_continuation_begins_with_its_prefix() -> None:
    result = Continuation("São ", "João", GenerateOptions(), "length", None, ModelRef("", ""), 0.0)
    assert result.text == "São João"


def test_not_watching_is_allowed() -> None:
    ignore_progress(0.5)
