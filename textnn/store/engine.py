"""Open the store: connect, bring the tables up to date, and say clearly what went wrong."""

from __future__ import annotations

import sqlite3
import time
from importlib import import_module
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import SQLAlchemyError

from textnn.config import ROOT
from textnn.errors import UserError
from textnn.store.failures import store_errors

MIGRATIONS = ROOT / "migrations"
"""Folder of the Alembic revisions."""


def open_store(url: str, *, busy_seconds: float = 10.0) -> Engine:
    """An engine on an up-to-date store.

    SQLite runs in write-ahead mode with full synchronisation: what is committed survives the
    death of the process and of the machine. Any number of processes may open at once; one of
    them migrates, the others wait.

    Args:
        url: an SQLAlchemy URL, such as ``sqlite:////home/ana/.textnn/textnn.db``.
        busy_seconds: how long SQLite waits for another writer before it gives up.

    Raises:
        UserError: an unknown kind of URL, a folder or file that cannot be written, a file that is
            no database, a database that is locked, full, unreachable or newer than this code.
    """
    with store_errors():
        engine = _engine(url, busy_seconds)
        try:
            if engine.dialect.name == "sqlite":
                _write_ahead(engine, busy_seconds)
            if not _is_up_to_date(engine):  # Alembic takes longer to import than all the rest
                import_module("textnn.store.migrate").upgrade(engine)
        except BaseException:
            engine.dispose()
            raise
        return engine


def no_store() -> Engine:
    """An engine that nobody opens, for a service that keeps nothing."""
    return create_engine("sqlite://")


def for_writing(engine: Engine) -> Engine:
    """The same store and pool, with transactions that take SQLite's write lock at once.

    A transaction that reads first and writes later may find that another has written meanwhile,
    and fails without waiting. FTS5 reads its own tables before the first ``INSERT``, so that even
    single statements do so.
    """
    return engine.execution_options(textnn_writes=True)


_PATIENCE = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 15_000,
    "options": "-c statement_timeout=30s -c lock_timeout=15s",
}
"""After how long a PostgreSQL that cannot be reached, or is busy, is a store that failed."""


def _engine(url: str, busy_seconds: float) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return _sqlite(parsed, busy_seconds)
        given = {}
        if parsed.get_driver_name() == "psycopg":
            own = parsed.query.get("options", "")  # such as a schema, which would be overwritten
            given = {**_PATIENCE, "options": f"{_PATIENCE['options']} {own}"}
        return create_engine(parsed, pool_pre_ping=True, hide_parameters=True, connect_args=given)
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        raise UserError("store-url") from error  # never quotes the URL: it may hold a password


def _sqlite(url: URL, busy_seconds: float) -> Engine:
    file = url.database or ""
    in_memory = file in ("", ":memory:")
    if not in_memory and not file.startswith("file:"):
        Path(file).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_engine(
        url,
        hide_parameters=True,  # what people write never stands in an error or a log
        poolclass=QueuePool,
        pool_size=1 if in_memory else 5,  # a database in memory is its one connection
        max_overflow=0 if in_memory else 10,
        connect_args={"timeout": busy_seconds, "check_same_thread": False},
    )
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, so that DDL is transactional too
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")  # deleted texts are overwritten with zeros


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("textnn_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _write_ahead(engine: Engine, busy_seconds: float) -> None:
    """Switch the file to WAL; SQLite does not wait for a lock here, so we do."""
    deadline = time.monotonic() + busy_seconds
    while True:
        try:
            _pragma(engine, "PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _pragma(engine: Engine, statement: str) -> None:
    """Run ``statement`` outside a transaction."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute(statement)
    finally:
        connection.close()


def _is_up_to_date(engine: Engine) -> bool:
    """Whether the tables are those of the last revision, as far as a look can tell."""
    last = max(path.stem for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    try:
        with engine.connect() as connection:
            found = connection.exec_driver_sql("SELECT version_num FROM alembic_version")
            return [row[0] for row in found] == [last.partition("_")[0]]
    except SQLAlchemyError:  # there are no tables, or it is no database: who migrates says which
        return False
