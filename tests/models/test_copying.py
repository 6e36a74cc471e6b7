"""Copying against naive definitions: the proposal, the mixture, and the fit."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from textnn.models.copying import (
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
        torch.rand(LENGTH_BINS, PROBABILITY_BINS, generator=torch.Generator().manual_seed(0)),
        SHORTEST,
    )


def test_mixing_is_the_definition() -> None:
    copier = random_copier()
    before = torch.randn(6, 9, generator=torch.Generator().manual_seed(1)).softmax(-1)
    proposed, lengths = torch.tensor([0, 3, NOTHING, 8, 2, 2]), torch.tensor([5, 9, 3, 24, 7, 7])
    after = copier.mix(before, proposed, lengths)
    for row in range(6):
        char, wanted = int(proposed[row]), before[row].clone()
        if char != NOTHING:
            tenth = min(int(before[row, char] * PROBABILITY_BINS), PROBABILITY_BINS - 1)
            weight = copier.weights[min(int(lengths[row]), LONGEST) // 2, tenth]
            wanted *= 1 - weight
            wanted[char] += weight
        torch.testing.assert_close(after[row], wanted)
    torch.testing.assert_close(after.sum(-1), torch.ones(6))
    torch.testing.assert_close(copier.mix(before[1], proposed[1], lengths[1]), after[1])


def test_the_fit_finds_the_weight_that_made_the_data() -> None:
    """Proposals come true with probability w + (1 - w) q, q being the network's own guess."""
    generator = torch.Generator().manual_seed(2)
    n, own, true_weight = 20_000, 0.25, 0.6
    right = torch.rand(n, generator=generator) < true_weight + (1 - true_weight) * own
    came = torch.where(right, own, 0.75 / 50)
    lengths = torch.full((n,), 12)
    copier = fit([(came, torch.full((n,), own), right.float(), lengths)], SHORTEST)
    row, column = cell(torch.tensor(12), torch.tensor(own))
    assert float(copier.weights[row, column]) == pytest.approx(true_weight, abs=0.02)
    assert int((copier.weights > 0).sum()) == 1, "cells without data copy nothing"


def test_saved_and_loaded_copier_is_the_same_to_four_digits(tmp_path: Path) -> None:
    copier = random_copier()
    save([copier, copier], tmp_path / "copier.json")
    loaded, again = load(tmp_path / "copier.json")
    assert (loaded.shortest, again.shortest) == (SHORTEST, SHORTEST)
    torch.testing.assert_close(loaded.weights, copier.weights, atol=5.1e-5, rtol=0)


def test_weights_of_another_shape_are_refused(tmp_path: Path) -> None:
    (tmp_path / "copier.json").write_text('[{"shortest": 4, "weights": [[0.5]]}]', encoding="utf-8")
    with pytest.raises(ValueError, match=r"\(1, 1\)"):
        load(tmp_path / "copier.json")
