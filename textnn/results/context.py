"""Who asks for something, and what becomes of the result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from textnn.results.base import Progress, ignore_progress


def ignore_preview(_: object) -> None:
    """Shows nothing before all is there."""


@dataclass(frozen=True, slots=True)
class RequestContext:
    """What a request brings besides what is asked for.

    Attributes:
        owner: whose history keeps the result.
        keep: whether it is kept.
        language: ``"pt"`` or ``"en"``: what the person reads.
        progress: told the part done.
        preview: told a result of which a part is still to come; it is not kept yet.
        patient: one of many works that belong together: it goes before nobody else's.
    """

    owner: str = ""
    keep: bool = True
    language: str = "pt"
    progress: Progress = ignore_progress
    preview: Callable[[Any], None] = ignore_preview
    patient: bool = False


NOT_KEPT = RequestContext(keep=False)
"""Nobody asks, and nothing is kept."""
