"""Name -> ready model: checked, in evaluation mode, read once a process."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TypeVar

from torch import nn

from textnn.checkpoints import Checkpoint, load
from textnn.errors import UserError
from textnn.results import ModelRef

NetworkT = TypeVar("NetworkT", bound=nn.Module)


class Models:
    """The model folders below one folder, each loaded when first asked for.

    Args:
        folder: usually ``Settings.models``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ready: dict[str, Checkpoint] = {}
        self._lock = threading.Lock()

    def names(self) -> list[str]:
        """Models that stand there, loaded or not."""
        return sorted(path.parent.name for path in self.folder.glob("*/config.json"))

    def get(self, name: str) -> Checkpoint:
        """The model called ``name``; two threads that ask at once get the same one.

        Raises:
            UserError: missing or damaged.
        """
        with self._lock:
            if name not in self._ready:
                self._ready[name] = load(self.folder / name)
            return self._ready[name]


def network(checkpoint: Checkpoint, wanted: type[NetworkT]) -> NetworkT:
    """The checkpoint's network, known to be of the wanted class.

    Raises:
        UserError: it is a model of another kind.
    """
    if isinstance(checkpoint.model, wanted):
        return checkpoint.model
    kind = wanted.__name__.lower()
    raise UserError("wrong-model", name=checkpoint.name, found=checkpoint.kind, kind=kind)


def reference(checkpoint: Checkpoint) -> ModelRef:
    """What a result says of the model that made it."""
    return ModelRef(checkpoint.name, checkpoint.checksum)
