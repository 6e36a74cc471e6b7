"""The convolutional classifiers: shapes, counts by hand, views, gradients, a folder on disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn

from tests.models.makers import small_cnn
from textnn import checkpoints
from textnn.models.pictures.architectures import ARCHITECTURES, Whitening
from textnn.models.pictures.cnn import CNN

SIZES = ((1, 28), (3, 32))


def pictures(count: int = 4, channels: int = 1, size: int = 28) -> torch.Tensor:
    random = torch.Generator().manual_seed(0)
    shape = (count, channels, size, size)
    return torch.randint(0, 256, shape, generator=random, dtype=torch.uint8)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize(("channels", "size"), SIZES)
def test_every_architecture_reads_grey_and_colour(
    architecture: str, channels: int, size: int
) -> None:
    model = small_cnn(architecture, channels=channels, size=size).train()
    batch = pictures(channels=channels, size=size)
    logits, loss = model(batch, torch.tensor([0, 1, 2, 0]))
    assert logits.shape == (4, 3)
    assert loss is not None
    loss.backward()
    for name, weight in model.named_parameters():
        assert not weight.requires_grad or weight.grad is not None, name
    model.eval()
    names, outputs = zip(*model.walk(batch), strict=True)
    assert names[-1] == "head"
    assert len(set(names)) == len(names)
    torch.testing.assert_close(outputs[-1], model(batch)[0])
    last = outputs[-2]
    expected = torch.cat([last.mean((2, 3)), last.amax((2, 3))], 1)
    torch.testing.assert_close(model.features(batch), expected)


def test_lenet_has_the_weights_of_the_paper() -> None:
    model = CNN(small_cnn("lenet5").config.__class__("lenet5", tuple("0123456789"), 1, 28, 0,
                                                     (0.0,), (1.0,)))  # fmt: skip
    weights = sum(weight.numel() for weight in model.parameters())
    assert weights == 156 + 2416 + 48120 + 10164 + 850


def test_whitened_pixels_are_independent() -> None:
    random = torch.Generator().manual_seed(0)
    noise = torch.randn(64, 1, 20, 20, generator=random)
    smooth = 5 * nn.functional.avg_pool2d(noise, 3, 1)  # neighbours resemble each other
    whitening = Whitening(1)
    whitening.fit(smooth)
    half = whitening.filters(smooth)[:, :4].permute(1, 0, 2, 3).flatten(1)
    bias = whitening.filters.bias
    assert bias is not None
    half = half - bias[:4, None]
    covariance = half @ half.T / half.shape[1]
    torch.testing.assert_close(covariance, torch.eye(4), atol=0.02, rtol=0)


def test_a_mirrored_picture_gets_the_same_logits() -> None:
    model = small_cnn()
    config = model.config.__class__(**{**model.config.__dict__, "mirror": True, "views": 3})
    both = CNN(config).eval()
    batch = pictures()
    logits, _ = both(batch)
    # moved views leave by one corner what comes in at the other, so mirrored is nearly the same
    still = CNN(model.config.__class__(**{**model.config.__dict__, "mirror": True})).eval()
    still.load_state_dict(both.state_dict())
    torch.testing.assert_close(still(batch)[0], still(batch.flip(3))[0])
    assert logits.shape == (4, 3)
    assert not torch.equal(logits, still(batch)[0])


def test_three_views_count_half_a_quarter_and_a_quarter() -> None:
    config = small_cnn().config
    one = CNN(config).eval()
    three = CNN(replace(config, views=3)).eval()
    three.load_state_dict(one.state_dict())
    batch = pictures()
    wide = nn.functional.pad(batch.float(), (1, 1, 1, 1), "replicate")
    moved = one(wide[:, :, :-2, :-2])[0] + one(wide[:, :, 2:, 2:])[0]
    torch.testing.assert_close(three(batch)[0], one(batch)[0] / 2 + moved / 4)


def test_a_folder_gives_the_same_logits(tmp_path: Path) -> None:
    model = small_cnn("vgg", channels=3, size=32)
    batch = pictures(channels=3, size=32)
    checkpoints.save(tmp_path / "cnn-small", "cnn", model, {"data": "invented"})
    loaded = checkpoints.load(tmp_path / "cnn-small")
    assert isinstance(loaded.model, CNN)
    assert loaded.config == model.config
    torch.testing.assert_close(loaded.model(batch)[0], model(batch)[0], atol=2e-3, rtol=1e-2)
