"""Keywords against editors' tags: F1 of the first ten, to the letter and by stems.

The measure, article by article: an editor's tag counts if it **stands in the text** (as whole
words, in any case); an article without such a tag is left out. Of the keywords given, the first ten
count. A keyword is right if it is one of those tags, in lower case. Precision is right / given (at
most ten), recall right / tags, F1 their harmonic mean; the figure is the mean of F1 over articles.
*Stemmed*, two phrases are one if their words have the same stems (Snowball's Portuguese stemmer:
*pesquisa*, *pesquisas*). This is what the keyphrase literature calls F1@10 with present keyphrases
(Meng et al. 2017), with editors' tags for gold.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

import snowballstemmer

AT = 10
"""Keywords that count, best first."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class KeywordScores:
    """Figures over some articles.

    Attributes:
        f1_at_10: mean F1 over the articles, phrases compared to the letter in lower case; 0 to 1.
        f1_at_10_stemmed: the same with their words stemmed.
        articles: how many had a tag that stands in their text.
    """

    f1_at_10: float
    f1_at_10_stemmed: float
    articles: int


def standing(text: str, tags: Sequence[str]) -> list[str]:
    """The tags that stand in ``text`` as whole words, in any case, each once.

    >>> standing("A Prefeitura de Pedra Alta", ["pedra alta", "feito", "Prefeitura", "prefeitura"])
    ['pedra alta', 'Prefeitura']
    """
    there = _plain(text)
    forms = {_plain(tag): tag for tag in reversed(tags) if tag.strip()}
    first = sorted(forms.values(), key=tags.index)
    return [tag for tag in first if re.search(rf"(?<!\w){re.escape(_plain(tag))}(?!\w)", there)]


def stems(phrase: str) -> str:
    """The stems of the words of ``phrase``, joined by spaces.

    >>> stems("Pesquisas recentes") == stems("pesquisa recente")
    True
    """
    stemmer = snowballstemmer.stemmer("portuguese")  # it holds the word at hand: one a call
    return " ".join(stemmer.stemWords(_WORD.findall(_plain(phrase))))


def keyword_scores(
    given: Sequence[Sequence[str]], tags: Sequence[Sequence[str]], texts: Sequence[str]
) -> KeywordScores:
    """Scores article by article.

    Args:
        given: the keywords of each article, best first.
        tags: its editors' tags, in any order, standing in the text or not.
        texts: the articles.

    Raises:
        ValueError: the three are not equally long.
    """
    exact, stemmed = list[float](), list[float]()
    for phrases, wanted, text in zip(given, tags, texts, strict=True):
        if gold := standing(text, wanted):
            exact.append(_f1(phrases, gold, _plain))
            stemmed.append(_f1(phrases, gold, stems))
    if not exact:
        return KeywordScores(0.0, 0.0, 0)
    return KeywordScores(fmean(exact), fmean(stemmed), len(exact))


def _f1(given: Sequence[str], gold: Sequence[str], form: Callable[[str], str]) -> float:
    """F1 of the first ``AT`` phrases; a tag is found once, however many phrases have its form."""
    first, wanted = given[:AT], {form(tag) for tag in gold}
    right = len({form(phrase) for phrase in first} & wanted)
    return 2 * right / (len(first) + len(wanted)) if right else 0.0


def _plain(text: str) -> str:
    """NFC, lower case, one space between words."""
    return " ".join(unicodedata.normalize("NFC", text).lower().split())
