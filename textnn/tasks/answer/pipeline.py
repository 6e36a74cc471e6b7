"""A question about an article -> the article's own sentences that answer it, or "it does not say".

Walk of a question: the kind of thing it asks for (``text.questions``) -> each sentence told by a
few numbers (``pipelines.beside``): the words it shares with the question, those that mean alike,
whether it has something of the kind asked for and how near to those words, who speaks in it, what
stands before it. A few weights rank the sentences, a few more say whether the best one is an answer
at all; both were fitted on questions with known answers (``pipelines.fit_answers``). No network is
run but the tagger, once an article; its marks and its word vectors are what there is to go by.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from textnn.config import Settings
from textnn.errors import UserError
from textnn.models.tagger import Tagger
from textnn.pretrained import Models, network, reference
from textnn.results import ModelRef, Span
from textnn.results.chat import Answer, AnswerSentence
from textnn.tasks.answer.answerability import JUDGING, judged, may_answer
from textnn.tasks.answer.article import Reading, open_article
from textnn.tasks.answer.features import RANKING, Beside, Numbers
from textnn.tasks.answer.followup import Before, Leaning, lean
from textnn.tasks.answer.matching import Lexicon, lexicon
from textnn.tasks.answer.question import Question, parse
from textnn.text.normalize import normalize

MOST = 3
"""Sentences given, best first."""

FITTING = 0.5
"""Fit from which on something of the kind asked for is marked."""

FILE = "answers.json"


@dataclass(frozen=True)
class AnswerScorer:
    """Weighs sentences and judges the best.

    Attributes:
        ranking: weight of each of ``RANKING``.
        judging: weight of each of ``JUDGING``.
        least: probability from which on the best sentence is given as an answer.
    """

    ranking: Mapping[str, float]
    judging: Mapping[str, float]
    least: float

    def rank(self, beside: Beside) -> Numbers:
        """Score of each sentence, before the softmax, shape (sentences,)."""
        scores: Numbers = beside.numbers @ np.array([self.ranking[name] for name in RANKING])
        return scores

    def judge(self, beside: Beside, scores: Numbers) -> float:
        """Probability that the best sentence answers, 0 to 1."""
        told = zip(JUDGING, judged(beside, scores), strict=True)
        total = sum(self.judging[name] * number for name, number in told)
        return 1 / (1 + math.exp(-total))


@dataclass(frozen=True)
class Answerer:
    """Answers questions about articles.

    Attributes:
        scorer: ranks and judges.
        known: words beyond the article.
        reference: the tagger.
    """

    scorer: AnswerScorer
    known: Lexicon
    reference: ModelRef

    def open(self, text: str, marks: Sequence[Span]) -> Reading:
        """An article made ready, once for all questions about it.

        Args:
            marks: what the tagger marked, offsets into ``text``.
        """
        return open_article(text, marks)

    def __call__(self, reading: Reading, question: str, before: Answer | None = None) -> Answer:
        """What the article says to ``question``; offsets point into the article as it was given.

        Args:
            before: what it said to the question before, for those that go on from it.
        """
        began = time.perf_counter()
        whole = lean(parse(normalize(question).text), reading, _background(before))
        asked = whole.question
        if asked.kind in ("quoted", "list"):
            found = _quoted(reading) if asked.kind == "quoted" else _listed(reading, asked)
            confidence = max((sentence.score for sentence in found), default=0.0)
            answered = bool(found)
        else:
            found, confidence = self._best(reading, whole)
            answered = bool(found) and confidence >= self.scorer.least
        seconds = time.perf_counter() - began
        return Answer(
            reading.text,
            question,
            asked.kind,
            found,
            answered,
            confidence,
            self.reference,
            seconds,
            _questions(before) if before and whole.leans else (),
        )

    def _best(self, reading: Reading, asked: Leaning) -> tuple[tuple[AnswerSentence, ...], float]:
        if not reading.spans:
            return (), 0.0
        beside = Beside(reading, asked, self.known)
        scores = self.scorer.rank(beside)
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        best = np.argsort(-scores, kind="stable").tolist()
        first, last = beside.together(best[0])
        groups = [(first, last), *((n, n) for n in best if not first <= n <= last)]
        found = tuple(
            _sentences(
                reading,
                (first, last),
                float(shares[first : last + 1].sum()),
                [mark for n in range(first, last + 1) for mark in _marks(beside, n)],
            )
            for first, last in groups[:MOST]
        )
        if not may_answer(beside, best[0]):
            return found, 0.0
        return found, self.scorer.judge(beside, scores)


def _questions(before: Answer) -> tuple[str, ...]:
    return before.question, *before.after


def _background(before: Answer | None) -> Before | None:
    if before is None:
        return None
    questions = tuple(normalize(one).text for one in _questions(before))
    if not before.answered:
        return Before(questions)
    return Before(questions, before.sentences[0].start, before.sentences[0].end)


def _marks(beside: Beside, number: int) -> list[Span]:
    """What in a sentence is of the kind asked for, best first, none within another."""
    text, kept = beside.reading.clean.text, list[Span]()
    for one in beside.found[number]:
        apart = all(one.end <= other.start or one.start >= other.end for other in kept)
        if one.label and one.fit >= FITTING and apart:
            kept.append(
                Span(one.start, one.end, text[one.start : one.end], one.label, min(1.0, one.fit))
            )
    return kept


def _sentence(reading: Reading, number: int, score: float, marks: Sequence[Span]) -> AnswerSentence:
    return _sentences(reading, (number, number), score, marks)


def _sentences(
    reading: Reading, numbers: tuple[int, int], score: float, marks: Sequence[Span]
) -> AnswerSentence:
    """The sentences from one to another and marks, of the normal form, in the user's string."""
    first, last = numbers
    start, end = reading.clean.original_span(reading.spans[first][0], reading.spans[last][1])
    placed = tuple(_placed(reading, mark) for mark in marks)
    return AnswerSentence(start, end, reading.text[start:end], score, placed)


def _placed(reading: Reading, mark: Span) -> Span:
    start, end = reading.clean.original_span(mark.start, mark.end)
    return Span(start, end, reading.text[start:end], mark.label, mark.score)


def _quoted(reading: Reading) -> tuple[AnswerSentence, ...]:
    """Every sentence with words between quotation marks, and who said them."""
    return tuple(
        _sentence(
            reading,
            said.sentence,
            said.speaker.score if said.speaker else 0.5,
            [said.speaker] if said.speaker else [],
        )
        for said in reading.speeches
        if said.direct
    )


def _listed(reading: Reading, question: Question) -> tuple[AnswerSentence, ...]:
    """Every sentence with marks of the labels asked for."""
    found = []
    for number in range(len(reading.spans)):
        marks = [mark for mark in reading.marks_in(number) if mark.label in question.labels]
        if marks:
            found.append(_sentence(reading, number, max(mark.score for mark in marks), marks))
    return tuple(found)


def load_answerer(
    settings: Settings,
    models: Models | None = None,
    tagger: str = "tagger",
    *,
    fitted: bool = True,
) -> Answerer:
    """The answerer over a shipped tagger.

    Args:
        settings: where the models are.
        models: those read already, if any.
        fitted: whether it has its weights; without, all sentences are equal.

    Raises:
        UserError: the tagger or its ``answers.json`` is missing, damaged or of another kind.
    """
    checkpoint = (models or Models(settings.models)).get(tagger)
    vectors = network(checkpoint, Tagger).words.weight.detach().numpy()
    unfitted = AnswerScorer(dict.fromkeys(RANKING, 0.0), dict.fromkeys(JUDGING, 0.0), 0.0)
    scorer = _read(settings.models / tagger / FILE) if fitted else unfitted
    return Answerer(scorer, lexicon(checkpoint.vocabulary, vectors), reference(checkpoint))


def _read(path: Path) -> AnswerScorer:
    try:
        return load_scorer(path)
    except (OSError, TypeError, ValueError) as error:
        raise UserError(
            "model-unusable", "answers", name=path.name, folder=path.parent.name
        ) from error


def load_scorer(path: Path) -> AnswerScorer:
    """The fitted scorer.

    Raises:
        OSError: there is no such file.
        TypeError: a weight is no number.
        ValueError: not what ``save_scorer`` writes, or not one weight for each number.
    """
    content = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict) or set(content) != {"least", "ranking", "judging"}:
        raise ValueError(f"{path.name} does not hold the weights of an answerer")
    ranking, judging = (
        _weights(content[name], wanted, path)
        for name, wanted in (("ranking", RANKING), ("judging", JUDGING))
    )
    return AnswerScorer(ranking, judging, float(content["least"]))


def _weights(found: Any, wanted: Sequence[str], path: Path) -> dict[str, float]:
    if not isinstance(found, dict) or set(found) != set(wanted):
        raise ValueError(f"{path.name} has not one weight for each number")
    return {name: float(weight) for name, weight in found.items()}


def save_scorer(scorer: AnswerScorer, path: Path) -> None:
    """Writes weights and threshold as readable JSON, to four digits."""
    content = {
        "least": round(scorer.least, 4),
        "ranking": {name: round(weight, 4) for name, weight in scorer.ranking.items()},
        "judging": {name: round(weight, 4) for name, weight in scorer.judging.items()},
    }
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
