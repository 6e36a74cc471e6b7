"""The same noise at many moments of a training: a film strip, and what the discriminator said.

evolution.png    one row a moment, one column a noise, grey
evolution.json   steps of the rows, classes of the columns, and the verdict on every picture
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from torch import Tensor


class Moment(NamedTuple):
    """Grey pictures, uint8, shape (n, 1, size, size), and what the discriminator of that moment
    says of each, shape (n,)."""

    pictures: Tensor
    verdicts: Tensor


def save_evolution(
    folder: Path,
    moments: Mapping[int, Moment],
    labels: Sequence[str],
    verdict: tuple[float, float],
) -> None:
    """Writes both files.

    Args:
        folder: of the model.
        moments: step -> moment, all of the same noise.
        labels: class of each picture of a moment.
        verdict: scale and shift that make log odds of a verdict; those of the finished network
            for all moments, so that they can be compared.
    """
    steps = sorted(moments)
    rows = [moments[step].pictures[:, 0] for step in steps]
    count, size, _ = rows[0].shape
    sheet = Image.new("L", (count * size, len(rows) * size))
    for row, pictures in enumerate(rows):
        for column, pixels in enumerate(pictures):
            sheet.paste(Image.fromarray(pixels.numpy()), (column * size, row * size))
    sheet.save(folder / "evolution.png", optimize=True)
    scale, shift = verdict
    probabilities = [(scale * moments[step].verdicts + shift).sigmoid().tolist() for step in steps]
    verdicts = [[round(one, 4) for one in row] for row in probabilities]
    told = {"size": size, "labels": list(labels), "steps": steps, "verdicts": verdicts}
    (folder / "evolution.json").write_text(
        json.dumps(told, ensure_ascii=False) + "\n", encoding="utf-8"
    )
