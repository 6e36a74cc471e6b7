"""Transfer learning: what was learnt with many pictures helps where there are few (Pratt 1993).

Task A has hundreds of pictures, task B five of each class. The traditional way is a network that
learns B from nothing. Transfer keeps the layers that learnt A as they are, takes what they say of a
picture for its description, and lets only a new last layer learn (Yosinski et al. 2014).
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def body(channels: int) -> nn.Sequential:
    """The layers that describe a picture with 64 numbers."""
    made: list[nn.Module] = []
    for inputs, outputs in ((channels, 16), (16, 32), (32, 64)):
        made += [nn.Conv2d(inputs, outputs, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    return nn.Sequential(*made, nn.AdaptiveMaxPool2d(1), nn.Flatten())


def learn(
    model: nn.Module, train: tuple[Tensor, Tensor], test: tuple[Tensor, Tensor], rate: float,
    rounds: int = 40,
) -> tuple[list[float], list[float]]:  # fmt: skip
    """Train; the loss and the part of the test that is right, each round.

    ``train`` and ``test`` are pictures or their descriptions, shape (n, ...), and labels, (n,).
    """
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    losses, right = [], []
    for _ in range(rounds):
        some = torch.randperm(len(train[1]))[:128]
        loss = F.cross_entropy(model(train[0][some]), train[1][some])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            right.append((model(test[0]).argmax(1) == test[1]).float().mean().item())
        losses.append(loss.item())
    return losses, right


def scaled(train: Tensor, test: Tensor) -> tuple[Tensor, Tensor]:
    """Descriptions around the mean of those in ``train``, whose mean square length becomes 1."""
    mean = train.mean(0)
    length = (train - mean).square().sum(1).mean().sqrt().clamp(min=1e-6)
    return (train - mean) / length, (test - mean) / length


def few(labels: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """Places of the first ``count`` pictures of each class, and of the others."""
    place = torch.stack([labels[: at + 1].eq(one).sum() for at, one in enumerate(labels)])
    return (place <= count).nonzero()[:, 0], (place > count).nonzero()[:, 0]


if __name__ == "__main__":
    from sklearn.datasets import load_digits

    torch.manual_seed(0)
    digits = load_digits()
    y = torch.tensor(digits.target)
    x = torch.zeros(len(y), 1, 14, 14)  # each digit somewhere on a sheet
    for sheet, digit in zip(x, digits.images / 16, strict=True):
        down, right = torch.randint(7, (2,))
        sheet[0, down : down + 8, right : right + 8] = torch.tensor(digit)
    first = nn.Sequential(body(1), nn.Linear(64, 10))  # task A: 1200 digits
    learn(first, (x[:1200], y[:1200]), (x[:10], y[:10]), 0.005, rounds=100)
    x, y = x[1200:].transpose(2, 3), y[1200:]  # task B: ten other signs, digits in a mirror
    seen, rest = few(y, 5)
    network = nn.Sequential(body(1), nn.Linear(64, 10))
    _, alone = learn(network, (x[seen], y[seen]), (x[rest], y[rest]), 0.003)
    with torch.no_grad():
        train, test = scaled(first[0](x[seen]), first[0](x[rest]))
    _, helped = learn(nn.Linear(64, 10), (train, y[seen]), (test, y[rest]), 0.05)
    print(f"ten signs from five pictures of each, tested on {len(rest)} others (chance 10%)")
    print(f"from nothing {alone[-1]:.0%}, over the layers that learnt digits {helped[-1]:.0%}")
