"""Name -> ready model: checked, read once a process, with torch or without."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

from textnn.results import ModelRef

T = TypeVar("T")


class Models:
    """The model folders below one folder, each read when first asked for.

    Args:
        folder: usually ``Settings.models``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ready: dict[tuple[str, Callable[[Path], Any]], Any] = {}
        self._locks: dict[tuple[str, Callable[[Path], Any]], threading.Lock] = {}

    def names(self) -> list[str]:
        """Models that stand there, read or not."""
        return sorted(path.parent.name for path in self.folder.glob("*/config.json"))

    def get(self, name: str, read: Callable[[Path], T]) -> T:
        """What ``read`` gives of the folder ``name``; two threads that ask at once get the same.

        Args:
            name: of the folder.
            read: ``checkpoints.load`` for a network of torch, or what opens it without.

        Raises:
            UserError: missing or damaged.
        """
        key = name, read
        with self._locks.setdefault(key, threading.Lock()):  # others may be read meanwhile
            if key not in self._ready:
                self._ready[key] = read(self.folder / name)
            found: T = self._ready[key]
            return found


class ReadModel(Protocol):
    """What a reference is made of."""

    @property
    def name(self) -> str:
        """The folder's name."""

    @property
    def checksum(self) -> str:
        """sha256 of the weights."""


def reference(model: ReadModel) -> ModelRef:
    """What a result says of the model that made it."""
    return ModelRef(model.name, model.checksum)
