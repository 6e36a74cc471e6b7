"""The manifest of public data sets: where each file is, and what it must hash to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from textnn.config import DATA
from textnn.errors import UserError

MANIFEST = DATA / "datasets.json"


@dataclass(frozen=True, slots=True)
class Remote:
    """One file of a data set.

    Attributes:
        path: where it goes, relative to the data folder, with forward slashes; a class-room mirror
            or a folder copied by hand keeps the same paths.
        url: its public address; empty for prepared files, which have none of their own.
        sha256: hex digest, or empty where nobody published one: then ``basis`` says so, and the
            digest of the first download is what later ones are held to.
        bytes: size, or 0 where it is not known.
        basis: where the digest is from, or why there is none.
    """

    path: str
    url: str
    sha256: str
    bytes: int
    basis: str


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set that ``textnn fetch`` knows.

    Attributes:
        licence, note: in Portuguese and English, by ``"pt"`` and ``"en"``.
        public: files as their makers publish them.
        prepared: files in textnn's own layout, had only from a folder or mirror (``--from``).
        convert: name of the function of ``textnn.datasets.convert`` that turns the public files
            into textnn's layout; empty: they are kept as published.
    """

    name: str
    homepage: str
    licence: dict[str, str]
    note: dict[str, str]
    public: tuple[Remote, ...]
    prepared: tuple[Remote, ...]
    convert: str


def load_manifest(path: Path = MANIFEST) -> dict[str, DataSet]:
    """The data sets by name, in the manifest's order.

    Raises:
        ValueError: a missing or unknown field, or a path that leaves the data folder.
    """
    data = json.loads(path.read_text(encoding="utf-8"))
    try:
        sets = [_data_set(entry) for entry in data["sets"]]
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path.name}: {error}") from error
    return {entry.name: entry for entry in sets}


def find(name: str, manifest: dict[str, DataSet]) -> DataSet:
    """The set called ``name``.

    Raises:
        UserError: there is none; names those there are.
    """
    if name in manifest:
        return manifest[name]
    names = ", ".join(manifest)
    raise UserError("unknown-dataset", name=name, names=names)


def _data_set(entry: dict[str, Any]) -> DataSet:
    files = {kind: tuple(_remote(file) for file in entry[kind]) for kind in ("public", "prepared")}
    return DataSet(**entry | files)


def _remote(file: dict[str, Any]) -> Remote:
    path = PurePosixPath(file["path"])
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(f"path leaves the data folder: {path}")
    return Remote(
        **{"url": "", "basis": ""}
        | file
        | {"sha256": file["sha256"] or "", "bytes": file["bytes"] or 0}
    )
