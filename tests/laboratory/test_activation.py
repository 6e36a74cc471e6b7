"""The table of the slide: values, slopes, and where a unit is saturated."""

from __future__ import annotations

import pytest
import torch
from torch import tensor

from textnn.laboratory.programs.activation import FUNCTIONS, slope, unit

Z = tensor([-4.0, -0.5, 0.0, 0.5, 4.0])


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("step", [0, 0, 0.5, 1, 1]),
        ("sign", [-1, -1, 0, 1, 1]),
        ("linear", [-4, -0.5, 0, 0.5, 4]),
        ("piecewise", [0, 0, 0.5, 1, 1]),
        ("relu", [0, 0, 0, 0.5, 4]),
    ],
)
def test_values_are_those_of_the_slide(name: str, values: list[float]) -> None:
    assert FUNCTIONS[name](Z).tolist() == values


def test_the_smooth_ones_are_their_equations() -> None:
    up, down = Z.exp(), (-Z).exp()
    torch.testing.assert_close(FUNCTIONS["logistic"](Z), 1 / (1 + down))
    torch.testing.assert_close(FUNCTIONS["tanh"](Z), (up - down) / (up + down))
    torch.testing.assert_close(FUNCTIONS["gelu"](Z), Z * torch.special.ndtr(Z))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_slopes_are_differences(name: str) -> None:
    z = tensor([-3.3, -1.0, -0.2, 0.3, 2.2], dtype=torch.double)
    function, small = FUNCTIONS[name], 1e-5
    torch.testing.assert_close(
        slope(name, z),
        ((function(z + small) - function(z - small)) / (2 * small)).double(),
        atol=1e-6,
        rtol=1e-5,
    )


def test_a_unit_adds_its_bias() -> None:
    x, weights = tensor([0.6, 1.0]), tensor([0.5, 0.8])
    assert unit("step", x, weights, tensor(-1.0)) == 1  # 1.1 is more than the threshold 1
    assert unit("linear", x, weights, tensor(-1.0)).item() == pytest.approx(0.1)
