"""Variational autoencoder (VAE; Kingma and Welling 2013): a map of all digits.

Each digit becomes a cloud on a plane instead of a point. The clouds are held together around the
middle, so every place of the plane can be turned into a picture.
"""

import torch
from sklearn.datasets import load_digits


def run(seed: int = 0, pull: float = 0.3) -> dict[str, object]:
    """Train; the figure is the part of the pixels' variance that it rebuilds of new digits.

    ``pull`` says how strongly the clouds are held together. The pictures are new digits, the same
    rebuilt from two numbers, and the plane: what stands at each place of it.
    """
    g = torch.Generator().manual_seed(seed)
    x = torch.tensor(load_digits().data).float() / 16
    x = x[torch.randperm(len(x), generator=g)]
    train, test = x[:1400], x[1400:]
    shapes = ((64, 64), (64, 4), (2, 64), (64, 64))
    w = [(torch.randn(shape, generator=g) / shape[0] ** 0.5).requires_grad_() for shape in shapes]
    b = [torch.zeros(shape[1], requires_grad=True) for shape in shapes]

    def encode(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Middle and logarithm of the variance of each cloud, both (n, 2)."""
        middle, spread = (torch.tanh(values @ w[0] + b[0]) @ w[1] + b[1]).chunk(2, dim=1)
        return middle, spread

    def decode(place: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(torch.tanh(place @ w[2] + b[2]) @ w[3] + b[3])

    adam, curve = torch.optim.Adam([*w, *b], lr=0.01), []
    for _ in range(250):
        middle, spread = encode(train)
        place = middle + (spread / 2).exp() * torch.randn(middle.shape, generator=g)
        missed = ((decode(place) - train) ** 2).sum(1).mean()
        held = (spread.exp() + middle**2 - 1 - spread).sum(1).mean() / 2
        loss = missed + pull * held
        adam.zero_grad()
        loss.backward()
        adam.step()
        curve.append(missed.item())
    with torch.no_grad():
        made = decode(encode(test)[0])
        side = torch.linspace(-2, 2, 8)
        plane = decode(torch.cartesian_prod(side, side)).reshape(8, 8, 8, 8)
    rebuilt = 1 - ((made - test) ** 2).sum() / ((test - test.mean(0)) ** 2).sum()
    sheet = plane.permute(0, 2, 1, 3).reshape(1, 64, 64)
    rows = [test[:8].reshape(-1, 8, 8), made[:8].reshape(-1, 8, 8), sheet]
    return {"figure": rebuilt.item(), "curve": curve, "pictures": rows}


if __name__ == "__main__":
    print("rebuilt from two numbers, of the variance:", run()["figure"])
