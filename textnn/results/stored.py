"""A result and where it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from textnn.errors import UserError
from textnn.results.base import Result

ResultT_co = TypeVar("ResultT_co", bound=Result, covariant=True)


@dataclass(frozen=True, slots=True)
class Stored(Generic[ResultT_co]):
    """A result and where it is kept.

    Attributes:
        result: what the pipeline gave.
        run_id: id in the history; ``None`` while running, when not kept, or when storing failed.
        warning: why storing failed, for the person to read; else ``None``.
    """

    result: ResultT_co
    run_id: str | None = None
    warning: UserError | None = None
