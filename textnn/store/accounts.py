"""Accounts that may log in: names, and hashes of their passwords.

Argon2id (RFC 9106) from argon2-cffi, with its defaults: the hash says its own parameters, so they
may grow later without a migration.
"""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import Engine, delete, insert, select

from textnn.errors import UserError
from textnn.store.engine import for_writing
from textnn.store.failures import store_errors
from textnn.store.schema import AccountRow

SHORTEST, LONGEST = 8, 1024
"""Characters of a password: fewer are guessed, more only cost time."""

_NAME_CHARS = 64
_hasher = PasswordHasher()


class AccountRepository:
    """The accounts in a store that ``open_store`` opened; see ``RunRepository``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = for_writing(engine)

    def put(self, name: str, password: str) -> bool:
        """Add an account, or give it another password; whether it is new.

        Raises:
            UserError: a name or a password that cannot be taken.
        """
        name = name.strip()
        if not 0 < len(name) <= _NAME_CHARS or not name.isprintable():
            raise UserError("bad-account-name", most=_NAME_CHARS)
        if not SHORTEST <= len(password) <= LONGEST:
            raise UserError("bad-password", low=SHORTEST, high=LONGEST)
        row = {"name": name, "password": _hasher.hash(_bytes(password))}
        with store_errors(), self._writer.begin() as connection:
            known = connection.execute(delete(AccountRow).where(AccountRow.name == name)).rowcount
            connection.execute(insert(AccountRow).values(row))
        return not known

    def remove(self, name: str) -> None:
        """Take the account away; its history stays.

        Raises:
            UserError: ``no-such-account``.
        """
        with store_errors(), self._writer.begin() as connection:
            gone = connection.execute(delete(AccountRow).where(AccountRow.name == name)).rowcount
        if not gone:
            raise UserError("no-such-account", name=name)

    def all(self) -> dict[str, str]:
        """Name -> hash of its password, in the order of names."""
        statement = select(AccountRow.name, AccountRow.password).order_by(AccountRow.name)
        with store_errors(), self._engine.connect() as connection:
            return {row.name: row.password for row in connection.execute(statement)}


def matches(password: str, hashed: str) -> bool:
    """Whether ``hashed`` was made from ``password``; takes some 50 ms and 64 MB."""
    try:
        return _hasher.verify(hashed, _bytes(password))
    except (Argon2Error, InvalidHashError):
        return False


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
