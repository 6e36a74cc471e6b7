"""What is said where something is larger than this app takes."""

from __future__ import annotations

from textnn.errors import UserError


def large_file(limit: int) -> UserError:
    """A file has more than ``limit`` bytes."""
    most = limit // 2**20
    return UserError("too-large", most=most)
