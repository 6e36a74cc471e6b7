"""How far probabilities are from the part that is right."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


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
