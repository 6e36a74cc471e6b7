"""Rows of a CSV, JSON-lines or Parquet file, each with its text; a bad row is an error, no more."""

from __future__ import annotations

import csv
import gzip
import io
import json
import lzma
import sys
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from textnn.batches.parquet import ENDING, count_parquet, read_parquet
from textnn.errors import UserError
from textnn.text.words import fold

LINES = (".jsonl", ".ndjson", ".jsonl.gz", ".jsonl.xz")
COLUMNS = (".csv", ".tsv", ".csv.gz", ".csv.xz")
TABLE_ENDINGS = (*LINES, *COLUMNS, ENDING)

TEXT_NAMES = ("text", "texto", "body", "content", "conteudo", "corpo", "artigo", "article")
TITLE_NAMES = ("title", "titulo", "headline", "manchete")
"""Columns that hold text and title if nobody says which, accents and case ignored."""

LINE_BYTES = 8_000_000
"""Longest line of JSON."""


@dataclass(frozen=True)
class TextFields:
    """Names of the columns of text and title; empty: the first of the usual names there is."""

    text: str = ""
    title: str = ""

    def choose(self, names: list[str]) -> tuple[str, str]:
        """The columns of text and title among ``names``; that of the title may be empty.

        Raises:
            UserError: none of them holds text.
        """
        text = self.text if self.text in names else ""
        if not self.text:
            text = _first_of(TEXT_NAMES, names)
        if not text:
            wanted = self.text or ", ".join(TEXT_NAMES)
            raise UserError("batch-no-column", wanted=wanted, names=names[:20])
        title = self.title if self.title in names else ""
        return text, title if self.title else _first_of(TITLE_NAMES, names)


@dataclass(frozen=True, slots=True)
class TextRow:
    """A row: its text, its title, and what else it says."""

    text: str
    title: str
    fields: Mapping[str, object]


def _first_of(wanted: tuple[str, ...], names: list[str]) -> str:
    folded = {fold(name.strip()): name for name in reversed(names)}
    return next((folded[name] for name in wanted if name in folded), "")


def read_rows(
    path: Path, columns: TextFields, most: int, unpacked: int = 0
) -> Iterator[tuple[int, Any]]:
    """Number (from 1) and ``TextRow``, or the ``UserError`` that stands in its place.

    Args:
        path: its name tells what it is.
        columns: which hold text and title.
        most: characters of a field; a longer one is an error.
        unpacked: bytes that the file may have in all; 0: any number.

    Raises:
        OSError: the file cannot be read.
        UserError: it has more bytes.
    """
    rows = _rows(path, most, unpacked)
    number = 0
    try:
        for number, row in enumerate(rows, start=1):
            try:
                yield number, row if isinstance(row, UserError) else _text_row(row, columns)
            except UserError as error:
                yield number, error
    except (EOFError, gzip.BadGzipFile, lzma.LZMAError, zlib.error):
        yield number + 1, UserError("broken-file")


def _rows(path: Path, most: int, unpacked: int) -> Iterator[dict[str, Any] | UserError]:
    name = path.name.lower()
    if name.endswith(ENDING):
        return read_parquet(path)
    if name.endswith(LINES):
        return _json_rows(path, unpacked)
    return _csv_rows(path, most, unpacked)


def _text_row(row: Mapping[str, Any], columns: TextFields) -> TextRow:
    text, title = columns.choose([*row])
    for name in (text, title):
        if name and not isinstance(row[name], str | None):
            raise UserError("batch-not-text", name=name)
    rest = {name: value for name, value in row.items() if name not in (text, title)}
    return TextRow(row[text] or "", str(row.get(title) or ""), rest)


def count_rows(path: Path, unpacked: int = 0) -> int:
    """About how many rows a file has: it is read once, but not parsed where lines tell.

    Raises:
        OSError: the file cannot be read.
        UserError: it has more than ``unpacked`` bytes, is a damaged Parquet file, or pyarrow is
            missing.
    """
    try:
        if path.name.lower().endswith(ENDING):
            return count_parquet(path)
        if path.name.lower().endswith(LINES):
            with closing(_open(path, unpacked)) as file:
                return sum(1 for line in _bounded(file) if line is None or line.strip())
        return sum(1 for _ in _csv_rows(path, sys.maxsize >> 32, unpacked))
    except (EOFError, gzip.BadGzipFile, lzma.LZMAError, zlib.error):
        return 1


_OPENERS: Mapping[str, Any] = {".gz": gzip.open, ".xz": lzma.open}


def _open(path: Path, unpacked: int = 0) -> IO[bytes]:
    suffix = path.suffix.lower()
    opened = cast(IO[bytes], _OPENERS.get(suffix, Path.open)(path, "rb"))
    return cast(IO[bytes], io.BufferedReader(_Limited(opened, unpacked))) if unpacked else opened


class _Limited(io.RawIOBase):
    """A file that must not be longer: some hundred packed bytes may be gigabytes."""

    def __init__(self, file: Any, most: int) -> None:
        self._file, self._most, self._left = file, most, most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._file.read(len(buffer))
        self._left -= len(piece)
        if self._left < 0:
            raise UserError("too-big", limit=f"{self._most // 10**6} MB")
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._file.close()
        super().close()


def _bounded(file: IO[bytes]) -> Iterator[bytes | None]:
    """The lines of a file; ``None`` for one that is longer than ``LINE_BYTES``."""
    while line := file.readline(LINE_BYTES):
        if len(line) < LINE_BYTES or line.endswith(b"\n"):
            yield line
            continue
        while (rest := file.readline(LINE_BYTES)) and not rest.endswith(b"\n"):
            pass
        yield None


def _json_rows(path: Path, unpacked: int) -> Iterator[dict[str, Any] | UserError]:
    with closing(_open(path, unpacked)) as file:
        for line in _bounded(file):
            if line is None:
                yield UserError("batch-long-line")
            elif line.strip():
                yield _json_row(line)


def _json_row(line: bytes) -> dict[str, Any] | UserError:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return UserError("batch-bad-json")
    return row if isinstance(row, dict) else UserError("batch-bad-json")


def _csv_rows(path: Path, most: int, unpacked: int) -> Iterator[dict[str, Any] | UserError]:
    """Rows under the first line, which names the columns."""
    csv.field_size_limit(most)
    with closing(_open(path, unpacked)) as raw, _decoded(path, raw, unpacked) as file:
        head = file.readline(LINE_BYTES)
        delimiter = "\t" if ".tsv" in path.name.lower() else max(";,\t", key=head.count)
        names = next(csv.reader([head], delimiter=delimiter), [])
        rows = csv.reader(_Lines(file), delimiter=delimiter)
        while True:
            try:
                row = next(rows)
            except StopIteration:
                return
            except csv.Error:
                yield UserError("batch-bad-csv")
                continue
            if row:
                yield dict(zip(names, [*row, *[""] * (len(names) - len(row))], strict=False))


class _Lines:
    """The lines of a file; one that is longer than ``LINE_BYTES`` is a fault, and passed over."""

    def __init__(self, file: io.TextIOWrapper) -> None:
        self._file = file

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._file.readline(LINE_BYTES)
        if not line:
            raise StopIteration
        if len(line) < LINE_BYTES or line.endswith("\n"):
            return line
        while (rest := self._file.readline(LINE_BYTES)) and not rest.endswith("\n"):
            pass
        raise csv.Error


def _decoded(path: Path, raw: IO[bytes], unpacked: int) -> io.TextIOWrapper:
    """``raw`` as UTF-8 if all of the file is, else as Windows-1252."""
    try:
        with closing(_open(path, unpacked)) as file, io.TextIOWrapper(file, "utf-8-sig") as text:
            while text.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return io.TextIOWrapper(raw, "cp1252", errors="replace", newline="")
    return io.TextIOWrapper(raw, "utf-8-sig", newline="")
