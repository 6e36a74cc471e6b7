"""Who may log in: the accounts of ``TEXTNN_USERS`` and those of ``textnn users``."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Callable, Mapping

from textnn.errors import UserError
from textnn.store.accounts import matches

REFRESH_SECONDS = 10.0
"""How soon an account that was added, changed or removed counts for who is here already."""

NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$bm9ib2R5bm9ib2R5$0123456789abcdefghijklmnopqrstuvwxyzABCDEFE"
)
"""A hash of no password: a name that is not there takes as long as one that is."""

_log = logging.getLogger(__name__)


class Accounts:
    """Names and what is known of their passwords.

    Args:
        given: name -> password in clear, of the environment; they count before the stored ones.
        read: name -> hash, of the store as it is now.
    """

    def __init__(self, given: Mapping[str, str], read: Callable[[], Mapping[str, str]]) -> None:
        self._given, self._read = given, read
        self._stored: Mapping[str, str] = {}
        self.refresh()

    def __bool__(self) -> bool:
        return bool(self._given or self._stored)

    def refresh(self) -> None:
        """Read the store; where it does not answer, what was known stays."""
        try:
            self._stored = self._read()
        except UserError:
            _log.exception("accounts not read")

    def correct(self, name: str, password: str) -> bool:
        """Whether this is the password of ``name``."""
        self.refresh()
        if name in self._given:
            known = self._given[name]
            return bool(known) and hmac.compare_digest(_digest(password), _digest(known))
        return matches(password, self._stored.get(name, NOBODY))

    def stamp(self, name: str, secret: str) -> str:
        """What a browser shows besides its name: it changes with the password; empty: no account.

        Args:
            name: of the account.
            secret: signs it.
        """
        known = self._given.get(name) or self._stored.get(name)
        if not known:
            return ""
        message = b"textnn login 1:" + _digest(name) + _digest(known)
        return hmac.new(secret.encode("utf-8", "surrogatepass"), message, "sha256").hexdigest()


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
