"""Links to kept results: made, opened by anybody who has the address, revoked, expired.

A link is to one run as it was kept; nothing is computed again. Whoever has the address reads that
result and nothing else of its owner. Deleting the run kills its links (a foreign key sees to it).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Engine, delete, insert, or_, select
from sqlalchemy.orm import Session

from textnn.store.clock import now_at_most
from textnn.store.engine import for_writing
from textnn.store.failures import store_errors
from textnn.store.schema import LinkRow, RunRow, storable

MAX_DAYS = 3650
"""Longest time that a link with an end may live."""


@dataclass(frozen=True, slots=True)
class Link:
    """An address that shows one run.

    Attributes:
        id: unguessable, url-safe: ``/r/<id>``.
        run_id: what it shows.
        created_at, expires_at: aware, UTC; ``None``: it does not expire.
    """

    id: str
    run_id: str
    created_at: datetime
    expires_at: datetime | None


class LinkRepository:
    """The links in a store that ``open_store`` opened; see ``RunRepository``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = for_writing(engine)

    def add(self, owner: str, run_id: str, days: int | None = None) -> Link | None:
        """A new link to a run of this owner; ``None`` if there is no such run.

        Args:
            owner: whose run it must be.
            run_id: which run.
            days: how long the link lives, 1 to ``MAX_DAYS``; ``None``: as long as the run.
        """
        now = datetime.now(UTC)
        expires = None if days is None else now + timedelta(days=days)
        link = Link(secrets.token_urlsafe(16), run_id, now, expires)
        with store_errors(), self._writer.begin() as connection:
            if connection.execute(select(RunRow.id).where(*_mine(owner, run_id))).first() is None:
                return None
            connection.execute(
                insert(LinkRow).values(
                    id=link.id, run_id=run_id, created_at=now, expires_at=expires
                )
            )
        return link

    def find(self, link_id: str) -> tuple[str, str] | None:
        """Owner and id of the run behind an address; ``None`` if it is dead or never was."""
        statement = (
            select(RunRow.owner, RunRow.id)
            .join(LinkRow, LinkRow.run_id == RunRow.id)
            .where(LinkRow.id == storable(link_id), _alive())
        )
        with store_errors(), self._engine.connect() as connection:
            row = connection.execute(statement).first()
        return (row.owner, row.id) if row else None

    def of_run(self, owner: str, run_id: str) -> list[Link]:
        """The living links to a run of this owner, newest first."""
        statement = (
            select(LinkRow)
            .join(RunRow, LinkRow.run_id == RunRow.id)
            .where(*_mine(owner, run_id), _alive())
            .order_by(LinkRow.created_at.desc())
        )
        with store_errors(), Session(self._engine) as session:
            rows = session.scalars(statement).all()
        return [Link(row.id, row.run_id, row.created_at, row.expires_at) for row in rows]

    def revoke(self, owner: str, run_id: str) -> int:
        """Kill every link to a run of this owner; how many there were."""
        theirs = select(RunRow.id).where(*_mine(owner, run_id))
        return self._delete(LinkRow.run_id.in_(theirs))

    def sweep(self) -> int:
        """Delete the links that have expired; how many."""
        return self._delete(~_alive(now_at_most()))

    def _delete(self, where: ColumnElement[bool]) -> int:
        with store_errors(), self._writer.begin() as connection:
            return connection.execute(delete(LinkRow).where(where)).rowcount


def _mine(owner: str, run_id: str) -> tuple[ColumnElement[bool], ...]:
    return RunRow.owner == owner, RunRow.id == storable(run_id)


def _alive(now: datetime | None = None) -> ColumnElement[bool]:
    return or_(LinkRow.expires_at.is_(None), LinkRow.expires_at > (now or datetime.now(UTC)))
