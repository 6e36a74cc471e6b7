"""Model folders with first weights only, written once a test run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from tests.models.makers import ALL_TAGS, FORMS, small_charrnn, small_tagger
from textnn import checkpoints
from textnn.config import Settings
from textnn.engine import copying
from textnn.engine.copying import LENGTH_BINS, PROBABILITY_BINS, CopyMixture
from textnn.models.bloom import remember
from textnn.tasks.generate.pipeline import Writer, load_writer
from textnn.tasks.highlight.pipeline import Highlighter, load_highlighter

WORDS = ("<unk>", "o", "a", "de", "rio", "feira", "ana")

LEARNT = "a prefeita de Pedra Alta disse ontem que a feira abre na praia amanhã cedo"
"""What the memory beside the small character model has seen."""


def write_models(folder: Path) -> Settings:
    """Writes ``charrnn`` and ``tagger``; settings that point there."""
    forward = small_charrnn(1)
    with torch.no_grad():  # further from uniform, so that the copier and top-p have work to do
        forward.output.weight.mul_(15)
        forward.mixer.weight.mul_(3)
    tagger = small_tagger(labels=ALL_TAGS)
    with torch.no_grad():
        tagger.emissions.weight.mul_(8)
    checkpoints.save(folder / "charrnn", "charrnn", forward, {"seed": 1})
    other = small_charrnn(2, hidden_size=9)
    checkpoints.save(folder / "charrnn-other", "charrnn", other, {"seed": 2})
    checkpoints.save(folder / "tagger", "tagger", tagger, {"seed": 0}, WORDS, FORMS)
    memory = remember([LEARNT], mebibytes=0.01)
    stored = {
        "bits": torch.from_numpy(memory.bits),
        "false_positive_rate": torch.tensor([0.001], dtype=torch.float64),
    }
    save_file(stored, folder / "charrnn" / "memory.safetensors")
    copying.save(
        [CopyMixture(np.full((LENGTH_BINS, PROBABILITY_BINS), 0.3, np.float32), 4)],
        folder / "charrnn" / "copier.json",
    )
    return Settings(models=folder, home=folder / "home", _env_file=None)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Shared by tests that only read."""
    return write_models(tmp_path_factory.mktemp("models"))


@pytest.fixture
def own_settings(tmp_path: Path) -> Settings:
    """For tests that damage something."""
    return write_models(tmp_path / "models")


@pytest.fixture(scope="session")
def highlighter(settings: Settings) -> Highlighter:
    return load_highlighter(settings)


@pytest.fixture(scope="session")
def writer(settings: Settings) -> Writer:
    return load_writer(settings)
