"""Sampling against naive definitions and a uniform fake; searches against brute force."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import islice

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from textnn.decoding import (
    beam_search,
    choose,
    filter_top_k,
    filter_top_p,
    length_norm,
    sample,
)

SIZE = 8

logits_lists = st.lists(
    st.integers(-4000, 4000).map(lambda n: n / 500), min_size=1, max_size=20, unique=True
)


def kept(logits: Tensor) -> set[int]:
    return {index for index, value in enumerate(logits.tolist()) if value > -math.inf}


def uniform(token: int) -> Tensor:
    """A step that knows nothing."""
    return torch.zeros(SIZE)


def skewed(token: int) -> Tensor:
    """A step whose likeliest next token is the one after ``token``."""
    return -((torch.arange(SIZE) - (token + 1) % SIZE).abs().float())


def drawn(count: int, step: object = uniform, **options: object) -> list[int]:
    tokens = sample(step, 0, **{"seed": 0, **options})  # type: ignore[arg-type]
    return list(islice(tokens, count))


@settings(deadline=None)
@given(logits_lists, st.integers(0, 25))
def test_top_k_keeps_the_k_highest(values: list[float], k: int) -> None:
    found = filter_top_k(torch.tensor(values), k)
    ranked = sorted(range(len(values)), key=lambda index: -values[index])
    assert kept(found) == set(ranked[:k] if k else ranked)
    assert all(found[index] == torch.tensor(values[index]) for index in kept(found))


@settings(deadline=None)
@given(logits_lists, st.floats(0, 1))
def test_top_p_keeps_the_smallest_set_that_reaches_p(values: list[float], p: float) -> None:
    logits = torch.tensor(values, dtype=torch.double)
    probabilities = logits.softmax(0).tolist()
    wanted: list[int] = []
    reached = 0.0
    for index in sorted(range(len(values)), key=lambda index: -values[index]):
        if wanted and reached >= p - 1e-12:
            break
        wanted.append(index)
        reached += probabilities[index]
    found = kept(filter_top_p(logits, p))
    if p == 1:
        assert found == set(range(len(values)))
    elif abs(reached - p) > 1e-9 and all(
        abs(sum(sorted(probabilities)[-n:]) - p) > 1e-9 for n in found
    ):
        assert found == set(wanted)
    assert wanted[0] in found


def test_top_k_ties_stay_together() -> None:
    assert kept(filter_top_k(torch.tensor([1.0, 3.0, 1.0, 0.0]), 2)) == {0, 1, 2}


@settings(deadline=None)
@given(logits_lists, st.integers(0, 2**53 - 1))
def test_greedy_is_argmax_whatever_the_seed(values: list[float], seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    best = values.index(max(values))
    logits = torch.tensor(values)
    assert choose(logits, generator, temperature=0, top_k=0, top_p=1) == best
    assert choose(logits, generator, temperature=1, top_k=1, top_p=1) == best
    assert choose(logits, generator, temperature=1, top_k=0, top_p=0) == best
    assert choose(logits, generator, temperature=1e-310, top_k=0, top_p=0.9) == best


def test_greedy_follows_the_model() -> None:
    assert drawn(10, skewed, temperature=0) == [1, 2, 3, 4, 5, 6, 7, 0, 1, 2]


def test_the_same_seed_gives_the_same_tokens_and_another_others() -> None:
    assert drawn(50, seed=7) == drawn(50, seed=7)
    assert drawn(50, seed=7) != drawn(50, seed=8)


def test_sampling_leaves_the_global_generator_alone() -> None:
    before = torch.get_rng_state()
    drawn(5)
    assert torch.equal(before, torch.get_rng_state())


def test_uniform_logits_give_uniform_frequencies() -> None:
    """Each count is within five standard deviations of its mean."""
    counts, n = Counter(drawn(4000)), 4000
    bound = 5 * math.sqrt(n / SIZE * (1 - 1 / SIZE))
    assert all(abs(counts[token] - n / SIZE) < bound for token in range(SIZE))


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_temperature_divides_the_logits(temperature: float) -> None:
    logits = torch.tensor([0.0, 1.0, 2.0])
    counts, n = Counter(drawn(4000, lambda _: logits, temperature=temperature)), 4000
    for token, chance in enumerate((logits / temperature).softmax(0).tolist()):
        assert abs(counts[token] - n * chance) < 5 * math.sqrt(n * chance)


@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_forbidden_tokens_are_never_drawn(temperature: float) -> None:
    tokens = drawn(500, skewed, temperature=temperature, forbidden=(1, 5))
    assert not {1, 5} & set(tokens)


def test_the_step_sees_the_token_written_last() -> None:
    seen = []

    def step(token: int) -> Tensor:
        seen.append(token)
        return uniform(token)

    tokens = list(islice(sample(step, 3, seed=1), 6))
    assert seen == [3, *tokens[:-1]]


def test_nothing_is_computed_before_it_is_asked_for() -> None:
    def step(token: int) -> Tensor:
        raise AssertionError("asked")

    sample(step, 0, seed=0)


def test_top_k_limits_what_is_drawn() -> None:
    assert set(drawn(300, lambda _: torch.arange(SIZE).float(), temperature=9, top_k=3)) == {
        5,
        6,
        7,
    }


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
