"""Outlines of clothes: drawn by code from their pictures, or by a person.

Whoever draws a shirt on a pad draws its contour and a few lines inside. Therefore the contour of a
training picture is always there, lines inside only where the picture changes strongly, and what
comes out of a picture and out of a drawing is brought to the same form: lines one pixel thick.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray

from textnn.datasets.pictures.images import Pixels

Mask = NDArray[np.bool_]

SIZE = 28
"""Side of a picture of clothes, pixels."""

TIMES = 4
"""A drawing is thinned at so many times the size of the lines it becomes."""

STROKE = 7
"""Strokes over twice as thick, at ``TIMES`` times the size, are areas: only their border stays."""

_GROUND = 10  # grey value up to which a picture of clothes is ground
_STEEP = 50.0  # grey values a pixel; what changes faster than this inside is a line


def thin(lines: Mask) -> Mask:
    """Lines one pixel thick, none broken (Zhang and Suen 1984); a lone square of four pixels goes.

    Args:
        lines: shape (n, height, width)
    """
    lines = lines.copy()
    while True:
        before = np.count_nonzero(lines)
        for table in _TABLES:
            lines &= ~table[_neighbours(lines)]
        if np.count_nonzero(lines) == before:
            return lines


def _neighbours(lines: Mask) -> NDArray[np.uint8]:
    """One bit a neighbour, clockwise from above."""
    height, width = lines.shape[1:]
    padded = np.pad(lines, ((0, 0), (1, 1), (1, 1))).view(np.uint8)
    code = np.zeros(lines.shape, np.uint8)
    for bit, (down, right) in enumerate(
        ((0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0), (0, 0))
    ):
        code |= padded[:, down : down + height, right : right + width] << bit
    return code


def _table(first: Sequence[int], second: Sequence[int]) -> Mask:
    """For each pattern of neighbours, whether the middle may go; ``first`` and ``second`` name
    three neighbours each of which one must be empty."""
    found = np.zeros(256, bool)
    for code in range(256):
        bits = [code >> bit & 1 for bit in range(8)]
        rises = sum(not bits[i] and bits[(i + 1) % 8] for i in range(8))
        found[code] = (
            2 <= sum(bits) <= 6
            and rises == 1
            and not all(bits[i] for i in first)
            and not all(bits[i] for i in second)
        )
    return found


_TABLES = (_table((0, 2, 4), (2, 4, 6)), _table((0, 2, 6), (0, 4, 6)))


def grow(mask: Mask, radius: int) -> Mask:
    """Every pixel at most ``radius`` rows and columns away from a true one; shape (n, h, w)."""
    for axis in (1, 2):
        grown = mask.copy()
        for by in range(1, radius + 1):
            here, there = [slice(None)] * 3, [slice(None)] * 3
            here[axis], there[axis] = slice(by, None), slice(None, -by)
            grown[tuple(here)] |= mask[tuple(there)]
            grown[tuple(there)] |= mask[tuple(here)]
        mask = grown
    return mask


def shrink(mask: Mask, radius: int) -> Mask:
    """What is left where ``radius`` pixels go from every border; outside the frame is nothing."""
    padded = np.pad(mask, ((0, 0), (radius, radius), (radius, radius)))
    return ~grow(~padded, radius)[:, radius:-radius, radius:-radius]


def reduce_lines(lines: Mask, times: int) -> Mask:
    """Lines at ``1 / times`` of the size: a pixel is set where any of those it covers is.

    Args:
        lines: shape (n, times * height, times * width)

    Returns:
        thinned, shape (n, height, width)
    """
    count, height, width = lines.shape
    shape = (count, height // times, times, width // times, times)
    covered: Mask = np.asarray(lines.reshape(shape).any((2, 4)))
    return thin(covered)


def drawing_lines(ink: Mask) -> Mask:
    """Somebody's drawing as the network knows outlines, shape (``SIZE``, ``SIZE``).

    Where the drawing is kept; strokes become thin, areas their border.

    Args:
        ink: where something is drawn, a square of ``TIMES * SIZE`` pixels a side
    """
    mask = ink[None]
    hollow = mask & ~shrink(mask, STROKE)
    lines: Mask = reduce_lines(thin(hollow), TIMES)[0]
    return lines


def draw_outlines(pictures: Pixels, random: np.random.Generator, *, like_hand: bool) -> Mask:
    """Outlines of pictures of clothes, light on black.

    Args:
        pictures: shape (n, ``SIZE``, ``SIZE``)
        like_hand: draw them as differently as people do: more or fewer lines inside, strokes that
            tremble, parts left out; otherwise a middling number of exact lines.

    Returns:
        lines, same shape
    """
    count = len(pictures)
    twice = _doubled(pictures)
    shape = shrink(grow(twice > _GROUND, 2), 2)  # dark buttons and seams are no ground
    contour = shape & ~shrink(shape, 1)
    steep = np.full(count, _STEEP)
    if like_hand:
        steep *= np.exp(random.uniform(-0.7, 1.2, count))
        steep[random.random(count) < 0.35] = np.inf
    inner = thin((_steepness(twice) > steep[:, None, None]) & shrink(shape, 3))
    lines = contour | (inner & _long(inner))
    if like_hand:
        lines = _trembled(grow(lines, 1), random)
        lines &= ~_gaps(count, 2 * SIZE, random)
    return reduce_lines(thin(lines), 2)


def _doubled(pictures: Pixels) -> NDArray[np.float32]:
    x = torch.from_numpy(np.ascontiguousarray(pictures)).float()[:, None]
    doubled: NDArray[np.float32] = F.interpolate(x, scale_factor=2, mode="bilinear")[:, 0].numpy()
    return doubled


def _steepness(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    """How fast the grey value changes (Sobel), of a slightly smoothed picture; same shape."""
    x = torch.from_numpy(grey)[:, None]
    smooth = F.avg_pool2d(F.pad(x, (1, 1, 1, 1), "replicate"), 3, 1)
    across = torch.tensor([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]]) / 4
    kernels = torch.stack([across, across.T])[:, None]
    change = F.conv2d(F.pad(smooth, (1, 1, 1, 1), "replicate"), kernels)
    steepness: NDArray[np.float32] = np.hypot(change[:, 0].numpy(), change[:, 1].numpy())
    return steepness


def _long(lines: Mask) -> Mask:
    """Where at least five pixels of line lie within three rows and columns: not at lone dots."""
    x = torch.from_numpy(lines).float()[:, None]
    around = F.avg_pool2d(x, 7, 1, padding=3, divisor_override=1)
    long: Mask = (around[:, 0] >= 5).numpy()
    return long


def _trembled(lines: Mask, random: np.random.Generator) -> Mask:
    """Each pixel taken from a little beside, neighbours from nearly the same side."""
    count, size, _ = lines.shape
    amount = random.uniform(0.0, 0.03, (count, 1, 1, 1)).astype(np.float32)
    coarse = torch.from_numpy(amount * random.standard_normal((count, 2, 6, 6), dtype=np.float32))
    by = F.interpolate(coarse, size=size, mode="bilinear", align_corners=True)
    straight = F.affine_grid(torch.eye(2, 3).expand(count, 2, 3), [count, 1, size, size], False)
    x = torch.from_numpy(lines).float()[:, None]
    moved = F.grid_sample(x, straight + by.permute(0, 2, 3, 1), "nearest", align_corners=False)
    trembled: Mask = (moved[:, 0] > 0.5).numpy()
    return trembled


def _gaps(count: int, size: int, random: np.random.Generator) -> Mask:
    """Squares in which nothing is drawn: none in half of the pictures, else up to three."""
    found = np.zeros((count, size, size), bool)
    for picture in np.flatnonzero(random.random(count) < 0.5):
        for _ in range(random.integers(1, 4)):
            side = random.integers(3, 11)
            top, left = random.integers(0, size - side, 2)
            found[picture, top : top + side, left : left + side] = True
    return found


def placed(pictures: Pixels, random: np.random.Generator) -> Pixels:
    """Pictures mirrored, and half of them smaller, elsewhere and a little aslant, as people draw.

    Args:
        pictures: of clothes, shape (n, ``SIZE``, ``SIZE``)
    """
    count = len(pictures)
    drawn = torch.from_numpy(random.random((count, 5), dtype=np.float32))
    smaller = drawn[:, 0] < 0.5
    scale = torch.where(smaller, 1 + 0.6 * drawn[:, 1], 1.0)
    angle = torch.where(smaller, (drawn[:, 2] - 0.5) * 0.2, 0.0)
    room = (scale - 1)[:, None] * (2 * drawn[:, 3:] - 1)
    mirror = torch.from_numpy(random.choice([-1.0, 1.0], count).astype(np.float32))
    cos, sin = scale * angle.cos(), scale * angle.sin()
    theta = torch.stack(
        [
            torch.stack([mirror * cos, -mirror * sin, mirror * room[:, 0]], 1),
            torch.stack([sin, cos, room[:, 1]], 1),
        ],
        1,
    )
    x = torch.from_numpy(np.ascontiguousarray(pictures)).float()[:, None]
    grid = F.affine_grid(theta, [count, 1, SIZE, SIZE], False)
    moved = F.grid_sample(x, grid, align_corners=False)[:, 0]
    return moved.round().clamp(0, 255).to(torch.uint8).numpy()
