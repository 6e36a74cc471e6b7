"""Questions about articles: read as they stand, and what is said of bad lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from textnn.datasets.questions import Asked, QuestionedArticle, read_questions
from textnn.errors import UserError

TEXT = "O rio subiu. Foi ontem."


def write(path: Path, *questions: dict[str, Any]) -> Path:
    record = {"id": "rio", "text": TEXT, "questions": list(questions)}
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    return path


def test_a_file_is_read_as_it_stands(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.jsonl",
        {"question": "quando?", "answers": [[13, 23]], "span": [17, 22]},
        {"question": "por quê?", "answers": [], "span": None},
    )
    asked = (Asked("quando?", ((13, 23),), (17, 22)), Asked("por quê?", (), None))
    assert list(read_questions(path)) == [QuestionedArticle("rio", TEXT, asked)]


@pytest.mark.parametrize(
    "question",
    [
        {"answers": []},
        {"question": "quando?"},
        {"question": "quando?", "answers": [[13]]},
        {"question": "quando?", "answers": [[13, 99]]},
        {"question": "quando?", "answers": [[5, 5]]},
        {"question": "quando?", "answers": [["a", "b"]]},
        {"question": "quando?", "answers": [], "span": [-1, 4]},
    ],
)
def test_a_bad_question_is_told_with_its_line(tmp_path: Path, question: dict[str, Any]) -> None:
    with pytest.raises(UserError) as caught:
        list(read_questions(write(tmp_path / "a.jsonl", question)))
    assert caught.value.code == "bad-dataset"
    assert "a.jsonl, line 1" in caught.value.say("en")
