"""Playground: a small network that learns points of the plane, class by class or value by value.

Each point becomes features, the features go through hidden layers, and gradient descent on batches
moves the weights. Without hidden layers this is logistic (or linear) regression.
"""

from collections.abc import Callable
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F

FEATURES: dict[str, Callable[[Tensor], Tensor]] = {
    "x": lambda p: p[:, 0],
    "y": lambda p: p[:, 1],
    "xx": lambda p: p[:, 0] ** 2,
    "yy": lambda p: p[:, 1] ** 2,
    "xy": lambda p: p[:, 0] * p[:, 1],
    "sinx": lambda p: torch.sin(p[:, 0]),
    "siny": lambda p: torch.sin(p[:, 1]),
}
ACTIVATIONS: dict[str, type[nn.Module]] = {
    "tanh": nn.Tanh, "relu": nn.ReLU, "logistic": nn.Sigmoid, "linear": nn.Identity,
}  # fmt: skip


def features(points: Tensor, names: list[str]) -> Tensor:
    """From points of shape (points, 2) to features of shape (points, features)."""
    return torch.stack([FEATURES[name](points) for name in names], 1)


def network(sizes: list[int], activation: str) -> nn.Sequential:
    """Layers between ``sizes``: features, neurons of each hidden layer, outputs."""
    layers: list[nn.Module] = []
    for before, after in pairwise(sizes):
        layers += [nn.Linear(before, after), ACTIVATIONS[activation]()]
    return nn.Sequential(*layers[:-1])  # the output is the sum itself


def loss(output: Tensor, expected: Tensor, task: str) -> Tensor:
    """Mean over a batch: cross-entropy of the classes, or half the squared error of values."""
    if task == "regression":
        return F.mse_loss(output[:, 0], expected) / 2
    if output.shape[1] == 1:  # two classes: one output, the logit of the second
        return F.binary_cross_entropy_with_logits(output[:, 0], expected)
    return F.cross_entropy(output, expected.long())


def penalty(model: nn.Module, kind: str) -> Tensor:
    """Regularisation of the weights (not of the biases): L1 is the size, L2 half the square."""
    weights = [one for one in model.parameters() if one.dim() == 2]
    sizes = [one.abs().sum() if kind == "l1" else (one**2).sum() / 2 for one in weights]
    return torch.stack(sizes).sum()


def step(
    model: nn.Module, x: Tensor, expected: Tensor, task: str, rate: float, decay: tuple[str, float]
) -> float:
    """One step of gradient descent on a batch; ``decay`` is the penalty and its strength.

    Returns:
        The loss before the step.
    """
    error = loss(model(x), expected, task)
    total = error + decay[1] * penalty(model, decay[0])
    slopes = torch.autograd.grad(total, list(model.parameters()))
    with torch.no_grad():
        for one, slope in zip(model.parameters(), slopes, strict=True):
            one.sub_(rate * slope)
    return error.item()


def circle(count: int) -> tuple[Tensor, Tensor]:
    """Points of a disc and of a ring around it; the class says which."""
    ring = torch.arange(count) % 2
    radius, angle = torch.rand(count) * (2.5 - ring) + 3.5 * ring, torch.rand(count) * 2 * torch.pi
    return radius[:, None] * torch.stack([angle.sin(), angle.cos()], 1), ring.float()


if __name__ == "__main__":
    torch.manual_seed(0)
    points, classes = circle(100)
    for names, hidden in ((["x", "y"], []), (["xx", "yy"], []), (["x", "y"], [4])):
        model = network([len(names), *hidden, 1], "tanh")
        x = features(points, names)
        for _ in range(40):  # epochs
            for batch in torch.randperm(len(x)).split(10):
                step(model, x[batch], classes[batch], "classification", 0.1, ("l2", 0.0))
        right = ((model(x)[:, 0] > 0) == (classes > 0)).float().mean().item()
        print(f"features {names}, hidden layers {hidden}: {right:.0%} of the points are right")
