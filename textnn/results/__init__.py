"""What every task returns: frozen values without torch or SQL.

All durations are seconds of wall time. ``to_dict`` and ``from_dict`` carry a result to JSON and
back, for the store, the command line and the HTTP interface alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from textnn.results import chat, pictures, text
from textnn.results.chat import Answer
from textnn.results.pictures import Classification, Game, Lesson, Rendering, Samples
from textnn.results.shared import ModelRef, Progress, ignore_progress
from textnn.results.text import (
    FINISHES,
    KINDS,
    LABELS,
    MAX_SENTENCES,
    ORIGINS,
    CharSurprise,
    Continuation,
    Extract,
    GenerateOptions,
    Glance,
    Highlight,
    Keyword,
    Line,
    Memorisation,
    Span,
    Summary,
    SummaryOptions,
    Surprise,
)

__all__ = [
    "FINISHES",
    "KINDS",
    "LABELS",
    "MAX_SENTENCES",
    "ORIGINS",
    "Answer",
    "CharSurprise",
    "Continuation",
    "Extract",
    "GenerateOptions",
    "Glance",
    "Highlight",
    "Keyword",
    "Line",
    "Memorisation",
    "ModelRef",
    "PictureResult",
    "Progress",
    "Result",
    "Span",
    "Summary",
    "SummaryOptions",
    "Surprise",
    "TextResult",
    "from_dict",
    "ignore_progress",
    "to_dict",
]

TextResult = Highlight | Summary | Continuation | Surprise | Answer
PictureResult = Classification | Samples | Game | Rendering | Lesson
Result = TextResult | PictureResult

_READERS: dict[str, Callable[[dict[str, Any]], Result]] = {
    **text.READERS,
    **pictures.READERS,
    **chat.READERS,
}


def to_dict(result: Result) -> dict[str, Any]:
    """A result as JSON-ready data; ``from_dict`` is its inverse."""
    return {"kind": type(result).__name__, **asdict(result)}


def from_dict(data: Mapping[str, Any]) -> Result:
    """The result that ``to_dict`` wrote.

    Raises:
        ValueError: unknown kind, or a missing or unknown field.
    """
    reader = _READERS.get(str(data.get("kind")))
    if reader is None:
        raise ValueError(f"unknown kind of result: {data.get('kind')!r}")
    try:
        return reader({key: value for key, value in data.items() if key != "kind"})
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a {data['kind']}: {error}") from error
