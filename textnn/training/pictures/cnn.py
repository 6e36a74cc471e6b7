"""Recipe of the convolutional classifiers, with shifted, mirrored, rotated and cut-out pictures.

The steps follow Jordan (2024): stochastic gradient descent with Nesterov's momentum at a high rate,
smoothed targets, and every few steps the weights fall back to their own running mean (lookahead,
Zhang et al. 2019) the more, the nearer the end is. Pictures are mirrored in every second epoch, so
that each is seen both ways equally often.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from textnn import checkpoints
from textnn.checkpoints import load, network
from textnn.config import Settings
from textnn.datasets.pictures.sets import PICTURE_SETS, Batch, PictureSet, read_pictures
from textnn.models.pictures.architectures import ARCHITECTURES, Whitening
from textnn.models.pictures.cnn import CNN, CNNConfig
from textnn.precision import autocast
from textnn.pretrained import Models
from textnn.training.curve import draw_curve
from textnn.training.loop import Budget, SupervisedRecipe, rows_of, train
from textnn.training.runs import RUNS, fastest_device, first_metrics

_CPU = torch.device("cpu")
_EVERY = 5  # steps between two falls back to the running mean


@dataclass(frozen=True)
class CNNOptions:
    """How a classifier is trained.

    Attributes:
        epochs: how often every picture is shown.
        batch: pictures a step.
        learning_rate: highest learning rate.
        momentum: of the descent.
        decay: weight decay.
        bias_lr_scale: learning rate of the normalisations' biases, as a multiple of
            ``learning_rate``.
        shift: most pixels a picture is moved by, up, down or sideways.
        cutout: side of the grey square that hides a part of it (DeVries and Taylor 2017), pixels;
            0: none.
        rotation: most degrees it is turned by; also stretches and slants it a little. 0: none.
        smoothing: of the targets.
        seed: order of the pictures, first weights, all that is drawn.
    """

    epochs: float = 12.0
    batch: int = 512
    learning_rate: float = 0.75
    momentum: float = 0.85
    decay: float = 1.3e-3
    bias_lr_scale: float = 64.0
    shift: int = 2
    cutout: int = 0
    rotation: float = 0.0
    smoothing: float = 0.2
    seed: int = 1


def augment(pictures: Tensor, options: CNNOptions, random: torch.Generator) -> Tensor:
    """Shifts, rotates and cuts out, drawn anew for each picture.

    Args:
        pictures: uint8, shape (batch, channels, size, size)
        random: on the CPU, wherever the pictures are, so that every device draws the same.

    Returns:
        float in 0 to 255, same shape
    """
    x, size, device = pictures.float(), pictures.shape[-1], pictures.device
    count = len(x)
    if options.rotation:
        grid = _grid(count, size, options.rotation, random).to(device)
        x = F.grid_sample(x, grid, align_corners=False)
    if options.shift:
        padded = F.pad(x, (options.shift,) * 4, "reflect")
        moves = torch.randint(2 * options.shift + 1, (count, 2), generator=random)
        rows, columns = (moves.T[..., None] + torch.arange(size)).to(device)
        channels = torch.arange(x.shape[1], device=device)[None, :, None, None]
        numbers = torch.arange(count, device=device)[:, None, None, None]
        x = padded[numbers, channels, rows[:, None, :, None], columns[:, None, None, :]]
    if options.cutout:
        corners = torch.randint(size - options.cutout + 1, (count, 2), generator=random)
        inside = [
            (torch.arange(size) >= c[:, None]) & (torch.arange(size) < c[:, None] + options.cutout)
            for c in corners.T
        ]
        hidden = inside[0][:, None, :, None] & inside[1][:, None, None, :]
        x = x.where(~hidden.to(device), x.mean())
    return x


def _grid(count: int, size: int, turn: float, random: torch.Generator) -> Tensor:
    """Sampling grid, -1 to 1, shape (count, size, size, 2): rotated by up to ``turn`` degrees,
    scaled by up to a tenth, sheared by up to an eighth."""
    drawn = 2 * torch.rand(count, 4, generator=random) - 1
    angle = torch.deg2rad(turn * drawn[:, 0])
    cos, sin = angle.cos(), angle.sin()
    wide, high, slant = 1 + drawn[:, 1] / 10, 1 + drawn[:, 2] / 10, drawn[:, 3] / 8
    zero = torch.zeros(count)
    first = torch.stack([wide * cos, wide * (slant * cos - sin), zero], 1)
    second = torch.stack([high * sin, high * (slant * sin + cos), zero], 1)
    return F.affine_grid(torch.stack([first, second], 1), [count, 1, size, size], False)


class CNNRecipe(SupervisedRecipe):
    """Steps over shuffled pictures."""

    unit = "nats/picture"
    layer = "convolution"

    def __init__(
        self, model: CNN, train: Batch, dev: Batch, options: CNNOptions,
        device: torch.device = _CPU,
    ) -> None:  # fmt: skip
        self.model: CNN = model.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.train, self.dev, self.options = train.to(device), dev.to(device), options
        self.an_epoch = max(1, len(train) // options.batch)
        self.steps = round(options.epochs * self.an_epoch)
        self.mean = {name: value.clone() for name, value in self._floats()}
        self.optimizers = (self._optimizer(),)
        for module in model.modules():
            if isinstance(module, Whitening):
                module.fit(model.normalize(self.train.pictures[:5000]))

    @torch.no_grad()
    def begin_with(self, other: CNN) -> None:
        """Takes the weights of a network of the same sizes, all but the head's."""
        weights = self.model.state_dict()
        for name, value in other.state_dict().items():
            if not name.startswith("stages.head."):
                weights[name].copy_(value)
        self.mean = {name: value.clone() for name, value in self._floats()}

    def _floats(self) -> list[tuple[str, Tensor]]:
        return [(n, v) for n, v in self.model.state_dict().items() if v.is_floating_point()]

    def _optimizer(self) -> torch.optim.Optimizer:
        options = self.options
        norms: list[nn.Parameter] = []
        others: list[nn.Parameter] = []
        for module in self.model.modules():
            frozen_scale = isinstance(module, nn.BatchNorm2d) and not module.weight.requires_grad
            for weight in module.parameters(recurse=False):
                if weight.requires_grad:
                    (norms if frozen_scale else others).append(weight)
        groups: list[dict[str, Any]] = [{"params": others, "lr": options.learning_rate}]
        if norms:
            many = options.bias_lr_scale
            groups.append(
                {
                    "params": norms,
                    "lr": many * options.learning_rate,
                    "weight_decay": options.decay / many,
                }
            )
        return torch.optim.SGD(
            groups, lr=options.learning_rate, momentum=options.momentum, nesterov=True,
            weight_decay=options.decay,
        )  # fmt: skip

    def loss(self, step: int) -> Tensor:
        """Mean cross-entropy of a batch, nats, scalar."""
        if step % _EVERY == 0:
            self._fall_back(0.95**_EVERY * (step / self.steps) ** 3)
        rows = rows_of(step, len(self.train), self.options.batch, self.options.seed)
        rows = rows.to(self.device)
        batch = self.train[rows]
        pictures = batch.pictures
        if self.model.config.mirror:
            flipped = (rows + step // self.an_epoch) % 2 == 0
            pictures = pictures.where(~flipped[:, None, None, None], pictures.flip(3))
        drawn = torch.Generator().manual_seed(self.options.seed * 1_000_003 + step)
        with autocast("convolution", self.device):
            _, loss = self.model(augment(pictures, self.options, drawn), batch.labels)
        assert isinstance(loss, Tensor)
        return loss

    @torch.no_grad()
    def _fall_back(self, decay: float) -> None:
        for name, value in self._floats():
            self.mean[name].lerp_(value, 1 - decay)
            value.copy_(self.mean[name])

    @torch.no_grad()
    def evaluate(self) -> dict[str, float]:
        """Accuracy and nats on pictures that are not learnt from."""
        self.model.eval()
        right, nats = 0, 0.0
        for first in range(0, len(self.dev), 256):
            part = self.dev[slice(first, first + 256)]
            logits, loss = self.model(part.pictures, part.labels)
            assert loss is not None
            right += int((logits.argmax(1) == part.labels).sum())
            nats += loss.item() * len(part)
        self.model.train()
        return {"dev_accuracy": right / len(self.dev), "dev_nats": nats / len(self.dev)}

    def state(self) -> dict[str, Any]:
        """The running mean of the weights."""
        return {"mean": self.mean}

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on with that mean."""
        self.mean = {name: value.to(self.device) for name, value in state["mean"].items()}


@dataclass(frozen=True)
class CNNTask:
    """Which network learns which pictures, and how.

    Attributes:
        data: a key of ``PICTURE_SETS``.
        architecture: a key of ``ARCHITECTURES``.
        width: of the network; 0: its usual one.
        options: of the training.
        views: see ``CNNConfig``.
        start: shipped classifier whose weights it begins with; empty: drawn anew.
    """

    data: str
    architecture: str
    options: CNNOptions
    width: int = 0
    views: int = 1
    start: str = ""


CNN_TASKS: dict[str, CNNTask] = {
    "cnn-cifar10": CNNTask(
        "cifar10", "resnet-deep",
        CNNOptions(epochs=80, batch=1024, learning_rate=1.17, shift=4, cutout=12),
        views=3,
    ),
    "cnn-slide": CNNTask(
        "cifar10", "keras",
        CNNOptions(
            epochs=20, batch=128, learning_rate=0.02, momentum=0.9, decay=5e-4, smoothing=0.0
        ),
    ),
    "cnn-digits": CNNTask(
        "digits", "resnet-fast", CNNOptions(epochs=8, rotation=12, smoothing=0.1), width=32, views=3
    ),
    "cnn-arabic-digits": CNNTask(
        "arabic-digits", "resnet-fast",
        CNNOptions(
            epochs=80, shift=3, cutout=6, rotation=15, smoothing=0.1, batch=128, learning_rate=0.1
        ),
        width=32, views=3, start="cnn-digits",
    ),
    "cnn-fashion": CNNTask(
        "fashion", "resnet-fast", CNNOptions(epochs=10, cutout=6, smoothing=0.1), width=48, views=3
    ),
}  # fmt: skip
"""Name of a shipped classifier -> its training."""


def train_cnn(
    name: str, settings: Settings, minutes: float, resume: bool, seed: int
) -> dict[str, Any]:
    """Trains a shipped classifier and writes its folder.

    Raises:
        UserError: the pictures are missing, or the classifier it begins with.
    """
    task = CNN_TASKS[name]
    options = replace(task.options, seed=seed)
    torch.manual_seed(seed)
    train_set, dev_set = (
        read_pictures(settings.datasets_folder, task.data, split)
        for split in ("train", "calibration")
    )
    model = new_cnn(
        task.architecture, PICTURE_SETS[task.data], train_set, options.smoothing, task.width,
        task.views,
    )  # fmt: skip
    recipe = CNNRecipe(model, train_set, dev_set, options, fastest_device())
    if task.start:
        recipe.begin_with(network(Models(settings.models).get(task.start, load), CNN))
    budget = Budget(
        recipe.steps, minutes, warmup=int(1.5 * recipe.an_epoch), floor=0.03, clip=1e6,
        log_every=max(1, recipe.an_epoch // 10), evaluate_every=recipe.an_epoch,
    )  # fmt: skip
    figures = train(recipe, budget, RUNS / name, resume=resume)
    draw_curve(RUNS / name / "log.jsonl", settings.models / name / "curve.png")
    metrics = first_metrics(f"images/{PICTURE_SETS[task.data].file}", len(train_set), options)
    metrics |= {**figures, **({"start": task.start} if task.start else {})}
    checkpoints.save(settings.models / name, "cnn", model.to(_CPU), metrics)
    return metrics


def new_cnn(
    architecture: str, kind: PictureSet, pictures: Batch, smoothing: float, width: int = 0,
    views: int = 1,
) -> CNN:  # fmt: skip
    """A network with first weights for a set of pictures, which tell it mean and deviation."""
    pixels = pictures.pictures[:5000].float() / 255
    _, usual = ARCHITECTURES[architecture]
    return CNN(
        CNNConfig(
            architecture, kind.labels, pixels.shape[1], pixels.shape[2], width or usual,
            mean=tuple(round(v, 4) for v in pixels.mean((0, 2, 3)).tolist()),
            std=tuple(round(v, 4) for v in pixels.std((0, 2, 3)).tolist()),
            smoothing=smoothing, mirror=kind.mirror, views=views,
        )
    )  # fmt: skip
