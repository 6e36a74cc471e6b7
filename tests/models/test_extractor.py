"""The extractor: vectors by hand, windows that do not matter, gradients, and a task it learns."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from tests.models.makers import small_summarizer
from textnn import checkpoints
from textnn.engine.configs import ExtractorConfig
from textnn.engine.extractor import (
    SURFACE_FEATURES,
    extractor_of,
    pool,
    sentence_vectors,
    surface_features,
    windows,
)
from textnn.engine.summarizer import summarizer_of
from textnn.models.extractor import Extractor
from textnn.text.pieces import Pieces, train_pieces
from textnn.text.sentences import sentences

TEXT = (
    "O rio subiu dois metros. A ponte foi fechada na terça.\nA prefeita pediu ajuda ao estado. "
    "Ninguém se feriu, disse a Defesa Civil."
)


@pytest.fixture(scope="module")
def pieces(tmp_path_factory: pytest.TempPathFactory) -> Pieces:
    return train_pieces([TEXT] * 30, 320, tmp_path_factory.mktemp("pieces"))


def small(state_size: int = 12) -> Extractor:
    torch.manual_seed(0)
    return Extractor(ExtractorConfig(state_size, hidden_size=8, dropout=0.0)).eval()


def test_a_sentence_is_the_mean_and_the_peak_of_its_pieces() -> None:
    states = np.array([[1.0, 5.0], [3.0, 1.0], [2.0, 2.0]], np.float32)
    found = pool(states, [2, 1])
    assert found.tolist() == [[2.0, 3.0, 3.0, 5.0], [2.0, 2.0, 2.0, 2.0]]


def test_facts_by_hand() -> None:
    found = surface_features([4, 2], [True, False])
    assert found.shape == (2, SURFACE_FEATURES)
    assert found[0].tolist() == pytest.approx([0, 1, 1, 1, 1.6094 / 4, 1], abs=1e-3)
    assert found[1].tolist() == pytest.approx([0.5, 0.5, 0, 0, 1.0986 / 4, 0.5], abs=1e-3)


def test_windows_hold_whole_sentences_and_lose_none() -> None:
    assert windows([150, 200, 100, 400, 10]) == [(0, 2), (2, 3), (3, 4), (4, 5)]
    assert windows([5]) == [(0, 1)]


def test_vectors_of_a_text(pieces: Pieces) -> None:
    encoder = small_summarizer(pieces=len(pieces))
    spans = sentences(TEXT)
    served = summarizer_of(checkpoints.as_folder("summarizer", encoder))
    found = torch.from_numpy(sentence_vectors(TEXT, spans, served, pieces))
    assert found.shape == (4, 2 * 12 + SURFACE_FEATURES)
    opening = found[:, -3].tolist()
    assert opening == [1, 0, 1, 0]
    ids = [pieces.encode(TEXT[start:end]) for start, end in spans]
    row = torch.tensor([[i for sentence in ids for i in sentence]])
    states = encoder.encode(row, torch.ones_like(row, dtype=torch.bool)).states[0]
    torch.testing.assert_close(found[0, :12], states[: len(ids[0])].mean(0))


def test_scores_and_their_loss() -> None:
    model = small()
    vectors = torch.randn(5, 24 + SURFACE_FEATURES)
    targets = torch.tensor([0.5, 0.5, 0, 0, 0])
    scores, loss = model(vectors, targets)
    probabilities = scores.softmax(0)
    assert loss is not None
    torch.testing.assert_close(loss, -0.5 * (probabilities[0].log() + probabilities[1].log()))
    loss.backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in model.parameters())


def test_saved_and_loaded_it_says_the_same(tmp_path: Path) -> None:
    model = small()
    checkpoints.save(tmp_path / "extractor", "extractor", model, {"seed": 0})
    again = checkpoints.load(tmp_path / "extractor").model
    vectors = torch.randn(3, 24 + SURFACE_FEATURES)
    torch.testing.assert_close(again(vectors)[0], model(vectors)[0], atol=2e-2, rtol=2e-2)


def test_served_it_says_the_same() -> None:
    model = small()
    vectors = torch.randn(7, 24 + SURFACE_FEATURES)
    served = extractor_of(checkpoints.as_folder("extractor", model))(vectors.numpy())
    torch.testing.assert_close(torch.from_numpy(served), model(vectors)[0].detach())


@pytest.mark.slow
def test_it_learns_which_sentence_weighs_most() -> None:
    model = small().train()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    generator = torch.Generator().manual_seed(0)

    def example() -> tuple[torch.Tensor, torch.Tensor]:
        vectors = torch.randn(6, 24 + SURFACE_FEATURES, generator=generator)
        return vectors, vectors[:, 3].softmax(0)

    for _ in range(300):
        _, loss = model(*example())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    tests = [example() for _ in range(60)]
    right = sum(int(model(v)[0].argmax() == t.argmax()) for v, t in tests)
    assert right > 45
