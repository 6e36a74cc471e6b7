"""Messages of a conversation as rows, and the results they show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Connection, Row, func, select

from textnn.results.base import Result, from_dict, kind_of
from textnn.results.conversation import (
    GivenArticle,
    GivenPicture,
    HistoryEntry,
    Listed,
    Message,
    Part,
    Said,
    Shown,
    from_json,
    to_json,
)
from textnn.store import search
from textnn.store.schema import RunRow, storable

_IDS = 500  # in one statement


def arranged(messages: Iterable[Message]) -> tuple[Message, ...]:
    """Messages in reading order: as they were stored, but each reply right after its question."""
    given = tuple(messages)
    replies: dict[str, list[Message]] = {}
    for message in given:
        if message.replies_to:
            replies.setdefault(message.replies_to, []).append(message)
    questions = (message for message in given if not message.replies_to)
    return tuple(one for asked in questions for one in (asked, *replies.get(asked.id, ())))


def to_message(row: Row[tuple[object, ...]]) -> Message:
    """The message in a row, results not put in."""
    return Message(
        row.id,
        row.conversation_id,
        row.role,
        tuple(map(from_json, row.parts)),
        row.created_at,
        row.replies_to,
        row.status,
        row.intent,
        row.liked,
        row.reason,
    )


def to_row(message: Message) -> dict[str, object]:
    """The row of a message, by column."""
    return {
        "id": message.id,
        "conversation_id": message.conversation_id,
        "replies_to": message.replies_to,
        "role": message.role,
        "status": message.status,
        "intent": message.intent,
        "liked": message.liked,
        "reason": message.reason,
        "created_at": message.created_at,
        "parts": [*map(to_json, message.parts)],
        "words": search.fold_chars(storable(" ".join(_words(message.parts)))),
    }


def _words(parts: Iterable[Part]) -> Iterator[str]:
    """What a message is found by."""
    for part in parts:
        match part:
            case Said(text):
                yield text
            case GivenArticle(text, title, source):
                yield from (title, source, text)
            case GivenPicture(_, source):
                yield source


def filled(connection: Connection, owner: str, messages: Sequence[Message]) -> tuple[Message, ...]:
    """Messages with the results they show and the lines they list, as far as the owner has them."""
    results: dict[str, Result | None] = {}
    shown = [run_id for message in messages for run_id in message.run_ids]
    for ids in portions(dict.fromkeys(shown)):
        statement = select(RunRow.id, RunRow.output).where(
            RunRow.owner == owner, RunRow.id.in_(ids)
        )
        results |= {row.id: _result(row) for row in connection.execute(statement)}
    entries: dict[str, HistoryEntry] = {}
    listed = [p for message in messages for p in message.parts if isinstance(p, Listed)]
    for ids in portions(dict.fromkeys(run_id for part in listed for run_id in part.run_ids)):
        entries |= {one.run_id: one for one in _entries(connection, owner, ids)}

    def fill(part: Part) -> Part:
        if isinstance(part, Shown) and part.run_id:
            return replace(part, result=results.get(part.run_id))
        if isinstance(part, Listed):
            still = tuple(entries[run_id] for run_id in part.run_ids if run_id in entries)
            return replace(part, entries=still)
        return part

    return tuple(replace(one, parts=tuple(map(fill, one.parts))) for one in messages)


def _entries(connection: Connection, owner: str, ids: Sequence[str]) -> Iterator[HistoryEntry]:
    statement = select(
        RunRow.id,
        RunRow.task,
        RunRow.created_at,
        func.substr(RunRow.input, 1, search.WINDOW).label("input"),
        func.substr(RunRow.written, 1, search.WINDOW).label("written"),
    ).where(RunRow.owner == owner, RunRow.id.in_(ids))
    for row in connection.execute(statement):
        title = search.article_title(kind_of(row.task).heading(row.input, row.written))
        yield HistoryEntry(row.id, row.task, title, row.created_at)


def portions(ids: Iterable[str]) -> Iterator[list[str]]:
    """Ids in lists that a statement can hold."""
    given = [*ids]
    for start in range(0, len(given), _IDS):
        yield given[start : start + _IDS]


def _result(row: Row[tuple[str, object]]) -> Result | None:
    """``None`` also for a result that another version kept: its run is still in the history."""
    try:
        result: Result = from_dict(row.output)
    except ValueError:
        return None
    return result
