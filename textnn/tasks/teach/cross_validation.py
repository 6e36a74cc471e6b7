"""Grouped cross-validation of a lesson: heads are scored on pictures they were not fitted on.

Pictures from a webcam often come as a dozen of the same. If one of them were judged by a head that
learnt the others, the figure would flatter; so what looks alike is held out together.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from textnn.models.fitting import fit_temperature
from textnn.models.head import Head, HeadConfig, fit_head
from textnn.results import Progress, ignore_progress

ALIKE = 0.98
"""Threshold: pictures whose thumbnails correlate more than this are near-duplicates."""

_THUMBNAIL = 16  # pixels a side
_FLAT = 2.0  # grey levels; what varies less is one colour, and is compared by that
_FOLDS, _FOLDS_OF_MANY, _MANY = 10, 5, 400


def alike(pictures: Tensor) -> Tensor:
    """Near-duplicates, mirrored ones included, shape (n, n), bool.

    Args:
        pictures: uint8, shape (n, 3, side, side)
    """
    small = torch.nn.functional.adaptive_avg_pool2d(pictures.float(), _THUMBNAIL)
    return _same(small, small) | _same(small, small.flip(3))


def _same(one: Tensor, other: Tensor) -> Tensor:
    first, second = (x.flatten(1) - x.mean((1, 2, 3))[:, None] for x in (one, other))
    ends = [x / x.norm(dim=1, keepdim=True).clamp(min=1e-9) for x in (first, second)]
    flat = [x.std(1) < _FLAT for x in (first, second)]
    between = torch.cdist(one.mean((2, 3)), other.mean((2, 3)))
    one_colour = flat[0][:, None] & flat[1][None] & (between < 2 * _FLAT)
    neither = ~flat[0][:, None] & ~flat[1][None]
    same: Tensor = one_colour | neither & (ends[0] @ ends[1].T > ALIKE)
    return same


def groups(same: Tensor, labels: Tensor) -> list[int]:
    """Group number of each picture: connected components of near-duplicates within a class.

    Args:
        same: which pictures are near-duplicates, shape (pictures, pictures)
        labels: shape (pictures,)
    """
    leader = list(range(len(labels)))

    def top(number: int) -> int:
        while leader[number] != number:
            number = leader[number]
        return number

    for one, other in (same & (labels[:, None] == labels[None])).nonzero().tolist():
        low, high = sorted((top(one), top(other)))
        leader[high] = low
    return [top(number) for number in range(len(labels))]


def folds(labels: Tensor, grouped: Sequence[int], seed: int) -> Tensor | None:
    """Fold of each picture, shape (n,), stratified by class; groups are not split.

    Returns:
        ``None`` if a class has one group only: without it the class could not be learnt.
    """
    count = _FOLDS if len(labels) <= _MANY else _FOLDS_OF_MANY
    random = torch.Generator().manual_seed(seed)
    turns = torch.zeros_like(labels)
    dealt = 0
    for label in range(int(labels.max()) + 1):
        members = (labels == label).nonzero()[:, 0].tolist()
        found = sorted({grouped[i] for i in members})
        if len(found) < 2:
            return None
        order = torch.randperm(len(found), generator=random).tolist()
        turn = {found[place]: (dealt + number) % count for number, place in enumerate(order)}
        dealt += len(found)
        for i in members:
            turns[i] = turn[grouped[i]]
    return turns


def held_out(
    features: Tensor,
    labels: Tensor,
    turns: Tensor,
    config: HeadConfig,
    progress: Progress = ignore_progress,
) -> Tensor:
    """Logits that heads give to pictures they have not seen, shape (n, classes).

    Args:
        features: as they are and mirrored, shape (2, n, features)
        labels, turns: shape (n,)
    """
    logits = torch.zeros(len(labels), config.classes)
    present = sorted(set(turns.tolist()))
    for number, turn in enumerate(present):
        out = turns == turn
        head = fit_both(features[:, ~out], labels[~out], config)
        logits[out] = judge(head, features[:, out])
        progress((number + 1) / len(present))
    return logits


def fit_both(features: Tensor, labels: Tensor, config: HeadConfig) -> Head:
    """The head that pictures and their mirror images teach; features of shape (2, n, features)."""
    return fit_head(features.flatten(0, 1), labels.repeat(2), config)


def judge(head: Head, features: Tensor) -> Tensor:
    """Logits, the mean over a picture and its mirror image, shape (n, classes)."""
    logits: Tensor = head(features)[0]
    return logits.mean(0)


def temperature(logits: Tensor, labels: Tensor) -> float:
    """What logits are divided by so that probabilities are as sure as the pictures warrant.

    Fitted to the held-out pictures, with Platt's targets (1999): n pictures of a class prove no
    more than (n + 1) / (n + 2). Prior: log T ~ N(0, 1), so that the luck of two or three pictures
    does not decide.

    Args:
        logits: shape (n, classes)
        labels: class numbers, shape (n,), every class at least once
    """
    count, classes = logits.shape
    sizes = torch.bincount(labels, minlength=classes)
    sure = (sizes + 1) / (sizes + 2)
    targets = ((1 - sure) / (classes - 1))[labels][:, None].repeat(1, classes)
    targets[torch.arange(count), labels] = sure[labels]
    shares = count / (classes * sizes[labels])  # classes count the same
    return fit_temperature(logits, targets, shares, prior=1.0)
