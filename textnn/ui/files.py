"""Files as text: what a browser or a program sends in base64. It can be anything."""

from __future__ import annotations

import base64
import binascii

from textnn.errors import UserError


def large_file(limit: int) -> UserError:
    """A file has more than ``limit`` bytes."""
    return UserError("too-large", most=limit // 2**20)


def picture_bytes(value: str | None, limit: int) -> bytes:
    """The file in a data URL of a browser; empty if there is none.

    Raises:
        UserError: no data URL, or one of more than ``limit`` bytes.
    """
    if not value:
        return b""
    head, _, body = value.partition(",")
    file = _decoded(body, limit, UserError("broken-upload"))
    if not head.startswith("data:") or not head.endswith(";base64"):
        raise UserError("broken-upload")
    return file


def unpacked(text: str, limit: int) -> bytes:
    """The file in base64 of a program, alone or as a data URL.

    Raises:
        UserError: it is neither, or has more than ``limit`` bytes.
    """
    head, comma, rest = text.partition(",")
    packed = "".join((rest if comma and head.startswith("data:") else text).split())
    return _decoded(packed, limit, UserError("not-base64"))


def data_url(png: str | bytes) -> str:
    """A PNG file, in bytes or in base64, as a data URL."""
    body = png if isinstance(png, str) else base64.b64encode(png).decode("ascii")
    return f"data:image/png;base64,{body}"


def _decoded(body: str, limit: int, broken: UserError) -> bytes:
    if len(body) * 3 // 4 > limit + 2:
        raise large_file(limit)
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError) as error:
        raise broken from error
