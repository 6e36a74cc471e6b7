"""An article -> its marks.

Walk of an article: normal form -> sentences -> tokens -> word vectors, shapes, hashed spelling ->
BiLSTM -> CRF -> spans in the normal form, one label a name, a few by their form alone -> spans in
the user's own string.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from textnn.config import Settings
from textnn.datasets.ner.corpora import display_label
from textnn.engine.tagger import ServedTagger, open_tagger
from textnn.pretrained import Models, reference
from textnn.results import Highlight, ModelRef, Progress, Span, ignore_progress
from textnn.tasks.highlight.by_form import by_form
from textnn.tasks.highlight.consistency import NameMention, TagSpan, consistent
from textnn.text.features import TokenFeaturizer, rows
from textnn.text.iob import to_spans
from textnn.text.normalize import Normalized, normalize
from textnn.text.sentences import sentences
from textnn.text.words import words

SENTENCES_AT_ONCE = 64
"""Few enough that progress moves, many enough that the LSTMs work in parallel."""


class _Piece(NamedTuple):
    """A sentence: which text it stands in, where it begins there, and its tokens.

    tokens: offsets into the text
    said: the tokens themselves
    """

    text_number: int
    tokens: list[tuple[int, int]]
    said: list[str]


@dataclass(frozen=True)
class Highlighter:
    """Marks names, times and amounts.

    Attributes:
        featurizer: features of tokens, remembered from article to article.
    """

    tagger: ServedTagger
    featurizer: TokenFeaturizer
    reference: ModelRef

    def __call__(self, text: str, progress: Progress = ignore_progress) -> Highlight:
        """Marks ``text``; offsets point into exactly this string."""
        return self.many([text], progress)[0]

    def many(self, texts: Sequence[str], progress: Progress = ignore_progress) -> list[Highlight]:
        """Marks texts, their sentences side by side, in order."""
        began = time.perf_counter()
        clean = [normalize(text) for text in texts]
        found = self.tag([one.text for one in clean], progress)
        spans = [_original(*each) for each in zip(texts, clean, found, strict=True)]
        seconds = (time.perf_counter() - began) / max(1, len(texts))
        return [
            Highlight(text, marks, self.reference, seconds)
            for text, marks in zip(texts, spans, strict=True)
        ]

    def tag(
        self, texts: Sequence[str], progress: Progress = ignore_progress
    ) -> list[list[TagSpan]]:
        """Spans of each text in normal form, in order, with the tagger's ten tags."""
        pieces = [piece for number, text in enumerate(texts) for piece in _pieces(number, text)]
        pieces.sort(key=lambda piece: len(piece.tokens))  # padded batches stay small
        mentions: list[list[NameMention]] = [[] for _ in texts]
        for begin in range(0, len(pieces), SENTENCES_AT_ONCE):
            progress(begin / len(pieces))
            for number, mention in self._tag(pieces[begin : begin + SENTENCES_AT_ONCE]):
                mentions[number].append(mention)
        progress(1.0)
        for found in mentions:
            found.sort(key=lambda mention: mention.span.start)
        return [
            by_form(text, consistent(found)) for text, found in zip(texts, mentions, strict=True)
        ]

    def _tag(self, pieces: Sequence[_Piece]) -> Iterator[tuple[int, NameMention]]:
        paths, posterior = self.tagger.decode([self.featurizer(piece.said) for piece in pieces])
        ids = {tag: number for number, tag in enumerate(self.tagger.tags)}
        begins = {label: ids[f"B-{label}"] for label in self.tagger.config.labels}
        for piece, path, probabilities in zip(pieces, paths, posterior, strict=True):
            for first, after, tag in to_spans(path):
                # a span is as sure as its least sure token
                score = min(
                    float(probabilities[token, ids[path[token]]]) for token in range(first, after)
                )
                start, end = piece.tokens[first][0], piece.tokens[after - 1][1]
                span = TagSpan(start, end, tag, score)
                odds = {
                    label: float(probabilities[first, begun]) for label, begun in begins.items()
                }
                yield piece.text_number, NameMention(span, " ".join(piece.said[first:after]), odds)


def _original(text: str, clean: Normalized, found: Sequence[TagSpan]) -> tuple[Span, ...]:
    """Spans of a normal form in the text itself, none of which overlaps the one before."""
    spans, free = list[Span](), 0
    for one in found:
        start, end = clean.original_span(one.start, one.end)
        if start >= free:  # a letter and a rare mark on it may be two tokens, yet one stretch
            spans.append(Span(start, end, text[start:end], display_label(one.tag), one.score))
            free = end
    return tuple(spans)


def _pieces(number: int, text: str) -> Iterator[_Piece]:
    """The sentences of a text that hold a token."""
    for start, end in sentences(text):
        tokens = [(start + left, start + right) for left, right in words(text[start:end])]
        if tokens:
            yield _Piece(number, tokens, [text[left:right] for left, right in tokens])


def load_highlighter(
    settings: Settings, models: Models | None = None, tagger: str = "tagger"
) -> Highlighter:
    """The highlighter over a shipped tagger.

    Raises:
        UserError: the model is missing, damaged or of another kind.
    """
    return _over((models or Models(settings.models)).get(tagger, open_tagger))


def load_opener(_settings: Settings, _: Models | None = None) -> Callable[[Path], Highlighter]:
    """What gives the highlighter over any model folder of a tagger, such as a personal one."""
    return lambda folder: _over(open_tagger(folder))


def _over(served: ServedTagger) -> Highlighter:
    folder, config = served.folder, served.config
    featurizer = TokenFeaturizer(
        rows(folder.vocabulary), rows(folder.forms), config.affixes, config.spellings
    )
    return Highlighter(served, featurizer, reference(folder))
