"""The tagger: identities, gradients, and twenty invented sentences it must learn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from tests.models.makers import (
    ALL_TAGS,
    invented_sentences,
    small_charrnn,
    small_tagger,
)
from textnn import checkpoints
from textnn.models.contextual import ContextualEmbedder
from textnn.models.tagger import Tagger, Targets, TokenBatch, collate
from textnn.text.features import Features
from textnn.text.iob import to_spans
from textnn.training.tagger import TaggerOptions, TaggerRecipe, prepare

LENGTHS = (4, 1, 7)
VARIANTS = [{}, {"crf": False}, {"forward_size": 0, "backward_size": 0}]
IDS = ["whole", "without CRF", "without states"]


def random_batch(tagger: Tagger) -> TokenBatch:
    generator = torch.Generator().manual_seed(0)
    config = tagger.config

    def integers(high: int, *shape: int) -> torch.Tensor:
        return torch.randint(0, high, shape, generator=generator)

    features = [
        Features(integers(config.words, n), integers(config.shapes, n), integers(97, n, 4))
        for n in LENGTHS
    ]
    size = config.forward_size + config.backward_size
    return collate(features, [torch.randn(n, size, generator=generator) for n in LENGTHS])


def single(batch: TokenBatch, row: int) -> TokenBatch:
    """One sentence of a batch, without padding."""
    return TokenBatch(*(part[row : row + 1, : LENGTHS[row]] for part in batch))


def some_targets(tagger: Tagger, batch: TokenBatch) -> Targets:
    generator = torch.Generator().manual_seed(1)
    tags = torch.zeros(batch.mask.shape, dtype=torch.long)
    tags[:, 0] = 1
    allowed = torch.rand(*tags.shape, len(tagger.tags), generator=generator) < 0.3
    return Targets(tags, allowed.scatter(2, tags[..., None], True))


@pytest.mark.parametrize("changes", VARIANTS, ids=IDS)
def test_batch_equals_singles(changes: dict[str, object]) -> None:
    tagger = small_tagger(**changes)  # type: ignore[arg-type]
    batch = random_batch(tagger)
    targets = some_targets(tagger, batch)
    emissions, loss = tagger(batch, targets)
    paths, posterior = tagger.decode(batch)
    losses = []
    for row, length in enumerate(LENGTHS):
        one = single(batch, row)
        alone, cost = tagger(one, Targets(*(part[row : row + 1, :length] for part in targets)))
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
    assert batch.affixes.shape == (3, 7, 4)
    assert batch.states.shape == (3, 7, 21)
    assert batch.states[1, 1:].abs().sum() == 0


@pytest.mark.parametrize("changes", VARIANTS, ids=IDS)
def test_every_trained_parameter_gets_a_gradient(changes: dict[str, object]) -> None:
    tagger = small_tagger(**changes).train()  # type: ignore[arg-type]
    batch = random_batch(tagger)
    _, loss = tagger(batch, some_targets(tagger, batch))
    loss.backward()
    for name, parameter in tagger.named_parameters():
        if parameter.requires_grad:
            assert parameter.grad is not None, name
            assert parameter.grad.abs().sum() > 0, name
        else:
            assert parameter.grad is None, name


def test_frozen_are_the_word_vectors_and_an_unused_crf() -> None:
    def frozen(tagger: Tagger) -> set[str]:
        return {name for name, p in tagger.named_parameters() if not p.requires_grad}

    assert frozen(small_tagger()) == {"words.weight"}
    parts = {f"crf.crf.{name}" for name in ("transitions", "start_transitions", "end_transitions")}
    assert frozen(small_tagger(crf=False)) == {"words.weight"} | parts


def test_without_crf_the_loss_is_that_of_independent_tokens() -> None:
    tagger = small_tagger(crf=False)
    batch = random_batch(tagger)
    targets = some_targets(tagger, batch)
    emissions, loss = tagger(batch, targets)
    chances = (emissions.softmax(-1) * targets.allowed).sum(-1).log()
    by_hand = sum(chances[row, :length].sum() for row, length in enumerate(LENGTHS)) / -3
    torch.testing.assert_close(loss, by_hand, atol=1e-4, rtol=1e-4)


def test_without_crf_stray_tags_still_give_spans() -> None:
    tagger = small_tagger(crf=False)
    with torch.no_grad():
        tagger.emissions.bias[2] = 50.0  # every token wants to be I-PER
    paths, _ = tagger.decode(random_batch(tagger))
    assert [to_spans(path) for path in paths] == [[(0, length, "PER")] for length in LENGTHS]


def test_posterior_is_a_distribution_over_tags() -> None:
    tagger = small_tagger()
    batch = random_batch(tagger)
    _, posterior = tagger.decode(batch)
    torch.testing.assert_close(posterior.sum(-1), batch.mask.float(), atol=1e-4, rtol=0)


def test_word_dropout_hides_words_only_while_training() -> None:
    tagger = small_tagger(word_dropout=1.0)
    batch = random_batch(tagger)
    other = batch._replace(words=(batch.words + 1) % 7)
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
    checkpoints.save(tmp_path / "tagger", "tagger", tagger, {"n": 3}, words)
    loaded = checkpoints.load(tmp_path / "tagger")
    assert loaded.vocabulary == words
    assert loaded.config == tagger.config
    assert isinstance(loaded.model, Tagger)
    batch = random_batch(tagger)
    for before, after in zip(tagger.decode(batch), loaded.model.decode(batch), strict=True):
        assert before == after if isinstance(before, list) else torch.equal(before, after)


@pytest.mark.slow
@pytest.mark.parametrize("changes", VARIANTS, ids=IDS)
def test_it_learns_twenty_sentences(changes: dict[str, object]) -> None:
    examples = invented_sentences()
    sizes = {"affixes": 257, "hidden_size": 24, "dropout": 0.1, **changes}
    tagger = small_tagger(labels=ALL_TAGS, **sizes).train()  # type: ignore[arg-type]
    embedder = None
    if tagger.config.forward_size:
        backward = small_charrnn(2, backward=True, hidden_size=9)
        embedder = ContextualEmbedder(small_charrnn(1), backward)
    ids = {"<unk>": 0, "de": 1, "visitou": 2, "a": 3, "feira": 4, ".": 5, "ontem": 6}
    data = prepare(examples, ids, 257, embedder)
    recipe = TaggerRecipe(tagger, data, data, replace(TaggerOptions(), batch_size=10, rate=2e-2))
    for step in range(40):
        recipe.optimizers[0].zero_grad()
        recipe.loss(step).backward()
        recipe.optimizers[0].step()
    assert recipe.evaluate() == {"dev_f1": 1.0, "dev_precision": 1.0, "dev_recall": 1.0}
