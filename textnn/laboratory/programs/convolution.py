"""Convolution and max pooling, window by window, and PyTorch's own layers beside them.

An input of size ``i`` under a kernel of size ``k`` with padding ``p`` and stride ``s`` gives
``(i + 2p - k) // s + 1`` values. The transposed convolution goes the other way, from that size
back to ``i``: each value paints a kernel, and where kernels overlap they add up.
"""

import torch
from torch import Tensor, tensor
from torch.nn import functional as F

IMAGE = tensor(
    [[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1.0]]
)
KERNEL = tensor([[0, 1, 2], [2, 2, 0], [0, 1, 2.0]])
SLICE = tensor([[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4.0]])


def size_after(i: int, k: int, p: int = 0, s: int = 1) -> int:
    """Rows of the output of a convolution."""
    return (i + 2 * p - k) // s + 1


def convolve(image: Tensor, kernel: Tensor, p: int = 0, s: int = 1) -> Tensor:
    """At each place: the window times the kernel, added up; both of shape (rows, columns)."""
    padded, k = F.pad(image, (p, p, p, p)), len(kernel)
    rows, columns = (size_after(i, k, p, s) for i in image.shape)
    output = torch.zeros(rows, columns)
    for row in range(rows):
        for column in range(columns):
            window = padded[row * s : row * s + k, column * s : column * s + k]
            output[row, column] = (window * kernel).sum()
    return output


def transpose(image: Tensor, kernel: Tensor, p: int = 0, s: int = 1) -> Tensor:
    """At each place: the kernel times the value, painted into the output; ``p`` is cut off."""
    k = len(kernel)
    rows, columns = (s * (i - 1) + k for i in image.shape)
    output = torch.zeros(rows, columns)
    for row, values in enumerate(image):
        for column, value in enumerate(values):
            output[row * s : row * s + k, column * s : column * s + k] += value * kernel
    return output[p : rows - p, p : columns - p]


def max_pool(image: Tensor, k: int = 2, s: int = 2) -> Tensor:
    """The largest value of each window."""
    return F.max_pool2d(image[None], k, s)[0]


if __name__ == "__main__":
    print(convolve(IMAGE, KERNEL))
    layer = F.conv2d(IMAGE[None, None], KERNEL[None, None])[0, 0]
    print("as PyTorch's own:", torch.equal(convolve(IMAGE, KERNEL), layer))
    for i, k, p in ((4, 3, 0), (5, 4, 2), (5, 3, 2)):
        print(f"i = {i}, k = {k}, p = {p}: from {i} to", size_after(i, k, p))
    print(max_pool(SLICE))
