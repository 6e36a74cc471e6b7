"""Beam search over a step callable; knows no model.

Many texts are written side by side and a step is handed its state, because a beam goes back to an
earlier one. ``textnn.engine.sampling`` draws texts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, Self, TypeVar

import torch
from torch import Tensor


class StepState(Protocol):
    """What a step carries from token to token, one row for each text being written."""

    def take(self, rows: Tensor) -> Self:
        """The given rows, shape (n,), which may repeat."""


StateT = TypeVar("StateT", bound=StepState)

BatchStep = Callable[[Tensor, StateT], tuple[Tensor, Tensor, StateT]]
"""Last tokens (rows,) and state -> log-probabilities (rows, vocabulary_size), attention (rows,
...), and the state after."""


@dataclass(frozen=True)
class Hypothesis:
    """A text that a search has finished.

    Attributes:
        tokens: without the first and without the end token.
        score: log-probability, that of the end token included, divided by ``length_norm`` of its
            length with that token. A text cut off at the greatest length has no such token to add.
        attention: of each token, as the step gave it, shape (len(tokens), ...).
    """

    tokens: tuple[int, ...]
    score: float
    attention: Tensor


FEWER = 0.75
"""Texts that are done are left out of a search once no more than this part of it goes on."""


def length_norm(length: int, alpha: float) -> float:
    """((5 + length) / 6) ** alpha (Wu et al. 2016, equation 14); alpha 0 does not normalise."""
    return float(((5 + length) / 6) ** alpha)


def beam_search(
    step: BatchStep[StateT],
    state: StateT,
    first: Tensor,
    *,
    beams: int,
    end: int,
    max_length: int,
    min_length: int = 0,
    alpha: float = 1.0,
    block: int = 0,
    narrow: Callable[[Tensor], None] | None = None,
) -> list[list[Hypothesis]]:
    """Writes many texts side by side, each with its likeliest ``beams`` beginnings kept.

    A beginning that ends among the best ``beams`` is finished. A text is done when ``beams`` of
    its beginnings are, or at ``max_length``, where those still open are finished as they stand.
    One beam always takes the likeliest token.

    Args:
        step: scores the next token of every beginning.
        state: before the first token, one row a text.
        first: what each text begins with (not given back), shape (batch_size,)
        end: token that ends a text.
        max_length, min_length: most and fewest tokens, the end token not counted.
        alpha: of ``length_norm``.
        block: no run of so many tokens comes twice (Paulus et al. 2018); 0 allows it.
        narrow: told which rows (n,) the step will be asked about from now on, as texts are done;
            ``None``: it is asked about all of them to the end.

    Returns:
        for each text its finished hypotheses, best first; at least one.
    """
    searches = [_Search(beams, end, alpha, block) for _ in range(len(first))]
    going = searches
    state = state.take(torch.arange(len(first)).repeat_interleave(beams))
    last = first.repeat_interleave(beams)
    for length in range(max_length):
        scores, attention, state = step(last, state)
        scores = scores.float().view(len(going), beams, -1)
        if length < min_length:
            scores[..., end] = -torch.inf
        rows = torch.tensor([
            [number * beams + beam
             for beam in search.advance(scores[number], attention[number * beams :][:beams])]
            for number, search in enumerate(going)
        ])  # fmt: skip
        kept = [number for number, search in enumerate(going) if not search.done]
        if not kept:
            break
        if narrow and len(kept) <= FEWER * len(going):
            narrow((torch.tensor(kept)[:, None] * beams + torch.arange(beams)).flatten())
            rows, going = rows[kept], [going[number] for number in kept]
        state = state.take(rows.flatten())
        last = torch.tensor([token for search in going for token in search.last])
    return [search.finish() for search in searches]


class _Search:
    """One text's beam: its open beginnings and its finished hypotheses."""

    def __init__(self, beams: int, end: int, alpha: float, block: int) -> None:
        self.beams, self.end, self.alpha, self.block = beams, end, alpha, block
        self.open: list[tuple[int, ...]] = [()]
        self.totals = torch.tensor([0.0])
        self.attention: list[list[Tensor]] = [[]]
        self.finished: list[Hypothesis] = []

    @property
    def done(self) -> bool:
        """Whether nothing more is wanted."""
        return len(self.finished) >= self.beams or not self.open

    @property
    def last(self) -> list[int]:
        """Last token of each row; rows without a beginning repeat the end token."""
        tokens = [tokens[-1] for tokens in self.open]
        return tokens + [self.end] * (self.beams - len(tokens))

    def advance(self, scores: Tensor, attention: Tensor) -> list[int]:
        """Takes every beginning one token further.

        Args:
            scores: log-probabilities, shape (beams, vocabulary_size)
            attention: shape (beams, ...)

        Returns:
            the row each of the ``beams`` next rows comes from
        """
        if self.done:
            return [0] * self.beams
        totals = self.totals[:, None] + scores[: len(self.open)]
        for row, tokens in enumerate(self.open):
            totals[row, self._repeats(tokens)] = -torch.inf
        # Each row ends at most once, so of twice as many at least ``beams`` go on.
        best, flat = totals.flatten().topk(min(2 * self.beams, totals.numel()))
        kept: list[tuple[int, int, float]] = []
        for rank, (total, place) in enumerate(zip(best.tolist(), flat.tolist(), strict=True)):
            row, token = divmod(place, totals.shape[1])
            if total == -torch.inf or len(kept) == self.beams:
                break
            if token != self.end:
                kept.append((row, token, total))
            elif rank < self.beams:
                self._end(row, total)
        self.attention = [[*self.attention[row], attention[row]] for row, _, _ in kept]
        self.open = [(*self.open[row], token) for row, token, _ in kept]
        self.totals = torch.tensor([total for _, _, total in kept])
        return [row for row, _, _ in kept] + [0] * (self.beams - len(kept))

    def _repeats(self, tokens: tuple[int, ...]) -> list[int]:
        """Next tokens that would make a run of ``block`` tokens come twice."""
        before = self.block - 1
        if before < 0 or len(tokens) < self.block:
            return []
        recent = tokens[len(tokens) - before :]
        return [
            tokens[i + before]
            for i in range(len(tokens) - before)
            if tokens[i : i + before] == recent
        ]

    def _end(self, row: int, total: float) -> None:
        """Finishes the beginning of a row, which has the log-probability ``total``."""
        tokens, attention = self.open[row], self.attention[row]
        score = total / length_norm(len(tokens) + 1, self.alpha)
        self.finished.append(Hypothesis(tokens, score, _stack(attention)))

    def finish(self) -> list[Hypothesis]:
        """The finished hypotheses, best first; open ones only where too few were finished."""
        if not self.done:
            for row, total in enumerate(self.totals.tolist()):
                self._end(row, total)
        return sorted(self.finished, key=lambda hypothesis: -hypothesis.score)


def _stack(attention: Sequence[Tensor]) -> Tensor:
    return torch.stack(list(attention)) if attention else torch.empty(0)
