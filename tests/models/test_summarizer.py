"""The summarizer: identities, gradients, life cycle, and copying that it must really learn."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor

from tests.models.makers import small_summarizer
from textnn import checkpoints
from textnn.models.summarizer import EncoderOutput, Summarizer
from textnn.text.pieces import PAD

LENGTHS = (7, 3, 5)


def articles() -> tuple[Tensor, Tensor]:
    """Pieces and mask of three articles of unequal length."""
    generator = torch.Generator().manual_seed(3)
    ids = torch.randint(4, 40, (3, 7), generator=generator)
    mask = torch.arange(7)[None] < torch.tensor(LENGTHS)[:, None]
    return ids.masked_fill(~mask, PAD), mask


def texts(model: Summarizer) -> tuple[Tensor, Tensor]:
    """What is given and what must follow; the second text is shorter."""
    first = model.config.control("headline")
    given = torch.tensor([[first, 9, 8], [first + 1, 7, PAD], [first, 5, 6]])
    targets = torch.tensor([[9, 8, 3], [7, 3, PAD], [5, 6, 3]])
    return given, targets


def test_batch_equals_singles() -> None:
    model = small_summarizer()
    ids, mask = articles()
    given, _ = texts(model)
    together, _ = model(model.encode(ids, mask), given)
    for row, length in enumerate(LENGTHS):
        alone = model.encode(ids[row : row + 1, :length], mask[row : row + 1, :length])
        single, _ = model(alone, given[row : row + 1])
        torch.testing.assert_close(together[row], single[0])


def test_the_loss_is_that_of_the_probabilities() -> None:
    model = small_summarizer()
    source = model.encode(*articles())
    given, targets = texts(model)
    scores, _ = model(source, given)
    _, loss = model(source, given, targets)
    real = targets != PAD
    by_hand = -scores.gather(2, targets[..., None])[..., 0][real].mean()
    torch.testing.assert_close(loss, by_hand, atol=1e-5, rtol=1e-5)


def test_probabilities_sum_to_one_and_attention_stays_on_the_article() -> None:
    model = small_summarizer()
    source = model.encode(*articles())
    last = torch.full((3,), model.config.control("dek"))
    scores, attention, written = model.step(last, source, model.start(source))
    torch.testing.assert_close(scores.exp().sum(1), torch.ones(3))
    torch.testing.assert_close(attention.sum(1), torch.ones(3))
    assert attention[~source.mask].abs().sum() == 0
    torch.testing.assert_close(written.coverage, attention)


def test_steps_equal_the_whole() -> None:
    """Writing piece by piece sees what teacher forcing saw, coverage included."""
    model = small_summarizer()
    source = model.encode(*articles())
    given, _ = texts(model)
    whole, _ = model(source, given)
    state = model.start(source)
    for number, last in enumerate(given.unbind(1)):
        scores, _, state = model.step(last, source, state)
        torch.testing.assert_close(scores, whole[:, number])


def test_coverage_turns_the_attention_away_from_what_it_has_seen() -> None:
    model = small_summarizer()
    source = model.encode(*articles())
    hidden, _ = model.write(model.embedding(texts(model)[0]), model.start(source))
    free = model.attend(hidden, source, torch.zeros(source.ids.shape))
    in_turn, repeated = model.attend_in_turn(hidden, source)
    torch.testing.assert_close(free[:, 0], in_turn[:, 0])
    assert not torch.allclose(free[:, 1], in_turn[:, 1])
    assert repeated[:, 0].abs().sum() == 0
    by_hand = torch.minimum(in_turn[:, 1], in_turn[:, 0]).sum(1)
    torch.testing.assert_close(repeated[:, 1], by_hand)


def test_copying_reaches_a_piece_that_was_never_written() -> None:
    model = small_summarizer()
    with torch.no_grad():
        model.bias[17] = -60.0  # the free way to piece 17 is shut
    ids = torch.tensor([[17, 17, 17]])
    source = model.encode(ids, torch.ones(1, 3, dtype=torch.bool))
    scores, _, _ = model.step(torch.tensor([40]), source, model.start(source))
    assert scores[0, 17].exp() > 0.1
    assert scores[0, 18].exp() < 0.1


def test_every_parameter_gets_a_gradient() -> None:
    model = small_summarizer().train()
    source = model.encode(*articles())
    _, loss = model(source, *texts(model))
    loss.backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.abs().sum() > 0, name


def test_saved_and_loaded_it_says_the_same(tmp_path: Path) -> None:
    model = small_summarizer()
    checkpoints.save(tmp_path / "summarizer", "summarizer", model, {"seed": 0})
    again = checkpoints.load(tmp_path / "summarizer").model
    assert isinstance(again, Summarizer)
    assert again.config == model.config
    given, _ = texts(model)
    ids, mask = articles()
    torch.testing.assert_close(
        again(again.encode(ids, mask), given)[0],
        model(model.encode(ids, mask), given)[0],
        atol=2e-2,
        rtol=2e-2,
    )


def test_rows_of_a_source_can_be_taken_twice() -> None:
    model = small_summarizer()
    source = model.encode(*articles())
    twice = source.take(torch.tensor([2, 2, 0]))
    assert isinstance(twice, EncoderOutput)
    torch.testing.assert_close(twice.states[0], twice.states[1])
    torch.testing.assert_close(twice.keys[2], source.keys[0])


@pytest.mark.slow
def test_it_learns_to_copy_the_first_piece() -> None:
    """Articles of random pieces whose headline is their first one: only copying can do it."""
    model = small_summarizer().train()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    generator = torch.Generator().manual_seed(1)
    first = model.config.control("headline")
    for _ in range(150):
        ids = torch.randint(4, 40, (16, 5), generator=generator)
        given = torch.stack([torch.full((16,), first), ids[:, 0]], dim=1)
        targets = torch.stack([ids[:, 0], torch.full((16,), 3)], dim=1)
        source = model.encode(ids, torch.ones_like(ids, dtype=torch.bool))
        _, loss = model(source, given, targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()
    ids = torch.randint(4, 40, (64, 5), generator=generator)
    source = model.encode(ids, torch.ones_like(ids, dtype=torch.bool))
    scores, _, _ = model.step(torch.full((64,), first), source, model.start(source))
    right = (scores.argmax(1) == ids[:, 0]).float().mean()
    assert right > 0.8
