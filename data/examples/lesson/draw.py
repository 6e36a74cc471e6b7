"""Draws the example lesson beside this file: ``python data/examples/lesson/draw.py``.

Six mugs and six keys, each in a colour, a size and a turn of its own, on six table tops.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw

SIDE = 160
FINE = 4  # drawn so many times larger, then reduced: soft edges
COUNT = 6

Colour = tuple[int, int, int]

TABLES: tuple[Colour, ...] = (
    (238, 232, 220), (205, 183, 150), (226, 236, 240), (178, 196, 180), (244, 214, 196),
    (120, 108, 102),
)  # fmt: skip
MUGS: tuple[Colour, ...] = (
    (190, 52, 46), (42, 96, 160), (246, 246, 240), (232, 172, 40), (58, 130, 92), (120, 70, 140),
)  # fmt: skip
KEYS: tuple[Colour, ...] = (
    (186, 150, 62), (140, 144, 150), (92, 84, 74), (206, 176, 96), (110, 116, 128), (160, 96, 60),
)  # fmt: skip


def shade(colour: Colour, by: float) -> Colour:
    """Lighter for ``by`` above 1, darker below."""
    red, green, blue = (max(0, min(255, round(part * by))) for part in colour)
    return red, green, blue


def mug(pen: ImageDraw.ImageDraw, colour: Colour, table: Colour, random: random.Random) -> None:
    """Body, handle, and a dark round of coffee; seen a little from above."""
    unit = SIDE * FINE
    wide, high = random.uniform(0.34, 0.46) * unit, random.uniform(0.4, 0.5) * unit
    left = random.uniform(0.2, 0.28) * unit
    top = random.uniform(0.22, 0.3) * unit
    lip = wide * random.uniform(0.13, 0.18)
    right, foot = left + wide, top + high
    ring = wide * random.uniform(0.26, 0.34)
    box = (right - ring, top + high * 0.22, right + ring, top + high * 0.78)
    pen.ellipse((left - lip, foot - lip, right + 2 * lip, foot + 2 * lip), fill=shade(table, 0.85))
    pen.ellipse(box, outline=shade(colour, 0.8), width=round(wide * 0.11))
    pen.ellipse((left, foot - lip, right, foot + lip), fill=colour)
    pen.rectangle((left, top, right, foot), fill=colour)
    pen.rectangle((left, top, left + wide * 0.16, foot), fill=shade(colour, 0.86))
    pen.ellipse((left, top - lip, right, top + lip), fill=shade(colour, 1.12))
    inner = wide * 0.06
    pen.ellipse((left + inner, top - lip + inner / 2, right - inner, top + lip - inner / 2),
                fill=(72, 46, 32))  # fmt: skip


def key(pen: ImageDraw.ImageDraw, colour: Colour, table: Colour, random: random.Random) -> None:
    """A ring, a shaft, and two to four teeth."""
    unit = SIDE * FINE
    thick = random.uniform(0.05, 0.07) * unit
    ring = random.uniform(0.13, 0.17) * unit
    x, y = random.uniform(0.26, 0.32) * unit, random.uniform(0.46, 0.54) * unit
    end = random.uniform(0.82, 0.9) * unit
    teeth = [(end - 1.7 * thick * n, random.uniform(1.5, 2.6) * thick) for n in
             range(random.randint(2, 4))]  # fmt: skip
    for dx, ink in ((0.02 * unit, shade(table, 0.82)), (0.0, colour)):
        pen.ellipse((x - ring + dx, y - ring + dx, x + ring + dx, y + ring + dx),
                    outline=ink, width=round(thick))  # fmt: skip
        pen.rectangle((x + ring - thick / 2 + dx, y - thick / 2 + dx, end + dx, y + thick / 2 + dx),
                      fill=ink)  # fmt: skip
        for at, long in teeth:
            pen.rectangle((at - thick + dx, y + dx, at + dx, y + long + dx), fill=ink)


def picture(
    draw: Callable[[ImageDraw.ImageDraw, Colour, Colour, random.Random], None],
    colour: Colour,
    table: Colour,
    turn: float,
    random: random.Random,
) -> Image.Image:
    """One thing on one table top, turned by so many degrees."""
    sheet = Image.new("RGB", (SIDE * FINE, SIDE * FINE), table)
    draw(ImageDraw.Draw(sheet), colour, table, random)
    turned = sheet.rotate(turn, Image.Resampling.BICUBIC, fillcolor=table)
    small = turned.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    return small.quantize(128, dither=Image.Dither.NONE)


def main() -> None:
    """Write the pictures."""
    folder = Path(__file__).parent
    things = {"canecas": (mug, MUGS, 8.0), "chaves": (key, KEYS, 180.0)}
    for name, (draw, colours, turn) in things.items():
        (folder / name).mkdir(exist_ok=True)
        for number in range(COUNT):
            dice = random.Random(f"{name}{number}")
            table = TABLES[(number + 2 * (name == "chaves")) % COUNT]
            shown = picture(draw, colours[number], table, dice.uniform(-turn, turn), dice)
            shown.save(folder / name / f"{number + 1}.png", optimize=True)


if __name__ == "__main__":
    main()
