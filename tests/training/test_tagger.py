"""The tagger's recipe: batches, weights of corpora, padding, and exact resumption."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import torch

from tests.models.makers import ALL_TAGS, invented_sentences, small_charrnn, small_tagger
from tests.training.makers import stop_at
from textnn.datasets.tagging import IOB_TAGS
from textnn.models.contextual import ContextualEmbedder
from textnn.training.loop import Budget, train
from textnn.training.tagger import Prepared, TaggerOptions, TaggerRecipe, prepare

EXAMPLES = invented_sentences()
OPTIONS = TaggerOptions(batch_size=6)


def prepared() -> Prepared:
    embedder = ContextualEmbedder(small_charrnn(1), small_charrnn(2, backward=True, hidden_size=9))
    return prepare(EXAMPLES, {"<unk>": 0, "feira": 1}, 97, embedder)


def recipe(weights: list[int] | None = None) -> TaggerRecipe:
    data = prepared()
    epochs = [weights] if weights else None
    return TaggerRecipe(small_tagger(labels=ALL_TAGS).train(), data, data, OPTIONS, epochs)


@pytest.mark.slow
def test_states_are_those_of_each_sentence_in_half_precision() -> None:
    data = prepared()
    embedder = ContextualEmbedder(small_charrnn(1), small_charrnn(2, backward=True, hidden_size=9))
    for example, states in zip(EXAMPLES, data.states, strict=True):
        assert states.dtype == torch.float16
        (alone,) = embedder([example.text], [example.tokens])
        torch.testing.assert_close(states.float(), alone, atol=2e-2, rtol=2e-2)


def test_without_embedder_there_are_no_states() -> None:
    data = prepare(EXAMPLES, {}, 97, None)
    assert [states.shape for states in data.states] == [(len(e.tokens), 0) for e in EXAMPLES]


def test_a_batch_is_its_examples_padded() -> None:
    batch, targets = prepared().batch([3, 7, 0])
    for row, index in enumerate((3, 7, 0)):
        length = len(EXAMPLES[index].tokens)
        assert int(batch.mask[row].sum()) == length
        assert torch.equal(targets.tags[row, :length], EXAMPLES[index].tags)
        assert torch.equal(targets.allowed[row, :length], EXAMPLES[index].allowed)
        assert targets.allowed[row, length:].all()
    assert targets.allowed.shape[2] == len(IOB_TAGS)


def test_an_epoch_shows_every_sentence_as_often_as_its_weight_says() -> None:
    weights = [1 + index % 3 for index in range(len(EXAMPLES))]
    steps = recipe(weights)
    for epoch in range(2):
        steps._shuffle(epoch)
        shown = Counter(index for batch in steps.batches for index in batch)
        assert shown == dict(enumerate(weights))
        assert len(steps.batches) == steps.steps == -(-sum(weights) // 6)
        assert max(map(len, steps.batches)) == 6


def test_epochs_are_shuffled_differently_and_repeatably() -> None:
    one, other = recipe(), recipe()
    orders = []
    for epoch in (0, 1):
        one._shuffle(epoch)
        other._shuffle(epoch)
        assert one.batches == other.batches
        orders.append(one.batches)
    assert orders[0] != orders[1]


@pytest.mark.slow
def test_resumed_weights_are_those_of_an_uninterrupted_run(tmp_path: Path) -> None:
    """Dropout included: the random generator's state is part of the checkpoint."""
    budget = Budget(steps=10, warmup=2, evaluate_every=4)
    whole = recipe()
    torch.manual_seed(3)
    train(whole, budget, tmp_path / "whole")

    broken = recipe()
    stop_at(broken, "loss", 9)
    torch.manual_seed(3)
    with pytest.raises(KeyboardInterrupt):
        train(broken, budget, tmp_path / "broken")
    resumed = recipe()
    train(resumed, budget, tmp_path / "broken", resume=True)
    for (name, one), other in zip(
        whole.model.state_dict().items(), resumed.model.state_dict().values(), strict=True
    ):
        assert torch.equal(one, other), name


def test_evaluation_leaves_the_model_in_training_mode() -> None:
    steps = recipe()
    figures = steps.evaluate()
    assert set(figures) == {"dev_f1", "dev_precision", "dev_recall"}
    assert all(0 <= figure <= 1 for figure in figures.values())
    assert steps.model.training
