"""Bring the tables of a store to a revision (Alembic)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine

from textnn.errors import UserError
from textnn.store import engine as store_engine
from textnn.store.engine import for_writing
from textnn.store.failures import store_errors

_LOCK = 0x7465_7874_6E6E  # "textnn" in ASCII: PostgreSQL names its advisory locks by number


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the tables up to ``revision``, wholly or not at all.

    Raises:
        UserError: the store is newer than this code, or as in ``open_store``.
    """
    with _migrating(engine) as (config, heads):
        if revision != "head" or heads != _scripts(store_engine.MIGRATIONS).get_heads():
            command.upgrade(config, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the tables back to ``revision``; ``"base"`` removes them, and their rows."""
    with _migrating(engine) as (config, _):
        command.downgrade(config, revision)


@contextmanager
def _migrating(engine: Engine) -> Iterator[tuple[Config, list[str]]]:
    """An Alembic configuration on a connection nobody else migrates beside, in one transaction.

    With it come the revisions that the store is at.
    """
    with (
        store_errors(),
        for_writing(engine).connect() as connection,
        _foreign_keys_off(connection),
        connection.begin(),
    ):
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        config = Config()
        config.set_main_option("script_location", str(store_engine.MIGRATIONS).replace("%", "%%"))
        config.attributes["connection"] = connection
        yield config, _heads(connection)


@contextmanager
def _foreign_keys_off(connection: Connection) -> Iterator[None]:
    """Batch migrations on SQLite rebuild tables; with foreign keys on, rows would cascade away."""
    driver: Any = connection.connection.dbapi_connection
    if connection.dialect.name != "sqlite":
        yield
        return
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


@cache
def _scripts(folder: Path) -> ScriptDirectory:
    """The revisions, read once: it takes longer than to find that a store is at the last."""
    return ScriptDirectory(str(folder))


def _heads(connection: Connection) -> list[str]:
    """The revisions that a store is at; one that is not known is an error."""
    heads = MigrationContext.configure(connection).get_current_heads()
    for revision in heads:
        try:
            _scripts(store_engine.MIGRATIONS).get_revision(revision)
        except CommandError as error:
            raise UserError("store-newer") from error
    return [*heads]
