"""Somebody's few pictures, learnt from nothing and over the shipped network that *Ensinar* uses."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from textnn.checkpoints import load, network
from textnn.errors import UserError
from textnn.laboratory.later import shared_draws
from textnn.laboratory.programs.transfer import body, few, learn, scaled
from textnn.models.pictures.cnn import CNN
from textnn.tasks.classify.preprocess import photo
from textnn.tasks.picture_files import Pixels, open_picture
from textnn.tasks.teach.features import SIDE, Frozen, as_tensor

NETWORK = "cnn-cifar10"
"""The network whose layers are kept."""

DRAWS = 5
"""How often other pictures are drawn to learn from; the curves are means over the draws."""

SEEDS = 100
MOST_CLASSES = 4
MOST_PICTURES = 12
"""Pictures of a class."""


def compared(
    classes: Sequence[Sequence[str]], taught: int, seed: int, models: Path
) -> dict[str, Any]:
    """Both ways beside each other, on the same pictures and draws.

    Args:
        classes: picture files in base64, a list for each class.
        taught: pictures of each class that are learnt from, and their mirror images.
        seed: of the draws.
        models: folder of the trained models.

    Returns:
        ``scratch`` and ``transfer``: ``losses`` and ``right``, a number a round; ``tested``, how
        many answers are behind ``right``; ``shown``: the pictures that the first draw tested, each
        its class, its number in the class and what both networks took it for; ``weights``: of the
        network that starts from nothing, of the new layer, and of the layers that are kept.

    Raises:
        UserError: too few or too many, no pictures, or the model is missing.
    """
    _check(classes, taught)
    if not 0 <= seed < SEEDS:
        raise UserError("no-such-station")
    pixels = [_opened(file) for files in classes for file in files]
    labels = torch.tensor([label for label, files in enumerate(classes) for _ in files])
    frozen = open_frozen((models / NETWORK).resolve())
    features, pictures = frozen(pixels), as_tensor(pixels).float() / 255
    pictures = functional.avg_pool2d(pictures, 2)  # as large as the pictures the network learnt
    runs = []
    with shared_draws():
        for draw in range(DRAWS):
            torch.manual_seed(1000 * seed + draw)
            order = torch.randperm(len(labels))
            train, test = (order[places] for places in few(labels[order], taught))
            runs.append(_both(pictures, features, labels, train, test))
    numbers = [number for files in classes for number in range(len(files))]
    shown = [
        {"class": int(labels[at]), "number": numbers[at], "said": list(said)}
        for at, *said in zip(runs[0]["test"], *runs[0]["said"], strict=True)
    ]
    means = {
        name: {
            "losses": torch.tensor([run[name][0] for run in runs]).mean(0).tolist(),
            "right": torch.tensor([run[name][1] for run in runs]).mean(0).tolist(),
        }
        for name in ("scratch", "transfer")
    }
    tested = DRAWS * len(runs[0]["test"])
    kept = sum(one.numel() for one in frozen.network.parameters())
    return {**means, "tested": tested, "shown": shown, "weights": [*runs[0]["weights"], kept]}


def _both(
    pictures: Tensor, features: Tensor, labels: Tensor, train: Tensor, test: Tensor
) -> dict[str, Any]:
    """One draw; ``pictures`` has shape (n, 3, side, side), ``features`` (2, n, numbers)."""
    count = int(labels.max()) + 1
    known, asked = labels[train].repeat(2), labels[test]
    mirrored = torch.cat([pictures[train], pictures[train].flip(3)])
    network = nn.Sequential(body(3), nn.Linear(64, count))
    alone = learn(network, (mirrored, known), (pictures[test], asked), 0.003)
    described, unseen = scaled(features[:, train].flatten(0, 1), features[0, test])
    layer = nn.Linear(described.shape[1], count)
    helped = learn(layer, (described, known), (unseen, asked), 0.05)
    with torch.no_grad():
        said = [network(pictures[test]).argmax(1).tolist(), layer(unseen).argmax(1).tolist()]
    weights = [sum(one.numel() for one in made.parameters()) for made in (network, layer)]
    return {
        "scratch": alone, "transfer": helped, "said": said, "test": test.tolist(),
        "weights": weights,
    }  # fmt: skip


def _check(classes: Sequence[Sequence[str]], taught: int) -> None:
    if not 2 <= len(classes) <= MOST_CLASSES:
        raise UserError("class-count", least=2, most=MOST_CLASSES, count=len(classes))
    counts = [len(files) for files in classes]
    if not 1 <= taught < min(counts) or max(counts) > MOST_PICTURES:
        raise UserError("few-pictures", taught=taught, least=taught + 1, most=MOST_PICTURES)


def _opened(file: str) -> Pixels:
    try:
        return photo(open_picture(base64.b64decode(file, validate=True)), SIDE)
    except ValueError as error:  # no ASCII, or no base64
        raise UserError("not-a-picture") from error


@cache
def open_frozen(folder: Path) -> Frozen:
    """The shipped network, which does not learn here.

    Raises:
        UserError: the model is missing or damaged.
    """
    return Frozen(network(load(folder), CNN))
