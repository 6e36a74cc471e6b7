"""Which number format trainings compute in: measured, or set."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import torch
from torch import nn

from textnn import precision
from textnn.config import Settings
from textnn.errors import UserError
from textnn.precision import (
    Layer,
    Precision,
    autocast,
    chosen_precision,
    describe_hardware,
    measured_seconds,
    use_precision,
)
from textnn.training import recipes
from textnn.training.recipes import train_model

ROOT = Path(__file__).resolve().parent.parent
LAYERS: tuple[Layer, ...] = ("lstm", "convolution")


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    yield
    use_precision("auto")


def measure(monkeypatch: pytest.MonkeyPatch, single: float, half: float | None) -> None:
    monkeypatch.setattr(precision, "measured_seconds", lambda layer: (single, half))


def multiplied(layer: Layer) -> torch.dtype:
    """What a matrix product gives inside the context, on any processor."""
    with autocast(layer):
        return nn.Linear(4, 4)(torch.ones(2, 4)).dtype  # type: ignore[no-any-return]


@pytest.mark.parametrize("layer", LAYERS)
def test_the_measurement_chooses(layer: Layer, monkeypatch: pytest.MonkeyPatch) -> None:
    measure(monkeypatch, 2.0, 1.0)
    assert multiplied(layer) == torch.bfloat16
    measure(monkeypatch, 1.0, 2.0)
    assert multiplied(layer) == torch.float32
    measure(monkeypatch, 1.0, None)
    assert multiplied(layer) == torch.float32


@pytest.mark.parametrize("layer", LAYERS)
def test_a_setting_overrides_the_measurement(layer: Layer, monkeypatch: pytest.MonkeyPatch) -> None:
    measure(monkeypatch, 2.0, 1.0)
    use_precision("float32")
    assert multiplied(layer) == torch.float32
    measure(monkeypatch, 1.0, 2.0)
    use_precision("bfloat16")
    assert multiplied(layer) == torch.bfloat16


def test_a_processor_that_cannot_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    measure(monkeypatch, 1.0, None)
    use_precision("bfloat16")
    with pytest.raises(UserError, match="TEXTNN_PRECISION=auto"):
        autocast("lstm")


def test_a_measured_lstm_runs_in_what_was_chosen() -> None:
    """On every processor: what the measurement chooses does not fail."""
    lstm = nn.LSTM(8, 8)
    with autocast("lstm"):
        found, _ = lstm(torch.ones(2, 3, 8))
    single, half = measured_seconds("lstm")
    assert single > 0
    faster = half is not None and half < single
    assert found.dtype == (torch.bfloat16 if faster else torch.float32)
    assert chosen_precision("lstm") == ("bfloat16" if faster else "float32")


@pytest.mark.parametrize("without", [torch.no_grad, torch.inference_mode])
def test_an_evaluation_may_ask_first(without: Callable[[], AbstractContextManager[None]]) -> None:
    measured_seconds.cache_clear()
    with without():
        assert chosen_precision("lstm") in ("float32", "bfloat16")


def test_measuring_draws_nothing_from_the_random_generator() -> None:
    torch.manual_seed(3)
    wanted = torch.rand(1)
    torch.manual_seed(3)
    measured_seconds.cache_clear()
    measured_seconds("lstm")
    assert torch.equal(torch.rand(1), wanted)


@pytest.mark.parametrize("choice", ["float32", "bfloat16"])
def test_the_hardware_line_names_what_was_set(
    choice: Precision, monkeypatch: pytest.MonkeyPatch
) -> None:
    measure(monkeypatch, 1.0, 1.0)  # on a processor that knows both
    use_precision(choice)
    about = describe_hardware("lstm")
    assert about["number_format"] == choice
    assert about["hardware"].startswith("CPU ")


def test_the_hardware_line_names_what_was_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    measure(monkeypatch, 2.0, 1.0)
    assert describe_hardware("convolution")["number_format"] == "bfloat16"
    measure(monkeypatch, 1.0, None)
    assert describe_hardware("convolution")["number_format"] == "float32"


def test_a_network_that_does_not_ask_is_in_float32() -> None:
    use_precision("bfloat16")
    assert describe_hardware(None)["number_format"] == "float32"


def test_nobody_else_chooses() -> None:
    files = [*(ROOT / "textnn").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]
    found = [path.name for path in files if "torch.autocast" in path.read_text(encoding="utf-8")]
    assert found == ["precision.py"]


@pytest.mark.parametrize("choice", ["float32", "bfloat16"])
def test_a_training_follows_the_setting(choice: Precision, monkeypatch: pytest.MonkeyPatch) -> None:
    measure(monkeypatch, 1.0, 1.5)
    found: list[torch.dtype] = []
    monkeypatch.setitem(recipes.RECIPES, "words", lambda *_: found.append(multiplied("lstm")) or {})
    train_model("words", Settings(precision=choice))
    assert found == [getattr(torch, choice)]
