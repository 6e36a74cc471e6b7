"""Boltzmann machine (BM; Ackley, Hinton and Sejnowski 1985): all units joined with all.

It learns bars and stripes of 3x3 squares. The machine is so small that the sums over all its states
are done as they stand in the paper; larger ones must draw states by chance.
"""

import torch


def states(units: int) -> torch.Tensor:
    """Every way to switch the units on and off, shape (2 ** units, units)."""
    return (torch.arange(2**units)[:, None] >> torch.arange(units) & 1).float()


def run(seed: int = 0, hidden: int = 3) -> dict[str, object]:
    """Train; the figure is the probability that it gives to the 14 true patterns of the 512.

    The pictures are the patterns, and what is most probable to the machine.
    """
    g = torch.Generator().manual_seed(seed)
    bars = states(3)[:, :, None].expand(8, 3, 3)
    patterns = torch.cat([bars, bars.transpose(1, 2)]).reshape(16, 9).unique(dim=0)
    true = patterns[(patterns.sum(1) > 0) & (patterns.sum(1) < 9)]
    every = states(9 + hidden)
    seen = (every[:, :9] @ (2.0 ** torch.arange(9))).long()  # number of each state's visible part
    w = 0.1 * torch.randn(9 + hidden, 9 + hidden, generator=g)
    w, b = (w + w.T).fill_diagonal_(0), torch.zeros(9 + hidden)
    wanted = torch.zeros(512)
    wanted[(true @ (2.0 ** torch.arange(9))).long()] = 1 / len(true)
    curve = []
    for _ in range(250):
        chance = ((every @ w * every).sum(1) / 2 + every @ b).softmax(0)
        visible = torch.zeros(512).index_add(0, seen, chance)
        # awake: what it sees is true, and the hidden units answer; asleep: all by itself
        change = chance * (wanted / visible.clamp(min=1e-12))[seen] - chance
        w += 1.0 * (every.T @ (every * change[:, None])).fill_diagonal_(0)
        b += 1.0 * change @ every
        curve.append(-(wanted * visible.clamp(min=1e-12).log()).sum().item())
    best = visible.topk(14).indices
    rows = [one.reshape(-1, 3, 3) for one in (true, states(9)[best])]
    return {"figure": visible[wanted > 0].sum().item(), "curve": curve, "pictures": rows}


if __name__ == "__main__":
    for hidden in (0, 3):
        print(hidden, "hidden units, probability of the patterns:", run(hidden=hidden)["figure"])
