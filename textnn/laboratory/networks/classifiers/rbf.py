"""Radial basis network (RBF; Broomhead and Lowe 1988): two spirals that no line parts.

Each hidden unit is a bump around a centre: the nearer a point, the more it answers. Only the
output is learnt, in one go, by least squares.
"""

import torch
from torch import Tensor


def spirals(n: int, g: torch.Generator) -> tuple[Tensor, Tensor]:
    """``2 n`` points (2 n, 2) on two arms, and their classes, -1 and 1."""
    turn = torch.rand(n, generator=g).sqrt() * 9 + 0.8
    arm = torch.stack([turn.cos(), turn.sin()], 1) * turn[:, None] / 10
    points = torch.cat([arm, -arm]) + 0.02 * torch.randn(2 * n, 2, generator=g)
    return points, torch.cat([torch.ones(n), -torch.ones(n)])


def bumps(points: Tensor, centres: Tensor, width: float = 0.18) -> Tensor:
    """Answers of the hidden units, shape (points, centres)."""
    return torch.exp(-(torch.cdist(points, centres) ** 2) / (2 * width**2))


def run(seed: int = 0, kernels: int = 60) -> dict[str, object]:
    """Train; the figure is the accuracy on new points, the picture the plane as it sees it."""
    g = torch.Generator().manual_seed(seed)
    (x, y), (x_new, y_new) = spirals(200, g), spirals(200, g)
    centres = x[torch.randperm(len(x), generator=g)[:kernels]]
    hidden = bumps(x, centres)
    ridge = 1e-3 * torch.eye(kernels)
    weights = torch.linalg.solve(hidden.T @ hidden + ridge, hidden.T @ y)
    accuracy = ((bumps(x_new, centres) @ weights).sign() == y_new).float().mean().item()
    side = torch.linspace(-1.1, 1.1, 48)
    plane = torch.cartesian_prod(side.flip(0), side).flip(1)
    surface = (bumps(plane, centres) @ weights).clamp(-1, 1).reshape(1, 48, 48)
    return {"figure": accuracy, "curve": [], "pictures": [surface]}


if __name__ == "__main__":
    print("accuracy on new points:", run()["figure"])
