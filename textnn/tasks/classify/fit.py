"""``textnn train calibration``: how far each classifier may be believed, measured and stored.

Temperature and quantiles come from training pictures that were set aside and never learnt from,
the classes' means and scatter from pictures that were learnt from, the figures from the test set.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor
from tqdm import tqdm

from textnn.checkpoints import Checkpoint, load, network
from textnn.config import Settings
from textnn.datasets.pictures.sets import PICTURE_SETS, Batch, read_pictures
from textnn.errors import UserError
from textnn.evaluation.calibration import calibration_error
from textnn.models.pictures.cnn import CNN
from textnn.pretrained import Models
from textnn.tasks.classify.calibration import KNOWN, Calibration, fit, save, stage_features
from textnn.tasks.classify.pipeline import PictureClassifier, as_channels_last

LEARNT = 10_000
"""Most training pictures that the classes' means and scatter are taken from."""

AT_ONCE = 250
"""Pictures that go through a network together."""


def fit_calibration(settings: Settings, learnt: int = LEARNT) -> dict[str, Any]:
    """Fits ``calibration.json`` and ``calibration.safetensors`` beside every classifier.

    Args:
        learnt: most training pictures looked at.

    Returns:
        name of each network -> its figures: temperature, accuracy, calibration error of the test
        set before and after, and the part of the test set that is not recognised.

    Raises:
        UserError: a model or a data set is missing, or a network's data set is not known.
    """
    models = Models(settings.models)
    return {
        name: calibrate(settings, models, name, learnt)
        for name in PictureClassifier(models).names()
    }


def calibrate(
    settings: Settings, models: Models, name: str, learnt: int = LEARNT
) -> dict[str, Any]:
    """Fits the calibration of one network; see ``fit_calibration``."""
    checkpoint = models.get(name, load)
    cnn = network(checkpoint, CNN)
    pictures = picture_set(checkpoint)
    folder = settings.datasets_folder
    train = read_pictures(folder, pictures, "train")[slice(0, learnt)]
    held = read_pictures(folder, pictures, "calibration")
    test = read_pictures(folder, pictures, "test")
    known = (features(cnn, train.pictures), train.labels)
    logits = outputs(cnn, held.pictures)
    found = fit(known, (logits, features(cnn, held.pictures), held.labels), checkpoint.checksum)
    figures = measure(found, outputs(cnn, test.pictures), features(cnn, test.pictures), test)
    save(
        replace(found, figures={"n": len(held), "test": len(test), **figures}), models.folder / name
    )
    return {"temperature": round(found.temperature, 4), **figures}


def measure(
    found: Calibration, logits: Tensor, seen: Sequence[Tensor], test: Batch
) -> dict[str, float]:
    """What a calibration gives on pictures it was not fitted on.

    Args:
        logits: of the test pictures, shape (n, classes)
        seen: their features at each stage, shape (n, features)
    """
    labels = test.labels.numpy()
    before, after = logits.softmax(1).numpy(), found.probabilities(logits).numpy()
    unknown = float((found.familiarity(seen).numpy() < KNOWN).mean())
    return {
        "accuracy": round(float((after.argmax(1) == labels).mean()), 4),
        "ece_before": round(calibration_error(before.max(1), before.argmax(1) == labels), 4),
        "ece": round(calibration_error(after.max(1), after.argmax(1) == labels), 4),
        "unknown": round(unknown, 4),
    }


def picture_set(checkpoint: Checkpoint) -> str:
    """The set a network learnt from, told by its metrics and its classes.

    Raises:
        UserError: it is none of ours.
    """
    told = checkpoint.metrics.get("data"), checkpoint.config.labels
    for name, known in PICTURE_SETS.items():
        if told == (f"images/{known.file}", known.labels):
            return name
    raise UserError("no-dataset", "calibration", name=checkpoint.name)


def outputs(cnn: CNN, pictures: Tensor) -> Tensor:
    """Logits of many pictures, shape (n, classes)."""
    (logits,) = _in_parts(lambda part: (cnn(part)[0],), pictures, "logits")
    return logits


def features(cnn: CNN, pictures: Tensor) -> tuple[Tensor, ...]:
    """Features of many pictures at each stage, shape (n, features)."""
    return _in_parts(lambda part: stage_features(cnn, as_channels_last(part)), pictures, "features")


@torch.no_grad()
def _in_parts(
    run: Callable[[Tensor], tuple[Tensor, ...]], pictures: Tensor, what: str
) -> tuple[Tensor, ...]:
    starts = range(0, len(pictures), AT_ONCE)
    bar = tqdm(starts, unit="batch", desc=what, mininterval=5, disable=len(starts) < 8)
    parts = [run(pictures[first : first + AT_ONCE]) for first in bar]
    return tuple(torch.cat(same) for same in zip(*parts, strict=True))
