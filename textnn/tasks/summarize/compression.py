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

import numpy as np
from numpy.typing import NDArray

from textnn.engine.folder import Whole
from textnn.tasks.summarize.article import Opened
from textnn.text.pieces import EOS
from textnn.text.stems import folded_stems

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
        ids: the pieces, shape (columns,)
        follows: whether a piece (second index) may follow another one (first index, from 1 on) or
            come first (first index 0), shape (1 + columns, columns)
        ends: whether a line may end with it; 0 stands for no piece, shape (1 + columns,)
    """

    ids: Whole
    follows: NDArray[np.bool_]
    ends: NDArray[np.bool_]


def open_window(
    article: Opened, start: int, end: int, kept: frozenset[str] = frozenset()
) -> Window:
    """The pieces of the sentence ``article.clean.text[start:end]``; none if it is empty.

    Args:
        article: as it is read.
        start, end: of the sentence.
        kept: stems of words that are not left out, as ``folded_stems`` has them.
    """
    text = article.clean.text
    columns = [n for n, (s, e) in enumerate(article.spans) if s < end and e > start]
    words_of = article.word_of[columns].tolist()
    for n in reversed(range(len(words_of) - 1)):
        if words_of[n] < 0:  # a space that is a piece by itself goes with the word behind it
            words_of[n] = words_of[n + 1]
    told = [text[slice(*article.words[n])].lower() if n >= 0 else "" for n in words_of]
    behind_space = [n >= 0 and text[: article.words[n][0]][-1:] in " \n" for n in words_of]
    first = np.array([a != b for a, b in pairwise([None, *words_of])], dtype=bool)
    whole = np.array([a != b for a, b in pairwise([*words_of, None])], dtype=bool)
    word = np.array([one[:1].isalnum() for one in told], dtype=bool)
    starts = first & word & np.array(behind_space, dtype=bool)
    denies = np.array([one in _DENIES for one in told], dtype=bool)
    counts = np.array([any(c.isdigit() for c in one) for one in told], dtype=bool)
    ends = whole & np.array([_may_end(one) for one in told], dtype=bool)
    denied = np.cumsum(first & denies) - (first & denies)  # denials that begin before a piece
    order = np.arange(len(columns))
    gap = (order[:, None] < order) & starts & (ends & ~denies & ~counts)[:, None]
    gap &= denied[:, None] == denied
    beside = order[:, None] + 1 == order
    held = np.array([bool(kept and folded_stems(one) & kept) for one in told], dtype=bool)
    passed = np.cumsum(held) - held  # those kept before a piece
    gap &= (passed + held)[:, None] == passed
    return Window(
        article.ids[columns],
        np.concatenate([(starts & (passed == 0))[None], gap | beside]),
        np.concatenate([[False], ends & (passed + held == held.sum())]),
    )


def _may_end(word: str) -> bool:
    """Whether a line may end with this word or sign, in small letters."""
    return (word[-1:].isalnum() or word in _CLOSE) and word not in _HELD


class WindowSearch:
    """How far the beginnings of a compression have got in their window, and what may follow.

    A piece may stand in a sentence more than once: where a line has got to is a set of columns.

    Args:
        window: of the text.
    """

    def __init__(self, window: Window) -> None:
        self._window = window
        self._follows = window.follows.astype(np.float32)
        self._at = np.zeros((1, 1 + len(window.ids)), bool)
        self._at[:, 0] = True  # before the first piece

    def advance(self, rows: Sequence[int], last: Sequence[int]) -> None:
        """Goes on.

        Args:
            rows: the beginning that each one now comes from.
            last: the piece that was written to each.
        """
        before = self._at[list(rows)]
        fits = self._next(before) & (self._window.ids == np.array(last)[:, None])
        moved = np.concatenate([np.zeros((len(fits), 1), bool), fits], axis=1)
        self._at = np.where(fits.any(1, keepdims=True), moved, before)

    def allowed(self, size: int) -> NDArray[np.bool_]:
        """Which pieces may follow each beginning, shape (beginnings, ``size``)."""
        found = np.zeros((len(self._at), size), bool)
        rows, columns = self._next(self._at).nonzero()
        found[rows, self._window.ids[columns]] = True
        found[:, EOS] = (self._at & self._window.ends).any(1)
        return found

    def _next(self, at: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The columns that may follow, shape (beginnings, columns)."""
        found: NDArray[np.bool_] = at.astype(np.float32) @ self._follows > 0
        return found
