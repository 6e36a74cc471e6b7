"""A classifier on a file of labelled pictures: probabilities, and which network the file is for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from tqdm import tqdm

from textnn.datasets.jsonl import fault
from textnn.datasets.pictures.images import Images, read_images
from textnn.errors import UserError
from textnn.models.pictures.cnn import CNNConfig
from textnn.tasks.classify.pipeline import Network, PictureClassifier, as_tensor
from textnn.tasks.picture_files import Pixels

AT_ONCE = 250
"""Pictures that go through a network together."""

LOOKED_AT = 200
"""First pictures of a file that tell which network it is for."""


class Scored(NamedTuple):
    """Calibrated probabilities, shape (n, classes), and the labels of the file, shape (n,)."""

    probabilities: NDArray[np.float32]
    labels: NDArray[np.int64]


def labelled_pictures(path: Path) -> Images:
    """The pictures of a file, each with one class.

    Raises:
        UserError: it cannot be read, or a label is no class number.
    """
    images = read_images(path)
    if images.labels.ndim > 1 and images.labels.size != len(images):
        raise fault(path, 0, "many_labels")
    if images.labels.size and int(images.labels.min()) < 0:
        raise fault(path, 0, "negative_label")
    return images


def best_network(path: Path, images: Images, classifier: PictureClassifier) -> str:
    """The network to which the first pictures look most familiar, of those they fit.

    Those fit that have a class for every label and colour or grey as the file has; if there is no
    such network, colour does not count.

    Raises:
        UserError: no network has so many classes.
    """
    sizes = {name: classifier.sizes(name) for name in classifier.eager()}
    fitting = [name for name, (classes, _) in sizes.items() if _classes(images) <= classes]
    if images.classes:
        fitting = [n for n in fitting if sizes[n][0] == len(images.classes)] or fitting
    if not fitting:
        raise fault(path, 0, "no_network_has_classes", count=_classes(images))
    if len(images):
        channels = 1 if images[0].ndim == 2 else 3
        fitting = [name for name in fitting if sizes[name][1] == channels] or fitting
    first = range(min(LOOKED_AT, len(images)))
    if len(fitting) == 1 or not len(first):
        return fitting[0]

    def familiarity(name: str) -> float:
        return float(_judged(classifier.network(name), images, first)[1].mean())

    return max(fitting, key=familiarity)


def score(path: Path, images: Images, one: Network) -> Scored:
    """What a network makes of every picture.

    Raises:
        UserError: a label is no class of the network, or a picture is damaged.
    """
    count = len(one.cnn.config.labels)
    if _classes(images) > count:
        most = _classes(images) - 1
        raise fault(path, 0, "label_without_class", most=most, name=one.name, last=count - 1)
    starts = range(0, len(images), AT_ONCE)
    parts = [range(first, min(first + AT_ONCE, len(images))) for first in starts]
    bar = tqdm(parts, unit="batch", mininterval=2, disable=len(parts) < 4)
    found = [_judged(one, images, part)[0] for part in bar] or [torch.empty(0, count)]
    return Scored(torch.cat(found).numpy(), images.labels.reshape(-1).astype(np.int64))


def _classes(images: Images) -> int:
    """Classes that the labels speak of."""
    return int(images.labels.max()) + 1 if images.labels.size else 0


def _judged(one: Network, images: Images, rows: range) -> tuple[Tensor, Tensor]:
    return one.judge(torch.cat(list(_fitted(one, images, rows))))


def _fitted(one: Network, images: Images, rows: range) -> Iterator[Tensor]:
    """The pictures at the network's size; those that have it and its colours stay as they are."""
    for row in rows:
        pixels = images[row]
        if min(pixels.shape[:2]) < 1:
            raise UserError("bad-dataset", "no_pixels")
        yield as_tensor(pixels if _fits(pixels, one.cnn.config) else one.see(pixels))


def _fits(pixels: Pixels, config: CNNConfig) -> bool:
    colours = (3,) if config.channels == 3 else ()
    return pixels.shape == (config.size, config.size, *colours)
