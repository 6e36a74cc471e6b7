"""Deterministic project archive (zip), parsed as untrusted input.

project.json                 format, classes, counts, seed, network, figures
head.safetensors             the head, and what it remembers of the pictures
pictures/<class>/<n>.jpg     the pictures, at most 256 pixels a side, without metadata (or .png);
                             classes and pictures are numbered from 1

Nothing in a file is believed: entries have known names and sizes, are read in memory and never
written anywhere.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping

from textnn.errors import UserError
from textnn.locale import Sentence
from textnn.results.pictures import MAX_CLASSES, MAX_PICTURES, MAX_PROJECT

MANIFEST, HEAD = "project.json", "head.safetensors"
"""Entries beside the pictures."""

_PICTURE = re.compile(r"pictures/([1-9][0-9]?)/([1-9][0-9]{0,2})\.(?:jpg|png)", re.ASCII)
_FOLDER = re.compile(r"pictures/(?:[1-9][0-9]?/)?", re.ASCII)
_SIZES = {MANIFEST: 64_000, HEAD: 8_000_000}
_PICTURE_SIZE = 400_000  # 256 x 256 x 3 bytes as PNG, and a little
_ENTRIES = MAX_CLASSES * (MAX_PICTURES + 1) + 3
_LINK, _KIND = 0o120000, 0o170000  # of the file mode in the upper half of external_attr
_STAMP = (1980, 1, 1, 0, 0, 0)  # the same lesson is the same file
_END, _END_SIZE = b"PK\5\6", 22  # of a zip file: its table of contents is looked up from there
_END64 = b"PK\6\7"
_TABLE = 512_000  # bytes; reading a larger table of contents would already take long


def write_archive(entries: Mapping[str, bytes]) -> bytes:
    """The zip file of these entries; only the manifest is worth compressing."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in entries.items():
            info = zipfile.ZipInfo(name, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED if name == MANIFEST else zipfile.ZIP_STORED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return file.getvalue()


def read_archive(data: bytes) -> dict[str, bytes]:
    """The entries of the file by name, without folders.

    Raises:
        UserError: it is no zip file, or something in it belongs to no project.
    """
    if len(data) > MAX_PROJECT:
        raise refusal("too_large", "project-too-large")
    _check_end(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) > _ENTRIES:
                raise refusal("too_many_entries")
            found: dict[str, bytes] = {}
            left = MAX_PROJECT
            for info in infos:
                if _FOLDER.fullmatch(info.filename) and not info.file_size:
                    continue
                _check_entry(info, found)
                limit = min(left, _SIZES.get(info.filename, _PICTURE_SIZE))
                found[info.filename] = _content(archive, info, limit)
                left -= len(found[info.filename])
            return found
    except UserError:
        raise
    except (
        zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError,
        RuntimeError, IndexError, OverflowError, MemoryError, struct.error,
    ) as error:  # fmt: skip
        raise _no_zip() from error


def _no_zip() -> UserError:
    return refusal("not_a_zip")


def _check_end(data: bytes) -> None:
    """Refuses a table of contents that is too long to be read at all."""
    end = data.rfind(_END)
    if end < 0 or end + _END_SIZE > len(data):
        raise _no_zip()
    (size,) = struct.unpack_from("<I", data, end + 12)
    if size > _TABLE or data[max(0, end - 20) : end].startswith(_END64):
        raise refusal("too_many_entries")


def _check_entry(info: zipfile.ZipInfo, found: dict[str, bytes]) -> None:
    name = info.filename
    if info.flag_bits & 0x1:
        raise refusal("encrypted")
    link = (info.external_attr >> 16) & _KIND == _LINK
    if link or name in found or not (name in _SIZES or _PICTURE.fullmatch(name)):
        raise refusal("foreign_entry")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refusal("other_compression")


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    """The entry, if it is no larger than it may be, whatever it says of itself."""
    if info.file_size <= limit:
        with archive.open(info) as file:
            content = file.read(limit + 1)
        if len(content) <= limit:
            return content
    raise refusal("entry_too_large", "project-too-large")  # fmt: skip


def refusal(why: str, code: str = "bad-project", /, **values: object) -> UserError:
    """The file cannot be opened: ``project_<why>`` is the sentence that says the reason."""
    return UserError(code, "project", reason=Sentence(f"project_{why}", **values))
