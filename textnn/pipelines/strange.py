"""How strange a picture is to a lesson: its distance to the nearest one that was taught."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor

from textnn.models.head import Head

KNOWN = 0.02
"""A picture that fewer of the taught ones than this part would be stranger than is not known."""

REMEMBERED = 50
"""Pictures of a class whose features are kept."""

_NARROWEST = 0.15  # a handful of distances says little of their spread; it is at least this


@dataclass(frozen=True)
class Memory:
    """What a lesson remembers of the pictures it was taught.

    Attributes:
        features: of the pictures, each the mean with its mirror image's, shape (n, features)
        distances: of each to the nearest other one, standardised, shape (n,)
    """

    features: Tensor
    distances: Tensor

    @classmethod
    def of(cls, head: Head, features: Tensor, labels: Tensor, grouped: list[int]) -> Self:
        """Of at most ``REMEMBERED`` pictures a class; twins count as one.

        Args:
            head: whose standardisation is used.
            features: shape (2, n, features)
            labels: shape (n,)
            grouped: see ``heldout.groups``.
        """
        first = [i for i, group in enumerate(grouped) if group == i]
        kept: list[int] = []
        for label in range(head.config.classes):
            kept += [i for i in first if labels[i] == label][:REMEMBERED]
        rows = features.mean(0)[kept].half().float()  # as they are stored
        apart = _apart(head, rows, rows)
        apart.fill_diagonal_(math.inf)
        return cls(rows, apart.amin(1))

    def familiarity(self, head: Head, features: Tensor) -> float:
        """Part of the taught pictures that would be stranger, 0 to 1.

        The logarithms of the distances are taken for normal.

        Args:
            features: of one picture, shape (2, 1, features)
        """
        distance = float(_apart(head, features.mean(0), self.features).amin())
        known = self.distances.clamp(min=1e-6).log()
        spread = max(float(known.std()) if len(known) > 1 else 0.0, _NARROWEST)
        spread *= math.sqrt(1 + 1 / len(known))
        z = (math.log(max(distance, 1e-6)) - float(known.mean())) / spread
        return 0.5 * math.erfc(z / math.sqrt(2))


def _apart(head: Head, one: Tensor, other: Tensor) -> Tensor:
    return torch.cdist(head.standardize(one), head.standardize(other))
