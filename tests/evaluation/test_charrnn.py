"""Bits per character against reading one character at a time."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.models.makers import VOCABULARY, small_charrnn
from textnn.engine.copying import (
    LENGTH_BINS,
    PROBABILITY_BINS,
    UNKNOWN_BITS,
    CopyMixture,
    bits,
    follow,
)
from textnn.evaluation.charrnn import encode_groups, fit_copiers, probabilities, score_texts
from textnn.models.charrnn import CharRNN
from textnn.text.characters import DOC, UNK

TEXTS = [
    "A feira abriu.",
    "O rio de Pedra Alta subiu 20 metros.\nAna viu € e ☂.",
    "",
    "B",
    "Ana leu, Ana leu, Ana leu, Ana leu.",
]


@pytest.fixture(scope="module")
def model() -> CharRNN:
    return small_charrnn(3)


@torch.no_grad()
def naive_bits(model: CharRNN, text: str, copier: CopyMixture | None = None) -> list[float]:
    """Bits of every character, in the order in which the model reads."""
    ids = [DOC, *VOCABULARY.encode(text).tolist()]
    proposed, lengths = follow(ids, 4)
    state, found = model.start(), []
    for at, (before, came) in enumerate(pairwise(ids)):
        logits, _, state = model(torch.tensor([[before]]), None, state)
        probabilities = logits[0, 0].double().softmax(-1)
        chance = float(probabilities[came])
        if copier is not None and proposed[at] >= 0:
            own = float(logits[0, 0].softmax(-1)[proposed[at]])
            weight = float(
                copier.weights[
                    lengths[at] // 2, min(int(own * PROBABILITY_BINS), PROBABILITY_BINS - 1)
                ]
            )
            chance = (1 - weight) * chance + weight * bool(proposed[at] == came)
        found.append(-math.log2(chance) + (UNKNOWN_BITS if came == UNK else 0.0))
    return found


@pytest.mark.parametrize("copying", [False, True])
def test_scores_are_those_of_naive_reading(model: CharRNN, copying: bool) -> None:
    copier = None
    if copying:
        weights = np.random.default_rng(0).random((LENGTH_BINS, PROBABILITY_BINS), np.float32)
        copier = CopyMixture(np.float32(0.9) * weights, 4)
    every = [cost for text in TEXTS for cost in naive_bits(model, text, copier)]
    scores = score_texts(model, VOCABULARY, TEXTS, (copier,) if copier else ())
    assert scores.characters == len(every) == sum(map(len, TEXTS))
    assert scores.unknown == 3
    assert scores.bits_per_char == pytest.approx(sum(every) / len(every), rel=1e-5)


@pytest.mark.parametrize("lanes", [1, 2, 16])
@pytest.mark.parametrize("length", [1, 7, 400])
@pytest.mark.slow
def test_batches_and_windows_do_not_matter(model: CharRNN, lanes: int, length: int) -> None:
    found: dict[tuple[int, ...], list[float]] = {}
    for group in encode_groups(VOCABULARY, TEXTS, lanes):
        for lane, begin, probs in probabilities(model, group, length=length):
            came = group[lane][begin + 1 : begin + 1 + len(probs)].numpy()
            found.setdefault(tuple(group[lane].tolist()), []).extend(bits(probs, came).tolist())
    for text in filter(None, TEXTS):
        key = (DOC, *VOCABULARY.encode(text).tolist())
        assert found[key] == pytest.approx(naive_bits(model, text), rel=1e-4)


def test_a_text_costs_the_same_in_any_company(model: CharRNN) -> None:
    alone = [score_texts(model, VOCABULARY, [text]) for text in TEXTS]
    total = sum(score.bits_per_char * score.characters for score in alone)
    together = score_texts(model, VOCABULARY, TEXTS)
    assert together.bits_per_char * together.characters == pytest.approx(total, rel=1e-5)


@settings(deadline=None, max_examples=20)
@given(st.lists(st.text(max_size=20), max_size=5))
def test_a_uniform_model_pays_log2_of_its_symbols(texts: list[str]) -> None:
    model = small_charrnn()
    with torch.no_grad():
        model.output.weight.zero_()
        model.output.bias.zero_()
    scores = score_texts(model, VOCABULARY, texts)
    characters = sum(map(len, texts))
    unknown = sum(char not in VOCABULARY for text in texts for char in text)
    assert (scores.characters, scores.unknown) == (characters, unknown)
    wanted = math.log2(len(VOCABULARY)) * characters + UNKNOWN_BITS * unknown
    assert scores.bits_per_char * characters == pytest.approx(wanted, rel=1e-5)


def test_an_unknown_character_costs_as_much_as_any_code_point() -> None:
    assert math.isclose(2**UNKNOWN_BITS, 0x110000 - 2048)
    probabilities = np.full((1, 4), 0.25, np.float32)
    assert bits(probabilities, np.array([UNK])).item() == pytest.approx(2 + UNKNOWN_BITS)
    assert bits(probabilities, np.array([DOC])).item() == pytest.approx(2)


def test_nothing_costs_nothing() -> None:
    scores = score_texts(small_charrnn(), VOCABULARY, ["", ""])
    assert (scores.bits_per_char, scores.characters, scores.unknown) == (0.0, 0, 0)


def test_a_fitted_copier_helps_where_texts_repeat_themselves() -> None:
    model = small_charrnn(4)
    texts = [f"Vila {name} cresceu. " * 12 for name in ("Alta", "Nova", "Bela", "Fria")]
    copiers = fit_copiers(model, VOCABULARY, texts[:3])
    without, with_copier = (score_texts(model, VOCABULARY, texts[3:], c) for c in ((), copiers))
    assert with_copier.bits_per_char < without.bits_per_char / 2
