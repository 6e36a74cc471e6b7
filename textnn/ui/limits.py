"""What is said where something is larger than this app takes."""

from __future__ import annotations

from textnn.errors import UserError


def large_file(limit: int) -> UserError:
    """A file has more than ``limit`` bytes."""
    most = limit // 2**20
    return UserError(
        f"O arquivo é grande demais: o limite é {most} MB. Reduza a imagem e tente de novo.",
        f"The file is too large: the limit is {most} MB. Reduce the picture and try again.",
        code="too-large",
    )
