"""The other side: the networks and the recipe of the DCGAN example among PyTorch's own examples.

At 32 pixels instead of 64, so with one layer less on each side, and told the class in the plainest
way: it is put beside the noise, and before the discriminator's eyes as ten more planes. All else is
as there: 64 filters, noise of width 100, batch normalisation on both sides, weights drawn with a
standard deviation of 0.02, Adam at 2e-4 with a momentum of 0.5, 64 pictures a step, binary
cross-entropy, and no running mean.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from textnn.datasets.pictures.sets import Batch
from textnn.models.pictures.gan import from_bytes, one_hot, to_bytes
from textnn.precision import autocast
from textnn.training.loop import rows_of
from textnn.training.pictures.adversarial import AdversarialRecipe

NOISE, FILTERS, BATCH, RATE, MOMENTUM = 100, 64, 64, 2e-4, 0.5


def upward(inputs: int, outputs: int, stride: int = 2) -> list[nn.Module]:
    padding = 1 if stride == 2 else 0
    return [
        nn.ConvTranspose2d(inputs, outputs, 4, stride, padding, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(True),
    ]


class Generator(nn.Module):
    """Noise, shape (batch, NOISE), and one-hot classes -> pictures of 28x28, -1 to 1."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.main = nn.Sequential(
            *upward(NOISE + classes, 4 * FILTERS, 1),
            *upward(4 * FILTERS, 2 * FILTERS),
            *upward(2 * FILTERS, FILTERS),
            nn.ConvTranspose2d(FILTERS, 1, 4, 2, 1, bias=False),
        )

    def forward(self, noise: Tensor, classes: Tensor) -> Tensor:
        seeds = torch.cat([noise, classes], 1)[:, :, None, None]
        return torch.tanh(self.main(seeds).float())[:, :, 2:-2, 2:-2]


class Discriminator(nn.Module):
    """Pictures of 28x28, -1 to 1, and one-hot classes -> log odds of being real, shape (batch,)."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(1 + classes, FILTERS, 4, 2, 1, bias=False),
            nn.LeakyReLU(0.2, True),
            nn.Conv2d(FILTERS, 2 * FILTERS, 4, 2, 1, bias=False),
            nn.BatchNorm2d(2 * FILTERS),
            nn.LeakyReLU(0.2, True),
            nn.Conv2d(2 * FILTERS, 4 * FILTERS, 4, 2, 1, bias=False),
            nn.BatchNorm2d(4 * FILTERS),
            nn.LeakyReLU(0.2, True),
            nn.Conv2d(4 * FILTERS, 1, 4, 1, 0, bias=False),
        )

    def forward(self, pictures: Tensor, classes: Tensor) -> Tensor:
        wide = F.pad(pictures, (2, 2, 2, 2), value=-1.0)
        planes = classes[:, :, None, None].expand(-1, -1, 32, 32)
        seen = torch.cat([wide, planes], 1).contiguous(memory_format=torch.channels_last)
        return self.main(seen)[:, 0, 0, 0].float()  # type: ignore[no-any-return]


def first_weights(model: nn.Module) -> nn.Module:
    for layer in model.modules():
        if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d):
            nn.init.normal_(layer.weight, 0.0, 0.02)
        elif isinstance(layer, nn.BatchNorm2d):
            nn.init.normal_(layer.weight, 1.0, 0.02)
            nn.init.zeros_(layer.bias)
    return model.to(memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]


class DCGANRecipe(AdversarialRecipe[tuple[Tensor, Tensor]]):
    """The example's steps in the loop of textnn's, in the same precision."""

    def __init__(self, train: Batch, classes: int, seed: int) -> None:
        torch.manual_seed(seed)
        self.train, self.classes, self.seed = train, classes, seed
        generator, discriminator = Generator(classes), Discriminator(classes)
        super().__init__(
            first_weights(generator), first_weights(discriminator), 0.0, torch.device("cpu")
        )
        self.generator_optimizer = self._adam(self.generator)
        self.discriminator_optimizer = self._adam(self.discriminator)

    def _adam(self, model: nn.Module) -> torch.optim.Optimizer:
        return torch.optim.Adam(model.parameters(), lr=RATE, betas=(MOMENTUM, 0.999), fused=True)

    def real(self, step: int) -> tuple[Tensor, Tensor]:
        batch = self.train[rows_of(step, len(self.train), BATCH, self.seed)]
        return from_bytes(batch.pictures), one_hot(batch.labels, self.classes)

    def generate(self, real: tuple[Tensor, Tensor], step: int) -> Tensor:
        random = torch.Generator().manual_seed(self.seed * 1_000_003 + step)
        noise = torch.randn(len(real[0]), NOISE, generator=random)
        with autocast("convolution"):
            return self.generator(noise, real[1])  # type: ignore[no-any-return]

    def discriminator_loss(self, real: tuple[Tensor, Tensor], fake: Tensor) -> Tensor:
        with autocast("convolution"):
            seen, made = self.discriminator(*real), self.discriminator(fake, real[1])
        return F.softplus(-seen).mean() + F.softplus(made).mean()  # binary cross-entropy

    def generator_loss(self, real: tuple[Tensor, Tensor], fake: Tensor) -> Tensor:
        with autocast("convolution"):
            return F.softplus(-self.discriminator(fake, real[1])).mean()

    def look(self, step: int) -> None:
        """No film is made of it."""

    def evaluate(self) -> dict[str, float]:
        return {}

    @torch.no_grad()
    def made(self, labels: Tensor) -> Tensor:
        """Pictures, uint8, normalised by their own batch as the example does when it shows some."""
        noise = torch.randn(len(labels), NOISE)
        return to_bytes(self.generator(noise, one_hot(labels, self.classes)))
