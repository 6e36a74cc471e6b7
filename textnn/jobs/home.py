"""Where the folders of jobs are: each process has one of its own, which dies with it."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from filelock import FileLock

from textnn.errors import UserError

_ENDING = ".lock"


class JobsHome:
    """The folder of this process's jobs, and the end of those that no process knows any more.

    A job is known in memory alone. The operating system gives a lock back when its process ends,
    however it ends: who can take the lock of a folder may delete it.

    Args:
        root: with a folder and a lock for each process.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._name = secrets.token_hex(8)
        self._lock = self._lock_of(self._name)

    def folder(self, number: str) -> Path:
        """Where a job of this process has its files.

        Raises:
            UserError: nothing can be written there.
        """
        try:
            if not self._lock.is_locked:
                self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._lock.acquire()
        except OSError as error:
            raise UserError("job-disk") from error
        return self._root / self._name / number

    def bytes(self) -> int:
        """What the files of all processes have together."""
        return sum(map(_size, _below(self._root)))

    def clear(self) -> None:
        """Deletes what processes left that are no more."""
        with suppress(OSError):  # there is nothing yet
            for name in {path.name.removesuffix(_ENDING) for path in self._root.iterdir()}:
                if name != self._name:
                    self._clear(name)

    def close(self) -> None:
        """Deletes the folder of this process."""
        shutil.rmtree(self._root / self._name, ignore_errors=True)
        with suppress(OSError):
            if self._lock.is_locked:
                self._lock.release()
                self._path_of(self._name).unlink(missing_ok=True)

    def _clear(self, name: str) -> None:
        with suppress(OSError), self._lock_of(name).acquire(timeout=0):
            shutil.rmtree(self._root / name, ignore_errors=True)
            self._path_of(name).unlink(missing_ok=True)

    def _path_of(self, name: str) -> Path:
        return self._root / f"{name}{_ENDING}"

    def _lock_of(self, name: str) -> FileLock:
        return FileLock(self._path_of(name), thread_local=False)


def _below(folder: Path) -> Iterator[Path]:
    """All that is in a folder, while others delete there: what is gone is passed over."""
    with suppress(OSError):
        for path in [*folder.iterdir()]:
            yield path
            if path.is_dir() and not path.is_symlink():
                yield from _below(path)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0  # it was deleted meanwhile
