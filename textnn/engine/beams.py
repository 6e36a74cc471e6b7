"""Beam search; knows no model.

A ``Beam`` is one text and its likeliest beginnings, which ``Beam.advance`` takes further from the
probabilities of the next tokens. Whoever has many may ask a network for those of all of them at
once. ``textnn.engine.sampling`` draws texts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from textnn.engine.folder import Floats, Whole

BLOCK = 128
"""Tokens whose likeliest is looked for first; a vocabulary is best filled up to whole blocks."""

LEAST = np.float32(1e-12)
"""No likelier than this, a token counts as this likely: no logarithm of 0."""


TINY = np.finfo(np.float32).smallest_subnormal
"""The least number above 0."""


@dataclass(frozen=True)
class Rules:
    """How a text is searched for.

    A beginning that ends among the best ``beams`` is finished. A text is done when ``beams`` of
    its beginnings are, or at ``longest``, where those still open are finished as they stand.
    One beam always takes the likeliest token.

    Attributes:
        beams: likeliest beginnings kept.
        end: token that ends a text.
        longest, shortest: most and fewest tokens, the end token not counted.
        alpha: of ``length_norm``.
        block: no run of so many tokens comes twice (Paulus et al. 2018); 0 allows it.
    """

    beams: int
    end: int
    longest: int
    shortest: int = 0
    alpha: float = 1.0
    block: int = 0


@dataclass(frozen=True)
class Hypothesis:
    """A text that a search has finished.

    Attributes:
        tokens: without the first and without the end token.
        score: log-probability, that of the end token included, divided by ``length_norm`` of its
            length with that token. A text cut off at the greatest length has no such token to add.
        attention: of each token, as it was given, shape (len(tokens), ...).
        likely: log-probability of each token, and of the end token last, if there is one.
    """

    tokens: tuple[int, ...]
    score: float
    attention: Floats
    likely: tuple[float, ...] = ()


def length_norm(length: int, alpha: float) -> float:
    """((5 + length) / 6) ** alpha (Wu et al. 2016, equation 14); alpha 0 does not normalise."""
    return float(((5 + length) / 6) ** alpha)


class Beam:
    """One text: its open beginnings, of which there is one at first, and its finished ones.

    Args:
        rules: how it is searched for.
        first: what it begins with (not given back).
    """

    def __init__(self, rules: Rules, first: int) -> None:
        self.rules = rules
        self.last = [first]
        self._open: list[tuple[int, ...]] = [()]
        self._totals = np.zeros(1)
        self._likely: list[tuple[float, ...]] = [()]
        self._came: list[tuple[int, ...]] = [()]  # rows of each step that a beginning went through
        self._attention: list[Floats] = []
        self._finished: list[Hypothesis] = []

    @property
    def length(self) -> int:
        """Tokens of the open beginnings."""
        return len(self._attention)

    @property
    def done(self) -> bool:
        """Whether nothing more is wanted."""
        enough = len(self._finished) >= self.rules.beams or not self._open
        return enough or self.length == self.rules.longest

    def advance(self, probabilities: Floats, attention: Floats) -> list[int]:
        """Takes all beginnings one token further.

        Args:
            probabilities: of the next tokens, 0 where one may not come, shape (open beginnings,
                vocabulary_size); overwritten
            attention: of this step, shape (open beginnings, ...)

        Returns:
            the row that each beginning which is open now comes from
        """
        beams, end = self.rules.beams, self.rules.end
        self._forbid(probabilities)
        rows, tokens, likely = likeliest(probabilities, 2 * beams)
        totals = self._totals[rows] + np.log(np.maximum(likely, LEAST))
        kept: list[tuple[int, int, float]] = []
        # Each row ends at most once, so of twice as many at least ``beams`` go on.
        best = np.argsort(-totals, kind="stable")[: 2 * beams]
        for rank, (row, token, total) in enumerate(
            zip(rows[best].tolist(), tokens[best].tolist(), totals[best].tolist(), strict=True)
        ):
            if len(kept) == beams:
                break
            if token != end:
                kept.append((row, token, total))
            elif rank < beams:
                self._end(row, total, (*self._likely[row], total - float(self._totals[row])))
        self._attention.append(attention)
        self._likely = [
            (*self._likely[row], total - float(self._totals[row])) for row, _, total in kept
        ]
        self._came = [(*self._came[row], row) for row, _, _ in kept]
        self._open = [(*self._open[row], token) for row, token, _ in kept]
        self._totals = np.array([total for _, _, total in kept])
        self.last = [token for _, token, _ in kept]
        return [row for row, _, _ in kept]

    def _forbid(self, probabilities: Floats) -> None:
        """Sets to 0 what may not come next: too early an end, and runs that were there before."""
        if self.length < self.rules.shortest:
            probabilities[:, self.rules.end] = 0
        for row, tokens in enumerate(self._open):
            repeats = self._repeats(tokens)
            if repeats:
                probabilities[row, repeats] = 0

    def _repeats(self, tokens: tuple[int, ...]) -> list[int]:
        """Next tokens that would make a run of ``block`` tokens come twice."""
        before = self.rules.block - 1
        if before < 0 or len(tokens) <= before:
            return []
        recent = tokens[len(tokens) - before :]
        return [
            tokens[i + before]
            for i in range(len(tokens) - before)
            if tokens[i : i + before] == recent
        ]

    def _end(self, row: int, total: float, likely: tuple[float, ...]) -> None:
        """Finishes the beginning of a row, which has the log-probability ``total``."""
        tokens, came = self._open[row], self._came[row]
        looked = [step[row] for step, row in zip(self._attention, came, strict=True)]
        score = total / length_norm(len(tokens) + 1, self.rules.alpha)
        attention = np.stack(looked) if looked else np.empty(0, np.float32)
        self._finished.append(Hypothesis(tokens, score, attention, likely))

    def finish(self) -> list[Hypothesis]:
        """The finished hypotheses, best first, at least one; open ones only where too few were
        finished."""
        if len(self._finished) < self.rules.beams:
            for row, total in enumerate(self._totals.tolist()):
                self._end(row, total, self._likely[row])
        return sorted(self._finished, key=lambda hypothesis: -hypothesis.score)


def likeliest(probabilities: Floats, count: int) -> tuple[Whole, Whole, Floats]:
    """The highest probabilities of each row: all of ``count`` and perhaps some more.

    ``count`` blocks of a large vocabulary have a peak as high as the lowest of their peaks, so no
    row has to be sorted.

    Args:
        probabilities: shape (rows, vocabulary_size)
        count: of a row; only those above 0 are given.

    Returns:
        row, token and probability of each, row by row, shape (found,) all
    """
    rows, size = probabilities.shape
    peaks = probabilities
    if size % BLOCK == 0 and size >= count * BLOCK:
        peaks = probabilities.reshape(rows, -1, BLOCK).max(2)
    least = np.zeros((rows, 1), np.float32)
    if peaks.shape[1] > count:
        place = peaks.shape[1] - count
        least = np.partition(peaks, place, axis=1)[:, place, None]
    places = np.flatnonzero(probabilities >= np.maximum(least, TINY))
    return places // size, places % size, probabilities.ravel()[places]
