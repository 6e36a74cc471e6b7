"""How often a classifier is right, and how well its probabilities tell how often."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BINS = 15
"""Bins of the calibration error (Guo et al. 2017)."""

Numbers = NDArray[np.floating]
Classes = NDArray[np.integer]


def accuracy(probabilities: Numbers, labels: Classes) -> float:
    """Part of the pictures whose likeliest class is theirs, 0 to 1.

    Args:
        probabilities: shape (n, classes), n at least 1
        labels: class numbers, shape (n,)
    """
    return float((probabilities.argmax(1) == labels).mean())


def calibration_error(probabilities: Numbers, labels: Classes, bins: int = BINS) -> float:
    """Expected calibration error, 0 to 1 (Naeini et al. 2015).

    Pictures are sorted into equally wide bins by the probability of their likeliest class; in each
    the mean of these probabilities is compared with the part that is right.

    Args:
        probabilities: shape (n, classes), n at least 1
        labels: class numbers, shape (n,)
    """
    trust, right = probabilities.max(1), probabilities.argmax(1) == labels
    places = np.minimum(np.ceil(trust * bins).astype(int) - 1, bins - 1).clip(0)
    gaps = [abs(trust[places == b].sum() - right[places == b].sum()) for b in range(bins)]
    return float(sum(gaps) / len(labels))


def confusion(found: Classes, labels: Classes, classes: int) -> NDArray[np.int64]:
    """Pictures of class i (row) taken for class j (column), shape (classes, classes).

    Args:
        found, labels: class numbers, shape (n,)
    """
    table = np.zeros((classes, classes), np.int64)
    np.add.at(table, (labels, found), 1)
    return table
