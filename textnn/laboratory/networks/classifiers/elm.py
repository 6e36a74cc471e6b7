"""Extreme learning machine (ELM; Huang, Zhu and Siew 2006): a hidden layer that never learns.

The first weights stay as they were drawn; only the output is fitted, in one go, by least squares.
"""

import torch
from sklearn.datasets import load_digits
from torch.nn import functional as F


def run(seed: int = 0, hidden: int = 300) -> dict[str, object]:
    """Fit; the figure is the accuracy on digits that were not fitted.

    The picture shows weights of hidden units: pure chance.
    """
    g = torch.Generator().manual_seed(seed)
    digits = load_digits()
    x, y = torch.tensor(digits.data).float() / 16, torch.tensor(digits.target)
    order = torch.randperm(len(x), generator=g)
    train, test = order[:1400], order[1400:]
    v = torch.randn(64, hidden, generator=g) / 4
    layer = torch.tanh(x @ v)
    wanted = F.one_hot(y).float()
    ridge = 1e-2 * torch.eye(hidden)
    fitted = layer[train]
    w = torch.linalg.solve(fitted.T @ fitted + ridge, fitted.T @ wanted[train])
    accuracy = ((layer[test] @ w).argmax(1) == y[test]).float().mean().item()
    return {"figure": accuracy, "curve": [], "pictures": [v.T[:8].reshape(-1, 8, 8)]}


if __name__ == "__main__":
    print("accuracy on new digits:", run()["figure"])
