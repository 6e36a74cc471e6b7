"""A forger and a detective in the plane (GAN; Goodfellow et al. 2014).

The forger turns noise into points and never sees a true one. The detective says of a point how
likely it is true; it learns from both, and the forger follows its slope. A penalty on that slope at
true points (Mescheder, Geiger and Nowozin 2018) keeps the forger from falling into a few places.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

SIDE = 24  # squares of the detective's map, on each side
REACH = 2.2  # the plane goes from -REACH to REACH


def anchors(shape: int) -> Tensor:
    """Places that true points lie at: eight heaps, a ring, two moons."""
    turn = torch.arange(8 if shape == 0 else 16) * 2 * torch.pi / (8 if shape == 0 else 16)
    if shape < 2:
        return 1.5 * torch.stack([turn.cos(), turn.sin()], 1)
    half = torch.linspace(0, torch.pi, 8)
    upper = torch.stack([half.cos() - 0.5, half.sin() - 0.2], 1)
    return torch.cat([upper, -upper])


def layers(inputs: int, outputs: int) -> nn.Sequential:
    """Two hidden layers of 64."""
    first = [nn.Linear(inputs, 64), nn.LeakyReLU(0.2), nn.Linear(64, 64), nn.LeakyReLU(0.2)]
    made = nn.Sequential(*first, nn.Linear(64, outputs))
    for one in made.parameters():
        if one.dim() == 2:
            nn.init.normal_(one, std=one.shape[1] ** -0.5)
        else:
            nn.init.zeros_(one)
    return made


def covered(points: Tensor, places: Tensor) -> float:
    """The part of the places that at least a third of their share of points lies close to."""
    near, place = torch.cdist(points, places).min(1)
    hits = torch.bincount(place[near < 0.35], minlength=len(places))
    return (hits > len(points) / len(places) / 3).float().mean().item()


def run(shape: int = 0, penalty: float = 0.2, seed: int = 0, steps: int = 900) -> dict[str, object]:
    """Train; the figure is the part of the shape that the forger covers.

    The frames are points of the forger and the detective's map, at 30 moments.
    """
    torch.manual_seed(seed)
    places = anchors(shape)
    forger, detective = layers(16, 2), layers(2, 1)
    forging = torch.optim.Adam(forger.parameters(), lr=3e-3, betas=(0.5, 0.9))
    judging = torch.optim.Adam(detective.parameters(), lr=6e-3, betas=(0.5, 0.9))
    fixed = torch.randn(150, 16)  # the same noise in each frame, so that points can be followed
    along = (torch.arange(SIDE) + 0.5) / SIDE * 2 * REACH - REACH
    squares = torch.cartesian_prod(-along, along).flip(1)  # row by row from the top, as (x, y)

    def true(count: int) -> Tensor:
        place = places[torch.randint(len(places), (count,))]
        return place + 0.08 * torch.randn(count, 2)

    frames: list[dict[str, object]] = []
    curve, believed = [], []
    for step in range(steps):
        real, fake = true(64).requires_grad_(), forger(torch.randn(64, 16)).detach()
        said = detective(real)
        slope = torch.autograd.grad(said.sum(), real, create_graph=True)[0]
        loss = F.softplus(-said).mean() + F.softplus(detective(fake)).mean()
        judging.zero_grad()
        (loss + penalty * (slope**2).sum(1).mean()).backward()
        judging.step()
        cheated = F.softplus(-detective(forger(torch.randn(64, 16)))).mean()
        forging.zero_grad()
        cheated.backward()
        forging.step()
        curve.append(loss.item())
        believed.append(cheated.item())
        if step % (steps // 30) == 0 or step == steps - 1:
            with torch.no_grad():
                view, points = detective(squares)[:, 0].sigmoid(), forger(fixed)
                part = covered(forger(torch.randn(1000, 16)), places)
            frames.append({"step": step + 1, "points": points, "map": view, "covered": part})
    return {"figure": part, "lines": [curve, believed], "frames": frames, "true": true(200)}


if __name__ == "__main__":
    for penalty in (0.0, 0.2):
        print("penalty", penalty, "covers:", run(penalty=penalty, steps=90)["figure"])
