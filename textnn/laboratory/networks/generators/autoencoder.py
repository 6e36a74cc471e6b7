"""Autoencoder (AE): a digit through a narrow middle and out again.

64 pixels are squeezed into a few numbers, and the network must rebuild the digit from them.
Nobody says which digit it is: the input is its own answer.
"""

from itertools import pairwise

import torch
from sklearn.datasets import load_digits
from torch.nn import functional as F


def run(seed: int = 0, code: int = 8, noise: float = 0.0) -> dict[str, object]:
    """Train; the figure is the part of the pixels' variance that it rebuilds of new digits.

    ``noise`` above 0 makes it a denoising autoencoder: it reads a spoilt digit and must rebuild
    the clean one. The pictures are new digits, as they are read, and as they come out.
    """
    g = torch.Generator().manual_seed(seed)
    x = torch.tensor(load_digits().data).float() / 16
    x = x[torch.randperm(len(x), generator=g)]
    train, test = x[:1400], x[1400:]
    sizes = (64, 48, code, 48, 64)
    pairs = list(pairwise(sizes))
    weights = [(torch.randn(i, o, generator=g) / i**0.5).requires_grad_() for i, o in pairs]
    biases = [torch.zeros(o, requires_grad=True) for _, o in pairs]

    def network(values: torch.Tensor) -> torch.Tensor:
        for layer, (w, b) in enumerate(zip(weights, biases, strict=True)):
            values = values @ w + b
            values = torch.sigmoid(values) if layer == 3 else torch.tanh(values)
        return values

    def spoilt(clean: torch.Tensor) -> torch.Tensor:
        return clean + noise * torch.randn(clean.shape, generator=g)

    adam, curve = torch.optim.Adam([*weights, *biases], lr=0.02), []
    for _ in range(300):
        loss = F.mse_loss(network(spoilt(train)), train)
        adam.zero_grad()
        loss.backward()
        adam.step()
        curve.append(loss.item())
    read = spoilt(test)
    with torch.no_grad():
        made = network(read)
    rebuilt = 1 - ((made - test) ** 2).sum() / ((test - test.mean(0)) ** 2).sum()
    rows = [test, read, made] if noise else [test, made]
    return {
        "figure": rebuilt.item(),
        "curve": curve,
        "pictures": [row[:8].clamp(0, 1).reshape(-1, 8, 8) for row in rows],
    }


if __name__ == "__main__":
    print("rebuilt, of the variance:", run()["figure"])
    print("the same from noisy digits:", run(code=32, noise=0.5)["figure"])
