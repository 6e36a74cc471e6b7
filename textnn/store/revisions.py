"""Which revision a store is at, asked without changing it."""

from __future__ import annotations

from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, func, make_url, select, table
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from textnn.errors import UserError
from textnn.store.engine import MIGRATIONS
from textnn.store.failures import store_errors


def current(url: str) -> str:
    """The revision of the store at ``url``; empty if it has no tables, or is not there yet.

    Raises:
        UserError: an unknown kind of URL, or a store that cannot be read.
    """
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
            return ""
        engine = create_engine(parsed, poolclass=NullPool, hide_parameters=True)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise UserError("store-url") from error
    with store_errors(), engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


_SINCE = {"runs": "0001", "links": "0003", "conversations": "0004", "accounts": "0005"}
"""Table with things of people -> the revision that made it."""


def lost(engine: Engine, revision: str) -> dict[str, int]:
    """Table -> how many rows a downgrade to ``revision`` deletes, of those that have any."""
    gone = [name for name, since in _SINCE.items() if revision == "base" or revision < since]
    with store_errors(), engine.connect() as connection:
        rows = {
            name: connection.scalar(select(func.count()).select_from(table(name))) for name in gone
        }
    return {name: count for name, count in rows.items() if count}


def revisions() -> tuple[str, ...]:
    """Every revision this code knows, oldest first."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    script = ScriptDirectory.from_config(config)
    return tuple(reversed([revision.revision for revision in script.walk_revisions()]))
