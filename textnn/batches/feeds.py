"""Feeds (RSS, Atom) and sitemaps: their items, and the addresses they name."""

from __future__ import annotations

import gzip
import io
import re
import warnings
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import feedparser
from lxml import etree

from textnn.articles.markup import text_of_markup
from textnn.batches.rows_of_files import TextRow
from textnn.errors import UserError

ENDINGS = (".xml", ".rss", ".atom", ".rdf", ".xml.gz")
"""Names of files that may be feeds or sitemaps; what stands in them decides."""

MOST_BYTES = 50_000_000
"""Of a feed or sitemap, unpacked: the sitemaps protocol allows 50 MB."""

MOST_ADDRESSES = 50_000
"""In a sitemap; the protocol allows no more."""

FIELDS = ("link", "published", "updated", "author", "id")
"""What is kept of an item beside title and text."""

_HEAD = 4096
_BROKEN = (EOFError, gzip.BadGzipFile, zlib.error)
_ITEM = re.compile(rb"<(?:[\w.-]{1,40}:)?(?:item|entry)[\s>]")
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)[\s>/]")
_KINDS = {
    "rss": "feed", "feed": "feed", "RDF": "feed", "urlset": "sitemap", "sitemapindex": "index",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """A page that a sitemap names.

    Attributes:
        address: of the page.
        changed: when it last was, as the sitemap says; empty where it does not.
    """

    address: str
    changed: str = ""


def kind_of_xml(path: Path) -> str:
    """``"feed"``, ``"sitemap"``, ``"index"`` (of sitemaps), or empty: anything else.

    Raises:
        OSError: the file cannot be read.
        UserError: it is packed, and damaged.
    """
    if not path.name.lower().endswith(ENDINGS):
        return ""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"\x1f\x8b"):
        try:
            with closing(gzip.open(path)) as packed:
                head = packed.read(_HEAD)
        except _BROKEN as error:
            raise UserError("broken-file") from error
    root = _ROOT.search(head.replace(b"\0", b""))  # UTF-16 too
    return _KINDS.get(root[1].decode(), "") if root else ""


def count_items(path: Path, most: int = MOST_BYTES) -> int:
    """About how many items a feed has, told by their beginnings.

    Raises:
        OSError, UserError: as of ``read_feed``.
    """
    return len(_ITEM.findall(_content(path, most).replace(b"\0", b"")))


def read_feed(path: Path, most: int = MOST_BYTES) -> Iterator[TextRow | UserError]:
    """The items of a feed; its text is the longest that an item carries, without markup.

    Nothing is fetched: an item that only links to its article is a row without text.

    Args:
        path: of the file.
        most: bytes that it may have, unpacked.

    Raises:
        OSError: the file cannot be read.
        UserError: it is longer, or no feed.
    """
    content = _content(path, most)
    with warnings.catch_warnings():  # of its own ways of writing dates
        warnings.simplefilter("ignore", DeprecationWarning)
        found = feedparser.parse(
            io.BytesIO(content), sanitize_html=False, resolve_relative_uris=False
        )
        if found.bozo and not found.entries:
            raise UserError("broken-file")
        for item in found.entries:
            yield _row(item)


def _row(item: Mapping[str, Any]) -> TextRow | UserError:
    parts = [*item.get("content", ()), item.get("summary_detail") or {}]
    said = max((_plain(part) for part in parts), key=len)
    fields = {name: str(item[name]) for name in FIELDS if item.get(name)}
    return TextRow(said, text_of_markup(str(item.get("title") or "")), fields)


def _plain(part: Mapping[str, Any]) -> str:
    value = str(part.get("value") or "")
    return value if part.get("type") == "text/plain" else text_of_markup(value)


def read_sitemap(path: Path) -> Iterator[SitemapEntry]:
    """The pages that a sitemap names, each once, at most ``MOST_ADDRESSES``.

    Raises:
        OSError: the file cannot be read.
        UserError: it is longer than ``MOST_BYTES``, or damaged.
    """
    try:
        tree = etree.fromstring(
            _content(path), etree.XMLParser(resolve_entities=False, no_network=True)
        )
    except etree.XMLSyntaxError as error:
        raise UserError("broken-file") from error
    seen: set[str] = set()
    for page in tree.iterfind("{*}url"):
        address = (page.findtext("{*}loc") or "").strip()
        if address and address not in seen and len(seen) < MOST_ADDRESSES:
            seen.add(address)
            yield SitemapEntry(address, (page.findtext("{*}lastmod") or "").strip())


def _content(path: Path, most: int = MOST_BYTES) -> bytes:
    """The whole file, unpacked."""
    try:
        with path.open("rb") as plain:
            packed = plain.read(2) == b"\x1f\x8b"
            plain.seek(0)
            with closing(gzip.GzipFile(fileobj=plain) if packed else plain) as file:
                content = file.read(most + 1)
    except _BROKEN as error:
        raise UserError("broken-file") from error
    if len(content) > most:
        raise UserError("too-big", limit=f"{most // 1_000_000} MB")
    return content
