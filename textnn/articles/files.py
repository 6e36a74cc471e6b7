"""The bytes of somebody's file -> the article in it, or one clear sentence why not."""

from __future__ import annotations

import re

from textnn.articles.decode import decode
from textnn.articles.kinds import kind_of
from textnn.articles.sandbox import parse_apart
from textnn.articles.sandbox_worker import ParsedFile
from textnn.config import Settings
from textnn.errors import UserError
from textnn.results.article import Article
from textnn.text.normalize import check_text

_FOLDERS = re.compile(r"^.*[/\\]", re.DOTALL)


def read_file(name: str, content: bytes, settings: Settings) -> Article:
    """The article in a file: .txt, .md, .html, .pdf or .docx, told by what stands in it.

    Args:
        name: what its owner calls it.
        content: the whole file.
        settings: the limits.

    Raises:
        UserError: empty, too large, too long, of another kind, protected, damaged, without text.
    """
    if len(content) > settings.upload_bytes:
        raise UserError("too-big", limit=settings.upload_limit)
    source = "".join(c for c in _FOLDERS.sub("", name) if c.isprintable())[:200]
    return read_as(kind_of(name, content), source, content, settings)


def read_as(kind: str, source: str, content: bytes, settings: Settings) -> Article:
    """The article in ``content``, a file of this ``kind``, which is not larger than allowed.

    Raises:
        UserError: as ``read_file``.
    """
    most = settings.max_chars
    if kind == "text":
        found = ParsedFile(
            "", decode(content) if len(content) <= 4 * most + 4 else "x" * (most + 1)
        )
    else:
        found = parse_apart(kind, content, most)
    if len(found.text) > most:
        raise UserError("too-long", "article", most=most)
    if not found.text.strip():
        raise UserError("empty-file") if kind == "text" else UserError("no-text")
    return Article(check_text(found.text, most), found.title, source, kind)
