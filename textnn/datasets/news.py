"""News articles: JSON lines (plain, gzip, xz) or one plain-text file each."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textnn.datasets.jsonl import fault, plain_suffix, read_lines, read_records, string_field
from textnn.errors import UserError

SPLITS: dict[str, str] = {
    "train": "pairs.train",
    "dev": "pairs.dev",
    "test": "pairs.test",
    "repaired": "pairs.repaired",
    "extra": "extra",
    "headline_dek": "headline_dek",
}
"""Name of each part and the stem of its file under ``news/``; the last three are for training."""


@dataclass(frozen=True, slots=True)
class NewsArticle:
    """One article; a field that its source does not have is empty.

    Attributes:
        id: unique within its file; made of file name and line number where the file has none.
        set: the collection it was gathered in, such as ``oliberal``.
        text: paragraphs separated by one line feed; empty for headlines without an article.
        keywords: the editors' tags.
        source: name of the publisher.
        date: as the source writes it, mostly ``YYYY-MM-DD``.
    """

    id: str
    set: str = ""
    title: str = ""
    subtitle: str = ""
    text: str = ""
    keywords: tuple[str, ...] = ()
    category: str = ""
    source: str = ""
    date: str = ""


def read_articles(path: Path) -> Iterator[NewsArticle]:
    """The articles of ``.jsonl``, ``.jsonl.gz``, ``.jsonl.xz`` or ``.txt`` in file order, streamed.

    A ``.txt`` file (compressed or not) is one article without a title.

    Raises:
        UserError: missing, truncated or damaged file, another suffix, or a line that holds no
            article; says the line number.
    """
    kind = plain_suffix(path)
    if kind == ".txt":
        text = "\n".join(line for _, line in read_lines(path))
        return iter((NewsArticle(id=path.name, text=text),))
    if kind == ".jsonl":
        return (_article(path, line, record) for line, record in read_records(path))
    raise fault(path, 0, "not_news")


def read_texts(folder: Path, *splits: str) -> list[str]:
    """The article texts of splits in NFC; see ``news_file``."""
    files = [news_file(folder, split) for split in splits]
    found = (article for file in files for article in read_articles(file))
    return [unicodedata.normalize("NFC", article.text) for article in found]


def news_file(folder: Path, split: str) -> Path:
    """The file of ``split`` (a key of ``SPLITS``) under ``folder/news``, compressed or plain.

    Raises:
        UserError: no such split, or no such .jsonl.xz, .jsonl.gz or .jsonl file.
    """
    if split not in SPLITS:
        names = ", ".join(SPLITS)
        raise UserError("no-split", "news", split=split, names=names)
    wanted = folder / "news" / f"{SPLITS[split]}.jsonl.xz"
    for path in (wanted, wanted.with_suffix(".gz"), wanted.with_suffix("")):
        if path.is_file():
            return path
    raise UserError("no-dataset", "news", wanted=wanted)


def _article(path: Path, line: int, record: dict[str, Any]) -> NewsArticle:
    def field(key: str) -> str:
        return string_field(path, line, record, key)

    article = NewsArticle(
        id=field("id") or f"{path.name}-{line}",
        set=field("set"),
        title=field("title"),
        subtitle=field("subtitle"),
        text=field("text"),
        keywords=_keywords(path, line, record),
        category=field("category"),
        source=field("source"),
        date=field("date"),
    )
    if not (article.text or article.title):
        raise fault(path, line, "no_text_nor_title")
    return article


def _keywords(path: Path, line: int, record: dict[str, Any]) -> tuple[str, ...]:
    value = record.get("keywords") or []
    if not isinstance(value, list):
        raise fault(path, line, "form_of_keywords")
    return tuple(string_field(path, line, {"keywords": word}, "keywords") for word in value)
