"""Deep feed forward (DFF) and deep residual network (DRN; He et al. 2015): how deep can it be?

Each layer of sigmoids shrinks the gradient to a quarter or less: a deep network does not learn.
A residual one adds each layer to what came in, and the gradient has a way round.
"""

from itertools import pairwise

import torch
from sklearn.datasets import load_digits
from torch.nn import functional as F


def run(seed: int = 0, depth: int = 3, skip: int = 0) -> dict[str, object]:
    """Train; the figure is the accuracy on digits that were not trained on.

    ``skip`` 1 makes it residual. The line is the size of the first gradient, layer by layer.
    """
    g = torch.Generator().manual_seed(seed)
    digits = load_digits()
    x, y = torch.tensor(digits.data).float() / 16, torch.tensor(digits.target)
    order = torch.randperm(len(x), generator=g)
    train, test = order[:1400], order[1400:]
    sizes = [64, *[32] * depth, 10]
    pairs = pairwise(sizes)
    weights = [(torch.randn(i, o, generator=g) / i**0.5).requires_grad_() for i, o in pairs]
    biases = [torch.zeros(o, requires_grad=True) for o in sizes[1:]]

    def network(values: torch.Tensor) -> torch.Tensor:
        for layer, (w, b) in enumerate(zip(weights[:-1], biases, strict=False)):
            made = torch.sigmoid(values @ w + b)
            values = values + made - 0.5 if skip and layer else made
        answers: torch.Tensor = values @ weights[-1] + biases[-1]
        return answers

    adam, curve, flow = torch.optim.Adam([*weights, *biases], lr=0.01), [], []
    for step in range(120):
        loss = F.cross_entropy(network(x[train]), y[train])
        adam.zero_grad()
        loss.backward()
        if step == 0:
            flow = [float(w.grad.norm()) for w in weights if w.grad is not None]
        adam.step()
        curve.append(loss.item())
    with torch.no_grad():
        accuracy = (network(x[test]).argmax(1) == y[test]).float().mean().item()
    flow = [size / max(flow) for size in flow]
    return {"figure": accuracy, "curve": curve, "pictures": [], "lines": [flow]}


if __name__ == "__main__":
    for depth in (2, 6, 12):
        plain, residual = (run(depth=depth, skip=skip)["figure"] for skip in (0, 1))
        print(depth, "layers:", plain, "residual:", residual)
