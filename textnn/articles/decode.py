"""The bytes of a plain text file -> its text."""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

from textnn.errors import UserError
from textnn.text.normalize import looks_binary

_OLDER = ("cp1252", "mac_roman", "cp850", "utf_16_le", "utf_16_be")
"""Encodings of Portuguese texts before UTF-8, and UTF-16 without its byte order mark."""


def decode(data: bytes) -> str:
    """The text of a plain text file: UTF-8, UTF-16, or what PCs and Macs wrote before.

    Raises:
        UserError: ``binary-text``: none of these, or a file of another kind.
    """
    text = _decode(data)
    if text is None or looks_binary(text):
        raise UserError("binary-text")
    return text


def _decode(data: bytes) -> str | None:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(data, "utf-16")
    text = _decoded(data, "utf-8-sig")
    if text is None:
        text = _cut_short(data)
    if text is not None and "\0" not in text:
        return text
    guess = from_bytes(data, cp_isolation=list(_OLDER)).best()
    return _decoded(data, guess.encoding if guess else "cp1252")


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _cut_short(data: bytes) -> str | None:
    """UTF-8 that ends in the middle of a character: a file that was not copied to its end."""
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(data)
    except UnicodeDecodeError:
        return None
    return None if text.isascii() else text
