"""Deconvolutional network (DN; Zeiler et al. 2010): from a few numbers to a picture.

A convolutional network run backwards: each step doubles the side of the picture by a transposed
convolution. The numbers are how much a digit has of the first principal components.
"""

import torch
from sklearn.datasets import load_digits
from torch.nn import functional as F


def run(seed: int = 0, numbers: int = 16) -> dict[str, object]:
    """Train; the figure is the part of the pixels' variance that it draws right of new digits.

    The pictures are new digits, what it draws from their numbers, and its last kernels.
    """
    g = torch.Generator().manual_seed(seed)
    x = torch.tensor(load_digits().data).float() / 16
    x = x[torch.randperm(len(x), generator=g)]
    middle = x[:1400].mean(0)
    axes = torch.linalg.svd(x[:1400] - middle, full_matrices=False).Vh[:numbers]
    code = (x - middle) @ axes.T
    code = code / code[:1400].std(0)
    shapes = ((numbers, 128), (32, 16, 4, 4), (16, 1, 4, 4))
    scales = (numbers, 128, 64)
    w = [
        (torch.randn(shape, generator=g) / scale**0.5).requires_grad_()
        for shape, scale in zip(shapes, scales, strict=True)
    ]
    b = [torch.zeros(size, requires_grad=True) for size in (128, 16, 1)]

    def draw(values: torch.Tensor) -> torch.Tensor:
        """(n, numbers) -> (n, 32, 2, 2) -> (n, 16, 4, 4) -> (n, 64)."""
        small = torch.relu(values @ w[0] + b[0]).reshape(-1, 32, 2, 2)
        larger = torch.relu(F.conv_transpose2d(small, w[1], b[1], stride=2, padding=1))
        made = F.conv_transpose2d(larger, w[2], b[2], stride=2, padding=1)
        return torch.sigmoid(made).flatten(1)

    adam, curve = torch.optim.Adam([*w, *b], lr=0.01), []
    for _ in range(10):
        for batch in torch.randperm(1400, generator=g).split(70):
            loss = ((draw(code[batch]) - x[batch]) ** 2).sum(1).mean()
            adam.zero_grad()
            loss.backward()
            adam.step()
            curve.append(loss.item())
    with torch.no_grad():
        made = draw(code[1400:])
    test = x[1400:]
    drawn = 1 - ((made - test) ** 2).sum() / ((test - test.mean(0)) ** 2).sum()
    rows = [test[:8].reshape(-1, 8, 8), made[:8].reshape(-1, 8, 8), w[2].detach()[:, 0]]
    return {"figure": drawn.item(), "curve": curve, "pictures": rows}


if __name__ == "__main__":
    print("drawn from 16 numbers, of the variance:", run()["figure"])
