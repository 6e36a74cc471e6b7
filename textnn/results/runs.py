"""A result as it is kept, whole and as a line of the history."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from textnn.results.base import ModelRef, Result


@dataclass(frozen=True, slots=True)
class Run:
    """One kept result.

    Attributes:
        id: unguessable, url-safe.
        owner: whose it is.
        task: name of the task that gave it.
        created_at: when it was made, aware, UTC.
        result: what the pipeline gave.
    """

    id: str
    owner: str
    task: str
    created_at: datetime
    result: Result

    @property
    def model(self) -> ModelRef:
        """Which model made it."""
        return self.result.model

    @property
    def seconds(self) -> float:
        """How long the pipeline took."""
        return self.result.seconds


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the owner of a result said of it in a conversation.

    Attributes:
        result: what it is about.
        liked: thumb up, thumb down or neither.
        reason: one of ``results.conversation.REASONS`` where it is not liked, one of its ``CHOSEN``
            where it is; may be empty.
    """

    result: Result
    liked: bool | None
    reason: str


@dataclass(frozen=True, slots=True)
class Note:
    """What an owner notes on a result or a conversation to find it again.

    Attributes:
        name: what it is called; empty: what it is called anyway. A conversation has a title.
        label: a word or two that others may have too.
        favorite: whether it is one of the favourites.
    """

    name: str = ""
    label: str = ""
    favorite: bool = False


NO_NOTE = Note()
"""Of what its owner noted nothing on."""


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run as the history lists it.

    Attributes:
        id: opens or deletes the run.
        number: cursor: ``find(..., before=number)`` gives the lines after this one.
        task: name of the task that gave it.
        created_at: when it was made, aware, UTC.
        seconds: how long the pipeline took.
        model_name: folder name of the model.
        title: ``Result.heading`` on one line, at most 80 characters.
        snippet: the stretch where the query was found, on one line, at most 160 characters;
            without a query the same beginning, longer.
        article: the same for all results of one article, as far as its beginning tells; empty
            where nothing was given.
        note: what its owner noted on it.
    """

    id: str
    number: int
    task: str
    created_at: datetime
    seconds: float
    model_name: str
    title: str
    snippet: str
    article: str = ""
    note: Note = NO_NOTE

    def as_dict(self) -> dict[str, object]:
        """JSON values, without the number: it counts everybody's results."""
        told = asdict(self) | {"created_at": self.created_at.isoformat()}
        del told["number"], told["note"]
        return {**told, **asdict(self.note)}


def new_run(owner: str, result: Result) -> Run:
    """A run of ``owner`` made now, with a fresh id."""
    return Run(secrets.token_hex(16), owner, result.task, datetime.now(UTC), result)
