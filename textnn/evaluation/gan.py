"""How good fake pictures are: how near to the real ones, how many kinds of them, how useful.

All figures but one look at pictures through the features of a classifier of our own, so they can be
compared with each other and with nothing else; the well-known distance on the features of an
Inception network (FID) is another number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from textnn.models.pictures.cnn import CNN, CNNConfig
from textnn.precision import autocast

NEIGHBOURS = 3
"""k of ``precision_recall``, as in its paper."""

_AT_ONCE = 500


class Pictures(NamedTuple):
    """Labelled pictures.

    Attributes:
        pictures: uint8, shape (n, channels, size, size)
        labels: int64, shape (n,)
    """

    pictures: Tensor
    labels: Tensor


class Gaussian(NamedTuple):
    """Mean, shape (features,), and covariance, shape (features, features)."""

    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]


def _parts(rows: Tensor, size: int = _AT_ONCE) -> list[Tensor]:
    """Rows in parts that fit into memory."""
    return [rows[first : first + size] for first in range(0, len(rows), size)]


@torch.no_grad()
def features(classifier: CNN, pictures: Tensor) -> Tensor:
    """Features of pictures: the classifier's input of its last layer.

    Args:
        classifier: in evaluation mode.
        pictures: uint8, shape (n, channels, size, size)

    Returns:
        shape (n, features)
    """
    return torch.cat([classifier.features(part).float() for part in _parts(pictures)])


def gaussian(found: Tensor) -> Gaussian:
    """The Gaussian that fits features, shape (n, features), n at least 2."""
    rows = found.double().numpy()
    return Gaussian(rows.mean(0), np.atleast_2d(np.cov(rows, rowvar=False)))


def frechet_distance(one: Gaussian, other: Gaussian) -> float:
    """Squared Fréchet distance between two Gaussians (Dowson and Landau 1982).

        |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2))

    On features of pictures (Heusel et al. 2017) 0 is the same; what else a number means depends on
    the network the features come from and, a little, on how many pictures there were.
    """
    # tr (C1 C2)^(1/2) = tr (C1^(1/2) C2 C1^(1/2))^(1/2), and that argument is symmetric.
    variances, axes = np.linalg.eigh(one.covariance)
    root = (axes * np.sqrt(variances.clip(min=0))) @ axes.T
    inner = np.linalg.eigvalsh(root @ other.covariance @ root)
    apart = ((one.mean - other.mean) ** 2).sum()
    traces = np.trace(one.covariance) + np.trace(other.covariance)
    return float(max(0.0, apart + traces - 2 * np.sqrt(inner.clip(min=0)).sum()))


def precision_recall(real: Tensor, fake: Tensor, k: int = NEIGHBOURS) -> tuple[float, float]:
    """Improved precision and recall of the manifold (Kynkäänniemi et al. 2019), 0 to 1.

    The manifold of a cloud of features is all that lies nearer to one of its points than that
    point's k-th neighbour. Precision is the share of fake points on the manifold of the real
    ones: are they plausible? Recall is the share of real points on that of the fake ones: is
    every kind there?

    Args:
        real, fake: shape (n, features), each of more than k rows; about as many of both.
    """
    return _covered(fake, real, k), _covered(real, fake, k)


def _covered(points: Tensor, manifold: Tensor, k: int) -> float:
    """Share of points on the manifold of others."""
    radii = torch.cat(
        [torch.cdist(part, manifold).kthvalue(k + 1).values for part in _parts(manifold)]
    )  # the nearest of all is the point itself
    inside = [(torch.cdist(part, manifold) <= radii).any(1).sum() for part in _parts(points)]
    return float(sum(inside)) / len(points)


def spread(found: Tensor) -> float:
    """Mean distance between two of these features, shape (n, features), n at least 2."""
    return float(torch.pdist(found).mean())


def diversity(found: Tensor, labels: Tensor, real: tuple[float, ...]) -> float | None:
    """Spread within a class as a part of the real pictures' spread, averaged over the classes.

    Near 0 the generator has collapsed; 1 is as varied as the real ones.

    Args:
        found: features, shape (n, features)
        labels: class numbers, shape (n,)
        real: ``spread`` of real pictures of each class.

    Returns:
        ``None`` where no class has two pictures.
    """
    shares = [
        spread(found[labels == number]) / whole
        for number, whole in enumerate(real)
        if (labels == number).sum() >= 2
    ]
    return sum(shares) / len(shares) if shares else None


def accuracy_score(
    learnt: Pictures, test: Pictures, labels: tuple[str, ...], seed: int = 0, epochs: int = 4
) -> float:
    """Classification accuracy score (Ravuri and Vinyals 2019), 0 to 1.

    A small network (VGG, eight filters wide) learns from the fake
    pictures alone and is tested on real ones: what is missing from the fake ones it cannot know.

    Args:
        learnt: fake pictures, or real ones to compare with.
        test: real pictures.
        labels: names of the classes.
        seed: first weights and order.
        epochs: how often each picture is learnt from.
    """
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        student = _student(learnt, labels, epochs)
    with torch.no_grad(), autocast("convolution"):
        said = torch.cat([student(part)[0].argmax(1) for part in _parts(test.pictures)])
    return float((said == test.labels).float().mean())


def _student(learnt: Pictures, labels: tuple[str, ...], epochs: int) -> CNN:
    pixels = learnt.pictures[:5000].float() / 255
    config = CNNConfig(
        "vgg", labels, pixels.shape[1], pixels.shape[2], 8,
        mean=tuple(pixels.mean((0, 2, 3)).tolist()), std=tuple(pixels.std((0, 2, 3)).tolist()),
    )  # fmt: skip
    student = CNN(config).train()
    orders = [torch.randperm(len(learnt.labels)) for _ in range(epochs)]
    batches = [rows for order in orders for rows in _parts(order, 128)]
    optimizer = torch.optim.AdamW(student.parameters(), lr=3e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, total_steps=len(batches))
    for rows in batches:
        with autocast("convolution"):
            _, loss = student(learnt.pictures[rows], learnt.labels[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return student.eval()


def measure(
    generate: Callable[[Tensor], Tensor],
    classifier: CNN,
    learnt: Pictures,
    test: Pictures,
    fakes: int = 30_000,
) -> dict[str, float]:
    """All figures of a generator.

    Args:
        generate: class numbers, shape (n,) -> fake pictures, uint8.
        classifier: whose features are looked at.
        learnt: real pictures the generator learnt from: what each figure would be at its best.
        test: real pictures it has not seen; everything is measured against these.
        fakes: how many a network learns from for ``cas``; the other figures take as many
            fake pictures as there are real ones, class by class.
    """
    labels = classifier.config.labels
    seen, count = features(classifier, test.pictures), len(test.labels)
    truth = gaussian(seen)
    fake = features(classifier, _fakes(generate, test.labels).pictures)
    real = features(classifier, learnt.pictures[:count])
    precision, recall = precision_recall(seen, fake)
    best_precision, best_recall = precision_recall(seen, real)
    apart = tuple(spread(real[learnt.labels[:count] == c][:1000]) for c in range(len(labels)))
    lesson = _fakes(generate, torch.arange(fakes) % len(labels))
    same = Pictures(learnt.pictures[:fakes], learnt.labels[:fakes])
    return {
        "frechet": frechet_distance(truth, gaussian(fake)),
        "frechet_of_real": frechet_distance(truth, gaussian(real)),
        "precision": precision,
        "precision_of_real": best_precision,
        "recall": recall,
        "recall_of_real": best_recall,
        "cas": accuracy_score(lesson, test, labels),
        "cas_of_real": accuracy_score(same, test, labels),
        "diversity": diversity(fake, test.labels, apart) or 0.0,
    }


def _fakes(generate: Callable[[Tensor], Tensor], labels: Tensor) -> Pictures:
    return Pictures(torch.cat([generate(part) for part in _parts(labels)]), labels)
