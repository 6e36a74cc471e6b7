"""The GAN: shapes, losses by hand, the norm that is kept, a folder that gives the same again."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch
from torch import nn

from tests.models.makers import small_gan
from textnn import checkpoints
from textnn.models.pictures.gan import (
    GAN,
    ConditionalNorm,
    Discriminator,
    GANConfig,
    constrain,
    discriminator_loss,
    from_bytes,
    generator_loss,
    one_hot,
    settled,
    to_bytes,
)


def noise(count: int) -> torch.Tensor:
    return torch.randn(count, 6, generator=torch.Generator().manual_seed(5))


@pytest.mark.parametrize("size", [28, 32])
@pytest.mark.parametrize("channels", [1, 3])
def test_pictures_have_the_size_asked_for(size: int, channels: int) -> None:
    config = GANConfig(("a", "b"), channels, size, noise=6, width=8, discriminator_channels=4)
    gan = GAN(config).eval()
    found = gan.generate(noise(3), one_hot(torch.tensor([0, 1, 1]), 2))
    assert found.shape == (3, channels, size, size)
    assert found.dtype == torch.uint8
    logits, loss = gan(found, torch.tensor([0, 1, 1]))
    assert logits.shape == (3,)
    assert loss is None


def test_losses_by_hand() -> None:
    zero, sure = torch.zeros(4), torch.full((4,), 3.0)
    assert discriminator_loss(zero, zero).item() == pytest.approx(2 * math.log(2))
    assert discriminator_loss(sure, -sure).item() == pytest.approx(2 * math.log1p(math.exp(-3)))
    assert generator_loss(zero).item() == pytest.approx(math.log(2))
    assert generator_loss(-sure).item() == pytest.approx(3 + math.log1p(math.exp(-3)))


@pytest.mark.slow
def test_what_it_thinks_and_what_that_costs() -> None:
    config = GANConfig(
        ("a", "b"), size=28, noise=6, width=8, discriminator_channels=4, verdict=(2.0, -0.5)
    )
    gan = GAN(config).eval()
    pictures = torch.randint(256, (5, 1, 28, 28), dtype=torch.uint8)
    labels, real = torch.tensor([0, 1, 0, 1, 0]), torch.tensor([1, 1, 0, 0, 1])
    logits, loss = gan(pictures, labels, real)
    raw = gan.discriminator(from_bytes(pictures), one_hot(labels, 2))
    torch.testing.assert_close(logits, 2 * raw - 0.5)
    chance = logits.sigmoid()
    by_hand = -torch.where(real == 1, chance, 1 - chance).log().mean()
    torch.testing.assert_close(loss, by_hand)


def test_bytes_and_back() -> None:
    every = torch.arange(256, dtype=torch.uint8)
    assert torch.equal(to_bytes(from_bytes(every)), every)
    assert to_bytes(torch.tensor([-1.0, 0.0, 1.0])).tolist() == [0, 128, 255]


def test_a_class_has_its_own_scale_and_shift() -> None:
    norm = ConditionalNorm(2, 3)
    norm.scale.weight.data = torch.tensor([[1.0, 2.0, 1.0], [1.0, 1.0, 1.0]])
    norm.shift.weight.data = torch.tensor([[0.0, 5.0, 0.0], [0.0, 0.0, 0.0]])
    x = torch.tensor([-1.0, 1.0])[:, None, None, None].expand(2, 2, 1, 1)
    found = norm.train()(x, one_hot(torch.tensor([1, 1]), 3))
    assert found[:, 0, 0, 0].tolist() == pytest.approx([3, 7], abs=1e-3)
    assert found[:, 1, 0, 0].tolist() == pytest.approx([-1, 1], abs=1e-3)


def test_verdicts_of_a_mixture_lie_between_those_of_its_classes() -> None:
    gan = small_gan()
    picture = torch.rand(1, 1, 28, 28)
    ends = [gan.discriminator(picture, one_hot(torch.tensor([c]), 3)) for c in (0, 2)]
    between = gan.discriminator(picture, torch.tensor([[0.25, 0.0, 0.75]]))
    torch.testing.assert_close(between, 0.25 * ends[0] + 0.75 * ends[1])


def test_every_gradient_arrives() -> None:
    gan = small_gan().train()
    for weight in gan.parameters():
        weight.requires_grad_(True)
    fake = gan.generator(noise(4), one_hot(torch.tensor([0, 1, 2, 0]), 3))
    generator_loss(gan.discriminator(fake, one_hot(torch.tensor([0, 1, 2, 0]), 3))).backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in gan.parameters())


@pytest.mark.slow
def test_constrained_layers_have_norm_one_and_stay_so_when_settled() -> None:
    discriminator = small_gan().discriminator
    constrain(discriminator)
    pictures, classes = torch.rand(4, 1, 28, 28), one_hot(torch.tensor([0, 1, 2, 0]), 3)
    discriminator.train()
    for _ in range(200):  # one step of the power iteration each
        discriminator(pictures, classes)
    discriminator.eval()
    plain = settled(discriminator, small_gan().config)
    assert isinstance(plain, Discriminator)
    assert plain.state_dict().keys() == small_gan().discriminator.state_dict().keys()
    for layer in plain.modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            largest = torch.linalg.matrix_norm(layer.weight.flatten(1), 2)
            assert largest.item() == pytest.approx(1, abs=0.02)
    torch.testing.assert_close(plain(pictures, classes), discriminator(pictures, classes))


def test_saved_and_loaded_it_makes_and_thinks_the_same(tmp_path: Path) -> None:
    gan = small_gan()
    checkpoints.save(tmp_path / "gan", "gan", gan, {"seed": 0})
    again = checkpoints.load(tmp_path / "gan").model
    assert isinstance(again, GAN)
    assert again.config == gan.config
    labels = torch.tensor([0, 1, 2, 1])
    old, new = (g.generate(noise(4), one_hot(labels, 3)).int() for g in (gan, again))
    assert (old - new).abs().max() <= 2, "half precision moves a grey value by one or two"
    one, other = (g(old.to(torch.uint8), labels)[0] for g in (gan, again))
    torch.testing.assert_close(one, other, atol=2e-3, rtol=2e-3)
