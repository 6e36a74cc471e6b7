"""Reading utterances, and what is said of lines that are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from textnn.datasets.intents import Utterance, read_utterances
from textnn.errors import UserError


def write(path: Path, *records: dict[str, object]) -> Path:
    lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in records]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def test_lines_become_utterances(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.jsonl",
        {"text": "resume em 2 frases", "intent": "summarize", "slots": {"sentences": 2}},
        {"text": "oi", "intent": "greeting"},
    )
    assert list(read_utterances(path)) == [
        Utterance("resume em 2 frases", "summarize", {"sentences": 2}),
        Utterance("oi", "greeting", {}),
    ]


@pytest.mark.parametrize(
    "record",
    [
        {"text": "oi", "intent": "hello"},
        {"text": "oi"},
        {"text": "oi", "intent": "greeting", "slots": {"colour": "blue"}},
        {"text": "oi", "intent": "greeting", "slots": []},
        {"text": 3, "intent": "greeting"},
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, record: dict[str, object]) -> None:
    path = write(tmp_path / "a.jsonl", {"text": "oi", "intent": "greeting"}, record)
    with pytest.raises(UserError, match="line 2") as caught:
        list(read_utterances(path))
    assert caught.value.code == "bad-dataset"
