"""Strange pictures are told from familiar ones by their distance to the taught ones."""

from __future__ import annotations

import pytest
import torch

from textnn.tasks.teach.features import KINDS
from textnn.tasks.teach.novelty import KNOWN, REMEMBERED, Memory

SIZE = 20 * KINDS
LABELS = torch.arange(2).repeat_interleave(20)


def points(count: int, away: float = 0.0, seed: int = 0) -> torch.Tensor:
    """Around a point far from 0, or ``away`` from it in every second feature."""
    random = torch.Generator().manual_seed(seed)
    far = 3.0 + away * (torch.arange(SIZE) % 2)
    return (torch.randn(count, SIZE, generator=random) + far)[None].repeat(2, 1, 1)


def test_familiar_and_strange() -> None:
    memory = Memory.of(points(40), LABELS, list(range(40)))
    near = [memory.familiarity(points(1, seed=s)) for s in range(100, 200)]
    far = [memory.familiarity(points(1, -6.0, seed=s)) for s in range(20)]
    assert sum(value >= KNOWN for value in near) > 90
    assert 0.3 < sum(near) / len(near) < 0.7
    assert max(far) < KNOWN


def test_brightness_is_not_strangeness() -> None:
    """Features of a picture with little in it are small; what counts is where they point."""
    memory = Memory.of(points(40), LABELS, list(range(40)))
    one = points(1, seed=7)
    assert memory.familiarity(one / 10) == pytest.approx(memory.familiarity(one), abs=1e-4)
    assert memory.familiarity(one * 0) < KNOWN


def test_the_nearest_others_by_hand() -> None:
    """On a circle, 0, 60, 90 and 180 degrees apart; a chord is 2 sin(angle / 2)."""
    turns = torch.deg2rad(torch.tensor([0.0, 60.0, 90.0, 180.0]))
    circle = torch.stack([turns.cos(), turns.sin()], 1).repeat(1, KINDS)
    memory = Memory.of(circle[None].repeat(2, 1, 1), torch.tensor([0, 0, 1, 1]), [0, 1, 2, 3])
    chord = [2 * torch.sin(torch.deg2rad(torch.tensor(a / 2))) for a in (60.0, 90.0, 180.0)]
    expected = KINDS**0.5 * sum(chord) / 3
    assert memory.distances[0].item() == pytest.approx(float(expected), abs=2e-3)


def test_twins_count_once_and_few_are_kept() -> None:
    labels = torch.arange(2).repeat_interleave(80)
    features = points(160)
    features[:, 1] = features[:, 0]
    grouped = [0, 0, *range(2, 160)]
    memory = Memory.of(features, labels, grouped)
    assert memory.features.shape == (2 * REMEMBERED, SIZE)
    assert memory.distances.min() > 0.1
    assert torch.equal(memory.features[1], features[0, 2].half().float())


def test_two_pictures_are_enough_to_be_asked() -> None:
    features = points(2)
    memory = Memory.of(features, torch.tensor([0, 1]), [0, 1])
    assert 0 <= memory.familiarity(points(1, seed=9)) <= 1
    assert memory.familiarity(features[:, :1]) > 0.99
