"""Reader: which words of an article answer a question, or that none does.

    u_j = BiLSTM([W e_j ; affixes ; shape ; found_j])_j,   u = sum_j softmax(w . u)_j u_j
    h_i = BiLSTM([W e_i ; affixes ; shape ; label])_i       of a sentence, whatever is asked
    c_i = sum_j softmax_j(h_i A u_j) u_j                                      (Seo et al. 2017)
    a_i = sum_j softmax_j(relu(W' e_i) . relu(W' e_j)) W e_j                  (Chen et al. 2017)
    m_i = BiLSTM(relu(W [h_i ; c_i ; h_i * c_i ; h_i * u ; a_i ; match_i]))_i
    p(start = i | sentence) = softmax_i(m_i . S u),  p(end = i | sentence) = softmax_i(m_i . E u)
    s_k = [log sum_i exp(m_i . S u) ; likewise E ; max_i m_i ; sum_i p(start = i) m_i]
    z = BiLSTM(W [s_k ; s_k * u ; f_k ; g_k])
    p(sentence = k) = softmax_k([v . z_k + a . f_k + g_k ; n])

``e`` are word vectors, ``match``, ``found`` and ``f_k`` what ``text.reader`` counts.
``g_k = sum_j o_j sim_kj`` covers the question softly: ``o`` is a learnt weight of each word of the
question, ``sim_kj`` a learnt mixture of the channels on which word j is best matched in sentence k,
or a little less in the one before it. ``n`` is the slot for "the article does not say"; it looks at
the likeliest sentences and at the words of the question that they lack. All sentences of an article
and that slot share one normalisation (Clark and Gardner 2018); it starts out as word overlap, which
``f_k`` holds, and learns what to add.

Sentences are read side by side, so that an article of 600 words takes as many steps as its longest
sentence; what stands in other sentences is known through ``f_k`` and the LSTM over sentences, whose
states are ``z``. ``h`` is the same for all questions about an article.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence

from textnn.engine.configs import ReaderConfig
from textnn.models.recurrent import BiLSTM
from textnn.text.reader import (
    CHANNELS,
    LABELS,
    SENTENCE_FEATURES,
    TOKEN_FEATURES,
    Document,
    Lexicon,
    Match,
    Tokens,
)

_ABSENT = -1e4


class Group(NamedTuple):
    """Sentences of similar length, padded to the longest, and the questions asked of each.

    vectors: word vectors, shape (sentences, length, word_size)
    affixes: rows, shape (sentences, length, 4)
    shapes: shape (sentences, length)
    labels: rows of marks, shape (sentences, length)
    mask: True on tokens, shape (sentences, length)
    rows: the sentence of each pair of a question and a sentence, shape (pairs,)
    owners: the question of each pair, shape (pairs,)
    features: shape (pairs, length, TOKEN_FEATURES)
    """

    vectors: Tensor
    affixes: Tensor
    shapes: Tensor
    labels: Tensor
    mask: Tensor
    rows: Tensor
    owners: Tensor
    features: Tensor


class ReaderBatch(NamedTuple):
    """Questions, each with the sentences of its article.

    vectors, affixes, shapes, found, weights: of the questions, shape (questions, words, ...)
    question_mask: True on words, shape (questions, words)
    groups: all sentences, by length
    order: place of every (question, sentence) in the pairs of the groups one after the other,
        shape (questions, sentences); -1 on padding and on what is not read
    features: f_k, shape (questions, sentences, SENTENCE_FEATURES)
    coverage: shape (questions, sentences, words, CHANNELS)
    mask: True on sentences, shape (questions, sentences)
    """

    vectors: Tensor
    affixes: Tensor
    shapes: Tensor
    found: Tensor
    weights: Tensor
    question_mask: Tensor
    groups: tuple[Group, ...]
    order: Tensor
    features: Tensor
    coverage: Tensor
    mask: Tensor


class ReaderTargets(NamedTuple):
    """Where the answers are.

    sentences: True where a sentence answers, shape (questions, sentences); none: no answer
    spans: rows of (question, sentence, first token, last token), shape (spans, 4)
    """

    sentences: Tensor
    spans: Tensor


class ReaderLogits(NamedTuple):
    """What the reader says.

    sentences: scores with that of no answer last, shape (questions, sentences + 1)
    starts: log-probabilities of each group's tokens within their sentence
    ends: likewise
    """

    sentences: Tensor
    starts: tuple[Tensor, ...]
    ends: tuple[Tensor, ...]


Item = tuple[Document, Tokens, Match]
"""An article, a question, and how they match."""


def collate(
    items: Sequence[Item],
    lexicon: Lexicon,
    groups: int = 6,
    chosen: Sequence[Collection[int]] | None = None,
) -> ReaderBatch:
    """Pads questions and sentences to one batch; each article in it is read once.

    Args:
        groups: of sentences of similar length.
        chosen: sentences that are read for each question; of others only the features are known.
            ``None``: all are read.
    """
    documents = list({id(document): document for document, _, _ in items}.values())
    asked_of: dict[int, list[int]] = {}
    for row, (document, _, _) in enumerate(items):
        asked_of.setdefault(id(document), []).append(row)
    lines = [
        (rows, place, line)
        for document in documents
        for place, line in enumerate(document.sentences)
        if (rows := [n for n in asked_of[id(document)] if not chosen or place in chosen[n]])
    ]
    lines.sort(key=lambda item: len(item[2].forms))
    most = max(len(document.sentences) for document in documents)
    order, at = torch.full((len(items), most), -1), 0
    for rows, place, _ in lines:
        order[rows, place] = torch.arange(at, at + len(rows))
        at += len(rows)
    asked = [question for _, question, _ in items]
    counts = torch.tensor([len(question.forms) for question in asked])
    matches = [found for _, _, found in items]
    features, coverage = _padded_sentences(matches, most, int(counts.max()))
    lengths = torch.tensor([len(document.sentences) for document, _, _ in items])
    cuts = np.linspace(0, len(lines), min(groups, len(lines)) + 1).astype(int).tolist()
    return ReaderBatch(
        _pad([lexicon.table[question.rows] for question in asked]),
        _pad([question.affixes for question in asked]),
        _pad([question.shapes for question in asked]),
        _pad([found.found for found in matches]),
        _pad([found.weights for found in matches]),
        torch.arange(int(counts.max()))[None] < counts[:, None],
        tuple(_group(lines[first:last], matches, lexicon) for first, last in pairwise(cuts)),
        order,
        features,
        coverage,
        torch.arange(most)[None] < lengths[:, None],
    )


def _pad(arrays: Sequence[np.ndarray]) -> Tensor:
    return pad_sequence([torch.from_numpy(array) for array in arrays], batch_first=True)


def _padded_sentences(matches: Sequence[Match], most: int, asked: int) -> tuple[Tensor, Tensor]:
    features = np.zeros((len(matches), most, SENTENCE_FEATURES), dtype=np.float32)
    coverage = np.zeros((len(matches), most, asked, CHANNELS), dtype=np.float32)
    for row, found in enumerate(matches):
        count, words = found.coverage.shape[:2]
        features[row, :count] = found.sentences
        coverage[row, :count, :words] = found.coverage
    return torch.from_numpy(features), torch.from_numpy(coverage)


def _group(
    lines: Sequence[tuple[list[int], int, Tokens]], matches: Sequence[Match], lexicon: Lexicon
) -> Group:
    lengths = torch.tensor([len(line.forms) for _, _, line in lines])
    pairs = [
        (row, owner, place) for row, (owners, place, _) in enumerate(lines) for owner in owners
    ]
    return Group(
        _pad([lexicon.table[line.rows] for _, _, line in lines]),
        _pad([line.affixes for _, _, line in lines]),
        _pad([line.shapes for _, _, line in lines]),
        _pad([np.array(line.labels) for _, _, line in lines]),
        torch.arange(int(lengths.max()))[None] < lengths[:, None],
        torch.tensor([row for row, _, _ in pairs]),
        torch.tensor([owner for _, owner, _ in pairs]),
        _pad([matches[owner].tokens[place] for _, owner, place in pairs]),
    )


class Reader(nn.Module):
    """See module docstring."""

    def __init__(self, config: ReaderConfig) -> None:
        super().__init__()
        self.config = config
        both, read = 2 * config.hidden_size, 2 * config.reading_size
        self.project = nn.Linear(config.word_size, config.projected)
        self.align = nn.Linear(config.word_size, config.projected)
        self.affixes = nn.Embedding(config.affixes, config.affix_size)
        self.shapes = nn.Embedding(config.shapes, config.small_size)
        self.labels = nn.Embedding(1 + 2 * len(LABELS), config.small_size)
        with torch.no_grad():
            self.affixes.weight.mul_(0.3)
        token = config.projected + 4 * config.affix_size + config.small_size
        self.question = BiLSTM(token + CHANNELS + 1, config.hidden_size)
        self.importance = nn.Linear(both, 1)
        self.tokens = BiLSTM(token + config.small_size, config.hidden_size)
        self.attend = nn.Linear(both, both, bias=False)
        self.join = nn.Linear(4 * both + config.projected + TOKEN_FEATURES, read)
        self.reading = BiLSTM(read, config.reading_size)
        self.start = nn.Linear(both, read)
        self.end = nn.Linear(both, read)
        self.agree = nn.Linear(both, read)
        self.gain = nn.Linear(both, 1)
        self.channels = nn.Linear(CHANNELS, 1)
        self.carried = nn.Parameter(torch.tensor(1.4))  # sigmoid: 0.8
        size = config.sentence_size
        self.squeeze = nn.Linear(2 + 3 * read + SENTENCE_FEATURES + 1, 2 * size)
        self.sentences = BiLSTM(2 * size, size)
        self.score = nn.Linear(2 * size, 1)
        self.linear = nn.Linear(SENTENCE_FEATURES + 1, 1, bias=False)
        self.missing = nn.Linear(both + 2 * CHANNELS + 2, size)
        self.level = nn.Linear(2, 1, bias=False)
        self.none = nn.Linear(both + 6 * size + SENTENCE_FEATURES + 1, size)
        self.none_score = nn.Linear(size + 2, 1)
        self.dropout = nn.Dropout(config.dropout)
        self._start_as_overlap()

    def _start_as_overlap(self) -> None:
        """Initial scores are coverage of the question by a sentence and those before it."""
        with torch.no_grad():
            self.linear.weight.zero_()
            self.linear.weight[0, :3] = torch.tensor([4.0, 4.0, 1.0])
            self.linear.weight[0, -1] = 0.5
            self.score.weight.mul_(0.1)
            self.channels.weight.copy_(torch.tensor([[2.0, 1.5, 1.5, 1.5]]))
            self.channels.bias.fill_(-2.0)

    def forward(
        self, batch: ReaderBatch, targets: ReaderTargets | None = None
    ) -> tuple[ReaderLogits, Tensor | None]:
        """Scores of sentences and spans.

        Returns:
            logits, and with targets the mean negative log-likelihood in nats or None
        """
        states = self._read_question(batch)
        shares = self.importance(states)[..., 0].masked_fill(~batch.question_mask, _ABSENT)
        asked = (shares.softmax(1)[..., None] * states).sum(1)
        read = [self._read_sentences(group, batch, states, asked) for group in batch.groups]
        vectors = torch.cat([vector for vector, _, _ in read])
        vectors = torch.cat([vectors, torch.zeros_like(vectors[:1])])[batch.order]
        scores = self._score(batch, vectors, states, asked)
        logits = ReaderLogits(scores, tuple(s for _, s, _ in read), tuple(e for _, _, e in read))
        return logits, None if targets is None else self._loss(batch, logits, targets)

    def _embed(self, vectors: Tensor, affixes: Tensor, shapes: Tensor) -> list[Tensor]:
        if self.training and self.config.word_dropout:
            vectors = vectors * (torch.rand(*vectors.shape[:2], 1) >= self.config.word_dropout)
        return [self.project(vectors), self.affixes(affixes).flatten(2), self.shapes(shapes)]

    def _read_question(self, batch: ReaderBatch) -> Tensor:
        """u_j, shape (questions, words, 2 * hidden_size)."""
        parts = self._embed(batch.vectors, batch.affixes, batch.shapes)
        inputs = self.dropout(torch.cat([*parts, batch.found], -1))
        states: Tensor = self.dropout(self.question(inputs, batch.question_mask))
        return states

    def _read_sentences(
        self, group: Group, batch: ReaderBatch, states: Tensor, asked: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """s_k, log p(start), log p(end) of a group's pairs of questions and sentences."""
        parts = self._embed(group.vectors, group.affixes, group.shapes)
        inputs = self.dropout(torch.cat([*parts, self.labels(group.labels)], -1))
        sentences = self.dropout(self.tokens(inputs, group.mask))
        h, keys = sentences[group.rows], self.attend(sentences)[group.rows]
        own = torch.relu(self.align(group.vectors))[group.rows]
        words, u, mask = states[group.owners], asked[group.owners], group.mask[group.rows]
        absent = ~batch.question_mask[group.owners][:, None]
        c = (keys @ words.transpose(1, 2)).masked_fill(absent, _ABSENT).softmax(2) @ words
        theirs = torch.relu(self.align(batch.vectors))[group.owners]
        likeness = (own @ theirs.transpose(1, 2)).masked_fill(absent, _ABSENT)
        aligned = likeness.softmax(2) @ self.project(batch.vectors)[group.owners]
        known = torch.cat([h, c, h * c, h * u[:, None], aligned, group.features], -1)
        m = self.dropout(self.reading(torch.relu(self.join(known)), mask))
        raw = [self._fit(m, wanted(u), mask) for wanted in (self.start, self.end)]
        starts, ends = (logits.log_softmax(1) for logits in raw)
        peaks = m.masked_fill(~mask[..., None], -1.0).amax(1)
        levels = torch.stack([logits.logsumexp(1) / 4 for logits in raw], 1)
        vector = torch.cat([levels, peaks, (starts.exp()[..., None] * m).sum(1)], -1)
        return vector, starts, ends

    @staticmethod
    def _fit(m: Tensor, wanted: Tensor, mask: Tensor) -> Tensor:
        """How well each token fits what is wanted, shape (pairs, length)."""
        return (m @ wanted[..., None])[..., 0].masked_fill(~mask, _ABSENT)

    def _score(self, batch: ReaderBatch, vectors: Tensor, states: Tensor, asked: Tensor) -> Tensor:
        """Scores of sentences, that of no answer last, shape (questions, sentences + 1)."""
        gains = nn.functional.softplus(self.gain(states)[..., 0]) * batch.question_mask
        gains = gains / gains.sum(1, keepdim=True).clamp(min=1e-3)
        similar = torch.sigmoid(self.channels(batch.coverage))[..., 0]
        early = torch.cat([torch.zeros_like(similar[:, :1]), similar[:, :-1]], 1)
        joint = torch.maximum(similar, torch.sigmoid(self.carried) * early)
        covered = 4 * (joint * gains[:, None]).sum(2, keepdim=True)
        known = torch.cat([batch.features, covered], -1)
        agreed = vectors[..., -2 * self.config.reading_size :] * self.agree(asked)[:, None]
        squeezed = torch.relu(self.squeeze(torch.cat([vectors, agreed, known], -1)))
        z = self.dropout(self.sentences(squeezed, batch.mask))
        scores = self.score(z) + self.linear(known) + self.level(vectors[..., :2])
        scores = scores[..., 0].masked_fill(~batch.mask, _ABSENT)
        peaks = z.masked_fill(~batch.mask[..., None], -1.0).amax(1)
        shares = scores.softmax(1)
        best = (shares[..., None] * torch.cat([z, known], -1)).sum(1)
        missing = self._missing(batch, states, joint, shares)
        none = torch.relu(self.none(torch.cat([asked, peaks, best, missing], -1)))
        level = torch.stack([scores.amax(1), scores.logsumexp(1)], -1)
        return torch.cat([scores, self.none_score(torch.cat([none, level], -1))], 1)

    def _missing(self, batch: ReaderBatch, states: Tensor, joint: Tensor, shares: Tensor) -> Tensor:
        """What of the question the likely sentences do not have.

        Args:
            joint: coverage of each word, shape (questions, sentences, words)
            shares: of the sentences, shape (questions, sentences)

        Returns:
            highest and mean over the question's words, shape (questions, 2 * sentence_size)
        """
        here = (shares[..., None, None] * batch.coverage).sum(1)
        covered = torch.stack([(shares[..., None] * joint).sum(1), joint.amax(1)], -1)
        anywhere = batch.found[..., :CHANNELS]
        words = torch.relu(self.missing(torch.cat([states, here, anywhere, covered], -1)))
        words = words * batch.question_mask[..., None]
        count = batch.question_mask.sum(1, keepdim=True)
        return torch.cat([words.amax(1), words.sum(1) / count], -1)

    def _loss(self, batch: ReaderBatch, logits: ReaderLogits, targets: ReaderTargets) -> Tensor:
        none = ~targets.sentences.any(1, keepdim=True)
        right = torch.cat([targets.sentences, none], 1)
        log_probabilities = logits.sentences.log_softmax(1)
        total = -log_probabilities.masked_fill(~right, _ABSENT).logsumexp(1).mean()
        if not len(targets.spans):
            return total
        owners, places, firsts, lasts = targets.spans.unbind(1)
        at = batch.order[owners, places]
        starts = torch.cat([_widened(s, logits.starts) for s in logits.starts])[at, firsts]
        ends = torch.cat([_widened(s, logits.ends) for s in logits.ends])[at, lasts]
        return total - 0.5 * (starts + ends).sum() / len(right)


def _widened(numbers: Tensor, others: Sequence[Tensor]) -> Tensor:
    """Rows filled up to the longest group, so that they can be joined."""
    longest = max(other.shape[1] for other in others)
    return nn.functional.pad(numbers, (0, longest - numbers.shape[1]), value=_ABSENT)
