"""Tiny classifiers that have learnt to tell drawn shapes apart, calibrated, as model folders."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch import Tensor

from textnn import checkpoints
from textnn.config import Settings
from textnn.models.pictures.cnn import CNN, CNNConfig
from textnn.tasks.classify.calibration import fit, save
from textnn.tasks.classify.fit import features, outputs

SHAPES = ("0", "1", "2")
"""A ring, an upright stroke, a lying stroke."""


def shape(label: int, size: int, random: np.random.Generator) -> Image.Image:
    """Light on black, a little different each time."""
    image = Image.new("L", (size, size))
    draw, unit = ImageDraw.Draw(image), size / 28
    x, y = (size / 2 + random.uniform(-1, 1) * unit for _ in "xy")
    long, thick = random.uniform(8, 10) * unit, round(random.uniform(2.5, 3.5) * unit)
    if label == 0:
        draw.ellipse((x - long, y - long, x + long, y + long), outline=255, width=thick)
    elif label == 1:
        draw.line((x, y - long, x + unit, y + long), 255, thick)
    else:
        draw.line((x - long, y, x + long, y + unit), 255, thick)
    return image


def shapes(count: int, seed: int, channels: int = 1, size: int = 28) -> tuple[Tensor, Tensor]:
    """Pictures, uint8, shape (count, channels, size, size), and their labels."""
    random = np.random.default_rng(seed)
    labels = np.arange(count) % len(SHAPES)
    drawn = [np.asarray(shape(int(label), size, random)) for label in labels]
    pictures = torch.from_numpy(np.stack(drawn))[:, None].repeat(1, channels, 1, 1)
    return pictures, torch.from_numpy(labels)


def write_network(
    folder: Path,
    name: str,
    labels: tuple[str, ...] = SHAPES,
    channels: int = 1,
    size: int = 28,
    calibrated: bool = True,
) -> None:
    """A LeNet-5 that has seen some hundred shapes, with its calibration."""
    torch.manual_seed(0)
    config = CNNConfig("lenet5", labels, channels, size, 0, (0.1,) * channels, (0.3,) * channels)
    network = CNN(config)
    pictures, classes = shapes(240, 1, channels, size)
    optimizer = torch.optim.Adam(network.parameters(), 3e-3)
    for step in range(40):
        rows = slice(step % 4 * 60, step % 4 * 60 + 60)
        _, loss = network(pictures[rows], classes[rows])
        assert loss is not None
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    checkpoints.save(folder / name, "cnn", network, {"data": "images/shapes.npz", "n": 240})
    if calibrated:
        stored = checkpoints.load(folder / name)
        assert isinstance(stored.model, CNN)
        held, held_classes = shapes(120, 2, channels, size)
        known = (features(stored.model, pictures), classes)
        new = (outputs(stored.model, held), features(stored.model, held), held_classes)
        save(fit(known, new, stored.checksum), folder / name)


def settings_of(folder: Path) -> Settings:
    """Settings whose models stand in ``folder``."""
    return Settings(models=folder, home=folder / "home", _env_file=None)
