"""The sets of labelled pictures that classifiers and generators learn from, as tensors of bytes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from textnn.datasets.pictures.images import read_images

CALIBRATION = 1000
"""Training pictures set aside: they calibrate a classifier and are never learnt from."""


@dataclass(frozen=True)
class PictureSet:
    """What is known of a set of pictures.

    Attributes:
        file: name below ``images/`` of the data sets' folder.
        labels: its classes in the order of their numbers.
        mirror: whether a mirrored picture is still of its class.
        ink: whether the pictures are drawings: light strokes on black.
    """

    file: str
    labels: tuple[str, ...]
    mirror: bool = False
    ink: bool = False


PICTURE_SETS: dict[str, PictureSet] = {
    "cifar10": PictureSet(
        "cifar10.npz",
        ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"),
        mirror=True,
    ),
    "digits": PictureSet("mnist.npz", tuple("0123456789"), ink=True),
    "arabic-digits": PictureSet("arabic_digits.npz", tuple("٠١٢٣٤٥٦٧٨٩"), ink=True),
    "fashion": PictureSet(
        "fashion_mnist.npz",
        ("t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag",
         "ankle-boot"),
        mirror=True,
    ),
}  # fmt: skip
"""Name -> set; the best classifier of a set is called ``cnn-<name>``."""


@dataclass(frozen=True)
class Batch:
    """Labelled pictures.

    Attributes:
        pictures: uint8, shape (n, channels, size, size)
        labels: int64, shape (n,)
    """

    pictures: Tensor
    labels: Tensor

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, rows: slice | Tensor) -> Batch:
        """Some of them."""
        return Batch(self.pictures[rows], self.labels[rows])

    def to(self, device: torch.device) -> Batch:
        """The same on another device."""
        return Batch(self.pictures.to(device), self.labels.to(device))


def read_pictures(folder: Path, name: str, split: str) -> Batch:
    """All pictures of one split of a set.

    Args:
        folder: of the data sets.
        name: a key of ``PICTURE_SETS``.
        split: ``train``, without the last ``CALIBRATION`` pictures of a fixed order;
            ``calibration``, these; or ``test``.

    Raises:
        UserError: the file is missing or damaged.
    """
    held = split == "calibration"
    images = read_images(folder / "images" / PICTURE_SETS[name].file, "train" if held else split)
    pixels = torch.from_numpy(np.ascontiguousarray(images.batch(range(len(images)))))
    pictures = pixels[:, None] if pixels.ndim == 3 else pixels.permute(0, 3, 1, 2).contiguous()
    batch = Batch(pictures, torch.from_numpy(images.labels.astype(np.int64)))
    if split == "test":
        return batch
    order = torch.randperm(len(batch), generator=torch.Generator().manual_seed(0))
    return batch[order[-CALIBRATION:] if held else order[:-CALIBRATION]]
