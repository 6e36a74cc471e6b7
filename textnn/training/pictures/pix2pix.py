"""Recipe of the networks that make pictures of outlines; see ``adversarial.AdversarialRecipe``."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from textnn import checkpoints
from textnn.config import Settings
from textnn.datasets.pictures.facades import SIDE, Facades, read_facades
from textnn.datasets.pictures.outlines import SIZE, draw_outlines, placed
from textnn.datasets.pictures.sets import PICTURE_SETS, read_pictures
from textnn.evaluation.pix2pix import measure
from textnn.models.pictures.gan import to_bytes
from textnn.models.pictures.pix2pix import (
    PatchDiscriminator,
    Pix2Pix,
    Pix2PixConfig,
    discriminator_loss,
    generator_loss,
    l1_distance,
    one_hot,
)
from textnn.precision import autocast
from textnn.training.curve import draw_curve
from textnn.training.loop import Budget, rows_of, train
from textnn.training.pictures.adversarial import AdversarialRecipe
from textnn.training.runs import RUNS, fastest_device, first_metrics

_CPU = torch.device("cpu")
_MEASURED = 100  # batches that the normalisations of the shipped network are measured on
_SHOWN = 10  # dev pictures on the sheet of a moment


@dataclass(frozen=True)
class Pix2PixOptions:
    """How such a network is trained.

    Attributes:
        steps: in all.
        batch: pairs a step.
        rate: highest learning rate of both sides (Adam).
        momentum: of both.
        mean: what the running mean of the generator keeps in a step.
        seed: order of the pairs, first weights, all that is drawn.
    """

    steps: int
    batch: int
    rate: float = 2e-4
    momentum: float = 0.5
    mean: float = 0.998
    seed: int = 1


class Pairs(NamedTuple):
    """Outlines and their pictures.

    Attributes:
        outlines: 0 or 1, shape (n, inputs, size, size)
        pictures: -1 to 1, shape (n, outputs, size, size); 0 where nothing is known
        known: 1 where the picture shows something, shape (n, 1, size, size)
    """

    outlines: Tensor
    pictures: Tensor
    known: Tensor

    def to(self, device: torch.device) -> Pairs:
        """The same on another device."""
        return Pairs(*(part.to(device) for part in self))


@dataclass(frozen=True)
class Data:
    """What a network learns from.

    Attributes:
        count: training pictures.
        pairs: rows of these and a seed -> pairs, each time drawn, moved or cut anew.
        dev, test: pairs as they are, never learnt from.
    """

    count: int
    pairs: Callable[[Tensor, int], Pairs]
    dev: Pairs
    test: Pairs


def clothes(folder: Path) -> Data:
    """Outlines drawn of Fashion-MNIST."""
    train = read_pictures(folder, "fashion", "train").pictures[:, 0].numpy()
    held = [read_pictures(folder, "fashion", split) for split in ("calibration", "test")]

    def pairs(rows: Tensor, seed: int) -> Pairs:
        random = np.random.default_rng(seed)
        pictures = placed(train[rows.numpy()], random)
        return _clothes_pairs(draw_outlines(pictures, random, like_hand=True), pictures)

    random = np.random.default_rng(0)  # exact outlines take nothing from it
    dev, test = (
        _clothes_pairs(draw_outlines(pictures, random, like_hand=False), pictures)
        for pictures in (batch.pictures[:, 0].numpy() for batch in held)
    )
    return Data(len(train), pairs, dev, test)


def _clothes_pairs(lines: np.ndarray[Any, Any], pictures: np.ndarray[Any, Any]) -> Pairs:
    x, y = (torch.from_numpy(part).float()[:, None] for part in (lines, pictures))
    return Pairs(x, y / 127.5 - 1, torch.ones(len(x), 1, 1, 1))


def facades(folder: Path) -> Data:
    """Maps of facades and their photographs."""
    train = read_facades(folder, "train")

    def pairs(rows: Tensor, seed: int) -> Pairs:
        return _facade_pairs(train.augmented(rows, torch.Generator().manual_seed(seed)))

    dev, test = (_facade_pairs(read_facades(folder, split)) for split in ("val", "test"))
    return Data(len(train), pairs, dev, test)


def _facade_pairs(found: Facades) -> Pairs:
    known = found.known[:, None].float()
    photos = found.photos.float() / 127.5 - 1
    return Pairs(one_hot(found.maps, len(found.classes)), photos * known, known)


class Pix2PixRecipe(AdversarialRecipe[Pairs]):
    """Outlines, the pictures made of them, and what both sides lose.

    The discriminator sees nothing where the true picture shows nothing, or it would teach the
    generator to leave corners empty, too.
    """

    def __init__(
        self, config: Pix2PixConfig, data: Data, options: Pix2PixOptions, folder: Path,
        device: torch.device = _CPU,
    ) -> None:  # fmt: skip
        torch.manual_seed(options.seed)
        super().__init__(Pix2Pix(config), PatchDiscriminator(config), options.mean, device)
        self.config, self.data, self.options, self.folder = config, data, options, folder
        self.dev = data.dev.to(device)
        self.generator_optimizer = self._adam(self.generator)
        self.discriminator_optimizer = self._adam(self.discriminator)

    def _adam(self, model: nn.Module) -> torch.optim.Optimizer:
        betas = (self.options.momentum, 0.999)
        return torch.optim.Adam(model.parameters(), lr=self.options.rate, betas=betas, fused=True)

    def real(self, step: int) -> Pairs:
        """Shuffled anew every epoch."""
        seed = self.options.seed
        rows = rows_of(step, self.data.count, self.options.batch, seed)
        return self.data.pairs(rows, seed * 1_000_003 + step).to(self.device)

    def generate(self, real: Pairs, step: int) -> Tensor:
        """G(x), -1 to 1, shape (batch, outputs, size, size)."""
        del step  # nothing is drawn
        with autocast("convolution", self.device):
            made: Tensor = self.generator(real.outlines)[0]
        return made

    def discriminator_loss(self, real: Pairs, fake: Tensor) -> Tensor:
        """L_D, nats, scalar; true and fake pictures go through in one batch."""
        outlines = torch.cat([real.outlines] * 2)
        with autocast("convolution", self.device):
            verdicts = self.discriminator(outlines, torch.cat([real.pictures, fake * real.known]))
        return discriminator_loss(*verdicts.chunk(2))

    def generator_loss(self, real: Pairs, fake: Tensor) -> Tensor:
        """L_G, scalar: cross-entropy, nats, and the weighted distance from the true pictures."""
        with autocast("convolution", self.device):
            verdicts = self.discriminator(real.outlines, fake * real.known)
        apart = l1_distance(fake, real.pictures, real.known)
        return generator_loss(verdicts, apart, self.config.l1_weight)

    @torch.no_grad()
    def look(self, step: int) -> None:
        """Writes a sheet: dev outlines, what is made of them, and the true pictures below."""
        outlines, pictures, _ = (part[:_SHOWN] for part in self.dev)
        lines = outlines.argmax(1, keepdim=True) if outlines.shape[1] > 1 else outlines
        shades = lines.float() / lines.max().clamp(min=1) * 2 - 1
        rows = [shades.expand_as(pictures), self.mean(outlines)[0], pictures]
        sheet = torch.cat([torch.cat(list(to_bytes(row)), 2) for row in rows], 1)
        image = Image.fromarray(sheet.permute(1, 2, 0).cpu().numpy().squeeze())
        self.folder.mkdir(parents=True, exist_ok=True)
        image.save(self.folder / f"look-{step:06d}.png")

    def evaluate(self) -> dict[str, float]:
        """Distance and structural similarity on dev pairs."""
        return {f"dev_{name}": value for name, value in score(self.mean, self.dev).items()}

    @torch.no_grad()
    def finished(self) -> nn.Module:
        """The network that is shipped: the running mean, its normalisations measured anew.

        In training they saw what dropout makes of the numbers, which is wider spread.
        """
        model: nn.Module = copy.deepcopy(self.mean)
        for module in model.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.reset_running_stats()
                module.momentum = None  # the mean of all that comes
                module.train()
        for number in range(_MEASURED):
            model(self.real(number).outlines)
        return model.eval().to(_CPU)


@torch.no_grad()
def score(model: nn.Module, pairs: Pairs) -> dict[str, float]:
    """``l1`` and ``ssim`` of what a network makes of outlines, against the true pictures."""
    parts = torch.split(pairs.outlines, 100)
    return compare(torch.cat([model(part)[0] for part in parts]), pairs)


def plain(learnt: Pairs, pairs: Pairs) -> Tensor:
    """Baseline: each class of a map in its mean colour, shape (n, outputs, size, size)."""
    weight = learnt.outlines * learnt.known
    sums = torch.einsum("nchw,nohw->co", weight, learnt.pictures)
    colours = sums / weight.sum((0, 2, 3))[:, None].clamp(min=1)
    return torch.einsum("nchw,co->nohw", pairs.outlines, colours)


def compare(made: Tensor, pairs: Pairs) -> dict[str, float]:
    """``l1`` and ``ssim`` of made pictures, -1 to 1, shape (n, outputs, size, size)."""
    everywhere = pairs.known.shape[-1] == 1
    known = None if everywhere else (pairs.known[:, 0] > 0).cpu()
    return measure(to_bytes(made).cpu(), to_bytes(pairs.pictures).cpu(), known)


@dataclass(frozen=True)
class Pix2PixTask:
    """What a network learns, its sizes, how, and for how many minutes at most."""

    file: str
    read: Callable[[Path], Data]
    config: Pix2PixConfig
    options: Pix2PixOptions
    minutes: float


PIX2PIX_TASKS: dict[str, Pix2PixTask] = {
    "pix2pix-fashion": Pix2PixTask(
        PICTURE_SETS["fashion"].file, clothes,
        Pix2PixConfig(1, 1, SIZE, (32, 64, 128, 128), (32, 64, 128), dropout=0.3, l1_weight=40.0),
        Pix2PixOptions(steps=2600, batch=64), minutes=40.0,
    ),
    "pix2pix-facades": Pix2PixTask(
        "facades.npz", facades,
        Pix2PixConfig(12, 3, SIDE, (32, 64, 128, 192, 192, 192), (32, 64, 128, 192), dropout=0.3),
        Pix2PixOptions(steps=12_000, batch=4), minutes=80.0,
    ),
}  # fmt: skip
"""Name of a shipped network -> its training."""


def train_pix2pix(
    name: str, settings: Settings, minutes: float, resume: bool, seed: int
) -> dict[str, Any]:
    """Trains such a network, measures it on test pairs, and writes its folder.

    Raises:
        UserError: the pictures are missing.
    """
    task = PIX2PIX_TASKS[name]
    options = replace(task.options, seed=seed)
    data = task.read(settings.datasets_folder)
    recipe = Pix2PixRecipe(task.config, data, options, RUNS / name, fastest_device())
    budget = Budget(
        options.steps, minutes or task.minutes, warmup=50, floor=0.02, clip=1e6, log_every=50,
        evaluate_every=500,
    )  # fmt: skip
    figures = train(recipe, budget, RUNS / name, resume=resume)
    folder = settings.models / name
    metrics = first_metrics(f"images/{task.file}", data.count, options)
    metrics |= {**figures, "n_test": len(data.test.outlines)}
    checkpoints.save(folder, "pix2pix", recipe.finished(), metrics)
    shipped = checkpoints.load(folder).model
    metrics |= {f"test_{key}": value for key, value in score(shipped, data.test).items()}
    if task.config.inputs > 1:
        found = compare(plain(data.pairs(torch.arange(data.count), seed), data.test), data.test)
        metrics |= {f"plain_{key}": value for key, value in found.items()}
    checkpoints.save(folder, "pix2pix", shipped, metrics)
    draw_curve(RUNS / name / "log.jsonl", folder / "curve.png")
    return metrics
