"""The reader as a pipeline: article and question -> ranked sentences, each with a short answer.

Walk of a question: article in normal form -> sentences and tokens with the tagger's marks, opened
once -> how each word and sentence matches the question (``text.reader``) -> the network
(``engine.reader``) -> probabilities of the sentences and of no answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from textnn.config import READERS, Settings
from textnn.engine.reader import VotingReader, open_reader
from textnn.engine.sampling import softmax
from textnn.engine.tagger import open_tagger
from textnn.pretrained import Models, reference
from textnn.results import ModelRef, Span
from textnn.text.normalize import Normalized, normalize
from textnn.text.reader import Document, Lexicon, match, open_question, open_text

Offsets = tuple[int, int]


@dataclass(frozen=True)
class OpenedArticle:
    """An article, opened once for all questions about it.

    Attributes:
        text: the user's string.
        clean: its normal form.
        document: its sentences, tokens and marks in numbers.
    """

    text: str
    clean: Normalized
    document: Document

    def place(self, span: Offsets) -> Offsets:
        """Offsets into the normal form as offsets into the user's string."""
        return self.clean.original_span(*span)


@dataclass(frozen=True)
class FoundSentence:
    """A sentence that may answer; offsets into the user's string.

    Attributes:
        number: of the sentence in the article.
        span: of the sentence.
        short: of the short answer in it.
        probability: that it answers.
        short_probability: of the short answer, if the sentence answers.
    """

    number: int
    span: Offsets
    short: Offsets
    probability: float
    short_probability: float


@dataclass(frozen=True)
class Found:
    """What the reader makes of a question.

    Attributes:
        sentences: all of the article, most probable first.
        confidence: probability that there is an answer.
        answered: whether that, and that the first sentence is it, are probable enough.
    """

    sentences: tuple[FoundSentence, ...]
    confidence: float
    answered: bool


@dataclass(frozen=True)
class QuestionReader:
    """Finds what in an article answers a question.

    Attributes:
        model: the networks, which vote.
        lexicon: the word vectors they were trained with.
        reference: the first of them.
    """

    model: VotingReader
    lexicon: Lexicon
    reference: ModelRef

    def open(self, text: str, marks: Sequence[Span]) -> OpenedArticle:
        """An article made ready.

        Args:
            marks: what the tagger marked, offsets into ``text``.
        """
        placed = [(mark.start, mark.end, mark.label) for mark in marks]
        return OpenedArticle(text, *open_text(text, placed, self.lexicon))

    def __call__(
        self,
        article: OpenedArticle,
        question: str,
        before: str = "",
        before_answer: Offsets | None = None,
    ) -> Found:
        """What answers a question.

        Args:
            before: the question before, if this one goes on from it.
            before_answer: what answered that, offsets into the user's string.
        """
        document = article.document
        if not document.sentences:
            return Found((), 0.0, answered=False)
        asked = open_question(normalize(f"{before} {question}".strip()).text, self.lexicon)
        earlier = None if before_answer is None else _sentence_at(article, before_answer)
        found = match(document, asked, self.lexicon, earlier)
        reading = self.model(document, asked, found, self.lexicon)
        config = self.model.config
        probabilities = softmax(reading.scores / np.float32(config.temperature)).tolist()
        order = sorted(range(len(document.spans)), key=lambda n: -probabilities[n])
        sentences = tuple(
            FoundSentence(
                n,
                article.place(document.spans[n]),
                article.place(_between(document.sentences[n].offsets, reading.spans[n])),
                probabilities[n],
                reading.probabilities[n],
            )
            for n in order
        )
        confidence = 1 - probabilities[-1]
        sure = sentences[0].probability >= config.sentence_threshold
        return Found(sentences, confidence, sure and confidence >= config.threshold)


def _between(offsets: Sequence[Offsets], tokens: tuple[int, int]) -> Offsets:
    """From the start of one token to the end of another."""
    return offsets[tokens[0]][0], offsets[tokens[1]][1]


def _sentence_at(article: OpenedArticle, span: Offsets) -> int | None:
    """Number of the sentence that ``span`` of the user's string overlaps first."""
    start, end = article.clean.normal_span(*span)
    overlapping = (n for n, (s, e) in enumerate(article.document.spans) if s < end and start < e)
    return next(overlapping, None)


def load_reader(
    settings: Settings, models: Models | None = None, name: str = READERS[0], tagger: str = "tagger"
) -> QuestionReader:
    """The readers that vote, or the one of another name, with the tagger's word vectors.

    Raises:
        UserError: a model is missing, damaged or of another kind.
    """
    models = models or Models(settings.models)
    names = READERS if name == READERS[0] else (name,)
    model = VotingReader(tuple(models.get(one, open_reader) for one in names))
    words = models.get(tagger, open_tagger)
    return QuestionReader(model, words.lexicon, reference(model.folder))
