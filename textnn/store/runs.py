"""Runs kept, found again, exported and deleted. SQL ends here.

Every method takes the owner and looks at nothing else: an id of somebody else's run is as unknown
as an invented one.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Engine,
    RowMapping,
    Select,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
)
from sqlalchemy.orm import Session

from textnn.errors import UserError, check_range
from textnn.results.base import Result, from_dict, kind_of, known_tasks, to_dict
from textnn.results.runs import Note, Run, RunLine, Verdict
from textnn.store import search
from textnn.store.accounts import AccountRepository
from textnn.store.clock import now_at_most
from textnn.store.conversations import ConversationRepository
from textnn.store.engine import for_writing
from textnn.store.failures import store_errors
from textnn.store.links import MAX_DAYS, Link, LinkRepository
from textnn.store.notes import NoteRepository, favorites, noted
from textnn.store.quota import Quota
from textnn.store.schema import NoteRow, RunRow, dumps, storable

MOST = 10_000
"""Lines of the history given at once."""

_SWEEP_SECONDS = 3600.0  # how often the retention rule is applied while the app runs
_MOST_NUMBER = 2**31 - 1  # what an INTEGER column holds everywhere
_MOST_DAYS = 36_500
_FIELDS = ("id", "number", "task", "created_at", "seconds", "model_name")
_DIGITS = 16  # of the name of an article
_PAGE = 100  # rows an export holds in memory at a time


class RunRepository:
    """The runs in a store that ``open_store`` opened.

    Every method raises ``UserError`` if the store is locked, full, unreachable or damaged. Each
    call is one transaction, durable when it returns; threads may share a repository.

    Args:
        engine: of ``open_store``.
        retention_days: what is older is deleted, once an hour while the store is used; 0: kept.
        most_bytes: how large the store may be; 0: no limit.

    Attributes:
        quota: what goes when the store is too large.
        links: the addresses under which others may read some of the runs.
        conversations: where they were made, if they were asked for in one.
        accounts: who may log in.
        notes: what owners note on some of the runs.
    """

    def __init__(self, engine: Engine, retention_days: int = 0, most_bytes: int = 0) -> None:
        self._engine = engine
        self._retention_days = retention_days
        self._next_sweep = 0.0
        self._writer = for_writing(engine)
        self.quota = Quota(engine, most_bytes)
        self.links = LinkRepository(engine)
        self.conversations = ConversationRepository(engine, self.quota)
        self.accounts = AccountRepository(engine)
        self.notes = NoteRepository(engine)

    def add(self, run: Run) -> str:
        """Keep ``run``; its id.

        Raises:
            UserError: ``store-quota``: the store is as large as it may be, and nothing can go.
        """
        row = {
            "id": run.id,
            "owner": run.owner,
            "task": run.task,
            "created_at": run.created_at,
            "seconds": run.seconds,
            "model_name": run.model.name,
            "model_checksum": run.model.checksum,
            "input": storable(run.result.given),
            "written": storable(run.result.written),
            "parameters": run.result.parameters,
            "output": to_dict(run.result),
            "corrected": run.result.corrected,
        }
        self.quota.admit(row)
        with store_errors(), self._writer.begin() as connection:
            connection.execute(insert(RunRow).values(row))
        return run.id

    def shared(self, link_id: str) -> Run:
        """The run behind an address, as it was kept, whoever asks.

        Raises:
            UserError: no such link, or it was revoked, has expired, or its run was deleted.
        """
        found = self.links.find(link_id)
        run = self.get(*found) if found else None
        if run is None:
            raise UserError("no-such-link")
        return run

    def share(self, owner: str, run_id: str, days: int | None = None) -> Link:
        """A new address under which whoever has it may read one run of this owner.

        Args:
            owner: whose run.
            run_id: which run.
            days: how long the address lives; ``None``: as long as the run.

        Raises:
            UserError: no such run of this owner, or a number of days out of range.
        """
        if days is not None:
            check_range("days", days, 1, MAX_DAYS)
        link = self.links.add(owner, run_id, days)
        if link is None:
            raise UserError("no-such-run")
        return link

    def open(self, owner: str, run_id: str) -> Run:
        """One run of this owner with its result.

        Raises:
            UserError: there is none, or its result is in a form that this version cannot read.
        """
        run = self.get(owner, run_id)
        if run is None:
            raise UserError("no-such-run")
        return run

    def get(self, owner: str, run_id: str) -> Run | None:
        """As ``open``, but ``None`` if there is none."""
        with store_errors(), Session(self._engine) as session:
            row = session.scalar(select(RunRow).where(*_mine(owner), RunRow.id == storable(run_id)))
        return _run(row) if row else None

    def change(self, owner: str, run_id: str, work: Callable[[Result], Result]) -> Run:
        """The run with its result as ``work`` leaves it, kept in its place.

        Two that change one run come one after the other. What ``work`` raises changes nothing.

        Raises:
            UserError: as ``open``.
        """
        mine = (*_mine(owner), RunRow.id == storable(run_id))
        with store_errors(), Session(self._writer) as session, session.begin():
            row = session.scalar(select(RunRow).where(*mine).with_for_update())
            if row is None:
                raise UserError("no-such-run")
            run = _run(row)
            result = work(run.result)
            row.output, row.corrected = to_dict(result), result.corrected
        return replace(run, result=result)

    def corrected(self, owner: str) -> Iterator[Run]:
        """The runs of this owner whose results were corrected, oldest first."""
        last, asked = 0, (*_mine(owner), RunRow.corrected.is_(True))
        while rows := self._rows(*asked, RunRow.number > last):
            yield from map(_run, rows)
            last = rows[-1].number

    def count_corrected(self, owner: str) -> int:
        """How many articles ``corrected`` gives; one that was read twice counts once."""
        statement = select(func.count(RunRow.input.distinct()))
        with store_errors(), self._engine.connect() as connection:
            return connection.execute(
                statement.where(*_mine(owner), RunRow.corrected.is_(True))
            ).scalar_one()

    def count_judged(self, owner: str, task: str) -> int:
        """How many results of a task have this owner's thumb."""
        said = (*_mine(owner), RunRow.task == task, RunRow.liked.is_not(None))
        with store_errors(), self._engine.connect() as connection:
            return connection.execute(select(func.count()).where(*said)).scalar_one()

    def verdicts(self, owner: str, task: str) -> Iterator[Verdict]:
        """All results of a task that this owner has, and the thumb on each, oldest first."""
        last, asked = 0, (*_mine(owner), RunRow.task == task)
        while rows := self._rows(*asked, RunRow.number > last):
            for row in rows:
                yield Verdict(_run(row).result, row.liked, row.reason)
            last = rows[-1].number

    def find(
        self,
        owner: str,
        query: str = "",
        task: str = "",
        limit: int = 50,
        before: int | None = None,
        days: int = 0,
        *,
        favorite: bool = False,
    ) -> list[RunLine]:
        """Runs of this owner, newest first.

        Args:
            owner: whose runs.
            query: words that must all occur, accents and case ignored; the last may be unfinished.
                Any string is allowed. What is noted on a run is found too.
            task: name of a task; empty: every task.
            limit: most lines given, 1 to ``MOST``.
            before: ``RunLine.number`` of the last line already seen; ``None``: from the newest.
            days: only those of so many days up to now; 0: all.
            favorite: only those with a star.

        Raises:
            UserError: there is no such task, or the limit is out of range.
        """
        if task and task not in known_tasks():
            raise UserError("unknown-task", task=task[:40], names=", ".join(known_tasks()))
        check_range("lines", limit, 1, MOST)
        self.sweep()
        statement = _lines(searching=bool(query.strip())).where(
            *self._found(owner, query, task, days, favorite=favorite)
        )
        if before is not None:
            statement = statement.where(RunRow.number < _within(before, _MOST_NUMBER))
        statement = statement.order_by(RunRow.number.desc()).limit(limit)
        with store_errors(), self._engine.connect() as connection:
            rows = connection.execute(statement).mappings().all()
        return [_line(row, query) for row in rows]

    def count(
        self,
        owner: str,
        query: str = "",
        task: str = "",
        days: int = 0,
        *,
        favorite: bool = False,
    ) -> int:
        """How many runs ``find`` would give without a limit."""
        statement = select(func.count()).select_from(RunRow)
        with store_errors(), self._engine.connect() as connection:
            where = self._found(owner, query, task, days, favorite=favorite)
            return connection.execute(statement.where(*where)).scalar_one()

    def delete(self, owner: str, run_id: str) -> bool:
        """Delete one run of this owner; ``False`` if there was none."""
        return self._delete(*_mine(owner), RunRow.id == storable(run_id)) > 0

    def delete_all(self, owner: str) -> int:
        """Delete every run of this owner; how many there were."""
        return self._delete(*_mine(owner))

    def delete_older(self, owner: str | None, days: float) -> int:
        """Delete runs of this owner (``None``: of everybody) older than ``days`` days; how many.

        Raises:
            UserError: a negative number of days.
        """
        if days < 0:
            raise UserError("bad-days")
        owned = () if owner is None else _mine(owner)
        return self._delete(*owned, RunRow.created_at < _ago(days))

    def sweep(self) -> None:
        """Apply the retention rule if that was long ago."""
        if time.monotonic() >= self._next_sweep:
            self._next_sweep = time.monotonic() + _SWEEP_SECONDS
            self.apply_retention()

    def apply_retention(self) -> int:
        """Delete everybody's runs and conversations that are too old, dead links; how many runs.

        Then also the oldest of what is more than the store may have, which is not counted.
        """
        self.links.sweep()
        gone = 0
        if self._retention_days:
            self.conversations.delete_older(self._retention_days)
            gone = self.delete_older(None, self._retention_days)
        self.quota.apply()
        return gone

    def export(self, owner: str) -> Iterator[str]:
        """This owner's runs as JSON lines, oldest first, each ending in a line feed.

        Reads page by page and keeps no transaction open between pages, so a slow reader holds
        nobody up.
        """
        last = 0
        while rows := self._rows(*_mine(owner), RunRow.number > last):
            for row in rows:
                yield dumps(_record(row)) + "\n"
            last = rows[-1].number

    def _rows(self, *where: ColumnElement[bool]) -> Sequence[RunRow]:
        """The first of them, a page."""
        statement = select(RunRow).where(*where)
        with store_errors(), Session(self._engine) as session:
            return [*session.scalars(statement.order_by(RunRow.number).limit(_PAGE))]

    def _found(
        self, owner: str, query: str, task: str, days: int, *, favorite: bool
    ) -> tuple[ColumnElement[bool], ...]:
        by_task = (RunRow.task == storable(task),) if task else ()
        recent = (RunRow.created_at >= _ago(days),) if days else ()
        starred = (favorites(),) if favorite else ()
        said = search.matches(query, self._engine.dialect.name)
        found = (or_(and_(*said), noted(query)),) if said else ()
        return (*_mine(owner), *by_task, *recent, *starred, *found)

    def _delete(self, *where: ColumnElement[bool]) -> int:
        with store_errors(), self._writer.begin() as connection:
            deleted = connection.execute(delete(RunRow).where(*where)).rowcount
        if deleted:
            search.forget_quietly(self._writer)
        return deleted


def _ago(days: float) -> datetime:
    return now_at_most() - timedelta(days=min(days, _MOST_DAYS))


def _within(number: int, most: int) -> int:
    return min(max(number, 0), most)


def _mine(owner: str) -> tuple[ColumnElement[bool], ...]:
    return (RunRow.owner == owner,)


def _lines(*, searching: bool) -> Select[Any]:
    """The columns a line needs; whole texts only where a stretch must be cut out of them."""
    texts = (
        (RunRow.input, RunRow.written)
        if searching
        else (
            func.substr(RunRow.input, 1, search.WINDOW).label("input"),
            func.substr(RunRow.written, 1, search.WINDOW).label("written"),
        )
    )
    columns = select(
        RunRow.id,
        RunRow.number,
        RunRow.task,
        RunRow.created_at,
        RunRow.seconds,
        RunRow.model_name,
        *texts,
        NoteRow.name,
        NoteRow.label,
        NoteRow.favorite,
    )
    return columns.select_from(RunRow).outerjoin(NoteRow, NoteRow.run_id == RunRow.id)


def _line(row: RowMapping, query: str) -> RunLine:
    fields = {name: row[name] for name in _FIELDS}
    kind, texts = kind_of(row["task"]), (row["input"], row["written"])
    title, text = search.article_title(kind.heading(*texts)), kind.searched(*texts)
    note = Note(row["name"] or "", row["label"] or "", bool(row["favorite"]))
    beginning = row["input"][: search.WINDOW]
    article = hashlib.sha256(beginning.encode()).hexdigest()[:_DIGITS] if beginning else ""
    return RunLine(
        **fields, title=title, snippet=search.snippet(text, query), article=article, note=note
    )


def _run(row: RunRow) -> Run:
    try:
        return Run(row.id, row.owner, row.task, row.created_at, from_dict(row.output))
    except ValueError as error:
        raise UserError("unreadable-run") from error


def _record(row: RunRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "task": row.task,
        "created_at": row.created_at.isoformat(),
        "seconds": row.seconds,
        "model": {"name": row.model_name, "checksum": row.model_checksum},
        "input": row.input,
        "parameters": row.parameters,
        "output": row.output,
        "liked": row.liked,
        "reason": row.reason,
    }
