"""Searches against brute force."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textnn.engine.beams import Beam, Hypothesis, Rules, length_norm, likeliest
from textnn.engine.folder import Floats

END = 0
TABLE = np.random.default_rng(5).normal(size=(9, 9)) * 2


def chain(last: list[int], memory: Floats) -> tuple[Floats, Floats]:
    """Probabilities of a Markov chain that also remembers the sum of what it has seen, and that.

    Args:
        last: tokens written last.
        memory: shape (rows,)
    """
    seen = memory + np.array(last)
    scores = TABLE[last] + 0.1 * np.sin(seen[:, None] * np.arange(9))
    found = np.exp(scores)
    return (found / found.sum(1, keepdims=True)).astype(np.float32), seen


def search(
    firsts: list[int], rules: Rules, memories: list[float] | None = None
) -> list[list[Hypothesis]]:
    """Texts written side by side; the number of a text is what it remembers at first."""
    beams = [Beam(rules, first) for first in firsts]
    memory = [np.array([number]) for number in memories or range(len(firsts))]
    while going := [n for n, beam in enumerate(beams) if not beam.done]:
        steps = [chain(beams[n].last, memory[n]) for n in going]
        for n, (probabilities, seen) in zip(going, steps, strict=True):
            memory[n] = seen[beams[n].advance(probabilities, seen[:, None])]
    return [beam.finish() for beam in beams]


def everything(first: int, memory: float, length: int) -> list[tuple[float, tuple[int, ...]]]:
    """All texts of at most ``length`` tokens with their log-probability, by brute force."""
    found = []
    stack: list[tuple[tuple[int, ...], float, float, int]] = [((), 0.0, memory, first)]
    while stack:
        tokens, total, before, last = stack.pop()
        if len(tokens) == length:
            found.append((total, tokens))
            continue
        probabilities, seen = chain([last], np.array([before]))
        for token, score in enumerate(np.log(probabilities[0]).tolist()):
            if token == END:
                found.append((total + score, tokens))
            else:
                stack.append(((*tokens, token), total + score, float(seen[0]), token))
    return sorted(found, reverse=True)


def test_one_beam_takes_the_likeliest_token_each_time() -> None:
    found = search([1, 2, 3, 4, 5], Rules(1, END, 8, alpha=0.7))
    for row, hypotheses in enumerate(found):
        last, memory, wanted = row + 1, np.array([float(row)]), list[int]()
        for _ in range(8):
            probabilities, memory = chain([last], memory)
            last = int(probabilities[0].argmax())
            wanted.append(last)
        wanted = wanted[: wanted.index(END)] if END in wanted else wanted
        assert list(hypotheses[0].tokens) == wanted


def test_a_beam_as_wide_as_all_texts_finds_the_best() -> None:
    found = search([1, 2, 3], Rules(400, END, 3, alpha=0.0))
    for row in range(3):
        total, tokens = everything(row + 1, float(row), 3)[0]
        assert found[row][0].tokens == tokens
        assert found[row][0].score == pytest.approx(total, abs=1e-4)


def test_texts_side_by_side_do_not_disturb_each_other() -> None:
    together = search([1, 2, 3, 4], Rules(3, END, 6))
    for row in range(4):
        alone = search([row + 1], Rules(3, END, 6), [row])
        assert [h.tokens for h in together[row]] == [h.tokens for h in alone[0]]


def test_what_was_looked_at_belongs_to_the_text() -> None:
    for row, hypotheses in enumerate(search([1, 2], Rules(4, END, 5))):
        for hypothesis in hypotheses:
            total, expected = float(row) + row + 1, []
            for token in hypothesis.tokens:
                expected.append(total)
                total += token
            assert hypothesis.attention.flatten().tolist() == expected


def test_length_is_kept_and_favoured() -> None:
    for hypotheses in search([1, 2, 3], Rules(3, END, 6, shortest=4)):
        assert all(4 <= len(hypothesis.tokens) <= 6 for hypothesis in hypotheses)
    assert length_norm(1, 1.0) == 1.0
    assert length_norm(13, 0.5) == pytest.approx(3**0.5)

    def mean(alpha: float) -> float:
        best = search([1, 2, 3], Rules(6, END, 8, alpha=alpha))
        return sum(len(hypotheses[0].tokens) for hypotheses in best)

    assert mean(2.0) >= mean(0.0)


@given(block=st.integers(1, 3), beams=st.integers(1, 4))
@settings(deadline=None, max_examples=15)
def test_no_run_comes_twice(block: int, beams: int) -> None:
    for hypotheses in search([1, 2, 3], Rules(beams, END, 8, block=block)):
        for hypothesis in hypotheses:
            runs = [
                hypothesis.tokens[i : i + block] for i in range(len(hypothesis.tokens) - block + 1)
            ]
            assert len(runs) == len(set(runs))


@pytest.mark.parametrize("size", [5, 100, 384, 2048])
def test_the_likeliest_are_found_by_blocks_too(size: int) -> None:
    probabilities = np.random.default_rng(1).random((3, size)).astype(np.float32)
    probabilities[:, ::3] = 0
    rows, tokens, values = likeliest(probabilities.copy(), 7)
    np.testing.assert_array_equal(probabilities[rows, tokens], values)
    for row in range(3):
        found, wanted = np.sort(values[rows == row])[::-1], np.sort(probabilities[row])[::-1]
        np.testing.assert_array_equal(found[:7], wanted[wanted > 0][:7])
        assert len(set(tokens[rows == row].tolist())) == len(found)
