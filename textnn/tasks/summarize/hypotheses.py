"""An article -> candidate headlines or deks, best first, each with its attention.

A headline is searched for twice. The free search may write what it likes. A compression may only
leave out words of one sentence (Filippova et al. 2015, "Sentence compression by deletion with
LSTMs"): the same network scores it, but each next piece has to stand further on in that sentence
(``Window``). It cannot invent, and keeps names and verbs in the order of the article.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence

from textnn.decoding import BatchStep, Hypothesis, beam_search
from textnn.models.summarizer import READ, READ_CHARACTERS, DecoderState, EncoderOutput, Summarizer
from textnn.text.normalize import Normalized, normalize
from textnn.text.pieces import EOS, PAD, UNK, Pieces
from textnn.text.quotations import is_closed
from textnn.text.sentences import sentences
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

COMPRESSED = 2
"""Sentences of an article, the first ones, that headlines are cut from."""

_HELD = frozenset(
    """
    a à ao aos as às com como contra cuja cujas cujo cujos da das de desde do dos e é em entre era
    eram está estão foi foram há mais mas menos muito na não nas nem no nos num numa o onde os ou
    para pela pelas pelo pelos por pra quando que se sem ser será serão seu seus sido sob sobre sua
    suas são tão tem têm um uma umas uns até após ante segundo conforme
    """.split()  # noqa: SIM905  # a list of strings would be no easier to read
)
"""Words that go with the next one: nothing behind them is left out, and no line ends with one."""
_CLOSE = frozenset(')%"”»’?!')
"""Signs that something may be left out behind, and that may end a line."""
_DENIES = frozenset(("não", "nem", "nunca", "sem", "jamais", "ninguém", "nenhum", "nenhuma"))
"""Words that are never left out between two others."""


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


class Window(NamedTuple):
    """The pieces of one sentence that a compression is made of, each a column.

    Attributes:
        ids: the pieces, shape (pieces,)
        starts: whether a word begins with the piece, behind a space.
        whole: whether a word or a sign is whole with it.
        held: whether what stands behind it must not be left out.
        ends: whether a line may end with it.
        denied: how many words that deny begin before it.
    """

    ids: Tensor
    starts: Tensor
    whole: Tensor
    held: Tensor
    ends: Tensor
    denied: Tensor


def open_window(article: Opened, start: int, end: int) -> Window:
    """The pieces of the sentence ``article.clean.text[start:end]``; none if it is empty."""
    text = article.clean.text
    columns = [n for n, (s, e) in enumerate(article.spans) if s < end and e > start]
    words_of = article.word_of[columns].tolist()
    told, starts = [], []
    for before, number in zip([-1, *words_of], words_of, strict=False):
        s, e = article.words[number] if number >= 0 else (0, 0)
        told.append(text[s:e].lower())
        starts.append(number != before and text[s:e][:1].isalnum() and text[s - 1 : s] in " \n")
    ends = [word[-1:].isalnum() or word in _CLOSE for word in told]
    ends = [end and word not in _HELD for end, word in zip(ends, told, strict=True)]
    denies = torch.tensor([s and w in _DENIES for s, w in zip(starts, told, strict=True)]).long()
    return Window(
        ids=article.ids[columns],
        starts=torch.tensor(starts, dtype=torch.bool),
        whole=torch.tensor([a != b for a, b in pairwise([*words_of, None])], dtype=torch.bool),
        held=torch.tensor(
            [not end or any(c.isdigit() for c in w) for end, w in zip(ends, told, strict=True)],
            dtype=torch.bool,
        ),
        ends=torch.tensor(ends, dtype=torch.bool),
        denied=denies.cumsum(0) - denies,
    )


class Windows:
    """The windows of a search, and which piece may follow which.

    Args:
        windows: of each text; None: it is written freely.
        rows: the text of each row, shape (rows,)
    """

    def __init__(self, windows: Sequence[Window | None], rows: Tensor) -> None:
        # One column of padding, so that there is one even where all texts are free.
        none = Window(torch.tensor([-1]), *(torch.tensor([0]),) * (len(Window._fields) - 1))
        self.free = torch.tensor([window is None for window in windows])[rows]
        padded = [
            pad_sequence(columns, batch_first=True, padding_value=-1 if name == "ids" else 0)[rows]
            for name, columns in zip(
                Window._fields, zip(*(w or none for w in windows), strict=True), strict=True
            )
        ]
        self.ids, (starts, whole, held, ends) = padded[0], (one.bool() for one in padded[1:5])
        self.starts, self.denied = starts, padded[5]
        # Before the first piece any word may come, and nothing may end.
        self.jumps = functional.pad(whole & ~held, (1, 0), value=True)
        self.stops = functional.pad(whole & ends, (1, 0), value=False)
        self.denied_after = functional.pad(self.denied, (1, 0))
        self.columns = torch.arange(self.ids.shape[1])[None]

    def advance(self, last: Tensor, at: Tensor) -> Tensor:
        """The column of the piece written last: the first that ``allowed`` it, or ``at``.

        Args:
            last: pieces or control tokens, shape (rows,)
            at: the column before, -1 before the first, shape (rows,)
        """
        fits = self._next(at) & (self.ids == last[:, None])
        return torch.where(fits.any(1), fits.long().argmax(1), at)

    def allowed(self, at: Tensor, like: Tensor) -> Tensor:
        """Which pieces may follow, shape (rows, pieces); ``like`` has the shape."""
        count = torch.zeros(like.shape).scatter_add(
            1, self.ids.clamp(min=0), self._next(at).float()
        )
        found = count > 0
        found[:, EOS] = self.stops.gather(1, at[:, None] + 1)[:, 0]
        return found | self.free[:, None]

    def _next(self, at: Tensor) -> Tensor:
        """The columns that may follow, shape (rows, columns): the one behind, or a word further
        on where nothing has to go with it and no denial is left out between."""
        here = at[:, None]
        jump = self.starts & (self.columns > here) & self.jumps.gather(1, here + 1)
        skipped = self.denied != self.denied_after.gather(1, here + 1)
        jump &= ~skipped | (here < 0)
        return (self.ids >= 0) & (jump | (self.columns == here + 1) & (here >= 0))


class SearchState(NamedTuple):
    """What a search carries from one piece to the next.

    Attributes:
        decoder: of the network.
        at: the column of the window that was written last, -1 before the first, shape (rows,)
    """

    decoder: DecoderState
    at: Tensor

    def take(self, rows: Tensor) -> SearchState:
        """The states of ``rows``, shape (n,), which may repeat."""
        return SearchState(self.decoder.take(rows), self.at[rows])


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
        """Well-formed candidates for each article, written freely, best first.

        There may be none, and there is none for an article shorter than ``SHORTEST_ARTICLE``.

        Args:
            articles: of any length; those of like length are written about side by side.
            kind: ``"headline"`` or ``"dek"``.
            beams: beginnings kept side by side.
        """
        return self._search(articles, kind, beams, compressed=0)

    @torch.no_grad()
    def drafts_and_compressions(
        self, articles: Sequence[Opened], beams: int
    ) -> list[list[LineHypothesis]]:
        """Headlines as ``drafts`` has them, then those cut from each of the first sentences."""
        return self._search(articles, "headline", beams, compressed=COMPRESSED)

    def _search(
        self, articles: Sequence[Opened], kind: str, beams: int, compressed: int
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
        self, articles: Sequence[Opened], kind: str, beams: int, compressed: int
    ) -> list[list[LineHypothesis]]:
        """Candidates for articles that are long enough, side by side: first the free ones of each
        article, then those of each window."""
        ids = pad_sequence([a.ids for a in articles], batch_first=True, padding_value=PAD)
        lengths = torch.tensor([len(a.ids) for a in articles])
        encoded = self.model.encode(ids, torch.arange(ids.shape[1])[None] < lengths[:, None])
        windows = [w for a in articles for w in (None, *self._windows(a, compressed))]
        each = 1 + compressed
        source = encoded.take(torch.arange(len(ids)).repeat_interleave(each))
        rows = torch.arange(len(windows)).repeat_interleave(beams)
        state = SearchState(self.model.start(source), torch.full((len(windows),), -1))
        shortest, longest = LENGTHS[kind]
        finished = beam_search(
            self._step(source.take(rows), Windows(windows, rows)),
            state,
            torch.full((len(windows),), self.model.config.control(kind)),
            beams=beams,
            end=EOS,
            max_length=longest,
            min_length=shortest,
            alpha=ALPHA[kind],
            block=BLOCK,
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

    def _windows(self, article: Opened, count: int) -> list[Window]:
        """Those of the first sentences that are read; empty where there are fewer."""
        spans = sentences(article.clean.text[: article.read])[:count] if count else []
        return [open_window(article, *span) for span in (*spans, *[(0, 0)] * (count - len(spans)))]

    def _step(self, source: EncoderOutput, windows: Windows) -> BatchStep[SearchState]:
        """The step of a search whose rows write about the articles of ``source``."""
        own = torch.zeros(len(source.ids), len(self.pieces), dtype=torch.bool)
        own.scatter_(1, source.ids, True)
        invented = self._never | (self._capital | self._digit) & ~own
        at_first = self._never | self._digit & ~own

        def step(last: Tensor, state: SearchState) -> tuple[Tensor, Tensor, SearchState]:
            at = windows.advance(last, state.at)
            scores, attention, decoder = self.model.step(last, source, state.decoder)
            begins = (last >= len(self.pieces))[:, None]  # after the control token
            forbidden = torch.where(begins, at_first, invented) | ~windows.allowed(at, scores)
            return scores.masked_fill(forbidden, -torch.inf), attention, SearchState(decoder, at)

        return step

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


def _is_long_enough(article: Opened) -> bool:
    """Whether what is read has ``SHORTEST_ARTICLE`` words."""
    text = article.clean.text
    return sum(text[start].isalpha() for start, _ in article.words) >= SHORTEST_ARTICLE


def _well_formed(text: str) -> bool:
    """Whether it has a small letter, whole characters, and both halves of each quotation."""
    return is_closed(text) and "\ufffd" not in text and text != text.upper()
