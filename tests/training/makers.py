"""A recipe so small that a whole training takes a moment, and what stops one."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from textnn.training.loop import SupervisedRecipe


class Line(SupervisedRecipe):
    """Fits ``y = 2x + 1``; dropout makes every step depend on the random generator."""

    unit = "squares"

    def __init__(self, rate: float = 0.1, dropout: float = 0.0) -> None:
        torch.manual_seed(0)
        self.model: nn.Module = nn.Sequential(nn.Dropout(dropout), nn.Linear(1, 1))
        self.optimizers = (torch.optim.Adam(self.model.parameters(), lr=rate),)
        self.steps: list[int] = []
        self.rates: list[float] = []
        self.seen = 0
        self.evaluated = 0

    def loss(self, step: int) -> Tensor:
        self.steps.append(step)
        self.rates.append(self.optimizers[0].param_groups[0]["lr"])
        x = torch.tensor([[0.0], [1.0], [self.seen % 3]])
        self.seen += 1
        loss: Tensor = ((self.model(x) - 2 * x - 1) ** 2).mean()
        return loss

    def evaluate(self) -> dict[str, float]:
        self.evaluated += 1
        return {"seen": float(self.seen)}

    def state(self) -> dict[str, Any]:
        return {"seen": self.seen}

    def restore(self, state: dict[str, Any]) -> None:
        self.seen = state["seen"]

    def weights(self) -> list[float]:
        return [p.item() for p in self.model.parameters()]


def stop_at(recipe: Any, method: str, step: int) -> None:
    """Make a recipe break off at a step, as Ctrl-C does; ``method`` is told the step last."""
    plain = getattr(recipe, method)

    def stopping(*arguments: Any) -> Any:
        if arguments[-1] == step:
            raise KeyboardInterrupt
        return plain(*arguments)

    setattr(recipe, method, stopping)
