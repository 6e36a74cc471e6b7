"""A picture of any size -> the small one a network wants, made as its training pictures were made.

Photographs are cut to their middle square. Digits become light strokes in a box of 20 pixels with
their centre of mass in the middle (LeCun et al. 1998). Clothes fill the picture lengthwise and are
light on black (Xiao, Rasul and Vollgraf 2017). A picture that has the network's size already goes
in as it is, but that dark on light is turned round where the network knows only light on dark.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from textnn.tasks.picture_files import Pixels, on_white

Grey = NDArray[np.float32]
"""Shape (height, width), 0 to 255."""

_WORKED = 160  # pixels a side at which strokes are measured: eight for one of the network's
_GRID = 24  # squares a side for which the brightness of the paper is found
_FAINT = 12.0  # a picture whose grey values differ less than so much from its ground is blank
_THIN, _THICK = 1.8, 4.2  # strokes that are thinner or thicker are made as wide as
_WIDENED, _THINNED = 2.2, 3.2  # these; pixels of the network's picture


def photo(pixels: Pixels, size: int) -> Pixels:
    """The middle square in colour, shape (size, size, 3)."""
    colour = on_white(pixels)
    height, width = colour.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return _resized(colour[top : top + side, left : left + side], size, size)


def digit(pixels: Pixels, size: int) -> Pixels:
    """Light strokes on black, shape (size, size); all black if nothing is drawn.

    What is transparent is ground. Otherwise the border tells whether the ground is light, and
    shadows across a sheet of paper are levelled out.
    """
    if pixels.shape[:2] == (size, size):
        return _light_on_dark(pixels)
    ink = _strokes(pixels)
    level = _otsu(ink)
    rows, columns = _extent(ink > level)
    if not len(rows):
        return np.zeros((size, size), np.uint8)
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    full = float(np.median(ink[ink > level])) - level / 2
    ink = (ink - level / 2) / max(1.0, full)
    box = round(size * 20 / 28)
    return _centred(_boxed(_of_usual_width(_reduced(ink.clip(0, 1) * 255), box), box), size)


def garment(pixels: Pixels, size: int) -> Pixels:
    """A piece of clothing on black, its longer side as long as the picture, shape (size, size)."""
    if pixels.shape[:2] == (size, size):
        return _light_on_dark(pixels)
    grey = _grey(pixels)
    ground = float(np.median(_border(grey)))
    if ground > grey.mean():
        grey, ground = 255 - grey, 255 - ground
    shown = (grey - ground) * 255 / max(255 - ground, 1)
    shown = shown.clip(0, 255)
    rows, columns = _extent(shown > 2 * _FAINT)
    if not len(rows):
        return np.zeros((size, size), np.uint8)
    small = _boxed(shown[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], size)
    height, width = small.shape
    out = np.zeros((size, size), np.uint8)
    top, left = (size - height) // 2, (size - width) // 2
    out[top : top + height, left : left + width] = small
    return out


PREPARATIONS: dict[str, Callable[[Pixels, int], Pixels]] = {
    "photo": photo,
    "digit": digit,
    "garment": garment,
}
"""What a network's pictures are of -> what makes one."""


def _grey(pixels: Pixels) -> Grey:
    """Brightness, the ground white where it shows through (weights of ITU-R BT.601)."""
    colour = on_white(pixels).astype(np.float32)
    weighed: Grey = colour @ np.array([0.299, 0.587, 0.114], np.float32)
    return weighed


def _border(grey: Grey) -> Grey:
    """The outermost pixels, a fiftieth of the shorter side thick."""
    thick = max(1, min(grey.shape) // 50)
    inner = np.zeros(grey.shape, bool)
    inner[thick:-thick, thick:-thick] = True
    return grey[~inner]


def _light_on_dark(pixels: Pixels) -> Pixels:
    grey = _grey(pixels)
    turned = 255 - grey if np.median(_border(grey)) > grey.mean() else grey
    return turned.round().astype(np.uint8)


def _strokes(pixels: Pixels) -> Grey:
    """How much of each pixel is ink, 0 to 255."""
    if pixels.ndim == 3 and pixels.shape[2] == 4:
        alpha = pixels[:, :, 3].astype(np.float32)
        if np.median(_border(alpha)) < 128:
            return alpha
    grey = _grey(pixels)
    if np.median(_border(grey)) < grey.mean():
        grey = 255 - grey
    paper = ground(grey).clip(1)
    ink = (1 - grey / paper).clip(0) * 255  # a shadow dims ink and paper alike
    return ink if ink.max() > _FAINT else np.zeros_like(ink)


def ground(grey: Grey) -> Grey:
    """Brightness of the paper behind each pixel: the lightest nearby, smoothed."""
    height, width = grey.shape
    few = Image.fromarray(grey).resize((_GRID, _GRID), Image.Resampling.BOX)
    nearby = _lightest(np.asarray(few), 3)
    smooth = Image.fromarray(nearby).resize((width, height), Image.Resampling.BILINEAR)
    return np.asarray(smooth)


def _otsu(ink: Grey) -> float:
    """The level that best parts the values in two (Otsu 1979)."""
    counts, edges = np.histogram(ink, 64, (0, 256))
    middles = (edges[:-1] + edges[1:]) / 2
    below, mass = counts.cumsum(), (counts * middles).cumsum()
    above = below[-1] - below
    both = (below > 0) & (above > 0)
    if not both.any():
        return float(ink.max())
    spread = np.zeros(64)
    means = mass[both] / below[both] - (mass[-1] - mass[both]) / above[both]
    spread[both] = below[both] * above[both] * means**2
    return float(edges[spread.argmax() + 1])


def _reduced(ink: Grey) -> Grey:
    """At most ``_WORKED`` pixels a side."""
    longest = max(ink.shape)
    return _boxed(ink, _WORKED).astype(np.float32) if longest > _WORKED else ink


def _of_usual_width(ink: Grey, box: int) -> Grey:
    """Strokes that would vanish in a box of so many pixels are widened, blots are thinned."""
    mask = np.pad(ink > 127, 1)
    edges = np.count_nonzero(mask[1:] != mask[:-1]) + np.count_nonzero(mask[:, 1:] != mask[:, :-1])
    scale = box / max(ink.shape)
    width = scale * 2.5 * np.count_nonzero(mask) / max(1, edges)
    if width < _THIN:
        reach = round((_WIDENED - width) / scale) // 2
        return _lightest(np.pad(ink, reach), reach)
    if width > _THICK:
        reach = round((width - _THINNED) / scale) // 2
        thinned = 255 - _lightest(255 - np.pad(ink, 1), reach)
        rows, columns = _extent(thinned > 127)
        if len(rows):
            return thinned[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return ink


def _extent(mask: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns in which something is true."""
    return np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))


def _lightest(grey: Grey, reach: int) -> Grey:
    """Each pixel becomes the lightest of those at most ``reach`` rows and columns away."""
    if reach < 1:
        return grey
    for axis in (0, 1):
        wide = np.pad(grey, [(reach, reach) if axis == a else (0, 0) for a in (0, 1)], "edge")
        grey = np.lib.stride_tricks.sliding_window_view(wide, 2 * reach + 1, axis).max(-1)
    return grey


def _boxed(grey: Grey, box: int) -> Pixels:
    """Longer side ``box`` pixels, the other as its shape asks."""
    height, width = grey.shape
    scale = box / max(height, width)
    high, wide = max(1, round(height * scale)), max(1, round(width * scale))
    return _resized(grey.round().astype(np.uint8), high, wide)


def _centred(ink: Pixels, size: int) -> Pixels:
    """On black with the centre of mass in the middle, as far as it stays inside."""
    total = max(1.0, float(ink.sum(dtype=np.float64)))
    out = np.zeros((size, size), np.uint8)
    corner = []
    for axis in (0, 1):
        along = ink.sum(1 - axis, dtype=np.float64)
        middle = float((along * np.arange(len(along))).sum()) / total
        corner.append(min(max(round(size / 2 - middle), 0), size - ink.shape[axis]))
    top, left = corner
    out[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    return out


def _resized(pixels: Pixels, height: int, width: int) -> Pixels:
    """Each pixel the mean of those it covers; in between where the picture grows."""
    grows = height > pixels.shape[0] or width > pixels.shape[1]
    how = Image.Resampling.BICUBIC if grows else Image.Resampling.BOX
    return np.asarray(Image.fromarray(pixels).resize((width, height), how))
