"""The perceptron (Rosenblatt 1958), and linear regression by the same rule.

A unit adds up its inputs, each times its weight, and fires when the sum reaches a threshold.
After each example it learns: ``weight += rate * (expected - predicted) * x``. The threshold learns
as well: it is the weight of an input that is always -1.
"""

import torch
from torch import Tensor, tensor


def activation(x: Tensor, weights: Tensor) -> Tensor:
    """Sum of inputs times weights; ``x`` and ``weights`` have shape (inputs,)."""
    return x @ weights


def predict(x: Tensor, weights: Tensor, threshold: Tensor) -> Tensor:
    """1 where the unit fires, else 0."""
    return (activation(x, weights) >= threshold).float()


def learn(
    x: Tensor, expected: Tensor, weights: Tensor, threshold: Tensor, rate: float
) -> tuple[Tensor, Tensor]:
    """Weights and threshold after one example: nothing changes where the prediction is right."""
    error = expected - predict(x, weights, threshold)
    return weights + rate * error * x, threshold - rate * error


def regress(
    x: Tensor, expected: Tensor, weight: Tensor, bias: Tensor, rate: float
) -> tuple[Tensor, Tensor]:
    """The same rule without a threshold: one step of gradient descent on the squared error / 2."""
    error = expected - (weight * x + bias)
    return weight + rate * error * x, bias + rate * error


GATES = {"and": (0, 0, 0, 1), "or": (0, 1, 1, 1), "xor": (0, 1, 1, 0)}
CORNERS = tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def rounds_to_learn(gate: str, rate: float = 0.1, most: int = 100) -> int | None:
    """Rounds over the four examples until all are right; None: not in ``most`` rounds."""
    weights, threshold = torch.zeros(2), torch.zeros(())
    expected = tensor(GATES[gate], dtype=torch.float)
    for done in range(most):
        if torch.equal(predict(CORNERS, weights, threshold), expected):
            return done
        for x, wanted in zip(CORNERS, expected, strict=True):
            weights, threshold = learn(x, wanted, weights, threshold, rate)
    return None


if __name__ == "__main__":
    x, weights, threshold = tensor([0.6, 1.0]), tensor([0.5, 0.8]), tensor(1.0)
    print("activation:", activation(x, weights).item())  # 0.6 * 0.5 + 1.0 * 0.8 = 1.1
    print("fires:", bool(predict(x, weights, threshold)))
    for gate in GATES:
        print(gate, "is learnt after rounds:", rounds_to_learn(gate))
    weight, bias = tensor(2.0), tensor(1.0)  # predicts 5 at x = 2, and 4 is expected
    for _ in range(5):
        weight, bias = regress(tensor(2.0), tensor(4.0), weight, bias, rate=0.1)
        print("prediction:", (weight * 2 + bias).item())
