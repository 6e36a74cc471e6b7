"""A model folder opened without torch; ``textnn.checkpoints`` says what is in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from textnn.errors import UserError

Floats = NDArray[np.float32]
Whole = NDArray[np.int64]

T = TypeVar("T")

_BYTES = np.arange(256)[:, None]
_PAIRS = (np.hstack([_BYTES & 15, _BYTES >> 4]) - 8).astype(np.float32).view(np.uint64)
"""Byte of two numbers of 4 bits -> both as float32, taken for one number; shape (256, 1)."""


@dataclass(frozen=True)
class Rows:
    """A table that stays packed; the rows that are asked for become float32.

    Attributes:
        packed: int8 or fp16 of shape (rows, columns), or uint8 with two numbers a byte, of shape
            (rows, columns / 2)
        scale: fp16, shape (rows, 1); ``None`` where ``packed`` is fp16
    """

    packed: NDArray[Any]
    scale: NDArray[np.float16] | None

    def __getitem__(self, rows: Whole | slice) -> Floats:
        """Rows as float32, shape (*rows.shape, columns)."""
        taken = self.packed[rows]
        if self.scale is None:
            return np.asarray(taken, np.float32)
        small = taken.dtype == np.int8
        whole: Floats = taken.astype(np.float32) if small else _PAIRS[taken, 0].view(np.float32)
        whole *= self.scale[rows].astype(np.float32)
        return whole


@dataclass(frozen=True)
class ModelFolder:
    """What a model folder holds, its weights as they are stored.

    Attributes:
        name: the folder's name.
        kind: of network.
        sizes: what stands in config.json besides.
        stored: name -> array, as ``checkpoints.pack`` stores it.
        vocabulary: tokens in id order; empty where the model has none.
        forms: written forms in id order; empty where the model has none.
        checksum: sha256 of the weights.
        metrics: figures and where they come from.
    """

    name: str
    kind: str
    sizes: Mapping[str, Any]
    stored: Mapping[str, NDArray[Any]]
    vocabulary: tuple[str, ...]
    forms: tuple[str, ...]
    checksum: str
    metrics: dict[str, Any]

    def rows(self, name: str) -> Rows:
        """The table called ``name``, which stays packed."""
        for form in ("int8", "int4"):
            if f"{name}.{form}" in self.stored:
                return Rows(self.stored[f"{name}.{form}"], self.stored[f"{name}.scale"])
        return Rows(self.stored[name], None)

    def weight(self, name: str) -> Floats:
        """The whole of a weight as float32."""
        return self.rows(name)[:]


def linear(folder: ModelFolder, name: str) -> tuple[Floats, Floats]:
    """Weights of a linear layer, (inputs, outputs), and its bias, (outputs,); 0 if it has none."""
    weight = folder.weight(f"{name}.weight")
    bias = f"{name}.bias"
    has = bias in folder.stored
    own = folder.weight(bias) if has else np.zeros(len(weight), np.float32)
    return np.ascontiguousarray(weight.T), own


def opening(read: Callable[[Path], T]) -> Callable[[Path], T]:
    """``read``, whose errors say that the model folder is missing or damaged."""

    @wraps(read)
    def opened(folder: Path) -> T:
        try:
            return read(folder)
        except (OSError, KeyError, TypeError, ValueError, RuntimeError, SafetensorError) as error:
            raise UserError("model-unusable", name=folder.name) from error

    return opened


def read_folder(folder: Path) -> ModelFolder:
    """Reads a model folder.

    Raises:
        OSError, KeyError, TypeError, ValueError, SafetensorError: a file is missing or damaged, or
            the weights are not those of the metrics file.
    """
    sizes, metrics = _read_json(folder / "config.json"), _read_json(folder / "metrics.json")
    kind = sizes.pop("kind")
    found = checksum(folder / "weights.safetensors")
    if found != metrics["sha256"]:
        raise ValueError("sha256 of the weights differs from metrics.json")
    return ModelFolder(
        folder.name,
        kind,
        {key: tuple(value) if isinstance(value, list) else value for key, value in sizes.items()},
        load_file(folder / "weights.safetensors"),
        _read_tokens(folder / "vocabulary.txt", sizes.get("words", 0)),
        _read_tokens(folder / "forms.txt", sizes.get("forms", 0)),
        found,
        metrics,
    )


def checksum(path: Path) -> str:
    """sha256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_tokens(path: Path, size: int) -> tuple[str, ...]:
    """The ``size`` tokens of a vocabulary; a model without has no such file."""
    tokens = path.read_text(encoding="utf-8").split("\n")[:-1] if size else []
    if len(tokens) != size:
        raise ValueError(f"{path.name} has {len(tokens)} lines, not {size}")
    return tuple(tokens)


def _read_json(path: Path) -> dict[str, Any]:
    data = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(data, dict):
        raise ValueError(f"{path.name} is not an object")
    return data
