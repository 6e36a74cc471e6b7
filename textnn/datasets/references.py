"""Articles with the line or summary that somebody wrote for them, from JSON lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textnn.datasets.jsonl import fault, plain_suffix, read_records, string_field

FIELDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "headline": (("title",), ("summary",)),
    "dek": (("subtitle",), ("summary",)),
    "extract": (("summary",), ("title", "subtitle")),
}
"""Fields that a text of each kind is compared with, joined by a space; the first that are there."""


@dataclass(frozen=True, slots=True)
class Reference:
    """An article and what was written for it, both as they stand in the file."""

    text: str
    line: str


def read_references(path: Path, kind: str) -> Iterator[Reference]:
    """The articles of a ``.jsonl`` file (also ``.gz``, ``.xz``) that have a reference, streamed.

    What has ``null`` for its text, a reference whose article is lost, is left out.

    Args:
        kind: one of ``FIELDS``.

    Raises:
        UserError: missing, truncated or damaged file, another suffix, a line without ``text``, or
            a field of another type; says the line number. ``summary`` may be a list of sentences.
    """
    if plain_suffix(path) != ".jsonl":
        raise fault(path, 0, "not_json_lines")
    for number, record in read_records(path):
        if "text" in record and record["text"] is None:
            continue
        text = string_field(path, number, record, "text")
        if not text.strip():
            raise fault(path, number, "no_text")
        lines = [_joined(path, number, record, fields) for fields in FIELDS[kind]]
        if line := next(filter(None, lines), ""):
            yield Reference(text, line)


def _joined(path: Path, number: int, record: dict[str, Any], fields: tuple[str, ...]) -> str:
    parts = [part for field in fields for part in _parts(path, number, record, field)]
    return " ".join(part.strip() for part in parts if part.strip())


def _parts(path: Path, number: int, record: dict[str, Any], field: str) -> list[str]:
    """A field as strings: itself, or its items."""
    value = record.get(field)
    items = value if isinstance(value, list) else [value]
    return [string_field(path, number, {field: item}, field) for item in items]
