"""Lines of plain, gzip and xz text files, with errors that name the file and the line."""

from __future__ import annotations

import gzip
import json
import lzma
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

from textnn.errors import UserError
from textnn.locale import Sentence

_COMPRESSED = (".gz", ".xz")


def plain_suffix(path: Path) -> str:
    """The suffix under the compression: ``.jsonl`` for ``a.jsonl`` and for ``a.jsonl.gz``."""
    return (path.with_suffix("") if path.suffix in _COMPRESSED else path).suffix.lower()


def fault(path: Path, line: int, why: str, /, **values: object) -> UserError:
    """A ``bad-dataset`` error that says where: file name, line (from 1; 0: the file as a whole).

    Args:
        why: name of the sentence ``fault_<why>``, which ``values`` fill.
    """
    reason = Sentence(f"fault_{why}", **values)
    if not line:
        return UserError("bad-dataset", "file", name=path.name, reason=reason)
    return UserError("bad-dataset", name=path.name, line=line, reason=reason)


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Number (from 1) and text of every line, without its line end and without a byte order mark.

    Only LF and CR LF end a line, so separators such as U+2028 stay inside theirs. The file is
    streamed: memory holds one line.

    Raises:
        UserError: no such file, cut or damaged compression, or bytes that are not UTF-8.
    """
    number = 0
    try:
        with _open(path) as stream:
            for number, line in enumerate(stream, start=1):
                yield number, _decode(path, number, line)
    except FileNotFoundError as error:
        raise UserError("no-dataset", path=path) from error
    except EOFError as error:
        raise fault(path, number + 1, "compressed_cut") from error
    except (gzip.BadGzipFile, lzma.LZMAError, zlib.error) as error:
        raise fault(path, number + 1, "compressed_damaged") from error
    except OSError as error:
        raise fault(path, number + 1, "unreadable", reason=error.strerror or error) from error


def _open(path: Path) -> IO[bytes]:
    if path.suffix == ".gz":
        return cast(IO[bytes], gzip.open(path, "rb"))
    if path.suffix == ".xz":
        return lzma.open(path, "rb")
    return path.open("rb")


def _decode(path: Path, number: int, line: bytes) -> str:
    try:
        return line.rstrip(b"\r\n").decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        raise fault(path, number, "not_utf8") from error


def read_records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line number and object of every non-blank line of a JSON-lines file, streamed.

    Raises:
        UserError: as ``read_lines``, or a line that is not one JSON object.
    """
    for number, line in read_lines(path):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise fault(path, number, "not_valid_json") from error
        if not isinstance(record, dict):
            raise fault(path, number, "expected_json_object")
        yield number, record


def read_json(path: Path) -> Any:
    """The one JSON value in a whole file, which may be compressed.

    Raises:
        UserError: as ``read_lines``, or the file is not JSON.
    """
    try:
        return json.loads("\n".join(line for _, line in read_lines(path)))
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        raise fault(path, line, "not_valid_json") from error


def string_field(path: Path, line: int, record: dict[str, Any], key: str) -> str:
    """``record[key]`` as a string; missing or null is ``""``.

    Raises:
        UserError: another type, or half a surrogate pair, which no encoder could write again.
    """
    value = record.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise fault(path, line, "field_must_string", key=key)
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise fault(path, line, "half_character", key=key) from error
    return value
