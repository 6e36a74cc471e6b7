"""Pictures -> the features that a frozen network sees in them, for a new head to stand on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from textnn.models.pictures.cnn import CNN
from textnn.results import Progress, ignore_progress
from textnn.tasks.picture_files import Pixels

SIDE = 64
"""Pixels a side of what the network is shown; it also sees the same at half that size, the size it
learnt at. Both together tell more than either (docs/experiments.md)."""

KINDS = 6
"""Kinds of features, equally many of each where the last two stages are equally wide."""

AT_ONCE = 16
"""Pictures that are described in one go."""


@dataclass(frozen=True)
class Frozen:
    """A network whose last stages before the head describe pictures.

    The last stage knows best what the network was trained for; the one before it knows shapes that
    any picture may have, and drawings need it.
    """

    network: CNN

    @cached_property
    def features(self) -> int:
        """Numbers that describe a picture."""
        return self.describe(torch.zeros(1, 3, SIDE, SIDE)).shape[1]

    def describe(self, pictures: Tensor) -> Tensor:
        """Features at both sizes side by side, shape (batch, features).

        Args:
            pictures: shape (batch, 3, SIDE, SIDE), uint8 or float in 0 to 255
        """
        large = pictures.float().contiguous(memory_format=torch.channels_last)
        small = F.avg_pool2d(large, 2)
        with torch.no_grad():
            return torch.cat([self._seen(small), self._seen(large)], 1)

    def _seen(self, pictures: Tensor) -> Tensor:
        """Peaks of the last stage but one before the head, means and peaks of the last one."""
        stages = len(self.network.stages) - 1
        before, last = (x for _, x in islice(self.network.walk(pictures), stages - 2, stages))
        return torch.cat([before.amax((2, 3)), last.mean((2, 3)), last.amax((2, 3))], 1)

    def __call__(self, pictures: Sequence[Pixels], progress: Progress = ignore_progress) -> Tensor:
        """Features of pictures as they are and mirrored, shape (2, n, features).

        Args:
            pictures: each of shape (SIDE, SIDE, 3)
            progress: told after every few pictures.
        """
        plain, mirrored = [], []
        for first in range(0, len(pictures), AT_ONCE):
            batch = as_tensor(pictures[first : first + AT_ONCE])
            plain.append(self.describe(batch))
            mirrored.append(self.describe(batch.flip(3)))
            progress(min(1.0, (first + AT_ONCE) / len(pictures)))
        return torch.stack([torch.cat(plain), torch.cat(mirrored)])


def as_tensor(pictures: Sequence[Pixels]) -> Tensor:
    """Pictures of shape (SIDE, SIDE, 3) as one tensor, shape (n, 3, SIDE, SIDE), uint8."""
    return torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).contiguous()
