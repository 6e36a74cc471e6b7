"""The intent network of ``textnn.models.intent`` over NumPy, and the word vectors it reads."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from textnn.engine.configs import IntentConfig
from textnn.engine.folder import Floats, ModelFolder, Rows, Whole, linear, opening, read_folder
from textnn.engine.layers.crf import Chain, chain
from textnn.engine.layers.lstm import BothWays, begins_of, gates, joined, packing
from textnn.engine.sampling import softmax
from textnn.errors import UserError
from textnn.text.iob import iob_tags
from textnn.text.messages import features
from textnn.text.words import fold


class WordVectors:
    """Word vectors by folded word, brought to variance 1.

    Args:
        words: commonest first; of those that fold to the same the first counts.
        table: shape (words, width); it may stay packed.

    Attributes:
        checksum: sha256 of words and table.
        width: of a vector.
    """

    def __init__(self, words: Sequence[str], table: Rows | Floats) -> None:
        whole = np.ascontiguousarray(table[:])
        self.table, self.width = table, whole.shape[1]
        self.scale = np.float32(1 / whole.std(ddof=1, dtype=np.float64))
        self.ids: dict[str, int] = {}
        for number, word in enumerate(words):
            self.ids.setdefault(fold(word), number)
        self.checksum = hashlib.sha256("\n".join(words).encode() + whole.tobytes()).hexdigest()

    def __call__(self, tokens: Sequence[str]) -> Floats:
        """Vectors of tokens, 0 of unknown ones, shape (tokens, width)."""
        ids = np.array([self.ids.get(token, -1) for token in tokens])
        found: Floats = self.table[np.maximum(ids, 0)] * self.scale * (ids >= 0)[:, None]
        return found.astype(np.float32, copy=False)


def table_rows(tokens: Sequence[str], rows: int) -> Whole:
    """Rows of tokens, 0 where there is none, shape (tokens, features).

    Args:
        tokens: at least one.
        rows: of the table.
    """
    found = [features(token, rows) for token in tokens]
    filled = np.zeros((len(found), max(map(len, found))), np.int64)
    for row, own in enumerate(found):
        filled[row, : len(own)] = own
    return filled


class Meant(NamedTuple):
    """What the network makes of a message.

    Attributes:
        labels: their probabilities, shape (labels,)
        intents: likewise, shape (intents,)
        tags: of its tokens, IOB2.
    """

    labels: Floats
    intents: Floats
    tags: list[str]


@dataclass(frozen=True)
class ServedIntent:
    """Tells what messages ask for.

    Attributes:
        folder: what it was opened from.
        config: sizes, and what was fitted after training.
        tags: IOB2.
        table: of hashed pieces of words, shape (buckets, bucket_size)
        lstm: over tokens.
        out: weights to the labels, and bias
        emit: weights to the tags, and bias
        crf: scores of sequences of tags.
    """

    folder: ModelFolder
    config: IntentConfig
    tags: tuple[str, ...]
    table: Floats
    lstm: BothWays
    out: tuple[Floats, Floats]
    emit: tuple[Floats, Floats]
    crf: Chain

    def __call__(self, messages: Sequence[Sequence[str]], vectors: WordVectors) -> list[Meant]:
        """What messages ask for.

        Args:
            messages: tokens of each, at least one.
            vectors: those it was trained with.
        """
        lengths = [len(message) for message in messages]
        tokens = [token for message in messages for token in message]
        packed, begins = packing(lengths), begins_of(lengths)
        e = self._embed(vectors(tokens), table_rows(tokens, self.config.buckets))
        states = self.lstm(e, packed)
        counts = np.asarray(lengths, np.float32)[:, None]
        pooled = [
            np.maximum.reduceat(states, begins),
            np.add.reduceat(states, begins) / counts,
            np.add.reduceat(e, begins) / np.sqrt(counts),
        ]
        (out, out_bias), (emit, emit_bias) = self.out, self.emit
        logits = np.concatenate(pooled, axis=1) @ out + out_bias
        labels = softmax(logits / np.float32(self.config.temperature))
        emissions = np.concatenate([states, e], axis=1) @ emit + emit_bias
        tags = [self.tags[tag] for tag in self.crf.decode(emissions, packed).tolist()]
        paths = [tags[a : a + length] for a, length in zip(begins.tolist(), lengths, strict=True)]
        intents = labels @ self._of_intents()
        return [Meant(*one) for one in zip(labels, intents, paths, strict=True)]

    def _embed(self, vectors: Floats, rows: Whole) -> Floats:
        """e_t, shape (tokens, word_size + bucket_size)."""
        there = rows > 0
        pieces = (self.table[rows] * there[..., None]).sum(1)
        pieces /= np.sqrt(np.maximum(there.sum(1, keepdims=True), 1)).astype(np.float32)
        return np.concatenate([vectors, pieces], axis=1)

    def _of_intents(self) -> Floats:
        """Which labels make up an intent, shape (labels, intents)."""
        rows = [label.partition(" ")[0] for label in self.config.labels]
        return np.array([[row == one for one in self.config.intents] for row in rows], np.float32)


@opening
def open_intent(path: Path) -> ServedIntent:
    """The intent network in a model folder.

    Raises:
        UserError: it is missing, damaged or of another kind.
    """
    return intent_of(read_folder(path))


def intent_of(folder: ModelFolder) -> ServedIntent:
    """The intent network of an opened folder.

    Raises:
        UserError: it is of another kind.
        KeyError, TypeError, ValueError: it is damaged.
    """
    if folder.kind != "intent":
        raise UserError("wrong-model", name=folder.name, found=folder.kind, kind="intent")
    config = IntentConfig(**folder.sizes)
    tags = iob_tags(config.slots)
    return ServedIntent(
        folder,
        config,
        tags,
        folder.weight("table.weight"),
        joined(gates(folder, "lstm"), gates(folder, "lstm", "_reverse")),
        linear(folder, "out"),
        linear(folder, "emit"),
        chain(folder, tags),
    )
