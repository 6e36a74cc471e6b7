"""Pictures looked at without any network: in small, and for what is said beside an answer."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageFilter

_SIDE = 64  # pixels a side at which a drawing is looked at
_STROKE = 9  # pixels of a stroke there at most; an odd number
_INK = 50  # brightness by which ink differs from its ground
_FILLED = 0.02  # part of the sheet that is wider than any stroke


def shrunk(png: bytes, side: int = 80) -> bytes:
    """The same picture at most ``side`` pixels a side, PNG."""
    with Image.open(io.BytesIO(png), formats=("PNG",)) as image:
        image.thumbnail((side, side))
        with io.BytesIO() as file:
            image.save(file, "PNG")
            return file.getvalue()


def animated(data: bytes) -> bool:
    """Whether a picture file holds more than one picture; what cannot be read does not."""
    try:
        with Image.open(io.BytesIO(data), formats=("GIF", "WEBP", "PNG", "TIFF")) as image:
            return int(getattr(image, "n_frames", 1)) > 1
    except Exception:  # there is no list of what a broken file can raise
        return False


def filled(png: bytes) -> bool:
    """Whether a drawing is filled in where an outline would have a line around nothing."""
    with Image.open(io.BytesIO(png)) as image:
        small = image.convert("L").resize((_SIDE, _SIDE), Image.Resampling.BOX)
    grey = np.asarray(small, dtype=np.int16)
    border = np.median(np.concatenate((grey[0], grey[-1], grey[:, 0], grey[:, -1])))
    ink = Image.fromarray(((abs(grey - border) > _INK) * 255).astype(np.uint8))
    wide = np.asarray(ink.filter(ImageFilter.MinFilter(_STROKE)))
    return bool((wide > 0).mean() > _FILLED)
