"""Copies of the history, made while it is served, put back, and looked through for damage."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import Engine

from textnn.errors import UserError
from textnn.store.engine import open_store
from textnn.store.failures import store_errors
from textnn.store.revisions import current, revisions

_PAGES = 1_000
"""Copied at a time; whoever writes waits no longer than for those."""


def backup(engine: Engine, file: Path) -> int:
    """Copy the store into ``file`` as it is at one moment, whoever writes meanwhile.

    Returns:
        bytes of the copy.

    Raises:
        UserError: the file is there already or cannot be written, or the store is no SQLite.
    """
    if file.exists():
        raise UserError("file-is-there", file=file)
    part = file.with_name(f"{file.name}.part")
    with store_errors():
        try:
            with _sqlite_of(engine) as store, closing(sqlite3.connect(part)) as copy:
                store.backup(copy, pages=_PAGES)
                _sound(copy)
            part.chmod(0o600)  # it holds what people wrote
            part.replace(file)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        return file.stat().st_size


def restore(file: Path, url: str) -> None:
    """Put the copy in ``file`` in the place of everything in the store at ``url``.

    Raises:
        UserError: no copy, a damaged one, one of a newer textnn, or the store is no SQLite.
    """
    if not file.is_file():
        raise UserError("no-such-file", "here", file=file)
    copied = f"sqlite:///{file.resolve()}"
    with (
        store_errors(),
        closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as copy,
    ):
        _sound(copy)
        if current(copied) not in revisions():
            raise UserError("store-newer" if current(copied) else "store-damaged")
        engine = open_store(url)
        with _sqlite_of(engine) as store:
            copy.backup(store)
        engine.dispose()
    open_store(url).dispose()  # which brings an older copy up to date


def check(engine: Engine) -> None:
    """Read the whole store and compare it with itself.

    Raises:
        UserError: ``store-damaged``, or the store is no SQLite.
    """
    with store_errors(), _sqlite_of(engine) as store:
        _sound(store)


def _sound(store: sqlite3.Connection) -> None:
    found = [row[0] for row in store.execute("PRAGMA integrity_check(1)")]
    if found != ["ok"] or store.execute("PRAGMA foreign_key_check").fetchone():
        raise UserError("store-damaged")


@contextmanager
def _sqlite_of(engine: Engine) -> Iterator[sqlite3.Connection]:
    """A connection of its own to the file that ``engine`` is on.

    Raises:
        UserError: it is another kind of database, which brings its own tools.
    """
    if engine.dialect.name != "sqlite":
        raise UserError("not-sqlite", kind=engine.dialect.name)
    with closing(sqlite3.connect(engine.url.database or "", timeout=10)) as store:
        yield store
