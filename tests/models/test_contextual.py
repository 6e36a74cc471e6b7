"""Contextual string embeddings against reading one sentence, one character at a time."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from tests.models.makers import encode, small_charrnn
from textnn.models.charrnn import CharRNN
from textnn.models.contextual import ContextualEmbedder
from textnn.text.words import words

SENTENCES = [
    "Ana leu.",
    "O rio de Pedra Alta subiu 20 metros, disse Bento.",
    "Sim",
    "Clara Maia não foi à feira; ficou em casa.",
    "Ana leu.",
]


@pytest.fixture(scope="module")
def embedder() -> ContextualEmbedder:
    return ContextualEmbedder(
        small_charrnn(1), small_charrnn(2, backward=True, hidden_size=9), characters_a_batch=90
    )


def naive_state(model: CharRNN, text: str) -> Tensor:
    """The LSTM's state after a line break and ``text``, one character a call; shape (size,)."""
    state = model.start()
    for char in "\n" + text:
        _, _, state = model.remember(encode(char), state)
    return state.hidden[0, 0]


@pytest.mark.slow
def test_states_are_those_of_naive_reading(embedder: ContextualEmbedder) -> None:
    tokens = [words(sentence) for sentence in SENTENCES]
    found = embedder(SENTENCES, tokens)
    for sentence, spans, states in zip(SENTENCES, tokens, found, strict=True):
        assert states.shape == (len(spans), embedder.size)
        for (start, end), state in zip(spans, states, strict=True):
            forward = naive_state(embedder.forward_model, sentence[:end])
            backward = naive_state(embedder.backward_model, sentence[start:][::-1])
            torch.testing.assert_close(state, torch.cat([forward, backward]))


def test_company_and_batch_size_do_not_matter(embedder: ContextualEmbedder) -> None:
    tokens = [words(sentence) for sentence in SENTENCES]
    together = ContextualEmbedder(embedder.forward_model, embedder.backward_model)(
        SENTENCES, tokens
    )
    for states, sentence, spans in zip(together, SENTENCES, tokens, strict=True):
        torch.testing.assert_close(embedder([sentence], [spans])[0], states)


def test_batches_hold_every_sentence_once_within_the_bound(embedder: ContextualEmbedder) -> None:
    sentences = ["a" * length for length in (3, 50, 200, 1, 0, 40, 44)]
    order = sorted(range(len(sentences)), key=lambda index: len(sentences[index]))
    batches = embedder._batches(sentences, order)
    assert sorted(index for batch in batches for index in batch) == list(range(7))
    for batch in batches:
        padded = len(batch) * (max(len(sentences[index]) for index in batch) + 1)
        assert padded <= 90 or len(batch) == 1


def test_nothing_gives_nothing(embedder: ContextualEmbedder) -> None:
    assert embedder([], []) == []
    (states,) = embedder(["abc"], [[]])
    assert states.shape == (0, embedder.size)


def test_a_token_knows_both_sides(embedder: ContextualEmbedder) -> None:
    first, left, right = (
        embedder([text], [[(2, 5)]])[0][0] for text in ("a Ana b", "o Ana b", "a Ana o")
    )
    forward = slice(0, 12)
    assert torch.equal(first[forward], right[forward])
    assert not torch.allclose(first[forward], left[forward])
    assert torch.equal(first[12:], left[12:])
    assert not torch.allclose(first[12:], right[12:])


def test_directions_are_checked() -> None:
    forward, backward = small_charrnn(), small_charrnn(backward=True)
    for pair in ((backward, forward), (forward, forward), (backward, backward)):
        with pytest.raises(ValueError, match="forward and a backward"):
            ContextualEmbedder(*pair)
