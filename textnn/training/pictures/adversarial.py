"""Pairs of networks that learn against each other (Goodfellow et al. 2014).

A generator makes fakes, a discriminator tells fake from real, and each learns from the other. A
*recipe* says what a picture is and what each side loses; a step turns through six phases:

    1. a look               now and then a picture of the moment is kept
    2. real pictures        what nature made
    3. fake pictures        what the generator makes of noise, or of an outline
    4. discriminator step   it learns to tell the two apart
    5. generator step       it learns to pass the discriminator of this moment
    6. running mean         what is shipped: the generator averaged over its last steps
"""

from __future__ import annotations

import copy
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

import torch
from torch import Tensor, nn

from textnn.training.loop import Recipe

RealT = TypeVar("RealT")

MOMENTS = frozenset({0, *(round(2 ** (half / 2)) for half in range(10, 50))})
"""Steps before which a picture is kept: many while much changes, few later."""


class AdversarialRecipe(Recipe, Generic[RealT]):
    """A generator and a discriminator. ``RealT`` is a batch of real things, whatever they are.

    Attributes:
        mean: the running mean of the generator: a copy of it, in evaluation mode.
        decay: how much of the mean a step keeps once the training is well under way.
        generator_optimizer, discriminator_optimizer: one for each side.
    """

    losses = ("discriminator", "generator")
    layer = "convolution"

    generator_optimizer: torch.optim.Optimizer
    discriminator_optimizer: torch.optim.Optimizer

    def __init__(
        self, generator: nn.Module, discriminator: nn.Module, decay: float, device: torch.device
    ) -> None:
        self.generator: nn.Module = _in_channels_last(generator.to(device))
        self.discriminator: nn.Module = _in_channels_last(discriminator.to(device))
        self.mean = copy.deepcopy(self.generator).eval().requires_grad_(False)
        self.decay, self.device = decay, device

    @property
    def parts(self) -> Mapping[str, nn.Module | torch.optim.Optimizer]:
        """Both sides, the mean, and both optimisers."""
        return {
            "generator": self.generator,
            "discriminator": self.discriminator,
            "mean": self.mean,
            "generator_optimizer": self.generator_optimizer,
            "discriminator_optimizer": self.discriminator_optimizer,
        }

    @abstractmethod
    def look(self, step: int) -> None:
        """Phase 1: keeps a picture of the moment; called when ``is_moment(step)``, and at last."""

    @abstractmethod
    def real(self, step: int) -> RealT:
        """Phase 2: the batch of a step; the same step always gives the same batch."""

    @abstractmethod
    def generate(self, real: RealT, step: int) -> Tensor:
        """Phase 3: as many fakes, with their graph, shape (batch, channels, size, size)."""

    @abstractmethod
    def discriminator_loss(self, real: RealT, fake: Tensor) -> Tensor:
        """Phase 4: the discriminator's loss, nats, scalar; ``fake`` is detached."""

    @abstractmethod
    def generator_loss(self, real: RealT, fake: Tensor) -> Tensor:
        """Phase 5: the generator's loss, scalar, against the discriminator of phase 4."""

    def learn(self, step: int, clip: float) -> Tensor:
        """Phases 1 to 6; the losses of discriminator and generator, nats, shape (2,)."""
        # 1. A look.
        if is_moment(step):
            self.look(step)

        # 2. Real pictures.
        real = self.real(step)

        # 3. Fake pictures, as many.
        fake = self.generate(real, step)

        # 4. Discriminator step. Detached: nothing of this reaches the generator.
        discriminator_loss = self.discriminator_loss(real, fake.detach())
        _descend(discriminator_loss, self.discriminator, self.discriminator_optimizer, clip)

        # 5. Generator step. The gradient passes through the discriminator, which stands still.
        self.discriminator.requires_grad_(False)
        generator_loss = self.generator_loss(real, fake)
        _descend(generator_loss, self.generator, self.generator_optimizer, clip)
        self.discriminator.requires_grad_(True)

        # 6. Running mean of the generator.
        follow(self.mean, self.generator, self.decay, step)
        return torch.stack([discriminator_loss.detach(), generator_loss.detach()]).float()

    def finish(self, step: int) -> None:
        """A last look."""
        self.look(step)


def is_moment(step: int) -> bool:
    """Whether a picture is kept before this step: at 0, and from 32 on twice an octave.

    >>> [step for step in range(200) if is_moment(step)]
    [0, 32, 45, 64, 91, 128, 181]
    """
    return step in MOMENTS


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


def _in_channels_last(model: Any) -> Any:
    return model.to(memory_format=torch.channels_last)
