"""Convolutional networks, each at the size of small pictures.

An architecture is an ordered list of named stages that ends in ``head``, so that a picture can be
followed through the network stage by stage. Sizes are those of the papers divided to suit pictures
of 28 or 32 pixels a side; what had to change is said where it changes.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

Stages = dict[str, nn.Module]


def keras_slide(channels: int, size: int, classes: int, width: int) -> Stages:
    """The lecture's Keras slide: 12 and 25 filters of 5x5, relu, pooling; one dense layer."""
    del width  # as on the slide
    side = ((size - 4) // 2 - 4) // 2
    return {
        "conv1": nn.Sequential(nn.Conv2d(channels, 12, 5), nn.ReLU()),
        "pool1": nn.MaxPool2d(2),
        "conv2": nn.Sequential(nn.Conv2d(12, 25, 5), nn.ReLU()),
        "pool2": nn.MaxPool2d(2),
        "head": nn.Sequential(nn.Flatten(), nn.Linear(25 * side * side, classes)),
    }


def lenet5(channels: int, size: int, classes: int, width: int) -> Stages:
    """LeNet-5 (LeCun, Bottou, Bengio and Haffner 1998): 6 and 16 filters, dense 120 and 84, tanh.

    The output is a plain dense layer instead of radial basis functions.
    """
    del width  # as in the paper
    side = (((size + (4 if size < 32 else 0)) - 4) // 2 - 4) // 2
    return {
        "conv1": nn.Sequential(nn.Conv2d(channels, 6, 5, padding=2 if size < 32 else 0), nn.Tanh()),
        "pool1": nn.AvgPool2d(2),
        "conv2": nn.Sequential(nn.Conv2d(6, 16, 5), nn.Tanh()),
        "pool2": nn.AvgPool2d(2),
        "head": nn.Sequential(
            nn.Flatten(), nn.Linear(16 * side * side, 120), nn.Tanh(),
            nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, classes),
        ),
    }  # fmt: skip


def vgg(channels: int, size: int, classes: int, width: int) -> Stages:
    """VGG (Simonyan and Zisserman 2015): nothing but 3x3 filters, twice as many after each pooling.

    Configuration A without its last block, with batch normalisation and one dense layer.
    """
    del size  # pooled away
    return {
        "conv1": convolution(channels, width),
        "pool1": nn.MaxPool2d(2),
        "conv2": convolution(width, 2 * width),
        "pool2": nn.MaxPool2d(2),
        "conv3": nn.Sequential(
            convolution(2 * width, 4 * width), convolution(4 * width, 4 * width)
        ),
        "pool3": nn.MaxPool2d(2),
        "conv4": nn.Sequential(
            convolution(4 * width, 8 * width), convolution(8 * width, 8 * width)
        ),
        "head": nn.Sequential(
            nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Dropout(0.3), nn.Linear(8 * width, classes)
        ),
    }


class Scale(nn.Module):
    """Multiplies by a fixed number."""

    def __init__(self, by: float) -> None:
        super().__init__()
        self.by = by

    def forward(self, x: Tensor) -> Tensor:
        """``by * x``."""
        return self.by * x


class Whitening(nn.Module):
    """2x2 filters that make neighbouring pixels independent, and their negatives.

    The eigenvectors of the training patches, each divided by its standard deviation; they are set
    by ``fit`` before training and stay as they are (Page 2019; Jordan 2024).
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.filters = nn.Conv2d(channels, 2 * 4 * channels, 2)
        self.filters.weight.requires_grad_(False)

    @torch.no_grad()
    def fit(self, pictures: Tensor) -> None:
        """Sets the filters from normalised pictures, shape (n, channels, height, width)."""
        channels = pictures.shape[1]
        patches = pictures.unfold(2, 2, 1).unfold(3, 2, 1)  # (n, channels, h, w, 2, 2)
        rows = patches.permute(0, 2, 3, 1, 4, 5).reshape(-1, 4 * channels)
        covariance = rows.T @ rows / len(rows)
        variances, vectors = torch.linalg.eigh(covariance)
        filters = vectors.T / (variances + 5e-4).sqrt()[:, None]
        filters = filters.flip(0).reshape(-1, channels, 2, 2)
        self.filters.weight.copy_(torch.cat([filters, -filters]))

    def forward(self, x: Tensor) -> Tensor:
        """Shape (batch, 8 * channels, height - 1, width - 1)."""
        return self.filters(x)  # type: ignore[no-any-return]


class FastBlock(nn.Module):
    """Convolution, pooling, and a residual convolution; normalised without a learnt scale."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.convolve = _passing(inputs, outputs)
        self.again = _passing(outputs, outputs)
        self.norms = nn.ModuleList(_unscaled(outputs) for _ in "12")

    def forward(self, x: Tensor) -> Tensor:
        """Shape (batch, outputs, height // 2, width // 2)."""
        one, two = self.norms
        x = F.gelu(one(F.max_pool2d(self.convolve(x), 2)))
        return F.gelu(x + two(self.again(x)))


class DeepBlock(nn.Module):
    """Convolution, pooling, and two more convolutions past which there is a shortcut."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.convolve = _passing(inputs, outputs)
        self.again = nn.ModuleList(_passing(outputs, outputs) for _ in "12")
        self.norms = nn.ModuleList(_unscaled(outputs) for _ in "123")

    def forward(self, x: Tensor) -> Tensor:
        """Shape (batch, outputs, height // 2, width // 2)."""
        first, *others = self.norms
        x = F.gelu(first(F.max_pool2d(self.convolve(x), 2)))
        h = F.gelu(others[0](self.again[0](x)))
        return F.gelu(x + others[1](self.again[1](h)))


def _passing(inputs: int, outputs: int) -> nn.Conv2d:
    """A 3x3 convolution that lets pictures pass unchanged at first."""
    layer = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
    nn.init.dirac_(layer.weight[:inputs])
    return layer


def _unscaled(channels: int) -> nn.BatchNorm2d:
    norm = nn.BatchNorm2d(channels, eps=1e-12, momentum=0.4)
    norm.weight.requires_grad_(False)
    return norm


def resnet_fast(channels: int, size: int, classes: int, width: int) -> Stages:
    """A small residual network made to be trained in minutes (Jordan 2024, arXiv 2404.00498).

    Whitened pixels, three blocks, a maximum over the picture. Beside the paper's network each block
    has the shortcut of He et al. (2016).
    """
    del size  # pooled away
    return _three_blocks(FastBlock, channels, classes, (width, 4 * width, 4 * width))


def resnet_deep(channels: int, size: int, classes: int, width: int) -> Stages:
    """The same with a third convolution in each block and less growth of the width.

    These are the depths and widths of the paper's slowest network, at a first width of 128.
    """
    del size  # pooled away
    return _three_blocks(DeepBlock, channels, classes, (width, 3 * width, 3 * width))


def _three_blocks(
    block: type[FastBlock | DeepBlock], channels: int, classes: int, widths: tuple[int, int, int]
) -> Stages:
    first, second, third = widths
    head = nn.Linear(third, classes, bias=False)  # drawn first, as a seed gave it before
    return {
        "whitening": nn.Sequential(Whitening(channels), nn.GELU()),
        "block1": block(8 * channels, first),
        "block2": block(first, second),
        "block3": block(second, third),
        "head": nn.Sequential(nn.AdaptiveMaxPool2d(1), nn.Flatten(), head, Scale(1 / 9)),
    }


def convolution(inputs: int, outputs: int, kernel: int = 3) -> nn.Sequential:
    """Convolution that keeps the size, batch normalisation, relu."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
    )


ARCHITECTURES: dict[str, tuple[Callable[[int, int, int, int], Stages], int]] = {
    "keras": (keras_slide, 0),
    "lenet5": (lenet5, 0),
    "vgg": (vgg, 32),
    "resnet-fast": (resnet_fast, 64),
    "resnet-deep": (resnet_deep, 128),
}
"""Name -> what builds the stages from channels, side, classes and width; and its usual width, the
number of first filters (0: fixed by its source)."""
