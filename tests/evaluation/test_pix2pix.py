"""How near made pictures come: by hand, and by what must hold."""

from __future__ import annotations

import pytest
import torch

from textnn.evaluation.pix2pix import measure, ssim


def noise(*shape: int) -> torch.Tensor:
    return torch.randint(0, 256, shape, generator=torch.Generator().manual_seed(0)).float()


def test_the_same_picture_is_wholly_alike() -> None:
    picture = noise(2, 3, 24, 24)
    assert measure(picture, picture) == {"l1": 0.0, "ssim": 1.0}


def test_flat_pictures_by_hand() -> None:
    dark, light = torch.full((1, 1, 16, 16), 50.0), torch.full((1, 1, 16, 16), 100.0)
    c1 = (0.01 * 255) ** 2
    wanted = (2 * 50 * 100 + c1) / (50**2 + 100**2 + c1)
    assert ssim(dark, light).item() == pytest.approx(wanted)
    assert measure(dark, light)["l1"] == pytest.approx(50 / 255, abs=1e-5)


def test_more_noise_is_less_alike() -> None:
    picture = noise(1, 1, 32, 32)
    other = noise(1, 1, 33, 32)[:, :, 1:]
    found = [ssim(picture, picture + by * (other - picture)).item() for by in (0.1, 0.4, 1.0)]
    assert found == sorted(found, reverse=True)
    assert found[0] > 0.9
    assert found[2] < 0.2


def test_negative_is_unlike() -> None:
    picture = noise(1, 1, 24, 24)
    assert ssim(picture, 255 - picture).item() < 0


def test_what_is_not_known_does_not_count() -> None:
    picture = noise(1, 3, 40, 40)
    other = picture.clone()
    other[:, :, :, :12] = 0
    known = torch.ones(1, 40, 40, dtype=torch.bool)
    known[:, :, :12] = False
    assert measure(picture, other, known)["l1"] == 0
    known[:, :, 12:18] = False  # the window of SSIM reaches five pixels further
    assert measure(picture, other, known) == {"l1": 0.0, "ssim": 1.0}
    assert measure(picture, other)["ssim"] < 0.9
