"""Facades: maps that say what stands where, and the photographs they were drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from textnn.datasets.pictures.images import Images, Pixels, read_images
from textnn.datasets.pictures.outlines import Mask, grow, shrink

SIDE = 128
"""Side of maps and photographs, pixels."""


@dataclass(frozen=True)
class Facades:
    """Maps of facades and their photographs.

    Attributes:
        maps: class of each pixel, uint8, shape (n, 128, 128)
        photos: uint8, shape (n, 3, 128, 128)
        known: where a photo shows something: they were straightened, which left empty corners.
            Shape (n, 128, 128)
        classes: names.
    """

    maps: Tensor
    photos: Tensor
    known: Tensor
    classes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.maps)

    def augmented(self, rows: Tensor, random: torch.Generator) -> Facades:
        """Some of them, mirrored with p = 0.5, each cut to a random window and enlarged again.

        The paper enlarges 256 to 286 pixels and cuts 256 out; here the window's size varies too.
        """
        maps, photos, known = [], [], []
        for row in rows.tolist():
            side = int(torch.randint(SIDE * 13 // 16, SIDE + 1, (), generator=random))
            top, left = torch.randint(SIDE - side + 1, (2,), generator=random).tolist()
            window = (..., slice(top, top + side), slice(left, left + side))
            one = [part[row][window].float() for part in (self.maps, self.photos, self.known)]
            if torch.rand((), generator=random) < 0.5:
                one = [part.flip(-1) for part in one]
            maps.append(F.interpolate(one[0][None, None], SIDE)[0, 0])
            photos.append(F.interpolate(one[1][None], SIDE, mode="bilinear")[0].round())
            known.append(F.interpolate(one[2][None, None], SIDE)[0, 0])
        return Facades(
            torch.stack(maps).to(torch.uint8),
            torch.stack(photos).to(torch.uint8),
            torch.stack(known).bool(),
            self.classes,
        )


def read_facades(folder: Path, split: str) -> Facades:
    """The facades of a split.

    Args:
        folder: of the data sets.
        split: ``train``, ``val`` or ``test``.

    Raises:
        UserError: the file is missing or damaged.
    """
    images: Images = read_images(folder / "images" / "facades.npz", split)
    photos = images.batch(range(len(images)))
    known = np.stack([_known(photo) for photo in photos])
    return Facades(
        torch.from_numpy(images.labels.astype(np.uint8)),
        torch.from_numpy(np.ascontiguousarray(photos.transpose(0, 3, 1, 2))),
        torch.from_numpy(known),
        images.classes,
    )


def _known(photo: Pixels) -> Mask:
    """Everywhere but in flat black or grey that reaches the border; shape (height, width)."""
    flat = np.ptp(photo, axis=2) <= 8
    value = photo.max(2)
    border = ~shrink(np.ones((1, *value.shape), bool), 3)
    unknown = np.zeros_like(border)
    for low, high in ((0, 20), (120, 137)):
        alike = (flat & (low <= value) & (value <= high))[None]
        found = alike & border
        while True:
            wider = grow(found, 1) & alike
            if np.count_nonzero(wider) == np.count_nonzero(found):
                break
            found = wider
        unknown |= grow(found, 2)  # with the seam
    known: Mask = ~unknown[0]
    return known
