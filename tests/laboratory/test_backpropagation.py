"""Backpropagation by hand against autograd."""

from __future__ import annotations

import torch

from textnn.laboratory.programs.backpropagation import backward, forward, loss


def test_gradients_are_those_of_autograd() -> None:
    torch.manual_seed(0)
    for _ in range(20):
        x, expected = torch.randn(2), torch.rand(())
        v, a, w, b = (torch.randn(shape, requires_grad=True) for shape in ((2, 2), (2,), (2,), ()))
        hidden, output = forward(x, v, a, w, b)
        true = torch.autograd.grad(loss(output, expected), (v, a, w, b))
        mine = backward(x, hidden, output, expected, w)
        for one, other in zip(mine, true, strict=True):
            torch.testing.assert_close(one, other)
