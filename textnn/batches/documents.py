"""What a batch reads: one document after the other, with what tells whether it has changed.

A document is bytes that are parsed later, in a worker, or one clear sentence why it is none. Each
source is walked in an order that does not change, and no more than one document is in memory.
"""

from __future__ import annotations

import hashlib
import os
import stat
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from textnn.batches.feeds import MOST_BYTES, count_items, kind_of_xml, read_feed, read_sitemap
from textnn.batches.mail import ENDING as MAIL
from textnn.batches.mail import count_messages, read_messages
from textnn.batches.rows_of_files import (
    TABLE_ENDINGS,
    TextFields,
    TextRow,
    count_rows,
    read_rows,
)
from textnn.config import Settings
from textnn.errors import UserError

SKIPPED = {"__MACOSX", "Thumbs.db", "desktop.ini"}
"""What systems leave in folders; like hidden files it is passed over."""


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A document before it is parsed.

    Attributes:
        source: where it stands: a path below what was given, with ``#`` and a number for a row.
        content: its bytes, those of a file or of the text of a row.
        kind: ``"file"``: what it is tells itself; ``"text"``: UTF-8; ``"address"``: of a page that
            is opened when it is parsed.
        title: what a row says of it.
        fields: the other columns of its row.
        error: why it cannot be read; ``None``: it can.
    """

    source: str
    content: bytes = b""
    kind: str = "file"
    title: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)
    error: UserError | None = None

    @property
    def digest(self) -> str:
        """sha256 of what it says, hexadecimal; empty where it could not be read.

        Of a page it is that of its address and of when its sitemap says it last changed.
        """
        if self.error and not self.content:
            return ""
        return hashlib.sha256(self.content + b"\0" + self.title.encode()).hexdigest()


_BROKEN_ZIP = (zipfile.BadZipFile, UnicodeDecodeError, NotImplementedError, EOFError)
"""What ``zipfile`` raises over a file that is none, or a damaged one."""


@dataclass(frozen=True)
class Documents:
    """The documents in a folder, a zip file, a table, a mailbox, a feed, or one file.

    The pages of a sitemap are opened only where the sitemap itself is what somebody named, and
    only if ``opens`` says so.

    Args:
        path: what somebody named.
        settings: limits.
        columns: which columns of tables hold text and title.
        out: where the results go: it is none of the documents.
        opens: whether pages may be opened; not for files that strangers send.
        unpacked: bytes that a table or feed may have when it is unpacked; 0: any number.
    """

    path: Path
    settings: Settings
    columns: TextFields = field(default_factory=TextFields)
    out: Path | None = None
    opens: bool = False
    unpacked: int = 0

    def __iter__(self) -> Iterator[RawDocument]:
        """Each document in turn.

        Raises:
            UserError: the source itself cannot be read.
        """
        if self.path.is_dir():
            yield from self._folder(self.path)
        else:
            yield from self._file(self.path, self.path.name)

    def count(self) -> int:
        """How many there are, without reading them whole.

        Raises:
            UserError: the source itself cannot be read.
        """
        if not self.path.exists():
            raise UserError("unreadable-file", name=self.path)
        paths = self._paths(self.path) if self.path.is_dir() else [self.path]
        return sum(map(self._count_in, paths))

    def _count_in(self, path: Path) -> int:
        try:
            return self._count_of(path) if path.is_file() else 1
        except UserError as error:
            if path == self.path and error.code == "not-installed":
                raise
            return 1
        except (OSError, *_BROKEN_ZIP):
            return 1

    def _count_of(self, path: Path) -> int:
        if path.suffix.lower() == ".zip":
            with zipfile.ZipFile(path) as file:
                return sum(1 for _ in _members(file))
        if is_table(path):
            return count_rows(path, self.unpacked)
        if path.name.lower().endswith(MAIL):
            return count_messages(path)
        kind = kind_of_xml(path)
        if kind == "feed":
            return count_items(path, self._feed_bytes)
        opened = kind == "sitemap" and self.opens and path == self.path
        return sum(1 for _ in read_sitemap(path)) if opened else 1

    def _paths(self, folder: Path) -> Iterator[Path]:
        """Files in and below ``folder``, sorted by name; links to folders are not followed."""
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError:
            yield folder  # it is said there that it cannot be read
            return
        for entry in entries:
            path = folder / entry.name
            if entry.name.startswith(".") or entry.name in SKIPPED or self._is_out(path):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from self._paths(path)
            else:
                yield path

    def _is_out(self, path: Path) -> bool:
        """Whether it is the output, or the SQLite file beside it."""
        if self.out is None:
            return False
        return path.absolute() in (self.out.absolute(), self.out.absolute().with_suffix(".db"))

    def _folder(self, root: Path) -> Iterator[RawDocument]:
        inside = root.resolve()
        for path in self._paths(root):
            name = _printable(path.relative_to(root).as_posix())
            if path.is_symlink() and not _leads_into(path, inside):
                yield RawDocument(name, error=UserError("batch-link"))
            elif path.is_symlink() and path.is_dir():
                yield RawDocument(name, error=UserError("batch-link", "folder"))
            else:
                yield from self._file(path, name)

    def _file(self, path: Path, name: str) -> Iterator[RawDocument]:
        try:
            yield from self._opened(path, name)
        except UserError as error:
            yield RawDocument(name, error=error)
        except (OSError, *_BROKEN_ZIP) as error:
            broken = isinstance(error, _BROKEN_ZIP)
            yield RawDocument(
                name,
                error=UserError("broken-file") if broken else UserError("batch-unreadable"),
            )

    def _opened(self, path: Path, name: str) -> Iterator[RawDocument]:
        if not stat.S_ISREG(path.stat().st_mode):
            raise UserError("batch-unreadable")  # a pipe would never end
        if path.suffix.lower() == ".zip":
            yield from self._zip(path, name)
        elif is_table(path):
            most = 4 * self.settings.max_chars
            yield from _rows(name, read_rows(path, self.columns, most, self.unpacked))
        elif path.name.lower().endswith(MAIL):
            yield from self._mail(path, name)
        elif kind := kind_of_xml(path):
            yield from self._xml(kind, path, name)
        else:
            yield self._document(name, lambda: read_regular(path, self.settings.upload_bytes))

    def _mail(self, path: Path, name: str) -> Iterator[RawDocument]:
        for part in read_messages(path, 2 * self.settings.upload_bytes):
            source = _printable(f"{name}#{part.name}")
            if part.error:
                yield RawDocument(source, error=part.error)
            else:
                kind = "file" if part.attached else "text"
                yield RawDocument(source, part.content, kind, part.title, part.fields)

    def _xml(self, kind: str, path: Path, name: str) -> Iterator[RawDocument]:
        if kind == "feed":
            yield from _rows(name, enumerate(read_feed(path, self._feed_bytes), start=1))
        elif kind == "index":
            raise UserError("batch-sitemap", "index")
        elif path != self.path or not self.opens:
            raise UserError("batch-sitemap")
        elif not self.settings.fetch:
            raise UserError("fetch-off")
        else:
            for page in read_sitemap(path):
                content = f"{page.address}\0{page.changed}".encode("utf-8", "backslashreplace")
                yield RawDocument(page.address, content, "address")

    @property
    def _feed_bytes(self) -> int:
        """Of strangers only as many as of an article: a feed takes two seconds a megabyte."""
        return min(MOST_BYTES, self.settings.upload_bytes) if self.unpacked else MOST_BYTES

    def _document(self, name: str, read: Callable[[], bytes]) -> RawDocument:
        try:
            content = read()
        except UserError as error:
            return RawDocument(name, error=error)
        if len(content) > self.settings.upload_bytes:
            return RawDocument(name, error=UserError("too-big", limit=self.settings.upload_limit))
        return RawDocument(name, content)

    def _zip(self, path: Path, name: str) -> Iterator[RawDocument]:
        with zipfile.ZipFile(path) as file:
            met = Counter[str]()
            for info in _members(file):
                inner = _printable(f"{name}/{info.filename}")
                met[inner] += 1
                if met[inner] > 1:
                    inner = f"{inner}#{met[inner]}"
                yield self._document(inner, lambda info=info: self._unpacked(file, info))  # type: ignore[misc]

    def _unpacked(self, file: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
        """A member of a zip file; never more of it than is allowed, whatever its header says."""
        if info.flag_bits & 1:
            raise UserError("encrypted-file")
        if is_table(Path(info.filename)) or info.filename.lower().endswith(".zip"):
            raise UserError("batch-nested")
        try:
            with file.open(info) as member:
                return member.read(self.settings.upload_bytes + 1)
        except Exception as error:  # there is no list of what a broken zip file can raise
            raise UserError("broken-file") from error


def _rows(name: str, rows: Iterable[tuple[int, TextRow | UserError]]) -> Iterator[RawDocument]:
    for number, row in rows:
        source = f"{name}#{number}"
        if isinstance(row, UserError):
            yield RawDocument(source, error=row)
        else:
            content = row.text.encode("utf-8", "backslashreplace")
            yield RawDocument(source, content, "text", row.title, row.fields)


def is_table(path: Path) -> bool:
    """Whether a file holds many documents, told by its name."""
    return path.name.lower().endswith(TABLE_ENDINGS)


def read_regular(path: Path, most: int) -> bytes:
    """A file as it is, and not more than one byte over ``most`` of it.

    Raises:
        UserError: it is no file (a pipe would never end), cannot be read, or changes meanwhile.
    """
    try:
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(number, "rb") as file:
            before = os.fstat(number)
            if not stat.S_ISREG(before.st_mode):
                raise UserError("batch-unreadable")
            content = file.read(most + 1)
            after = os.fstat(number)
    except OSError as error:
        raise UserError("batch-unreadable") from error
    if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size):
        raise UserError("batch-changed")
    return content


def _leads_into(link: Path, folder: Path) -> bool:
    try:
        return link.resolve().is_relative_to(folder)
    except (OSError, RuntimeError):  # a circle of links
        return False


def _members(file: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    for info in file.infolist():
        parts = info.filename.split("/")
        hidden = any(part.startswith(".") or part in SKIPPED for part in parts if part != "..")
        if not info.is_dir() and not hidden:
            yield info


def _printable(name: str) -> str:
    """A file's name as text; bytes that are none are written out."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
