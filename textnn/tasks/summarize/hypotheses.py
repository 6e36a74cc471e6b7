"""An article -> candidate headlines or deks, best first, each with its attention."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from textnn.decoding import BatchStep, beam_search
from textnn.models.summarizer import READ, READ_CHARACTERS, DecoderState, EncoderOutput, Summarizer
from textnn.text.normalize import Normalized, normalize
from textnn.text.pieces import EOS, PAD, UNK, Pieces
from textnn.text.quotations import is_closed
from textnn.text.words import words

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


class Opened(NamedTuple):
    """An article as the network reads it.

    Attributes:
        clean: its normal form.
        ids: its first pieces, shape (pieces,)
        spans: where each stands in ``clean.text``.
        words: the words of what is read, offsets into ``clean.text``.
        word_of: the word each piece belongs to, -1 for none, shape (pieces,)
    """

    clean: Normalized
    ids: Tensor
    spans: list[tuple[int, int]]
    words: list[tuple[int, int]]
    word_of: Tensor

    @property
    def read(self) -> int:
        """How many characters of ``clean.text`` are read."""
        return self.spans[-1][1] if self.spans else 0

    def on_words(self, attention: Tensor) -> Tensor:
        """Attention on each word: on all its pieces together.

        Args:
            attention: over the pieces, shape (rows, pieces); the rows are added up

        Returns:
            of the same type, shape (words,)
        """
        real = self.word_of >= 0
        total = attention.new_zeros(len(self.words))
        return total.index_add_(
            0, self.word_of[real].repeat(len(attention)), attention[:, real].flatten()
        )


class LineHypothesis(NamedTuple):
    """A candidate for a headline or a dek.

    Attributes:
        text: one line without a final full stop, not yet checked.
        ends: where each token's characters end in ``text``.
        attention: of each token over the article's pieces, shape (tokens, pieces)
    """

    text: str
    ends: tuple[int, ...]
    attention: Tensor


def open_article(text: str, pieces: Pieces) -> Opened:
    """The beginning of ``text``, as far as the network reads."""
    clean = normalize(text)
    beginning = clean.text[:READ_CHARACTERS]
    ids, spans = pieces.encode(beginning)[:READ], pieces.spans(beginning)[:READ]
    read = spans[-1][1] if spans else 0
    found = [(start, end) for start, end in words(beginning) if start < read]
    owner = np.full(len(beginning) + 1, -1)
    for number, (start, end) in enumerate(found):
        owner[start:end] = number
    word_of = torch.from_numpy(owner[[end - 1 for _, end in spans]]) if spans else torch.empty(0)
    return Opened(clean, torch.tensor(ids, dtype=torch.long), spans, found, word_of.long())


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
        self._digit = torch.tensor([any(c.isdigit() for c in piece) for piece in strings])
        self._capital = torch.tensor([any(c.isupper() for c in piece) for piece in strings])
        self._never = torch.zeros(len(pieces), dtype=torch.bool)
        self._never[[PAD, UNK]] = True
        self._never |= torch.tensor(["\n" in pieces.decode([i]) for i in range(len(pieces))])

    def open(self, text: str) -> Opened:
        """``text`` in this network's pieces."""
        return open_article(text, self.pieces)

    @torch.no_grad()
    def drafts(
        self, articles: Sequence[Opened], kind: str, beams: int = BEAMS
    ) -> list[list[LineHypothesis]]:
        """Well-formed candidates for each article, best first.

        There may be none, and there is none for an article shorter than ``SHORTEST_ARTICLE``.

        Args:
            articles: of any length; those of like length are written about side by side.
            kind: ``"headline"`` or ``"dek"``.
            beams: beginnings kept side by side.
        """
        found: list[list[LineHypothesis]] = [[] for _ in articles]
        order = sorted(
            (number for number, article in enumerate(articles) if _is_long_enough(article)),
            key=lambda number: len(articles[number].ids),
        )
        for begin in range(0, len(order), AT_ONCE):
            part = order[begin : begin + AT_ONCE]
            written = self._write([articles[number] for number in part], kind, beams)
            for number, drafts in zip(part, written, strict=True):
                found[number] = drafts
        return found

    def _write(
        self, articles: Sequence[Opened], kind: str, beams: int
    ) -> list[list[LineHypothesis]]:
        """``drafts`` of articles that are long enough, side by side."""
        ids = pad_sequence([a.ids for a in articles], batch_first=True, padding_value=PAD)
        lengths = torch.tensor([len(a.ids) for a in articles])
        source = self.model.encode(ids, torch.arange(ids.shape[1])[None] < lengths[:, None])
        shortest, longest = LENGTHS[kind]
        finished = beam_search(
            self._step(source.take(torch.arange(len(ids)).repeat_interleave(beams))),
            self.model.start(source),
            torch.full((len(ids),), self.model.config.control(kind)),
            beams=beams,
            end=EOS,
            max_length=longest,
            min_length=shortest,
            alpha=ALPHA[kind],
            block=BLOCK,
        )
        found = []
        for article, hypotheses in zip(articles, finished, strict=True):
            length = len(article.ids)  # without the padding of the batch
            drafts = [self._draft(each.tokens, each.attention[:, :length]) for each in hypotheses]
            found.append([draft for draft in drafts if _well_formed(draft.text)])
        return found

    def _step(self, source: EncoderOutput) -> BatchStep[DecoderState]:
        """The step of a search whose rows write about the articles of ``source``."""
        own = torch.zeros(len(source.ids), len(self.pieces), dtype=torch.bool)
        own.scatter_(1, source.ids, True)
        invented = self._never | (self._capital | self._digit) & ~own
        at_first = self._never | self._digit & ~own

        def step(last: Tensor, state: DecoderState) -> tuple[Tensor, Tensor, DecoderState]:
            scores, attention, state = self.model.step(last, source, state)
            begins = (last >= len(self.pieces))[:, None]  # after the control token
            forbidden = torch.where(begins, at_first, invented)
            return scores.masked_fill(forbidden, -torch.inf), attention, state

        return step

    def _draft(self, tokens: tuple[int, ...], attention: Tensor) -> LineHypothesis:
        """Tokens as a line; decoded again and again, for bytes and spaces join across tokens."""
        whole = self.pieces.decode(tokens)
        text = whole.strip().removesuffix(".")
        skipped = len(whole) - len(whole.lstrip())
        ends = [
            min(max(0, len(self.pieces.decode(tokens[: n + 1])) - skipped), len(text))
            for n in range(len(tokens))
        ]
        return LineHypothesis(text, tuple(ends), attention)


def _is_long_enough(article: Opened) -> bool:
    """Whether what is read has ``SHORTEST_ARTICLE`` words."""
    text = article.clean.text
    return sum(text[start].isalpha() for start, _ in article.words) >= SHORTEST_ARTICLE


def _well_formed(text: str) -> bool:
    """Whether it has a small letter, whole characters, and both halves of each quotation."""
    return is_closed(text) and "\ufffd" not in text and text != text.upper()
