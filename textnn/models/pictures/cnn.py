"""Convolutional classifier: small pictures in, one logit a class out.

    loss = cross-entropy(softmax(f(x)), y), the target y smoothed by epsilon (Szegedy et al. 2016)

``f`` is one of ``ARCHITECTURES``. The pictures come as bytes and are normalised here, so that
nobody can forget to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from textnn.models.pictures.architectures import ARCHITECTURES


@dataclass(frozen=True)
class CNNConfig:
    """What a network looks like and what it tells apart.

    Attributes:
        architecture: a key of ``ARCHITECTURES``.
        labels: names of the classes, in the order of the logits.
        channels: 1 for grey, 3 for colour.
        size: side of the square pictures, pixels.
        width: see ``ARCHITECTURES``.
        mean, std: of the training pixels, one a channel, in 0 to 1.
        smoothing: epsilon of the loss.
        mirror: whether a mirrored picture is of the same class.
        views: how many copies of a picture the logits are averaged over outside of training: 1
            for itself, 3 with it moved by a pixel to the upper left and to the lower right (the
            picture itself counts twice); mirrored ones are added where ``mirror`` allows.
    """

    architecture: str
    labels: tuple[str, ...]
    channels: int
    size: int
    width: int
    mean: tuple[float, ...]
    std: tuple[float, ...]
    smoothing: float = 0.0
    mirror: bool = False
    views: int = 1


class CNN(nn.Module):
    """See module docstring."""

    mean: Tensor
    std: Tensor

    def __init__(self, config: CNNConfig) -> None:
        super().__init__()
        self.config = config
        build, _ = ARCHITECTURES[config.architecture]
        stages = build(config.channels, config.size, len(config.labels), config.width)
        self.stages = nn.ModuleDict(stages)
        shape = (1, config.channels, 1, 1)
        self.register_buffer("mean", torch.tensor(config.mean).view(shape), persistent=False)
        self.register_buffer("std", torch.tensor(config.std).view(shape), persistent=False)
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # faster on CPUs

    def normalize(self, pictures: Tensor) -> Tensor:
        """Bytes, shape (batch, channels, size, size), as numbers around 0."""
        return (pictures.float() / 255 - self.mean) / self.std

    def walk(self, pictures: Tensor) -> Iterator[tuple[str, Tensor]]:
        """Every stage's name and output, first to last; the last one, ``head``, is the logits.

        Args:
            pictures: shape (batch, channels, size, size), uint8 or float in 0 to 255
        """
        x = self.normalize(pictures)
        for name, stage in self.stages.items():
            x = stage(x)
            yield name, x

    def features(self, pictures: Tensor) -> Tensor:
        """Output of the last stage before the head, pooled: shape (batch, features).

        Mean and maximum over the picture side by side. Any size of picture will do where the
        stages before the head are convolutions.
        """
        x = self.normalize(pictures)
        for name, stage in self.stages.items():
            if name != "head":
                x = stage(x)
        return torch.cat([x.mean((2, 3)), x.amax((2, 3))], 1)

    def forward(
        self, pictures: Tensor, labels: Tensor | None = None
    ) -> tuple[Tensor, Tensor | None]:
        """Logits, and the loss where there are labels.

        Args:
            pictures: shape (batch, channels, size, size), uint8 or float in 0 to 255
            labels: class numbers, shape (batch,)

        Returns:
            logits, shape (batch, classes), and mean cross-entropy, nats
        """
        logits = self._logits(pictures) if self.training else self._mean_logits(pictures)
        if labels is None:
            return logits, None
        smoothing = self.config.smoothing if self.training else 0.0
        return logits, F.cross_entropy(logits.float(), labels, label_smoothing=smoothing)

    def _mean_logits(self, pictures: Tensor) -> Tensor:
        logits = self._mirrored(pictures)
        if self.config.views == 1:
            return logits
        wide = F.pad(pictures.float(), (1, 1, 1, 1), "replicate")
        moved = self._mirrored(wide[:, :, :-2, :-2]) + self._mirrored(wide[:, :, 2:, 2:])
        return logits / 2 + moved / 4

    def _mirrored(self, pictures: Tensor) -> Tensor:
        logits = self._logits(pictures)
        if not self.config.mirror:
            return logits
        return (logits + self._logits(pictures.flip(3))) / 2

    def _logits(self, pictures: Tensor) -> Tensor:
        x = self.normalize(pictures).contiguous(memory_format=torch.channels_last)
        for stage in self.stages.values():
            x = stage(x)
        return x
