"""Rows turned round within their own length."""

from __future__ import annotations

import torch

from textnn.models.recurrent import mirror, mirrored


def test_each_row_is_turned_and_its_padding_stays() -> None:
    mask = torch.tensor([[True, True, True, False, False], [True] * 5, [False] * 5])
    assert mirror(mask).tolist() == [[2, 1, 0, 3, 4], [4, 3, 2, 1, 0], [0, 1, 2, 3, 4]]


def test_turned_twice_it_is_as_before() -> None:
    mask = torch.tensor([[True, True, False], [True, True, True]])
    tokens = torch.arange(12.0).view(2, 3, 2)
    once = mirrored(tokens, mirror(mask))
    assert once[0].tolist() == [[2, 3], [0, 1], [4, 5]]
    assert torch.equal(mirrored(once, mirror(mask)), tokens)
