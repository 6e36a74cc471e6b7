"""What a web page is written in: by its byte order mark, by what it says, or by what fits."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

from textnn.articles.decode import decode

CHARSETS = {
    "utf-8": "utf-8", "utf8": "utf-8", "us-ascii": "cp1252", "iso-8859-1": "cp1252",
    "latin1": "cp1252", "windows-1252": "cp1252", "iso-8859-15": "iso-8859-15",
}  # fmt: skip
"""Encodings that pages in Portuguese name, and what browsers take them for."""

_HEAD = 4096
_META = re.compile(rb"<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*[\"']?([\w-]+)", re.I)


def decode_page(content: bytes) -> str:
    """The page as text: by its byte order mark, by what it says of itself, or by what fits."""
    if not content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        named = _META.search(content[:_HEAD])
        charset = CHARSETS.get(named[1].decode("ascii").lower()) if named else None
        if charset:
            with suppress(UnicodeDecodeError):
                return content.decode(charset)
    return decode(content)
