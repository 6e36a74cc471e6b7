"""A chat message -> tokens with offsets -> rows of a table: what a network sees of it.

People write in small letters, without accents, with three o's for emphasis and with typing errors.
All that is folded away here, or left to the pieces of words (Bojanowski et al. 2017, "Enriching
word vectors with subword information"): ``resmua`` and ``resuma`` share most of theirs.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from functools import lru_cache

from textnn.results.chat import Token
from textnn.text.words import fold

TEXT, ARTICLE, ADDRESS, NOTHING = "[text]", "[article]", "[address]", "[nothing]"
"""Tokens that stand for a pasted text, the article of the conversation, an address on the web,
and an empty message."""

LINE = 200
"""Characters of the longest request beside a pasted text."""

WORDS = 40
"""Tokens of a message that are looked at."""

FEATURES = 24
"""Most features of a token."""

_PIECES = (3, 4, 5)
_ADDRESS = r"(?:https?://|www\.)[^\s<>\"“”]+(?<![.,;:!?)\]'])"
_LINK = re.compile(_ADDRESS, re.IGNORECASE)
_QUOTED = re.compile(r"[\"“«]([^\"“”«»]{3,})[\"”»]")
_REPEATED = re.compile(r"([^\W\d])\1{2,}")
_TOKEN = re.compile(
    rf"(?P<link>{_ADDRESS})|(?P<text>[\"“«]\s*[^\"“”«»\s]+ [^\"“”«»]*[^\"“”«»\s]\s*[\"”»])"
    r"|[^\W\d_]+(?:-[^\W\d_]+)*|\d+(?:[.,]\d+)*|[?:!]|\.{3}"
    r"|[\u2600-\u27bf\U0001f300-\U0001faff]"
)


def link(text: str) -> str:
    """The first address on the web in a text, or nothing.

    >>> link("resume (https://jornal.example/a?b=1).")
    'https://jornal.example/a?b=1'
    """
    found = _LINK.search(text)
    return found[0] if found else ""


def quoted(text: str) -> str:
    """What stands in the first pair of quotation marks, or nothing.

    >>> quoted("continua “O rio subiu”")
    'O rio subiu'
    """
    found = _QUOTED.search(text)
    return found[1].strip() if found else ""


def tokenize(request: str, *, pasted: bool = False, has_article: bool = False) -> tuple[Token, ...]:
    """What a network sees of a message; never empty, at most ``WORDS``.

    Several words in quotation marks, and what is pasted, are one token: what they say is not what
    is asked. A digit stands for every number of its length.

    Args:
        request: the message without a pasted text; the tokens' offsets point into it.
        pasted: whether a text was pasted with it.
        has_article: whether the conversation has one; a pasted text goes before it.

    >>> [token.text for token in tokenize("Resuuume em 2 frases!", pasted=True)]
    ['resume', 'em', '0', 'frases', '!', '[text]']
    """
    found = [token for token, _ in zip(_tokens(request), range(WORDS - 1), strict=False)]
    end = len(request)
    last = TEXT if pasted else ARTICLE if has_article else ""
    return (*found, Token(last, end, end)) if last else (*found,) or (Token(NOTHING, end, end),)


def _tokens(request: str) -> Iterator[Token]:
    pieces = [fold(char) for char in request]
    origin = [place for place, piece in enumerate(pieces) for _ in piece]
    for found in _TOKEN.finditer("".join(pieces)):
        start, end = origin[found.start()], origin[found.end() - 1] + 1
        if found["link"] or found["text"]:
            yield Token(ADDRESS if found["link"] else TEXT, start, end)
        else:
            plain = re.sub(r"\d", "0", found[0])
            yield Token(_REPEATED.sub(r"\1", plain), start, end)


@lru_cache(maxsize=20_000)
def features(token: str, rows: int) -> tuple[int, ...]:
    """Rows of a token in a table: of itself, then of its pieces of three to five letters.

    Row 0 stands for nothing and is never given.

    Args:
        token: text of one of ``tokenize``.
        rows: of the table, at least 2.
    """
    whole = [token]
    if token.isalpha() or "-" in token:
        marked = f"<{token}>"
        whole += [
            f"#{marked[at : at + size]}"
            for size in _PIECES
            for at in range(len(marked) - size + 1)
            if size < len(marked)
        ]
    return tuple(1 + zlib.crc32(part.encode()) % (rows - 1) for part in whole[:FEATURES])
