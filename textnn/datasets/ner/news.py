"""Names in sentences of the news: ``data/names/train.jsonl``.

The articles do not stand there: a sentence and the names in it are known by their places in the
text of an article (``datasets.news``), in code points. Times and amounts have no marks: patterns
find those (``expressions``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from textnn.config import DATA
from textnn.datasets.jsonl import read_records
from textnn.datasets.ner.corpora import TAGS, Entity, TaggedText
from textnn.datasets.news import news_file, read_articles

NAMES = DATA / "names" / "train.jsonl"

NEWS = "news"
"""Name of this corpus."""

NEWS_TAGS = tuple(tag for tag in TAGS if tag not in ("TIME", "VALUE"))
"""What it annotates."""


def read_news_names(folder: Path, names: Path = NAMES) -> Iterator[TaggedText]:
    """Sentences with their names, in the order of the news; ``id`` is the article's.

    Args:
        folder: of the data sets.
        names: an article a line, its sentences as start, end, and names with their places within
            the sentence.

    Raises:
        UserError: the news are missing, or a damaged file.
    """
    marked = defaultdict[str, list[tuple[int, int, list[tuple[int, int, str]]]]](list)
    for _, record in read_records(names):
        marked[record["id"]] += record["sentences"]
    parts = (read_articles(news_file(folder, part)) for part in ("train", "extra"))
    for article in chain.from_iterable(parts):
        for start, end, found in marked.pop(article.id, ()):
            entities = tuple(Entity(first, after, label) for first, after, label in found)
            yield TaggedText(article.text[start:end], entities, NEWS, article.id)
