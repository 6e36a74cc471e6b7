"""One readable training loop for every network.

A *recipe* says what a step is; the loop does what all trainings share: the learning-rate schedule,
evaluation, a log anyone can plot, and checkpoints to resume from.
"""

from __future__ import annotations

import json
import math
import random
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from tqdm import tqdm

from textnn.precision import Layer, describe_hardware

CHECKPOINT = "checkpoint.pt"
"""Its name in the folder of a run."""


class Recipe(ABC):
    """What a training must know of its networks and data.

    Attributes:
        losses: names of what ``learn`` returns, as the log has them.
        unit: of the losses.
        layer: kind of layer that its forward passes ask ``precision.autocast`` for; ``None``: they
            do not ask, and run in float32.
    """

    losses: tuple[str, ...] = ("loss",)
    unit = ""
    layer: Layer | None = None

    @property
    @abstractmethod
    def parts(self) -> Mapping[str, nn.Module | torch.optim.Optimizer]:
        """What is trained, and what updates it; goes into the checkpoint."""

    @abstractmethod
    def learn(self, step: int, clip: float) -> Tensor:
        """One optimiser step, gradients clipped; its losses, detached, shape (len(losses),)."""

    @abstractmethod
    def evaluate(self) -> dict[str, float]:
        """Figures on the dev split."""

    def finish(self, step: int) -> None:  # noqa: B027  # most have nothing to do
        """Called once after the last step."""

    def state(self) -> dict[str, Any]:
        """What else must survive a stop; nothing where the step number tells all that is drawn."""
        return {}

    def restore(self, state: dict[str, Any]) -> None:  # noqa: B027  # as above
        """Continues from what ``state`` returned."""


class SupervisedRecipe(Recipe):
    """A recipe with one loss, on the device where its model was put before it.

    Attributes:
        model: what is trained.
        optimizers: one for each group of weights that is updated in its own way.
    """

    model: nn.Module
    optimizers: tuple[torch.optim.Optimizer, ...]

    @abstractmethod
    def loss(self, step: int) -> Tensor:
        """The loss of one step, scalar, in ``unit``, ready for ``backward``."""

    @property
    def parts(self) -> Mapping[str, nn.Module | torch.optim.Optimizer]:
        """The model and its optimisers."""
        numbered = enumerate(self.optimizers)
        return {"model": self.model, **{f"optimizer{n}": one for n, one in numbered}}

    @property
    def device(self) -> torch.device:
        """Where the model is, and all that it is given must be."""
        return next(self.model.parameters()).device

    @cached_property
    def _dense(self) -> list[nn.Parameter]:
        """Weights whose gradients have one norm to clip: not those of embedding tables."""
        sparse = {
            id(weight)
            for optimizer in self.optimizers
            if isinstance(optimizer, torch.optim.SparseAdam)
            for group in optimizer.param_groups
            for weight in group["params"]
        }
        return [p for p in self.model.parameters() if p.requires_grad and id(p) not in sparse]

    def learn(self, step: int, clip: float) -> Tensor:
        """Descends along the gradient of ``loss``."""
        loss = self.loss(step)
        for optimizer in self.optimizers:
            optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self._dense, clip)
        for optimizer in self.optimizers:
            optimizer.step()
        return loss.detach()[None]


@dataclass(frozen=True)
class Budget:
    """How long to train and how often to look up.

    Attributes:
        steps: optimiser steps in all.
        minutes: wall time in all, over every resumption; the training ends with whichever of the
            two is used up first, and the schedule follows that one. 0: no limit.
        warmup: steps over which the learning rate rises from zero; 0: none.
        floor: last learning rate, as a part of the highest.
        clip: largest norm of the dense gradients.
        log_every: steps between two lines of the log.
        evaluate_every: steps between two evaluations, each followed by a checkpoint.
    """

    steps: int
    minutes: float = 0.0
    warmup: int = 100
    floor: float = 0.01
    clip: float = 1.0
    log_every: int = 50
    evaluate_every: int = 500

    def done(self, step: int, seconds: float) -> float:
        """Part of the budget that is used, 0 to 1."""
        by_time = seconds / (60 * self.minutes) if self.minutes else 0.0
        return min(1.0, max(step / self.steps, by_time))

    def rate(self, step: int, seconds: float) -> float:
        """Learning rate as a part of the highest: warm-up, then half a cosine (Loshchilov 2017)."""
        cosine = 0.5 + 0.5 * math.cos(math.pi * self.done(step, seconds))
        return min(1.0, (step + 1) / max(1, self.warmup)) * (self.floor + (1 - self.floor) * cosine)


class Log:
    """One JSON object a line: step, seconds, and figures."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def begin(self, step: int, about: Mapping[str, str]) -> None:
        """Drops the lines after ``step``, which a resumed training writes again, and adds a line:
        the hardware, and the number format on it.
        """
        self.keep(step)
        self.add(step=step, **about)

    def add(self, **figures: float | str) -> None:
        """Appends a line."""
        row = {k: round(v, 6) if isinstance(v, float) else v for k, v in figures.items()}
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")

    def keep(self, step: int) -> None:
        """Drops the lines after ``step``; before the first step all of them."""
        rows = [row for row in self.rows() if row["step"] <= step] if step else []
        self.path.unlink(missing_ok=True)
        for row in rows:
            self.add(**row)

    def rows(self) -> list[dict[str, Any]]:
        """All lines so far."""
        if not self.path.exists():
            return []
        return [json.loads(line) for line in self.path.read_text(encoding="utf-8").splitlines()]


def train(recipe: Recipe, budget: Budget, folder: Path, *, resume: bool = False) -> dict[str, Any]:
    """Trains until the budget is used up.

    Args:
        recipe: networks, optimisers, data.
        budget: how long.
        folder: gets ``log.jsonl`` and ``checkpoint.pt`` (local, never loaded from strangers).
        resume: continue from ``checkpoint.pt`` if there is one; otherwise start anew.

    Returns:
        the figures of the last evaluation; ``hardware`` and ``number_format``, in words.
    """
    folder.mkdir(parents=True, exist_ok=True)
    log, checkpoint = Log(folder / "log.jsonl"), folder / CHECKPOINT
    optimizers = [p for p in recipe.parts.values() if isinstance(p, torch.optim.Optimizer)]
    for group in (group for optimizer in optimizers for group in optimizer.param_groups):
        group["initial_lr"] = group["lr"]
    step, before, figures = 0, 0.0, dict[str, float]()
    if resume and checkpoint.exists():
        step, before, figures = _load(recipe, checkpoint)
    device = optimizers[0].param_groups[0]["params"][0].device
    about = describe_hardware(recipe.layer, device)
    log.begin(step, about)
    began, scored = time.monotonic(), step
    total, summed = torch.zeros(len(recipe.losses), device=device), 0

    def seconds() -> float:
        return before + time.monotonic() - began

    def evaluate() -> dict[str, float]:
        found = recipe.evaluate()
        log.add(step=step, seconds=seconds(), **found)
        _save(recipe, checkpoint, step, seconds(), found)
        return found

    with tqdm(total=budget.steps, initial=step, unit="step", mininterval=2) as bar:
        bar.write(", ".join(about.values()))
        while (done := budget.done(step, seconds())) < 1:
            _set_rates(optimizers, budget.rate(step, seconds()))
            total += recipe.learn(step, budget.clip)
            step += 1
            summed += 1
            bar.update()
            if step % budget.log_every == 0:
                # Fewer than log_every right after a resumption.
                means = dict(zip(recipe.losses, (total / summed).tolist(), strict=True))
                log.add(step=step, seconds=seconds(), done=done, **means)
                bar.set_postfix_str(f"{_said(means, 3)} {recipe.unit}")
                total.zero_()
                summed = 0
            if step % budget.evaluate_every == 0:
                figures, scored = evaluate(), step
                bar.write(f"step {step}: {_said(figures, 4)}")
    recipe.finish(step)
    return (figures if scored == step and figures else evaluate()) | about


def _said(figures: Mapping[str, float], digits: int) -> str:
    return " ".join(f"{name} {value:.{digits}f}" for name, value in figures.items())


def _set_rates(optimizers: Iterable[torch.optim.Optimizer], part: float) -> None:
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            group["lr"] = group["initial_lr"] * part


def _save(recipe: Recipe, path: Path, step: int, seconds: float, figures: dict[str, float]) -> None:
    """Writes beside, then renames: a stop in the middle leaves the last checkpoint whole."""
    content = {
        "step": step,
        "seconds": seconds,
        "figures": figures,
        "parts": {name: part.state_dict() for name, part in recipe.parts.items()},
        "recipe": recipe.state(),
        # Dropout goes on as if there had been no stop.
        "random": torch.get_rng_state(),
        "random_cuda": torch.cuda.get_rng_state() if torch.cuda.is_initialized() else None,
    }
    beside = path.with_suffix(".part")
    torch.save(content, beside)
    beside.replace(path)


def _load(recipe: Recipe, path: Path) -> tuple[int, float, dict[str, float]]:
    content = read_checkpoint(path)
    for name, part in recipe.parts.items():
        part.load_state_dict(content["parts"][name])
    recipe.restore(content["recipe"])
    torch.set_rng_state(content["random"])
    if torch.cuda.is_initialized() and content.get("random_cuda") is not None:
        torch.cuda.set_rng_state(content["random_cuda"])
    return content["step"], content["seconds"], content["figures"]


def read_checkpoint(path: Path) -> dict[str, Any]:
    """What a training left: ``step``, ``seconds``, ``figures``, ``parts`` and more, on the CPU
    whatever it was trained on.
    """
    content: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return content


@lru_cache(maxsize=4)
def shuffled(count: int, seed: str) -> Sequence[int]:
    """The numbers below ``count`` in the random order of a seed, such as of an epoch."""
    order = list(range(count))
    random.Random(seed).shuffle(order)
    return order


def alike_batches(
    rows: Iterable[int], size: int, key: Callable[[int], Any], rng: random.Random, *, group: int
) -> list[list[int]]:
    """Batches of rows of like length: sorted within random groups of batches, then shuffled.

    Args:
        key: what is alike in a batch, such as the length.
        group: batches that are sorted together.
    """
    order = list(rows)
    rng.shuffle(order)
    parts = [order[at : at + group * size] for at in range(0, len(order), group * size)]
    order = [row for part in parts for row in sorted(part, key=key)]
    batches = [order[at : at + size] for at in range(0, len(order), size)]
    rng.shuffle(batches)
    return batches


def rows_of(step: int, count: int, batch: int, seed: int) -> Tensor:
    """Rows of a step's batch, shape (batch,): all ``count`` of them shuffled anew every epoch."""
    epoch, number = divmod(step, max(1, count // batch))
    return permutation(count, seed * 1_000_003 + epoch)[number * batch :][:batch]


@lru_cache(maxsize=2)
def permutation(count: int, seed: int) -> Tensor:
    """The numbers below ``count`` in the random order of a seed, shape (count,)."""
    return torch.randperm(count, generator=torch.Generator().manual_seed(seed))
