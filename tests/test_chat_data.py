"""The utterances: enough of each intent, none in two files, and every argument in its text."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from textnn.datasets.intents import LABELS, Utterance, read_utterances, utterance_file
from textnn.results.chat import INTENTS, REFUSALS, SCOPES
from textnn.results.names import CLASS_NAMES
from textnn.text.messages import tokenize
from textnn.text.words import fold

LEAST = {"train": (5000, 100), "dev": (150, 5), "test": (300, 10)}
"""Utterances in all and of each intent."""

each = pytest.mark.parametrize("split", LEAST)


@cache
def utterances(split: str) -> list[Utterance]:
    return list(read_utterances(utterance_file(split)))


@each
def test_there_are_enough_of_each_intent(split: str) -> None:
    facts = utterances("facts") if split == "test" else []
    counts = Counter(utterance.intent for utterance in (*utterances(split), *facts))
    total, of_each = LEAST[split]
    assert counts.total() >= total
    assert all(counts[intent] >= of_each for intent in INTENTS)


@each
def test_none_stands_there_twice(split: str) -> None:
    assert len({utterance.text for utterance in utterances(split)}) == len(utterances(split))


@pytest.mark.slow
def test_what_is_tested_on_was_not_learnt_from() -> None:
    def seen(split: str) -> set[tuple[str, ...]]:
        return {
            tuple(token.text for token in tokenize(one.request, pasted=one.pasted))
            for one in utterances(split)
        }

    assert not (seen("test") | seen("bots") | seen("facts")) & (seen("train") | seen("dev"))
    assert not seen("dev") & seen("train")


@each
def test_arguments_are_of_the_right_kind_and_stand_in_the_text(split: str) -> None:
    for one in utterances(split):
        for name in ("term", "query", "prefix", "address", "article"):
            assert str(one.slots.get(name, "")) in one.text, one
        assert all(value for value in one.slots.values() if not isinstance(value, float | int))
        assert {name for *_, name in one.spans} <= one.slots.keys()
        assert one.label in LABELS
        assert one.slots.get("scope", "all") in SCOPES
        assert one.slots.get("set", "digits") in ("digits", "fashion")
        assert one.slots.get("size", 1) in (-1, 1)
        assert one.slots.get("boldness", 1) in (-1, 1)
        label = one.slots.get("label", "0")
        assert label in CLASS_NAMES or label.isdigit()
        assert one.slots.get("refusal", "truth") in REFUSALS
        assert one.intent != "unknown" or one.slots.keys() <= {"refusal"}


def test_some_have_no_accents_and_some_are_not_portuguese() -> None:
    texts = [one.text for one in utterances("train")]
    assert sum(fold(text) == text for text in texts) > 500
    assert (
        sum(any(word in text.split() for word in ("the", "this", "please")) for text in texts) > 60
    )
