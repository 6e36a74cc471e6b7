"""News articles -> what the summarizer learns from: articles with their headline and dek.

Not every title teaches to summarise. Left out of training are titles in capitals or cut off, deks
that repeat the article's first sentence, and texts with a number or a name that their article does
not contain: who learns from those learns to invent.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from textnn.config import DATA
from textnn.datasets.jsonl import read_records
from textnn.datasets.news import NewsArticle
from textnn.text.normalize import normalize
from textnn.text.sentences import sentences
from textnn.text.words import BARE

PLAIN_FILE = DATA / "headlines" / "plain.jsonl"
"""Headlines that were written for articles of the training split, see ``plain_examples``."""

Part = str | list[int]
"""Of a line: letters, or where they stand in its article."""

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LONGEST = 40
"""Words; what is longer is no headline and no dek."""

_GAP, _FEWEST = (7, 28), 5
"""Words of a sentence that is taken out, and sentences of its article at least."""

_ALIKE, _SHORT = 6, 3
"""Letters by which two words are the same there; words no longer than the second do not count."""


@dataclass(frozen=True, slots=True)
class SummaryExample:
    """An article and what stands above it, all in normal form.

    Attributes:
        id: of the article.
        set: the collection it was gathered in.
        text: the article; its dek where there is a headline without an article.
        headline, dek: empty where there is none, or none to learn from.
    """

    id: str
    set: str
    text: str
    headline: str
    dek: str


def one_line(text: str) -> str:
    """Normal form on one line, with single spaces and without a final full stop."""
    line = " ".join(normalize(text).text.split())
    return line[:-1] if line.endswith(".") and not line.endswith("..") else line


def examples(articles: Iterable[NewsArticle]) -> Iterator[SummaryExample]:
    """Every article that has a text and a title or a subtitle, with both on one line each."""
    for article in articles:
        headline, dek = one_line(article.title), one_line(article.subtitle)
        if article.text and (headline or dek):
            text = normalize(article.text).text
            yield SummaryExample(article.id, article.set, text, headline, dek)


def training_examples(articles: Iterable[NewsArticle]) -> Iterator[SummaryExample]:
    """``examples`` without what does not teach to summarise.

    A headline without an article is learnt as that of its dek.
    """
    for article in articles:
        if not article.text and article.subtitle:
            dek, headline = one_line(article.subtitle), one_line(article.title)
            if teaches(headline, dek):
                yield SummaryExample(article.id, article.set, dek, headline, "")
            continue
        for example in examples([article]):
            headline, dek = example.headline, example.dek
            headline = headline if teaches(headline, example.text) else ""
            dek = dek if teaches(dek, example.text) and not _is_lead(dek, example.text) else ""
            if headline or dek:
                yield SummaryExample(example.id, example.set, example.text, headline, dek)


def plain_examples(articles: Iterable[NewsArticle]) -> Iterator[SummaryExample]:
    """Those articles that have a plain headline, with it, and with their dek if it teaches.

    An editor's headline leans on what readers know and on the page around it. A plain one was
    written from the beginning of the article alone, in its words where they do: who does what.

    Raises:
        UserError: missing or damaged ``PLAIN_FILE``.
    """
    plain = {record["id"]: record["parts"] for _, record in read_records(PLAIN_FILE)}
    for article in articles:
        if article.id in plain:
            headline = from_parts(plain[article.id], article.text)
            deks = (one.dek for one in training_examples([article]))
            text = normalize(article.text).text
            yield SummaryExample(article.id, article.set, text, headline, next(deks, ""))


def gap_examples(articles: Iterable[NewsArticle]) -> Iterator[SummaryExample]:
    """Articles without the sentence that says most of the rest, which stands for the dek (Zhang et
    al. 2020): the one that shares most words with the others, by their beginnings.
    """
    for article in articles:
        text = normalize(article.text).text
        spans = sentences(text)
        if len(spans) < _FEWEST:
            continue
        words = [_beginnings(text[start:end]) for start, end in spans]
        often = Counter(word for one in words for word in one)
        right = [
            (_shared(one, often), span)
            for one, span in zip(words, spans, strict=True)
            if _GAP[0] <= len(text[slice(*span)].split()) <= _GAP[1]
        ]
        likeness, (start, end) = max(right, default=(0.0, (0, 0)))
        if likeness:
            gap = one_line(text[start:end])
            yield SummaryExample(article.id, article.set, text[:start] + text[end:], "", gap)


def _beginnings(sentence: str) -> list[str]:
    return [word[:_ALIKE] for word in sentence.lower().split() if len(word) > _SHORT]


def _shared(words: list[str], often: Counter[str]) -> float:
    """F1 of the words that a sentence shares with the rest of its article."""
    shared = sum(min(count, often[word] - count) for word, count in Counter(words).items())
    return 2 * shared / max(1, often.total())


def from_parts(parts: Iterable[Part], text: str) -> str:
    """What ``to_parts`` took apart."""
    return "".join(part if isinstance(part, str) else text[slice(*part)] for part in parts)


def to_parts(line: str, text: str) -> list[Part]:
    """A line as what it shares with ``text``, told by offsets, and what it does not.

    So a file of lines about articles holds nothing of the articles.

    >>> to_parts("Ponte velha reabre em maio", "A ponte velha reabriu em maio.")
    ['Ponte', [7, 14], 'reabre', [21, 29]]
    """
    words, parts = re.findall(r"\w+|\W+", line), list[Part]()
    at = 0
    while at < len(words):
        for end in range(len(words), at, -1):
            run = "".join(words[at:end])
            if re.search(r"\w", run) and (begin := text.find(run)) >= 0:
                parts.append([begin, begin + len(run)])
                break
        else:
            end, own = at + 1, words[at]
            if parts and isinstance(parts[-1], str):
                own = str(parts.pop()) + own
            parts.append(own)
        at = end
    return parts


def teaches(line: str, text: str) -> bool:
    """Whether ``line`` is a whole sentence or heading that says nothing ``text`` does not hold.

    Checked are names, taken for every capitalised word but the first, and numbers in digits, each
    by itself: stricter than a person and laxer than ``tasks.summarize.faithfulness``.

    >>> teaches("Prefeitura abre 3 praças", "A prefeitura abriu 3 praças em Lagoa.")
    True
    >>> teaches("Prefeitura abre 4 praças", "A prefeitura abriu 3 praças em Lagoa.")
    False
    """
    words = BARE.findall(line)
    if not 3 <= len(words) <= _LONGEST or line.isupper() or line.rstrip().endswith(("...", "…")):
        return False
    known = {word.lower() for word in BARE.findall(text)}
    names = {word.lower() for word in words[1:] if word[0].isupper()}
    numbers = set(_NUMBER.findall(line))
    return names <= known and numbers <= set(_NUMBER.findall(text))


def _is_lead(dek: str, text: str) -> bool:
    """Whether four in five pairs of neighbouring words of ``dek`` stand in the first sentence."""
    start, end = next(iter(sentences(text[:2000])), (0, 0))
    pairs, lead = _pairs(dek), _pairs(text[start:end])
    return bool(pairs) and len(pairs & lead) >= 0.8 * len(pairs)


def _pairs(text: str) -> set[tuple[str, str]]:
    words = BARE.findall(text.lower())
    return set(pairwise(words))
