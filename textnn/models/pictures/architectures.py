"""The lecture's convolutional networks, each at the size of small pictures.

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


def tensorflow_slide(channels: int, size: int, classes: int, width: int) -> Stages:
    """The lecture's TensorFlow slide: 32 filters of 5x5, pooling, dense 1024, dropout.

    The slide flattens a second convolution that it does not show; 64 filters of 3x3 stand for it.
    """
    del width  # as on the slide
    side = ((size - 4) // 2 - 2) // 2
    return {
        "conv1": nn.Sequential(nn.Conv2d(channels, 32, 5), nn.ReLU()),
        "pool1": nn.MaxPool2d(2),
        "conv2": nn.Sequential(nn.Conv2d(32, 64, 3), nn.ReLU()),
        "pool2": nn.MaxPool2d(2),
        "head": nn.Sequential(
            nn.Flatten(), nn.Linear(64 * side * side, 1024), nn.Dropout(0.25),
            nn.Linear(1024, classes),
        ),
    }  # fmt: skip


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


def alexnet(channels: int, size: int, classes: int, width: int) -> Stages:
    """AlexNet (Krizhevsky, Sutskever and Hinton 2012): five convolutions, three dense layers.

    The first filters are 5x5 with stride 2 where the paper has 11x11 with stride 4.
    """
    return _five_convolutions(channels, size, classes, width, kernel=5, stride=2)


def zfnet(channels: int, size: int, classes: int, width: int) -> Stages:
    """ZF Net (Zeiler and Fergus 2014): AlexNet that looks closer at the picture.

    The first filters are 3x3 with stride 1 where the paper has 7x7 with stride 2.
    """
    return _five_convolutions(channels, size, classes, width, kernel=3, stride=1)


def _five_convolutions(
    channels: int, size: int, classes: int, width: int, kernel: int, stride: int
) -> Stages:
    side = -(-size // stride) // 2 // 2 // 2
    dense = 16 * width
    return {
        "conv1": nn.Sequential(
            nn.Conv2d(channels, width, kernel, stride, padding=kernel // 2), nn.ReLU()
        ),
        "pool1": nn.MaxPool2d(2),
        "conv2": nn.Sequential(nn.Conv2d(width, 3 * width, 5, padding=2), nn.ReLU()),
        "pool2": nn.MaxPool2d(2),
        "conv3": nn.Sequential(nn.Conv2d(3 * width, 4 * width, 3, padding=1), nn.ReLU()),
        "conv4": nn.Sequential(nn.Conv2d(4 * width, 4 * width, 3, padding=1), nn.ReLU()),
        "conv5": nn.Sequential(nn.Conv2d(4 * width, 3 * width, 3, padding=1), nn.ReLU()),
        "pool5": nn.MaxPool2d(2),
        "head": nn.Sequential(
            nn.Flatten(),
            nn.Dropout(0.5), nn.Linear(3 * width * side * side, dense), nn.ReLU(),
            nn.Dropout(0.5), nn.Linear(dense, dense), nn.ReLU(),
            nn.Linear(dense, classes),
        ),
    }  # fmt: skip


def vgg(channels: int, size: int, classes: int, width: int) -> Stages:
    """VGG (Simonyan and Zisserman 2015): nothing but 3x3 filters, twice as many after each pooling.

    Configuration A without its last block, with batch normalisation and one dense layer.
    """
    del size  # pooled away
    return {
        "conv1": _convolution(channels, width),
        "pool1": nn.MaxPool2d(2),
        "conv2": _convolution(width, 2 * width),
        "pool2": nn.MaxPool2d(2),
        "conv3": nn.Sequential(
            _convolution(2 * width, 4 * width), _convolution(4 * width, 4 * width)
        ),
        "pool3": nn.MaxPool2d(2),
        "conv4": nn.Sequential(
            _convolution(4 * width, 8 * width), _convolution(8 * width, 8 * width)
        ),
        "head": nn.Sequential(
            nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Dropout(0.3), nn.Linear(8 * width, classes)
        ),
    }


class Inception(nn.Module):
    """Filters of 1x1, 3x3 and 5x5 and a pooling side by side (Szegedy et al. 2015).

    The 5x5 is two of 3x3, as its authors did a year later.
    """

    def __init__(self, inputs: int, one: int, three: int, five: int, pool: int) -> None:
        super().__init__()
        self.one = _convolution(inputs, one, 1)
        self.three = nn.Sequential(
            _convolution(inputs, three // 2, 1), _convolution(three // 2, three)
        )
        self.five = nn.Sequential(
            _convolution(inputs, five // 2, 1), _convolution(five // 2, five),
            _convolution(five, five),
        )  # fmt: skip
        self.pool = nn.Sequential(nn.MaxPool2d(3, 1, padding=1), _convolution(inputs, pool, 1))

    def forward(self, x: Tensor) -> Tensor:
        """The four results stacked, shape (batch, one + three + five + pool, height, width)."""
        return torch.cat([self.one(x), self.three(x), self.five(x), self.pool(x)], 1)


def googlenet(channels: int, size: int, classes: int, width: int) -> Stages:
    """GoogLeNet (Szegedy et al. 2015): inception modules instead of plain convolutions.

    Five of its nine modules, batch normalisation, and no side outputs for training.
    """
    del size  # pooled away

    def module(inputs: int, times: int) -> Inception:
        return Inception(inputs, 2 * times * width, 4 * times * width, times * width, times * width)

    return {
        "conv1": _convolution(channels, 2 * width),
        "inception3a": module(2 * width, 1),
        "inception3b": module(8 * width, 1),
        "pool3": nn.MaxPool2d(2),
        "inception4a": module(8 * width, 2),
        "inception4b": module(16 * width, 2),
        "pool4": nn.MaxPool2d(2),
        "inception5": module(16 * width, 4),
        "head": nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.2), nn.Linear(32 * width, classes)
        ),
    }


class Residual(nn.Module):
    """``x + f(x)`` with two convolutions for f (He, Zhang, Ren and Sun 2016)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.f = nn.Sequential(_convolution(channels, channels), _convolution(channels, channels))

    def forward(self, x: Tensor) -> Tensor:
        """Shape of ``x``."""
        return x + self.f(x)  # type: ignore[no-any-return]


class Scale(nn.Module):
    """Multiplies by a fixed number."""

    def __init__(self, by: float) -> None:
        super().__init__()
        self.by = by

    def forward(self, x: Tensor) -> Tensor:
        """``by * x``."""
        return self.by * x


def resnet(channels: int, size: int, classes: int, width: int) -> Stages:
    """A residual network of nine layers (after He et al. 2016).

    Four widths of 3x3 filters; where the picture is halved, pooling does it instead of a stride.
    The last maximum over the picture and the scale of 1/8 keep early training steady.
    """
    del size  # pooled away
    return {
        "conv1": _convolution(channels, width),
        "conv2": nn.Sequential(_convolution(width, 2 * width), nn.MaxPool2d(2)),
        "residual2": Residual(2 * width),
        "conv3": nn.Sequential(_convolution(2 * width, 4 * width), nn.MaxPool2d(2)),
        "conv4": nn.Sequential(_convolution(4 * width, 8 * width), nn.MaxPool2d(2)),
        "residual4": Residual(8 * width),
        "head": nn.Sequential(
            nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(8 * width, classes, bias=False),
            Scale(0.125),
        ),
    }  # fmt: skip


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
    head = nn.Linear(4 * width, classes, bias=False)
    return {
        "whitening": nn.Sequential(Whitening(channels), nn.GELU()),
        "block1": FastBlock(8 * channels, width),
        "block2": FastBlock(width, 4 * width),
        "block3": FastBlock(4 * width, 4 * width),
        "head": nn.Sequential(nn.AdaptiveMaxPool2d(1), nn.Flatten(), head, Scale(1 / 9)),
    }


def resnet_deep(channels: int, size: int, classes: int, width: int) -> Stages:
    """The same with a third convolution in each block and less growth of the width.

    These are the depths and widths of the paper's slowest network, at a first width of 128.
    """
    del size  # pooled away
    head = nn.Linear(3 * width, classes, bias=False)
    return {
        "whitening": nn.Sequential(Whitening(channels), nn.GELU()),
        "block1": DeepBlock(8 * channels, width),
        "block2": DeepBlock(width, 3 * width),
        "block3": DeepBlock(3 * width, 3 * width),
        "head": nn.Sequential(nn.AdaptiveMaxPool2d(1), nn.Flatten(), head, Scale(1 / 9)),
    }


def _convolution(inputs: int, outputs: int, kernel: int = 3) -> nn.Sequential:
    """Convolution that keeps the size, batch normalisation, relu."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
    )


ARCHITECTURES: dict[str, tuple[Callable[[int, int, int, int], Stages], int]] = {
    "keras": (keras_slide, 0),
    "tensorflow": (tensorflow_slide, 0),
    "lenet5": (lenet5, 0),
    "alexnet": (alexnet, 32),
    "zfnet": (zfnet, 32),
    "googlenet": (googlenet, 8),
    "vgg": (vgg, 32),
    "resnet": (resnet, 32),
    "resnet-fast": (resnet_fast, 64),
    "resnet-deep": (resnet_deep, 128),
}
"""Name -> what builds the stages from channels, side, classes and width; and its usual width, the
number of first filters (a quarter of an inception module's for GoogLeNet; 0: fixed by its source),
in the lecture's order."""
