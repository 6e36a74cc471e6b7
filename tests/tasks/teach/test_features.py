"""What a frozen network says of pictures."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from PIL import Image

from tests.tasks.drawings import drawings, write_network
from textnn.checkpoints import load, network
from textnn.models.pictures.cnn import CNN
from textnn.pretrained import Models
from textnn.tasks.teach.features import AT_ONCE, KINDS, SIDE, Frozen, as_tensor


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Frozen:
    folder: Path = tmp_path_factory.mktemp("models")
    write_network(folder)
    return Frozen(network(Models(folder).get("cnn-cifar10", load), CNN))


def test_features_are_those_of_both_sizes(frozen: Frozen) -> None:
    shown = torch.randint(0, 256, (2, 3, SIDE, SIDE), dtype=torch.uint8)
    found = frozen.describe(shown)
    assert found.shape == (2, frozen.features)
    assert frozen.features % KINDS == 0
    half = frozen.features // 2
    third = half // 3
    for at, pictures in ((0, F.avg_pool2d(shown.float(), 2)), (half, shown.float())):
        stages = dict(frozen.network.walk(pictures))
        last = frozen.network.features(pictures)
        torch.testing.assert_close(found[:, at : at + third], stages["block2"].amax((2, 3)))
        torch.testing.assert_close(found[:, at + third : at + half], last)


def test_mirrored_pictures_have_features_of_their_own(frozen: Frozen) -> None:
    files = drawings("cross", AT_ONCE + 3)
    pictures = [np.asarray(Image.open(io.BytesIO(file))) for file in files]
    done: list[float] = []
    found = frozen(pictures, done.append)
    assert found.shape == (2, AT_ONCE + 3, frozen.features)
    assert done == [pytest.approx(AT_ONCE / (AT_ONCE + 3)), 1.0]
    flipped = frozen([np.ascontiguousarray(picture[:, ::-1]) for picture in pictures])
    torch.testing.assert_close(found.flip(0), flipped, atol=1e-4, rtol=1e-4)
    assert not torch.allclose(found[0], found[1])


def test_as_tensor_keeps_every_pixel() -> None:
    pixels = np.arange(SIDE * SIDE * 3, dtype=np.uint32).reshape(SIDE, SIDE, 3).astype(np.uint8)
    found = as_tensor([pixels, 255 - pixels])
    assert found.shape == (2, 3, SIDE, SIDE)
    assert found[1, 2, 5, 7] == 255 - int(pixels[5, 7, 2])
