"""Figures of fake pictures, held against values that can be worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from tests.models.makers import small_cnn
from textnn.evaluation.gan import (
    Gaussian,
    Pictures,
    accuracy_score,
    diversity,
    features,
    frechet_distance,
    gaussian,
    measure,
    precision_recall,
    spread,
)


def test_frechet_distance_of_known_gaussians() -> None:
    one = Gaussian(np.array([0.0, 0.0]), np.diag([1.0, 4.0]))
    other = Gaussian(np.array([3.0, 4.0]), np.diag([9.0, 4.0]))
    assert frechet_distance(one, other) == pytest.approx(25 + (3 - 1) ** 2)
    assert frechet_distance(other, one) == pytest.approx(29)
    assert frechet_distance(one, one) == pytest.approx(0, abs=1e-9)


def test_frechet_distance_where_the_covariances_do_not_commute() -> None:
    # C1 = diag(4, 1), C2 = [[2, 1], [1, 2]]; tr (C1 C2)^(1/2) = sqrt(tr(C1 C2) + 2 sqrt(det C1 C2))
    one = Gaussian(np.zeros(2), np.diag([4.0, 1.0]))
    other = Gaussian(np.zeros(2), np.array([[2.0, 1.0], [1.0, 2.0]]))
    root = math.sqrt(10 + 2 * math.sqrt(12))
    assert frechet_distance(one, other) == pytest.approx(5 + 4 - 2 * root)


def test_frechet_distance_of_a_flat_cloud() -> None:
    flat = Gaussian(np.zeros(3), np.diag([1.0, 0.0, 0.0]))
    point = Gaussian(np.array([0.0, 2.0, 0.0]), np.zeros((3, 3)))
    assert frechet_distance(flat, point) == pytest.approx(4 + 1)


def test_a_cloud_becomes_its_gaussian() -> None:
    found = gaussian(torch.tensor([[0.0, 1.0], [2.0, 1.0], [4.0, 1.0]]))
    assert found.mean.tolist() == [2, 1]
    assert found.covariance.tolist() == [[4, 0], [0, 0]]


def test_precision_and_recall_by_hand() -> None:
    # With k = 1 the real points reach 1 far, the fake ones 1, 1 and 18.5.
    real = torch.tensor([[0.0], [1.0], [10.0], [11.0]])
    fake = torch.tensor([[10.5], [11.5], [30.0]])
    assert precision_recall(real, fake, k=1) == pytest.approx((2 / 3, 0.5))
    assert precision_recall(real, real, k=1) == (1, 1)


def test_forgeries_of_one_kind_have_precision_and_no_recall() -> None:
    random = torch.Generator().manual_seed(0)
    real = torch.randn(400, 2, generator=random) * 5
    fake = torch.randn(400, 2, generator=random) * 0.1
    precision, recall = precision_recall(real, fake)
    assert precision > 0.95
    assert recall < 0.05


def test_spread_and_diversity_by_hand() -> None:
    triangle = torch.tensor([[0.0, 0.0], [3.0, 0.0], [0.0, 4.0]])
    assert spread(triangle) == pytest.approx((3 + 4 + 5) / 3)
    found = torch.tensor([[0.0], [1.0], [0.0], [3.0], [7.0]])
    labels = torch.tensor([0, 0, 1, 1, 2])
    assert diversity(found, labels, (2.0, 3.0, 5.0)) == pytest.approx((1 / 2 + 3 / 3) / 2)
    assert diversity(found[:1], labels[:1], (2.0, 3.0, 5.0)) is None


def bars(labels: torch.Tensor, seed: int = 0) -> torch.Tensor:
    """Three kinds of noisy pictures: a bar on the left, in the middle, on the right."""
    random = torch.Generator().manual_seed(seed)
    pictures = torch.randint(60, (len(labels), 1, 28, 28), generator=random)
    for picture, label in zip(pictures, labels.tolist(), strict=True):
        picture[:, :, 8 * label + 3 : 8 * label + 7] += 150
    return pictures.to(torch.uint8)


def some(count: int, seed: int) -> Pictures:
    labels = torch.arange(count) % 3
    return Pictures(bars(labels, seed), labels)


@pytest.mark.slow
def test_a_network_that_learnt_from_good_forgeries_knows_real_pictures() -> None:
    learnt, test = some(300, 1), some(90, 2)
    names = ("left", "middle", "right")
    assert accuracy_score(learnt, test, names) > 0.9
    turned = Pictures(learnt.pictures, (learnt.labels + 1) % 3)
    assert accuracy_score(turned, test, names) < 0.1, "it believes what it is told"
    state = torch.get_rng_state()
    accuracy_score(some(30, 1), test, names, epochs=1)
    assert torch.equal(state, torch.get_rng_state()), "nobody else's chance is touched"


@pytest.mark.slow
def test_all_figures_of_a_perfect_and_of_a_collapsed_forger() -> None:
    classifier, learnt, test = small_cnn(), some(450, 3), some(120, 4)
    one = bars(torch.arange(3), 5)
    perfect = measure(lambda labels: bars(labels, 6), classifier, learnt, test, 450)
    collapsed = measure(lambda labels: one[labels], classifier, learnt, test, 450)
    assert perfect["frechet"] < 3 * perfect["frechet_of_real"]
    assert perfect["diversity"] == pytest.approx(1, abs=0.1)
    assert perfect["recall"] > 0.5
    assert perfect["cas"] > 0.9
    assert collapsed["frechet"] > 2 * perfect["frechet"]
    assert collapsed["diversity"] == pytest.approx(0, abs=1e-3)
    assert collapsed["recall"] < 0.2


@pytest.mark.slow
def test_features_come_in_parts() -> None:
    pictures = bars(torch.arange(501) % 3)
    found = features(small_cnn(), pictures)
    assert found.shape == (501, 64)
    torch.testing.assert_close(found[500:], small_cnn().features(pictures[500:]))
