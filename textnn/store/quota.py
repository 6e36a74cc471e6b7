"""The most bytes that the store may have: above it the oldest goes, each thing whole."""

from __future__ import annotations

import heapq
import logging
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    delete,
    func,
    literal,
    literal_column,
    select,
)

from textnn.errors import UserError
from textnn.store import search
from textnn.store.clock import now_at_most
from textnn.store.engine import for_writing
from textnn.store.failures import store_errors
from textnn.store.messages import portions, to_message
from textnn.store.schema import Base, ConversationRow, MessageRow, NoteRow, RunRow, dumps

_SPARE = 20  # from where on one part of so many is left, two are made free
_FRESH = 600.0  # seconds in which nothing goes: it may be part of a reply that is being written
_PATIENCE = 10.0  # seconds that a result waits for room
_PAGE = 200  # rows that are looked through at a time
_AT_ONCE = 4 << 20  # characters deleted in one transaction: others write meanwhile
_AGAIN = 60.0  # seconds after which a store that is full of what stays is looked through again
_OVERHEAD = 500  # bytes of a row beside its texts

_log = logging.getLogger(__name__)

_RUN = RunRow.input, RunRow.written, RunRow.parameters, RunRow.output
_MESSAGE = MessageRow.parts, MessageRow.words


class _Old(NamedTuple):
    """What goes as a whole: a result in no conversation, or a conversation with its results."""

    time: datetime
    size: int
    conversation_id: str
    run_ids: tuple[str, ...]


class Quota:
    """How large the store is, and what goes when that is too much.

    The oldest goes first: results that stand in no conversation, and conversations with the results
    they show. What its owner gave a name, a label or a star stays, a conversation with all that it
    shows.

    Args:
        engine: of ``open_store``.
        most: bytes; 0: no limit.
    """

    def __init__(self, engine: Engine, most: int = 0) -> None:
        self.most = most
        self._engine = engine
        self._writer = for_writing(engine)
        self._lock = threading.Lock()
        self._freer: threading.Thread | None = None
        self._used = -1  # as far as this process knows; below 0: not measured yet
        self._admitted = 0
        self._full_until = 0.0

    def admit(self, row: Mapping[str, Any]) -> None:
        """Count a row that is to be kept; where little room is left, a thread makes some.

        Raises:
            UserError: ``store-quota``: there is none, and nothing can go; or the store failed.
        """
        if not self.most:
            return
        texts = (value if isinstance(value, str) else dumps(value) for value in _long(row))
        size = _OVERHEAD + 2 * sum(map(len, texts))  # as much again for the indices
        with self._lock:
            self._used = size + (self.used() if self._used < 0 else self._used)
            self._admitted += size
            if self._used <= self.most - self.most // _SPARE:
                return
            full = self._used > self.most
            if self._may_free(size):
                self._start(size, self._admitted - size)
        if full:
            self._wait_for(size)

    def apply(self) -> None:
        """Free what is too much, as when the limit is a new one, in a thread."""
        if self.most:
            with self._lock:
                self._start(0, self._admitted)

    def settle(self, seconds: float = _PATIENCE) -> None:
        """Wait until nothing is freed, but no longer than that."""
        if freer := self._freer:
            freer.join(seconds)

    def known(self) -> int:
        """Bytes that count, as far as this process knows."""
        return max(0, self._used)

    def used(self) -> int:
        """Bytes that count: what is freed does not, though the file or the table keeps its size."""
        with store_errors(), self._engine.connect() as connection:
            return _used(connection)

    def on_disk(self) -> int:
        """Bytes that the store takes where it lies; 0 where its kind does not say."""
        if self._engine.dialect.name == "sqlite":
            file = self._engine.url.database or ""
            parts = [Path(f"{file}{ending}") for ending in ("", "-wal", "-shm")] if file else []
            total = 0
            for part in parts:
                with suppress(OSError):  # SQLite has just closed, and deletes it
                    total += part.stat().st_size
            return total
        if self._engine.dialect.name != "postgresql":
            return 0
        sizes = "+".join(f"pg_total_relation_size('{name}')" for name in Base.metadata.tables)
        with store_errors(), self._engine.connect() as connection:
            return int(connection.exec_driver_sql(f"SELECT {sizes}").scalar_one())

    def _may_free(self, size: int) -> bool:
        """Whether it is worth looking for what can go; all, for one thing, is too much."""
        return size < self.most // 2 and time.monotonic() >= self._full_until

    def _wait_for(self, size: int) -> None:
        until = time.monotonic() + _PATIENCE
        self.settle(_PATIENCE)
        if self.used() + size > self.most and self._may_free(size):
            with self._lock:  # the thread had less to make room for
                self._start(size, self._admitted - size)
            self.settle(max(0.0, until - time.monotonic()))
        used = self.used()
        with self._lock:
            fits = used + size <= self.most
            self._used = used + size * fits
        if not fits:
            raise UserError("store-quota")

    def _start(self, size: int, before: int) -> None:
        """Free in a thread, as ``_free``, if none does so yet."""
        if not (self._freer and self._freer.is_alive()):
            work = partial(self._free_quietly, size, before)
            freer = threading.Thread(target=work, daemon=True)
            freer.start()
            self._freer = freer

    def _free_quietly(self, size: int, before: int) -> None:
        try:
            self._free(size, before)
        except UserError:
            _log.warning("no room was made", exc_info=True)

    def _free(self, size: int, before: int) -> None:
        """Delete the oldest where little room is left.

        Args:
            size: of what comes next.
            before: what had been admitted and is stored by now; what came later may not be yet.
        """
        part = self.most // _SPARE
        enough = self.most - max(part, size)
        used = self.used()
        # A character takes a byte or two, with its place in the index: better too little first.
        while used > enough and self._delete((used - enough + part) // 2):
            used = self.used()
        with self._lock:
            self._used = used + self._admitted - before
            if used > enough:  # nothing more can go: no need to look all the time
                self._full_until = time.monotonic() + _AGAIN

    def _delete(self, size: int) -> bool:
        """Delete so many characters; whether anything could go."""
        with store_errors(), self._engine.connect() as connection:
            old = [*_oldest(connection, size)]
        gone = 0
        for some in _in_pieces(old):
            with store_errors(), self._writer.begin() as connection:
                gone += sum(_delete_one(connection, one) for one in some)
        if gone:
            search.forget_quietly(self._writer)
        return gone > 0


def _used(connection: Connection) -> int:
    match connection.dialect.name:
        case "sqlite":
            pages, free, size = (
                connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("page_count", "freelist_count", "page_size")
            )
            return int((pages - free) * size)
        case "postgresql":  # as stored, packed; reads the rows, not the long texts beside them
            index: tuple[ColumnElement[Any], ...] = (literal_column("runs.search"),)
            measure = func.pg_column_size
        case _:
            index, measure = (), func.length
    total = 0
    for table, texts in ((RunRow, (*_RUN, *index)), (MessageRow, _MESSAGE)):
        size = func.sum(_OVERHEAD + sum(map(measure, texts)))
        total += connection.execute(select(func.coalesce(size, 0)).select_from(table)).scalar_one()
    return total


def _long(row: Mapping[str, Any]) -> Iterator[Any]:
    return (row[column.key] for column in (*_RUN, *_MESSAGE) if column.key in row)


def _size(texts: Iterable[Any]) -> ColumnElement[int]:
    size: ColumnElement[int] = _OVERHEAD + sum(map(func.length, texts), literal(0))
    return size


def _oldest(connection: Connection, size: int) -> Iterator[_Old]:
    """The oldest that can go, until they have so many characters."""
    shown = _Showing(connection)
    both = _results(connection, shown), _conversations(connection, shown)
    for one in heapq.merge(*both, key=lambda one: one.time):
        yield one
        size -= one.size
        if size <= 0:
            return


class _Showing:
    """Which conversations show a result; an owner's are read when first asked for."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._owners: dict[str, dict[str, set[str]]] = {}

    def by_run(self, owner: str) -> Mapping[str, set[str]]:
        """Id of a result -> ids of the conversations of its owner that show it."""
        if owner not in self._owners:
            found: dict[str, set[str]] = {}
            said = select(MessageRow.__table__).join(
                ConversationRow, MessageRow.conversation_id == ConversationRow.id
            )
            mine = said.where(ConversationRow.owner == owner, MessageRow.role == "assistant")
            for message in map(to_message, self._connection.execute(mine)):
                for run_id in message.run_ids:
                    found.setdefault(run_id, set()).add(message.conversation_id)
            self._owners[owner] = found
        return self._owners[owner]


def _results(connection: Connection, shown: _Showing) -> Iterator[_Old]:
    """Results without a note that stand in no conversation."""
    last = 0
    asked = select(
        RunRow.number, RunRow.id, RunRow.owner, RunRow.created_at, _size(_RUN).label("size")
    ).where(RunRow.id.not_in(select(NoteRow.run_id)), RunRow.created_at < _fresh())
    while rows := connection.execute(
        asked.where(RunRow.number > last).order_by(RunRow.number).limit(_PAGE)
    ).all():
        for row in rows:
            if row.id not in shown.by_run(row.owner):
                yield _Old(row.created_at, row.size, "", (row.id,))
        last = rows[-1].number


def _conversations(connection: Connection, shown: _Showing) -> Iterator[_Old]:
    """Conversations without label and star, with the results that no other one shows."""
    asked = select(ConversationRow.id, ConversationRow.owner, ConversationRow.updated_at)
    order = ConversationRow.updated_at, ConversationRow.id
    for row in connection.execute(
        asked.where(*_unnoted(), ConversationRow.updated_at < _fresh()).order_by(*order)
    ).all():
        ids = [run for run, where in shown.by_run(row.owner).items() if where == {row.id}]
        said = select(func.sum(_size(_MESSAGE))).where(MessageRow.conversation_id == row.id)
        size = _OVERHEAD + (connection.execute(said).scalar() or 0)
        for some in portions(ids):
            held = select(func.sum(_size(_RUN))).where(RunRow.id.in_(some))
            size += connection.execute(held).scalar() or 0
        yield _Old(row.updated_at, size, row.id, tuple(ids))


def _unnoted() -> tuple[ColumnElement[bool], ...]:
    return ConversationRow.label == "", ConversationRow.favorite.is_(False)


def _fresh() -> datetime:
    return now_at_most() - timedelta(seconds=_FRESH)


def _in_pieces(old: Iterable[_Old]) -> Iterator[list[_Old]]:
    some: list[_Old] = []
    for one in old:
        some.append(one)
        if sum(each.size for each in some) >= _AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _delete_one(connection: Connection, one: _Old) -> int:
    """Rows deleted; none of what was spoken in or noted on meanwhile."""
    if one.conversation_id:
        same = ConversationRow.id == one.conversation_id, ConversationRow.updated_at <= one.time
        if not connection.execute(delete(ConversationRow).where(*same, *_unnoted())).rowcount:
            return 0
    unnoted = RunRow.id.not_in(select(NoteRow.run_id))
    runs = (delete(RunRow).where(RunRow.id.in_(ids), unnoted) for ids in portions(one.run_ids))
    return bool(one.conversation_id) + sum(connection.execute(run).rowcount for run in runs)
