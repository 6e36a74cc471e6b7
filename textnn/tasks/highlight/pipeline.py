"""An article -> its marks.

Walk of an article: normal form -> sentences -> tokens -> character states, word vectors, shapes ->
BiLSTM -> CRF -> spans in the normal form -> spans in the user's own string.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from torch import Tensor

from textnn.config import Settings
from textnn.datasets.ner import display_label
from textnn.errors import UserError
from textnn.models.charrnn import CharRNN
from textnn.models.contextual import ContextualEmbedder
from textnn.models.tagger import Tagger, collate
from textnn.pretrained import Models, char_models, network, reference
from textnn.results import Highlight, ModelRef, Progress, Span, ignore_progress
from textnn.text.features import features
from textnn.text.iob import to_spans
from textnn.text.normalize import normalize, without_emphasis
from textnn.text.sentences import sentences
from textnn.text.words import words

SENTENCES_AT_ONCE = 32
"""Few enough that progress moves, many enough that the LSTMs work in parallel."""


@dataclass(frozen=True)
class TagSpan:
    """A span the tagger found: offsets into the text it was given, the tagger's own tag, 0 to 1."""

    start: int
    end: int
    tag: str
    score: float


class _Piece(NamedTuple):
    """A sentence: which text it stands in, where it begins there, and its characters."""

    text_number: int
    offset: int
    text: str


@dataclass(frozen=True)
class Highlighter:
    """Marks names, times and amounts.

    Attributes:
        vocabulary: normal word -> row of the tagger's word table.
    """

    tagger: Tagger
    embedder: ContextualEmbedder
    vocabulary: dict[str, int]
    reference: ModelRef

    def __call__(self, text: str, progress: Progress = ignore_progress) -> Highlight:
        """Marks ``text``; offsets point into exactly this string."""
        began = time.perf_counter()
        clean = without_emphasis(normalize(text))
        spans, free = list[Span](), 0
        for found in self.tag([clean.text], progress)[0]:
            start, end = clean.original_span(found.start, found.end)
            if start >= free:  # a letter and a rare mark on it may be two tokens, yet one stretch
                label = display_label(found.tag)
                spans.append(Span(start, end, text[start:end], label, found.score))
                free = end
        return Highlight(text, tuple(spans), self.reference, time.perf_counter() - began)

    def tag(
        self, texts: Sequence[str], progress: Progress = ignore_progress
    ) -> list[list[TagSpan]]:
        """Spans of each text in normal form, in order, with the tagger's ten tags."""
        pieces = [
            _Piece(number, start, text[start:end])
            for number, text in enumerate(texts)
            for start, end in sentences(text)
        ]
        spans: list[list[TagSpan]] = [[] for _ in texts]
        for begin in range(0, len(pieces), SENTENCES_AT_ONCE):
            progress(begin / len(pieces))
            for piece, found in self._tag(pieces[begin : begin + SENTENCES_AT_ONCE]):
                spans[piece.text_number].append(found)
        progress(1.0)
        return spans

    def _tag(self, pieces: Sequence[_Piece]) -> Iterator[tuple[_Piece, TagSpan]]:
        tokens = [words(piece.text) for piece in pieces]
        batch = collate(
            [
                features(
                    [piece.text[s:e] for s, e in spans], self.vocabulary, self.tagger.config.affixes
                )
                for piece, spans in zip(pieces, tokens, strict=True)
            ],
            self.embedder([piece.text for piece in pieces], tokens),
        )
        paths, posterior = self.tagger.decode(batch)
        for piece, spans, path, chances in zip(pieces, tokens, paths, posterior, strict=True):
            for first, after, tag in to_spans(path):
                start, end = piece.offset + spans[first][0], piece.offset + spans[after - 1][1]
                yield piece, TagSpan(start, end, tag, self._score(chances, path, first, after))

    def _score(self, chances: Tensor, path: Sequence[str], first: int, after: int) -> float:
        """A span is as sure as its least sure token."""
        return min(
            float(chances[token, self.tagger.tags.index(path[token])])
            for token in range(first, after)
        )


def load_highlighter(
    settings: Settings, models: Models | None = None, tagger: str = "tagger"
) -> Highlighter:
    """The highlighter over a shipped tagger and the character models.

    Raises:
        UserError: a model is missing, damaged, of another kind, or they do not fit together.
    """
    models = models or Models(settings.models)
    checkpoint = models.get(tagger)
    network_of_tags = network(checkpoint, Tagger)
    forward = network(models.get("charrnn"), CharRNN)
    backward = network(models.get("charrnn-backward"), CharRNN)
    learnt_with = checkpoint.metrics.get("char_models", char_models(models))
    if learnt_with != char_models(models) or not _fits(network_of_tags, forward, backward):
        raise _unfit(checkpoint.name)
    return Highlighter(
        network_of_tags,
        ContextualEmbedder(forward, backward),
        {word: row for row, word in enumerate(checkpoint.vocabulary)},
        reference(checkpoint),
    )


def _fits(tagger: Tagger, forward: CharRNN, backward: CharRNN) -> bool:
    """Whether directions and sizes are those the tagger was built for."""
    config = tagger.config
    sizes = (forward.config.hidden_size, backward.config.hidden_size)
    same = not config.forward_size or sizes == (config.forward_size, config.backward_size)
    return same and backward.config.backward and not forward.config.backward


def _unfit(name: str) -> UserError:
    return UserError("models-do-not-fit", "tagger", name=name)
