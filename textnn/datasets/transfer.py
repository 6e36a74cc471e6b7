"""Bring one file from a folder or a web address: resumed, retried, with clear errors."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

import httpx

from textnn.datasets.manifest import Remote
from textnn.errors import UserError

BLOCK = 1 << 16
"""Bytes copied at a time from a folder."""

ATTEMPTS = 3
"""Connections tried for a file whose transfer breaks off."""

Progress = Callable[[str, int, int], None]
"""Called with path, bytes done and bytes in all (0: not known); may raise to cancel."""


class Absent(UserError):
    """The source does not have the file."""


class DownloadSource(Protocol):
    """Somewhere files come from."""

    def bring(self, file: Remote, part: Path, progress: Progress) -> None:
        """Write ``file`` to ``part``, carrying on from what already stands there.

        A part is only carried on where its sha256 is known beforehand, so that two different
        versions can never be glued together unnoticed.

        Raises:
            Absent: the source does not have it.
            UserError: it could not be read, or written.
        """


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder with the manifest's relative paths in it."""

    root: Path

    def bring(self, file: Remote, part: Path, progress: Progress) -> None:
        """Copy ``root / file.path``; see ``DownloadSource``."""
        origin = self.root / file.path
        if not origin.is_file():
            raise Absent("not-found", "source", path=file.path, root=self.root)
        done, total = 0, origin.stat().st_size
        with writing(part), origin.open("rb") as stream, part.open("wb") as out:
            while block := stream.read(BLOCK):
                done += out.write(block)
                progress(file.path, done, total)


@dataclass(frozen=True, slots=True)
class Web:
    """Web addresses: the files' own, or below ``base`` where one is given."""

    client: httpx.Client
    base: str = ""

    def address(self, file: Remote) -> str:
        """Where ``file`` is looked for."""
        return f"{self.base.rstrip('/')}/{quote(file.path)}" if self.base else file.url

    def bring(self, file: Remote, part: Path, progress: Progress) -> None:
        """Download; see ``DownloadSource``. Tries ``ATTEMPTS`` times where the line breaks."""
        address = self.address(file)
        if not file.sha256:
            part.unlink(missing_ok=True)
        broken: Exception | None = None
        for _ in range(ATTEMPTS):
            if file.sha256 and part.exists() and part.stat().st_size >= file.bytes > 0:
                return
            try:
                if _download(self.client, address, file, part, progress):
                    return
            except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
                raise _offline(address) from error
            except httpx.TransportError as error:
                broken = error
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise UserError("bad-address", "download", address=address) from error
            if not file.sha256:
                part.unlink(missing_ok=True)
        raise UserError(
            "broken-transfer",
            "resumable" if file.sha256 else "",
            address=address,
            attempts=ATTEMPTS,
        ) from broken


def _download(
    client: httpx.Client, address: str, file: Remote, part: Path, progress: Progress
) -> bool:
    """One connection; whether the file is now as long as the server (or the manifest) says."""
    start = part.stat().st_size if part.exists() else 0
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={start}-"} if start else {})
    with client.stream("GET", address, headers=headers, follow_redirects=True) as response:
        if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            part.unlink()
            return False
        _check(response, address)
        if not _continues(response, start):
            start = 0
        total = start + int(response.headers.get("Content-Length", 0)) or file.bytes
        done = _write(response, file, part, start, total, progress)
    return done >= (file.bytes or total)


def _write(
    response: httpx.Response, file: Remote, part: Path, start: int, total: int, progress: Progress
) -> int:
    done = start
    with writing(part), part.open("ab" if start else "wb") as out:
        for block in response.iter_raw():  # unbuffered: what arrived is kept if the line breaks
            done += out.write(block)
            progress(file.path, done, max(done, total))
            if 0 < file.bytes < done:
                break  # longer than it can be: the checksum will refuse it
    return done


def _continues(response: httpx.Response, start: int) -> bool:
    """Whether the answer is the rest from byte ``start`` on; servers may ignore a range."""
    partial = response.status_code == httpx.codes.PARTIAL_CONTENT
    return partial and response.headers.get("Content-Range", "").startswith(f"bytes {start}-")


def _check(response: httpx.Response, address: str) -> None:
    if response.is_success:
        return
    status = response.status_code
    if status in (httpx.codes.NOT_FOUND, httpx.codes.GONE):
        raise Absent("not-found", "download", address=address)
    raise UserError("refused", address=address, status=status)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Around file work: an ``OSError`` becomes a ``UserError`` that names ``path``."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise UserError("disk-full", folder=path.parent) from error
        reason, where = error.strerror or error, error.filename or path
        raise UserError("disk", where=where, reason=reason) from error


def check_room(file: Remote, part: Path) -> None:
    """Refuse to begin what cannot fit.

    Raises:
        UserError: fewer bytes are free than ``file`` still needs.
    """
    have = part.stat().st_size if part.exists() else 0
    if shutil.disk_usage(part.parent).free < file.bytes - have:
        raise UserError("disk-full", folder=part.parent)


def _offline(address: str) -> UserError:
    host = httpx.URL(address).host
    return UserError("offline", host=host)
