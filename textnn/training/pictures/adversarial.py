"""One readable loop for every pair of networks that learn against each other.

A generator makes fakes, a discriminator tells fake from real, and each learns from the other
(Goodfellow et al. 2014). A *recipe* says what a picture is and what each side loses; the loop turns
through six phases:

    1. real pictures        what nature made
    2. fake pictures        what the generator makes of noise, or of an outline
    3. discriminator step   it learns to tell the two apart
    4. generator step       it learns to pass the discriminator of this moment
    5. running mean         what is shipped: the generator averaged over its last steps
    6. a look               log, picture of the moment, figures, checkpoint
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, Protocol, TypeVar

import torch
from torch import Tensor, nn
from tqdm import tqdm

from textnn.training.loop import Budget, Log

RealT = TypeVar("RealT")

MOMENTS = frozenset({0, *(round(2 ** (half / 2)) for half in range(10, 50))})
"""Steps before which a picture is kept: many while much changes, few later."""


class AdversarialRecipe(Protocol[RealT]):
    """What the loop must know. ``RealT`` is a batch of real things, whatever they are.

    Attributes:
        generator, discriminator: what is trained.
        mean: the running mean of the generator: a copy of it, in evaluation mode.
        decay: how much of the mean a step keeps once the training is well under way.
        generator_optimizer, discriminator_optimizer: one for each side.
    """

    decay: float

    @property
    def generator(self) -> nn.Module: ...  # noqa: D102
    @property
    def discriminator(self) -> nn.Module: ...  # noqa: D102
    @property
    def mean(self) -> nn.Module: ...  # noqa: D102
    @property
    def generator_optimizer(self) -> torch.optim.Optimizer: ...  # noqa: D102
    @property
    def discriminator_optimizer(self) -> torch.optim.Optimizer: ...  # noqa: D102

    def real(self, step: int) -> RealT:
        """Phase 1: the batch of a step; the same step always gives the same batch."""

    def generate(self, real: RealT, step: int) -> Tensor:
        """Phase 2: as many fakes, with their graph, shape (batch, channels, size, size)."""

    def discriminator_loss(self, real: RealT, fake: Tensor) -> Tensor:
        """Phase 3: the discriminator's loss, nats, scalar; ``fake`` is detached."""

    def generator_loss(self, real: RealT, fake: Tensor) -> Tensor:
        """Phase 4: the generator's loss, scalar, against the discriminator of phase 3."""

    def look(self, step: int) -> None:
        """Phase 6: keeps a picture of the moment; called when ``is_moment(step)``, and at last."""

    def evaluate(self) -> dict[str, float]:
        """Phase 6: figures, every ``Budget.evaluate_every`` steps."""

    def state(self) -> dict[str, Any]:
        """What else must survive a stop, such as the pictures kept; goes into the checkpoint."""

    def restore(self, state: dict[str, Any]) -> None:
        """Continues from what ``state`` returned."""


def is_moment(step: int) -> bool:
    """Whether a picture is kept before this step: at 0, and from 32 on twice an octave.

    >>> [step for step in range(200) if is_moment(step)]
    [0, 32, 45, 64, 91, 128, 181]
    """
    return step in MOMENTS


def train_adversarial(
    recipe: AdversarialRecipe[Any], budget: Budget, folder: Path, *, resume: bool = False
) -> dict[str, float]:
    """Trains until the budget is used up.

    Args:
        recipe: networks, optimisers, data.
        budget: how long, and the schedule of both learning rates.
        folder: gets ``log.jsonl`` and ``checkpoint.pt`` (local, never loaded from strangers).
        resume: continue from ``checkpoint.pt`` if there is one; otherwise start anew.

    Returns:
        the figures of the last evaluation.
    """
    folder.mkdir(parents=True, exist_ok=True)
    log, checkpoint = Log(folder / "log.jsonl"), folder / "checkpoint.pt"
    sides = (recipe.discriminator_optimizer, recipe.generator_optimizer)
    for optimizer in sides:
        for group in optimizer.param_groups:
            group["initial_lr"] = group["lr"]
    step, before, figures = 0, 0.0, dict[str, float]()
    if resume and checkpoint.exists():
        step, before, figures = _load(recipe, checkpoint)
    device = next(recipe.generator.parameters()).device
    about = log.begin(step, device)
    began, scored, summed = time.monotonic(), step, 0
    losses = torch.zeros(2, device=device)
    with tqdm(total=budget.steps, initial=step, unit="step", mininterval=2) as bar:
        bar.write(", ".join(about.values()))
        while (done := budget.done(step, seconds := before + time.monotonic() - began)) < 1:
            if is_moment(step):
                recipe.look(step)
            _set_rates(sides, budget.rate(step, seconds))

            # 1 to 5. Both sides learn.
            losses += _step(recipe, step, budget.clip)
            step += 1
            summed += 1

            # 6. A look.
            bar.update()
            seconds = before + time.monotonic() - began
            if step % budget.log_every == 0:
                mean_d, mean_g = (losses / summed).tolist()
                log.add(step=step, seconds=seconds, done=done, discriminator=mean_d,
                        generator=mean_g)  # fmt: skip
                bar.set_postfix_str(f"discriminator {mean_d:.3f} generator {mean_g:.3f}")
                losses.zero_()
                summed = 0
            if step % budget.evaluate_every == 0:
                figures = recipe.evaluate()
                log.add(step=step, seconds=seconds, **figures)
                bar.write(f"step {step}: " + " ".join(f"{k} {v:.4f}" for k, v in figures.items()))
                _save(recipe, checkpoint, step, before + time.monotonic() - began, figures)
                scored = step
    recipe.look(step)
    if scored == step and figures:
        return figures
    figures = recipe.evaluate()
    seconds = before + time.monotonic() - began
    log.add(step=step, seconds=seconds, **figures)
    _save(recipe, checkpoint, step, seconds, figures)
    return figures


def _step(recipe: AdversarialRecipe[Any], step: int, clip: float) -> Tensor:
    """Phases 1 to 5; the losses of discriminator and generator, nats, shape (2,)."""
    # 1. Real pictures.
    real = recipe.real(step)

    # 2. Fake pictures, as many.
    fake = recipe.generate(real, step)

    # 3. Discriminator step. Detached: nothing of this reaches the generator.
    discriminator_loss = recipe.discriminator_loss(real, fake.detach())
    _descend(discriminator_loss, recipe.discriminator, recipe.discriminator_optimizer, clip)

    # 4. Generator step. The gradient passes through the discriminator, which stands still.
    recipe.discriminator.requires_grad_(False)
    generator_loss = recipe.generator_loss(real, fake)
    _descend(generator_loss, recipe.generator, recipe.generator_optimizer, clip)
    recipe.discriminator.requires_grad_(True)

    # 5. Running mean of the generator.
    follow(recipe.mean, recipe.generator, recipe.decay, step)
    return torch.stack([discriminator_loss.detach(), generator_loss.detach()]).float()


@torch.no_grad()
def follow(mean: nn.Module, model: nn.Module, decay: float, step: int) -> None:
    """Moves the running mean of a model's weights and statistics towards the model.

    Early steps forget faster, so that the mean does not drag the first noise along:
    ``mean <- d mean + (1 - d) model``, ``d = min(decay, (1 + step) / (10 + step))``.
    """
    keep = min(decay, (1 + step) / (10 + step))
    for old, new in zip(mean.state_dict().values(), model.state_dict().values(), strict=True):
        if old.is_floating_point():
            old.lerp_(new, 1 - keep)
        else:
            old.copy_(new)


def _descend(loss: Tensor, model: nn.Module, optimizer: torch.optim.Optimizer, clip: float) -> None:
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), clip)
    optimizer.step()


def _set_rates(optimizers: tuple[torch.optim.Optimizer, ...], part: float) -> None:
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            group["lr"] = group["initial_lr"] * part


def _save(
    recipe: AdversarialRecipe[Any], path: Path, step: int, seconds: float, figures: dict[str, float]
) -> None:
    """Writes beside, then renames: a stop in the middle leaves the last checkpoint whole."""
    content = {
        "step": step,
        "seconds": seconds,
        "figures": figures,
        "generator": recipe.generator.state_dict(),
        "discriminator": recipe.discriminator.state_dict(),
        "mean": recipe.mean.state_dict(),
        "generator_optimizer": recipe.generator_optimizer.state_dict(),
        "discriminator_optimizer": recipe.discriminator_optimizer.state_dict(),
        "recipe": recipe.state(),
        "random": torch.get_rng_state(),
    }
    beside = path.with_suffix(".part")
    torch.save(content, beside)
    beside.replace(path)


def _load(recipe: AdversarialRecipe[Any], path: Path) -> tuple[int, float, dict[str, float]]:
    content = torch.load(path, map_location="cpu", weights_only=True)
    for name in (
        "generator", "discriminator", "mean", "generator_optimizer", "discriminator_optimizer",
    ):  # fmt: skip
        getattr(recipe, name).load_state_dict(content[name])
    recipe.restore(content["recipe"])
    torch.set_rng_state(content["random"])
    return content["step"], content["seconds"], content["figures"]
