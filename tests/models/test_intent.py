"""The intent classifier: vectors, padding, gradients, saving, a task learnt."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
import torch

from textnn import checkpoints
from textnn.checkpoints import network
from textnn.engine.configs import IntentConfig
from textnn.engine.intent import WordVectors
from textnn.models.intent import SMOOTHING, Intent, inputs_of, of_intents

WORDS = ("de", "Resuma", "resuma", "gato")
MESSAGES = [["resuma", "?"], ["o", "gato", "de", "resuma", "xyz"]]


def small(**changes: int) -> Intent:
    torch.manual_seed(0)
    sizes = {"word_size": 3, "buckets": 64, "bucket_size": 5, "hidden_size": 4} | changes
    config = IntentConfig(("a", "b x=1", "b"), ("s", "t"), **sizes, dropout=0.0, word_dropout=0.0)
    return Intent(config).eval()


def vectors() -> WordVectors:
    return WordVectors(WORDS, torch.arange(12.0).view(4, 3).numpy())


def inputs(messages: list[list[str]]) -> tuple[torch.Tensor, torch.Tensor]:
    return inputs_of(messages, vectors(), 64)


def test_vectors_are_those_of_the_first_spelling() -> None:
    found, _ = inputs(MESSAGES)
    assert found.shape == (2, 5, 3)
    scale = torch.arange(12.0).std()
    torch.testing.assert_close(found[0, 0] * scale, torch.tensor([3.0, 4.0, 5.0]))
    assert not found[0, 1:].any()
    assert not found[1, 0].any()
    assert not found[1, 4].any()


def test_rows_end_in_nothing() -> None:
    _, rows = inputs(MESSAGES)
    assert rows.shape[:2] == (2, 5)
    assert not rows[0, 2:].any()
    assert (rows[:, :, 0] > 0).sum().item() == 7


def test_together_as_one_by_one() -> None:
    model = small()
    together, emissions, _ = model(*inputs(MESSAGES))
    alone = [model(*inputs([message])) for message in MESSAGES]
    torch.testing.assert_close(together, torch.cat([logits for logits, _, _ in alone]))
    for row, (_, own, _) in zip(emissions, alone, strict=True):
        torch.testing.assert_close(row[: own.shape[1]], own[0])


@pytest.mark.slow
def test_the_loss_is_that_of_labels_and_that_of_tags() -> None:
    model = small()
    targets, tags = torch.tensor([0, 2]), torch.tensor([[1, 2, 0, 0, 0], [0, 3, 4, 0, 1]])
    logits, emissions, loss = model(*inputs(MESSAGES), targets, tags)
    label = torch.nn.functional.cross_entropy(logits, targets, label_smoothing=SMOOTHING)
    crf, total = model.crf.crf, torch.tensor(0.0)
    for row, length in enumerate((2, 5)):

        def score(path: tuple[int, ...], row: int = row) -> torch.Tensor:
            steps = sum(emissions[row, at, tag] for at, tag in enumerate(path))
            moves = sum(crf.transitions[a, b] for a, b in itertools.pairwise(path))
            ends = crf.start_transitions[path[0]] + crf.end_transitions[path[-1]]
            return torch.as_tensor(ends + steps + moves)

        every = [score(path) for path in itertools.product(range(5), repeat=length)]
        total += torch.stack(every).logsumexp(0) - score(tuple(tags[row, :length].tolist()))
    torch.testing.assert_close(loss, label + total / 2, rtol=1e-4, atol=1e-4)


def test_intents_are_the_sums_of_their_labels() -> None:
    config = small().config
    assert config.intents == ("a", "b")
    summed = of_intents(config, torch.tensor([[0.2, 0.3, 0.5], [1.0, 0.0, 0.0]]))
    torch.testing.assert_close(summed, torch.tensor([[0.2, 0.8], [1.0, 0.0]]))


def test_tags_are_those_of_the_tokens() -> None:
    model = small()
    _, emissions, _ = model(*inputs(MESSAGES))
    found = model.decode(emissions, inputs(MESSAGES)[1])
    assert [len(tags) for tags in found] == [2, 5]
    assert {tag for tags in found for tag in tags} <= set(model.tags)


def test_logits_by_hand() -> None:
    model = small()
    words, rows = inputs([["gato"]])
    embedded = torch.cat(
        [words, model.table(rows).sum(2) / torch.tensor(float((rows > 0).sum())).sqrt()], 2
    )
    states = model.lstm(embedded)[0]
    wanted = model.out(torch.cat([states[:, 0], states[:, 0], embedded[:, 0]], 1))
    torch.testing.assert_close(model(words, rows)[0], wanted)


def test_every_weight_learns() -> None:
    model = small().train()
    tags = torch.tensor([[1, 2, 0, 0, 0], [0, 3, 4, 0, 1]])
    _, _, loss = model(*inputs(MESSAGES), torch.tensor([0, 2]), tags)
    assert loss is not None
    loss.backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in model.parameters())


def test_dropout_of_words_is_for_training_alone() -> None:
    model = Intent(IntentConfig(("a", "b"), (), 3, 64, 5, 4, dropout=0.0, word_dropout=1.0))
    batch = inputs(MESSAGES)
    assert not model.train().embed(*batch).any()
    assert model.eval().embed(*batch).any()


def test_saved_and_loaded_it_says_the_same(tmp_path: Path) -> None:
    model = small()
    checkpoints.save(tmp_path / "intent", "intent", model, {"seed": 0})
    again = network(checkpoints.load(tmp_path / "intent"), Intent)
    assert again.config == model.config
    batch = inputs(MESSAGES)
    torch.testing.assert_close(again(*batch)[0], model(*batch)[0], atol=1e-2, rtol=1e-2)


@pytest.mark.slow
@pytest.mark.parametrize("order", [("resuma", "gato"), ("gato", "resuma")])
def test_it_learns_which_word_comes_first(order: tuple[str, str]) -> None:
    model = small(hidden_size=8).train()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-2)
    messages = [["resuma", "o", "gato"], ["gato", "o", "resuma"]]
    for _ in range(60):
        optimizer.zero_grad()
        tags = torch.tensor([[1, 0, 0], [3, 0, 0]])
        model(*inputs(messages), torch.tensor([0, 2]), tags)[2].backward()
        optimizer.step()
    batch = inputs([[order[0], "o", order[1]]])
    logits, emissions, _ = model.eval()(*batch)
    first = order[0] == "resuma"
    assert logits.argmax().item() == (0 if first else 2)
    assert model.decode(emissions, batch[1]) == [["B-s" if first else "B-t", "O", "O"]]
