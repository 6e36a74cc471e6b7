"""Draws the example pictures beside this file: ``python data/examples/pictures/draw.py``.

The t-shirt and the trousers are not drawn here but sampled, eight times larger: ``textnn sample
--set fashion --truncation 1``, seeds 19 and 26.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

SIDE = 256
FINE = 4  # drawn so many times larger, then reduced: soft edges

Point = tuple[float, float]


def pen(points: Sequence[Point], width: float = 0.075) -> Image.Image:
    """One pen stroke, black on white; points in 0 to 1, joined by a smooth curve."""
    side = SIDE * FINE
    sheet = Image.new("L", (side, side), 255)
    draw = ImageDraw.Draw(sheet)
    radius = width * side / 2
    for x, y in smooth(points):
        draw.ellipse(
            (x * side - radius, y * side - radius, x * side + radius, y * side + radius), fill=0
        )
    return sheet.resize((SIDE, SIDE), Image.Resampling.LANCZOS).convert("RGB")


def smooth(points: Sequence[Point], steps: int = 60) -> list[Point]:
    """A Catmull-Rom curve through ``points``."""
    ends = [points[0], *points, points[-1]]
    curve = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for step in range(steps):
            t = step / steps
            curve.append(
                tuple(
                    0.5
                    * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t**2
                       + (3 * q - p - 3 * r + s) * t**3)
                    for p, q, r, s in zip(a, b, c, d, strict=True)
                )
            )  # fmt: skip
    return [(x, y) for x, y in curve]


def seven() -> Image.Image:
    """A 7 without a bar."""
    return pen([(0.28, 0.24), (0.5, 0.23), (0.72, 0.22), (0.71, 0.26), (0.56, 0.5), (0.44, 0.8)])


def three() -> Image.Image:
    """A 3."""
    return pen([(0.32, 0.26), (0.5, 0.18), (0.66, 0.3), (0.58, 0.44), (0.46, 0.48), (0.6, 0.52),
                (0.68, 0.66), (0.54, 0.81), (0.31, 0.75)])  # fmt: skip


def arabic_three() -> Image.Image:
    """The Arabic-Indic three, ٣: two small dips and a long stem."""
    return pen([(0.74, 0.2), (0.71, 0.36), (0.6, 0.4), (0.53, 0.24), (0.5, 0.36), (0.4, 0.42),
                (0.3, 0.22), (0.37, 0.42), (0.41, 0.62), (0.42, 0.84)], 0.065)  # fmt: skip


def scene(top: tuple[int, ...], bottom: tuple[int, ...], horizon: float) -> Image.Image:
    """Sky over ground or sea, with a little grain."""
    draw = random.Random(4)
    sheet = Image.new("RGB", (SIDE, SIDE))
    pixels = []
    for y in range(SIDE):
        base, part = (top, y / SIDE / horizon) if y < horizon * SIDE else (bottom, 0.0)
        for _ in range(SIDE):
            light = 30 * part + draw.gauss(0, 5)
            pixels.append(tuple(int(max(0, min(255, colour + light))) for colour in base))
    sheet.putdata(pixels)
    return sheet


def ship() -> Image.Image:
    """A ship at sea."""
    sheet = scene((150, 185, 215), (45, 85, 120), 0.62)
    draw = ImageDraw.Draw(sheet)
    draw.polygon([(30, 150), (228, 150), (204, 188), (56, 188)], fill=(52, 40, 44))
    draw.polygon([(34, 150), (226, 150), (222, 158), (38, 158)], fill=(188, 60, 48))
    draw.rectangle((84, 118, 178, 150), fill=(232, 230, 222))
    draw.rectangle((104, 96, 162, 118), fill=(222, 220, 212))
    draw.rectangle((122, 66, 144, 96), fill=(196, 64, 50))
    draw.rectangle((122, 66, 144, 74), fill=(40, 40, 46))
    for x in range(92, 174, 14):
        draw.rectangle((x, 128, x + 7, 136), fill=(60, 80, 100))
    draw.line((60, 150, 60, 100), fill=(70, 60, 60), width=3)
    draw.line((200, 150, 200, 108), fill=(70, 60, 60), width=3)
    return sheet.filter(ImageFilter.GaussianBlur(1.6))


def aeroplane() -> Image.Image:
    """An aeroplane in the sky."""
    sheet = scene((120, 170, 220), (120, 170, 220), 1.0)
    draw = ImageDraw.Draw(sheet)
    draw.polygon([(34, 120), (24, 82), (46, 86), (78, 122)], fill=(170, 60, 60))
    draw.ellipse((30, 110, 236, 150), fill=(226, 228, 232))
    draw.polygon([(112, 134), (152, 134), (96, 204), (72, 206)], fill=(150, 156, 166))
    draw.polygon([(124, 116), (152, 116), (120, 72), (104, 72)], fill=(178, 184, 192))
    draw.polygon([(206, 118), (228, 124), (216, 130), (202, 128)], fill=(60, 76, 96))
    for x in range(78, 200, 13):
        draw.ellipse((x, 122, x + 6, 128), fill=(70, 86, 106))
    return sheet.filter(ImageFilter.GaussianBlur(1.4))


def stripes() -> Image.Image:
    """Nothing that any network here has learnt."""
    sheet = Image.new("RGB", (SIDE, SIDE))
    sheet.putdata([
        (230, 150, 40) if (x * 3 + y * 2) // 40 % 2 else (40, 60, 140)
        for y in range(SIDE) for x in range(SIDE)
    ])  # fmt: skip
    return sheet


PICTURES: dict[str, Callable[[], Image.Image]] = {
    "1-navio": ship,
    "2-aviao": aeroplane,
    "3-sete": seven,
    "4-tres": three,
    "5-tres-arabico": arabic_three,
    "8-listras": stripes,
}


def main() -> None:
    """Write every picture beside this file."""
    for name, draw in PICTURES.items():
        picture = draw().quantize(32, dither=Image.Dither.NONE)
        picture.save(Path(__file__).with_name(f"{name}.png"), optimize=True)


if __name__ == "__main__":
    main()
