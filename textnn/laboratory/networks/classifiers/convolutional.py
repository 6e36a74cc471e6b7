"""Deep convolutional network (DCN; LeCun et al. 1989): small kernels that slide over a digit.

Two layers of 3x3 kernels with max pooling between, then one layer that reads the result. The
picture shows the kernels of the first layer.
"""

import torch
from sklearn.datasets import load_digits
from torch.nn import functional as F


def run(seed: int = 0, kernels: int = 8) -> dict[str, object]:
    """Train; the figure is the accuracy on digits that were not trained on."""
    g = torch.Generator().manual_seed(seed)
    digits = load_digits()
    x, y = torch.tensor(digits.images).float()[:, None] / 16, torch.tensor(digits.target)
    order = torch.randperm(len(x), generator=g)
    train, test = order[:1400], order[1400:]
    v = (torch.randn(kernels, 1, 3, 3, generator=g) / 3).requires_grad_()
    u = (torch.randn(16, kernels, 3, 3, generator=g) / (9 * kernels) ** 0.5).requires_grad_()
    w = (torch.randn(64, 10, generator=g) / 8).requires_grad_()
    a, b = torch.zeros(kernels, requires_grad=True), torch.zeros(10, requires_grad=True)

    def network(images: torch.Tensor) -> torch.Tensor:
        """(n, 1, 8, 8) -> pooled to 4x4 -> pooled to 2x2 -> (n, 10)."""
        first = F.max_pool2d(torch.relu(F.conv2d(images, v, a, padding=1)), 2)
        second = F.max_pool2d(torch.relu(F.conv2d(first, u, padding=1)), 2)
        answers: torch.Tensor = second.flatten(1) @ w + b
        return answers

    adam, curve = torch.optim.Adam([v, u, w, a, b], lr=0.02), []
    for _ in range(4):
        for batch in train[torch.randperm(len(train), generator=g)].split(70):
            loss = F.cross_entropy(network(x[batch]), y[batch])
            adam.zero_grad()
            loss.backward()
            adam.step()
            curve.append(loss.item())
    with torch.no_grad():
        accuracy = (network(x[test]).argmax(1) == y[test]).float().mean().item()
    return {"figure": accuracy, "curve": curve, "pictures": [v.detach()[:, 0]]}


if __name__ == "__main__":
    print("accuracy on new digits:", run()["figure"])
