"""Files of a few hundred bytes that would be gigabytes, and lines that never end."""

from __future__ import annotations

import gzip
import lzma
from pathlib import Path

import pytest

from textnn.batches.documents import Documents, RawDocument
from textnn.config import Settings
from textnn.errors import UserError

MOST = 1_000_000


def codes(path: Path) -> list[str]:
    found = [*Documents(path, Settings(home=path.parent), unpacked=MOST)]
    return [one.error.code if one.error else "" for one in found]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("linha.csv.xz", lzma.compress(b"a" * 30_000_000)),
        ("vazias.jsonl.xz", lzma.compress(b"\n" * 30_000_000)),
        ("vazias.jsonl.gz", gzip.compress(b"\n" * 30_000_000)),
        ("linha.jsonl", b"a" * 2_000_000),
        ("feed.xml.gz", gzip.compress(b"<rss><channel>" + b" " * 60_000_000)),
    ],
)
def test_no_more_is_unpacked_than_is_allowed(name: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert Documents(path, Settings(home=tmp_path), unpacked=MOST).count() == 1
    assert codes(path) == ["too-big"]


def test_what_is_allowed_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "notas.csv.gz"
    path.write_bytes(gzip.compress("text\nAna chegou.\nRui também.\n".encode()))
    found: list[RawDocument] = [*Documents(path, Settings(home=tmp_path), unpacked=MOST)]
    assert [one.content.decode() for one in found] == ["Ana chegou.", "Rui também."]


def test_a_long_line_of_a_table_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("textnn.batches.rows_of_files.LINE_BYTES", 50)
    path = tmp_path / "notas.csv"
    path.write_text(f"text\nAna chegou.\n{'a' * 500}\nRui também.\n", encoding="utf-8")
    assert codes(path) == ["", "batch-bad-csv", ""]


@pytest.mark.parametrize("content", [b"\x1f\x8b\x08\0\0\0\0\0\0\xff<rss", b"\x1f\x8bx"])
def test_a_damaged_packed_feed_is_one_error(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml.gz"
    path.write_bytes(content)
    assert Documents(tmp_path, Settings(home=tmp_path)).count() == 1
    assert codes(path) == ["broken-file"]


def test_items_of_a_feed_are_counted_by_their_beginnings(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(
        "<rss><channel>" + "<item><title>Ana</title></item>" * 3 + "<items/></channel></rss>"
    )
    assert Documents(path, Settings(home=tmp_path)).count() == 3


def test_unpacked_too_big_is_said_with_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "linha.csv.xz"
    path.write_bytes(lzma.compress(b"a" * 3_000_000))
    (found,) = Documents(path, Settings(home=tmp_path), unpacked=MOST)
    assert isinstance(found.error, UserError)
    assert "1 MB" in str(found.error)
