"""What is known of a job: many articles of a visitor that are read in the background."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from textnn.errors import UserError

WAITING, RUNNING, DONE, STOPPED, FAILED = "waiting", "running", "done", "stopped", "failed"
STATES = (WAITING, RUNNING, DONE, STOPPED, FAILED)
"""A job waits for its turn, runs, and ends: with all its articles, or with those done by then."""


@dataclass(frozen=True, slots=True)
class JobRow:
    """What became of one document of a job.

    Attributes:
        source: its name; inside a zip file or a table that of the file first.
        title: what it calls itself.
        headline: as ``Summary`` has it; empty if none was asked for.
        counts: label -> how many names that differ.
        names: the first of them, people, organisations and places, in text order.
        error: code and sentence; ``None``: it was read.
    """

    source: str
    title: str = ""
    headline: str = ""
    counts: Mapping[str, int] | None = None
    names: tuple[str, ...] = ()
    error: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class JobStatus:
    """A job at one moment.

    Attributes:
        id: nobody guesses it, and it is of no use to anybody but its visitor.
        state: one of ``STATES``.
        tasks: what is done with each document.
        keep: whether each result goes to the history as if it had been asked for alone.
        total: documents.
        rows: of the documents that are done, in their order.
        made: when it was begun, UTC.
        ended: when it ended; ``None``: it has not.
        expires: when its tables are deleted; ``None`` until it has ended.
        error: why it ended before its last document; ``None``: it did not, or was stopped.
        warning: why results are not in the history though they should be; else ``None``.
    """

    id: str
    state: str
    tasks: tuple[str, ...]
    keep: bool
    total: int
    rows: tuple[JobRow, ...]
    made: datetime
    ended: datetime | None = None
    expires: datetime | None = None
    error: UserError | None = None
    warning: UserError | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.ended is not None

    @property
    def failed(self) -> tuple[JobRow, ...]:
        """The documents that could not be read."""
        return tuple(row for row in self.rows if row.error)
