"""An article -> its weightiest sentences, in their original order, no quotation cut in half."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from textnn.engine.extractor import Encoder, ServedExtractor, sentence_vectors
from textnn.engine.sampling import softmax
from textnn.results import Progress, ignore_progress
from textnn.text.pieces import Pieces
from textnn.text.quotations import ends_inside, is_closed, without_speaker
from textnn.text.sentences import sentences
from textnn.text.words import BARE

SAME = 0.6
"""Of two sentences, if the shorter has this part of its words in the other, one adds nothing."""

SHORTEST = 4
"""Words; what is shorter is a heading, a by-line or an interjection."""


LEANS_BACK = re.compile(
    r"(?:El[ea]s?|Isso|Isto|Ess[ea]s?|Além disso|Por isso|Mas|Porém|Já|Também|Ainda)\b"
)
"""How a sentence begins that goes on from the one before."""


class Ranked(NamedTuple):
    """A sentence: offsets into the normal form, and its score; scores of an article sum to 1."""

    start: int
    end: int
    score: float


@dataclass(frozen=True)
class Ranker:
    """Scores sentences.

    The extractor learns which *one* sentence is most like headline and dek. Of several, those near
    the beginning are worth more than it says: sentence j counts 1 + 1 / (1 + j) times.

    Attributes:
        encoder: the summarizer whose encoder reads the article.
        extractor: scores what it read.
        pieces: those both were trained on.
    """

    encoder: Encoder
    extractor: ServedExtractor
    pieces: Pieces

    def __call__(self, text: str, progress: Progress = ignore_progress) -> list[Ranked]:
        """The sentences of ``text``, a normal form, in order; none if it has none."""
        spans = sentences(text)
        if not spans:
            return []
        vectors = sentence_vectors(text, spans, self.encoder, self.pieces, progress)
        lead = 1 + 1 / (1 + np.arange(len(spans), dtype=np.float32))
        weights = softmax(self.extractor(vectors)) * lead
        shares = (weights / weights.sum()).tolist()
        return [Ranked(*span, score) for span, score in zip(spans, shares, strict=True)]


def choose(text: str, ranked: Sequence[Ranked], count: int) -> list[Ranked]:
    """The best ``count`` sentences that say different things, in their original order.

    Sentences in which a quotation or a bracket opens or closes without its other half are left out;
    very short ones and headings, which end in no full stop, come last, and before them questions
    and quotations that do not say whose they are. So fewer may come back. If nothing is whole, the
    best sentence is given together with those after it until the quotation is closed.

    Args:
        text: in normal form.
        ranked: its sentences, in order.
        count: most that are chosen.
    """
    best = sorted(ranked, key=lambda sentence: -sentence.score)
    whole = [s for s in best if _whole(text, s)]
    whole.sort(key=lambda s: _leans(text[s.start : s.end]))  # stable: best first still
    chosen: list[Ranked] = []
    for sentence in whole:
        if len(chosen) == count:
            break
        if all(_overlap(text, sentence, other) < SAME for other in chosen):
            chosen.append(sentence)
    if best and not chosen:
        return [_widened(text, best[0], ranked)]
    return sorted(chosen)


def choose_words(text: str, ranked: Sequence[Ranked], words: int) -> list[Ranked]:
    """The fewest best sentences, in their original order, that have ``words`` words, or all.

    Args:
        text: in normal form.
        ranked: its sentences, in order.
        words: at least one.
    """
    chosen: list[Ranked] = []
    for count in range(1, len(ranked) + 1):
        chosen = choose(text, ranked, count)
        long_enough = sum(len(text[s.start : s.end].split()) for s in chosen) >= words
        if long_enough or len(chosen) < count:
            break
    return chosen


def _widened(text: str, sentence: Ranked, ranked: Sequence[Ranked]) -> Ranked:
    """The sentence with as many after it as close its quotation; itself if none does."""
    ends = (other.end for other in ranked if other.end > sentence.end)
    closed = (end for end in ends if is_closed(text[sentence.start : end]))
    return sentence._replace(end=next(closed, sentence.end))


def _whole(text: str, sentence: Ranked) -> bool:
    """Whether it stands in no quotation and cuts none."""
    line = text.rfind("\n", 0, sentence.start) + 1
    inside = ends_inside(text[line : sentence.start])
    return not inside and is_closed(text[sentence.start : sentence.end])


def _leans(sentence: str) -> int:
    """How far a sentence is from standing alone: a question or somebody's words 1, a heading 2."""
    if not _says_something(sentence):
        return 2
    return int(sentence.rstrip("\"'”’»)").endswith("?") or without_speaker(sentence))


def _says_something(sentence: str) -> bool:
    """Whether it is neither a heading nor an interjection."""
    ends = sentence.rstrip("\"'”’»)").endswith((".", "!", "?", "…", ":", ";"))
    return ends and len(BARE.findall(sentence)) >= SHORTEST


def _overlap(text: str, one: Ranked, other: Ranked) -> float:
    """Part of the shorter sentence's words that the other has too."""
    first, second = (set(BARE.findall(text[s.start : s.end].lower())) for s in (one, other))
    return len(first & second) / max(1, min(len(first), len(second)))
