"""Stems of words: forms of one word are the same to what compares texts."""

from __future__ import annotations

from functools import lru_cache

import snowballstemmer

from textnn.text.stopwords import STOPWORDS
from textnn.text.words import BARE, fold


@lru_cache(maxsize=10_000)
def stem(word: str) -> str:
    """A word without its ending (Snowball, Portuguese).

    Snowball parts *comitê* from *comitês*, and one final *s* less parts *pesquisadores* from
    *pesquisa*: the shorter of both stems joins them all.

    Args:
        word: in small letters.

    >>> stem("rios") == stem("rio")
    True
    """
    single = word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
    # A stemmer holds the word at hand, so threads cannot share one.
    stemmer = snowballstemmer.stemmer("portuguese")
    forms = (word,) if single == word else (word, single)
    return min((str(stemmer.stemWord(form)) for form in forms), key=len)


def folded_stems(text: str) -> frozenset[str]:
    """Stems of the words of a text as they are typed in a hurry: without case and accents.

    >>> folded_stems("Agua") <= folded_stems("Falta água"), folded_stems("morre, morreu")
    (True, frozenset({'morr'}))
    """
    return frozenset(map(stem, BARE.findall(fold(text))))


def full_stems(text: str) -> list[str]:
    """Stems of the words of a text that are no stop words, in its order.

    >>> full_stems("Os comitês e a pesquisa")
    ['comit', 'pesquis']
    """
    return [stem(word) for word in BARE.findall(text.lower()) if word not in STOPWORDS]
