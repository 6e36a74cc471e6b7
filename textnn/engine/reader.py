"""The reader of ``textnn.models.reader`` over NumPy: one question about one article at a time.

The tokens of all sentences stand one after the other, without padding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from textnn.engine.configs import ReaderConfig
from textnn.engine.folder import Floats, ModelFolder, Whole, linear, opening, read_folder
from textnn.engine.layers.lstm import BothWays, begins_of, bilstm, packing
from textnn.engine.sampling import sigmoid, softmax
from textnn.errors import UserError
from textnn.text.reader import CHANNELS, Document, Lexicon, Match, Tokens

LONGEST = 20
"""Most tokens of a short answer."""

READ = 120
"""Sentences of an article that are read for a question; of others only the features are known.

It holds articles of 1,500 words whole, short sentences too. Longer ones take no more time but for
counting words.
"""

Linear = tuple[Floats, Floats]


class Reading(NamedTuple):
    """What the reader makes of one question.

    scores: of the article's sentences and, last, of no answer, shape (sentences + 1,)
    spans: best first and last token of each sentence
    probabilities: of those spans within their sentence
    """

    scores: Floats
    spans: tuple[tuple[int, int], ...]
    probabilities: tuple[float, ...]


class _Sentences(NamedTuple):
    """What is made of the sentences that are read.

    vectors: s_k, shape (sentences read, 2 + 2 * size)
    spans: of each, first and last token
    probabilities: of the spans
    """

    vectors: Floats
    spans: list[tuple[int, int]]
    probabilities: list[float]


@dataclass(frozen=True)
class ServedReader:
    """Finds the sentences that answer a question.

    Attributes:
        folder: what it was opened from.
        config: sizes, and what was fitted after training.
        affixes, shapes, labels: tables of embeddings.
        layers: weights and bias of each linear layer, by its name there.
        lstms: each BiLSTM, by its name there.
        carried: how much of a match counts in the next sentence.
    """

    folder: ModelFolder
    config: ReaderConfig
    affixes: Floats
    shapes: Floats
    labels: Floats
    layers: dict[str, Linear]
    lstms: dict[str, BothWays]
    carried: float

    def __call__(
        self, document: Document, question: Tokens, found: Match, lexicon: Lexicon
    ) -> Reading:
        """Reads a question about an article of at least one sentence.

        Of an article of more than ``READ`` sentences those that match the question best are read;
        a sentence that is not has itself as its short answer, with probability 0.
        """
        merit = found.sentences[:, 1] + found.sentences[:, 2]
        chosen = np.sort(np.argsort(-merit, kind="stable")[:READ])
        inputs = [*self._embed(question, lexicon), found.found]
        states = self.lstms["question"](
            np.concatenate(inputs, axis=1), packing([len(question.forms)])
        )
        asked = softmax(self._linear("importance", states)[:, 0]) @ states
        read = self._read(document, question, found, lexicon, chosen, states, asked)
        vectors = np.zeros((len(document.sentences), read.vectors.shape[1]), np.float32)
        vectors[chosen] = read.vectors
        scores = self._score(found, vectors, states, asked)
        spans = [(0, len(line.forms) - 1) for line in document.sentences]
        probabilities = [0.0] * len(spans)
        for place, span, probability in zip(
            chosen.tolist(), read.spans, read.probabilities, strict=True
        ):
            spans[place], probabilities[place] = span, probability
        return Reading(scores, tuple(spans), tuple(probabilities))

    def _linear(self, name: str, given: Floats) -> Floats:
        weight, bias = self.layers[name]
        found: Floats = given @ weight + bias
        return found

    def _embed(self, tokens: Tokens, lexicon: Lexicon) -> list[Floats]:
        """Word vectors projected, affixes and shapes, each of shape (tokens, ...)."""
        affixes = self.affixes[tokens.affixes].reshape(len(tokens.forms), -1)
        projected = self._linear("project", lexicon.table[tokens.rows])
        return [projected, affixes, self.shapes[tokens.shapes]]

    def _read(
        self,
        document: Document,
        question: Tokens,
        found: Match,
        lexicon: Lexicon,
        chosen: Whole,
        states: Floats,
        asked: Floats,
    ) -> _Sentences:
        """What is made of the chosen sentences.

        Args:
            states: u_j of the question's words, shape (words, 2 * hidden_size)
            asked: u, shape (2 * hidden_size,)
        """
        lines = [document.sentences[place] for place in chosen]
        lengths = [len(line.forms) for line in lines]
        packed = packing(lengths)
        h = self.lstms["tokens"](self._tokens(lines, lexicon), packed)
        c = softmax(self._linear("attend", h) @ states.T) @ states
        own, theirs = (
            lexicon.table[np.concatenate([one.rows for one in several])]
            for several in (lines, [question])
        )
        aligned_own, aligned_theirs = (
            np.maximum(self._linear("align", one), 0) for one in (own, theirs)
        )
        a = softmax(aligned_own @ aligned_theirs.T) @ self._linear("project", theirs)
        told = np.concatenate([found.tokens[place] for place in chosen])
        known = np.concatenate([h, c, h * c, h * asked, a, told], axis=1)
        m = self.lstms["reading"](np.maximum(self._linear("join", known), 0), packed)
        return _sentences(m, lengths, *(m @ self._linear(name, asked) for name in ("start", "end")))

    def _tokens(self, lines: Sequence[Tokens], lexicon: Lexicon) -> Floats:
        """What is known of the tokens of sentences, shape (tokens, ...)."""
        together = Tokens(
            (),
            tuple(form for line in lines for form in line.forms),
            tuple(label for line in lines for label in line.labels),
        )
        labels = self.labels[np.array(together.labels)]
        return np.concatenate([*self._embed(together, lexicon), labels], axis=1)

    def _score(self, found: Match, vectors: Floats, states: Floats, asked: Floats) -> Floats:
        """Scores of sentences, that of no answer last, shape (sentences + 1,)."""
        gains = np.logaddexp(0, self._linear("gain", states)[:, 0])
        gains /= max(float(gains.sum()), 1e-3)
        similar = sigmoid(self._linear("channels", found.coverage)[..., 0])
        early = np.concatenate([np.zeros_like(similar[:1]), similar[:-1]])
        joint = np.maximum(similar, np.float32(self.carried) * early)
        known = np.concatenate([found.sentences, 4 * (joint @ gains)[:, None]], axis=1)
        agreed = vectors[:, -2 * self.config.reading_size :] * self._linear("agree", asked)
        squeezed = self._linear("squeeze", np.concatenate([vectors, agreed, known], axis=1))
        z = self.lstms["sentences"](np.maximum(squeezed, 0), packing([len(vectors)]))
        scores = self._linear("score", z) + self._linear("linear", known)
        scores = (scores + self._linear("level", vectors[:, :2]))[:, 0]
        shares = softmax(scores)
        missing = self._missing(found, states, joint, shares)
        best = shares @ np.concatenate([z, known], axis=1)
        none = self._linear("none", np.concatenate([asked, z.max(0), best, missing]))
        level = np.array([scores.max(), np.logaddexp.reduce(scores)], np.float32)
        last = self._linear("none_score", np.concatenate([np.maximum(none, 0), level]))
        return np.concatenate([scores, last]).astype(np.float32, copy=False)

    def _missing(self, found: Match, states: Floats, joint: Floats, shares: Floats) -> Floats:
        """What of the question the likely sentences do not have.

        Args:
            joint: coverage of each word, shape (sentences, words)
            shares: of the sentences, shape (sentences,)

        Returns:
            highest and mean over the question's words, shape (2 * sentence_size,)
        """
        here: Floats = np.tensordot(shares, found.coverage, 1).astype(np.float32, copy=False)
        covered = np.stack([shares @ joint, joint.max(0)], axis=1)
        parts = [states, here, found.found[:, :CHANNELS], covered]
        words = np.maximum(self._linear("missing", np.concatenate(parts, axis=1)), 0)
        return np.concatenate([words.max(0), words.mean(0)])


def _sentences(m: Floats, lengths: Sequence[int], starts: Floats, ends: Floats) -> _Sentences:
    """Vectors and spans of sentences.

    Args:
        m: of their tokens, shape (tokens, size)
        lengths: tokens of each
        starts, ends: how well each token fits as the first and as the last, shape (tokens,)
    """
    begins = begins_of(lengths)
    levels = [np.logaddexp.reduceat(one, begins) for one in (starts, ends)]
    log_starts, log_ends = (
        one - np.repeat(level, lengths) for one, level in zip((starts, ends), levels, strict=True)
    )
    parts = [
        np.stack(levels, axis=1) / 4,
        np.maximum.reduceat(m, begins),
        np.add.reduceat(np.exp(log_starts)[:, None] * m, begins),
    ]
    cuts = begins[1:]
    found = [
        best_span(*both)
        for both in zip(np.split(log_starts, cuts), np.split(log_ends, cuts), strict=True)
    ]
    vectors = np.concatenate(parts, axis=1)
    return _Sentences(vectors, [span for span, _ in found], [chance for _, chance in found])


def best_span(starts: Floats, ends: Floats) -> tuple[tuple[int, int], float]:
    """The likeliest span of a sentence: start <= end < start + ``LONGEST``.

    Args:
        starts, ends: log-probabilities, shape (tokens,)

    Returns:
        first and last token, and their joint probability
    """
    padded = np.concatenate([ends, np.full(LONGEST - 1, -np.inf, ends.dtype)])
    both = starts[:, None] + np.lib.stride_tricks.sliding_window_view(padded, LONGEST)
    first, width = divmod(int(both.argmax()), LONGEST)
    return (first, first + width), float(np.exp(both[first, width]))


@dataclass(frozen=True)
class VotingReader:
    """Several readers that are asked the same and vote (Lakshminarayanan et al. 2017).

    One knows less well than two that agree when it is right, and when a text does not say.

    Attributes:
        readers: at least one; the configuration of the first says how sure is sure enough.
    """

    readers: tuple[ServedReader, ...]

    @property
    def folder(self) -> ModelFolder:
        """Of the first reader."""
        return self.readers[0].folder

    @property
    def config(self) -> ReaderConfig:
        """Of the first reader; fitted to what all say together."""
        return self.readers[0].config

    def __call__(
        self, document: Document, question: Tokens, found: Match, lexicon: Lexicon
    ) -> Reading:
        """Reads a question about an article of at least one sentence."""
        return vote([reader(document, question, found, lexicon) for reader in self.readers])


def vote(readings: Sequence[Reading]) -> Reading:
    """Mean log-probabilities of sentences and of no answer; of each sentence the likeliest span."""
    scores = np.stack([one.scores for one in readings])
    shares = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    each = zip(*(zip(one.probabilities, one.spans, strict=True) for one in readings), strict=True)
    best = [max(said) for said in each]
    return Reading(
        shares.mean(0), tuple(span for _, span in best), tuple(chance for chance, _ in best)
    )


@opening
def open_reader(path: Path) -> ServedReader:
    """The reader in a model folder.

    Raises:
        UserError: it is missing, damaged or of another kind.
    """
    return reader_of(read_folder(path))


def reader_of(folder: ModelFolder) -> ServedReader:
    """The reader of an opened folder.

    Raises:
        UserError: it is of another kind.
        KeyError, TypeError, ValueError: it is damaged.
    """
    if folder.kind != "reader":
        raise UserError("wrong-model", name=folder.name, found=folder.kind, kind="reader")
    affixes, shapes, labels = (
        folder.weight(f"{name}.weight") for name in ("affixes", "shapes", "labels")
    )
    return ServedReader(
        folder,
        ReaderConfig(**folder.sizes),
        affixes,
        shapes,
        labels,
        {name: linear(folder, name) for name in LAYERS},
        {name: bilstm(folder, name) for name in LSTMS},
        float(sigmoid(np.asarray(folder.stored["carried"], np.float32))),
    )


LSTMS = ("question", "tokens", "reading", "sentences")

LAYERS = (
    "project", "align", "importance", "attend", "join", "start", "end", "agree", "gain", "channels",
    "squeeze", "score", "linear", "missing", "level", "none", "none_score",
)  # fmt: skip
