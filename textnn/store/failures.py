"""What a database can fail with, told to the person in one sentence each."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from textnn.errors import UserError

_SQLITE = {
    sqlite3.SQLITE_BUSY: "store-locked",
    sqlite3.SQLITE_LOCKED: "store-locked",
    sqlite3.SQLITE_FULL: "store-full",
    sqlite3.SQLITE_READONLY: "store-unwritable",
    sqlite3.SQLITE_CANTOPEN: "store-unwritable",
    sqlite3.SQLITE_PERM: "store-unwritable",
    sqlite3.SQLITE_IOERR: "store-unwritable",
    sqlite3.SQLITE_NOTADB: "store-damaged",
    sqlite3.SQLITE_CORRUPT: "store-damaged",
}

_POSTGRES = {  # https://www.postgresql.org/docs/current/errcodes-appendix.html
    "53100": "store-full",
    "25006": "store-unwritable",
    "42501": "store-unwritable",
    "40001": "store-locked",
    "40P01": "store-locked",
    "55P03": "store-locked",
}


@contextmanager
def store_errors() -> Iterator[None]:
    """Turn what the database raises inside the block into a ``UserError`` with its cause."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raise UserError(_code(error)) from error
    except PoolTimeout as error:
        raise UserError("store-locked") from error
    except OSError as error:
        raise UserError("store-unwritable") from error
    except SQLAlchemyError as error:
        raise UserError("store-failed") from error


def _code(error: DBAPIError | sqlite3.Error) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        number = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        return _SQLITE.get(number & 0xFF, "store-failed")  # the low byte is the primary code
    state = getattr(cause, "sqlstate", None)
    known = _POSTGRES.get(state) if state else None
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    return known or ("store-unreachable" if lost or _about_connecting(state) else "store-failed")


def _about_connecting(state: str | None) -> bool:
    """Classes 08 (connection), 28 (login), 3D (no such database) and 57 (shut down); or none."""
    return state is None or state[:2] in ("08", "28", "3D", "57")
