"""Bytes of somebody's picture file -> its pixels, or one clear sentence why not.

The header is looked at before anything is decoded, so that a small file that claims to be enormous
costs nothing.
"""

from __future__ import annotations

import base64
import io
import threading
import warnings

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from textnn.errors import UserError

Pixels = NDArray[np.uint8]
"""Colours, shape (height, width, 3) RGB or (height, width, 4) RGBA; or grey, (height, width)."""

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
"""What is opened; other formats that Pillow knows are not tried."""

MAX_PIXELS = 50_000_000
"""Most pixels of a file; more than a phone takes, and 200 MB in memory at worst."""

MAX_SIDE = 16_000
"""Longest side of a file, pixels."""

MIN_SIDE = 4
"""Shortest side of a file, pixels."""

MAX_RATIO = 20
"""Most times that one side may be as long as the other."""

SIDE = 1024
"""A picture is reduced to so many pixels a side at most; no network here looks closer."""

_FLAT = 8  # levels of 256; what differs less is noise of the camera or of JPEG
_VIVID = 64  # levels between the strongest and the weakest of red, green and blue: a colour
_COLOURED = 0.05  # part of a picture that has such colours, if it is one in colour

_ORIENTATION = 0x0112  # EXIF tag
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_DEEP = ("I;16", "I;16B", "I;16L", "I;16N", "I")
"""Modes with more than 8 bits; Pillow would cut them instead of scaling."""

_SIGNATURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF")
"""What files of these formats begin with."""

_quiet = threading.Lock()  # warning filters belong to the whole process


def open_picture(data: bytes, side: int = SIDE) -> Pixels:
    """The picture in the bytes of a file, turned upright as its EXIF data ask.

    Of an animation or of a file with several pages, the first picture is taken.

    Args:
        data: a whole file: PNG, JPEG, WEBP, GIF, BMP or TIFF.
        side: larger pictures are reduced to this many pixels a side.

    Returns:
        shape (height, width, 3) RGB; (height, width, 4) RGBA if any pixel lets the ground through.
        See ``on_white``.

    Raises:
        UserError: empty, another format, damaged, too large, too small, or far too long and narrow.
    """
    if not data:
        raise UserError("empty-picture")
    with _quiet, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Pillow, about odd metadata; sizes are checked here
        image = _opened(data)
        with image:
            _check_size(*image.size)
            return _decoded(image, side)


def on_white(pixels: Pixels) -> Pixels:
    """RGB, shape (height, width, 3): grey in colour, and white where the ground shows through."""
    if pixels.ndim == 2:
        return np.repeat(pixels[:, :, None], 3, axis=2)
    if pixels.shape[2] == 3:
        return pixels
    alpha = pixels[:, :, 3:].astype(np.float32) / 255
    mixed = pixels[:, :, :3] * alpha + 255 * (1 - alpha)
    return mixed.round().astype(np.uint8)


def check_not_blank(pixels: Pixels) -> None:
    """Refuses a picture that is of one colour, or clear, throughout.

    Raises:
        UserError: it is.
    """
    layers = [on_white(pixels), *([pixels[:, :, 3:]] if pixels.shape[2:] == (4,) else [])]
    if all(int(np.ptp(layer, (0, 1)).max()) < _FLAT for layer in layers):
        raise UserError("blank-picture")


def in_colour(pixels: Pixels) -> bool:
    """Whether there are strong colours in a good part of the picture."""
    return bool((np.ptp(on_white(pixels), 2) >= _VIVID).mean() >= _COLOURED)


def thumbnail(pixels: Pixels, side: int = 512) -> Pixels:
    """The same picture at most ``side`` pixels a side; smaller ones stay as they are."""
    if max(pixels.shape[:2]) <= side:
        return pixels
    image = Image.fromarray(pixels)
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    return np.asarray(image)


def to_png(pixels: Pixels) -> bytes:
    """The bytes of a PNG file."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def to_png_base64(pixels: Pixels) -> str:
    """A PNG file in base64, as results carry their pictures."""
    return base64.b64encode(to_png(pixels)).decode("ascii")


def _opened(data: bytes) -> Image.Image:
    """The file with its header read and nothing else."""
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except Exception as error:  # a hostile header makes the readers raise whatever they like
        known = data.startswith(_SIGNATURES)
        raise (_broken() if known else _unknown(data)) from error


def _decoded(image: Image.Image, side: int) -> Pixels:
    turn = _UPRIGHT.get(_orientation(image))
    try:
        image.draft("RGB", (side, side))  # a JPEG is decoded no larger than twice what is needed
        image.load()
        image = _eight_bits(image)
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
        image.thumbnail((side, side), Image.Resampling.LANCZOS)
        pixels = np.asarray(image.transpose(turn) if turn is not None else image)
    except Exception as error:  # as above: there is no list of what a broken file can raise
        raise _broken() from error
    if pixels.shape[2] == 4 and pixels[:, :, 3].min() == 255:
        return np.ascontiguousarray(pixels[:, :, :3])
    return pixels


def _orientation(image: Image.Image) -> int:
    """How the camera was held, 1 to 8; 1 where that cannot be read, for it spoils no picture."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:
        return 1


def _eight_bits(image: Image.Image) -> Image.Image:
    if image.mode in _DEEP:
        values = np.asarray(image).astype(np.float32)
        white = 255 if image.mode == "I" and values.max() <= 255 else 65535
        return Image.fromarray((values.clip(0, white) * (255 / white)).round().astype(np.uint8))
    if image.mode == "F":
        values = np.nan_to_num(np.asarray(image), posinf=0, neginf=0)
        low, high = float(values.min()), float(values.max())
        scaled = (values - low) * (255 / (high - low or 1))
        return Image.fromarray(scaled.clip(0, 255).astype(np.uint8))
    return image


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise _too_large(width, height)
    if min(width, height) < MIN_SIDE:
        raise UserError("picture-too-small", width=width, height=height, least=MIN_SIDE)
    if max(width, height) > MAX_RATIO * min(width, height):
        raise UserError("picture-too-narrow", width=width, height=height, ratio=MAX_RATIO)


def _broken() -> UserError:
    return UserError("broken-picture")


def _too_large(width: int = 0, height: int = 0) -> UserError:
    most = MAX_PIXELS // 1_000_000
    return UserError(
        "picture-too-large",
        "size" if width else "",
        width=width,
        height=height,
        most=most,
        side=MAX_SIDE,
    )


def _unknown(data: bytes) -> UserError:
    start = data[:1024].lower()
    name = ""
    if b"<svg" in start:
        name = "SVG"
    elif data[4:8] == b"ftyp":
        name = "AVIF" if data[8:12] in (b"avif", b"avis") else "HEIC"
    elif data[:5] == b"%PDF-":
        name = "PDF"
    return UserError("not-a-picture", "kind" if name else "", name=name)
