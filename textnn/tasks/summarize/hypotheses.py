"""An article -> candidate headlines or deks, best first, each with its attention.

Headlines come of two searches at once: one writes freely, the other only leaves out words of the
first sentence (``compression``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from textnn.decoding import Hypothesis, beam_search
from textnn.models.summarizer import DecoderState, EncoderOutput, Summarizer
from textnn.tasks.summarize.article import Opened, open_article
from textnn.tasks.summarize.compression import Window, Windows, open_window
from textnn.text.pieces import EOS, PAD, UNK, Pieces
from textnn.text.quotations import is_closed
from textnn.text.sentences import sentences

BEAMS = 6
"""Beginnings of a text that are kept side by side; it is done when so many have ended."""

AT_ONCE = 16
"""Articles written side by side."""

LENGTHS = {"headline": (12, 32), "dek": (18, 48)}
"""Fewest and most pieces of what is written."""

ALPHA = {"headline": 0.8, "dek": 1.6}
"""Of the length norm: how much longer lines are favoured."""

SHORTEST_ARTICLE = 12
"""Words that begin with a letter; about less there is nothing to write."""

BLOCK = 3
"""No run of so many pieces comes twice."""


class LineHypothesis(NamedTuple):
    """A candidate for a headline or a dek.

    Attributes:
        text: one line without a final full stop, not yet checked.
        score: log-probability, normalised for its length.
        ends: where each token's characters end in ``text``.
        attention: of each token over the article's pieces, shape (tokens, pieces)
        compressed: whether it only leaves out words of one sentence.
    """

    text: str
    score: float
    ends: tuple[int, ...]
    attention: Tensor
    compressed: bool = False


class SearchState(NamedTuple):
    """What a search carries from one piece to the next.

    Attributes:
        decoder: of the network.
        at: the columns of the window that may have been written last, shape (rows, 1 + columns)
    """

    decoder: DecoderState
    at: Tensor

    def take(self, rows: Tensor) -> SearchState:
        """The states of ``rows``, shape (n,), which may repeat."""
        return SearchState(self.decoder.take(rows), self.at[rows])


def glances_of(draft: LineHypothesis) -> list[tuple[int, int, Tensor]]:
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


class LineWriter:
    """Writes with a summarizer.

    No piece with a capital letter or a digit is written that the article does not hold, except
    the capital that begins a line: what the network has read elsewhere stays there.

    Args:
        model: in evaluation mode.
        pieces: the pieces it was trained on.
    """

    def __init__(self, model: Summarizer, pieces: Pieces) -> None:
        self.model, self.pieces = model, pieces
        strings = [pieces.processor.id_to_piece(index) for index in range(len(pieces))]
        self.digit = torch.tensor([any(c.isdigit() for c in piece) for piece in strings])
        self.capital = torch.tensor([any(c.isupper() for c in piece) for piece in strings])
        self.never = torch.zeros(len(pieces), dtype=torch.bool)
        self.never[[PAD, UNK]] = True
        self.never |= torch.tensor(["\n" in pieces.decode([i]) for i in range(len(pieces))])

    def open(self, text: str) -> Opened:
        """``text`` in this network's pieces."""
        return open_article(text, self.pieces)

    @torch.no_grad()
    def drafts(
        self, articles: Sequence[Opened], kind: str, beams: int = BEAMS
    ) -> list[list[LineHypothesis]]:
        """Well-formed candidates for each article, written freely, best first.

        There may be none, and there is none for an article shorter than ``SHORTEST_ARTICLE``.

        Args:
            articles: of any length; those of like length are written about side by side.
            kind: ``"headline"`` or ``"dek"``.
            beams: beginnings kept side by side.
        """
        return self._search(articles, kind, beams, compressed=False)

    @torch.no_grad()
    def drafts_and_compressions(
        self, articles: Sequence[Opened], beams: int = BEAMS
    ) -> list[list[LineHypothesis]]:
        """Headlines as ``drafts`` has them, then those cut from the first sentence."""
        return self._search(articles, "headline", beams, compressed=True)

    def _search(
        self, articles: Sequence[Opened], kind: str, beams: int, compressed: bool
    ) -> list[list[LineHypothesis]]:
        found: list[list[LineHypothesis]] = [[] for _ in articles]
        order = sorted(
            (number for number, article in enumerate(articles) if _is_long_enough(article)),
            key=lambda number: len(articles[number].ids),
        )
        for begin in range(0, len(order), AT_ONCE):
            part = order[begin : begin + AT_ONCE]
            written = self._write([articles[n] for n in part], kind, beams, compressed)
            for number, drafts in zip(part, written, strict=True):
                found[number] = drafts
        return found

    def _write(
        self, articles: Sequence[Opened], kind: str, beams: int, compressed: bool
    ) -> list[list[LineHypothesis]]:
        """Candidates for articles that are long enough, side by side: first each article's free
        ones, then its compressions."""
        ids = pad_sequence([a.ids for a in articles], batch_first=True, padding_value=PAD)
        lengths = torch.tensor([len(a.ids) for a in articles])
        encoded = self.model.encode(ids, torch.arange(ids.shape[1])[None] < lengths[:, None])
        windows = [w for a in articles for w in (None, *([_first_window(a)] * compressed))]
        each = 1 + compressed
        source = encoded.take(torch.arange(len(ids)).repeat_interleave(each))
        rows = torch.arange(len(windows)).repeat_interleave(beams)
        following = Windows(windows, rows)
        state = SearchState(self.model.start(source), following.start(len(windows)))
        shortest, longest = LENGTHS[kind]
        step = _SearchStep(self, source.take(rows), following)
        finished = beam_search(
            step,
            state,
            torch.full((len(windows),), self.model.config.control(kind)),
            beams=beams,
            end=EOS,
            max_length=longest,
            min_length=shortest,
            alpha=ALPHA[kind],
            block=BLOCK,
            narrow=step.narrow,
        )
        found: list[list[LineHypothesis]] = [[] for _ in articles]
        for number, hypotheses in enumerate(finished):
            article, compression = number // each, windows[number] is not None
            length = len(articles[article].ids)  # without the padding of the batch
            found[article] += [
                draft
                for one in hypotheses
                # A compression that is cut off may end anywhere.
                if not compression or len(one.tokens) < longest
                if _well_formed((draft := self._draft(one, length, compression)).text)
            ]
        return found

    def _draft(self, found: Hypothesis, length: int, compressed: bool) -> LineHypothesis:
        """Tokens as a line; decoded again and again, for bytes and spaces join across tokens."""
        whole = self.pieces.decode(found.tokens)
        text = whole.strip().removesuffix(".")
        text = text[:1].upper() + text[1:] if compressed else text
        skipped = len(whole) - len(whole.lstrip())
        ends = [
            min(max(0, len(self.pieces.decode(found.tokens[: n + 1])) - skipped), len(text))
            for n in range(len(found.tokens))
        ]
        attention = found.attention[:, :length]
        return LineHypothesis(text, found.score, tuple(ends), attention, compressed)


class _SearchStep:
    """The step of a search whose rows write about the articles of ``source``."""

    def __init__(self, writer: LineWriter, source: EncoderOutput, windows: Windows) -> None:
        self._writer, self._source, self._windows = writer, source, windows
        own = torch.zeros(len(source.ids), len(writer.pieces), dtype=torch.bool)
        own.scatter_(1, source.ids, True)
        self._invented = writer.never | (writer.capital | writer.digit) & ~own
        self._at_first = writer.never | writer.digit & ~own

    def __call__(self, last: Tensor, state: SearchState) -> tuple[Tensor, Tensor, SearchState]:
        at = self._windows.advance(last, state.at)
        scores, attention, decoder = self._writer.model.step(last, self._source, state.decoder)
        begins = (last >= len(self._writer.pieces))[:, None]  # after the control token
        forbidden = torch.where(begins, self._at_first, self._invented)
        forbidden = forbidden | ~self._windows.allowed(at, scores)
        return scores.masked_fill(forbidden, -torch.inf), attention, SearchState(decoder, at)

    def narrow(self, rows: Tensor) -> None:
        """Go on with these rows, shape (n,)."""
        self._source = self._source.take(rows)
        self._invented, self._at_first = self._invented[rows], self._at_first[rows]
        self._windows.narrow(rows)


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
