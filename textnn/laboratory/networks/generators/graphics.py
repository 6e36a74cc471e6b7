"""Deep convolutional inverse graphics network (DCIGN; Kulkarni et al. 2015).

A digit lies somewhere in a picture of 12x12. An encoder turns the picture into sixteen numbers and
a decoder draws it again. In each batch only one thing moves, to the side or up and down, and only
one number may follow it: the others are replaced by their mean. So each learns what it means.
"""

import torch
from sklearn.datasets import load_digits
from torch import nn


def run(seed: int = 0, rounds: int = 200) -> dict[str, object]:
    """Train; the figure is how well the first number follows the place (correlation, squared).

    The pictures are three new digits in their places, and the same with the first number turned.
    """
    torch.manual_seed(seed)
    digits = torch.tensor(load_digits().images).float() / 16
    digits = digits[torch.randperm(len(digits))]
    encoder = nn.Sequential(
        nn.Conv2d(1, 8, 4, 2, 1), nn.ELU(), nn.Conv2d(8, 16, 4, 2, 1), nn.ELU(),
        nn.Flatten(), nn.Linear(144, 16),
    )  # fmt: skip
    decoder = nn.Sequential(
        nn.Linear(16, 144), nn.ELU(), nn.Unflatten(1, (16, 3, 3)),
        nn.ConvTranspose2d(16, 8, 4, 2, 1), nn.ELU(),
        nn.ConvTranspose2d(8, 1, 4, 2, 1), nn.Sigmoid(),
    )  # fmt: skip

    def moved(which: torch.Tensor, axis: int) -> torch.Tensor:
        """(n,) digits, each at five places along an axis: (n, 5, 12, 12)."""
        made = torch.zeros(len(which), 5, 12, 12)
        for n, other in zip(
            range(len(which)), torch.randint(5, (len(which),)).tolist(), strict=True
        ):
            for place in range(5):
                left, top = (place, other) if axis == 0 else (other, place)
                made[n, place, top : top + 8, left : left + 8] = digits[which[n]]
        return made

    weights = [*encoder.parameters(), *decoder.parameters()]
    adam, curve = torch.optim.Adam(weights, lr=0.005), []
    for step in range(rounds):
        axis = step % 2
        pictures = moved(torch.randint(1400, (16,)), axis)
        code = encoder(pictures.reshape(-1, 1, 12, 12)).reshape(16, 5, 16)
        free = torch.zeros(16)
        free[axis] = 1  # the number that may follow what moves
        clamped = free * code + (1 - free) * code.mean(1, keepdim=True)
        made = decoder(clamped.reshape(-1, 16)).reshape(16, 5, 12, 12)
        missed = ((made - pictures) ** 2).sum((2, 3)).mean()
        spread = ((1 - free) * (code - clamped)).pow(2).sum(2).mean()
        adam.zero_grad()
        (missed + spread).backward()
        adam.step()
        curve.append(missed.item())
    with torch.no_grad():
        pictures = moved(torch.arange(1400, 1480), 0)
        code = encoder(pictures.reshape(-1, 1, 12, 12)).reshape(80, 5, 16)
        place = torch.arange(5.0).repeat(80)
        follows = torch.corrcoef(torch.stack([code[:, :, 0].flatten(), place]))[0, 1] ** 2
        turned = code[:3].mean(1, keepdim=True).repeat(1, 5, 1)
        turned[:, :, 0] = code[:, :, 0].mean(0)
        made = decoder(turned.reshape(-1, 16)).reshape(-1, 12, 12)
    return {
        "figure": follows.item(),
        "curve": curve,
        "pictures": [pictures[:3].reshape(-1, 12, 12), made],
    }


if __name__ == "__main__":
    print("the first number follows the place:", run(rounds=100)["figure"])
