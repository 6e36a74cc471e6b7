"""The linear-chain CRF of ``textnn.models.crf`` over NumPy: best tags and posteriors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textnn.engine.folder import Floats, ModelFolder, Whole
from textnn.engine.layers.lstm import Packing

FORBIDDEN = -1e4
TINY = 1e-30


@dataclass(frozen=True)
class Chain:
    """Scores of a CRF; those of what IOB2 forbids are ``FORBIDDEN`` already.

    Attributes:
        start, end: shape (tags,)
        transitions: from row to column, shape (tags, tags)
    """

    start: Floats
    end: Floats
    transitions: Floats

    def decode(self, emissions: Floats, packed: Packing) -> Whole:
        """Best tags (Viterbi 1967), shape (tokens,).

        Args:
            emissions: shape (tokens, tags), as they were given
            packed: where the sentences' tokens are
        """
        given, begins = emissions[packed.ahead], _begins(packed)
        score = self.start + given[: packed.sizes[0]]
        scores, pointers = [score], []
        into = self.transitions.T[None]
        for begin, going in zip(begins[1:], packed.sizes[1:], strict=True):
            each = score[:going, None, :] + into
            came = each.argmax(-1)
            score = np.take_along_axis(each, came[..., None], -1)[..., 0]
            score += given[begin : begin + going]
            pointers.append(came)
            scores.append(score)
        tags = np.empty(len(given), np.int64)
        tag = np.empty(packed.sizes[0], np.int64)
        for number in range(len(scores) - 1, -1, -1):
            going, after = packed.sizes[number], (*packed.sizes, 0)[number + 1]
            if after:
                tag[:after] = pointers[number][np.arange(after), tag[:after]]
            tag[after:going] = (scores[number][after:] + self.end).argmax(-1)
            tags[begins[number] : begins[number] + going] = tag[:going]
        return _as_given(tags, packed)

    def marginals(self, emissions: Floats, packed: Packing, temperature: float) -> Floats:
        """Posterior probability of every tag at every token, shape (tokens, tags).

        Args:
            temperature: all scores are divided by it
        """
        given = emissions[packed.ahead] / temperature
        emitted = np.exp(given - given.max(-1, keepdims=True))
        start, end, through = (
            np.exp(part / temperature) for part in (self.start, self.end, self.transitions)
        )
        begins, back = _begins(packed), np.ascontiguousarray(through.T)
        alphas = np.empty_like(emitted)
        alpha = start * emitted[: packed.sizes[0]]
        for begin, going in zip(begins, packed.sizes, strict=True):
            if begin:
                alpha = (alpha[:going] @ through) * emitted[begin : begin + going]
            alpha /= np.maximum(alpha.sum(-1, keepdims=True), TINY)
            alphas[begin : begin + going] = alpha
        betas = np.empty_like(emitted)
        beta = np.tile(end, (packed.sizes[0], 1))
        for number in range(len(begins) - 1, -1, -1):
            begin, going = begins[number], packed.sizes[number]
            betas[begin : begin + going] = beta[:going]
            if begin:
                before = (emitted[begin : begin + going] * beta[:going]) @ back
                beta[:going] = before / np.maximum(before.sum(-1, keepdims=True), TINY)
        posterior = alphas * betas
        return _as_given(posterior / np.maximum(posterior.sum(-1, keepdims=True), TINY), packed)


def chain(folder: ModelFolder, tags: tuple[str, ...]) -> Chain:
    """The CRF of a model folder over IOB2 tags; ``I-X`` stands only after ``B-X`` or ``I-X``."""
    start, end, transitions = (
        folder.weight(f"crf.crf.{name}")
        for name in ("start_transitions", "end_transitions", "transitions")
    )
    inside = np.array([tag.startswith("I-") for tag in tags])
    same = np.array([[a[1:] == b[1:] and a != "O" for b in tags] for a in tags])
    start[inside] = FORBIDDEN
    transitions[inside[None, :] & ~same] = FORBIDDEN
    return Chain(start, end, transitions)


def _begins(packed: Packing) -> list[int]:
    sizes = np.array(packed.sizes)
    return (np.cumsum(sizes) - sizes).tolist()  # type: ignore[no-any-return]


def _as_given(found: NDArray[Any], packed: Packing) -> NDArray[Any]:
    """What was found step by step, in the order in which the sentences were given."""
    back = np.empty_like(found)
    back[packed.ahead] = found
    return back
