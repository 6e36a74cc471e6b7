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
from textnn.text.normalize import fold

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


def read_rows(path: Path, columns: TextFields, most: int) -> Iterator[tuple[int, Any]]:
    """Number (from 1) and ``TextRow``, or the ``UserError`` that stands in its place.

    Args:
        path: its name tells what it is.
        columns: which hold text and title.
        most: characters of a field; a longer one is an error.

    Raises:
        OSError: the file cannot be read.
    """
    rows = _rows(path, most)
    number = 0
    try:
        for number, row in enumerate(rows, start=1):
            try:
                yield number, row if isinstance(row, UserError) else _text_row(row, columns)
            except UserError as error:
                yield number, error
    except (EOFError, gzip.BadGzipFile, lzma.LZMAError, zlib.error):
        yield number + 1, UserError("broken-file")


def _rows(path: Path, most: int) -> Iterator[dict[str, Any] | UserError]:
    name = path.name.lower()
    if name.endswith(ENDING):
        return read_parquet(path)
    return _json_rows(path) if name.endswith(LINES) else _csv_rows(path, most)


def _text_row(row: Mapping[str, Any], columns: TextFields) -> TextRow:
    text, title = columns.choose([*row])
    for name in (text, title):
        if name and not isinstance(row[name], str | None):
            raise UserError("batch-not-text", name=name)
    rest = {name: value for name, value in row.items() if name not in (text, title)}
    return TextRow(row[text] or "", str(row.get(title) or ""), rest)


def count_rows(path: Path) -> int:
    """About how many rows a file has: it is read once, but not parsed where lines tell.

    Raises:
        OSError: the file cannot be read.
        UserError: it is a damaged Parquet file, or pyarrow is missing.
    """
    try:
        if path.name.lower().endswith(ENDING):
            return count_parquet(path)
        if path.name.lower().endswith(LINES):
            with closing(_open(path)) as file:
                return sum(1 for line in _bounded(file) if line is None or line.strip())
        return sum(1 for _ in _csv_rows(path, sys.maxsize >> 32))
    except (EOFError, gzip.BadGzipFile, lzma.LZMAError, zlib.error):
        return 1


def _open(path: Path) -> IO[bytes]:
    suffix = path.suffix.lower()
    if suffix == ".gz":
        return cast(IO[bytes], gzip.open(path, "rb"))
    return cast(IO[bytes], lzma.open(path, "rb")) if suffix == ".xz" else path.open("rb")


def _bounded(file: IO[bytes]) -> Iterator[bytes | None]:
    """The lines of a file; ``None`` for one that is longer than ``LINE_BYTES``."""
    while line := file.readline(LINE_BYTES):
        if len(line) < LINE_BYTES or line.endswith(b"\n"):
            yield line
            continue
        while (rest := file.readline(LINE_BYTES)) and not rest.endswith(b"\n"):
            pass
        yield None


def _json_rows(path: Path) -> Iterator[dict[str, Any] | UserError]:
    with closing(_open(path)) as file:
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


def _csv_rows(path: Path, most: int) -> Iterator[dict[str, Any] | UserError]:
    """Rows under the first line, which names the columns."""
    csv.field_size_limit(most)
    with closing(_open(path)) as raw, _decoded(path, raw) as file:
        head = file.readline()
        delimiter = "\t" if ".tsv" in path.name.lower() else max(";,\t", key=head.count)
        names = next(csv.reader([head], delimiter=delimiter), [])
        rows = csv.reader(file, delimiter=delimiter)
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


def _decoded(path: Path, raw: IO[bytes]) -> io.TextIOWrapper:
    """``raw`` as UTF-8 if all of the file is, else as Windows-1252."""
    try:
        with closing(_open(path)) as file, io.TextIOWrapper(file, "utf-8-sig") as text:
            while text.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return io.TextIOWrapper(raw, "cp1252", errors="replace", newline="")
    return io.TextIOWrapper(raw, "utf-8-sig", newline="")
