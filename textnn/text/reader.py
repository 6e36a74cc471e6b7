"""What the reader sees of a question and an article: tokens as numbers, and how they match.

A word of the question and one of the article are compared on four channels: the same word without
accents, the same stem, shared letter trigrams (Dice coefficient), and the cosine of their word
vectors. Sentences are described by how much of the question's weight they cover, alone and with the
sentences before them:

    coverage(s, q) = sum_j w_j max_{i in s} sim(i, j) / sum_j w_j

``w_j`` is the rarity of word j of the question, 0 for a stopword.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from textnn.text.features import affixes, normal_word, shape
from textnn.text.normalize import Normalized, normalize
from textnn.text.sentences import sentences
from textnn.text.stems import stem
from textnn.text.stopwords import STOPWORDS
from textnn.text.words import fold, words

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Offsets = tuple[int, int]

LABELS = ("PER", "LOC", "ORG", "TIME", "VALUE", "EVENT", "WORK", "OTHER")
"""Labels of marks in the order of their rows; see ``label_rows``."""

TOKEN_FEATURES = 13
SENTENCE_FEATURES = 18
CHANNELS = 4

MAX_QUESTION = 40
"""Tokens of a question that are read."""

AFFIX_ROWS = 4096

FORMS = 10_000
"""Words whose ``Form`` is remembered, 2 kB each; an article of 600 words has some 350."""

_AROUND = 6
"""Tokens over which the nearness to a match fades to nothing."""

CARRIED = 0.8
"""What a word of the question counts in a sentence if only the sentence before has it.

On its own, coverage with it finds the right sentence more often than idf overlap does: what an
article has just named it calls *ele*, *a obra* or nothing at all in the next sentence.
"""

K1, B = 1.2, 0.75
"""Parameters of BM25 (Robertson and Zaragoza 2009)."""


class Form(NamedTuple):
    """What is known of a word wherever it stands.

    row: of the word table, 0 if unknown
    folded: small letters without accents
    stem: of its accented form where the word table knows one, folded
    trigrams: of ``^folded$``
    rarity: 0 for the most frequent word, 1 for an unknown one; 0 for punctuation
    stop: whether it is a stopword or punctuation
    shape: of ``text.features.Shape``
    affixes: four rows of the affix table
    """

    row: int
    folded: str
    stem: str
    trigrams: frozenset[str]
    rarity: float
    stop: bool
    shape: int
    affixes: tuple[int, int, int, int]


_STOP = frozenset(map(fold, STOPWORDS))


@dataclass
class Lexicon:
    """Word vectors by word, most frequent first; row 0 stands for all unknown words.

    Attributes:
        words: in the order of the rows.
        table: vectors of variance 1, zeros in row 0, shape (words, size)
    """

    words: Sequence[str]
    table: Floats
    _forms: dict[str, Form] = field(default_factory=dict, repr=False)
    _near: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.table = np.asarray(self.table, dtype=np.float32) / np.std(self.table[1:])
        self.table[0] = 0
        self.rows: Mapping[str, int] = {word: row for row, word in enumerate(self.words) if row}
        # The most frequent of words that differ in accents comes last, and so stays.
        self._folded = {fold(word): row for word, row in reversed(self.rows.items())}

    @cached_property
    def directions(self) -> Floats:
        """Vectors of length 1, their common direction taken out, shape (words, size)."""
        centred = self.table - self.table[1:].mean(0)
        unit = centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-6)
        unit[0] = 0
        return np.asarray(unit, dtype=np.float32)

    def form(self, word: str) -> Form:
        """What is known of ``word``; found by its letters, else by them without accents."""
        if word not in self._forms:
            if len(self._forms) > FORMS:
                self._forms.clear()
            self._forms[word] = self._form(word)
        return self._forms[word]

    def near(self, word: str, most: int = 6, least: float = 0.5) -> tuple[str, ...]:
        """Words used like ``word`` that have another stem, nearest first."""
        if word not in self._near:
            own = self.form(word)
            likeness = self.directions @ self.directions[own.row] if own.row else np.zeros(1)
            best = np.argsort(-likeness)[: 3 * most]
            words = [self.words[row] for row in best.tolist() if likeness[row] >= least]
            others = [one for one in words if self.form(one).stem != own.stem and one.isalpha()]
            self._near[word] = tuple(others[:most])
        return self._near[word]

    def _form(self, word: str) -> Form:
        folded, normal = fold(word), normal_word(word)
        row = self.rows.get(normal) or self._folded.get(fold(normal), 0)
        spoken = any(char.isalnum() for char in word)
        accented = self.words[row] if row and fold(self.words[row]) == folded else word
        marked = f"^{folded}$"
        rarity = math.log1p(row) / math.log1p(len(self.words)) if row else 1.0
        return Form(
            row,
            folded,
            fold(stem(accented.lower())),
            frozenset(marked[n : n + 3] for n in range(len(marked) - 2)),
            rarity if spoken else 0.0,
            folded in _STOP or not spoken,
            int(shape(word)),
            affixes(word, AFFIX_ROWS),
        )


@dataclass(frozen=True)
class Tokens:
    """A sentence or a question in numbers.

    Attributes:
        offsets: of the tokens, into their text.
        forms: of the tokens.
        labels: rows of the labels of marks, 0 outside of marks.
    """

    offsets: tuple[Offsets, ...]
    forms: tuple[Form, ...]
    labels: tuple[int, ...]

    @cached_property
    def rows(self) -> Ints:
        """Rows of the word table, shape (tokens,)."""
        return np.array([form.row for form in self.forms], dtype=np.int64)

    @cached_property
    def shapes(self) -> Ints:
        """Shapes, shape (tokens,)."""
        return np.array([form.shape for form in self.forms], dtype=np.int64)

    @cached_property
    def affixes(self) -> Ints:
        """Rows of the affix table, shape (tokens, 4)."""
        return np.array([form.affixes for form in self.forms], dtype=np.int64)


@dataclass(frozen=True)
class Document:
    """An article, opened once for all questions about it.

    Attributes:
        text: in normal form.
        spans: its sentences.
        sentences: their tokens.
    """

    text: str
    spans: tuple[Offsets, ...]
    sentences: tuple[Tokens, ...]

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """Every word there is, once."""
        return tuple(dict.fromkeys(form for line in self.sentences for form in line.forms))

    @cached_property
    def within(self) -> tuple[Ints, ...]:
        """Places in ``forms`` of each sentence's tokens."""
        places = {form: place for place, form in enumerate(self.forms)}
        return tuple(
            np.array([places[form] for form in line.forms], dtype=np.int64)
            for line in self.sentences
        )

    @cached_property
    def frequencies(self) -> Counter[str]:
        """In how many sentences a folded word stands."""
        return Counter(
            word for line in self.sentences for word in {form.folded for form in line.forms}
        )

    @cached_property
    def stem_frequencies(self) -> Counter[str]:
        """In how many sentences a stem stands."""
        return Counter(
            found for line in self.sentences for found in {form.stem for form in line.forms}
        )

    def idf(self, folded: str) -> float:
        """ln(1 + S / df), of a word in no sentence that of one in half a sentence."""
        return math.log1p(len(self.sentences) / (self.frequencies[folded] or 0.5))


def label_rows(label: str) -> tuple[int, int]:
    """Rows of the first token of a mark and of those after it."""
    place = LABELS.index(label) if label in LABELS else len(LABELS) - 1
    return 1 + 2 * place, 2 + 2 * place


def open_document(text: str, marks: Sequence[tuple[int, int, str]], lexicon: Lexicon) -> Document:
    """Makes an article ready for questions.

    Args:
        text: in normal form.
        marks: start, end, label of what the tagger marked in it, in order.
    """
    rows: dict[int, tuple[int, int, int]] = {}
    for start, end, label in marks:
        begins, inside = label_rows(label)
        for place in range(start, end):
            rows[place] = (begins, inside, start)
    spans, lines = [], []
    for start, end in sentences(text):
        offsets = tuple((start + s, start + e) for s, e in words(text[start:end]))
        if not offsets:
            continue
        labels = []
        for s, _ in offsets:
            begins, inside, first = rows.get(s, (0, 0, -1))
            labels.append(begins if s == first else inside)
        spans.append((start, end))
        forms = tuple(lexicon.form(text[s:e]) for s, e in offsets)
        lines.append(Tokens(offsets, forms, tuple(labels)))
    return Document(text, tuple(spans), tuple(lines))


def open_text(
    text: str, marks: Sequence[tuple[int, int, str]], lexicon: Lexicon
) -> tuple[Normalized, Document]:
    """A text's normal form and the article opened.

    Args:
        text: the user's string.
        marks: offsets into ``text``.
    """
    clean = normalize(text)
    placed = [(*clean.normal_span(start, end), label) for start, end, label in marks]
    return clean, open_document(clean.text, placed, lexicon)


def open_question(text: str, lexicon: Lexicon) -> Tokens:
    """A question in numbers; its last ``MAX_QUESTION`` tokens, punctuation left out.

    A question without a word is one unknown word.
    """
    found = [(s, e) for s, e in words(text) if text[s:e].strip("?!.,;:\"'“”‘’«»()-–—…")]
    offsets = tuple(found[-MAX_QUESTION:])
    forms = tuple(lexicon.form(text[s:e]) for s, e in offsets)
    if not forms:
        return Tokens(((0, 0),), (lexicon.form("?"),), (0,))
    return Tokens(offsets, forms, (0,) * len(forms))


@dataclass(frozen=True)
class Match:
    """How the sentences of an article match a question.

    Attributes:
        tokens: of each sentence, shape (tokens, TOKEN_FEATURES)
        sentences: shape (sentences, SENTENCE_FEATURES); columns 0 and 1 are how much of the
            question's weight the sentence covers with the one, or two, before it, column 2 is BM25
            as a part of the highest
        coverage: best match of each word of the question in each sentence,
            shape (sentences, question tokens, CHANNELS)
        weights: rarity of the question's words, 0 for stopwords, shape (question tokens,)
        found: of the question's words: best match anywhere in the article and rarity,
            shape (question tokens, CHANNELS + 1)
    """

    tokens: tuple[Floats, ...]
    sentences: Floats
    coverage: Floats
    weights: Floats
    found: Floats


def match(
    document: Document, question: Tokens, lexicon: Lexicon, before: int | None = None
) -> Match:
    """Compares a question with every word and sentence of an article.

    Args:
        document: with at least one sentence.
        before: the sentence that answered the question before, for one that goes on from it.
    """
    channels = _channels(document.forms, question, lexicon)  # (forms, question, CHANNELS)
    rarity = np.array([f.rarity for f in question.forms], dtype=np.float32)
    stop = np.array([f.stop for f in question.forms])
    weights = np.where(stop, 0, 0.1 + rarity).astype(np.float32)
    similarity = np.maximum.reduce(
        [channels[..., 0], 0.9 * channels[..., 1], channels[..., 2] ** 2, _apart(channels[..., 3])]
    )
    coverage = np.stack([channels[own].max(0) for own in document.within])
    soft = np.stack([similarity[own].max(0) for own in document.within])  # (sentences, question)
    about = _about_sentences(document, question, coverage[..., 0], soft, weights, before)
    tokens = _about_tokens(document, channels, similarity, weights, about)
    found = np.concatenate([coverage.max(0), rarity[:, None]], axis=1)
    return Match(tokens, about, coverage, weights, found.astype(np.float32))


def _apart(cosines: Floats) -> Floats:
    """Cosines from 0.3 on as a similarity up to 0.8."""
    return np.asarray(np.clip((cosines - 0.3) / 0.6, 0, 0.8), dtype=np.float32)


def _channels(forms: Sequence[Form], question: Tokens, lexicon: Lexicon) -> Floats:
    """Same word, same stem, Dice of trigrams, cosine; shape (forms, question, CHANNELS)."""
    found = np.zeros((len(forms), len(question.forms), CHANNELS), dtype=np.float32)
    own = [form.row for form in question.forms]
    rows = [form.row for form in forms]
    found[..., 3] = np.maximum(lexicon.directions[rows] @ lexicon.directions[own].T, 0)
    by_word, by_stem, by_trigram = (defaultdict[str, list[int]](list) for _ in range(3))
    for j, form in enumerate(question.forms):
        by_word[form.folded].append(j)
        by_stem[form.stem].append(j)
        if len(form.folded) > 2:
            for trigram in form.trigrams:
                by_trigram[trigram].append(j)
    for i, form in enumerate(forms):
        if form.rarity == 0 and form.stop:
            found[i] = 0
            continue
        for j in by_word.get(form.folded, ()):
            found[i, j, [0, 3]] = 1
        for j in by_stem.get(form.stem, ()):
            found[i, j, 1] = 1
        for trigram in form.trigrams:
            for j in by_trigram.get(trigram, ()):
                found[i, j, 2] += 2 / (len(form.trigrams) + len(question.forms[j].trigrams))
    return found


def idf_overlaps(document: Document, question: Tokens) -> Floats:
    """Plain idf word overlap of each sentence, shape (sentences,)."""
    asked = {form.folded for form in question.forms}
    return np.array(
        [
            sum(document.idf(word) for word in asked & {form.folded for form in line.forms})
            for line in document.sentences
        ],
        dtype=np.float32,
    )


def bm25(document: Document, question: Tokens) -> Floats:
    """BM25 over the stems of full words, sentences as its documents, shape (sentences,)."""
    asked = {form.stem for form in question.forms if not form.stop}
    lengths = np.array([len(line.forms) for line in document.sentences], dtype=np.float32)
    norms = K1 * (1 - B + B * lengths / lengths.mean())
    scores = np.zeros(len(lengths), dtype=np.float32)
    for n, line in enumerate(document.sentences):
        stems = [form.stem for form in line.forms]
        for one in asked.intersection(stems):
            df, tf = document.stem_frequencies[one], stems.count(one)
            idf = math.log(1 + (len(lengths) - df + 0.5) / (df + 0.5))
            scores[n] += idf * tf * (K1 + 1) / (tf + norms[n])
    return scores


def _about_sentences(
    document: Document,
    question: Tokens,
    exact: Floats,
    soft: Floats,
    weights: Floats,
    before: int | None,
) -> Floats:
    """Sentence features, shape (sentences, SENTENCE_FEATURES)."""
    count = len(document.sentences)
    idf = np.array([document.idf(form.folded) for form in question.forms], dtype=np.float32)
    plain = (exact * idf).sum(1) / idf.sum()
    total = max(float(weights.sum()), 1e-6)
    cover = (soft * weights).sum(1) / total
    hard = (exact * weights).sum(1) / total
    nothing = np.zeros_like(soft[:1])
    early, late = np.concatenate([nothing, soft[:-1]]), np.concatenate([soft[1:], nothing])
    near = np.maximum(soft, CARRIED * early)
    joint = (near * weights).sum(1) / total
    earlier = np.concatenate([nothing, early[:-1]])
    further = (np.maximum(near, CARRIED**2 * earlier) * weights).sum(1) / total
    beyond = (np.maximum(soft, np.maximum(early, late)) * weights).sum(1) / total
    names = np.array([form.shape not in (1,) and not form.stop for form in question.forms])
    named = (soft * names).sum(1) / max(1, names.sum())
    ranked = bm25(document, question)
    place = np.arange(count)
    lengths = np.array([len(line.forms) for line in document.sentences])
    gap = np.full(count, 0.0) if before is None else 1 / (1 + np.abs(place - before))
    same = np.zeros(count) if before is None else (place == before).astype(float)
    columns = [
        joint, further, _part(ranked), _part(joint),
        plain, _part(plain), cover, _part(cover), hard, ranked / 10, beyond,
        (early * weights).sum(1) / total, (late * weights).sum(1) / total, named,
        np.log1p(lengths) / 4, 1 / (1 + place), same, gap,
    ]  # fmt: skip
    return np.stack(columns, axis=1).astype(np.float32)


def _part(numbers: Floats) -> Floats:
    """Numbers as parts of the highest."""
    return np.asarray(numbers / max(float(numbers.max()), 1e-6), dtype=np.float32)


def _about_tokens(
    document: Document,
    channels: Floats,
    similarity: Floats,
    weights: Floats,
    about: Floats,
) -> tuple[Floats, ...]:
    """Token features of every sentence."""
    full = weights > 0
    inside = channels[:, full] if full.any() else np.zeros((len(channels), 1, CHANNELS), np.float32)
    best = inside.max(1)  # (forms, CHANNELS)
    weighted = (similarity * weights).max(1)
    rarity = np.array([form.rarity for form in document.forms], dtype=np.float32)
    stop = np.array([form.stop for form in document.forms], dtype=np.float32)
    idf = np.array([document.idf(form.folded) for form in document.forms], dtype=np.float32)
    idf /= math.log1p(2 * len(document.sentences))
    ahead = channels[:, :, 0]
    own = np.stack(
        [best[:, 0], best[:, 1], best[:, 2], best[:, 3], weighted, ahead.max(1), rarity, stop, idf],
        axis=1,
    )
    kernel = np.maximum(0, 1 - np.abs(np.arange(-_AROUND, _AROUND + 1)) / (_AROUND + 1))
    kernel[_AROUND] = 0
    found = []
    for n, places in enumerate(document.within):
        size = len(places)
        near = np.convolve(weighted[places], kernel, mode="full")[_AROUND : _AROUND + size]
        pairs = np.zeros(size)
        if size > 1 and ahead.shape[1] > 1:
            pairs[1:] = (ahead[places[:-1], :-1] * ahead[places[1:], 1:]).max(1)
        line = np.broadcast_to(about[n, [3, 7]], (size, 2))
        found.append(
            np.concatenate([own[places], near[:, None], pairs[:, None], line], axis=1).astype(
                np.float32
            )
        )
    return tuple(found)
