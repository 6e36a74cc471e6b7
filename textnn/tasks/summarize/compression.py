"""Which pieces may follow which where a line may only leave out words of one sentence.

Sentence compression by deletion (Filippova et al. 2015, "Sentence compression by deletion with
LSTMs") as a constraint on the beam search: the summarizer scores each next piece as always, and it
has to stand further on in the sentence. Such a line invents nothing and keeps names and verbs in
the order of the article. What is left out must not leave a word without the one it belongs to: no
gap behind an article, a preposition or a number, and none that has a *não* in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence

from textnn.tasks.summarize.article import Opened
from textnn.text.pieces import EOS

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
            [
                not end or w in _DENIES or any(c.isdigit() for c in w)
                for end, w in zip(ends, told, strict=True)
            ],
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
        columns = zip(*(window or none for window in windows), strict=True)
        padded = [
            pad_sequence(list(column), batch_first=True, padding_value=-1 if n == 0 else 0)[rows]
            for n, column in enumerate(columns)
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
