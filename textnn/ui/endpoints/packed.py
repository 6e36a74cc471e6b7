"""Files as programs send them: in base64."""

from __future__ import annotations

import base64
import binascii

from textnn.errors import UserError


def unpacked(text: str) -> bytes:
    """The file in base64, alone or as a ``data:`` address.

    Raises:
        UserError: it is neither.
    """
    head, comma, rest = text.partition(",")
    packed = rest if comma and head.startswith("data:") else text
    try:
        return base64.b64decode("".join(packed.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise UserError(
            "O arquivo não veio em base64. Mande os seus bytes em base64, sozinhos ou como "
            "endereço data:.",
            "The file did not come in base64. Send its bytes in base64, alone or as a data: "
            "address.",
            code="not-base64",
        ) from error
