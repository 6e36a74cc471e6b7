"""Conditional generative adversarial network: noise and a class in, a small picture out.

    x = G(z, c)    z normal noise, c the class
    D(x, c) = w . h(x) + b + e_c . h(x)    a projection discriminator (Miyato and Koyama 2018)

Discriminator and generator lose (Goodfellow et al. 2014)

    L_D = mean softplus(-D(x)) + mean softplus(D(G(z)))
    L_G = mean softplus(-D(G(z)))

so that D is the log odds of being real. The layers are those of DCGAN (Radford, Metz and Chintala
2016) at 28x28: strided convolutions, batch normalisation in the generator alone. What keeps the two
in balance is younger: every layer of the discriminator has spectral norm 1 (Miyato et al. 2018),
and the class sets scale and shift of the generator's normalisations (de Vries et al. 2017).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm


@dataclass(frozen=True)
class GANConfig:
    """Sizes of a generator and its discriminator.

    Attributes:
        labels: names of the classes.
        channels: 1 for grey, 3 for colour.
        size: side of the square pictures, pixels; a multiple of 4.
        noise: width of z.
        width: channels of the generator at half the picture's side; twice as many at a quarter,
            half as many at full size.
        discriminator_channels: filters of the discriminator's first convolution, at half the
            picture's side; twice as many at a quarter, four times after that.
        verdict: scale and shift that turn D into log odds on pictures neither side learnt from.
    """

    labels: tuple[str, ...]
    channels: int = 1
    size: int = 28
    noise: int = 64
    width: int = 64
    discriminator_channels: int = 64
    verdict: tuple[float, float] = (1.0, 0.0)


class ConditionalNorm(nn.Module):
    """Batch normalisation whose scale and shift are the class's own."""

    def __init__(self, channels: int, classes: int) -> None:
        super().__init__()
        self.norm = nn.BatchNorm2d(channels, affine=False)
        self.scale = nn.Linear(classes, channels, bias=False)
        self.shift = nn.Linear(classes, channels, bias=False)
        nn.init.ones_(self.scale.weight)
        nn.init.zeros_(self.shift.weight)

    def forward(self, x: Tensor, classes: Tensor) -> Tensor:
        """Normalised features.

        Args:
            x: shape (batch, channels, height, width)
            classes: share of each class, shape (batch, classes)

        Returns:
            shape of ``x``
        """
        scale, shift = self.scale(classes), self.shift(classes)
        return self.norm(x) * scale[:, :, None, None] + shift[:, :, None, None]  # type: ignore[no-any-return]


class Generator(nn.Module):
    """Noise and classes -> pictures.

    A class comes as a row of shares that sum to 1, so that a walk can pass between classes.
    """

    def __init__(self, config: GANConfig) -> None:
        super().__init__()
        classes, width = len(config.labels), config.width
        self.side = config.size // 4
        self.input_projection = nn.Linear(config.noise + classes, 2 * width * self.side**2)
        self.norm1 = ConditionalNorm(2 * width, classes)
        self.up1 = nn.ConvTranspose2d(2 * width, width, 4, 2, 1, bias=False)
        self.norm2 = ConditionalNorm(width, classes)
        self.refine = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.norm3 = ConditionalNorm(width, classes)
        self.up2 = nn.ConvTranspose2d(width, width // 2, 4, 2, 1, bias=False)
        self.norm4 = ConditionalNorm(width // 2, classes)
        self.output_conv = nn.Conv2d(width // 2, config.channels, 3, padding=1)

    def forward(self, noise: Tensor, classes: Tensor) -> Tensor:
        """Pictures of the noise.

        Args:
            noise: shape (batch, noise)
            classes: share of each class, shape (batch, classes)

        Returns:
            shape (batch, channels, size, size), -1 to 1
        """
        x = self.input_projection(torch.cat([noise, classes], 1))
        x = x.unflatten(1, (-1, self.side, self.side))
        x = x.contiguous(memory_format=torch.channels_last)
        x = self.up1(F.relu(self.norm1(x, classes)))
        x = self.refine(F.relu(self.norm2(x, classes)))
        x = self.up2(F.relu(self.norm3(x, classes)))
        x = self.output_conv(F.relu(self.norm4(x, classes)))
        return torch.tanh(x.float())


class Discriminator(nn.Module):
    """Pictures and their classes -> log odds of being real."""

    def __init__(self, config: GANConfig) -> None:
        super().__init__()
        width, side = config.discriminator_channels, config.size // 4
        self.conv1 = nn.Conv2d(config.channels, width, 4, 2, 1)
        self.conv2 = nn.Conv2d(width, 2 * width, 4, 2, 1)
        self.conv3 = nn.Conv2d(2 * width, 4 * width, 3, 2, 1)
        features = 4 * width * ((side + 1) // 2) ** 2
        self.real = nn.Linear(features, 1)
        self.class_ = nn.Linear(features, len(config.labels), bias=False)

    def forward(self, pictures: Tensor, classes: Tensor) -> Tensor:
        """Log odds, shape (batch,).

        Args:
            pictures: shape (batch, channels, size, size), -1 to 1
            classes: share of each class, shape (batch, classes)
        """
        x = pictures.contiguous(memory_format=torch.channels_last)
        for conv in (self.conv1, self.conv2, self.conv3):
            x = F.leaky_relu(conv(x), 0.1)
        x = x.flatten(1)
        verdict = self.real(x)[:, 0].float()
        return verdict + (self.class_(x).float() * classes).sum(1)  # type: ignore[no-any-return]


class GAN(nn.Module):
    """What is shipped: the generator's running mean, and the discriminator it was trained against.

    Pictures are bytes here.
    """

    def __init__(self, config: GANConfig) -> None:
        super().__init__()
        self.config = config
        self.generator = Generator(config)
        self.discriminator = Discriminator(config)

    def generate(self, noise: Tensor, classes: Tensor) -> Tensor:
        """Pictures, uint8; arguments as ``Generator.forward``."""
        return to_bytes(self.generator(noise, classes))

    def forward(
        self, pictures: Tensor, labels: Tensor, real: Tensor | None = None
    ) -> tuple[Tensor, Tensor | None]:
        """What the discriminator thinks of pictures.

        Args:
            pictures: uint8, shape (batch, channels, size, size)
            labels: class numbers, shape (batch,)
            real: which are real, shape (batch,)

        Returns:
            calibrated log odds of being real, shape (batch,), and with ``real`` their
            cross-entropy, nats
        """
        scale, shift = self.config.verdict
        raw = self.discriminator(from_bytes(pictures), one_hot(labels, len(self.config.labels)))
        logits = scale * raw + shift
        if real is None:
            return logits, None
        return logits, F.binary_cross_entropy_with_logits(logits, real.float())


def discriminator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """L_D of log odds, each of shape (batch,)."""
    return F.softplus(-real).mean() + F.softplus(fake).mean()


def generator_loss(fake: Tensor) -> Tensor:
    """L_G of log odds, shape (batch,)."""
    return F.softplus(-fake).mean()


def one_hot(labels: Tensor, classes: int) -> Tensor:
    """Whole shares, shape (batch, classes), of class numbers, shape (batch,)."""
    return F.one_hot(labels, classes).float()


def from_bytes(pictures: Tensor) -> Tensor:
    """0 to 255 as -1 to 1, float32, same shape."""
    return pictures.float() / 127.5 - 1


def to_bytes(pictures: Tensor) -> Tensor:
    """-1 to 1 as the nearest of 0 to 255, uint8, same shape."""
    return ((pictures + 1) * 127.5).round().clamp(0, 255).to(torch.uint8)


def constrain(discriminator: nn.Module) -> None:
    """Gives every layer the spectral norm 1 for as long as it is trained."""
    for layer in list(discriminator.modules()):
        if isinstance(layer, nn.Conv2d | nn.Linear):
            spectral_norm(layer)


def settled(discriminator: nn.Module, config: GANConfig) -> Discriminator:
    """One without the constraint, its weights those that the constraint had made of them."""
    discriminator.eval()  # the estimate of the norm is not moved on
    plain = Discriminator(config).eval()
    with torch.no_grad():
        for name, layer in plain.named_children():
            constrained = discriminator.get_submodule(name)
            for kind, weight in layer.named_parameters():
                weight.copy_(getattr(constrained, kind))
    return plain
