"""The tagger: identities, gradients, and twenty invented sentences it must learn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor

from tests.models.makers import ALL_TAGS, FORMS, invented_sentences, small_tagger
from textnn import checkpoints
from textnn.models.tagger import Tagger, TokenBatch, collate
from textnn.text.features import Features, TokenFeaturizer
from textnn.training.tagger import TaggerOptions, TaggerRecipe, prepare

LENGTHS = (4, 1, 7)
VARIANTS = [{}, {"hidden_sizes": (10, 6)}]
IDS = ["one layer", "two layers"]


def random_batch(tagger: Tagger) -> TokenBatch:
    generator = np.random.default_rng(0)
    config = tagger.config

    def integers(high: int, *shape: int) -> NDArray[np.int64]:
        return generator.integers(high, size=shape)

    features = [
        Features(
            integers(config.words, n),
            integers(config.forms, n),
            integers(config.shapes, n),
            integers(config.affixes, n, config.spellings),
        )
        for n in LENGTHS
    ]
    return collate(features)


def single(batch: TokenBatch, row: int) -> TokenBatch:
    """One sentence of a batch, without padding."""
    return TokenBatch(*(part[row : row + 1, : LENGTHS[row]] for part in batch))


def some_allowed(tagger: Tagger, batch: TokenBatch) -> torch.Tensor:
    generator = torch.Generator().manual_seed(1)
    allowed = torch.rand(*batch.mask.shape, len(tagger.tags), generator=generator) < 0.3
    allowed[:, :, 0] = True  # so that one legal sequence is
    return allowed


@pytest.mark.parametrize("changes", VARIANTS, ids=IDS)
def test_batch_equals_singles(changes: dict[str, object]) -> None:
    tagger = small_tagger(**changes)  # type: ignore[arg-type]
    batch = random_batch(tagger)
    allowed = some_allowed(tagger, batch)
    emissions, loss = tagger(batch, allowed)
    paths, posterior = tagger.decode(batch)
    losses = []
    for row, length in enumerate(LENGTHS):
        one = single(batch, row)
        alone, cost = tagger(one, allowed[row : row + 1, :length])
        torch.testing.assert_close(emissions[row, :length], alone[0])
        losses.append(cost)
        (path,), chances = tagger.decode(one)
        assert paths[row] == path
        torch.testing.assert_close(posterior[row, :length], chances[0])
    torch.testing.assert_close(loss, torch.stack(losses).mean())


def test_collate_pads_and_masks() -> None:
    tagger = small_tagger()
    batch = random_batch(tagger)
    assert batch.mask.sum(1).tolist() == list(LENGTHS)
    assert batch.words.shape == batch.shapes.shape == (3, 7)
    assert batch.affixes.shape == (3, 7, tagger.config.spellings)
    assert batch.words[1, 1:].abs().sum() == 0


@pytest.mark.parametrize("changes", VARIANTS, ids=IDS)
def test_every_trained_parameter_gets_a_gradient(changes: dict[str, object]) -> None:
    tagger = small_tagger(**changes).train()  # type: ignore[arg-type]
    batch = random_batch(tagger)
    _, loss = tagger(batch, some_allowed(tagger, batch))
    loss.backward()
    for name, parameter in tagger.named_parameters():
        if parameter.requires_grad:
            assert parameter.grad is not None, name
            assert parameter.grad.abs().sum() > 0, name
        else:
            assert parameter.grad is None, name


def test_posterior_is_a_distribution_over_tags() -> None:
    tagger = small_tagger()
    batch = random_batch(tagger)
    _, posterior = tagger.decode(batch)
    torch.testing.assert_close(posterior.sum(-1), batch.mask.float(), atol=1e-4, rtol=0)


def test_dropout_hides_words_and_spelling_only_while_training() -> None:
    tagger = small_tagger(word_dropout=1.0, spelling_dropout=1.0)
    batch = random_batch(tagger)
    other = batch._replace(
        words=(batch.words + 1) % 7,
        forms=(batch.forms + 1) % 4,
        affixes=(batch.affixes + 1) % 97,
    )
    assert not torch.equal(tagger.embed(batch), tagger.embed(other))
    tagger.train()
    assert torch.equal(tagger.embed(batch), tagger.embed(other))


@pytest.mark.parametrize("changes", VARIANTS, ids=IDS)
def test_saved_and_loaded_tagger_says_the_same(tmp_path: Path, changes: dict[str, object]) -> None:
    tagger = small_tagger(**changes)  # type: ignore[arg-type]
    with torch.no_grad():
        for parameter in tagger.parameters():
            parameter.copy_(parameter.half().float())
    words = ("<unk>", "o", "a", "de", "rio", "feira", "ana")
    checkpoints.save(tmp_path / "tagger", "tagger", tagger, {"n": 3}, words, FORMS)
    loaded = checkpoints.load(tmp_path / "tagger")
    assert loaded.vocabulary == words
    assert loaded.config == tagger.config
    assert isinstance(loaded.model, Tagger)
    batch = random_batch(tagger)
    for before, after in zip(tagger.decode(batch), loaded.model.decode(batch), strict=True):
        if isinstance(before, Tensor) and isinstance(after, Tensor):
            assert torch.equal(before, after)
        else:
            assert before == after


@pytest.mark.slow
@pytest.mark.parametrize("changes", VARIANTS, ids=IDS)
def test_it_learns_twenty_sentences(changes: dict[str, object]) -> None:
    examples = invented_sentences()
    sizes = {"affixes": 257, "hidden_sizes": (24,), "dropout": 0.1, **changes}
    tagger = small_tagger(labels=ALL_TAGS, **sizes).train()  # type: ignore[arg-type]
    ids = {"<unk>": 0, "de": 1, "visitou": 2, "a": 3, "feira": 4, ".": 5, "ontem": 6}
    data = prepare(examples, TokenFeaturizer(ids, {}, 257, tagger.config.spellings))
    recipe = TaggerRecipe(tagger, data, data, replace(TaggerOptions(), batch_size=10, rate=2e-2))
    for step in range(40):
        recipe.optimizers[0].zero_grad()
        recipe.loss(step).backward()
        recipe.optimizers[0].step()
    assert recipe.evaluate() == {"dev_f1": 1.0, "dev_precision": 1.0, "dev_recall": 1.0}


def test_temperature_changes_the_posterior_and_not_the_tags() -> None:
    cold, warm = small_tagger(), small_tagger(temperature=3.0)
    for tagger in (cold, warm):  # sure of something
        tagger.emissions.weight.data.mul_(20)
    batch = random_batch(cold)
    (paths, sure), (same, unsure) = cold.decode(batch), warm.decode(batch)
    assert paths == same
    scaled = cold.crf.marginals(cold(batch)[0], batch.mask, 3.0)
    torch.testing.assert_close(unsure, scaled)
    assert entropy(unsure) > entropy(sure)


def entropy(posterior: torch.Tensor) -> float:
    return float(-(posterior * posterior.clamp(min=1e-9).log()).sum())
