"""Rows turned round within their own length."""

from __future__ import annotations

import torch

from textnn.models.recurrent import BiLSTM, mirror, mirrored


def test_each_row_is_turned_and_its_padding_stays() -> None:
    mask = torch.tensor([[True, True, True, False, False], [True] * 5, [False] * 5])
    assert mirror(mask).tolist() == [[2, 1, 0, 3, 4], [4, 3, 2, 1, 0], [0, 1, 2, 3, 4]]


def test_turned_twice_it_is_as_before() -> None:
    mask = torch.tensor([[True, True, False], [True, True, True]])
    tokens = torch.arange(12.0).view(2, 3, 2)
    once = mirrored(tokens, mirror(mask))
    assert once[0].tolist() == [[2, 3], [0, 1], [4, 5]]
    assert torch.equal(mirrored(once, mirror(mask)), tokens)


def test_padded_rows_are_read_as_rows_of_their_own() -> None:
    torch.manual_seed(0)
    lstm = BiLSTM(3, 4)
    inputs, lengths = torch.randn(3, 6, 3), [6, 1, 4]
    mask = torch.arange(6)[None] < torch.tensor(lengths)[:, None]
    together = lstm(inputs, mask)
    assert together.shape == (3, 6, 8)
    for row, length in enumerate(lengths):
        alone, one = inputs[row : row + 1, :length], torch.nn.LSTM(3, 4, bidirectional=True)
        one.load_state_dict(
            {f"{k}": v for k, v in lstm.ahead.state_dict().items()}
            | {f"{k}_reverse": v for k, v in lstm.back.state_dict().items()}
        )
        torch.testing.assert_close(together[row, :length], one(alone[0])[0])
