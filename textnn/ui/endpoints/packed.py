"""Files as programs send them: in base64."""

from __future__ import annotations

import base64
import binascii

from textnn.errors import UserError
from textnn.ui.limits import large_file


def unpacked(text: str, limit: int) -> bytes:
    """The file in base64, alone or as a ``data:`` address.

    Raises:
        UserError: it is neither, or has more than ``limit`` bytes.
    """
    head, comma, rest = text.partition(",")
    packed = "".join((rest if comma and head.startswith("data:") else text).split())
    if len(packed) * 3 // 4 > limit + 2:
        raise large_file(limit)
    try:
        return base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError) as error:
        raise UserError("not-base64") from error
