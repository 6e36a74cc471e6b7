"""How far probabilities are from the part that is right."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)
"""Borders of the rows of a reliability table."""


def reliability(confidence: ArrayLike, right: ArrayLike) -> dict[str, dict[str, float]]:
    """For predictions of about the same probability, the part of them that is right.

    Args:
        confidence, right: as for ``calibration_error``.

    Returns:
        Probabilities (``"0.90-0.95"``, the upper one included) -> ``n``, mean ``confidence`` and
        part ``right`` of the predictions there; rows without any are left out.
    """
    trust, hits = np.asarray(confidence, float), np.asarray(right, float)
    places = np.searchsorted(EDGES[1:-1], trust)
    return {
        f"{EDGES[row]:.2f}-{EDGES[row + 1]:.2f}": {
            "n": int((places == row).sum()),
            "confidence": float(trust[places == row].mean()),
            "right": float(hits[places == row].mean()),
        }
        for row in np.unique(places).tolist()
    }


def calibration_error(confidence: ArrayLike, right: ArrayLike, bins: int = 15) -> float:
    """Expected calibration error, 0 to 1 (Naeini et al. 2015; 15 bins as Guo et al. 2017).

    Predictions are sorted into equally wide bins by their probability; in each the mean of these
    probabilities is compared with the part that is right. 0 without any prediction.

    Args:
        confidence: probability of each predicted class, shape (n,)
        right: whether that class is the true one, shape (n,)
    """
    trust, hits = np.asarray(confidence, float), np.asarray(right, float)
    places = np.minimum(np.ceil(trust * bins).astype(int) - 1, bins - 1).clip(0)
    gaps = np.bincount(places, trust - hits, minlength=bins)
    return float(np.abs(gaps).sum() / max(1, len(trust)))
