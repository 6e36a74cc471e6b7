"""What every result has, whatever it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelRef:
    """Which model made a result: folder name under ``data/models`` and sha256 of its weights."""

    name: str
    checksum: str


Progress = Callable[[float], None]
"""Called with the part done, 0 to 1; may raise to cancel."""


def ignore_progress(done: float) -> None:
    """A ``Progress`` for callers who do not watch."""
