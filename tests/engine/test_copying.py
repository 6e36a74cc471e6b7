"""Copying against naive definitions: the proposal, the mixture, and the fit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textnn.engine.copying import (
    LENGTH_BINS,
    LONGEST,
    NOTHING,
    PROBABILITY_BINS,
    CopyMixture,
    cell,
    fit,
    follow,
    load,
    save,
)
from textnn.engine.sampling import softmax

SHORTEST = 4
texts = st.text(alphabet="abc", max_size=60).map(lambda text: [ord(char) for char in text])


def agreement(ids: list[int], place: int) -> int:
    """How many characters before ``place`` equal the last ones."""
    length = 0
    while length < place and ids[place - 1 - length] == ids[-1 - length]:
        length += 1
    return length


@settings(deadline=None)
@given(texts, st.integers(2, 6))
def test_a_proposal_follows_an_earlier_place_that_agrees(ids: list[int], shortest: int) -> None:
    proposed, lengths = (found.tolist() for found in follow(ids, shortest))
    for end in range(1, len(ids) + 1):
        seen = ids[:end]
        places = [p for p in range(shortest, end) if agreement(seen, p) >= shortest]
        if not places:
            assert proposed[end - 1] == NOTHING
            continue
        lengths_of = {(seen[p], min(agreement(seen, p), LONGEST)) for p in places}
        assert (proposed[end - 1], lengths[end - 1]) in lengths_of


def test_a_repeated_sentence_is_proposed_to_its_end() -> None:
    sentence = [ord(char) for char in "Clara Maia falou. "]
    proposed, lengths = follow(sentence * 2, SHORTEST)
    size = len(sentence)
    assert proposed[: size + SHORTEST - 1].tolist() == [NOTHING] * (size + SHORTEST - 1)
    assert proposed[size + SHORTEST - 1 : -1].tolist() == sentence[SHORTEST:]
    assert lengths[size + SHORTEST - 1 :].tolist() == list(range(SHORTEST, size + 1))


def random_copier() -> CopyMixture:
    return CopyMixture(
        np.random.default_rng(0).random((LENGTH_BINS, PROBABILITY_BINS), np.float32),
        SHORTEST,
    )


def test_mixing_is_the_definition() -> None:
    copier = random_copier()
    before = softmax(np.random.default_rng(1).standard_normal((6, 9), np.float32))
    proposed, lengths = np.array([0, 3, NOTHING, 8, 2, 2]), np.array([5, 9, 3, 24, 7, 7])
    after = copier.mix(before, proposed, lengths)
    for row in range(6):
        char, wanted = int(proposed[row]), before[row].copy()
        if char != NOTHING:
            tenth = min(int(before[row, char] * PROBABILITY_BINS), PROBABILITY_BINS - 1)
            weight = copier.weights[min(int(lengths[row]), LONGEST) // 2, tenth]
            wanted *= 1 - weight
            wanted[char] += weight
        np.testing.assert_allclose(after[row], wanted, rtol=1e-5)
    np.testing.assert_allclose(after.sum(-1), np.ones(6), rtol=1e-5)
    np.testing.assert_array_equal(copier.mix(before[1], proposed[1], lengths[1]), after[1])


def test_the_fit_finds_the_weight_that_made_the_data() -> None:
    """Proposals come true with probability w + (1 - w) q, q being the network's own guess."""
    generator = np.random.default_rng(2)
    n, own, true_weight = 20_000, 0.25, 0.6
    right = generator.random(n) < true_weight + (1 - true_weight) * own
    came = np.where(right, own, 0.75 / 50).astype(np.float32)
    lengths = np.full(n, 12)
    copier = fit([(came, np.full(n, own, np.float32), right, lengths)], SHORTEST)
    row, column = cell(np.array(12), np.array(own, np.float32))
    assert float(copier.weights[row, column]) == pytest.approx(true_weight, abs=0.02)
    assert int((copier.weights > 0).sum()) == 1, "cells without data copy nothing"


def test_saved_and_loaded_copier_is_the_same_to_four_digits(tmp_path: Path) -> None:
    copier = random_copier()
    save([copier, copier], tmp_path / "copier.json")
    loaded, again = load(tmp_path / "copier.json")
    assert (loaded.shortest, again.shortest) == (SHORTEST, SHORTEST)
    np.testing.assert_allclose(loaded.weights, copier.weights, atol=5.1e-5, rtol=0)


def test_weights_of_another_shape_are_refused(tmp_path: Path) -> None:
    (tmp_path / "copier.json").write_text('[{"shortest": 4, "weights": [[0.5]]}]', encoding="utf-8")
    with pytest.raises(ValueError, match=r"\(1, 1\)"):
        load(tmp_path / "copier.json")
