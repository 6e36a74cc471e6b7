"""Feed forward network (FF): digits through one hidden layer of sigmoids.

Backpropagation by autograd, steps by Adam. The picture shows what each of the first hidden units
looks for: its 64 weights, laid out as the pixels are.
"""

import torch
from sklearn.datasets import load_digits
from torch.nn import functional as F


def run(seed: int = 0, hidden: int = 32) -> dict[str, object]:
    """Train; the figure is the accuracy on digits that were not trained on."""
    g = torch.Generator().manual_seed(seed)
    digits = load_digits()
    x, y = torch.tensor(digits.data).float() / 16, torch.tensor(digits.target)
    order = torch.randperm(len(x), generator=g)
    train, test = order[:1400], order[1400:]
    v = (torch.randn(64, hidden, generator=g) / 8).requires_grad_()
    w = (torch.randn(hidden, 10, generator=g) / hidden**0.5).requires_grad_()
    a, b = torch.zeros(hidden, requires_grad=True), torch.zeros(10, requires_grad=True)
    adam, curve = torch.optim.Adam([v, w, a, b], lr=0.03), []
    for _ in range(150):
        loss = F.cross_entropy(torch.sigmoid(x[train] @ v + a) @ w + b, y[train])
        adam.zero_grad()
        loss.backward()
        adam.step()
        curve.append(loss.item())
    guessed = (torch.sigmoid(x[test] @ v + a) @ w + b).argmax(1)
    accuracy = (guessed == y[test]).float().mean().item()
    return {"figure": accuracy, "curve": curve, "pictures": [v.detach().T[:8].reshape(-1, 8, 8)]}


if __name__ == "__main__":
    print("accuracy on new digits:", run()["figure"])
