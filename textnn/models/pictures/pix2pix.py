"""pix2pix: an outline in, a picture out (Isola, Zhu, Zhou and Efros 2017).

    G minimises  -log s(D(x, G(x))) + lambda |y - G(x)|
    D minimises  -log s(D(x, y)) - log(1 - s(D(x, G(x))))

``x`` is the outline, ``y`` the true picture, s the logistic function. G is a U-Net: an encoder that
halves the picture until little is left of it, and a decoder that doubles it again and sees, at each
size, what the encoder saw. D looks at outline and picture together and judges every patch of them
alone (PatchGAN); what holds the whole together is the distance |y - G(x)|.

Other than in the paper, the decoder repeats every pixel and convolves, since transposed
convolutions leave a woven pattern (Odena, Dumoulin and Olah 2016); the last layer sees the outline
too, at full size; and nothing random is left once the training is over, so that an outline always
gives the same picture.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True)
class Pix2PixConfig:
    """Sizes of both networks.

    Attributes:
        inputs: channels of an outline: 1 for lines, one a class for a map of classes.
        outputs: channels of a picture: 1 grey, 3 colour.
        size: side of both, pixels.
        widths: channels of the encoder at each half of the size.
        discriminator_channels: of its convolutions but the last; all of them but the last two
            halve the size.
        dropout: of the innermost half of the decoder, while training.
        l1_weight: lambda, the weight of |y - G(x)|, pictures in -1 to 1.
    """

    inputs: int
    outputs: int
    size: int
    widths: tuple[int, ...]
    discriminator_channels: tuple[int, ...]
    dropout: float = 0.5
    l1_weight: float = 100.0


class Pix2Pix(nn.Module):
    """The generator G; see module docstring."""

    def __init__(self, config: Pix2PixConfig) -> None:
        super().__init__()
        self.config = config
        widths, levels = config.widths, len(config.widths)
        self.down = nn.ModuleList(
            _halve(in_channels, out_channels, norm=0 < level < levels - 1)
            for level, (in_channels, out_channels) in enumerate(
                zip((config.inputs, *widths), widths, strict=False)
            )
        )
        # From the innermost level outwards; all but the innermost see the encoder's output as well.
        inner = widths[0] // 2
        up_channels = (*widths[-2::-1], inner)
        self.up = nn.ModuleList(
            _double(
                widths[levels - 1 - step] * (2 if step else 1),
                out_channels,
                config.dropout if step < levels // 2 else 0.0,
            )
            for step, out_channels in enumerate(up_channels)
        )
        self.last = nn.Conv2d(inner + config.inputs, config.outputs, 3, padding=1)

    def forward(
        self, outlines: Tensor, pictures: Tensor | None = None, known: Tensor | None = None
    ) -> tuple[Tensor, Tensor | None]:
        """Pictures of outlines, and their distance from the true ones where there are such.

        Args:
            outlines: 0 or 1, shape (batch, inputs, size, size)
            pictures: -1 to 1, shape (batch, outputs, size, size)
            known: 1 where the true picture shows something, shape (batch, 1, size, size); None:
                everywhere

        Returns:
            pictures in -1 to 1, shape (batch, outputs, size, size), and the mean of |y - G(x)|
        """
        size = self.config.size
        rest = -size % 2 ** len(self.down)
        x = F.pad(outlines, (rest // 2, rest - rest // 2) * 2)
        x = x.contiguous(memory_format=torch.channels_last)
        seen = [x]
        for down in self.down:
            seen.append(down(seen[-1]))
        h = seen.pop()
        for step, up in enumerate(self.up):
            h = up(torch.cat([h, seen.pop()], 1) if step else h)
        h = self.last(torch.cat([h, x.to(h.dtype)], 1))
        first = rest // 2
        made = torch.tanh(h.float())[:, :, first : first + size, first : first + size]
        if pictures is None:
            return made, None
        return made, l1_distance(made, pictures, known)


class PatchDiscriminator(nn.Module):
    """The discriminator D; see module docstring."""

    def __init__(self, config: Pix2PixConfig) -> None:
        super().__init__()
        self.config = config
        in_channels, layers = config.inputs + config.outputs, list[nn.Module]()
        for level, out_channels in enumerate(config.discriminator_channels):
            stride = 1 if level == len(config.discriminator_channels) - 1 else 2
            layers.append(
                nn.Conv2d(in_channels, out_channels, 4, stride, padding=1, bias=not level)
            )
            if level:
                layers.append(nn.InstanceNorm2d(out_channels, affine=True))
            layers.append(nn.LeakyReLU(0.2))
            in_channels = out_channels
        self.layers = nn.Sequential(*layers, nn.Conv2d(in_channels, 1, 4, padding=1))
        self.apply(_start)

    def forward(self, outlines: Tensor, pictures: Tensor) -> Tensor:
        """Logit of every patch's being of a true picture, shape (batch, 1, rows, columns).

        Args:
            outlines: shape (batch, inputs, size, size)
            pictures: -1 to 1, shape (batch, outputs, size, size)
        """
        both = torch.cat([outlines, pictures.to(outlines.dtype)], 1)
        verdicts: Tensor = self.layers(both.contiguous(memory_format=torch.channels_last))
        return verdicts.float()


def one_hot(classes: Tensor, count: int) -> Tensor:
    """A map of classes as an outline: class numbers, shape (batch, size, size), to 0 or 1, shape
    (batch, count, size, size)."""
    return F.one_hot(classes.long(), count).permute(0, 3, 1, 2).float()


def l1_distance(made: Tensor, pictures: Tensor, known: Tensor | None = None) -> Tensor:
    """Mean of |y - G(x)| over what is known; arguments as in ``Pix2Pix.forward``."""
    distance = (made - pictures).abs()
    if known is None:
        return distance.mean()
    weight = known.expand_as(made)
    return (distance * weight).sum() / weight.sum().clamp(min=1)


def generator_loss(verdicts: Tensor, distance: Tensor, weight: float) -> Tensor:
    """L_G of D's logits, shape (batch, 1, rows, columns), and of the mean distance; scalar."""
    return F.softplus(-verdicts).mean() + weight * distance


def discriminator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """L_D of logits, shape (batch, 1, rows, columns), halved so that D learns slower than G, as in
    the paper; scalar."""
    return (F.softplus(-real).mean() + F.softplus(fake).mean()) / 2


def _halve(in_channels: int, out_channels: int, norm: bool) -> nn.Module:
    layers: list[nn.Module] = [nn.Conv2d(in_channels, out_channels, 4, 2, padding=1, bias=not norm)]
    if norm:
        layers.append(nn.BatchNorm2d(out_channels))
    block = nn.Sequential(*layers, nn.LeakyReLU(0.2))
    return block.apply(_start)


def _double(in_channels: int, out_channels: int, dropout: float) -> nn.Module:
    convolve = nn.Conv2d(in_channels, out_channels, 3, padding=1, bias=False)
    block = nn.Sequential(
        nn.Sequential(nn.Upsample(scale_factor=2), convolve),
        nn.BatchNorm2d(out_channels),
        nn.Dropout(dropout),
        nn.ReLU(),
    )
    return block.apply(_start)


def _start(module: nn.Module) -> None:
    """First weights, as in the paper: normal, deviation 0.02."""
    if isinstance(module, nn.Conv2d):
        nn.init.normal_(module.weight, 0.0, 0.02)
