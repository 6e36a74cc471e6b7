"""The head: its loss by hand, one optimum, classes that count the same, and what the decay does."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from textnn.models.head import Head, HeadConfig, fit_head


def cloud(counts: tuple[int, ...], features: int = 6, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Points round one corner a class, far from 0 and on a scale of their own."""
    random = torch.Generator().manual_seed(seed)
    labels = torch.tensor([label for label, count in enumerate(counts) for _ in range(count)])
    points = torch.randn(len(labels), features, generator=random)
    points[torch.arange(len(labels)), labels] += 2.0
    return 1000 * points + 5000, labels


def test_loss_by_hand() -> None:
    head = Head(HeadConfig(features=2, classes=2, decay=0.5))
    with torch.no_grad():
        head.weight.copy_(torch.tensor([[1.0, 0.0], [0.0, 2.0]]))
        head.mean.copy_(torch.tensor([1.0, 1.0]))
        head.scale.fill_(2.0)
    logits, loss = head(torch.tensor([[3.0, 1.0], [1.0, 3.0], [1.0, 1.0]]), torch.tensor([0, 1, 1]))
    expected = torch.tensor([[1.0, 0.0], [0.0, 2.0], [0.0, 0.0]])
    torch.testing.assert_close(logits, expected)
    one, two = (math.log(1 + math.exp(-x)) for x in (1, 2))
    by_class = (one + (two + math.log(2)) / 2) / 2
    assert loss is not None
    assert loss.item() == pytest.approx(by_class + 0.25 * 5, abs=1e-6)
    assert head(torch.zeros(1, 2))[1] is None


def test_at_the_optimum_nothing_pulls() -> None:
    features, labels = cloud((30, 20, 10))
    head = fit_head(features, labels, HeadConfig(6, 3, decay=0.01)).requires_grad_(True)
    _, loss = head(features, labels)
    loss.backward()
    assert head.weight.grad is not None
    assert head.weight.grad.abs().max() < 1e-4
    assert head.bias.grad is not None
    assert head.bias.grad.abs().max() < 1e-4


def test_it_learns_whatever_the_scale_of_the_features() -> None:
    head = fit_head(*cloud((40, 40)), HeadConfig(6, 2))
    features, labels = cloud((200, 200), seed=1)
    assert (head(features)[0].argmax(1) == labels).float().mean() > 0.85


def test_order_changes_nothing() -> None:
    features, labels = cloud((12, 15))
    order = torch.randperm(27, generator=torch.Generator().manual_seed(3))
    one = fit_head(features, labels, HeadConfig(6, 2))
    other = fit_head(features[order], labels[order], HeadConfig(6, 2))
    torch.testing.assert_close(one.weight, other.weight, atol=1e-3, rtol=1e-3)


def test_a_class_counts_the_same_with_few_pictures_as_with_many() -> None:
    features, labels = cloud((100, 5))
    head = fit_head(features, labels, HeadConfig(6, 2))
    fresh, truth = cloud((300, 300), seed=5)
    taken = head(fresh)[0].argmax(1)
    share = (taken == 1).float().mean().item()
    assert 0.3 < share < 0.7
    assert (taken == truth).float().mean() > 0.75


def test_a_larger_decay_makes_smaller_weights() -> None:
    data = cloud((10, 10))
    sizes = [
        fit_head(*data, HeadConfig(6, 2, decay)).weight.norm().item() for decay in (1e-4, 0.01, 1.0)
    ]
    assert sizes[0] > 2 * sizes[1] > 4 * sizes[2]


def test_a_feature_that_never_changes_is_no_trouble() -> None:
    features, labels = cloud((5, 5))
    features[:, 3] = 7.0
    logits = fit_head(features, labels, HeadConfig(6, 2))(features)[0]
    assert logits.isfinite().all()
    assert (
        fit_head(torch.ones(4, 2), torch.tensor([0, 0, 1, 1]), HeadConfig(2, 2))(torch.ones(1, 2))[
            0
        ]
        .isfinite()
        .all()
    )
