"""A seed and a class -> samples from the generator, and the discriminator's verdict on each."""

from __future__ import annotations

import json
import math
import threading
import time
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from textnn.checkpoints import Checkpoint, load, network
from textnn.config import DATA, Settings
from textnn.datasets.pictures.sets import PICTURE_SETS, Batch, read_pictures
from textnn.errors import UserError
from textnn.evaluation.gan import diversity, features
from textnn.models.pictures.cnn import CNN
from textnn.models.pictures.gan import GAN, one_hot
from textnn.pretrained import Models, reference
from textnn.results import ModelRef, Progress, ignore_progress
from textnn.results.names import ClassName
from textnn.results.pictures import Exhibit, Frame, Sample, SampleOptions, Samples
from textnn.tasks.picture_files import to_png_base64
from textnn.tasks.understand.classes import class_called

DETECTIVE = SampleOptions().truncation
"""Truncation of the forgeries that are put before the detective."""


class Sampler:
    """Samples from the shipped generators; see ``service.pictures.Sampler``.

    A verdict is the discriminator's probability that a picture is real: the sigmoid of its log
    odds, calibrated on pictures that neither side had learnt from, half of them forged.
    """

    def __init__(self, settings: Settings, models: Models) -> None:
        self._settings, self._models = settings, models
        self._real: dict[str, Batch] = {}
        self._lock = threading.Lock()

    @torch.no_grad()
    def __call__(self, options: SampleOptions, progress: Progress = ignore_progress) -> Samples:
        """Samples from a generator.

        Raises:
            UserError: no such class, or a model is missing.
        """
        began = time.perf_counter()
        checkpoint, gan = self._gan(options.set)
        names = gan.config.labels
        options = replace(
            options,
            label=_class(options.label, options.set, names),
            towards_label=_class(options.towards_label, options.set, names),
        )
        progress(0.0)
        noise, classes = plan(options, gan.config.noise, names)
        pictures, labels = gan.generate(noise, classes), classes.argmax(1)
        progress(0.5)
        verdicts = gan(pictures, labels)[0].sigmoid().tolist()
        varied = (
            None if options.towards is not None else self._diversity(checkpoint, pictures, labels)
        )
        progress(1.0)
        return Samples(
            tuple(
                Sample(_png(picture), names[label], verdict)
                for picture, label, verdict in zip(pictures, labels, verdicts, strict=True)
            ),
            varied,
            options,
            reference(checkpoint),
            time.perf_counter() - began,
        )

    @torch.no_grad()
    def exhibits(self, name: str, count: int, seed: int) -> tuple[Exhibit, ...]:
        """Real test pictures and as many forged ones (one may be over), mixed.

        Raises:
            UserError: the real pictures are not on this machine, or a model is missing.
        """
        _, gan = self._gan(name)
        real = self._pictures(name)
        random = torch.Generator().manual_seed(seed)
        forged = torch.arange(count) % 2 == int(torch.randint(2, (), generator=random))
        forged = forged[torch.randperm(count, generator=random)]
        rows = torch.randint(len(real), (count,), generator=random)
        pictures, labels = real.pictures[rows].clone(), real.labels[rows]
        noise = _noise(count, gan.config.noise, DETECTIVE, random)
        classes = one_hot(labels[forged], len(gan.config.labels))
        pictures[forged] = gan.generate(noise[forged], classes)
        verdicts = gan(pictures, labels)[0].sigmoid().tolist()
        return tuple(
            Exhibit(_png(picture), bool(made), verdict)
            for picture, made, verdict in zip(pictures, forged, verdicts, strict=True)
        )

    def evolution(self, name: str) -> tuple[Frame, ...]:
        """The same noise across the training; the verdicts are those of each moment.

        Raises:
            UserError: a model is missing, or it came without its film strip.
        """
        checkpoint, _ = self._gan(name)
        try:
            return _frames(self._models.folder / checkpoint.name)
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise UserError("model-unusable", "film", name=checkpoint.name) from error

    def model(self, name: str) -> ModelRef:
        """The generator of a set.

        Raises:
            UserError: it is missing.
        """
        return reference(self._gan(name)[0])

    def _gan(self, name: str) -> tuple[Checkpoint, GAN]:
        checkpoint = self._models.get(f"gan-{name}", load)
        return checkpoint, network(checkpoint, GAN)

    def _diversity(self, gan: Checkpoint, pictures: Tensor, labels: Tensor) -> float | None:
        """``None`` also without the very classifier that the real pictures were seen with."""
        try:
            classifier = self._models.get(gan.name.replace("gan-", "cnn-"), load)
        except UserError:
            return None
        if classifier.checksum != gan.metrics.get("classifier"):
            return None
        found = features(network(classifier, CNN), pictures)
        return diversity(found, labels, tuple(gan.metrics["spread"]))

    def _pictures(self, name: str) -> Batch:
        """Real test pictures of a set, read once: of the data set, or the few that are shipped."""
        with self._lock:
            if name not in self._real:
                try:
                    self._real[name] = self._read(name)
                except UserError as error:
                    raise _no_pictures(name) if error.code == "no-dataset" else error from error
            return self._real[name]

    def _read(self, name: str) -> Batch:
        try:
            return read_pictures(self._settings.datasets_folder, name, "test")
        except UserError as error:
            if error.code != "no-dataset":
                raise
        return read_pictures(DATA / "examples", name, "test")


def load_sampler(settings: Settings, models: Models | None = None) -> Sampler:
    """The sampler over the shipped generators; each is read at its first use."""
    return Sampler(settings, models or Models(settings.models))


def plan(options: SampleOptions, width: int, labels: tuple[str, ...]) -> tuple[Tensor, Tensor]:
    """What the generator is given for each picture.

    Args:
        width: of the noise.
        labels: names of the classes.

    Returns:
        noise, shape (count, width), and shares of the classes, shape (count, classes)
    """
    count, classes = options.count, len(labels)
    if options.towards is None:
        noise = torch.stack([_own_noise(options, width, options.seed + i) for i in range(count)])
        numbers = torch.arange(count) % classes
        if options.label:
            numbers = torch.full((count,), labels.index(options.label))
        return noise, one_hot(numbers, classes)
    shares = torch.linspace(0, 1, count)
    first, last = (_own_noise(options, width, seed) for seed in (options.seed, options.towards))
    noise = torch.stack([slerp(first, last, float(share)) for share in shares])
    stops = torch.arange(classes)  # classes the walk passes through
    if options.label:
        names = options.label, options.towards_label or options.label
        stops = torch.tensor([labels.index(name) for name in names])
    places = shares * (len(stops) - 1)
    below = places.long().clamp(max=len(stops) - 2)
    part = (places - below)[:, None]
    ends = one_hot(stops, classes)
    return noise, torch.lerp(ends[below], ends[below + 1], part)


def slerp(one: Tensor, other: Tensor, share: float) -> Tensor:
    """A point on the arc between two noises, which keeps their length (Shoemake 1985).

    On the straight line between them noise would be shorter than any the generator has seen.

    Args:
        one, other: shape (width,)
        share: 0 gives ``one``, 1 gives ``other``.
    """
    cosine = torch.dot(one, other) / (one.norm() * other.norm()).clamp(min=1e-12)
    angle = float(torch.acos(cosine.clamp(-1, 1)))
    if math.sin(angle) < 1e-4:
        return torch.lerp(one, other, share)
    first, second = math.sin((1 - share) * angle), math.sin(share * angle)
    return (first * one + second * other) / math.sin(angle)


def _own_noise(options: SampleOptions, width: int, seed: int) -> Tensor:
    """Noise of the picture with this seed, shape (width,)."""
    return _noise(1, width, options.truncation, torch.Generator().manual_seed(seed))[0]


def _noise(count: int, width: int, truncation: float, random: torch.Generator) -> Tensor:
    """Normal noise cut off at ``truncation``, shape (count, width).

    Drawn through the inverse of its distribution, so that the same seed at another truncation
    gives the same picture drawn nearer to, or further from, the middle.
    """
    even = torch.rand(count, width, generator=random, dtype=torch.float64) * 2 - 1
    most = math.erf(truncation / math.sqrt(2))
    noise = math.sqrt(2) * torch.erfinv(even * most)
    return noise.clamp(-truncation, truncation).float()


def _png(picture: Tensor) -> str:
    """A picture of shape (channels, size, size) as base64 PNG."""
    pixels = picture[0] if len(picture) == 1 else picture.permute(1, 2, 0)
    return to_png_base64(pixels.contiguous().numpy())


@lru_cache(maxsize=4)
def _frames(folder: Path) -> tuple[Frame, ...]:
    """What ``training.pictures.evolution`` wrote."""
    told = json.loads((folder / "evolution.json").read_text(encoding="utf-8"))
    size, labels, steps, verdicts = (told[key] for key in ("size", "labels", "steps", "verdicts"))
    with Image.open(folder / "evolution.png", formats=("PNG",)) as image:
        sheet = np.asarray(image.convert("L"))
    if sheet.shape != (size * len(steps), size * len(labels)):
        raise ValueError(f"evolution.png is {sheet.shape}")
    rows = sheet.reshape(len(steps), size, len(labels), size).swapaxes(1, 2)
    return tuple(
        Frame(
            step,
            tuple(
                Sample(to_png_base64(np.ascontiguousarray(pixels)), label, verdict)
                for pixels, label, verdict in zip(row, labels, said, strict=True)
            ),
        )
        for step, row, said in zip(steps, rows, verdicts, strict=True)
    )


def _class(label: str, name: str, names: tuple[str, ...]) -> str:
    """The class that is called so; empty as it came.

    Raises:
        UserError: there is none in the set.
    """
    if not label:
        return ""
    if found := class_called(label, names):
        return found
    raise UserError("bad-option", "class", label=label, name=name, names=[*map(ClassName, names)])


def _no_pictures(name: str) -> UserError:
    stem = Path(PICTURE_SETS[name].file).stem
    return UserError("no-dataset", "real_pictures", stem=stem)
