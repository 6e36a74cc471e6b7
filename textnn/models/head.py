"""Linear head: softmax regression over the features of a network that does not change.

    loss = mean over classes of mean cross-entropy + decay / 2 * |W|^2

Every class counts the same however many pictures it has. The features are centred here and brought
to one scale: the rows learnt from have the mean square length 1, so that one decay suits any number
of features. Scaling each feature by itself did worse the fewer the pictures were, as it
blows up nearly constant features to noise (docs/experiments.md).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from textnn.models.fitting import minimize


@dataclass(frozen=True)
class HeadConfig:
    """Sizes of a head, and its regularisation.

    Attributes:
        features: numbers that describe a picture.
        classes: to tell apart.
        decay: of the weights.
    """

    features: int
    classes: int
    decay: float = 0.001


class Head(nn.Module):
    """See module docstring."""

    mean: Tensor
    scale: Tensor

    def __init__(self, config: HeadConfig) -> None:
        super().__init__()
        self.config = config
        self.weight = nn.Parameter(torch.zeros(config.classes, config.features))
        self.bias = nn.Parameter(torch.zeros(config.classes))
        self.register_buffer("mean", torch.zeros(config.features))
        self.register_buffer("scale", torch.ones(1))

    def standardize(self, features: Tensor) -> Tensor:
        """Centred and scaled features, shape (batch, features)."""
        return (features - self.mean) / self.scale

    def forward(
        self, features: Tensor, labels: Tensor | None = None
    ) -> tuple[Tensor, Tensor | None]:
        """Logits, and the loss where there are labels.

        Args:
            features: shape (batch, features)
            labels: class numbers, shape (batch,)

        Returns:
            logits, shape (batch, classes), and the loss of the module docstring
        """
        logits = F.linear(self.standardize(features), self.weight, self.bias)
        if labels is None:
            return logits, None
        return logits, self._loss(logits, labels)

    def _loss(self, logits: Tensor, labels: Tensor) -> Tensor:
        each = F.cross_entropy(logits, labels, reduction="none")
        counts = torch.bincount(labels, minlength=self.config.classes)
        shares = 1 / (counts[labels] * (counts > 0).sum())
        return (shares * each).sum() + self.config.decay / 2 * self.weight.square().sum()


def fit_head(features: Tensor, labels: Tensor, config: HeadConfig, steps: int = 200) -> Head:
    """The head of least loss; the problem is convex, so there is one.

    Full batches and L-BFGS in float64, so that neither the order of the pictures nor the number of
    threads changes the result noticeably.

    Args:
        features: shape (n, features)
        labels: class numbers, shape (n,)
        steps: most steps.
    """
    head, rows = Head(config).double(), features.double()
    head.mean.copy_(rows.mean(0))
    head.scale.copy_(rows.var(0, correction=0).sum().sqrt().clamp(min=1e-6))
    scaled = head.standardize(rows)
    minimize(
        lambda: head._loss(F.linear(scaled, head.weight, head.bias), labels),
        [head.weight, head.bias], steps,
    )  # fmt: skip
    return head.float().eval().requires_grad_(False)
