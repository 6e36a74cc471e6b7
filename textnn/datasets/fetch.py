"""``textnn fetch``: data sets into the data folder, each file checked before it gets its name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import httpx
from tqdm import tqdm

from textnn.datasets.convert import CONVERTERS
from textnn.datasets.manifest import DataSet, Remote, find, load_manifest
from textnn.datasets.transfer import (
    Absent,
    DownloadSource,
    Folder,
    Progress,
    Web,
    check_room,
    writing,
)
from textnn.errors import UserError
from textnn.locale import Given

CHECKSUMS = "checksums.json"
"""In the data folder: sha256 seen on first download, for files without a published one."""


class Tell(Protocol):
    """Hears a sentence for the person."""

    def __call__(self, name: str, /, **values: object) -> None:
        """``name`` of a catalogue's sentence, and the values for its places."""


def ignore_bytes(path: str, done: int, total: int) -> None:
    """A ``Progress`` for callers who do not watch."""


def say_nothing(name: str, /, **values: object) -> None:
    """A ``Tell`` for callers who do not listen."""


def fetch(
    name: str,
    *,
    folder: Path,
    source: str | None = None,
    progress: Progress = ignore_bytes,
    tell: Tell = say_nothing,
    manifest: Mapping[str, DataSet] | None = None,
    client: httpx.Client | None = None,
) -> tuple[Path, ...]:
    """Fetch one data set; what is already there and whole is not fetched again.

    A file is downloaded as ``….part``, carried on after a break, compared with its sha256 and only
    then renamed. Where no sha256 is published, the one seen first is written to ``checksums.json``
    and later downloads are held to it (trust on first use); ``tell`` says so.

    Args:
        name: a name of the manifest.
        folder: data folder; made if need be.
        source: a folder, or a web address, that holds the same relative paths; None: the public
            addresses. With a source, prepared files come before public ones.
        progress: hears of every block.
        tell: hears the licence before the first byte, then everything worth knowing.
        manifest: None: the shipped one.
        client: the HTTP client; None: one with a time limit of 30 s for every wait.

    Returns:
        The files that are now there, converted ones last.

    Raises:
        UserError: unknown name, nothing public, offline, refused, wrong checksum, disk full.
    """
    entry = find(name, dict(manifest or load_manifest()))
    tell("cli_licence", name=name, licence=Given(entry.licence))
    tell("cli_note", note=Given(entry.note))
    if source is None and not entry.public:
        raise UserError("no-public-address", name=name)
    with _source(source, client) as origin:
        files, public = _bring_all(entry, origin, source is not None, folder, progress, tell)
    if public and entry.convert:
        with writing(folder):
            files += CONVERTERS[entry.convert](name, files, folder)
    return files


def fetch_all(
    names: Sequence[str] = (),
    *,
    folder: Path,
    source: str | None = None,
    progress: Progress = ignore_bytes,
    tell: Tell = say_nothing,
    manifest: Mapping[str, DataSet] | None = None,
    client: httpx.Client | None = None,
) -> dict[str, tuple[Path, ...] | UserError]:
    """``fetch`` sets, one after another; a set that fails does not stop the others.

    Args:
        names: none: all, without a source those that have a public address.
    """
    sets = dict(manifest or load_manifest())
    results: dict[str, tuple[Path, ...] | UserError] = {}
    for name in names or [name for name, entry in sets.items() if source or entry.public]:
        try:
            results[name] = fetch(
                name, folder=folder, source=source, progress=progress, tell=tell,
                manifest=sets, client=client,
            )  # fmt: skip
        except UserError as error:
            results[name] = error
    return results


@contextmanager
def bars() -> Iterator[Progress]:
    """A ``Progress`` that draws one tqdm bar a file, one after another, on standard error."""
    shown: list[tuple[str, tqdm[None]]] = []

    def draw(path: str, done: int, total: int) -> None:
        if not shown or shown[-1][0] != path:
            close()
            shown.append((path, tqdm(desc=path, total=total or None, unit="B", unit_scale=True)))
        bar = shown[-1][1]
        bar.update(done - bar.n)

    def close() -> None:
        for _, bar in shown[-1:]:
            bar.close()

    try:
        yield draw
    finally:
        close()


@contextmanager
def _source(source: str | None, client: httpx.Client | None) -> Iterator[DownloadSource]:
    web = source is None or source.startswith(("http://", "https://"))
    if not web and not Path(source or "").is_dir():
        raise UserError("no-source", source=source)
    if not web:
        yield Folder(Path(source or ""))
    elif client is not None:
        yield Web(client, source or "")
    else:
        with httpx.Client(timeout=30) as own:
            yield Web(own, source or "")


def _bring_all(
    entry: DataSet,
    origin: DownloadSource,
    prepared: bool,
    folder: Path,
    progress: Progress,
    tell: Tell,
) -> tuple[tuple[Path, ...], bool]:
    """The files, and whether they are the public ones, the second choice where both may be had."""
    missing: Absent | None = None
    for files in (entry.prepared if prepared else (), entry.public):
        try:
            if files:
                paths = tuple(_one(file, origin, folder, progress, tell) for file in files)
                return paths, files is entry.public
        except Absent as error:
            missing = missing or error
    raise missing or UserError("no-public-address", name=entry.name)


def _one(
    file: Remote, origin: DownloadSource, folder: Path, progress: Progress, tell: Tell
) -> Path:
    target = folder / file.path
    part = target.with_name(f"{target.name}.part")
    file = replace(file, sha256=file.sha256 or _seen(folder).get(file.path, ""))
    if target.is_file():
        found = digest(target)
        if found == (file.sha256 or found):
            if not file.sha256:
                _remember(folder, file.path, found, tell)
            return target
        tell("cli_sha256_differs", path=file.path)
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        check_room(file, part)
        origin.bring(file, part, progress)
        found = _checked(file, part)
        if not file.sha256:
            _remember(folder, file.path, found, tell)
        part.replace(target)
    return target


def digest(path: Path) -> str:
    """The file's sha256 in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _checked(file: Remote, part: Path) -> str:
    found = digest(part)
    size = part.stat().st_size
    if (file.sha256 and found != file.sha256) or (file.bytes and size != file.bytes):
        part.unlink()
        raise UserError("bad-checksum", path=file.path, sha256=found[:12])
    return found


def _seen(folder: Path) -> dict[str, str]:
    path = folder / CHECKSUMS
    try:
        data = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        return {str(key): str(value) for key, value in data.items()}
    except (ValueError, AttributeError) as error:
        raise UserError("bad-checksums", path=path) from error


def _remember(folder: Path, path: str, found: str, tell: Tell) -> None:
    tell("cli_sha256_noted", path=path, sha256=found[:12], checksums=CHECKSUMS)
    known = _seen(folder) | {path: found}
    part = folder / f"{CHECKSUMS}.part"
    part.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    part.replace(folder / CHECKSUMS)
