"""How often a classifier is right, and what it takes for what."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.floating]
Classes = NDArray[np.integer]


def accuracy(probabilities: Numbers, labels: Classes) -> float:
    """Part of the pictures whose likeliest class is theirs, 0 to 1.

    Args:
        probabilities: shape (n, classes), n at least 1
        labels: class numbers, shape (n,)
    """
    return float((probabilities.argmax(1) == labels).mean())


def confusion(found: Classes, labels: Classes, classes: int) -> NDArray[np.int64]:
    """Pictures of class i (row) taken for class j (column), shape (classes, classes).

    Args:
        found, labels: class numbers, shape (n,)
    """
    table = np.zeros((classes, classes), np.int64)
    np.add.at(table, (labels, found), 1)
    return table
