"""Kohonen network (KN; 1982): a sheet of units that puts colours in order by itself.

The unit most like a colour moves towards it and takes its neighbours along; the circle of
neighbours shrinks. In the end near units hold like colours, though nobody said what is alike.
"""

import torch


def run(seed: int = 0, radius: float = 6.0) -> dict[str, object]:
    """Train; the figure says how much nearer neighbours are than units anywhere (1: all the same).

    The pictures are the sheet at first and in the end.
    """
    g = torch.Generator().manual_seed(seed)
    side, steps = 20, 1500
    place = torch.cartesian_prod(torch.arange(side), torch.arange(side)).float()
    units = torch.rand(side * side, 3, generator=g)
    before, curve = units.clone(), []
    for step in range(steps):
        colour = torch.rand(3, generator=g)
        winner = ((units - colour) ** 2).sum(1).argmin()
        left = 1 - step / steps
        near = ((place - place[winner]) ** 2).sum(1)
        pull = torch.exp(-near / (2 * (radius * left + 0.5) ** 2)) * (0.5 * left + 0.02)
        units += pull[:, None] * (colour - units)
        if step % 30 == 0:
            curve.append(1 - order(units, side))
    rows = [torch.stack([sheet.reshape(side, side, 3) for sheet in (before, units)])]
    return {"figure": order(units, side), "curve": curve, "pictures": rows}


def order(units: torch.Tensor, side: int) -> float:
    """1 - mean distance of neighbours / mean distance of all."""
    sheet = units.reshape(side, side, 3)
    beside = (sheet[:, 1:] - sheet[:, :-1]).norm(dim=2).mean()
    below = (sheet[1:] - sheet[:-1]).norm(dim=2).mean()
    return float(1 - (beside + below) / 2 / torch.pdist(units).mean())


if __name__ == "__main__":
    print("order of the sheet:", run()["figure"])
