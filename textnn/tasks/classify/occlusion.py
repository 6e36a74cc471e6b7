"""What in a picture a network goes by, and what its stages make of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import torch
from torch import Tensor

from textnn.models.pictures.cnn import CNN
from textnn.results.pictures import Stage
from textnn.tasks.picture_files import Pixels, to_png_base64

CELL = 4
"""Side of the squares that evidence is given for, pixels of the network's picture."""

_MOST = 16  # channels of a sheet
_COLUMNS = 8  # of them side by side


@torch.no_grad()
def occlusion(
    picture: Tensor,
    probability: Callable[[Tensor], Tensor],
    fill: Tensor,
    cell: int = CELL,
) -> tuple[tuple[float, ...], ...]:
    """How much the probability falls when a square is hidden (Zeiler and Fergus 2014).

    Args:
        picture: shape (channels, size, size), 0 to 255
        probability: pictures, shape (n, channels, size, size), -> of the class in question, (n,)
        fill: what hides a square, one value a channel, shape (channels, 1, 1)
        cell: side of a square, pixels; half as many around it are hidden with it.

    Returns:
        rows from above, ``size // cell`` of as many numbers, -1 to 1
    """
    size = picture.shape[-1]
    count, margin = size // cell, cell // 2
    hidden = [picture.float()]
    for row in range(count):
        for column in range(count):
            copy = picture.float().clone()
            top, left = (max(0, at * cell - margin) for at in (row, column))
            bottom, right = ((at + 1) * cell + margin for at in (row, column))
            copy[:, top:bottom, left:right] = fill
            hidden.append(copy)
    found = probability(torch.stack(hidden))
    falls = (found[0] - found[1:]).clamp(-1, 1).view(count, count)
    return tuple(tuple(round(value, 6) for value in row) for row in falls.tolist())


@torch.no_grad()
def stages(network: CNN, picture: Tensor) -> tuple[Stage, ...]:
    """What each stage but the last makes of one picture, shape (1, channels, size, size)."""
    return tuple(_stage(name, x[0]) for name, x in _before_head(network.walk(picture)))


def _before_head(steps: Iterable[tuple[str, Tensor]]) -> Iterable[tuple[str, Tensor]]:
    return (step for step in steps if step[0] != "head")


def _stage(name: str, output: Tensor) -> Stage:
    if output.ndim == 1:
        output = output[:, None, None]
    channels, height, width = output.shape
    varied = output.flatten(1).std(1, correction=0) if height * width > 1 else output.abs()[:, 0, 0]
    chosen = varied.argsort(descending=True, stable=True)[:_MOST].sort().values
    sheet = to_png_base64(contact_sheet([_grey(output[c].numpy()) for c in chosen]))
    return Stage(name, channels, height, width, len(chosen), sheet)


def _grey(values: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> Pixels:
    """Scaled from its lowest to its highest value; even grey if all are one."""
    low, high = float(values.min()), float(values.max())
    scaled = (values - low) / (high - low) * 255 if high > low else np.full_like(values, 127)
    return scaled.round().astype(np.uint8)


def contact_sheet(tiles: list[Pixels], columns: int = _COLUMNS, gap: int = 1) -> Pixels:
    """Grey pictures of one size in rows from the left, black between them."""
    height, width = tiles[0].shape
    columns = min(columns, len(tiles))
    rows = -(-len(tiles) // columns)
    sheet = np.zeros((rows * (height + gap) - gap, columns * (width + gap) - gap), np.uint8)
    for number, tile in enumerate(tiles):
        row, column = divmod(number, columns)
        top, left = row * (height + gap), column * (width + gap)
        sheet[top : top + height, left : left + width] = tile
    return sheet
