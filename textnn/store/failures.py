"""What a database can fail with, told to the person in one sentence each."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from textnn.errors import UserError

SENTENCES = {
    "store-locked": (
        "O histórico está ocupado por outro programa. Nada do que estava guardado se perdeu; "
        "tente de novo em instantes.",
        "The history is busy with another program. Nothing that was kept is lost; "
        "try again in a moment.",
    ),
    "store-full": (
        "O disco está cheio, e o histórico não pôde ser gravado. O que já estava guardado "
        "continua lá; libere espaço e tente de novo.",
        "The disk is full, and the history could not be written. What was already kept is still "
        "there; free some space and try again.",
    ),
    "store-unwritable": (
        "Não consigo abrir ou gravar o arquivo do histórico. Dê permissão de escrita na pasta ou "
        "escolha outra em TEXTNN_HOME.",
        "Cannot open or write the history file. Allow writing to its folder or choose another "
        "in TEXTNN_HOME.",
    ),
    "store-damaged": (
        "O arquivo do histórico não é um banco de dados ou está danificado. Não mexi nele; mude-o "
        "de lugar para começar um novo, ou restaure uma cópia.",
        "The history file is not a database or is damaged. It was left untouched; move it away to "
        "begin a new one, or restore a copy.",
    ),
    "store-unreachable": (
        "Não consigo falar com o banco de dados. Verifique se ele está ligado e o endereço em "
        "TEXTNN_DATABASE_URL.",
        "Cannot reach the database. Check that it is running and the address in "
        "TEXTNN_DATABASE_URL.",
    ),
    "store-failed": (
        "O histórico não respondeu como devia. O que já estava guardado continua lá; tente de "
        "novo, e veja o registro do programa se acontecer outra vez.",
        "The history did not answer as it should. What was already kept is still there; try "
        "again, and see the program's log if it happens once more.",
    ),
    "store-newer": (
        "O histórico foi gravado por uma versão mais nova do textnn. Não mexi nele; atualize o "
        "textnn ou escolha outra pasta em TEXTNN_HOME.",
        "The history was written by a newer version of textnn. It was left untouched; update "
        "textnn or choose another folder in TEXTNN_HOME.",
    ),
    "store-url": (
        "Não entendo o endereço em TEXTNN_DATABASE_URL, ou falta o driver desse banco de dados. "
        "Exemplo: sqlite:////home/ana/textnn.db",
        "The address in TEXTNN_DATABASE_URL is not understood, or the driver of that database is "
        "missing. Example: sqlite:////home/ana/textnn.db",
    ),
}
"""Code -> what is said, in Portuguese and in English."""

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
        raise _told(_code(error)) from error
    except PoolTimeout as error:
        raise _told("store-locked") from error
    except OSError as error:
        raise _told("store-unwritable") from error
    except SQLAlchemyError as error:
        raise _told("store-failed") from error


def newer_store() -> UserError:
    """The store has a revision that this code does not know."""
    return _told("store-newer")


def broken_url() -> UserError:
    """The URL cannot be parsed, or its driver is not installed."""
    return _told("store-url")


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


def _told(code: str) -> UserError:
    return UserError(*SENTENCES[code], code=code)
