"""Where the app of a home is served: how a command of the same home finds it.

The app writes ``app.json`` into its home, for its owner's eyes only, and holds a lock on it. The
lock ends with the process, however that ends: a file that nobody holds was left behind.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

try:
    import fcntl
except ModuleNotFoundError:  # Windows has no such locks; commands go without the app there
    fcntl = None  # type: ignore[assignment]

from textnn import __version__
from textnn.config import PACKAGE, Settings
from textnn.errors import UserError
from textnn.web.identity.owner import sign, terminal_owner

_NAME = "app.json"
_ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where it listens on all addresses


@dataclass(frozen=True)
class RunningApp:
    """A served app.

    Attributes:
        host, port: where it listens, as this machine reaches it.
        pid: its process.
        build: of what its results depend on besides what is asked (``build_of``).
        cookie: with it what is asked belongs to this home's terminal.
    """

    host: str
    port: int
    pid: int
    build: str
    cookie: str


@contextmanager
def announced(settings: Settings, secret: str, listening: socket.socket) -> Iterator[None]:
    """Within it commands of the same home find the app; in a home that cannot be written, none do.

    Args:
        settings: of the app.
        secret: signs the cookies of its visitors.
        listening: where it listens.
    """
    held = None
    with suppress(OSError, UserError):
        held = _write(settings, secret, listening) if fcntl else None
    try:
        yield
    finally:
        if held is not None:
            _remove(settings.home / _NAME, held)


def running_app(home: Path) -> RunningApp | None:
    """The app that is served from this home; ``None``: there is none, or none that is known."""
    try:
        with (home / _NAME).open(encoding="utf-8") as file:
            if fcntl is None or not _is_held(file):
                return None
            return RunningApp(**json.load(file))
    except (OSError, ValueError, TypeError):
        return None


def build_of(settings: Settings) -> str:
    """Changes with the code, the models, and the settings that a result depends on."""
    files = (*PACKAGE.rglob("*.py"), *settings.models.glob("*/*"))
    seen = sorted(
        (str(path), one.st_size, one.st_mtime_ns) for path in files for one in [path.stat()]
    )
    told = (__version__, settings.url, settings.max_chars, settings.retention_days, seen)
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _write(settings: Settings, secret: str, listening: socket.socket) -> IO[str]:
    """The file, written beside its place and put there whole, with its lock."""
    cookie = sign(terminal_owner(settings.home), secret)
    host, port = listening.getsockname()[:2]
    app = RunningApp(_ANY.get(host, host), port, os.getpid(), build_of(settings), cookie)
    handle, name = tempfile.mkstemp(dir=settings.home, prefix=".app-")  # made with mode 0600
    held = os.fdopen(handle, "w", encoding="utf-8")
    try:
        json.dump(asdict(app), held)
        held.flush()
        fcntl.flock(held, fcntl.LOCK_EX)
        Path(name).replace(settings.home / _NAME)
    except BaseException:
        held.close()
        Path(name).unlink()
        raise
    return held


def _remove(path: Path, held: IO[str]) -> None:
    """Takes the file away, unless it is by now that of another app of the same home."""
    with held, suppress(OSError):
        if os.path.samestat(os.fstat(held.fileno()), path.stat()):
            path.unlink()


def _is_held(file: IO[str]) -> bool:
    """Whether a living process holds the lock."""
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False
