"""An article -> candidate headlines or deks, best first, each with its attention.

Headlines come of two searches at once: one writes freely, the other only leaves out words of the
first sentence (``compression``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textnn.engine.beams import LEAST, Beam, Hypothesis, Rules
from textnn.engine.folder import Floats
from textnn.engine.summarizer import EncodedArticle, WritingState
from textnn.engine.together import SharedSummarizer, WritingWork
from textnn.results import Progress, ignore_progress
from textnn.tasks.summarize.article import Opened, open_article
from textnn.tasks.summarize.compression import Window, WindowSearch, open_window
from textnn.text.pieces import EOS, PAD, UNK, Pieces
from textnn.text.quotations import is_closed
from textnn.text.sentences import sentences

BEAMS = 6
"""Beginnings of a text that are kept side by side; it is done when so many have ended."""

AT_ONCE = 16
"""Articles read side by side."""

LENGTHS = {"headline": (12, 32), "dek": (18, 48)}
"""Fewest and most pieces of what is written."""

ALPHA = {"headline": 0.8, "dek": 1.6}
"""Of the length norm: how much longer lines are favoured."""

SHORTEST_ARTICLE = 12
"""Words that begin with a letter; about less there is nothing to write."""

BLOCK = 3
"""No run of so many pieces comes twice."""


def rules_of(kind: str, beams: int) -> Rules:
    """How a line of one of ``KINDS`` is searched for."""
    shortest, longest = LENGTHS[kind]
    return Rules(beams, EOS, longest, shortest, ALPHA[kind], BLOCK)


class LineHypothesis(NamedTuple):
    """A candidate for a headline or a dek.

    Attributes:
        text: one line without a final full stop, not yet checked.
        score: log-probability, normalised for its length.
        ends: where each token's characters end in ``text``.
        attention: of each token over the article's pieces, shape (tokens, pieces)
        compressed: whether it only leaves out words of one sentence.
        sentence: the sentence of the article that it is, or that it shortens; else ``None``.
        value: what it is worth as a headline, see ``choice``.
        likely: log-probability of each token, and of the end if there is one; none of a sentence.
    """

    text: str
    score: float
    ends: tuple[int, ...]
    attention: Floats
    compressed: bool = False
    sentence: tuple[int, int] | None = None
    value: float = 0.0
    likely: tuple[float, ...] = ()


def glances_of(draft: LineHypothesis) -> list[tuple[int, int, Floats]]:
    """Words of a draft (start, end) and the mean attention of their tokens, shape (pieces,)."""
    begins = (0, *draft.ends)
    found = []
    for word in re.finditer(r"\w+(?:[-'’.,]\w+)*", draft.text):
        tokens = [
            number
            for number, end in enumerate(draft.ends)
            if begins[number] < word.end() and end > word.start()
        ]
        if tokens:
            found.append((*word.span(), draft.attention[tokens].mean(0)))
    return found


class _Line(WritingWork):
    """A line that is being written.

    Args:
        article: what it is about.
        beam: its beginnings.
        state: before the first piece.
        allowed: pieces that may be written first, and later, shape (2, whole blocks of pieces)
        window: the sentence it is cut from, or None.
    """

    def __init__(
        self,
        article: EncodedArticle,
        beam: Beam,
        state: WritingState,
        allowed: NDArray[np.bool_],
        window: Window | None,
    ) -> None:
        super().__init__(article, beam, state)
        self._allowed = allowed
        self._at = None if window is None else WindowSearch(window)

    @property
    def compression(self) -> bool:
        """Whether it only leaves out words of one sentence."""
        return self._at is not None

    def go_on(self, probabilities: Floats, attention: Floats, state: WritingState) -> None:
        """One piece further, none of those that may not come."""
        allowed = self._allowed[1 if self.beam.length else 0]
        if self._at is None:
            probabilities *= allowed
        else:
            allowed = allowed & self._at.allowed(probabilities.shape[1])
            kept = probabilities[allowed]
            probabilities[:] = 0
            probabilities[allowed] = np.maximum(kept, LEAST)
        rows = self.beam.advance(probabilities, attention)
        self.state = state.take(rows)
        if self._at is not None:
            self._at.advance(rows, self.beam.last)


class LineWriter:
    """Writes with a summarizer.

    No piece with a capital letter or a digit is written that the article does not hold, except
    the capital that begins a line: what the network has read elsewhere stays there. Lines that are
    asked for at the same time, in whatever threads, are written side by side.

    Args:
        shared: reads articles and scores pieces.
        pieces: the pieces it was trained on.
    """

    def __init__(self, shared: SharedSummarizer, pieces: Pieces) -> None:
        self.shared, self.model, self.pieces = shared, shared.model, pieces
        strings, decoded = pieces.strings(), pieces.decode_each()
        self.digit = self._where(any(map(str.isdigit, piece)) for piece in strings)
        self.capital = self._where(any(map(str.isupper, piece)) for piece in strings)
        self.never = self._where("\n" in text for text in decoded)
        self.never[[PAD, UNK]] = True
        self.never[len(pieces) :] = True

    def _where(self, told: Iterable[bool]) -> NDArray[np.bool_]:
        """What is told of each piece, filled up to whole blocks."""
        found = np.zeros(self.model.vocabulary.shape[1], bool)
        found[: len(self.pieces)] = list(told)
        return found

    def open(self, text: str) -> Opened:
        """``text`` in this network's pieces."""
        return open_article(text, self.pieces)

    def drafts(
        self, articles: Sequence[Opened], kind: str, beams: int = BEAMS
    ) -> list[list[LineHypothesis]]:
        """Well-formed candidates for each article, written freely, best first.

        There may be none, and there is none for an article shorter than ``SHORTEST_ARTICLE``.

        Args:
            articles: of any length.
            kind: ``"headline"`` or ``"dek"``.
            beams: beginnings kept side by side.
        """
        return self.write(articles, {kind: beams})[kind]

    def drafts_and_compressions(
        self, articles: Sequence[Opened], beams: int = BEAMS
    ) -> list[list[LineHypothesis]]:
        """Headlines as ``drafts`` has them, then those cut from the first sentence."""
        return self.write(articles, {"headline": beams}, compressed=True)["headline"]

    def compressions(
        self, article: Opened, windows: Sequence[Window], rules: Rules
    ) -> list[LineHypothesis]:
        """Well-formed headlines cut from sentences, best first of each.

        Args:
            article: of any length.
            windows: of the sentences.
            rules: of the search, in pieces.
        """
        (read,) = self.shared.states([article.ids])
        encoded = self.model.encoded(article.ids, read)
        lines = self._begun(encoded, "headline", rules, windows)
        self.shared.write(lines)
        return [draft for line in lines for draft in self._found(line)]

    def write(
        self,
        articles: Sequence[Opened],
        kinds: Mapping[str, int],
        progress: Progress = ignore_progress,
        *,
        compressed: bool = False,
    ) -> dict[str, list[list[LineHypothesis]]]:
        """Candidates of several kinds for each article, from one reading of it.

        Args:
            articles: of any length.
            kinds: some of ``KINDS``, and the beams of each.
            progress: told now and then; what it raises ends the writing.
            compressed: whether headlines are also cut from the first sentence.

        Returns:
            kind -> for each article what ``drafts`` or ``drafts_and_compressions`` say
        """
        found = {kind: [list[LineHypothesis]() for _ in articles] for kind in kinds}
        order = [n for n, article in enumerate(articles) if _is_long_enough(article)]
        for begin in range(0, len(order), AT_ONCE):
            part = order[begin : begin + AT_ONCE]
            look = partial(progress, begin / len(order))
            ids = [articles[number].ids for number in part]
            read = zip(ids, self.shared.states(ids, look), strict=True)
            encoded = [self.model.encoded(*one) for one in read]
            lines = {
                (kind, number): self._lines(articles[number], one, kind, beams, compressed)
                for number, one in zip(part, encoded, strict=True)
                for kind, beams in kinds.items()
            }
            every = [line for several in lines.values() for line in several]
            self.shared.write(every, look)
            for (kind, number), several in lines.items():
                found[kind][number] = [draft for line in several for draft in self._found(line)]
        return found

    def _lines(
        self, article: Opened, encoded: EncodedArticle, kind: str, beams: int, compressed: bool
    ) -> list[_Line]:
        """Lines to write about an article: a free one, and of a headline a compression."""
        windows = [None, *([_first_window(article)] * (compressed and kind == "headline"))]
        return self._begun(encoded, kind, rules_of(kind, beams), windows)

    def _begun(
        self, encoded: EncodedArticle, kind: str, rules: Rules, windows: Sequence[Window | None]
    ) -> list[_Line]:
        """A line of each window; without one it is written freely."""
        own = np.zeros(len(self.never), bool)
        own[encoded.distinct] = True
        later = ~(self.never | (self.capital | self.digit) & ~own)
        allowed = np.stack([~(self.never | self.digit & ~own), later])
        state, first = self.model.start(encoded), self.model.config.control(kind)
        return [_Line(encoded, Beam(rules, first), state, allowed, window) for window in windows]

    def _found(self, line: _Line) -> Iterator[LineHypothesis]:
        """The well-formed candidates of a line that is written."""
        for one in line.beam.finish():
            # A compression that is cut off may end anywhere.
            if not line.compression or len(one.tokens) < line.beam.rules.longest:
                draft = self._draft(one, line.compression)
                if _well_formed(draft.text):
                    yield draft

    def _draft(self, found: Hypothesis, compressed: bool) -> LineHypothesis:
        """Tokens as a line, a capital first.

        They are decoded again and again, for bytes and spaces join across tokens.
        """
        whole = self.pieces.decode(found.tokens)
        text = whole.strip().removesuffix(".")
        if not text[1:2].isupper():  # *iPhone* is a name
            text = text[:1].upper() + text[1:]
        skipped = len(whole) - len(whole.lstrip())
        ends = [
            min(max(0, len(self.pieces.decode(found.tokens[: n + 1])) - skipped), len(text))
            for n in range(len(found.tokens))
        ]
        return LineHypothesis(
            text, found.score, tuple(ends), found.attention, compressed, likely=found.likely
        )


def _is_long_enough(article: Opened) -> bool:
    """Whether what is read has ``SHORTEST_ARTICLE`` words."""
    text = article.clean.text
    return sum(text[start].isalpha() for start, _ in article.words) >= SHORTEST_ARTICLE


def _first_window(article: Opened) -> Window:
    """The first sentence, as far as it is read; empty if there is none."""
    return open_window(article, *next(iter(sentences(article.clean.text[: article.read])), (0, 0)))


def _well_formed(text: str) -> bool:
    """Whether it has a small letter, whole characters, and both halves of each quotation."""
    return is_closed(text) and "\ufffd" not in text and text != text.upper()
