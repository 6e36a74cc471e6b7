"""Who a run belongs to: an anonymous browser id that nobody else can forge.

The browser keeps a token ``<owner>.<signature>`` in a cookie. The signature is HMAC-SHA256 over
the owner with a secret only this installation knows, so a changed or invented id is refused and
one person cannot open another's history by guessing.
"""

from __future__ import annotations

import hmac
import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

from textnn.config import Settings
from textnn.errors import UserError

COOKIE = "textnn"
"""Name of the cookie that holds the signed anonymous owner."""

LOGIN = "login:"
"""How the owner of somebody who logged in begins; the rest is the name."""

_PURPOSE = b"textnn owner 1:"  # a signature made for another purpose must not pass as an owner's
_SECRET_CHARS = 64


def new_owner() -> str:
    """A fresh anonymous owner: 32 hexadecimal characters, 128 random bits."""
    return secrets.token_hex(16)


def terminal_owner(home: Path) -> str:
    """Whose results the command line keeps: an id made once in ``home``.

    Raises:
        UserError: the folder cannot be written.
    """
    path = home / "owner"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError), path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(new_owner())
        return path.read_text(encoding="ascii").strip() or new_owner()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("home-unwritable", path=path) from error


def sign(owner: str, secret: str) -> str:
    """The token to hand to the browser, of characters that every cookie may hold."""
    return f"{quote(_bytes(owner), safe=':')}.{_signature(owner, secret)}"


def verify(token: str, secret: str) -> str | None:
    """The owner in a token that ``sign`` made with this secret; ``None`` for anything else."""
    quoted, _, signature = token.rpartition(".")
    try:
        owner = unquote_to_bytes(_bytes(quoted)).decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None
    expected = _signature(owner, secret)
    genuine = hmac.compare_digest(_bytes(signature), _bytes(expected))
    return owner if owner and genuine else None


def load_secret(settings: Settings) -> str:
    """The key that signs owners: ``TEXTNN_SECRET``, else one made once in ``TEXTNN_HOME``.

    Raises:
        UserError: the folder cannot be written, or the file no longer holds a whole secret.
    """
    return settings.secret.get_secret_value() or _from_file(settings.home / "secret")


def _from_file(path: Path) -> str:
    try:
        if not path.exists():
            _make(path)
        secret = path.read_text(encoding="ascii").strip()
    except UnicodeDecodeError:
        secret = ""
    except OSError as error:
        raise UserError("home-unwritable", path=path) from error
    if len(secret) < _SECRET_CHARS:
        raise UserError("secret-damaged", path=path)
    return secret


def _make(path: Path) -> None:
    """Write the secret beside its place, then link it there: no process ever reads half of it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".secret-")  # made with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_SECRET_CHARS // 2))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was first: its secret counts
            os.link(name, path)
    finally:
        Path(name).unlink()


def _signature(owner: str, secret: str) -> str:
    return hmac.new(_bytes(secret), _PURPOSE + _bytes(owner), "sha256").hexdigest()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
