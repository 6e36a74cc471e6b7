"""Reading utterances, and what is said of lines that are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from textnn.datasets.intents import LABELS, Utterance, read_utterances
from textnn.errors import UserError


def write(path: Path, *records: dict[str, object]) -> Path:
    lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in records]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def test_lines_become_utterances(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.jsonl",
        {
            "text": "resume em 2 frases",
            "intent": "summarize",
            "slots": {"sentences": 2},
            "spans": [[10, 18, "sentences"]],
        },
        {"text": "oi", "intent": "greeting"},
    )
    assert list(read_utterances(path)) == [
        Utterance("resume em 2 frases", "summarize", {"sentences": 2}, ((10, 18, "sentences"),)),
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
        {"text": "oi", "intent": "greeting", "spans": [[0, 9, "term"]]},
        {"text": "oi", "intent": "greeting", "spans": [[0, 2, "colour"]]},
        {"text": "oi", "intent": "greeting", "spans": 3},
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, record: dict[str, object]) -> None:
    path = write(tmp_path / "a.jsonl", {"text": "oi", "intent": "greeting"}, record)
    with pytest.raises(UserError, match="line 2") as caught:
        list(read_utterances(path))
    assert caught.value.code == "bad-dataset"


@pytest.mark.parametrize(
    ("intent", "slots", "label"),
    [
        ("summarize", {"size": -1}, "summarize size=-1"),
        ("summarize", {"sentences": 2}, "summarize"),
        ("sample", {"label": "dress", "set": "fashion"}, "sample"),
        ("sample", {"set": "digits", "again": True}, "sample set=digits"),
        ("delete", {"scope": "all"}, "delete scope=all"),
    ],
)
def test_a_label_is_an_intent_with_its_attribute(
    intent: str, slots: dict[str, object], label: str
) -> None:
    assert Utterance("", intent, slots).label == label
    assert LABELS[label][0] == intent


def test_an_article_is_no_part_of_the_request() -> None:
    one = Utterance("resuma\nO rio subiu.", "summarize", {"article": "O rio subiu."})
    assert (one.request, one.pasted) == ("resuma", True)
    other = Utterance("resuma: O rio subiu.", "summarize", {"article": "O rio subiu."})
    assert (other.request, other.pasted) == (other.text, False)
