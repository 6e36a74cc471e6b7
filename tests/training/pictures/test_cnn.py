"""The classifiers' recipe: what a look at a picture changes, a task learnt, exact resumption."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.models.makers import small_cnn
from tests.training.makers import stop_at
from textnn import checkpoints
from textnn.config import Settings
from textnn.datasets.pictures.sets import CALIBRATION, PICTURE_SETS, Batch, read_pictures
from textnn.models.pictures.cnn import CNN
from textnn.training.loop import Budget, train
from textnn.training.pictures import cnn as training
from textnn.training.pictures.cnn import CNNOptions, CNNRecipe, CNNTask, augment, train_cnn

OPTIONS = CNNOptions(epochs=6, batch=16, learning_rate=0.2, shift=1, smoothing=0.1)


def stripes(count: int = 96, size: int = 28) -> Batch:
    """Pictures of three classes: stripes upright, stripes lying, and none."""
    random = np.random.default_rng(0)
    labels = np.arange(count) % 3
    waves = 127 + 90 * np.sin(np.arange(size) * 1.5)
    kinds = np.stack(
        [np.tile(waves, (size, 1)), np.tile(waves[:, None], size), np.full((size, size), 127)]
    )
    noisy = kinds[labels] + random.normal(0, 15, (count, size, size))
    pictures = torch.from_numpy(noisy.clip(0, 255).astype(np.uint8))[:, None]
    return Batch(pictures, torch.from_numpy(labels))


def recipe() -> CNNRecipe:
    data = stripes()
    return CNNRecipe(small_cnn().train(), data, data, OPTIONS)


@pytest.mark.slow
@given(st.integers(0, 3), st.sampled_from([0, 5]), st.sampled_from([0.0, 15.0]), st.integers(0, 99))
def test_augmented_pictures_keep_shape_and_range(
    shift: int, patch: int, turn: float, seed: int
) -> None:
    batch = stripes(4).pictures
    options = CNNOptions(shift=shift, cutout=patch, rotation=turn)
    found = augment(batch, options, torch.Generator().manual_seed(seed))
    assert found.shape == batch.shape
    assert found.min() >= -1e-3
    assert found.max() <= 255 + 1e-3
    again = augment(batch, options, torch.Generator().manual_seed(seed))
    torch.testing.assert_close(found, again)


def test_without_options_nothing_changes() -> None:
    batch = stripes(4).pictures
    found = augment(batch, CNNOptions(shift=0), torch.Generator())
    assert torch.equal(found, batch.float())


def test_a_patch_hides_one_square() -> None:
    batch = stripes(8).pictures
    found = augment(batch, CNNOptions(shift=0, cutout=7), torch.Generator().manual_seed(1))
    changed = (found != batch.float()).sum((1, 2, 3))
    assert (changed > 30).all()
    assert (changed <= 49).all()


@pytest.mark.slow
def test_it_learns_stripes() -> None:
    steps = recipe()
    before = steps.evaluate()
    for step in range(steps.steps):
        (optimizer,) = steps.optimizers
        optimizer.zero_grad()
        steps.loss(step).backward()
        optimizer.step()
    after = steps.evaluate()
    assert after["dev_nats"] < before["dev_nats"]
    assert after["dev_accuracy"] > 0.95


@pytest.mark.slow
def test_resumed_is_as_if_never_stopped(tmp_path: Path) -> None:
    budget = Budget(12, warmup=2, log_every=4, evaluate_every=6, clip=1e6)
    whole = recipe()
    train(whole, budget, tmp_path / "whole")

    broken = recipe()
    stop_at(broken, "loss", 9)
    with pytest.raises(KeyboardInterrupt):
        train(broken, budget, tmp_path / "broken")
    resumed = recipe()
    train(resumed, budget, tmp_path / "broken", resume=True)
    for name, value in whole.model.state_dict().items():
        torch.testing.assert_close(value, resumed.model.state_dict()[name], msg=name)


def test_it_can_begin_with_what_another_has_learnt() -> None:
    other, own = small_cnn(), recipe()
    head = own.model.state_dict()["stages.head.2.weight"].clone()
    own.begin_with(other)
    for name, value in own.model.state_dict().items():
        if name.startswith("stages.head."):
            continue
        assert torch.equal(value, other.state_dict()[name]), name
        if value.is_floating_point():
            assert torch.equal(own.mean[name], value), name
    assert torch.equal(own.model.state_dict()["stages.head.2.weight"], head)


def made_up_set(folder: Path) -> None:
    data = stripes(CALIBRATION + 60)
    pixels, labels = data.pictures[:, 0].numpy(), data.labels.numpy().astype(np.uint8)
    (folder / "images").mkdir(parents=True)
    np.savez(folder / "images" / "mnist.npz", x_train=pixels, y_train=labels, x_test=pixels[:9],
             y_test=labels[:9])  # fmt: skip


def test_what_calibrates_is_not_learnt_from(tmp_path: Path) -> None:
    made_up_set(tmp_path)
    learnt = read_pictures(tmp_path, "digits", "train")
    held = read_pictures(tmp_path, "digits", "calibration")
    assert (len(learnt), len(held)) == (60, CALIBRATION)
    seen = {picture.numpy().tobytes() for picture in learnt.pictures}
    assert not seen & {picture.numpy().tobytes() for picture in held.pictures}
    assert len(read_pictures(tmp_path, "digits", "test")) == 9


@pytest.mark.slow
def test_a_training_writes_a_whole_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made_up_set(tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    task = CNNTask("digits", "keras", CNNOptions(epochs=1, batch=20, learning_rate=0.05))
    monkeypatch.setitem(training.CNN_TASKS, "cnn-digits", task)
    settings = Settings(datasets=tmp_path / "data", models=tmp_path / "models")
    metrics = train_cnn("cnn-digits", settings, 0, resume=False, seed=3)
    loaded = checkpoints.load(tmp_path / "models" / "cnn-digits")
    assert isinstance(loaded.model, CNN)
    assert loaded.config.labels == PICTURE_SETS["digits"].labels
    assert (metrics["n"], metrics["seed"]) == (60, 3)
    assert (tmp_path / "models" / "cnn-digits" / "curve.png").stat().st_size > 1000
