"""Convolution and pooling: the figures of the slides, and PyTorch's own layers."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional as F

from textnn.laboratory.programs.convolution import (
    IMAGE,
    KERNEL,
    SLICE,
    convolve,
    max_pool,
    size_after,
    transpose,
)


def test_the_slides_to_the_digit() -> None:
    assert convolve(IMAGE, KERNEL).tolist() == [[12, 12, 17], [10, 17, 19], [9, 6, 14]]
    assert max_pool(SLICE).tolist() == [[6, 8], [3, 4]]


@pytest.mark.parametrize(
    ("i", "k", "p", "s", "side"),
    [(4, 3, 0, 1, 2), (5, 4, 2, 1, 6), (5, 3, 2, 1, 7), (5, 3, 1, 2, 3)],
)
def test_sizes_and_values_are_those_of_pytorch(i: int, k: int, p: int, s: int, side: int) -> None:
    torch.manual_seed(0)
    image, kernel = torch.randn(i, i), torch.randn(k, k)
    output = convolve(image, kernel, p, s)
    assert len(output) == size_after(i, k, p, s) == side
    own = F.conv2d(image[None, None], kernel[None, None], padding=p, stride=s)[0, 0]
    torch.testing.assert_close(output, own)
    back = transpose(output, kernel, p, s)
    torch.testing.assert_close(
        back, F.conv_transpose2d(output[None, None], kernel[None, None], padding=p, stride=s)[0, 0]
    )
    assert len(back) == i
