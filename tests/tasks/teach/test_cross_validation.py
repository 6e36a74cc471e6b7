"""What is held out of a lesson, and how sure a lesson may be."""

from __future__ import annotations

import io

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor

from tests.tasks.drawings import drawings
from textnn.models.head import HeadConfig
from textnn.tasks.teach.cross_validation import (
    alike,
    fit_both,
    folds,
    groups,
    held_out,
    judge,
    temperature,
)
from textnn.tasks.teach.features import as_tensor


def pixels(files: list[bytes]) -> Tensor:
    return as_tensor([np.asarray(Image.open(io.BytesIO(file))) for file in files])


def test_alike_are_copies_brighter_ones_and_mirror_images() -> None:
    one, other = pixels(drawings("disc", 2)).float()
    shown = torch.stack([one, one * 0.9 + 5, one.flip(2), other]).clamp(0, 255).to(torch.uint8)
    same = alike(shown)
    assert torch.equal(same, same.T)
    assert same[:3, :3].all()
    assert not same[3, :3].any()


def test_different_drawings_are_not_alike() -> None:
    shown = pixels([*drawings("disc", 8), *drawings("cross", 8)])
    assert int(alike(shown).sum()) == 16


def test_pictures_of_one_colour_are_alike_if_it_is_the_same() -> None:
    shown = torch.tensor([10, 11, 200]).view(3, 1, 1, 1).repeat(1, 3, 64, 64).to(torch.uint8)
    assert alike(shown).tolist() == [
        [True, True, False], [True, True, False], [False, False, True],
    ]  # fmt: skip


def test_groups_hang_together_within_their_class_only() -> None:
    same = torch.eye(5, dtype=torch.bool)
    for one, other in ((0, 2), (2, 1), (1, 4)):
        same[one, other] = same[other, one] = True
    assert groups(same, torch.tensor([0, 0, 0, 1, 1])) == [0, 0, 0, 3, 4]


def test_every_picture_is_held_out_once_and_twins_together() -> None:
    labels = torch.arange(3).repeat_interleave(30)
    grouped = list(range(90))
    grouped[5] = grouped[7] = grouped[3]
    turns = folds(labels, grouped, seed=1)
    assert turns is not None
    assert turns[3] == turns[5] == turns[7]
    sizes = torch.bincount(turns)
    assert len(sizes) == 10
    assert sizes.min() >= 7
    for label in range(3):  # stratified: no turn takes more than its part of a class
        assert torch.bincount(turns[labels == label]).max() <= 5
    assert torch.equal(turns, folds(labels, grouped, seed=1))  # type: ignore[arg-type]
    assert not torch.equal(turns, folds(labels, grouped, seed=2))  # type: ignore[arg-type]


@pytest.mark.parametrize("grouped", [[0, 1, 2], [0, 1, 2, 2]])
def test_a_class_of_one_picture_cannot_be_held_out(grouped: list[int]) -> None:
    labels = torch.tensor([0, 0, 1, 1][: len(grouped)])
    assert folds(labels, grouped, seed=0) is None


@pytest.mark.slow
def test_the_head_that_judges_has_not_seen_the_picture() -> None:
    """Labels drawn by lot cannot be foreseen; a head that had seen them would know them."""
    random = torch.Generator().manual_seed(4)
    features = torch.randn(1, 80, 200, generator=random).repeat(2, 1, 1)
    labels = torch.randint(2, (80,), generator=random)
    turns = folds(labels, list(range(80)), seed=0)
    assert turns is not None
    config, done = HeadConfig(200, 2, 1e-4), list[float]()
    logits = held_out(features, labels, turns, config, done.append)
    assert 0.3 < (logits.argmax(1) == labels).float().mean() < 0.7
    seen = judge(fit_both(features, labels, config), features)
    assert (seen.argmax(1) == labels).all()
    assert done == sorted(done)
    assert done[-1] == 1
    out = turns == turns[0]
    head = fit_both(features[:, ~out], labels[~out], config)
    torch.testing.assert_close(logits[out], judge(head, features[:, out]))


@pytest.mark.parametrize("apart", [2.0, 9.0])
def test_few_pictures_make_no_certainty(apart: float) -> None:
    """Platt: with n of a class, all judged rightly, the mean chance is (n + 1) / (n + 2)."""
    labels = torch.arange(2).repeat_interleave(40)
    logits = apart * torch.nn.functional.one_hot(labels).float()
    chance = (logits / temperature(logits, labels)).softmax(1)[0, 0].item()
    assert chance == pytest.approx(41 / 42, abs=0.01)


def test_the_bad_luck_of_two_pictures_does_not_decide() -> None:
    labels = torch.tensor([0, 1])
    wrong = 2.0 * torch.nn.functional.one_hot(1 - labels).float()
    assert 1.2 < temperature(wrong, labels) < 5


def test_classes_count_the_same_however_many_pictures_they_have() -> None:
    """The small class is judged wrongly, the large one rightly: no reason to be sure."""
    labels = torch.tensor([0] * 40 + [1] * 4)
    logits = 5.0 * torch.nn.functional.one_hot(torch.zeros(44, dtype=torch.long), 2).float()
    chance = (logits / temperature(logits, labels)).softmax(1)[0, 0].item()
    assert 0.5 < chance < 0.7  # were every picture to count the same, 0.9


def test_errors_make_a_lesson_less_sure() -> None:
    labels = torch.arange(2).repeat_interleave(50)
    taken = labels.clone()
    taken[::5] = 1 - taken[::5]
    logits = 8.0 * torch.nn.functional.one_hot(taken).float()
    chance = (logits / temperature(logits, labels)).softmax(1).amax(1)[0].item()
    assert chance == pytest.approx(0.8, abs=0.02)
