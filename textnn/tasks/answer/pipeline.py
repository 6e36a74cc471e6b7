"""A question about an article -> the article's own sentences that answer it, or "it does not say".

The reader (``tasks.answer.reader``) ranks the sentences, marks the short answer in each, and says
how probable it is that there is one. A question that wants something calculated
(``tasks.answer.figures``) gets the figures.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from textnn.config import Settings
from textnn.engine.reader import VotingReader, open_reader
from textnn.pretrained import Models, reference
from textnn.results import Span
from textnn.results.chat import Answer, AnswerSentence
from textnn.tasks.answer.figures import figures, not_calculated
from textnn.tasks.answer.reader import (
    Found,
    FoundSentence,
    OpenedArticle,
    QuestionReader,
    load_reader,
)
from textnn.tasks.answer.short_answers import short_answer
from textnn.tasks.answer.statements import stated
from textnn.text.normalize import normalize

MOST = 3
"""Sentences given, best first."""

LIKELY = 0.1
"""Probability of a short answer in its sentence from which on it is marked."""


_AND = {"e", "mas", "and", "but"}  # *é* is another word

_SHORT = 2
"""Words of a question that says too little by itself."""


@dataclass(frozen=True)
class MarkedArticle:
    """An article opened for questions.

    Attributes:
        opened: as the reader sees it.
        marks: what the tagger marked, offsets into the user's string.
    """

    opened: OpenedArticle
    marks: tuple[Span, ...]


@dataclass(frozen=True)
class Answerer:
    """Answers questions about articles."""

    reader: QuestionReader

    def open(self, text: str, marks: Sequence[Span]) -> MarkedArticle:
        """An article made ready, once for all questions about it.

        Args:
            marks: what the tagger marked, offsets into ``text``.
        """
        return MarkedArticle(self.reader.open(text, marks), tuple(marks))

    def __call__(
        self, article: MarkedArticle, question: str, before: Answer | None = None
    ) -> Answer:
        """What the article says to ``question``; offsets point into the article as it was given.

        Args:
            before: what it said to the question before, for those that go on from it.
        """
        began = time.perf_counter()
        clean, text = normalize(question).text, article.opened.text
        after = before if before and goes_on(clean) else None
        read, used = self._read(article, question, after)
        best = read.sentences
        wanted = not_calculated(clean, best, text)
        amounts = figures(text, best, article.marks, MOST) if wanted else ()
        return Answer(
            text,
            question,
            "figures" if amounts else "",
            amounts or tuple(_sentence(text, clean, one) for one in best[:MOST]),
            bool(amounts) or read.answered,
            read.confidence,
            self.reader.reference,
            time.perf_counter() - began,
            (after.question, *after.after) if after and used else (),
        )

    def _read(
        self, article: MarkedArticle, question: str, after: Answer | None
    ) -> tuple[Found, bool]:
        """What is found, and whether the question before was of use to it."""
        earlier = after.sentences[0] if after and after.answered else None
        found = self.reader(
            article.opened,
            question,
            " ".join(reversed((after.question, *after.after))) if after else "",
            (earlier.start, earlier.end) if earlier else None,
        )
        if after and found.sentences:  # what it goes on from may be of no use to it
            alone = self.reader(article.opened, question)
            if alone.sentences[0].probability >= found.sentences[0].probability:
                return stated(article.opened, question, alone), False
        return stated(article.opened, question, found), after is not None


def _sentence(text: str, question: str, found: FoundSentence) -> AnswerSentence:
    """A sentence with its short answer marked, unless that is a guess."""
    start, end = found.span
    first, last = short_answer(text, question, found.span, found.short)
    short = Span(first, last, text[first:last], "", found.short_probability)
    marks = (short,) if found.short_probability >= LIKELY else ()
    return AnswerSentence(start, end, text[start:end], found.probability, marks)


def goes_on(question: str) -> bool:
    """Whether a question may leave out what the one before said.

    >>> [goes_on(one) for one in ("e onde foi a festa?", "por quê?", "Onde ela mora?")]
    [True, True, False]
    """
    words = re.findall(r"\w+", question.lower())
    return len(words) <= _SHORT or words[0] in _AND


def load_answerer(settings: Settings, models: Models | None = None) -> Answerer:
    """The answerer over the shipped reader.

    Raises:
        UserError: the reader or the tagger is missing, damaged or of another kind.
    """
    return Answerer(load_reader(settings, models))


def load_opener(settings: Settings, models: Models | None = None) -> Callable[[Path], Answerer]:
    """What gives the answerer in which any model folder of a reader, such as a personal one, takes
    the place of the first."""
    shipped = load_reader(settings, models)

    def opened(folder: Path) -> Answerer:
        model = VotingReader((open_reader(folder), *shipped.model.readers[1:]))
        return Answerer(replace(shipped, model=model, reference=reference(model.folder)))

    return opened
