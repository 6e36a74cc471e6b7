"""An outline -> the picture a network sees in it: a drawing becomes clothes, a map a facade."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from textnn.checkpoints import load, network
from textnn.config import Settings
from textnn.datasets.pictures.facades import SIDE
from textnn.datasets.pictures.outlines import SIZE, TIMES, Mask, drawing_lines
from textnn.errors import UserError
from textnn.models.pictures.gan import to_bytes
from textnn.models.pictures.pix2pix import Pix2Pix, one_hot
from textnn.pretrained import Models, reference
from textnn.results.pictures import FACADE_PALETTE, Rendering, RenderOptions
from textnn.tasks.classify.preprocess import ground
from textnn.tasks.picture_files import Pixels, on_white, open_picture, thumbnail, to_png_base64

ENLARGED = 8
"""Clothes are shown at so many times their size, or nobody would see them."""

_FAINT = 16  # brightness by which ink must differ from its ground, at least
_SHADOW = 0.75  # what is darker than this part of the border's brightness is drawn, no shadow
_LOOKED_AT = 20 * SIZE  # pixels a side at which a drawing is looked at


class Render:
    """Renders outlines; each network is read when it is first needed.

    Args:
        models: where the networks are.
    """

    def __init__(self, models: Models) -> None:
        self._models = models
        self._kinds: dict[str, Callable[[bytes, Pix2Pix], tuple[Pixels, Pixels]]] = {
            "fashion": _clothes,
            "facades": _facade,
        }

    def __call__(self, outline: bytes, options: RenderOptions) -> Rendering:
        """The picture that the network sees in an outline.

        Args:
            outline: bytes of a picture file.
            options: of what it is.

        Raises:
            UserError: it is no picture, nothing is drawn, or the model is missing.
        """
        began = time.perf_counter()
        checkpoint = self._models.get(f"pix2pix-{options.kind}", load)
        shown, made = self._kinds[options.kind](outline, network(checkpoint, Pix2Pix))
        return Rendering(
            to_png_base64(shown),
            to_png_base64(made),
            options,
            reference(checkpoint),
            time.perf_counter() - began,
        )


def load_renderer(settings: Settings, models: Models) -> Render:
    """The renderer over the shipped models."""
    del settings  # it needs nothing else
    return Render(models)


def _clothes(outline: bytes, model: Pix2Pix) -> tuple[Pixels, Pixels]:
    pixels = open_picture(outline, _LOOKED_AT)
    lines = lines_of(pixels)
    made = _render(torch.from_numpy(lines).float()[None, None], model)[:, :, 0]
    side = ENLARGED * SIZE
    large = Image.fromarray(made).resize((side, side), Image.Resampling.BICUBIC)
    return thumbnail(on_white(pixels)), np.asarray(large)


def _facade(outline: bytes, model: Pix2Pix) -> tuple[Pixels, Pixels]:
    classes = classes_of(open_picture(outline))
    made = _render(one_hot(torch.from_numpy(classes)[None], len(FACADE_PALETTE)), model)
    return palette()[classes], made


@torch.inference_mode()
def _render(outline: torch.Tensor, model: Pix2Pix) -> Pixels:
    """Picture of one outline, shape (size, size, channels)."""
    made: Pixels = to_bytes(model(outline)[0][0]).permute(1, 2, 0).numpy()
    return made


def lines_of(pixels: Pixels) -> Mask:
    """A drawing as the network knows outlines, shape (``SIZE``, ``SIZE``).

    Dark on light or light on dark, of any colour and size, on uneven paper too; what is not square
    stands in the middle of a square.

    Args:
        pixels: as ``open_picture`` gives them.

    Raises:
        UserError: nothing is drawn.
    """
    lines = drawing_lines(_square(_ink(pixels), TIMES * SIZE))
    around = np.pad(lines, 1)
    near = sum(
        around[1 + down : 1 + down + SIZE, 1 + right : 1 + right + SIZE].astype(np.int8)
        for down in (-1, 0, 1)
        for right in (-1, 0, 1)
    )
    lines &= near > 1  # a lone dot is a speck
    if not lines.any():
        raise UserError("empty-outline")
    return lines


def _ink(pixels: Pixels) -> Mask:
    """Where something is drawn, shape (height, width)."""
    if pixels.shape[2] == 4 and _border(pixels[:, :, 3]) < 128:
        drawn: Mask = pixels[:, :, 3] >= 128
        return drawn
    colour = on_white(pixels)
    grey = colour.mean(2)
    if _border(grey) >= 128:
        light = colour.min(2).astype(np.float32)  # so that yellow is dark, too
    else:
        light = 255 - colour.max(2).astype(np.float32)
    ink = ground(light).clip(_SHADOW * _border(light)) - light
    some = ink[ink > _FAINT]
    level = max(_FAINT, 0.4 * float(np.percentile(some, 90))) if some.size else _FAINT
    found: Mask = ink > level
    return found


def _border(values: NDArray[Any]) -> float:
    """Median of the outermost values of a picture."""
    return float(np.median(np.concatenate([values[0], values[-1], values[:, 0], values[:, -1]])))


def _square(ink: Mask, side: int) -> Mask:
    """Ink in a square of ``side`` pixels; the thinnest line is still there when it shrinks."""
    height, width = ink.shape
    longest = max(height, width)
    top, left = (longest - height) // 2, (longest - width) // 2
    whole = np.zeros((longest, longest), bool)
    whole[top : top + height, left : left + width] = ink
    if longest < side:
        at = np.arange(side) * longest // side
        larger: Mask = whole[at][:, at]
        return larger
    small = np.zeros((side, side), bool)
    rows, columns = np.nonzero(whole)
    small[rows * side // longest, columns * side // longest] = True
    return small


def palette() -> Pixels:
    """Colours of the classes of a facade, shape (classes, 3)."""
    return np.array([list(bytes.fromhex(hex_[1:])) for hex_, _, _ in FACADE_PALETTE], np.uint8)


def classes_of(pixels: Pixels) -> NDArray[np.uint8]:
    """A coloured map as class numbers, shape (``SIDE``, ``SIDE``).

    Each pixel is of the class whose colour is nearest. What is transparent, and what is missing to
    a square, is background.

    Args:
        pixels: as ``open_picture`` gives them.

    Raises:
        UserError: it is background throughout.
    """
    colours = palette().astype(np.int32)
    longest = max(pixels.shape[:2])
    top, left = ((longest - length) // 2 for length in pixels.shape[:2])
    at = (2 * np.arange(SIDE) + 1) * longest // (2 * SIDE)
    rows, columns = at - top, at - left
    inside = ((rows >= 0) & (rows < pixels.shape[0]))[:, None] & (
        (columns >= 0) & (columns < pixels.shape[1])
    )
    chosen = pixels[rows.clip(0, pixels.shape[0] - 1)][:, columns.clip(0, pixels.shape[1] - 1)]
    apart = (chosen[:, :, None, :3].astype(np.int32) - colours) ** 2
    classes: NDArray[np.uint8] = apart.sum(3).argmin(2).astype(np.uint8)
    classes[~inside] = 0
    if pixels.shape[2] == 4:
        classes[chosen[:, :, 3] < 128] = 0
    if not classes.any():
        raise UserError("empty-outline")
    return classes
