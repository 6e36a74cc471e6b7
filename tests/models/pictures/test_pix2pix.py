"""Both networks of pix2pix: shapes, losses by hand, the same after saving, one outline learnt."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch

from tests.models.makers import small_pix2pix
from textnn import checkpoints
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


def outlines(count: int = 2, inputs: int = 1, size: int = 28) -> torch.Tensor:
    random = torch.Generator().manual_seed(1)
    return (torch.rand(count, inputs, size, size, generator=random) < 0.1).float()


@pytest.mark.parametrize(("inputs", "outputs", "size"), [(1, 1, 28), (12, 3, 128), (1, 1, 9)])
def test_a_picture_has_the_size_of_its_outline(inputs: int, outputs: int, size: int) -> None:
    model = small_pix2pix(inputs=inputs, outputs=outputs, size=size)
    made, loss = model(outlines(2, inputs, size))
    assert made.shape == (2, outputs, size, size)
    assert loss is None
    assert made.abs().max() <= 1


def test_an_outline_always_gives_the_same_picture() -> None:
    model = small_pix2pix()
    x = outlines()
    assert torch.equal(model(x)[0], model(x)[0])
    torch.testing.assert_close(model(x[:1])[0], model(x)[0][:1], atol=1e-5, rtol=1e-5)
    assert not torch.equal(model.train()(x)[0], model(x)[0])  # dropout


def test_the_distance_by_hand() -> None:
    made, true = torch.zeros(1, 3, 2, 2), torch.ones(1, 3, 2, 2)
    true[0, :, 0, 0] = -0.5
    assert l1_distance(made, true).item() == pytest.approx((0.5 + 3) / 4)
    known = torch.ones(1, 1, 2, 2)
    known[0, 0, 0, 0] = 0
    assert l1_distance(made, true, known).item() == pytest.approx(1)
    assert l1_distance(made, true, torch.zeros(1, 1, 2, 2)).item() == 0
    assert l1_distance(made, true, torch.ones(1, 1, 1, 1)).item() == l1_distance(made, true).item()


def test_the_losses_by_hand() -> None:
    even = torch.zeros(2, 1, 3, 3)
    assert discriminator_loss(even, even).item() == pytest.approx(math.log(2))
    assert discriminator_loss(even + 50, even - 50).item() == pytest.approx(0, abs=1e-6)
    assert generator_loss(even, torch.tensor(0.25), 40).item() == pytest.approx(math.log(2) + 10)
    assert generator_loss(even + 50, torch.tensor(0.0), 40).item() == pytest.approx(0, abs=1e-6)


def test_the_loss_of_a_call_is_the_distance_and_reaches_every_weight() -> None:
    model = small_pix2pix().train()
    true = torch.rand(2, 1, 28, 28) * 2 - 1
    made, loss = model(outlines(), true)
    assert loss is not None
    torch.testing.assert_close(loss, (made - true).abs().mean())
    loss.backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in model.parameters())


def test_the_critic_judges_patches_alone() -> None:
    config = Pix2PixConfig(1, 1, 28, (4, 8, 8), (4, 8))
    torch.manual_seed(0)
    discriminator_channels = PatchDiscriminator(config)
    for module in discriminator_channels.modules():
        if isinstance(module, torch.nn.InstanceNorm2d):  # the one thing that sees the whole picture
            module.forward = lambda x: x  # type: ignore[method-assign, assignment]
    x, y = outlines(1), torch.zeros(1, 1, 28, 28)
    before = discriminator_channels(x, y)
    assert before.shape == (1, 1, 12, 12)
    y[0, 0, 0, 0] = 1
    changed = (discriminator_channels(x, y) != before)[0, 0]
    assert changed[0, 0]
    assert not changed[6:].any()
    assert not changed[:, 6:].any()


def test_the_critic_looks_at_the_outline_too() -> None:
    torch.manual_seed(0)
    discriminator_channels, picture = (
        PatchDiscriminator(small_pix2pix().config),
        torch.rand(1, 1, 28, 28),
    )
    assert not torch.equal(
        discriminator_channels(outlines(1), picture),
        discriminator_channels(0 * outlines(1), picture),
    )


def test_classes_and_bytes() -> None:
    found = one_hot(torch.tensor([[[0, 2], [1, 1]]], dtype=torch.uint8), 3)
    assert found.shape == (1, 3, 2, 2)
    assert found.argmax(1).tolist() == [[[0, 2], [1, 1]]]
    assert found.sum().item() == 4
    assert to_bytes(torch.tensor([-1.0, 0.0, 1.0, 1.001])).tolist() == [0, 128, 255, 255]


def test_saved_and_loaded_it_makes_the_same(tmp_path: Path) -> None:
    model = small_pix2pix()
    model.train()(outlines(8))  # statistics of the normalisations
    model.eval()
    checkpoints.save(tmp_path / "pix2pix-fashion", "pix2pix", model, {"seed": 0})
    again = checkpoints.load(tmp_path / "pix2pix-fashion")
    assert isinstance(again.model, Pix2Pix)
    assert again.config == model.config
    torch.testing.assert_close(
        again.model(outlines())[0], model(outlines())[0], atol=2e-3, rtol=2e-2
    )
