"""A made-up set of ten classes of pictures, and a machine that has it with its classifier."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from textnn import checkpoints
from textnn.config import Settings
from textnn.datasets.pictures.sets import CALIBRATION, PICTURE_SETS, Batch
from textnn.models.pictures.cnn import CNN, CNNConfig


def bars(count: int, seed: int = 0) -> Batch:
    """Pictures of a bright upright bar, here longer, there shorter; the class says where."""
    random = torch.Generator().manual_seed(seed)
    labels = torch.arange(count) % 10
    pictures = torch.zeros(count, 1, 28, 28, dtype=torch.uint8)
    tops = torch.randint(2, 10, (count,), generator=random)
    for picture, label, top in zip(pictures, labels.tolist(), tops.tolist(), strict=True):
        picture[:, top : 28 - top, 2 * label + 4 : 2 * label + 6] = 230
    return Batch(pictures, labels)


def made_up_set(folder: Path) -> None:
    """Sixty pictures to learn from and forty to test on, in the place of the digits."""
    learnt, test = bars(CALIBRATION + 60, 1), bars(40, 2)
    (folder / "images").mkdir(parents=True)
    np.savez(
        folder / "images" / "mnist.npz",
        x_train=learnt.pictures[:, 0].numpy(), y_train=learnt.labels.numpy().astype(np.uint8),
        x_test=test.pictures[:, 0].numpy(), y_test=test.labels.numpy().astype(np.uint8),
    )  # fmt: skip


def whole_settings(folder: Path) -> Settings:
    """The set, and a classifier of it with first weights only."""
    made_up_set(folder / "data")
    torch.manual_seed(0)
    labels = PICTURE_SETS["digits"].labels
    classifier = CNN(CNNConfig("resnet-fast", labels, 1, 28, 8, (0.2,), (0.3,)))
    checkpoints.save(folder / "models" / "cnn-digits", "cnn", classifier, {"seed": 0})
    return Settings(datasets=folder / "data", models=folder / "models", home=folder / "home")
