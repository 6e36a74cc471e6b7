"""Hopfield network (HN; 1982): it remembers whole pictures and recalls them from a part.

Every pixel is a unit, joined to all others. A picture is stored in the weights, here by the
projection rule (Personnaz, Guyon and Dreyfus 1985), and recalled by letting the units settle.
"""

import torch
from sklearn.datasets import load_digits


def run(seed: int = 0, stored: int = 5) -> dict[str, object]:
    """Store digits; the figure is the part of them recalled without a fault from a third.

    The pictures are what is stored, what is shown (the lower part is missing), and what it recalls.
    """
    g = torch.Generator().manual_seed(seed)
    digits = load_digits()
    order = torch.randperm(len(digits.data), generator=g)
    x, y = torch.tensor(digits.data)[order], torch.tensor(digits.target)[order]
    first = [int((y == digit).nonzero()[0]) for digit in range(stored)]
    patterns = torch.where(x[first] > 7, 1.0, -1.0)  # (stored, 64)
    weights = torch.linalg.pinv(patterns) @ patterns
    weights.fill_diagonal_(0)
    shown = patterns.clone()
    shown[:, 24:] = 0  # five of the eight rows are not known
    state, curve = shown.clone(), []
    for _ in range(30):
        for pixel in torch.randperm(64, generator=g):
            state[:, pixel] = torch.where(state @ weights[pixel] >= 0, 1.0, -1.0)
        curve.append((state != patterns).float().mean().item())
    recalled = (state == patterns).all(1).float().mean().item()
    rows = [row.reshape(-1, 8, 8) for row in (patterns, shown, state)]
    return {"figure": recalled, "curve": curve, "pictures": rows}


if __name__ == "__main__":
    for stored in (2, 5, 10):
        print(stored, "digits stored, recalled:", run(stored=stored)["figure"])
