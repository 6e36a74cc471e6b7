"""How near pictures made of outlines come to the true ones."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

_WINDOW, _SIGMA = 11, 1.5


def ssim(made: Tensor, true: Tensor, known: Tensor | None = None) -> Tensor:
    """Structural similarity (Wang, Bovik, Sheikh and Simoncelli 2004): 1 for the same picture.

    Colour is compared as grey. The window of 11 pixels stays inside the picture.

    Args:
        made, true: 0 to 255, shape (n, channels, height, width), channels 1 or 3
        known: where to compare, bool, shape (n, height, width); None: everywhere

    Returns:
        mean of each picture, shape (n,)
    """
    x, y = _grey(made), _grey(true)
    mean_x, mean_y = _blurred(x), _blurred(y)
    var_x = _blurred(x * x) - mean_x**2
    var_y = _blurred(y * y) - mean_y**2
    both = _blurred(x * y) - mean_x * mean_y
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    alike = (2 * mean_x * mean_y + c1) * (2 * both + c2)
    alike = alike / ((mean_x**2 + mean_y**2 + c1) * (var_x + var_y + c2))
    if known is None:
        return alike.mean((1, 2, 3))
    edge = _WINDOW // 2
    counted = known[:, None, edge:-edge, edge:-edge].to(alike.dtype)
    return (alike * counted).sum((1, 2, 3)) / counted.sum((1, 2, 3)).clamp(min=1)


def _grey(pictures: Tensor) -> Tensor:
    x = pictures.double()
    if x.shape[1] == 1:
        return x
    return (x * torch.tensor([0.299, 0.587, 0.114]).double().view(1, 3, 1, 1)).sum(1, keepdim=True)


def _blurred(x: Tensor) -> Tensor:
    at = torch.arange(_WINDOW, dtype=x.dtype) - _WINDOW // 2
    bell = torch.exp(-(at**2) / (2 * _SIGMA**2))
    bell = bell / bell.sum()
    return F.conv2d(F.conv2d(x, bell.view(1, 1, 1, -1)), bell.view(1, 1, -1, 1))


def measure(made: Tensor, true: Tensor, known: Tensor | None = None) -> dict[str, float]:
    """Mean absolute difference, in parts of the range from black to white, and mean SSIM.

    Args:
        made, true, known: shapes as in ``ssim``
    """
    apart = (made.double() - true.double()).abs() / 255
    if known is None:
        l1 = apart.mean()
    else:
        counted = known[:, None].to(apart.dtype)
        l1 = (apart * counted).sum() / (counted.sum() * made.shape[1])
    return {"l1": round(float(l1), 5), "ssim": round(float(ssim(made, true, known).mean()), 5)}
