"""Activation functions: what a unit makes of its sum ``z = sum(weight_i * x_i) + bias``.

The slope decides how fast the weights before the unit learn. Where it is almost zero the unit is
saturated and hardly learns. The slopes are not written down here: autograd finds them.
"""

from collections.abc import Callable

import torch
from torch import Tensor, tensor
from torch.nn import functional as F

FUNCTIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "step": lambda z: (z > 0) + (z == 0) / 2,
    "sign": torch.sign,
    "linear": lambda z: z,
    "piecewise": lambda z: (z + 0.5).clamp(0, 1),
    "logistic": torch.sigmoid,  # 1 / (1 + exp(-z))
    "tanh": torch.tanh,  # (exp(z) - exp(-z)) / (exp(z) + exp(-z))
    "relu": F.relu,  # max(z, 0)
    "gelu": F.gelu,  # z times the normal distribution up to z
}


def unit(name: str, x: Tensor, weights: Tensor, bias: Tensor) -> Tensor:
    """Output of a unit; ``x`` and ``weights`` have shape (inputs,)."""
    return FUNCTIONS[name](x @ weights + bias)


def slope(name: str, z: Tensor) -> Tensor:
    """How much the output changes with ``z``, at every place of ``z``."""
    z = z.clone().requires_grad_()
    value = FUNCTIONS[name](z)
    if not value.requires_grad:  # a step function has no slope anywhere
        return torch.zeros_like(z)
    return torch.autograd.grad(value.sum(), z)[0]


if __name__ == "__main__":
    z = tensor([-4.0, -0.5, 0.0, 0.5, 4.0])
    print("z =", z.tolist())
    for name, function in FUNCTIONS.items():
        values = [round(value, 4) for value in function(z).tolist()]
        slopes = [round(value, 4) for value in slope(name, z).tolist()]
        print(f"{name:10} values {values}  slopes {slopes}")
