"""The recipe of pix2pix: pairs, the unknown, a task learnt, exact resumption, a folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from tests.datasets.pictures.test_facades import write
from textnn import checkpoints
from textnn.config import Settings
from textnn.models.pictures.pix2pix import Pix2PixConfig
from textnn.training.loop import Budget, train
from textnn.training.pictures import pix2pix as training
from textnn.training.pictures.pix2pix import (
    Data,
    Pairs,
    Pix2PixOptions,
    Pix2PixRecipe,
    clothes,
    facades,
    plain,
    score,
    train_pix2pix,
)

CONFIG = Pix2PixConfig(1, 1, 16, (8, 16, 16), (8, 16), dropout=0.0, l1_weight=40.0)
OPTIONS = Pix2PixOptions(steps=12, batch=8, rate=2e-3, mean=0.9)


def frames(count: int, seed: int = 0) -> Pairs:
    """Frames, and what is in them filled grey."""
    random = np.random.default_rng(seed)
    lines, pictures = np.zeros((2, count, 1, 16, 16), np.float32)
    pictures -= 1
    for picture in range(count):
        top, left = random.integers(0, 6, 2)
        bottom, right = random.integers(9, 16, 2)
        lines[picture, 0, top : bottom + 1, left : right + 1] = 1
        lines[picture, 0, top + 1 : bottom, left + 1 : right] = 0
        pictures[picture, 0, top : bottom + 1, left : right + 1] = 0.5
    return Pairs(torch.from_numpy(lines), torch.from_numpy(pictures), torch.ones(count, 1, 1, 1))


def data() -> Data:
    train = frames(64)
    return Data(
        64, lambda rows, seed: Pairs(*(part[rows] for part in train)), frames(6, 1), frames(6, 2)
    )


def recipe(folder: Path, **changes: object) -> Pix2PixRecipe:
    return Pix2PixRecipe(CONFIG, data(), replace(OPTIONS, **changes), folder)  # type: ignore[arg-type]


def budget(steps: int = 12) -> Budget:
    return Budget(steps, warmup=1, clip=1e6, log_every=2, evaluate_every=6)


@pytest.mark.slow
def test_frames_are_filled(tmp_path: Path) -> None:
    steps = recipe(tmp_path, steps=90)
    before = steps.evaluate()
    after = train(steps, replace(budget(90), evaluate_every=90), tmp_path)
    assert after["dev_l1"] < before["dev_l1"] / 3
    assert after["dev_ssim"] > 0.6
    made, _ = steps.mean(steps.data.dev.outlines)
    inside = steps.data.dev.pictures > 0
    assert made[inside].mean() > 0.2
    assert made[~inside].mean() < -0.7


def test_every_picture_is_seen_once_an_epoch(tmp_path: Path) -> None:
    seen: list[int] = []

    def pairs(rows: torch.Tensor, seed: int) -> Pairs:
        seen.extend(rows.tolist())
        return Pairs(*(part[rows] for part in frames(64)))

    steps = Pix2PixRecipe(CONFIG, replace(data(), pairs=pairs), OPTIONS, tmp_path)
    for step in range(8):
        steps.real(step)
    assert sorted(seen) == list(range(64))
    first = steps.real(3).outlines
    assert torch.equal(first, steps.real(3).outlines)


def test_where_nothing_is_known_nothing_is_learnt(tmp_path: Path) -> None:
    steps = recipe(tmp_path)
    real = steps.real(0)
    known = torch.ones(len(real.outlines), 1, 16, 16)
    known[:, :, :, 8:] = 0
    half = Pairs(real.outlines, real.pictures * known, known)
    fake = steps.generate(half, 0).detach().requires_grad_()
    steps.generator_loss(half, fake).backward()
    assert fake.grad is not None
    assert fake.grad[:, :, :, :8].abs().sum() > 0
    assert fake.grad[:, :, :, 8:].abs().sum() == 0
    other = fake.detach().clone()
    other[:, :, :, 8:] = 1
    same = [steps.discriminator_loss(half, one) for one in (fake.detach(), other)]
    assert same[0].item() == same[1].item()


def test_a_look_is_a_sheet_of_three_rows(tmp_path: Path) -> None:
    recipe(tmp_path).look(4)
    with Image.open(tmp_path / "look-000004.png") as sheet:
        assert sheet.size == (6 * 16, 3 * 16)


def test_the_score_is_of_all_pairs() -> None:
    pairs = frames(150)
    blank = torch.nn.Module()
    blank.forward = lambda x: (torch.full_like(x, -1.0), None)
    wanted = ((pairs.pictures + 1) / 2).mean().item()
    assert score(blank, pairs)["l1"] == pytest.approx(wanted, abs=2e-3)


@pytest.mark.slow
def test_what_is_shipped_has_measured_its_own_statistics(tmp_path: Path) -> None:
    steps = recipe(tmp_path)
    found = steps.finished()
    assert not found.training
    down: Any = found.down
    first = down[1][1]
    outlines = torch.cat([steps.real(number).outlines for number in range(100)])
    inward = down[1][0](down[0](outlines))
    torch.testing.assert_close(first.running_mean, inward.mean((0, 2, 3)), atol=1e-4, rtol=1e-3)
    assert all(
        torch.equal(new, old)
        for (name, new), old in zip(
            found.state_dict().items(), steps.mean.state_dict().values(), strict=True
        )
        if "running" not in name and "tracked" not in name
    )


def test_plain_colours_by_hand() -> None:
    outlines = torch.zeros(1, 2, 2, 2)
    outlines[0, 0, 0] = outlines[0, 1, 1] = 1
    pictures = torch.tensor([[[[0.2, 0.4], [-1.0, 0.5]]]])
    known = torch.tensor([[[[1.0, 1.0], [0.0, 1.0]]]])
    found = plain(
        Pairs(outlines, pictures * known, known), Pairs(outlines.flip(1), pictures, known)
    )
    torch.testing.assert_close(found, torch.tensor([[[[0.5, 0.5], [0.3, 0.3]]]]))


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(training, "RUNS", tmp_path / "runs")
    return Settings(datasets=tmp_path, models=tmp_path / "models", _env_file=None)


def short(name: str, monkeypatch: pytest.MonkeyPatch, **sizes: object) -> None:
    task = training.PIX2PIX_TASKS[name]
    config = replace(task.config, widths=(4, 8, 8), discriminator_channels=(4, 8), **sizes)  # type: ignore[arg-type]
    options = replace(task.options, steps=3, batch=2)
    monkeypatch.setitem(training.PIX2PIX_TASKS, name, replace(task, config=config, options=options))


@pytest.mark.slow
def test_the_facades_from_file_to_folder(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path)
    short("pix2pix-facades", monkeypatch, inputs=3)
    metrics = train_pix2pix("pix2pix-facades", settings, 0.0, False, 1)
    assert (metrics["n"], metrics["n_test"]) == (3, 3)
    assert 0 < metrics["test_l1"] < 1
    assert metrics["plain_l1"] < 0.05  # these photographs are plain
    loaded = checkpoints.load(settings.models / "pix2pix-facades")
    assert loaded.metrics["test_ssim"] == metrics["test_ssim"]
    assert score(loaded.model, facades(tmp_path).test) == {
        "l1": metrics["test_l1"], "ssim": metrics["test_ssim"],
    }  # fmt: skip
    assert (settings.models / "pix2pix-facades" / "curve.png").stat().st_size > 1000


@pytest.mark.slow
def test_the_clothes_from_file_to_folder(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures = np.zeros((1006, 28, 28), np.uint8)
    pictures[:, 4:24, 8:20] = 130
    labels = np.zeros(1006, np.int64)
    (tmp_path / "images").mkdir()
    np.savez(
        tmp_path / "images" / "fashion_mnist.npz",
        x_train=pictures, y_train=labels, x_test=pictures[:5], y_test=labels[:5],
    )  # fmt: skip
    short("pix2pix-fashion", monkeypatch)
    metrics = train_pix2pix("pix2pix-fashion", settings, 0.0, False, 1)
    assert (metrics["n"], metrics["n_test"]) == (6, 5)
    found = clothes(tmp_path)
    pairs = found.pairs(torch.arange(4), 7)
    assert pairs.outlines.shape == pairs.pictures.shape == (4, 1, 28, 28)
    assert set(pairs.outlines.unique().tolist()) == {0, 1}
    assert len(found.dev.outlines) == 1000
    checkpoints.load(settings.models / "pix2pix-fashion")
