"""Generative adversarial network (GAN; Goodfellow et al. 2014): forger against detective.

The forger turns noise into points and never sees a true one; the detective says how true each
looks, and the forger follows its gradient. The true points lie in eight heaps on a circle.
"""

from itertools import pairwise

import torch
from torch.nn import functional as F


def run(seed: int = 0, penalty: float = 0.2) -> dict[str, object]:
    """Train; the figure is the part of the eight heaps that the forger hits.

    ``penalty`` on the detective's slope at true points (Mescheder, Geiger and Nowozin 2018) keeps
    it from steep verdicts; at 0 the forger falls into a few heaps: mode collapse. The pictures are
    the true points, then the forger's at five moments.
    """
    g = torch.Generator().manual_seed(seed)
    turn = torch.arange(8) * torch.pi / 4
    heaps = torch.stack([turn.cos(), turn.sin()], 1) * 1.5

    def layers(*sizes: int) -> list[torch.Tensor]:
        shapes = [shape for i, o in pairwise(sizes) for shape in ((i, o), (o,))]
        drawn = [torch.randn(s, generator=g) / s[0] ** 0.5 * (len(s) == 2) for s in shapes]
        return [parameter.requires_grad_() for parameter in drawn]

    def network(x: torch.Tensor, p: list[torch.Tensor]) -> torch.Tensor:
        x = F.leaky_relu(x @ p[0] + p[1], 0.2)
        x = F.leaky_relu(x @ p[2] + p[3], 0.2)
        return x @ p[4] + p[5]

    forger, judge = layers(16, 64, 64, 2), layers(2, 64, 64, 1)
    forging = torch.optim.Adam(forger, lr=3e-3, betas=(0.5, 0.9))
    judging = torch.optim.Adam(judge, lr=6e-3, betas=(0.5, 0.9))

    def true(n: int) -> torch.Tensor:
        heap = torch.randint(8, (n,), generator=g)
        return heaps[heap] + 0.08 * torch.randn(n, 2, generator=g)

    def forged(n: int) -> torch.Tensor:
        return network(torch.randn(n, 16, generator=g), forger)

    shown, curve = [density(true(3000))], []
    for step in range(1000):
        real, fake = true(64).requires_grad_(), forged(64).detach()
        said = network(real, judge)
        slope = torch.autograd.grad(said.sum(), real, create_graph=True)[0]
        loss = F.softplus(-said).mean() + F.softplus(network(fake, judge)).mean()
        judging.zero_grad()
        (loss + penalty * (slope**2).sum(1).mean()).backward()
        judging.step()
        believed = F.softplus(-network(forged(64), judge)).mean()
        forging.zero_grad()
        believed.backward()
        forging.step()
        curve.append(believed.item())
        if step in (20, 100, 250, 500, 999):
            with torch.no_grad():
                shown.append(density(forged(3000)))
    with torch.no_grad():
        distance = torch.cdist(forged(2000), heaps)
    near, heap = distance.min(1)
    hit = torch.bincount(heap[near < 0.3], minlength=8) > 40
    return {"figure": hit.float().mean().item(), "curve": curve, "pictures": [torch.stack(shown)]}


def density(points: torch.Tensor) -> torch.Tensor:
    """How many points lie in each of 48 x 48 squares, 0 to 1."""
    place = ((points.detach() + 2.2) / 4.4 * 48).long().clamp(0, 47)
    counted = torch.bincount(place[:, 1] * 48 + place[:, 0], minlength=48 * 48).float()
    return (counted / 8).clamp(0, 1).reshape(48, 48).flip(0)


if __name__ == "__main__":
    for penalty in (0.0, 0.2):
        print("penalty", penalty, "part of the heaps hit:", run(penalty=penalty)["figure"])
