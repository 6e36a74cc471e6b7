"""Our GAN against the recipe of PyTorch's DCGAN example: the same minutes, pictures and judge.

    python benchmarks/gan_vs_dcgan.py --set digits --minutes 6 --json gan.json
    python benchmarks/gan_vs_dcgan.py --set fashion --shipped

Both are trained anew, one after the other, for so many minutes of wall time on the same thread
count. The figures are those of ``textnn.evaluation.gan``, all on features of the shipped classifier
of the set but ``cas``. ``--shipped`` trains nothing and measures the shipped GAN anew.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from common import markdown, settings_for, timed, write_json
from dcgan_side import DCGANRecipe
from PIL import Image
from torch import Tensor

from textnn.checkpoints import load, network
from textnn.config import Settings
from textnn.datasets.pictures.sets import Batch, read_pictures
from textnn.errors import UserError
from textnn.evaluation.gan import Pictures, measure
from textnn.models.pictures.cnn import CNN
from textnn.models.pictures.gan import GAN
from textnn.pretrained import Models
from textnn.results.pictures import SAMPLE_SETS
from textnn.training.loop import Budget, Log, train
from textnn.training.pictures.gan import (
    GAN_TASKS,
    discriminator_accuracy,
    generate_with,
    make_recipe,
)

SIDES = ("textnn", "DCGAN")

FIGURES = ("frechet", "precision", "recall", "diversity", "cas")


def compare(
    settings: Settings, name: str, minutes: float, seed: int, sheets: Path | None = None
) -> dict[str, Any]:
    """Trains and measures both sides.

    Args:
        name: one of ``SAMPLE_SETS``.
        minutes: of training, each side.
        sheets: folder for a sheet of each side's pictures; none: no sheets.

    Returns:
        the figures of each side, and under ``real`` what real training pictures would get.

    Raises:
        UserError: the pictures or their classifier are missing.
    """
    classifier = network(Models(settings.models).get(f"cnn-{name}", load), CNN)
    learnt, dev, test = (
        read_pictures(settings.datasets_folder, name, split)
        for split in ("train", "calibration", "test")
    )
    task = GAN_TASKS[f"gan-{name}"]
    ours = make_recipe(task, replace(task.options, seed=seed), learnt, dev, classifier)
    theirs = DCGANRecipe(learnt, len(classifier.config.labels), seed)
    steps, budget = 10**6, Budget(10**6, minutes, warmup=100, floor=0.05, clip=1e6)
    budget = replace(budget, evaluate_every=steps)
    found: dict[str, Any] = {"set": name, "minutes": minutes, "seed": seed}
    found["textnn"] = _trained(ours, budget)
    generate = generate_with(ours.mean, ours.config, torch.Generator().manual_seed(seed))
    found["textnn"] |= _measured(
        generate, classifier, learnt, test, sheets and sheets / "textnn.png"
    )
    # The example keeps its learning rate to the end.
    found["DCGAN"] = _trained(theirs, replace(budget, warmup=0, floor=1.0))
    torch.manual_seed(seed)
    found["DCGAN"] |= _measured(
        theirs.made, classifier, learnt, test, sheets and sheets / "dcgan.png"
    )
    return _with_real(found)


def shipped(settings: Settings, name: str, seed: int, sheets: Path | None = None) -> dict[str, Any]:
    """Measures the shipped GAN; arguments, figures and errors as ``compare``."""
    models = Models(settings.models)
    classifier = network(models.get(f"cnn-{name}", load), CNN)
    gan = network(models.get(f"gan-{name}", load), GAN)
    learnt, test = (read_pictures(settings.datasets_folder, name, s) for s in ("train", "test"))
    generate = generate_with(gan.generator, gan.config, torch.Generator().manual_seed(seed))
    figures = _measured(generate, classifier, learnt, test, sheets and sheets / "shipped.png")
    figures |= discriminator_accuracy(gan, generate, test)
    return _with_real({"set": name, "seed": seed, "textnn": figures})


def _with_real(found: dict[str, Any]) -> dict[str, Any]:
    """What real training pictures get becomes a row of its own."""
    real: dict[str, float] = {"diversity": 1.0}
    for side in SIDES:
        for figure in [key for key in found.get(side, {}) if key.endswith("_of_real")]:
            real[figure.removesuffix("_of_real")] = found[side].pop(figure)
    return found | {"real": real}


def _trained(recipe: Any, budget: Budget) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        _, seconds = timed(lambda: train(recipe, budget, Path(folder)))
        steps = max((row["step"] for row in Log(Path(folder) / "log.jsonl").rows()), default=0)
    sides = recipe.generator, recipe.discriminator
    weights = tuple(sum(p.numel() for p in side.parameters()) for side in sides)
    return {"steps": int(steps), "seconds": round(seconds, 1), "parameters": weights}


def _measured(
    generate: Callable[[Tensor], Tensor],
    classifier: CNN,
    learnt: Batch,
    test: Batch,
    sheet: Path | None,
) -> dict[str, float]:
    if sheet:
        _draw(generate(torch.arange(100) % len(classifier.config.labels)), sheet)
    real, held = (Pictures(batch.pictures, batch.labels) for batch in (learnt, test))
    return measure(generate, classifier, real, held)


def _draw(pictures: Tensor, path: Path) -> None:
    """Ten rows of ten."""
    path.parent.mkdir(parents=True, exist_ok=True)
    size = pictures.shape[-1]
    rows = pictures[:, 0].unflatten(0, (-1, 10)).transpose(1, 2).reshape(-1, 10 * size)
    Image.fromarray(rows.numpy()).resize((40 * size, 4 * len(rows)), 0).save(path)


def table(found: dict[str, Any]) -> str:
    """The figures as Markdown."""
    head = ("", "steps", "seconds", "Fréchet distance", *FIGURES[1:4], "CAS")
    cells = [
        (
            name,
            *(f"{found[name].get(key, '')}" for key in ("steps", "seconds")),
            *(f"{found[name][figure]:.3f}" for figure in FIGURES),
        )
        for name in (*SIDES, "real")
        if name in found
    ]
    return markdown(head, cells)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the comparison; 2 if something is missing."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--set", choices=SAMPLE_SETS, default="digits", dest="name")
    parser.add_argument("--minutes", type=float, default=6.0, help="of training, each side")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shipped", action="store_true", help="measure the shipped GAN, no more")
    parser.add_argument("--data", type=Path, help="folder of the data sets")
    parser.add_argument("--json", type=Path, help="where the figures are kept")
    parser.add_argument("--sheets", type=Path, help="folder for a sheet of pictures of each side")
    asked = parser.parse_args(arguments)
    try:
        settings = settings_for(asked.data)
        if asked.shipped:
            found = shipped(settings, asked.name, asked.seed, asked.sheets)
        else:
            found = compare(settings, asked.name, asked.minutes, asked.seed, asked.sheets)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    print(table(found))
    write_json(asked.json, found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
