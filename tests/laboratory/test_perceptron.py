"""The perceptron: the figures of the slides, to the digit."""

from __future__ import annotations

import pytest
import torch
from torch import tensor

from textnn.laboratory.programs.perceptron import (
    CORNERS,
    GATES,
    activation,
    learn,
    predict,
    regress,
    rounds_to_learn,
)


def test_the_slide_fires_at_1_1() -> None:
    x, weights = tensor([0.6, 1.0]), tensor([0.5, 0.8])
    assert activation(x, weights).item() == pytest.approx(1.1)
    assert predict(x, weights, tensor(1.0)) == 1
    assert predict(x, weights, tensor(1.2)) == 0


def test_a_step_is_rate_times_error_times_input() -> None:
    weights, threshold = learn(
        tensor([0.6, 1.0]), tensor(0.0), tensor([0.5, 0.8]), tensor(1.0), rate=0.5
    )
    assert weights.tolist() == pytest.approx([0.5 - 0.5 * 0.6, 0.8 - 0.5 * 1.0])
    assert threshold.item() == pytest.approx(1.5)


@pytest.mark.parametrize("rate", [0.1, 0.5])
def test_and_and_or_are_learnt_and_xor_never(rate: float) -> None:
    assert rounds_to_learn("and", rate) is not None
    assert rounds_to_learn("or", rate) is not None
    assert rounds_to_learn("xor", rate, most=300) is None


def test_no_line_whatever_parts_xor() -> None:
    grid = torch.cartesian_prod(*[torch.linspace(-2, 2, 21)] * 3)
    fires = (grid[:, :2] @ CORNERS.T >= grid[:, 2:]).long()
    found = {tuple(row) for row in fires.tolist()}
    assert {GATES["and"], GATES["or"]} <= found
    assert GATES["xor"] not in found


def test_regression_steps_down_the_squared_error() -> None:
    weight, bias = tensor(2.0, requires_grad=True), tensor(1.0, requires_grad=True)
    predicted = weight * 2 + bias
    assert predicted.item() == 5  # and 4 is expected
    (((predicted - 4) ** 2) / 2).backward()
    assert weight.grad is not None
    assert bias.grad is not None
    after = regress(tensor(2.0), tensor(4.0), weight.detach(), bias.detach(), rate=0.1)
    assert after[0].item() == pytest.approx((weight - 0.1 * weight.grad).item())
    assert after[1].item() == pytest.approx((bias - 0.1 * bias.grad).item())
