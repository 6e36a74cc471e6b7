"""Strange pictures are told from familiar ones by their distance to the taught ones."""

from __future__ import annotations

import torch

from textnn.models.head import HeadConfig
from textnn.pipelines.heldout import fit_both
from textnn.pipelines.strange import KNOWN, REMEMBERED, Memory

SIZE = 40
LABELS = torch.arange(2).repeat_interleave(20)


def points(count: int, away: float = 0.0, seed: int = 0) -> torch.Tensor:
    random = torch.Generator().manual_seed(seed)
    return (torch.randn(count, SIZE, generator=random) + away)[None].repeat(2, 1, 1)


def test_familiar_and_strange() -> None:
    features = points(40)
    head = fit_both(features, LABELS, HeadConfig(SIZE, 2))
    memory = Memory.of(head, features, LABELS, list(range(40)))
    near = [memory.familiarity(head, points(1, seed=s)) for s in range(100, 200)]
    far = [memory.familiarity(head, points(1, 2.0, seed=s)) for s in range(20)]
    assert sum(value >= KNOWN for value in near) > 93
    assert 0.3 < sum(near) / len(near) < 0.7
    assert max(far) < KNOWN


def test_the_nearest_other_picture_by_hand() -> None:
    features = torch.tensor([[[0.0, 0.0], [3.0, 4.0], [3.0, 5.0], [0.0, 7.0]]]).repeat(2, 1, 1)
    labels = torch.tensor([0, 0, 1, 1])
    head = fit_both(features, labels, HeadConfig(2, 2))
    head.mean.zero_()
    head.scale.fill_(1.0)  # so these are the numbers themselves
    memory = Memory.of(head, features, labels, [0, 1, 2, 3])
    torch.testing.assert_close(memory.distances, torch.tensor([5.0, 1.0, 1.0, 13**0.5]))


def test_twins_count_once_and_few_are_kept() -> None:
    labels = torch.arange(2).repeat_interleave(80)
    features = points(160)
    features[:, 1] = features[:, 0]
    grouped = [0, 0, *range(2, 160)]
    head = fit_both(features, labels, HeadConfig(SIZE, 2))
    memory = Memory.of(head, features, labels, grouped)
    assert memory.features.shape == (2 * REMEMBERED, SIZE)
    assert memory.distances.min() > 0.1
    assert torch.equal(memory.features[1], features[0, 2].half().float())


def test_two_pictures_are_enough_to_be_asked() -> None:
    features = points(2)
    head = fit_both(features, torch.tensor([0, 1]), HeadConfig(SIZE, 2))
    memory = Memory.of(head, features, torch.tensor([0, 1]), [0, 1])
    assert 0 <= memory.familiarity(head, points(1, seed=9)) <= 1
    assert memory.familiarity(head, features[:, :1]) > 0.99
