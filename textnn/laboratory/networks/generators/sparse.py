"""Sparse autoencoder (SAE): many hidden units, but only a few may speak at a time.

A penalty on every answer makes most of them silent. Each unit that is left stands for a stroke,
and a digit is a few strokes added up.
"""

import torch
from sklearn.datasets import load_digits


def run(seed: int = 0, penalty: float = 0.1) -> dict[str, object]:
    """Train; the figure is the part of hidden units that are silent for a new digit.

    The pictures are new digits, the same rebuilt, and the strokes of the units that speak most.
    """
    g = torch.Generator().manual_seed(seed)
    x = torch.tensor(load_digits().data).float() / 16
    x = x[torch.randperm(len(x), generator=g)]
    train, test = x[:1400], x[1400:]
    v = (torch.randn(64, 96, generator=g) / 8).requires_grad_()
    w = (torch.randn(96, 64, generator=g) / 8).requires_grad_()
    a, b = torch.zeros(96, requires_grad=True), torch.zeros(64, requires_grad=True)
    adam, curve = torch.optim.Adam([v, w, a, b], lr=0.01), []
    for _ in range(250):
        hidden = torch.relu(train @ v + a)
        strokes = w / w.norm(dim=1, keepdim=True)  # or small answers would hide in large weights
        missed = ((hidden @ strokes + b - train) ** 2).sum(1).mean()
        loss = missed + penalty * hidden.sum(1).mean()
        adam.zero_grad()
        loss.backward()
        adam.step()
        curve.append(missed.item())
    with torch.no_grad():
        hidden = torch.relu(test @ v + a)
        strokes = w / w.norm(dim=1, keepdim=True)
        made = hidden @ strokes + b
    silent = (hidden < 1e-3).float().mean().item()
    most = strokes[hidden.mean(0).argsort(descending=True)[:8]]
    rows = [row[:8].reshape(-1, 8, 8) for row in (test, made.clamp(0, 1), most)]
    return {"figure": silent, "curve": curve, "pictures": rows}


if __name__ == "__main__":
    print("silent hidden units:", run()["figure"])
