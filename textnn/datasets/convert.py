"""Public files as their makers publish them become textnn's own layout."""

from __future__ import annotations

import gzip
import io
import tarfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textnn.datasets.jsonl import fault, read_lines

Converter = Callable[[str, tuple[Path, ...], Path], tuple[Path, ...]]
"""(name of the set, its public files, data folder) -> files written."""

CIFAR10 = (
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
)  # fmt: skip
DRAWINGS = 2500
"""Quick, Draw! pictures taken of each class; every sixth goes to the test part."""


def idx(name: str, files: tuple[Path, ...], folder: Path) -> tuple[Path, ...]:
    """MNIST's idx files (``train-images…``, ``t10k-labels…``) -> ``images/NAME.npz``.

    Raises:
        UserError: damaged file.
    """
    arrays = {}
    for path in files:
        letter = "x" if "images" in path.name else "y"
        arrays[f"{letter}_{'train' if path.name.startswith('train') else 'test'}"] = read_idx(path)
    return (_save(folder / "images" / f"{name}.npz", arrays),)


def read_idx(path: Path) -> NDArray[np.uint8]:
    """A gzipped idx file of unsigned bytes: its array, of 1 to 3 dimensions.

    The file is: two zero bytes, 8 (unsigned byte), the number of dimensions, each dimension as a
    big-endian 32-bit number, then the values, the last dimension running fastest.

    Raises:
        UserError: damaged, or not such a file.
    """
    try:
        raw = gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        raise _damaged(path) from error
    dims = raw[3] if raw[:3] == b"\0\0\x08" and len(raw) > 3 else 0
    if not dims or len(raw) < 4 + 4 * dims:
        raise _damaged(path)
    shape = tuple(int(n) for n in np.frombuffer(raw, ">u4", dims, 4))
    values = np.frombuffer(raw, np.uint8, offset=4 + 4 * dims)
    if len(values) != np.prod(shape, dtype=np.int64):
        raise _damaged(path)
    return values.reshape(shape)


def cifar10(name: str, files: tuple[Path, ...], folder: Path) -> tuple[Path, ...]:
    """Toronto's binary archive -> ``images/NAME.npz`` with x (n, 32, 32, 3), y and classes.

    Every record is a label byte and 3,072 bytes: red, green, blue plane of 32 rows of 32.

    Raises:
        UserError: damaged archive.
    """
    parts: dict[str, list[NDArray[np.uint8]]] = {"train": [], "test": []}
    for member, raw in _members(files[0]):
        if member.endswith(".bin"):
            if len(raw) % 3073:
                raise _damaged(files[0])
            records = np.frombuffer(raw, np.uint8).reshape(-1, 3073)
            parts["test" if "test" in member else "train"].append(records)
    if not all(parts.values()):
        raise _damaged(files[0])
    arrays: dict[str, NDArray[Any]] = {"classes": np.array(CIFAR10)}
    for split, batches in parts.items():
        records = np.concatenate(batches)
        arrays[f"x_{split}"] = records[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
        arrays[f"y_{split}"] = records[:, 0]
    return (_save(folder / "images" / f"{name}.npz", arrays),)


def quickdraw(name: str, files: tuple[Path, ...], folder: Path) -> tuple[Path, ...]:
    """Quick, Draw!'s ``CLASS.npy`` (n, 784) -> ``images/NAME.npz``, ``DRAWINGS`` of each class.

    Raises:
        UserError: damaged file.
    """
    drawings = [_drawings(path) for path in files]
    pictures = np.concatenate(drawings)
    labels = np.repeat(np.arange(len(files), dtype=np.uint8), [len(own) for own in drawings])
    test = np.arange(len(labels)) % 6 == 5
    arrays = {
        "classes": np.array([path.stem for path in files]),
        "x_train": pictures[~test],
        "y_train": labels[~test],
        "x_test": pictures[test],
        "y_test": labels[test],
    }
    return (_save(folder / "images" / f"{name}.npz", arrays),)


def uner(name: str, files: tuple[Path, ...], folder: Path) -> tuple[Path, ...]:
    """UNER's ``…-SPLIT.iob2`` -> ``ner/NAME.SPLIT.conll.gz``: token, tab, IOB2 tag.

    The columns are number, token, tag, and who annotated it; lines with # are comments. The
    tokens keep their split contractions; joining them takes the treebank, which is not here.

    Raises:
        UserError: a line without a number, a token and a tag; says which.
    """
    return tuple(
        _write_gzip(
            folder / "ner" / f"{name}.{path.stem.rsplit('-', 1)[-1]}.conll.gz",
            "".join(_conll(path)).encode(),
        )
        for path in files
    )


CONVERTERS: dict[str, Converter] = {
    "idx": idx,
    "cifar10": cifar10,
    "quickdraw": quickdraw,
    "uner": uner,
}
"""By the manifest's ``convert``."""


def _conll(path: Path) -> Iterator[str]:
    for number, line in read_lines(path):
        fields = line.split("\t")
        if not line.strip():
            yield "\n"
        elif len(fields) >= 3 and fields[0].isdigit():
            yield f"{fields[1]}\t{fields[2]}\n"
        elif not line.startswith("#"):
            raise fault(path, number, "expected_number_token_tag")


def _members(path: Path) -> Iterator[tuple[str, bytes]]:
    """Names and contents of an archive's files, read in memory: nothing is unpacked to disk."""
    try:
        with tarfile.open(path, "r:gz") as archive:
            for member in archive:
                stream = archive.extractfile(member) if member.isfile() else None
                if stream is not None:
                    yield member.name, stream.read()
    except (tarfile.TarError, OSError, EOFError, zlib.error) as error:
        raise _damaged(path) from error


def _drawings(path: Path) -> NDArray[np.uint8]:
    try:
        rows = np.load(path, mmap_mode="r", allow_pickle=False)[:DRAWINGS]
        return np.asarray(rows, np.uint8).reshape(-1, 28, 28)
    except (OSError, ValueError, EOFError, IndexError) as error:
        raise _damaged(path) from error


def _save(path: Path, arrays: dict[str, NDArray[Any]]) -> Path:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)  # type: ignore[arg-type]
    return _write(path, buffer.getvalue())


def _write_gzip(path: Path, raw: bytes) -> Path:
    return _write(path, gzip.compress(raw, mtime=0))


def _write(path: Path, raw: bytes) -> Path:
    """Write whole or not at all; a file that is already there is kept."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.part")
        part.write_bytes(raw)
        part.replace(path)
    return path


def _damaged(path: Path) -> Exception:
    return fault(path, 0, "damaged")
