"""Novelty of a picture: its distance to the nearest taught ones (k nearest neighbours).

Each kind of features (of a stage, mean or peak, at one size) is brought to length 1 before
distances are taken; without that, pictures with little in them lie near everything
(docs/experiments.md).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import torch
import torch.nn.functional as F
from torch import Tensor

from textnn.tasks.teach.features import KINDS

KNOWN = 0.05
"""Threshold: a picture whose novelty p-value is below this is rejected as unknown."""

REMEMBERED = 50
"""Pictures of a class whose features are kept."""

_NEAREST = 3  # pictures, whose mean distance counts
_NARROWEST = 0.1  # a handful of distances says little of their spread; it is at least this


@dataclass(frozen=True)
class Memory:
    """What a lesson remembers of the pictures it was taught.

    Attributes:
        features: of the pictures, each the mean with its mirror image's, shape (n, features)
        distances: of each to the nearest others, shape (n,)
    """

    features: Tensor
    distances: Tensor

    @classmethod
    def of(cls, features: Tensor, labels: Tensor, grouped: list[int]) -> Self:
        """Of at most ``REMEMBERED`` pictures a class; twins count as one.

        Args:
            features: shape (2, n, features)
            labels: shape (n,)
            grouped: see ``cross_validation.groups``.
        """
        first = [i for i, group in enumerate(grouped) if group == i]
        kept: list[int] = []
        for label in range(int(labels.max()) + 1):
            kept += [i for i in first if labels[i] == label][:REMEMBERED]
        rows = features.mean(0)[kept].half().float()  # as they are stored
        apart = _apart(rows, rows)
        apart.fill_diagonal_(math.inf)
        return cls(rows, _nearest(apart, len(rows) - 1))

    def familiarity(self, features: Tensor) -> float:
        """Part of the taught pictures that would be stranger, 0 to 1.

        The logarithms of the distances are taken for normal.

        Args:
            features: of one picture, shape (2, 1, features)
        """
        others = len(self.features) - 1
        distance = float(_nearest(_apart(features.mean(0), self.features), others))
        known = self.distances.clamp(min=1e-6).log()
        spread = max(float(known.std()), _NARROWEST) * math.sqrt(1 + 1 / len(known))
        z = (math.log(max(distance, 1e-6)) - float(known.mean())) / spread
        return 0.5 * math.erfc(z / math.sqrt(2))


def _nearest(apart: Tensor, others: int) -> Tensor:
    """Mean of the smallest distances of each row; as many for all, however few are taught."""
    count = max(1, min(_NEAREST, others))
    return apart.topk(count, dim=1, largest=False).values.mean(1)


def _apart(one: Tensor, other: Tensor) -> Tensor:
    """Distances, shape (len(one), len(other)), 0 to 2 times the root of ``KINDS``."""
    return torch.cdist(_lengths(one), _lengths(other))


def _lengths(features: Tensor) -> Tensor:
    kinds = features.chunk(KINDS, dim=1)
    return torch.cat([F.normalize(kind, dim=1) for kind in kinds], 1)
