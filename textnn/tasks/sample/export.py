"""Sampled pictures as one sheet, or as an archive; each file says that they were made."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict

from PIL import Image, ImageDraw, ImageFont

from textnn.locale import say
from textnn.results import to_dict
from textnn.results.pictures import Samples
from textnn.tasks.generated_files import opened, png, with_exif
from textnn.tasks.task import Export

_ZOOM, _COLUMNS, _GAP, _FONT_SIZE = 4, 10, 12, 16  # of a sheet of pictures, in pixels

SHEETS: Mapping[str, str] = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
"""Ending of a sheet's file -> its format."""


def samples_to_sheet(result: Samples, notice: str, form: str = "PNG") -> bytes:
    """All pictures on one sheet, four times their size; ``notice`` stands under them and inside.

    Args:
        result: the pictures.
        notice: the sentence that says that they were made.
        form: one of the formats of ``SHEETS``.
    """
    tiles = [opened(one.picture) for one in result.pictures]
    side = max(tile.width for tile in tiles) * _ZOOM
    columns = min(len(tiles), _COLUMNS)
    rows = -(-len(tiles) // columns)
    step = side + _GAP
    width = max(columns * step + _GAP, int(_FONT_SIZE * len(notice) * 0.56) + 2 * _GAP)
    sheet = Image.new("RGB", (width, rows * step + _GAP + 2 * _FONT_SIZE), "white")
    for place, tile in enumerate(tiles):
        row, column = divmod(place, columns)
        sheet.paste(tile.resize((side, side), Image.Resampling.BICUBIC),
                    (_GAP + column * step, _GAP + row * step))  # fmt: skip
    where = (_GAP, rows * step + _GAP)
    font = ImageFont.load_default(_FONT_SIZE)
    ImageDraw.Draw(sheet).text(where, notice, fill="black", font=font)
    if form != "PNG":
        return with_exif(sheet, notice, form)
    return png(sheet, notice, asdict(result.options))


def samples_to_pictures(result: Samples, notice: str) -> Iterator[tuple[str, bytes]]:
    """Name and PNG file of every picture, each with ``notice`` inside."""
    for place, one in enumerate(result.pictures):
        facts = {"label": one.label, "verdict": one.verdict}
        name = f"generated-{result.options.set}-{one.label}-{place:03}.png"
        yield name, png(opened(one.picture), notice, facts)


def samples_to_zip(result: Samples, notice: str) -> bytes:
    """Every picture as a PNG file of its own, each with ``notice`` inside, and what made them."""
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, picture in samples_to_pictures(result, notice):
                archive.writestr(name, picture)
            data = to_dict(result) | {"notice": notice}
            data["pictures"] = [
                {"label": one.label, "verdict": one.verdict} for one in result.pictures
            ]
            archive.writestr("about.json", json.dumps(data, ensure_ascii=False, indent=2) + "\n")
            archive.writestr("README.txt", notice + "\n")
        return file.getvalue()


def stem(result: Samples, language: str) -> str:
    """Name of a download without its ending; it says that the pictures were made.

    Such as ``textnn-imagens-geradas-digits-7-semente-3``.
    """
    options = result.options
    parts = [
        "textnn",
        say(language, "file_generated"),
        options.set,
        options.label,
        f"{say(language, 'file_seed')}-{options.seed}",
        "" if options.towards is None else str(options.towards),
    ]
    return "-".join(part for part in parts if part)


EXPORTS: Mapping[str, Export[Samples]] = {
    "sheet": Export(
        "png", "image/png", lambda result, notice, _: samples_to_sheet(result, notice), stem
    ),
    "zip": Export(
        "zip", "application/zip", lambda result, notice, _: samples_to_zip(result, notice), stem
    ),
}
"""Name of a format -> the file."""
