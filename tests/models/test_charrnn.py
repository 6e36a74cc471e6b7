"""The character model: identities, gradients, and one small text it must learn."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch
from torch.nn import functional
from torch.optim import Adam, SparseAdam

from tests.models.makers import VOCABULARY, encode, small_charrnn
from textnn import checkpoints
from textnn.models.charrnn import CharRNN
from textnn.training.charrnn import join

TEXT = "O rio subiu de novo em Pedra Alta, disse a prefeita."


def test_shapes() -> None:
    model = small_charrnn()
    ids = encode(TEXT)
    logits, loss, state = model(ids, ids)
    assert logits.shape == (1, len(TEXT), len(VOCABULARY))
    assert loss.shape == ()
    assert state.hidden.shape == state.cell.shape == (1, 1, 12)
    assert model(ids).loss is None


def test_batch_equals_singles() -> None:
    model = small_charrnn()
    texts = ("A feira abriu.", "Bento ganhou!.", "x  ,.0123 açãé")
    ids = torch.cat([encode(text) for text in texts])
    together = model(ids).logits
    for row, text in enumerate(texts):
        torch.testing.assert_close(together[row], model(encode(text)).logits[0])


@pytest.mark.parametrize("chunk", [1, 7, 30])
def test_carried_state_equals_whole(chunk: int) -> None:
    model, ids, state, pieces = small_charrnn(), encode(TEXT), None, []
    for begin in range(0, ids.shape[1], chunk):
        logits, _, state = model(ids[:, begin : begin + chunk], None, state)
        pieces.append(logits)
    whole, _, end = model(ids)
    torch.testing.assert_close(torch.cat(pieces, dim=1), whole)
    assert state is not None
    torch.testing.assert_close(state.hidden, end.hidden)
    torch.testing.assert_close(state.cell, end.cell)
    assert torch.equal(state.contexts.history, end.contexts.history)


def test_later_characters_change_nothing_before_them() -> None:
    model = small_charrnn()
    one, other = model(encode("a casa azul")).logits, model(encode("a casa nova")).logits
    torch.testing.assert_close(one[:, :7], other[:, :7])
    assert not torch.allclose(one[:, 7], other[:, 7])


def test_loss_is_the_cross_entropy_of_scored_targets() -> None:
    model, ids = small_charrnn(), encode(TEXT)
    targets = ids.roll(-1, 1)
    targets[0, -5:] = -1
    logits, loss, _ = model(ids, targets)
    probabilities = logits[0].detach().softmax(-1).tolist()
    nats = [-math.log(probabilities[at][int(targets[0, at])]) for at in range(len(TEXT) - 5)]
    assert loss.item() == pytest.approx(sum(nats) / len(nats), rel=1e-5)


def test_every_parameter_gets_a_gradient() -> None:
    model = small_charrnn().train()
    ids = torch.cat([encode(TEXT), encode(TEXT[::-1])])
    model(ids[:, :-1], ids[:, 1:]).loss.backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.abs().sum() > 0, name
    assert model.table.weight.grad is not None
    assert model.table.weight.grad.is_sparse
    touched = set(model.table.weight.grad.coalesce().indices()[0].tolist())
    assert touched == set(model.contexts(ids[:, :-1], model.contexts.start(2))[0].unique().tolist())


def test_a_detached_state_carries_no_gradient() -> None:
    model = small_charrnn().train()
    _, _, state = model(encode(TEXT))
    assert state.hidden.requires_grad
    assert not state.detach().hidden.requires_grad
    assert torch.equal(state.detach().cell, state.cell)


def test_saved_and_loaded_model_says_the_same(tmp_path: Path) -> None:
    model = small_charrnn()
    with torch.no_grad():  # what fp16 stores exactly comes back exactly
        for parameter in model.parameters():
            parameter.copy_(parameter.half().float())
    checkpoints.save(tmp_path / "m", "charrnn", model, {"n": 1})
    loaded = checkpoints.load(tmp_path / "m")
    assert isinstance(loaded.model, CharRNN)
    assert loaded.config == model.config
    assert torch.equal(loaded.model(encode(TEXT)).logits, model(encode(TEXT)).logits)


def test_fp16_rounding_moves_probabilities_little(tmp_path: Path) -> None:
    model = small_charrnn()
    checkpoints.save(tmp_path / "m", "charrnn", model, {})
    loaded = checkpoints.load(tmp_path / "m").model
    before, after = (m(encode(TEXT)).logits.softmax(-1) for m in (model, loaded))
    torch.testing.assert_close(after, before, atol=1e-4, rtol=5e-3)


@pytest.mark.slow
def test_it_learns_a_small_text() -> None:
    model = small_charrnn(hidden_size=32).train()
    text = "A chuva parou. A feira abriu. Ana leu o jornal. "
    ids = join(VOCABULARY, [text * 6]).long()[None]
    table = model.table.weight
    dense = Adam([p for p in model.parameters() if p is not table], lr=1e-2)
    sparse = SparseAdam([table], lr=3e-2)
    first = model(ids[:, :-1], ids[:, 1:]).loss.item()
    assert first == pytest.approx(math.log(len(VOCABULARY)), abs=0.3), "nearly uniform at first"
    for _ in range(60):
        loss = model(ids[:, :-1], ids[:, 1:]).loss
        for optimizer in (dense, sparse):
            optimizer.zero_grad()
        loss.backward()
        for optimizer in (dense, sparse):
            optimizer.step()
    assert loss.item() < 0.15
    written = [VOCABULARY.encode("\n")[0], *VOCABULARY.encode(text)]
    logits = model.eval()(torch.as_tensor([written]).long()).logits[0]
    expected = functional.one_hot(torch.as_tensor(written[2:]).long(), len(VOCABULARY))
    right = (logits[1:-1].argmax(-1) == expected.argmax(-1)).float().mean().item()
    assert right > 0.85
