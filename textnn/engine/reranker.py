"""The reranker of ``textnn.models.reranker`` over NumPy, and what it sees of a line that may stand
above an article.

A line is compared with the sentence that covers it best, token by token from left to right: what a
line leaves out between two words, or turns round, is where it may have joined what does not belong
together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from textnn.engine.configs import RerankerConfig
from textnn.engine.folder import Floats, ModelFolder, Whole, linear, opening, read_folder
from textnn.engine.layers.lstm import BothWays, begins_of, bilstm, packing
from textnn.engine.sampling import softmax
from textnn.errors import UserError
from textnn.text.reader import Form, Lexicon
from textnn.text.sentences import sentences
from textnn.text.words import words

VERDICTS = ("publishable", "clumsy", "misleading", "nonsense")
"""What can be thought of a line: to be printed as it stands; true, but to be rewritten; saying what
the article does not say; no Portuguese, or no sense."""


TOKEN_FEATURES = 14
LINE_FEATURES = 6

READ = 60
"""Sentences of an article that lines are compared with."""

STEM = 0.9
"""What another form of a word counts where the word itself counts 1."""


class _Sentence:
    """A sentence's words, folded, and their stems, in order and as sets."""

    def __init__(self, forms: Sequence[Form]) -> None:
        self.words = [form.folded for form in forms]
        self.stems = [form.stem for form in forms]
        self.word_set, self.stem_set = frozenset(self.words), frozenset(self.stems)

    def has(self, form: Form) -> float:
        """1 for a word, ``STEM`` for another form of it, 0 for none."""
        return 1.0 if form.folded in self.word_set else STEM * (form.stem in self.stem_set)

    def places(self, line: Sequence[Form]) -> list[int]:
        """Where each word of a line stands, the next place to the right of the one before if there
        is one, else the nearest; -1 if nowhere. Of a stopword the same form alone counts."""
        found, last = list[int](), -1
        for form in line:
            fits = [
                place
                for place, (word, stem) in enumerate(zip(self.words, self.stems, strict=True))
                if word == form.folded or (stem == form.stem and not form.stop)
            ]
            right = [place for place in fits if place > last]
            if fits:
                last = right[0] if right else min(fits, key=lambda place: abs(place - last))
            found.append(last if fits else -1)
        return found


@dataclass(frozen=True)
class Source:
    """An article, opened once for all lines that may stand above it.

    Attributes:
        sentences: its first ``READ``, at least one.
    """

    sentences: tuple[_Sentence, ...]

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Words that stand side by side."""
        return frozenset(pair for one in self.sentences for pair in pairwise(one.words))

    @cached_property
    def whole(self) -> _Sentence:
        """All words as if they were one sentence; only its sets are of use."""
        found = _Sentence(())
        found.word_set = frozenset().union(*(one.word_set for one in self.sentences))
        found.stem_set = frozenset().union(*(one.stem_set for one in self.sentences))
        return found


def open_source(text: str, lexicon: Lexicon) -> Source:
    """An article ready to compare lines with.

    Args:
        text: in normal form, with at least one word.
    """
    spans = islice(sentences(text), READ)
    lines = [_forms(text[start:end], lexicon) for start, end in spans]
    return Source(tuple(_Sentence(forms) for forms in lines if forms) or (_Sentence(()),))


@dataclass(frozen=True)
class LineTokens:
    """A line in numbers.

    Attributes:
        rows: of the word table, shape (tokens,)
        affixes: rows of the affix table, shape (tokens, 4)
        shapes: shape (tokens,)
        features: shape (tokens, TOKEN_FEATURES): whether the word, or its stem, stands in the
            article, in its first sentence, in the one that covers the line best; rarity; stopword;
            whether the article has it behind the word before, and before the next one; whether it
            has a place in that sentence, how much is left out before it, whether it stands to the
            left of the word before; its place there as a part of the sentence, -0.2 for none
        about: of the whole line, shape (LINE_FEATURES,): how much of it that sentence covers, and
            the first one; nearness of that sentence to the beginning; its length; what is left out
            at its end; sentences of the article
    """

    rows: Whole
    affixes: Whole
    shapes: Whole
    features: Floats
    about: Floats


class JudgedLine(NamedTuple):
    """A line and what was thought of it.

    article: id of the article
    line: it in numbers
    numbers: what else is known of it, shape (numbers,)
    written: whether it is no sentence of the article
    verdict: its place in ``VERDICTS``
    """

    article: str
    line: LineTokens
    numbers: Floats
    written: bool
    verdict: int


def open_line(text: str, source: Source, lexicon: Lexicon) -> LineTokens:
    """A line with at least one token, in numbers."""
    line = _forms(text, lexicon) or (lexicon.form("?"),)
    weights = np.array([0.0 if form.stop else 0.1 + form.rarity for form in line])
    had = np.array([[one.has(form) for form in line] for one in source.sentences])
    covered = had @ weights / max(float(weights.sum()), 1e-6)
    best = int(covered.argmax())
    own, first = source.sentences[best], source.sentences[0]
    places = own.places(line)
    length, last = max(1, len(own.words)), max(places)
    after = [False] + [(a.folded, b.folded) in source.pairs for a, b in pairwise(line)]
    left_out, back = _steps(places)
    columns = [
        *(column for one in (source.whole, first, own) for column in _standing(one, line)),
        [form.rarity for form in line], [form.stop for form in line],
        after, [*after[1:], False], [place >= 0 for place in places], left_out, back,
        [place / length if place >= 0 else -0.2 for place in places],
    ]  # fmt: skip
    about = [
        covered[best], covered[0], 1 / (1 + best), math.log1p(length) / 4,
        math.log1p(max(0, len(own.words) - 1 - max(0, last))) / 3, len(source.sentences) / 30,
    ]  # fmt: skip
    return LineTokens(
        np.array([form.row for form in line], dtype=np.int64),
        np.array([form.affixes for form in line], dtype=np.int64),
        np.array([form.shape for form in line], dtype=np.int64),
        np.array(columns, dtype=np.float32).T,
        np.array(about, dtype=np.float32),
    )


def _standing(where: _Sentence, line: Sequence[Form]) -> tuple[list[bool], list[bool]]:
    """Of each word whether it stands there, and whether its stem does."""
    return [form.folded in where.word_set for form in line], [
        form.stem in where.stem_set for form in line
    ]


def _steps(places: Sequence[int]) -> tuple[list[float], list[float]]:
    """Of each place log(1 + steps to it from the place behind the one before), and whether it lies
    before that one."""
    left_out, back, before = list[float](), list[float](), -1
    for place in places:
        known = place >= 0 and before >= 0
        left_out.append(math.log1p(abs(place - before - 1)) if known else 0.0)
        back.append(float(known and place < before))
        before = place if place >= 0 else before
    return left_out, back


def _forms(text: str, lexicon: Lexicon) -> tuple[Form, ...]:
    return tuple(lexicon.form(text[start:end]) for start, end in words(text))


@dataclass(frozen=True)
class ServedReranker:
    """Tells what can be printed.

    Attributes:
        folder: what it was opened from.
        config: sizes, and what was fitted after training.
        affixes, shapes: tables of embeddings.
        layers: weights and bias of each linear layer, by its name there.
        lstm: over the tokens of a line.
        mean, spread: of the numbers of a line in training.
    """

    folder: ModelFolder
    config: RerankerConfig
    affixes: Floats
    shapes: Floats
    layers: dict[str, tuple[Floats, Floats]]
    lstm: BothWays
    mean: Floats
    spread: Floats

    def __call__(self, lines: Sequence[LineTokens], numbers: Floats, lexicon: Lexicon) -> Floats:
        """Probabilities of ``VERDICTS``, shape (lines, len(VERDICTS)).

        Args:
            numbers: n of each line, shape (lines, config.numbers)
            lexicon: the word vectors it was trained with.
        """
        if not lines:
            return np.zeros((0, len(VERDICTS)), np.float32)
        lengths = [len(line.rows) for line in lines]
        affixes = self.affixes[np.concatenate([line.affixes for line in lines])]
        inputs = [
            self._linear("project", lexicon.table[np.concatenate([line.rows for line in lines])]),
            affixes.reshape(len(affixes), -1),
            self.shapes[np.concatenate([line.shapes for line in lines])],
            np.concatenate([line.features for line in lines]),
        ]
        h = self.lstm(np.concatenate(inputs, axis=1), packing(lengths))
        begins = begins_of(lengths)
        level = np.exp(np.clip(self._linear("attend", h), -30, 30))
        read = np.add.reduceat(level * h, begins) / np.add.reduceat(level, begins)
        scaled = (numbers - self.mean) / self.spread
        z = np.concatenate([read, np.maximum.reduceat(h, begins), scaled], axis=1)
        joined = np.maximum(self._linear("join", z), 0)
        return softmax(self._linear("verdict", joined) + self._linear("direct", scaled))

    def _linear(self, name: str, given: Floats) -> Floats:
        weight, bias = self.layers[name]
        found: Floats = given @ weight + bias
        return found


@opening
def open_reranker(path: Path) -> ServedReranker:
    """The reranker in a model folder.

    Raises:
        UserError: it is missing, damaged or of another kind.
    """
    return reranker_of(read_folder(path))


def reranker_of(folder: ModelFolder) -> ServedReranker:
    """The reranker of an opened folder.

    Raises:
        UserError: it is of another kind.
        KeyError, TypeError, ValueError: it is damaged.
    """
    if folder.kind != "reranker":
        raise UserError("wrong-model", name=folder.name, found=folder.kind, kind="reranker")
    return ServedReranker(
        folder,
        RerankerConfig(**folder.sizes),
        folder.weight("affixes.weight"),
        folder.weight("shapes.weight"),
        {name: linear(folder, name) for name in ("project", "attend", "join", "verdict", "direct")},
        bilstm(folder, "lstm"),
        folder.weight("mean"),
        folder.weight("spread"),
    )
