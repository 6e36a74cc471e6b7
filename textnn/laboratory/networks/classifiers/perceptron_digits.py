"""Perceptron (P): is this digit a 3 or an 8? One unit, the rule of 1957, no hidden layer.

The picture is the unit's weights: ink on light pixels speaks for an 8, on dark ones for a 3.
"""

import torch
from sklearn.datasets import load_digits


def run(seed: int = 0, rounds: int = 10) -> dict[str, object]:
    """Train; the figure is the accuracy on digits that were not trained on."""
    g = torch.Generator().manual_seed(seed)
    digits = load_digits()
    x, y = torch.tensor(digits.data).float() / 16, torch.tensor(digits.target)
    kept = (y == 3) | (y == 8)
    x, y = x[kept], (y[kept] == 8).float()
    order = torch.randperm(len(x), generator=g)
    train, test = order[:250], order[250:]
    weights, threshold, curve = torch.zeros(64), torch.zeros(()), []
    for _ in range(rounds):
        wrong = 0.0
        for pixels, expected in zip(x[train], y[train], strict=True):
            error = expected - (pixels @ weights >= threshold).float()
            weights, threshold = weights + 0.1 * error * pixels, threshold - 0.1 * error
            wrong += error.abs().item()
        curve.append(wrong / len(train))
    accuracy = ((x[test] @ weights >= threshold).float() == y[test]).float().mean().item()
    return {"figure": accuracy, "curve": curve, "pictures": [weights.reshape(1, 8, 8)]}


if __name__ == "__main__":
    print("accuracy on new digits:", run()["figure"])
