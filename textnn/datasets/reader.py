"""Questions for the reader: files of questions and answers, and their texts opened."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from textnn.datasets.jsonl import fault, read_records, string_field
from textnn.datasets.news import NewsArticle
from textnn.text.normalize import Normalized
from textnn.text.reader import Document, Lexicon, Tokens, open_text
from textnn.text.words import fold

Offsets = tuple[int, int]
Mark = tuple[int, int, str]
"""Start, end, label."""


@dataclass(frozen=True)
class QuestionExample:
    """A question about a text.

    Attributes:
        context: the text.
        question: as somebody asks it.
        answers: short answers; none if the text does not say, or only ``evidence`` is known.
        evidence: sentences any of which answers; empty if they are those of ``answers``.
        group: what must not be on both sides of a split, usually the article's title.
        before: the question before, which this one goes on from; empty if it stands by itself.
        before_answer: the sentence that answered that one.
    """

    context: str
    question: str
    answers: tuple[Offsets, ...] = ()
    evidence: tuple[Offsets, ...] = ()
    group: str = ""
    before: str = ""
    before_answer: Offsets | None = None

    @property
    def answerable(self) -> bool:
        """Whether the text says it."""
        return bool(self.answers or self.evidence)


def read_question_file(path: Path) -> Iterator[QuestionExample]:
    """Questions of JSON lines, either form, streamed.

        {"context", "question", "answers": [[start, end], ...], "title"}
        {"id", "text", "questions": [{"question", "after", "answers": [[start, end], ...],
                                      "span": [start, end]}, ...]}

    Offsets are code points of the text. ``answers`` are short answers in the first form, in the
    second sentences any of which answers; none if the text does not say. There ``span`` is the
    short answer, or null, and ``after`` the question that this one goes on from.

    Raises:
        UserError: missing or damaged file, or a line of another form; says the line number.
    """
    for number, record in read_records(path):
        text = string_field(path, number, record, "text" if "questions" in record else "context")
        try:
            found = list(_asked(record, text, number))
        except (KeyError, TypeError, ValueError) as error:
            own = "questions" in record
            why = "form_of_questions" if own else "answers_not_start_end"
            raise fault(path, number, why) from error
        yield from found


def read_news_questions(path: Path, news: Iterable[NewsArticle]) -> Iterator[QuestionExample]:
    """Questions about articles whose texts stand elsewhere, in the order of the articles.

    JSON lines of the second form of ``read_question_file`` with the beginning of the article that
    was read, ``cut`` characters, in place of its text.

    Args:
        news: articles, among them those that are asked about; others are passed over.

    Raises:
        UserError: missing or damaged file, or a line of another form; says the line number.
    """
    asked = {str(record.get("id")): (number, record) for number, record in read_records(path)}
    for article in news:
        if article.id in asked:
            number, record = asked[article.id]
            try:
                yield from _asked(record, article.text[: record["cut"]], number)
            except (KeyError, TypeError, ValueError) as error:
                raise fault(path, number, "form_of_questions") from error


def _asked(record: dict[str, Any], text: str, number: int) -> Iterator[QuestionExample]:
    def placed(pairs: Sequence[Sequence[int]]) -> tuple[Offsets, ...]:
        return tuple(_offsets(pair, len(text)) for pair in pairs)

    if "questions" not in record:
        group = str(record.get("title") or record.get("id") or number)
        answers = placed(record["answers"])
        yield QuestionExample(text, str(record["question"]), answers, group=group)
        return
    answered: dict[str, Offsets] = {}
    for asked in record["questions"]:
        for evidence in placed(asked["answers"])[:1]:
            answered.setdefault(str(asked["question"]), evidence)
    for asked in record["questions"]:
        span, before = asked.get("span"), str(asked.get("after", ""))
        yield QuestionExample(
            text,
            str(asked["question"]),
            placed([span] if span else []),
            placed(asked["answers"]),
            str(record.get("id", number)),
            before,
            answered.get(before),
        )


def _offsets(pair: Sequence[int], length: int) -> Offsets:
    start, end = map(int, pair)
    if not 0 <= start < end <= length:
        raise ValueError(f"{pair} is no stretch of a text of {length} characters")
    return start, end


MarksOf = Callable[[str], Sequence[Mark]]
"""Marks of a text."""


@dataclass(frozen=True)
class Prepared:
    """A question and its text, offsets in the text's normal form.

    Attributes:
        example: the question; ``context`` is the normal form.
        document: its text, opened.
    """

    example: QuestionExample
    document: Document


def prepare(
    examples: Sequence[QuestionExample], marks_of: MarksOf, lexicon: Lexicon
) -> list[Prepared]:
    """Opens the texts of questions, each once; those without a sentence are left out."""
    opened: dict[str, tuple[Normalized, Document]] = {}
    found = []
    for example in examples:
        if example.context not in opened:
            marks = marks_of(example.context)
            opened[example.context] = open_text(example.context, marks, lexicon)
        clean, document = opened[example.context]
        if document.spans:
            found.append(Prepared(_placed(example, clean), document))
    return found


def _placed(example: QuestionExample, clean: Normalized) -> QuestionExample:
    last = example.before_answer
    return replace(
        example,
        context=clean.text,
        answers=tuple(clean.normal_span(*span) for span in example.answers),
        evidence=tuple(clean.normal_span(*span) for span in example.evidence),
        before_answer=None if last is None else clean.normal_span(*last),
    )


def right_sentences(document: Document, example: QuestionExample) -> list[int]:
    """Numbers of the sentences that answer."""
    gold = example.evidence or example.answers
    return [
        n
        for n, (start, end) in enumerate(document.spans)
        if any(s < end and start < e for s, e in gold)
    ]


def right_spans(document: Document, example: QuestionExample) -> list[tuple[int, int, int]]:
    """Sentence, first and last token of each short answer; the part in its first sentence."""
    found = []
    for s, e in example.answers:
        for n, line in enumerate(document.sentences):
            inside = [at for at, (a, b) in enumerate(line.offsets) if a < e and s < b]
            if inside:
                found.append((n, inside[0], inside[-1]))
                break
    return found


def asked_text(example: QuestionExample) -> str:
    """The question, after the one that it goes on from."""
    return f"{example.before} {example.question}" if example.before else example.question


def sentence_before(document: Document, example: QuestionExample) -> int | None:
    """The sentence that answered the question before."""
    if example.before_answer is None:
        return None
    starts = [start for start, _ in document.spans]
    return max(0, bisect_left(starts, example.before_answer[1]) - 1)


def without_answer(document: Document, example: QuestionExample) -> Document:
    """The article without the sentences that answer, nor any that has the short answer's words.

    At least one sentence stays.
    """
    gone = {
        n
        for n, (start, end) in enumerate(document.spans)
        for s, e in (*example.answers, *example.evidence)
        if start < e and s < end
    }
    for s, e in example.answers:
        wanted = fold(document.text[s:e])
        gone |= {
            n
            for n, span in enumerate(document.spans)
            if place_of(fold(document.text[slice(*span)]), wanted) >= 0
        }
    kept = [n for n in range(len(document.spans)) if n not in gone] or [0]
    if kept == [0] and 0 in gone:
        return document
    return Document(
        document.text,
        tuple(document.spans[n] for n in kept),
        tuple(document.sentences[n] for n in kept),
    )


def place_of(text: str, wanted: str) -> int:
    """Place of whole words in a text, -1 if they do not stand there."""
    found = re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", text)
    return found.start() if found else -1


def joined(documents: Sequence[Document]) -> Document:
    """Articles one after the other as one; offsets beyond the first are shifted."""
    text, spans, lines = "", list[Offsets](), list[Tokens]()
    for document in documents:
        shift = len(text)
        spans += [(start + shift, end + shift) for start, end in document.spans]
        lines += [
            replace(line, offsets=tuple((s + shift, e + shift) for s, e in line.offsets))
            for line in document.sentences
        ]
        text += document.text + "\n"
    return Document(text, tuple(spans), tuple(lines))
