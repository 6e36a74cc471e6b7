"""More of the lecture's networks at the size of small pictures; importing registers them."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from textnn.models.pictures.architectures import ARCHITECTURES, Scale, Stages, convolution


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


class Inception(nn.Module):
    """Filters of 1x1, 3x3 and 5x5 and a pooling side by side (Szegedy et al. 2015).

    The 5x5 is two of 3x3, as its authors did a year later.
    """

    def __init__(self, inputs: int, one: int, three: int, five: int, pool: int) -> None:
        super().__init__()
        self.one = convolution(inputs, one, 1)
        self.three = nn.Sequential(
            convolution(inputs, three // 2, 1), convolution(three // 2, three)
        )
        self.five = nn.Sequential(
            convolution(inputs, five // 2, 1), convolution(five // 2, five),
            convolution(five, five),
        )  # fmt: skip
        self.pool = nn.Sequential(nn.MaxPool2d(3, 1, padding=1), convolution(inputs, pool, 1))

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
        "conv1": convolution(channels, 2 * width),
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
        self.f = nn.Sequential(convolution(channels, channels), convolution(channels, channels))

    def forward(self, x: Tensor) -> Tensor:
        """Shape of ``x``."""
        return x + self.f(x)  # type: ignore[no-any-return]


def resnet(channels: int, size: int, classes: int, width: int) -> Stages:
    """A residual network of nine layers (after He et al. 2016).

    Four widths of 3x3 filters; where the picture is halved, pooling does it instead of a stride.
    The last maximum over the picture and the scale of 1/8 keep early training steady.
    """
    del size  # pooled away
    return {
        "conv1": convolution(channels, width),
        "conv2": nn.Sequential(convolution(width, 2 * width), nn.MaxPool2d(2)),
        "residual2": Residual(2 * width),
        "conv3": nn.Sequential(convolution(2 * width, 4 * width), nn.MaxPool2d(2)),
        "conv4": nn.Sequential(convolution(4 * width, 8 * width), nn.MaxPool2d(2)),
        "residual4": Residual(8 * width),
        "head": nn.Sequential(
            nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(8 * width, classes, bias=False),
            Scale(0.125),
        ),
    }  # fmt: skip


ARCHITECTURES |= {
    "tensorflow": (tensorflow_slide, 0),
    "alexnet": (alexnet, 32),
    "zfnet": (zfnet, 32),
    "googlenet": (googlenet, 8),  # a quarter of an inception module's filters
    "resnet": (resnet, 32),
}
