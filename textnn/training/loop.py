"""One readable training loop for every supervised model.

A *recipe* says what a step is; the loop does what all trainings share: gradients, clipping, the
learning-rate schedule, evaluation, a log anyone can plot, and checkpoints to resume from.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Tensor, nn
from tqdm import tqdm

from textnn.precision import describe_hardware


class Recipe(Protocol):
    """What a training must know of its model and data."""

    unit: str

    @property
    def model(self) -> nn.Module:
        """What is trained."""

    @property
    def optimizers(self) -> Sequence[torch.optim.Optimizer]:
        """One for each group of weights that is updated in its own way."""

    def loss(self, step: int) -> Tensor:
        """The loss of one step, scalar, in ``unit``, ready for ``backward``."""

    def evaluate(self) -> dict[str, float]:
        """Figures on the dev split."""

    def state(self) -> dict[str, Any]:
        """Where the data stands; goes into the checkpoint."""

    def restore(self, state: dict[str, Any]) -> None:
        """Continues from what ``state`` returned."""


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

    def begin(self, step: int, device: torch.device) -> dict[str, str]:
        """Drops the lines after ``step``, which a resumed training writes again, and adds a line:
        the hardware, and the precision chosen on it.
        """
        self.keep(step)
        about = describe_hardware(device)
        self.add(step=step, **about)
        return about

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


def train(
    recipe: Recipe, budget: Budget, folder: Path, *, resume: bool = False
) -> dict[str, float]:
    """Trains until the budget is used up.

    Args:
        recipe: model, optimisers, data.
        budget: how long.
        folder: gets ``log.jsonl`` and ``checkpoint.pt`` (local, never loaded from strangers).
        resume: continue from ``checkpoint.pt`` if there is one; otherwise start anew.

    Returns:
        the figures of the last evaluation.
    """
    folder.mkdir(parents=True, exist_ok=True)
    log, checkpoint = Log(folder / "log.jsonl"), folder / "checkpoint.pt"
    step, before, figures = 0, 0.0, dict[str, float]()
    if resume and checkpoint.exists():
        step, before, figures = _load(recipe, checkpoint)
    rates = [[group["lr"] for group in opt.param_groups] for opt in recipe.optimizers]
    if resume and step:
        rates = [[group["initial_lr"] for group in o.param_groups] for o in recipe.optimizers]
    dense = [p for p in recipe.model.parameters() if p.requires_grad and not _is_sparse(recipe, p)]
    about = log.begin(step, dense[0].device)
    began = time.monotonic()
    total, summed, scored = torch.zeros((), device=dense[0].device), 0, step
    with tqdm(total=budget.steps, initial=step, unit="step", mininterval=2) as bar:
        bar.write(", ".join(about.values()))
        while (done := budget.done(step, _seconds(before, began))) < 1:
            _set_rates(recipe.optimizers, rates, budget.rate(step, _seconds(before, began)))
            loss = recipe.loss(step)
            for optimizer in recipe.optimizers:
                optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(dense, budget.clip)
            for optimizer in recipe.optimizers:
                optimizer.step()
            step += 1
            total += loss.detach()
            summed += 1
            bar.update()
            if step % budget.log_every == 0:
                mean = total.item() / summed  # fewer than log_every right after a resumption
                total.zero_()
                summed = 0
                log.add(step=step, seconds=_seconds(before, began), done=done, loss=mean)
                bar.set_postfix_str(f"loss {mean:.3f} {recipe.unit}")
            if step % budget.evaluate_every == 0:
                figures = recipe.evaluate()
                log.add(step=step, seconds=_seconds(before, began), **figures)
                bar.write(f"step {step}: " + " ".join(f"{k} {v:.4f}" for k, v in figures.items()))
                _save(recipe, checkpoint, step, _seconds(before, began), figures)
                scored = step
    if scored == step and figures:
        return figures
    figures = recipe.evaluate()
    log.add(step=step, seconds=_seconds(before, began), **figures)
    _save(recipe, checkpoint, step, _seconds(before, began), figures)
    return figures


def _seconds(before: float, began: float) -> float:
    return before + time.monotonic() - began


def _is_sparse(recipe: Recipe, parameter: nn.Parameter) -> bool:
    return any(
        isinstance(optimizer, torch.optim.SparseAdam)
        and any(parameter is p for group in optimizer.param_groups for p in group["params"])
        for optimizer in recipe.optimizers
    )


def _set_rates(
    optimizers: Sequence[torch.optim.Optimizer], rates: list[list[float]], part: float
) -> None:
    for optimizer, highest in zip(optimizers, rates, strict=True):
        for group, rate in zip(optimizer.param_groups, highest, strict=True):
            group["initial_lr"] = rate
            group["lr"] = rate * part


def _save(recipe: Recipe, path: Path, step: int, seconds: float, figures: dict[str, float]) -> None:
    """Writes beside, then renames: a stop in the middle leaves the last checkpoint whole."""
    content = {
        "step": step,
        "seconds": seconds,
        "figures": figures,
        "model": recipe.model.state_dict(),
        "optimizers": [optimizer.state_dict() for optimizer in recipe.optimizers],
        "recipe": recipe.state(),
        "random": torch.get_rng_state(),
    }
    beside = path.with_suffix(".part")
    torch.save(content, beside)
    beside.replace(path)


def _load(recipe: Recipe, path: Path) -> tuple[int, float, dict[str, float]]:
    content = torch.load(path, map_location="cpu", weights_only=True)
    recipe.model.load_state_dict(content["model"])
    for optimizer, state in zip(recipe.optimizers, content["optimizers"], strict=True):
        optimizer.load_state_dict(state)
    recipe.restore(content["recipe"])
    if "random" in content:  # dropout goes on as if there had been no stop
        torch.set_rng_state(content["random"])
    return content["step"], content["seconds"], content["figures"]
