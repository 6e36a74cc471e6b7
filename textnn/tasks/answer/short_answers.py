"""The short answer in a sentence that was found, where the sentence's form tells it.

Of a row of a table it is one cell, and of *a arma, uma pistola calibre .380, não foi localizada*
the words between the commas. The reader has learnt from running text: it marks two cells, or *380*.
"""

from __future__ import annotations

import re
from itertools import takewhile

from textnn.text.stems import stem
from textnn.text.words import fold

_WHICH = re.compile(
    r"\b(?:qual|que)(?: (?:é|era|foi|seria))?(?: [oa])? (?P<noun>[^\W\d_]{3,})", re.IGNORECASE
)
_LONGEST = 80

Stretch = tuple[int, int]


def short_answer(text: str, question: str, sentence: Stretch, short: Stretch) -> Stretch:
    """Where the short answer stands in ``text``.

    Args:
        text: the article.
        question: what is asked.
        sentence: the sentence that was found.
        short: what the reader would mark in it.
    """
    if "\t" in text[slice(*sentence)]:
        return _cell(text, question, sentence, short)
    return _apposition(text, question, sentence) or short


def _cell(text: str, question: str, row: Stretch, short: Stretch) -> Stretch:
    """The cell under the column that the question names, or the first that the reader marked."""
    cells = _cells(text, row)
    asked = {stem(fold(word)) for word in re.findall(r"[^\W\d_]{3,}", question)}
    above = text[: row[0]].splitlines()[::-1]
    head = [*takewhile(lambda line: "\t" in line, above)][-1:]
    for place, name in enumerate(head[0].split("\t") if head else ()):
        named = {stem(fold(word)) for word in re.findall(r"[^\W\d_]{3,}", name)}
        if 0 < place < len(cells) and named & asked:
            return cells[place]
    touched = (cell for cell in cells if cell[0] < short[1] and short[0] < cell[1])
    return next(touched, short)


def _cells(text: str, row: Stretch) -> list[Stretch]:
    cells, at = [], row[0]
    for cell in text[slice(*row)].split("\t"):
        cells.append((at, at + len(cell)))
        at += len(cell) + 1
    return cells


def _apposition(text: str, question: str, sentence: Stretch) -> Stretch | None:
    """*qual a arma?*: what stands between commas after *a arma*."""
    asked = _WHICH.search(question)
    if asked is None:
        return None
    after = rf"\b{re.escape(asked['noun'])}, (?P<what>uma? [^,;:()\n]{{3,{_LONGEST}}}),"
    found = re.compile(after, re.IGNORECASE).search(text, *sentence)
    return found.span("what") if found else None
