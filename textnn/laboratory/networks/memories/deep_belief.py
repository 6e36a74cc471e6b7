"""Deep belief network (DBN; Hinton, Osindero and Teh 2006): restricted Boltzmann machines stacked.

Each layer learns, without any labels, which units of the layer below go together. Then a line fit
reads the digit from the last layer, from few labelled examples.
"""

import torch
from sklearn.datasets import load_digits


def run(seed: int = 0, layers: int = 2) -> dict[str, object]:
    """Train; the figure is the accuracy on new digits, of a fit to 300 labelled ones.

    The pictures are new digits and the same after the way up and down through all layers.
    """
    g = torch.Generator().manual_seed(seed)
    digits = load_digits()
    order = torch.randperm(len(digits.data), generator=g)
    x, y = (torch.tensor(digits.data).float() / 16)[order], torch.tensor(digits.target)[order]
    stack, up, curve = [], x, []
    for _ in range(layers):
        w = 0.05 * torch.randn(up.shape[1], 80, generator=g)
        a, b = torch.zeros(up.shape[1]), torch.zeros(80)
        for _ in range(15):
            missed = 0.0
            for batch in up[:1400].split(20):
                hidden = torch.sigmoid(batch @ w + b)
                down = torch.sigmoid(torch.bernoulli(hidden, generator=g) @ w.T + a)
                again = torch.sigmoid(down @ w + b)
                w += 0.1 * (batch.T @ hidden - down.T @ again) / len(batch)
                a += 0.1 * (batch - down).mean(0)
                b += 0.1 * (hidden - again).mean(0)
                missed += (batch - down).abs().mean().item() / 70
            curve.append(missed)
        stack.append((w, a, b))
        up = torch.sigmoid(up @ w + b)
    known = torch.cat([up, torch.ones(len(up), 1)], 1)
    goal = torch.nn.functional.one_hot(y[:300], 10).float()
    square = known[:300].T @ known[:300] + 0.1 * torch.eye(81)
    answers = known[1400:] @ torch.linalg.solve(square, known[:300].T @ goal)
    right = (answers.argmax(1) == y[1400:]).float().mean().item()
    down = up[1400:1408]
    for w, a, _ in reversed(stack):
        down = torch.sigmoid(down @ w.T + a)
    rows = [x[1400:1408].reshape(-1, 8, 8), down.reshape(-1, 8, 8)]
    return {"figure": right, "curve": curve, "pictures": rows}


if __name__ == "__main__":
    for layers in (1, 2, 3):
        print(layers, "layers, accuracy on new digits:", run(layers=layers)["figure"])
