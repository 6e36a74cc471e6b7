"""A conversation: its messages, and the parts a message is made of.

A screen draws the parts one under the other; ``to_json`` and ``from_json`` carry them to the store
and to programs. What a network made is never copied into a message: a ``Shown`` names the run, so
that deleting the result takes it out of the conversation as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from textnn.results import Result
from textnn.results.runs import NO_NOTE, Note

ROLES: tuple[str, ...] = ("user", "assistant")

STATUSES: tuple[str, ...] = ("working", "done", "stopped", "failed", "gone")
"""How far a reply is: still growing; whole; ended by the visitor, what was made is kept; broken off
by an error, which its last part tells; whole, and the conversation was deleted at its request."""


REASONS: tuple[str, ...] = ("wrong", "incomplete", "badly_written", "other")
"""Why a reply was not liked."""

CHOSEN: tuple[str, ...] = ("first", "second", "third")
"""Why a reply was liked that only showed what came nearest: which sentence was the answer."""


@dataclass(frozen=True, slots=True)
class Said:
    """Plain text, by the visitor to the letter, by textnn in the visitor's language.

    A line feed begins a new paragraph; nothing in it is markup.
    """

    text: str


@dataclass(frozen=True, slots=True)
class GivenArticle:
    """An article that the visitor gave: from now on the one the conversation is about.

    Attributes:
        text: to the letter.
        title: its own, or how it begins; one line.
        source: the name of a file, an address, or ``pasted``.
    """

    text: str
    title: str
    source: str


@dataclass(frozen=True, slots=True)
class GivenPicture:
    """A picture that the visitor gave.

    Attributes:
        picture: upright, at most 512 pixels a side; base64 PNG.
        source: the name of the file.
    """

    picture: str
    source: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A result, by reference.

    Attributes:
        task: as ``Run.task`` has it.
        view: what of it is meant, one of its task's ``views``: the marks of an article or its
            keywords, the sentences of a summary or its headline.
        run_id: in the history; ``None`` while it grows, or where it could not be kept.
        result: what is shown. ``None``: if there is a run, it was deleted since; if there is none,
            it never was kept. Say so in its place.
    """

    task: str
    view: str
    run_id: str | None
    result: Result | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """A button: what stands on it, and the message that pressing it sends."""

    label: str
    message: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Buttons with what may come next. Those of old messages work too."""

    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Confirm:
    """Something is deleted only if the next message says yes; these buttons say yes or no.

    Attributes:
        scope: ``run``, ``older``, ``all`` (results of the history), ``conversation`` (this one) or
            ``conversations`` (all of them).
        run_id: which, where the scope is ``run``.
        days: results older than this, where the scope is ``older``.
        yes, no: to be drawn as a danger and as a plain button; stale once another message follows.
    """

    scope: str
    run_id: str
    days: int
    yes: Button
    no: Button


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something is missing, to be given with the next message; put the focus there.

    Attributes:
        what: ``article`` or ``picture``.
        request: what is then done.
    """

    what: str
    request: str


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of the glossary, in the visitor's language.

    Attributes:
        term: its name.
        text: what it is.
        example: where textnn has it.
        see: ask for related ones.
    """

    id: str
    term: str
    text: str
    example: str
    see: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A line of the history: ``Run.id``, ``RunLine.task``, title and moment."""

    run_id: str
    task: str
    title: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """What is kept, newest first.

    Attributes:
        query: what was looked for; empty: everything.
        run_ids: those found.
        entries: of them, those that are still kept.
    """

    query: str
    run_ids: tuple[str, ...]
    entries: tuple[HistoryEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """Something went wrong, said in the visitor's language; ``code`` is for programs."""

    text: str
    code: str


Part = (
    Said | GivenArticle | GivenPicture | Shown | Offer | Confirm | Wanted | Term | Listed | Failure
)


@dataclass(frozen=True, slots=True)
class Message:
    """What one side said at once.

    Attributes:
        id: unguessable.
        conversation_id: where it stands.
        role: one of ``ROLES``.
        parts: in the order they are drawn.
        created_at: aware, UTC.
        replies_to: id of the visitor's message that this one answers; empty for a visitor's.
        status: one of ``STATUSES``; a visitor's is ``done``.
        intent: of a reply, what the message was taken for, one of ``INTENTS``.
        liked: thumb up, thumb down or neither.
        reason: why it was not liked, one of ``REASONS``, or liked, one of ``CHOSEN``; empty: nobody
            said.
        progress: of a reply that is ``working``, part done, 0 to 1; ``None`` where nobody knows.
    """

    id: str
    conversation_id: str
    role: str
    parts: tuple[Part, ...]
    created_at: datetime
    replies_to: str = ""
    status: str = "done"
    intent: str = ""
    liked: bool | None = None
    reason: str = ""
    progress: float | None = None

    @property
    def text(self) -> str:
        """What was said in words, a line a paragraph."""
        return "\n".join(part.text for part in self.parts if isinstance(part, Said | Failure))

    @property
    def run_ids(self) -> tuple[str, ...]:
        """Runs it shows, in order."""
        return tuple(part.run_id for part in self.parts if isinstance(part, Shown) and part.run_id)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation; ``messages`` are in reading order, each reply right after what it answers.

    Attributes:
        id: unguessable.
        title: one line; how it began, or what its owner called it.
        created_at, updated_at: aware, UTC.
        messages: empty in a list of conversations.
        note: what its owner noted on it; its name is the title.
    """

    id: str
    title: str
    created_at: datetime
    updated_at: datetime
    messages: tuple[Message, ...] = ()
    note: Note = NO_NOTE


@dataclass(frozen=True, slots=True)
class Deleted:
    """What became of the results of a deleted conversation: how many are kept, how many gone."""

    kept: int
    deleted: int


def to_json(part: Part) -> dict[str, Any]:
    """A part as it is kept: of runs only the ids."""
    if isinstance(part, Shown):
        part = replace(part, result=None)
    if isinstance(part, Listed):
        part = replace(part, entries=())
    return {"part": type(part).__name__, **asdict(part)}


def from_json(data: Mapping[str, Any]) -> Part:
    """The part that ``to_json`` wrote; results are still to be put in.

    Raises:
        ValueError: unknown part, or a missing or unknown field.
    """
    reader = _READERS.get(str(data.get("part")))
    if reader is None:
        raise ValueError(f"unknown part of a message: {data.get('part')!r}")
    try:
        return reader({key: value for key, value in data.items() if key != "part"})
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a {data['part']}: {error}") from error


def _buttons(data: list[dict[str, Any]]) -> tuple[Button, ...]:
    return tuple(Button(**button) for button in data)


_READERS: dict[str, Callable[[dict[str, Any]], Part]] = {
    "Said": lambda data: Said(**data),
    "GivenArticle": lambda data: GivenArticle(**data),
    "GivenPicture": lambda data: GivenPicture(**data),
    "Shown": lambda data: Shown(**data),
    "Offer": lambda data: Offer(**data | {"buttons": _buttons(data["buttons"])}),
    "Confirm": lambda data: Confirm(
        **data | {"yes": Button(**data["yes"]), "no": Button(**data["no"])}
    ),
    "Wanted": lambda data: Wanted(**data),
    "Term": lambda data: Term(**data | {"see": _buttons(data["see"])}),
    "Listed": lambda data: Listed(**data | {"run_ids": tuple(data["run_ids"]), "entries": ()}),
    "Failure": lambda data: Failure(**data),
}
