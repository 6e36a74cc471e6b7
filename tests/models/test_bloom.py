"""The memory of the training text: what was copied is found, what was not is not."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textnn.models.bloom import (
    WINDOW,
    TrainingMemory,
    measure_false_positives,
    remember,
    window_hashes,
    word_borders,
)

SYLLABLES = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "jã", "çõ", "lhe", "nhi")


def invented_text(seed: int, words: int) -> str:
    chance = random.Random(seed)
    spelt = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(words)]
    signs = [chance.choice([" ", " ", " ", " ", ", ", ". ", "\n", " - "]) for _ in range(words)]
    return "".join(word + sign for word, sign in zip(spelt, signs, strict=True))


ARTICLE = invented_text(1, 2000)
BORDERS = word_borders(ARTICLE)
MEMORY = remember([ARTICLE, invented_text(2, 500)], mebibytes=0.05)


def stretch(first: int, words: int) -> str:
    return ARTICLE[BORDERS[first][0] : BORDERS[first + words - 1][1]]


@settings(deadline=None)
@given(st.integers(0, len(BORDERS) - 12), st.integers(7, 12))
def test_a_copied_stretch_is_always_found(first: int, words: int) -> None:
    copied = stretch(first, words)
    text = f"Mnemosine escreveu: {copied} ... kkk www yyy."
    begin = text.index(copied)
    assert (begin, begin + len(copied)) in [(start, end) for start, end in MEMORY.stretches(text)]


def test_a_whole_text_is_one_stretch() -> None:
    assert list(MEMORY.stretches(ARTICLE)) == [(BORDERS[0][0], BORDERS[-1][1])]


@pytest.mark.parametrize("words", range(1, WINDOW + 1))
def test_shorter_stretches_do_not_count(words: int) -> None:
    assert list(MEMORY.stretches(stretch(100, words))) == []
    assert MEMORY.window == WINDOW + 1


@pytest.mark.parametrize("seed", range(3, 8))
def test_unseen_text_is_not_found(seed: int) -> None:
    assert list(MEMORY.stretches(invented_text(seed, 400))) == []


def test_order_and_case_matter_and_punctuation_does_not() -> None:
    copied = stretch(50, 9)
    words = [copied[start:end] for start, end in word_borders(copied)]
    assert list(MEMORY.stretches("; ".join(words))) != []
    assert list(MEMORY.stretches(" ".join(reversed(words)))) == []
    assert list(MEMORY.stretches(" ".join(words).upper())) == []


def test_two_stretches_apart_are_two() -> None:
    one, other = stretch(10, 8), stretch(500, 10)
    text = f"{one} kkk www {other}"
    assert list(MEMORY.stretches(text)) == [(0, len(one)), (len(one) + 9, len(text))]


@pytest.mark.parametrize("text", ["", " ", "ba", "ba ce di fo gu la", "ba ce di fo gu la me"])
def test_short_texts_have_no_stretches(text: str) -> None:
    assert list(MEMORY.stretches(text)) == []


@settings(deadline=None)
@given(st.lists(st.text(max_size=6), max_size=20))
def test_hashes_are_of_windows_alone(words: list[str]) -> None:
    hashes = window_hashes(words)
    assert len(hashes) == max(0, len(words) - WINDOW + 1)
    for first, value in enumerate(hashes):
        assert window_hashes(words[first : first + WINDOW]).tolist() == [value]


def test_windows_of_different_words_differ() -> None:
    hashes = window_hashes([ARTICLE[start:end] for start, end in BORDERS])
    assert len(np.unique(hashes)) > 0.999 * len(hashes)


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_found_again_or_too_short(text: str) -> None:
    memory = remember([text], mebibytes=0.001)
    borders = word_borders(text)
    found = list(memory.stretches(text))
    if len(borders) > WINDOW:
        assert found == [(borders[0][0], borders[-1][1])]
    else:
        assert found == []


def test_the_measured_rate_is_near_theory() -> None:
    """A filter half full says yes by chance to (share of ones)^4, twice in a row to its square."""
    texts = [invented_text(seed, 500) for seed in range(20, 60)]
    memory = remember(texts, mebibytes=0.008)
    ones = np.unpackbits(memory.bits).mean()
    expected = ones**8
    assert 0.01 < expected < 0.5, "the filter must be crowded for this test to say anything"
    rate = measure_false_positives(memory, [invented_text(seed, 500) for seed in range(60, 80)])
    assert rate == pytest.approx(expected, rel=0.25)


def test_a_roomy_filter_errs_hardly_ever() -> None:
    assert measure_false_positives(MEMORY, [invented_text(seed, 500) for seed in range(5)]) < 1e-3


def test_nothing_to_measure_gives_no_rate() -> None:
    assert measure_false_positives(MEMORY, ["", "ba ce"]) == 0.0


def test_an_empty_memory_knows_nothing() -> None:
    assert list(TrainingMemory(np.zeros(64, np.uint8)).stretches(ARTICLE)) == []
