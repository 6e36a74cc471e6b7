"""Marked texts to sentences of tags: what is known, what is left open."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from textnn.datasets.ner.corpora import TAGS, Entity, TaggedText
from textnn.datasets.ner.tagging import IOB_TAGS, Example, examples, make_example, token_spans
from textnn.text.iob import to_spans, to_tags
from textnn.text.words import words

TEXT = "Ana Prado mora em Pedra Alta desde maio de 1947. Bento vende peixe na praia de Lagoa hoje."


def entity(said: str, label: str, text: str = TEXT) -> Entity:
    start = text.index(said)
    return Entity(start, start + len(said), label)


def example(*entities: Entity, annotated: tuple[str, ...] = TAGS, source: str = "") -> Example:
    found = make_example(TEXT, entities, annotated, source)
    assert found is not None
    return found


def said(found: Example) -> list[tuple[str, str]]:
    """Marked stretches and labels of an example's one certain sequence."""
    tags = [IOB_TAGS[tag] for tag in found.tags.tolist()]
    return [
        (found.text[found.tokens[first][0] : found.tokens[after - 1][1]], label)
        for first, after, label in to_spans(tags)
    ]


def allowed_tags(found: Example, word: str) -> set[str]:
    starts = [start for start, _ in found.tokens]
    row = found.allowed[starts.index(found.text.index(word))]
    return {IOB_TAGS[tag] for tag in row.nonzero()[:, 0].tolist()}


def test_the_order_of_tags_is_fixed() -> None:
    """Trained weights hang on it."""
    assert IOB_TAGS[:5] == ("O", "B-PER", "I-PER", "B-LOC", "I-LOC")
    assert len(IOB_TAGS) == 21


def test_with_every_tag_annotated_one_sequence_is_allowed() -> None:
    found = example(entity("Ana Prado", "PER"), entity("Pedra Alta", "LOC"))
    assert said(found) == [("Ana Prado", "PER"), ("Pedra Alta", "LOC")]
    assert found.allowed.sum(1).tolist() == [1] * len(found.tokens)
    assert torch.equal(found.allowed.int().argmax(1), found.tags)


def test_plain_tokens_may_be_what_the_corpus_does_not_annotate() -> None:
    found = example(entity("Ana Prado", "PER"), annotated=("PER", "LOC", "ORG"))
    assert allowed_tags(found, "Ana") == {"B-PER"}
    assert allowed_tags(found, "Prado") == {"I-PER"}
    silent = {f"{p}-{tag}" for tag in TAGS if tag not in ("PER", "LOC", "ORG") for p in "BI"}
    assert allowed_tags(found, "maio") == {"O"} | silent


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Entity]]:
    parts = draw(
        st.lists(st.sampled_from(["Ana", " ", "de", ". ", "\n", "Rio-2016", "é"]), max_size=20)
    )
    text, entities, at = "".join(parts), [], 0
    while at < len(text) and draw(st.booleans()):
        start = draw(st.integers(at, len(text) - 1))
        at = draw(st.integers(start + 1, len(text)))
        entities.append(Entity(start, at, draw(st.sampled_from(TAGS))))
    return text, entities


SOURCES = st.sampled_from(["", "paramopama", "first_harem"])


@pytest.mark.slow
@settings(deadline=None)
@given(marked(), st.sets(st.sampled_from(TAGS)), SOURCES)
def test_the_given_sequence_is_legal_and_allowed(
    item: tuple[str, list[Entity]], annotated: set[str], source: str
) -> None:
    found = make_example(*item, sorted(annotated), source)
    if found is None:
        assert not item[0].split()
        return
    tags = [IOB_TAGS[tag] for tag in found.tags.tolist()]
    assert to_tags(to_spans(tags), len(tags)) == tags
    assert found.allowed[torch.arange(len(tags)), found.tags].all()
    assert found.allowed.shape == (len(found.tokens), len(IOB_TAGS))


@pytest.mark.slow
@settings(deadline=None)
@given(marked())
def test_sentences_never_cut_a_name_and_lose_none(item: tuple[str, list[Entity]]) -> None:
    text, entities = item
    found = list(examples([TaggedText(text, tuple(entities), "x")], TAGS))
    whole = token_spans(words(text), entities)
    assert sum(len(to_spans([IOB_TAGS[t] for t in f.tags.tolist()])) for f in found) == len(whole)
    assert all(f.source == "x" for f in found)


def test_documents_become_sentences_with_their_own_offsets() -> None:
    item = TaggedText(TEXT, (entity("Ana Prado", "PER"), entity("Lagoa", "LOC")), "x")
    first, second = examples([item], TAGS)
    assert first.text.endswith("1947.")
    assert said(first) == [("Ana Prado", "PER")]
    assert said(second) == [("Lagoa", "LOC")]
    assert second.text[slice(*second.tokens[0])] == "Bento"


def test_a_name_over_a_sentence_border_keeps_the_sentences_together() -> None:
    text = "Ela leu Vai. Fica! Volta ontem."
    item = TaggedText(text, (entity("Vai. Fica! Volta", "WORK", text),), "x")
    (found,) = examples([item], TAGS)
    assert said(found) == [("Vai. Fica! Volta", "WORK")]


def test_white_space_inside_a_mark_does_not_lose_it() -> None:
    text = "  Ana leu.  Bento viu. "
    marks = (Entity(0, 5, "PER"), Entity(10, 17, "PER"))
    found = list(examples([TaggedText(text, marks, "x")], TAGS))
    assert [pair for item in found for pair in said(item)] == [("Ana", "PER"), ("Bento", "PER")]


def test_part_of_a_token_marks_the_token_and_the_first_keeps_a_shared_one() -> None:
    tokens = [(0, 5), (6, 9), (9, 10)]
    assert token_spans(tokens, [Entity(2, 4, "PER")]) == [(0, 1, "PER")]
    both = [Entity(0, 7, "PER"), Entity(7, 10, "LOC")]
    assert token_spans(tokens, both) == [(0, 2, "PER"), (2, 3, "LOC")]
    assert token_spans(tokens, [Entity(5, 6, "LOC")]) == []


def test_no_token_no_example() -> None:
    assert make_example(" \n", (), TAGS) is None


@pytest.mark.parametrize("source", ["paramopama", "second_harem"])
def test_silver_times_lose_their_preposition(source: str) -> None:
    found = example(entity("desde maio de 1947", "TIME"), source=source)
    assert said(found) == [("maio de 1947", "TIME")]
    assert allowed_tags(found, "desde") == {"O"}


@pytest.mark.parametrize("source", ["paramopama", "second_harem"])
def test_silver_times_without_a_calendar_are_left_open(source: str) -> None:
    found = example(entity("hoje", "TIME"), annotated=TAGS, source=source)
    assert said(found) == []
    assert allowed_tags(found, "hoje") == {"O", "B-TIME", "I-TIME"}
    assert allowed_tags(found, "praia") == {"O"}


def test_gold_times_stay_as_they_are() -> None:
    marks = (entity("desde maio de 1947", "TIME"), entity("hoje", "TIME"))
    assert [pair[0] for pair in said(example(*marks, source="first_harem"))] == [
        "desde maio de 1947",
        "hoje",
    ]
