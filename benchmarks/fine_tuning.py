"""How a network learns a few pictures: from scratch, or fine-tuned from one that knows others."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from textnn.datasets.pictures.sets import Batch
from textnn.models.pictures.architectures import Whitening
from textnn.models.pictures.cnn import CNN
from textnn.precision import autocast
from textnn.tasks.teach.features import SIDE

HEAD_RATE = 2e-3
"""Of a new last layer on an old network."""


@dataclass(frozen=True)
class Task:
    """A set of pictures, and how it is learnt.

    Attributes:
        name: of the set.
        file: below ``images/``.
        side: pixels a side of what scratch and fine-tuned are judged on.
        crop: pixels a side of the pieces they learn from, moved and mirrored at random.
        methods: those that take part.
        passes: pictures of a class -> how many are shown to scratch; fine-tuned sees half as many.
        once: pictures of a class from which on one seed must do.
    """

    name: str
    file: str
    side: int
    crop: int
    methods: tuple[str, ...]
    passes: dict[int, int]
    once: int = 1000


@dataclass(frozen=True)
class Data:
    """The pictures of a task, uint8, ``SIDE`` pixels a side, and where its networks come from."""

    task: Task
    train: Batch
    test: Batch
    source: CNN
    features: dict[str, Tensor]

    @property
    def classes(self) -> int:
        return int(self.train.labels.max()) + 1


def scratch(data: Data, learnt: Batch, passes: int, rate: float, seed: int) -> CNN:
    """The architecture of the source with first weights only."""
    torch.manual_seed(seed)
    model = CNN(config_for(data))
    for module in model.modules():
        if isinstance(module, Whitening):
            module.fit(model.normalize(shown(data.task, learnt.pictures)))
    return fit(data.task, model, learnt, passes, lambda _: rate, seed)


def fine_tuned(data: Data, learnt: Batch, passes: int, rate: float, seed: int) -> CNN:
    """The source with a new last layer; its normalisations keep their statistics."""
    torch.manual_seed(seed)
    model = CNN(config_for(data))
    old = data.source.state_dict()
    for name, weight in model.state_dict().items():
        if not name.startswith("stages.head."):
            weight.copy_(old[name])

    def rates(name: str) -> float:
        return HEAD_RATE if ".head." in name else rate

    return fit(data.task, model, learnt, passes, rates, seed, steady=True)


def config_for(data: Data) -> Any:
    """The source's configuration with the classes of the task."""
    labels = tuple(str(label) for label in range(data.classes))
    return replace(
        data.source.config, labels=labels, size=data.task.side, smoothing=0.1, mirror=True, views=1
    )


def shown(task: Task, pictures: Tensor) -> Tensor:
    """Pictures at the task's size, float in 0 to 255."""
    return F.avg_pool2d(pictures.float(), SIDE // task.side)


def fit(
    task: Task,
    model: CNN,
    learnt: Batch,
    passes: int,
    rate: Callable[[str], float],
    seed: int,
    steady: bool = False,
) -> CNN:
    """AdamW (Loshchilov and Hutter 2019), warm-up and a cosine, crops moved and mirrored.

    Args:
        steady: whether the normalisations keep the statistics they have.
    """
    model.to(memory_format=torch.channels_last).train()  # type: ignore[call-overload]
    for module in model.modules():
        if steady and isinstance(module, nn.BatchNorm2d):
            module.eval()
    groups = [
        {"params": [weight], "lr": rate(name), "highest": rate(name)}
        for name, weight in model.named_parameters()
        if weight.requires_grad
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.05)
    random = torch.Generator().manual_seed(seed)
    batch = min(len(learnt), 64 if len(learnt) < 1000 else 128)
    steps = max(1, passes // batch)
    pictures = shown(task, learnt.pictures)
    for step, rows in enumerate(batches(len(learnt), batch, steps, random)):
        part = step / steps
        factor = min(1.0, 5 * (part + 1 / steps)) * (0.5 + 0.5 * math.cos(math.pi * part))
        for group in optimizer.param_groups:
            group["lr"] = factor * group["highest"]
        with autocast("convolution"):
            _, loss = model(cropped(pictures[rows], task.crop, random), learnt.labels[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model.eval()


def batches(size: int, batch: int, steps: int, random: torch.Generator) -> Iterable[Tensor]:
    """Shuffled rows, epoch after epoch."""
    left = torch.empty(0, dtype=torch.long)
    for _ in range(steps):
        while len(left) < batch:
            left = torch.cat([left, torch.randperm(size, generator=random)])
        yield left[:batch]
        left = left[batch:]


def cropped(pictures: Tensor, side: int, random: torch.Generator) -> Tensor:
    """A square of each picture, somewhere, mirrored or not."""
    room = pictures.shape[-1] - side + 1
    count = len(pictures)
    corners = torch.randint(room, (count, 2), generator=random).tolist()
    flips = (torch.rand(count, generator=random) < 0.5).tolist()
    cut = [
        picture[:, top : top + side, left : left + side]
        for picture, (top, left) in zip(pictures, corners, strict=True)
    ]
    return torch.stack([x.flip(2) if flip else x for x, flip in zip(cut, flips, strict=True)])


@torch.no_grad()
def accuracy_of(task: Task, model: CNN, batch: Batch) -> float:
    """Accuracy on whole pictures, each and its mirror image (``CNNConfig.mirror``)."""
    right = 0
    for first in range(0, len(batch), 64):
        part = batch[slice(first, first + 64)]
        with autocast("convolution"):
            logits, _ = model(shown(task, part.pictures))
        right += int((logits.argmax(1) == part.labels).sum())
    return right / len(batch)
