"""Searches against brute force."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from textnn.decoding import beam_search, length_norm


@dataclass
class Memory:
    """Carries one row of numbers a text."""

    rows: Tensor

    def take(self, rows: Tensor) -> Memory:
        return Memory(self.rows[rows])


END = 0
TABLE = torch.randn(9, 9, generator=torch.Generator().manual_seed(5)) * 2


def chain(last: Tensor, memory: Memory) -> tuple[Tensor, Tensor, Memory]:
    """A Markov chain that also remembers the sum of what it has seen."""
    seen = memory.rows + last[:, None]
    scores = TABLE[last] + 0.1 * torch.sin(seen * torch.arange(9))
    return scores.log_softmax(-1), seen, Memory(seen)


def start(size: int) -> tuple[Memory, Tensor]:
    return Memory(torch.arange(size, dtype=torch.float)[:, None]), torch.arange(1, size + 1)


def everything(first: int, memory: float, length: int) -> list[tuple[float, tuple[int, ...]]]:
    """All texts of at most ``length`` tokens with their log-probability, by brute force."""
    found = []
    stack: list[tuple[tuple[int, ...], float, Memory, int]]
    stack = [((), 0.0, Memory(torch.tensor([[memory]])), first)]
    while stack:
        tokens, total, state, last = stack.pop()
        if len(tokens) == length:
            found.append((total, tokens))
            continue
        scores, _, after = chain(torch.tensor([last]), state)
        for token, score in enumerate(scores[0].tolist()):
            if token == END:
                found.append((total + score, tokens))
            else:
                stack.append(((*tokens, token), total + score, after, token))
    return sorted(found, reverse=True)


def test_one_beam_takes_the_likeliest_token_each_time() -> None:
    state, last = start(5)
    found = beam_search(chain, state, last, beams=1, end=END, max_length=8, alpha=0.7)
    written = []
    for _ in range(8):
        scores, _, state = chain(last, state)
        last = scores.argmax(-1)
        written.append(last)
    for row, hypotheses in zip(torch.stack(written, dim=1).tolist(), found, strict=True):
        wanted = row[: row.index(END)] if END in row else row
        assert list(hypotheses[0].tokens) == wanted


def test_a_beam_as_wide_as_all_texts_finds_the_best() -> None:
    state, first = start(3)
    found = beam_search(chain, state, first, beams=400, end=END, max_length=3, alpha=0.0)
    for row in range(3):
        total, tokens = everything(row + 1, float(row), 3)[0]
        assert found[row][0].tokens == tokens
        assert found[row][0].score == pytest.approx(total, abs=1e-4)


def test_texts_side_by_side_do_not_disturb_each_other() -> None:
    state, first = start(4)
    together = beam_search(chain, state, first, beams=3, end=END, max_length=6)
    for row in range(4):
        one = torch.tensor([row])
        alone = beam_search(chain, state.take(one), first[one], beams=3, end=END, max_length=6)
        assert [h.tokens for h in together[row]] == [h.tokens for h in alone[0]]


def test_what_was_looked_at_belongs_to_the_text() -> None:
    state, first = start(2)
    for row, hypotheses in enumerate(
        beam_search(chain, state, first, beams=4, end=END, max_length=5)
    ):
        for hypothesis in hypotheses:
            total, expected = float(row) + row + 1, []
            for token in hypothesis.tokens:
                expected.append(total)
                total += token
            assert hypothesis.attention.flatten().tolist() == expected


def test_length_is_kept_and_favoured() -> None:
    state, first = start(3)
    for hypotheses in beam_search(
        chain, state, first, beams=3, end=END, max_length=6, min_length=4
    ):
        assert all(4 <= len(hypothesis.tokens) <= 6 for hypothesis in hypotheses)
    assert length_norm(1, 1.0) == 1.0
    assert length_norm(13, 0.5) == pytest.approx(3**0.5)

    def mean(alpha: float) -> float:
        best = beam_search(chain, state, first, beams=6, end=END, max_length=8, alpha=alpha)
        return sum(len(hypotheses[0].tokens) for hypotheses in best)

    assert mean(2.0) >= mean(0.0)


@given(block=st.integers(1, 3), beams=st.integers(1, 4))
@settings(deadline=None, max_examples=15)
def test_no_run_comes_twice(block: int, beams: int) -> None:
    state, first = start(3)
    for hypotheses in beam_search(
        chain, state, first, beams=beams, end=END, max_length=8, block=block
    ):
        for hypothesis in hypotheses:
            runs = [
                hypothesis.tokens[i : i + block] for i in range(len(hypothesis.tokens) - block + 1)
            ]
            assert len(runs) == len(set(runs))
