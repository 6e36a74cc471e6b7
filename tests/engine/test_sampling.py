"""Sampling against naive definitions and a uniform fake."""

from __future__ import annotations

import math
import random
from collections import Counter
from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from textnn.engine.sampling import choose, filter_top_k, filter_top_p, sample, softmax

SIZE = 8

logits_lists = st.lists(
    st.integers(-4000, 4000).map(lambda n: n / 500), min_size=1, max_size=20, unique=True
)


def kept(logits: NDArray[np.floating]) -> set[int]:
    return {index for index, value in enumerate(logits.tolist()) if value > -math.inf}


def uniform(token: int) -> NDArray[np.float32]:
    """A step that knows nothing."""
    return np.zeros(SIZE, np.float32)


def skewed(token: int) -> NDArray[np.float32]:
    """A step whose likeliest next token is the one after ``token``."""
    return -np.abs(np.arange(SIZE) - (token + 1) % SIZE).astype(np.float32)


def drawn(count: int, step: object = uniform, **options: object) -> list[int]:
    tokens = sample(step, 0, **{"seed": 0, **options})  # type: ignore[arg-type]
    return list(islice(tokens, count))


@settings(deadline=None)
@given(logits_lists, st.integers(0, 25))
def test_top_k_keeps_the_k_highest(values: list[float], k: int) -> None:
    found = filter_top_k(np.array(values), k)
    ranked = sorted(range(len(values)), key=lambda index: -values[index])
    assert kept(found) == set(ranked[:k] if k else ranked)
    assert all(found[index] == values[index] for index in kept(found))


@settings(deadline=None)
@given(logits_lists, st.floats(0, 1))
def test_top_p_keeps_the_smallest_set_that_reaches_p(values: list[float], p: float) -> None:
    logits = np.array(values)
    probabilities = softmax(logits).tolist()
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
    assert kept(filter_top_k(np.array([1.0, 3.0, 1.0, 0.0]), 2)) == {0, 1, 2}


@settings(deadline=None)
@given(logits_lists, st.integers(0, 2**53 - 1))
def test_greedy_is_argmax_whatever_the_seed(values: list[float], seed: int) -> None:
    generator = random.Random(seed)
    best = values.index(max(values))
    logits = np.array(values, np.float32)
    assert choose(logits, generator, temperature=0, top_k=0, top_p=1) == best
    assert choose(logits, generator, temperature=1, top_k=1, top_p=1) == best
    assert choose(logits, generator, temperature=1, top_k=0, top_p=0) == best
    assert choose(logits, generator, temperature=1e-310, top_k=0, top_p=0.9) == best


def test_greedy_follows_the_model() -> None:
    assert drawn(10, skewed, temperature=0) == [1, 2, 3, 4, 5, 6, 7, 0, 1, 2]


def test_the_same_seed_gives_the_same_tokens_and_another_others() -> None:
    assert drawn(50, seed=7) == drawn(50, seed=7)
    assert drawn(50, seed=7) != drawn(50, seed=8)


def test_sampling_leaves_the_global_generators_alone() -> None:
    before = random.getstate(), np.random.get_state()[1].tolist()  # type: ignore[index]
    drawn(5)
    assert before == (random.getstate(), np.random.get_state()[1].tolist())  # type: ignore[index]


def test_uniform_logits_give_uniform_frequencies() -> None:
    """Each count is within five standard deviations of its mean."""
    counts, n = Counter(drawn(4000)), 4000
    bound = 5 * math.sqrt(n / SIZE * (1 - 1 / SIZE))
    assert all(abs(counts[token] - n / SIZE) < bound for token in range(SIZE))


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_temperature_divides_the_logits(temperature: float) -> None:
    logits = np.array([0.0, 1.0, 2.0])
    counts, n = Counter(drawn(4000, lambda _: logits, temperature=temperature)), 4000
    for token, chance in enumerate(softmax((logits / temperature).astype(np.float32)).tolist()):
        assert abs(counts[token] - n * chance) < 5 * math.sqrt(n * chance)


@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_forbidden_tokens_are_never_drawn(temperature: float) -> None:
    tokens = drawn(500, skewed, temperature=temperature, forbidden=(1, 5))
    assert not {1, 5} & set(tokens)


def test_the_step_sees_the_token_written_last() -> None:
    seen = []

    def step(token: int) -> NDArray[np.float32]:
        seen.append(token)
        return uniform(token)

    tokens = list(islice(sample(step, 3, seed=1), 6))
    assert seen == [3, *tokens[:-1]]


def test_nothing_is_computed_before_it_is_asked_for() -> None:
    def step(token: int) -> NDArray[np.float32]:
        raise AssertionError("asked")

    sample(step, 0, seed=0)


def test_top_k_limits_what_is_drawn() -> None:
    assert set(drawn(300, lambda _: np.arange(SIZE, dtype=np.float32), temperature=9, top_k=3)) == {
        5,
        6,
        7,
    }
