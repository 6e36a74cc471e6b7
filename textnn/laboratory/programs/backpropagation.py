"""Backpropagation (Rumelhart, Hinton and Williams 1986) in a 2-2-1 network, by hand.

Forward, each unit squashes its weighted sum. Backward, each unit gets its part of the blame: delta,
the slope of the loss at its sum. A weight's gradient is the delta behind it times the value before
it, and the weight moves against its gradient.
"""

import torch
from torch import Tensor, tensor


def forward(x: Tensor, v: Tensor, a: Tensor, w: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Hidden values, shape (2,), and the output, a scalar.

    ``v`` (hidden, input) and ``a`` (hidden,) lead to the hidden layer, ``w`` (hidden,) and ``b``
    to the output.
    """
    hidden = torch.sigmoid(v @ x + a)
    return hidden, torch.sigmoid(w @ hidden + b)


def loss(output: Tensor, expected: Tensor) -> Tensor:
    """Half of the squared error."""
    return (output - expected) ** 2 / 2


def backward(
    x: Tensor, hidden: Tensor, output: Tensor, expected: Tensor, w: Tensor
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Gradients of ``v``, ``a``, ``w`` and ``b``; the slope of the sigmoid is ``s * (1 - s)``."""
    delta = (output - expected) * output * (1 - output)
    deltas = delta * w * hidden * (1 - hidden)  # what each hidden unit did to the output's error
    return torch.outer(deltas, x), deltas, delta * hidden, delta


if __name__ == "__main__":
    x, expected, rate = tensor([0.6, 1.0]), tensor(1.0), 0.5
    v, a = tensor([[0.5, 0.8], [-0.4, 0.3]]), tensor([-1.0, 0.1])
    w, b = tensor([0.7, -0.5]), tensor(0.2)
    for step in range(5):
        hidden, output = forward(x, v, a, w, b)
        print(f"step {step}: output {output:.4f}, loss {loss(output, expected):.4f}")
        gradients = backward(x, hidden, output, expected, w)
        v, a, w, b = (p - rate * g for p, g in zip((v, a, w, b), gradients, strict=True))
