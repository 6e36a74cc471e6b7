"""The other side of the summary benchmarks: the lead, LexRank and TextRank as sumy has them, yake.

sumy's own tokenizer needs nltk's data; here it works on textnn's sentences and words, with its own
Portuguese stop list and Snowball stemmer. All else is as it comes: LexRank's threshold 0.1
(Erkan and Radev 2004), TextRank's damping 0.85 (Mihalcea and Tarau 2004), yake's defaults for
Portuguese (Campos et al. 2020).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.nlp.stemmers import Stemmer
from sumy.summarizers._summarizer import AbstractSummarizer
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer
from sumy.utils import get_stop_words
from yake import KeywordExtractor

from textnn.datasets.summarizer import one_line
from textnn.text.normalize import normalize
from textnn.text.sentences import sentences
from textnn.text.words import words

LONGEST = 3
"""Most words in a phrase of yake, its default."""


class PortugueseWords:
    """What sumy asks of a tokenizer."""

    def to_words(self, sentence: str) -> tuple[str, ...]:
        """The words of a sentence, punctuation left out."""
        tokens = (sentence[start:end] for start, end in words(sentence))
        return tuple(token for token in tokens if any(map(str.isalnum, token)))


def lead(text: str, count: int) -> list[str]:
    """The first sentences of an article, in normal form."""
    return _sentences(text)[:count]


def lexrank(text: str, count: int) -> list[str]:
    """The sentences most like the others, in their order."""
    return _ranked(LexRankSummarizer, text, count)


def textrank(text: str, count: int) -> list[str]:
    """The sentences that share most words with the others, in their order."""
    return _ranked(TextRankSummarizer, text, count)


BASELINES: dict[str, Callable[[str, int], list[str]]] = {
    "lead": lead,
    "LexRank": lexrank,
    "TextRank": textrank,
}
"""Text and number of sentences -> sentences, fewer where the text has fewer."""


def chosen(name: str, texts: Sequence[str], count: int) -> list[str]:
    """What a baseline chooses of each text, on one line, as textnn's lines are scored."""
    return [one_line(" ".join(BASELINES[name](text, count))) for text in texts]


def yake_keywords(text: str, count: int = 10, longest: int = LONGEST) -> list[str]:
    """yake's keywords, best first."""
    found = _yake(count, longest).extract_keywords(normalize(text).text)
    return [phrase for phrase, _ in found]


def _sentences(text: str) -> list[str]:
    clean = normalize(text).text
    return [clean[start:end] for start, end in sentences(clean)]


def _ranked(kind: Callable[[Stemmer], AbstractSummarizer], text: str, count: int) -> list[str]:
    found = _sentences(text)
    if len(found) <= count:
        return found
    document = ObjectDocumentModel([Paragraph([Sentence(s, PortugueseWords()) for s in found])])
    with np.errstate(invalid="ignore"):  # LexRank divides 0 by 0 where no word comes twice
        return [str(sentence) for sentence in _summarizer(kind)(document, count)]


@cache
def _summarizer(kind: Callable[[Stemmer], AbstractSummarizer]) -> AbstractSummarizer:
    summarizer = kind(Stemmer("portuguese"))
    summarizer.stop_words = get_stop_words("portuguese")
    return summarizer


@cache
def _yake(count: int, longest: int) -> KeywordExtractor:
    return KeywordExtractor(lan="pt", n=longest, top=count)
