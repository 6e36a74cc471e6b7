"""Padded rows turned round, so that a one-way LSTM reads them backwards.

A two-way LSTM over padded rows would begin its way back in the padding. So each row is turned round
within its own length, read by a second one-way LSTM, and what that gives is turned round again:
with the same positions, ``mirrored`` is its own inverse.
"""

from __future__ import annotations

import torch
from torch import Tensor


def mirror(mask: Tensor) -> Tensor:
    """Positions that turn each row round and leave its padding where it is.

    Worked example: a row of three tokens padded to five gives ``[2, 1, 0, 3, 4]``.

    Args:
        mask: True on tokens, False on the padding at the end, shape (batch_size, length)

    Returns:
        shape (batch_size, length)
    """
    positions = torch.arange(mask.shape[1], device=mask.device)[None, :]
    return torch.where(mask, mask.sum(1, keepdim=True) - 1 - positions, positions)


def mirrored(tokens: Tensor, positions: Tensor) -> Tensor:
    """``tokens`` (batch_size, length, size) in the order of ``positions`` (batch_size, length)."""
    return tokens.gather(1, positions[..., None].expand_as(tokens))
