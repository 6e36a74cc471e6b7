import gzip
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest

from textnn.datasets.jsonl import plain_suffix, read_lines, read_records
from textnn.errors import UserError

LINES = "um\ndois\r\n\ntrês\u2028ainda três"
EXPECTED = [(1, "um"), (2, "dois"), (3, ""), (4, "três\u2028ainda três")]


def write(path: Path, raw: bytes) -> Path:
    packers: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".xz": lzma.compress}
    path.write_bytes(packers.get(path.suffix, bytes)(raw))
    return path


@pytest.mark.parametrize("name", ["a.txt", "a.txt.gz", "a.txt.xz"])
def test_lines_of_every_compression(tmp_path: Path, name: str) -> None:
    assert list(read_lines(write(tmp_path / name, LINES.encode()))) == EXPECTED


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", b"\xef\xbb\xbf" + LINES.encode())
    assert list(read_lines(path)) == EXPECTED


@pytest.mark.parametrize("suffix", [".gz", ".xz"])
def test_a_truncated_file_says_so_after_the_whole_lines(tmp_path: Path, suffix: str) -> None:
    raw = "".join(f"{number * 7919 % 10007} linha\n" for number in range(50_000)).encode()
    path = write(tmp_path / f"a.txt{suffix}", raw)
    path.write_bytes(path.read_bytes()[:-2000])
    lines: list[tuple[int, str]] = []
    with pytest.raises(UserError, match=r"a\.txt.*line \d+: .*ends too early") as caught:
        lines.extend(read_lines(path))
    assert "termina antes do fim" in caught.value.pt
    assert caught.value.code == "bad-dataset"


@pytest.mark.parametrize("suffix", [".gz", ".xz"])
def test_a_damaged_file_says_so(tmp_path: Path, suffix: str) -> None:
    path = write(tmp_path / f"a.txt{suffix}", b"linha\n" * 1000)
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    path.write_bytes(raw)
    with pytest.raises(UserError):
        list(read_lines(path))


@pytest.mark.parametrize("suffix", [".gz", ".xz"])
def test_not_compressed_at_all(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.txt{suffix}"
    path.write_bytes(b"texto puro")
    with pytest.raises(UserError, match="damaged"):
        list(read_lines(path))


def test_bytes_that_are_not_utf8_name_their_line(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "boa\nmá: ção".encode("latin-1"))
    with pytest.raises(UserError, match="line 2: the text is not UTF-8"):
        list(read_lines(path))


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="does not exist") as caught:
        list(read_lines(tmp_path / "nada.txt"))
    assert caught.value.code == "no-dataset"
    with pytest.raises(UserError, match="could not be read"):
        list(read_lines(tmp_path))


@pytest.mark.parametrize(
    ("line", "message"),
    [("{nada", "not valid JSON"), ("[1]", "expected a JSON object"), ("[" * 100_000, "JSON")],
)
def test_wrong_records_name_their_line(tmp_path: Path, line: str, message: str) -> None:
    path = write(tmp_path / "a.jsonl", f'{{"a": 1}}\n\n{line}\n'.encode())
    records = read_records(path)
    assert next(records) == (1, {"a": 1})
    with pytest.raises(UserError, match=f"line 3: .*{message}"):
        next(records)


@pytest.mark.parametrize(
    ("name", "suffix"),
    [("a.jsonl", ".jsonl"), ("a.b.jsonl.xz", ".jsonl"), ("a.TXT", ".txt"), ("a.gz", "")],
)
def test_plain_suffix(name: str, suffix: str) -> None:
    assert plain_suffix(Path(name)) == suffix
