"""The network of ``textnn.models.organisations`` over NumPy, and what it sees of a name."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np

from textnn.engine.configs import OrganisationsConfig
from textnn.engine.folder import Floats, ModelFolder, Rows, Whole, linear, opening, read_folder
from textnn.engine.layers.lstm import begins_of
from textnn.engine.sampling import softmax
from textnn.engine.tagger import ServedTagger
from textnn.errors import UserError
from textnn.results import LABELS
from textnn.text.features import Features, TokenFeaturizer, rows
from textnn.text.words import words

Offsets = tuple[int, int]
Mark = tuple[int, int, str]
"""Start, end and label of what the tagger marked."""

LABEL_ROWS = 1 + len(LABELS)
"""Rows of the table of labels; row 0 is no mark, or the name itself."""

WIDE = 12
"""Tokens before and after a name that are looked at, as far as the sentence goes."""

READ = 6
"""Places of a name that are looked at, the first ones."""


def segments(first: int, after: int, length: int) -> list[Offsets]:
    """What is averaged around a name, in tokens of its sentence; a stretch may be empty.

    The name, its first word, its last; one word before it, two more, all of ``WIDE``; likewise
    after it.

    Args:
        first, after: the name's first token and the one after its last.
        length: tokens of the sentence.

    >>> segments(2, 4, 6)
    [(2, 4), (2, 3), (3, 4), (1, 2), (0, 1), (0, 2), (4, 5), (5, 6), (4, 6)]
    """
    stretches = (
        (first, after), (first, first + 1), (after - 1, after),
        (first - 1, first), (first - 3, first - 1), (first - WIDE, first),
        (after, after + 1), (after + 1, after + 3), (after, after + WIDE),
    )  # fmt: skip
    return [(min(max(0, one), length), min(max(0, other), length)) for one, other in stretches]


SEGMENTS = len(segments(0, 1, 1))


class NameTokens(NamedTuple):
    """A name in an article: the tokens of the sentences it stands in, and where it stands.

    tokens: of its places, one after the other; shapes as in ``Features``
    labels: of the marks they are in, shape (tokens,)
    stretches: begin and end of the segments, counted in these tokens, shape (places, SEGMENTS, 2)
    """

    tokens: Features
    labels: Whole
    stretches: Whole


@dataclass
class Surroundings:
    """An article in whose sentences names are looked up; each sentence is read once.

    Attributes:
        text: in normal form.
        sentences: in order.
        marks: in order.
        featurizer: of the network.
    """

    text: str
    sentences: Sequence[Offsets]
    marks: Sequence[Mark]
    featurizer: TokenFeaturizer
    _read: dict[int, tuple[list[Offsets], Features, Whole]] = field(default_factory=dict)

    def of(self, places: Sequence[Offsets]) -> NameTokens | None:
        """A name that stands in these places; ``None`` where none of them holds a token."""
        parts, labels, stretches, before = list[Features](), list[Whole](), list[Whole](), 0
        for start, end in places[:READ]:
            number = bisect_right(self.sentences, start, key=lambda one: one[1])
            offsets, features, marked = self._sentence(number)
            first = bisect_right(offsets, start, key=lambda one: one[1])
            after = bisect_left(offsets, end, key=lambda one: one[0])
            if first >= after:
                continue
            left, right = max(0, first - WIDE), after + WIDE
            part = Features(*(column[left:right] for column in features))
            found = segments(first - left, after - left, len(part.words))
            parts.append(part)
            others = marked.copy()
            others[first:after] = 0
            labels.append(others[left:right])
            stretches.append(np.array(found) + before)
            before += len(part.words)
        if not parts:
            return None
        return NameTokens(joined(parts), np.concatenate(labels), np.stack(stretches))

    def _sentence(self, number: int) -> tuple[list[Offsets], Features, Whole]:
        """Tokens of a sentence, their features and labels; of none after the last."""
        if number not in self._read:
            begin, end = self.sentences[number] if number < len(self.sentences) else (0, 0)
            offsets = [(begin + one, begin + other) for one, other in words(self.text[begin:end])]
            said = [self.text[one:other] for one, other in offsets]
            labels = np.array([self._label(one) for one, _ in offsets], dtype=np.int64)
            self._read[number] = offsets, self.featurizer(said), labels
        return self._read[number]

    def _label(self, place: int) -> int:
        """Row of the label of the mark that ``place`` is in."""
        at = bisect_right(self.marks, place, key=lambda mark: mark[0]) - 1
        inside = at >= 0 and place < self.marks[at][1]
        return 1 + LABELS.index(self.marks[at][2]) if inside else 0


def joined(parts: Sequence[Features]) -> Features:
    """Features of tokens, one after the other."""
    return Features(*(np.concatenate(column) for column in zip(*parts, strict=True)))


class NameBatch(NamedTuple):
    """Names in numbers, one after the other.

    tokens: of all places
    labels: of the marks they are in, shape (tokens,)
    stretches: of the segments, counted in these tokens, shape (places, SEGMENTS, 2)
    places: of each name
    """

    tokens: Features
    labels: Whole
    stretches: Whole
    places: list[int]


def batch_of(names: Sequence[NameTokens]) -> NameBatch:
    """Some names, at least one, as one batch."""
    begins = begins_of([len(one.tokens.words) for one in names])
    stretches = [one.stretches + begin for one, begin in zip(names, begins, strict=True)]
    return NameBatch(
        joined([one.tokens for one in names]),
        np.concatenate([one.labels for one in names]),
        np.concatenate(stretches),
        [len(one.stretches) for one in names],
    )


@dataclass(frozen=True)
class ServedOrganisations:
    """Tells what kind of organisation a name is.

    Attributes:
        folder: what it was opened from.
        config: sizes, and what was fitted after training.
        featurizer: of tokens, as it was trained.
        tables: of words, written forms (both the tagger's), hashed strings, shapes and labels.
        scales: of the first two, shape (2,)
        project: from a word and its form to the network, shape (word_size + form_size, projected)
        hidden: weights and bias.
        out: weights and bias.
    """

    folder: ModelFolder
    config: OrganisationsConfig
    featurizer: TokenFeaturizer
    tables: tuple[Rows, Rows, Floats, Floats, Floats]
    scales: Floats
    project: Floats
    hidden: tuple[Floats, Floats]
    out: tuple[Floats, Floats]

    def __call__(self, names: Sequence[NameTokens]) -> Floats:
        """Probabilities of the kinds, shape (names, kinds)."""
        if not names:
            return np.zeros((0, len(self.config.kinds)), np.float32)
        batch = batch_of(names)
        sums = np.cumsum(self._embedded(batch.tokens, batch.labels), axis=0, dtype=np.float64)
        sums = np.concatenate([np.zeros_like(sums[:1]), sums])
        begins, ends = batch.stretches[..., 0], batch.stretches[..., 1]
        means = (sums[ends] - sums[begins]) / np.maximum(1, ends - begins)[..., None]
        x = means.reshape(len(means), -1).astype(np.float32)
        (weight, bias), (out, out_bias) = self.hidden, self.out
        h = np.maximum(x @ weight + bias, 0)
        z = np.add.reduceat(h, begins_of(batch.places))
        z /= np.asarray(batch.places, np.float32)[:, None]
        return softmax((z @ out + out_bias) / np.float32(self.config.temperature))

    def _embedded(self, tokens: Features, labels: Whole) -> Floats:
        """e_i, shape (tokens, projected + (spellings + 2) * small_size)"""
        known, forms, affixes, shapes, table = self.tables
        read = [known[tokens.words] * self.scales[0], forms[tokens.forms] * self.scales[1]]
        return np.concatenate(
            [
                np.concatenate(read, axis=1) @ self.project,
                affixes[tokens.affixes].reshape(len(tokens.affixes), -1),
                shapes[tokens.shapes],
                table[labels],
            ],
            axis=1,
        )


def featurizer_of(config: OrganisationsConfig, tagger: ModelFolder) -> TokenFeaturizer:
    """What gives the features of tokens, by the vocabularies of a tagger."""
    return TokenFeaturizer(
        rows(tagger.vocabulary), rows(tagger.forms), config.affixes, config.spellings
    )


def open_organisations(path: Path, tagger: ServedTagger) -> ServedOrganisations:
    """The network in a model folder, over the tables of the tagger that it was trained with.

    Raises:
        UserError: it is missing, damaged or of another kind.
    """
    return opening(lambda folder: organisations_of(read_folder(folder), tagger))(path)


def organisations_of(folder: ModelFolder, tagger: ServedTagger) -> ServedOrganisations:
    """The network of an opened folder.

    Raises:
        UserError: it is of another kind.
        KeyError, TypeError, ValueError: it is damaged.
    """
    if folder.kind != "organisations":
        raise UserError("wrong-model", name=folder.name, found=folder.kind, kind="organisations")
    config = OrganisationsConfig(**folder.sizes)
    known, forms, *_ = tagger.tables
    affixes, shapes, labels = (
        folder.weight(f"{name}.weight") for name in ("affixes", "shapes", "labels")
    )
    return ServedOrganisations(
        folder,
        config,
        featurizer_of(config, tagger.folder),
        (known, forms, affixes, shapes, labels),
        folder.weight("scales"),
        linear(folder, "project")[0],
        linear(folder, "hidden"),
        linear(folder, "out"),
    )
