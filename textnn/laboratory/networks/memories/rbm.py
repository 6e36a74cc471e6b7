"""Restricted Boltzmann machine (RBM): it learns which pixels go together, and dreams new digits.

Visible and hidden units switch each other on by chance. Contrastive divergence (Hinton 2002) makes
what it sees more probable, and what it makes of it a step later less.
"""

import torch
from sklearn.datasets import load_digits


def run(seed: int = 0, hidden: int = 64) -> dict[str, object]:
    """Train; the figure is the part of the pixels that it rebuilds of digits never seen.

    The pictures are new digits, what it makes of them, and dreams: 200 steps from pure noise.
    """
    g = torch.Generator().manual_seed(seed)
    x = (torch.tensor(load_digits().data).float() / 16 > 0.5).float()
    x = x[torch.randperm(len(x), generator=g)]
    train, test = x[:1400], x[1400:]
    w = 0.05 * torch.randn(64, hidden, generator=g)
    a, b = torch.zeros(64), torch.zeros(hidden)

    def drawn(chance: torch.Tensor) -> torch.Tensor:
        return torch.bernoulli(chance, generator=g)

    curve = []
    for _ in range(40):
        missed = 0.0
        for batch in train[torch.randperm(len(train), generator=g)].split(20):
            up = torch.sigmoid(batch @ w + b)
            down = torch.sigmoid(drawn(up) @ w.T + a)
            again = torch.sigmoid(down @ w + b)
            w += 0.1 * (batch.T @ up - down.T @ again) / len(batch)
            a += 0.1 * (batch - down).mean(0)
            b += 0.1 * (up - again).mean(0)
            missed += (batch - down).abs().mean().item() / 70
        curve.append(missed)
    made = torch.sigmoid(torch.sigmoid(test @ w + b) @ w.T + a)
    right = ((made > 0.5) == (test > 0.5)).float().mean().item()
    dream = drawn(torch.full((8, 64), 0.5))
    for _ in range(200):
        chance = torch.sigmoid(drawn(torch.sigmoid(dream @ w + b)) @ w.T + a)
        dream = drawn(chance)
    rows = [row.reshape(-1, 8, 8) for row in (test[:8], made[:8], chance)]
    return {"figure": right, "curve": curve, "pictures": rows}


if __name__ == "__main__":
    print("pixels rebuilt:", run()["figure"])
