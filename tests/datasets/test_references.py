"""References of summaries: which field stands for what, and what is said of bad lines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from textnn.datasets.references import Reference, read_references
from textnn.errors import UserError

WHOLE = {"text": "O rio subiu.", "title": "Rio sobe", "subtitle": "Foi ontem", "summary": "Subiu."}


def write(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("kind", "lacking", "line"),
    [
        ("headline", (), "Rio sobe"),
        ("headline", ("title",), "Subiu."),
        ("dek", (), "Foi ontem"),
        ("dek", ("subtitle",), "Subiu."),
        ("extract", (), "Subiu."),
        ("extract", ("summary",), "Rio sobe Foi ontem"),
        ("extract", ("summary", "subtitle"), "Rio sobe"),
    ],
)
def test_each_kind_has_its_fields(
    tmp_path: Path, kind: str, lacking: tuple[str, ...], line: str
) -> None:
    record = {key: value for key, value in WHOLE.items() if key not in lacking}
    found = list(read_references(write(tmp_path / "a.jsonl", record), kind))
    assert found == [Reference("O rio subiu.", line)]


def test_a_summary_may_be_a_list_of_sentences(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", WHOLE | {"summary": ["O rio subiu. ", "", "Foi ontem."]})
    assert next(read_references(path, "extract")).line == "O rio subiu. Foi ontem."


def test_articles_without_a_reference_are_left_out(tmp_path: Path) -> None:
    lost = {"text": None, "subtitle": "Foi ontem"}
    bare = {"text": "Ana"}
    path = write(tmp_path / "a.jsonl", bare, WHOLE, bare | {"subtitle": " "}, lost)
    assert len(list(read_references(path, "dek"))) == 1


@pytest.mark.parametrize(
    "record", [{"title": "a"}, {"text": " "}, {"text": "a", "summary": [1]}, {"text": 1}, []]
)
def test_bad_lines_are_named(tmp_path: Path, record: object) -> None:
    with pytest.raises(UserError, match="line 2"):
        list(read_references(write(tmp_path / "a.jsonl", WHOLE, record), "extract"))


def test_only_json_lines_have_references(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="JSON"):
        list(read_references(tmp_path / "a.txt", "headline"))
