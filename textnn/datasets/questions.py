"""Articles with questions about them: JSON lines, answers as offsets into the article.

    {"id", "text", "questions": [{"question", "after", "answers": [[start, end], ...],
                                  "span": [start, end]}, ...]}

``answers`` are the sentences any of which answers, none if the text does not say; ``span`` is the
short answer, or null; ``after``, if it is there, the question that this one goes on from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textnn.datasets.jsonl import fault, read_records, string_field

Offsets = tuple[int, int]


@dataclass(frozen=True)
class Asked:
    """A question and where its article answers it.

    Attributes:
        question: as a person types it.
        answers: sentences any of which answers; none: the text does not say.
        span: the short answer, if there is one.
        after: the question before, which this one goes on from; empty if it stands by itself.
    """

    question: str
    answers: tuple[Offsets, ...]
    span: Offsets | None
    after: str = ""


@dataclass(frozen=True)
class QuestionedArticle:
    """An article and the questions about it."""

    id: str
    text: str
    questions: tuple[Asked, ...]


def read_questions(path: Path) -> Iterator[QuestionedArticle]:
    """The articles of a file, streamed.

    Raises:
        UserError: missing or damaged file, or a line of another form; says the line number.
    """
    for number, record in read_records(path):
        text = string_field(path, number, record, "text")
        try:
            asked = tuple(_asked(question, len(text)) for question in record["questions"])
        except (KeyError, TypeError, ValueError) as error:
            raise fault(path, number, "form_of_questions") from error
        yield QuestionedArticle(str(record.get("id", number)), text, asked)


def _asked(data: dict[str, Any], length: int) -> Asked:
    span = data.get("span")
    return Asked(
        str(data["question"]),
        tuple(_offsets(answer, length) for answer in data["answers"]),
        _offsets(span, length) if span else None,
        str(data.get("after", "")),
    )


def _offsets(pair: list[int], length: int) -> Offsets:
    start, end = map(int, pair)
    if not 0 <= start < end <= length:
        raise ValueError(f"{pair} is no stretch of a text of {length} characters")
    return start, end
