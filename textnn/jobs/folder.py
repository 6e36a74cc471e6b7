"""The folder of a job: the files that were given, and the tables that came of them."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import threading
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from textnn.batches.export import FORMS, export, write_sheet
from textnn.batches.tables import OF_ARTICLES, VIEWS, Tables
from textnn.errors import UserError

TABLE_NAMES = ("articles", *OF_ARTICLES, *VIEWS, "errors")
"""What can be had alone."""

_PIECE = 1 << 20
_LONGEST = 160
"""Bytes of a file's name; a file system takes 255, and a number may come before."""

_OF_THE_DISK = ("disk", "disk-full", "batch-gone", "batch-other")
"""Codes of errors that name a path, and say how ``textnn batch`` goes on."""

_log = logging.getLogger(__name__)

File = tuple[str, BinaryIO]
"""What it is called, and its bytes."""


class JobFolder:
    """Where a job's files are.

    Args:
        path: of the folder.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.given = path / "given"
        self.database = path / "textnn.db"
        self._writing = threading.Lock()

    def put(self, files: Iterable[File], most: int) -> None:
        """Keep what was given until it is read.

        Raises:
            UserError: all together have more than ``most`` bytes, the disk takes no more, or the
                job was deleted meanwhile.
        """
        left = most
        with self.trouble():
            self.given.mkdir(mode=0o700, parents=True)
            numbers: Counter[str] = Counter()
            for name, file in files:
                with self._free(plain_name(name), numbers).open("xb") as out:
                    while piece := file.read(_PIECE):
                        left -= len(piece)
                        if left < 0:
                            raise UserError("job-too-large", most=most // 2**20)
                        out.write(piece)

    def _free(self, name: str, numbers: Counter[str]) -> Path:
        """A path of this name, with a number before it where there is one already.

        Args:
            name: that is wanted.
            numbers: name -> the last number before it.
        """
        path = self.given / name
        while path.exists():
            numbers[name] = max(2, numbers[name] + 1)
            path = self.given / f"{numbers[name]} {name}"
        return path

    def forget_given(self) -> None:
        """What was given is read: only the tables stay."""
        shutil.rmtree(self.given, ignore_errors=True)

    def remove(self) -> None:
        """Nothing of it stays, nor of a table that is being written."""
        with self._writing:
            shutil.rmtree(self.path, ignore_errors=True)

    @contextmanager
    def trouble(self) -> Iterator[None]:
        """Errors of the disk as a sentence for visitors, who are told no path of this machine."""
        try:
            yield
        except (OSError, sqlite3.Error, UserError) as error:
            if isinstance(error, UserError) and error.code not in _OF_THE_DISK:
                raise
            if not self.path.exists():
                raise UserError("no-such-job") from error  # it was deleted meanwhile
            _log.error("the files of a job: %s", error)
            raise UserError("job-disk") from error

    def table(self, name: str, form: str, delimiter: str = "") -> Path:
        """A file with one table.

        Args:
            name: of ``TABLE_NAMES``.
            form: one of ``FORMS``.
            delimiter: between the cells of a CSV file for a spreadsheet, which runs no formula of
                it; empty: a CSV file for programs.

        Raises:
            UserError: there is no such table or format, or it cannot be written.
        """
        if name not in TABLE_NAMES or form not in FORMS:
            known = [*FORMS] if name in TABLE_NAMES else [*TABLE_NAMES]
            wrong = form if name in TABLE_NAMES else name
            raise UserError("no-such-format", name=wrong[:40], names=known)
        path = self.path / f"{name}-{ord(delimiter or ' ')}.{form}"
        with self.trouble(), self._writing, self._open() as tables:
            if not path.exists():
                columns, rows = tables.rows(name)
                _written(path, lambda part: _write(part, form, delimiter, columns, rows))
        return path

    def packed(self, form: str) -> Path:
        """A zip file with all tables, or with the SQLite file (``db``).

        Raises:
            UserError: there is no such format, or it cannot be written.
        """
        if form == "db":
            return self.database
        if form not in FORMS:
            raise UserError("no-such-format", name=form[:40], names=[*FORMS, "db"])
        folder, path = self.path / form, self.path / f"tables-{form}.zip"
        with self.trouble(), self._writing, self._open() as tables:
            if not path.exists():
                folder.mkdir(exist_ok=True)
                export(tables, folder, form)
                _written(path, lambda part: _pack(folder, part))
        return path

    @contextmanager
    def _open(self) -> Iterator[Tables]:
        there = f"{self.database.absolute().as_uri()}?mode=rw"  # makes none
        with closing(sqlite3.connect(there, uri=True)) as connection:
            yield Tables(self.database, connection)


def plain_name(name: str) -> str:
    """A name that is one file of this folder, and is not passed over.

    >>> plain_name("../../.etc/senhas.txt"), plain_name("Notícia 1.txt"), plain_name("..")
    ('senhas.txt', 'Notícia 1.txt', 'documento')
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    shown = "".join(char for char in last if char.isprintable()).lstrip(". ").rstrip()
    stem, dot, ending = shown.rpartition(".")
    stem, ending = (stem, f".{ending}") if dot and len(ending) < 10 else (shown, "")
    most = _LONGEST - len(ending.encode("utf-8", "replace"))
    stem = stem.encode("utf-8", "replace")[:most].decode("utf-8", "ignore")
    return f"{stem}{ending}" if stem else "documento"


def _write(
    path: Path, form: str, delimiter: str, columns: Sequence[str], rows: Iterator[tuple[Any, ...]]
) -> None:
    if form != "csv" or not delimiter:
        FORMS[form](path, columns, rows)
    else:
        write_sheet(path, columns, rows, delimiter)


def _pack(folder: Path, path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for one in sorted(folder.iterdir()):
            file.write(one, one.name)


def _written(path: Path, write: Callable[[Path], None]) -> None:
    """A file that is there whole or not at all."""
    beside = path.with_name(f"{path.name}.part")
    try:
        write(beside)
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
