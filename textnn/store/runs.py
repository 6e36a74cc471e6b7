"""Runs kept, found again, exported and deleted. SQL ends here.

Every method takes the owner and looks at nothing else: an id of somebody else's run is as unknown
as an invented one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Engine, RowMapping, Select, delete, func, insert, select
from sqlalchemy.orm import Session

from textnn.errors import UserError
from textnn.results.base import from_dict, kind_of, to_dict
from textnn.results.runs import Run, RunLine
from textnn.store import search
from textnn.store.conversations import ConversationRepository
from textnn.store.engine import for_writing
from textnn.store.failures import store_errors
from textnn.store.links import LinkRepository
from textnn.store.schema import RunRow, dumps, storable

_MOST_LINES = 1000
_MOST_NUMBER = 2**31 - 1  # what an INTEGER column holds everywhere
_MOST_DAYS = 36_500
_PAGE = 100  # rows an export holds in memory at a time


Lines = list[RunLine]
"""What ``RunRepository.list`` gives; named because inside the class ``list`` is the method."""


class RunRepository:
    """The runs in a store that ``open_store`` opened.

    Every method raises ``UserError`` if the store is locked, full, unreachable or damaged. Each
    call is one transaction, durable when it returns; threads may share a repository.

    Attributes:
        links: the addresses under which others may read some of the runs.
        conversations: where they were made, if they were asked for in one.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = for_writing(engine)
        self.links = LinkRepository(engine)
        self.conversations = ConversationRepository(engine)

    def add(self, run: Run) -> str:
        """Keep ``run``; its id."""
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
        }
        with store_errors(), self._writer.begin() as connection:
            connection.execute(insert(RunRow).values(row))
        return run.id

    def linked(self, link_id: str) -> Run | None:
        """The run behind an address, whoever asks; ``None`` if the link is dead or never was.

        Raises:
            UserError: also when its output is in a form that this version cannot read.
        """
        found = self.links.find(link_id)
        return self.get(*found) if found else None

    def get(self, owner: str, run_id: str) -> Run | None:
        """One run of this owner; ``None`` if there is none.

        Raises:
            UserError: also when its output is in a form that this version cannot read.
        """
        with store_errors(), Session(self._engine) as session:
            row = session.scalar(select(RunRow).where(*_mine(owner), RunRow.id == storable(run_id)))
        return _run(row) if row else None

    def list(
        self,
        owner: str,
        query: str = "",
        task: str = "",
        limit: int = 50,
        before: int | None = None,
    ) -> Lines:
        """Runs of this owner, newest first.

        Args:
            owner: whose runs.
            query: words that must all occur, accents and case ignored; the last may be unfinished.
                Any string is allowed.
            task: name of a task; empty: every task.
            limit: most lines given, 1000 at the utmost.
            before: ``RunLine.number`` of the last line already seen.
        """
        statement = _lines(searching=bool(query.strip())).where(*self._found(owner, query, task))
        if before is not None:
            statement = statement.where(RunRow.number < _within(before, _MOST_NUMBER))
        statement = statement.order_by(RunRow.number.desc()).limit(_within(limit, _MOST_LINES))
        with store_errors(), self._engine.connect() as connection:
            rows = connection.execute(statement).mappings().all()
        return [_line(row, query) for row in rows]

    def count(self, owner: str, query: str = "", task: str = "") -> int:
        """How many runs ``list`` would give without a limit."""
        statement = select(func.count()).select_from(RunRow)
        with store_errors(), self._engine.connect() as connection:
            where = self._found(owner, query, task)
            return connection.execute(statement.where(*where)).scalar_one()

    def delete(self, owner: str, run_id: str) -> bool:
        """Delete one run of this owner; ``False`` if there was none."""
        return self._delete(*_mine(owner), RunRow.id == storable(run_id)) > 0

    def delete_all(self, owner: str) -> int:
        """Delete every run of this owner; how many there were."""
        return self._delete(*_mine(owner))

    def delete_older(self, owner: str | None, days: float) -> int:
        """Delete runs older than ``days`` days of this owner (``None``: of everybody); how many."""
        owned = () if owner is None else _mine(owner)
        oldest = datetime.now(UTC) - timedelta(days=min(days, _MOST_DAYS))
        return self._delete(*owned, RunRow.created_at < oldest)

    def export(self, owner: str) -> Iterator[str]:
        """This owner's runs as JSON lines, oldest first, each ending in a line feed.

        Reads page by page and keeps no transaction open between pages, so a slow reader holds
        nobody up.
        """
        last = 0
        while rows := self._page(owner, last):
            for row in rows:
                yield dumps(_record(row)) + "\n"
            last = rows[-1].number

    def _page(self, owner: str, last: int) -> Sequence[RunRow]:
        statement = select(RunRow).where(*_mine(owner), RunRow.number > last)
        with store_errors(), Session(self._engine) as session:
            return [*session.scalars(statement.order_by(RunRow.number).limit(_PAGE))]

    def _found(self, owner: str, query: str, task: str) -> tuple[ColumnElement[bool], ...]:
        by_task = (RunRow.task == storable(task),) if task else ()
        return (*_mine(owner), *by_task, *search.matches(query, self._engine.dialect.name))

    def _delete(self, *where: ColumnElement[bool]) -> int:
        with store_errors(), self._writer.begin() as connection:
            deleted = connection.execute(delete(RunRow).where(*where)).rowcount
        if deleted:
            search.forget_quietly(self._writer)
        return deleted


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
    return select(
        RunRow.id,
        RunRow.number,
        RunRow.task,
        RunRow.created_at,
        RunRow.seconds,
        RunRow.model_name,
        *texts,
    )


def _line(row: RowMapping, query: str) -> RunLine:
    fields = {name: row[name] for name in row.keys() - {"input", "written"}}
    kind, texts = kind_of(row["task"]), (row["input"], row["written"])
    title, text = search.title(kind.heading(*texts)), kind.searched(*texts)
    return RunLine(**fields, title=title, snippet=search.snippet(text, query))


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
    }
