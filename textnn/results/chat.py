"""What somebody asks for in a conversation, and what the article in it says to a question."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from itertools import islice
from typing import Any, ClassVar, NamedTuple

from textnn.results.base import ModelRef, Result, first_written, written_first
from textnn.results.text import Span

INTENTS: tuple[str, ...] = (
    "highlight", "keywords", "summarize", "headline", "lead", "caption", "tweet", "write",
    "classify", "sample", "question", "factsheet",
    "explain", "how", "why", "another", "compare", "history", "delete", "help", "identity", "facts",
    "greeting", "thanks", "fine", "bye", "stop", "unknown",
)  # fmt: skip
"""What a message can be: mark names; keywords; sentences that say most, or the same shorter; a
headline and a dek; a lead; a caption for a photograph; a post of 280 characters; write on from a
beginning; tell what a picture shows; make pictures; a question that the article may answer; its
facts, all or of a kind; a term of the glossary; how a result came about; *why?* and no more;
another of what was shown last; this article beside the one before; what was kept; delete it; how to
use textnn; what textnn is; whether the article is true or may be published; a greeting; thanks;
*ok*; a good-bye; stop what is running; none of these.
"""

OF_TEXTS = {
    "highlight", "keywords", "summarize", "headline", "lead", "caption", "tweet", "facts",
    "question", "factsheet", "write", "compare",
}  # fmt: skip
"""What a line beside a text may ask for; another line that looks like a request is its title."""

SMALL_TALK = {"greeting", "thanks", "help", "fine", "bye", "identity"}

SCOPES: tuple[str, ...] = ("last", "all", "conversation", "conversations")
"""What is to be deleted, where a message says so: the last result, all results, this conversation,
or all conversations."""

REFUSALS: tuple[str, ...] = ("translate", "correct", "rewrite", "opinion", "truth")
"""What is often asked of texts and not done here, each refused with its reason: another language;
mended spelling and grammar; new words, a new form, or more of them; a judgement, a review, a
forecast; whether it is true."""


class Token(NamedTuple):
    """What a network sees of a word, and where in the request it stands."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ParsedMessage:
    """A message taken apart, once; whoever looks at it takes these values.

    Attributes:
        raw: the message, to the letter.
        request: without the text pasted with it.
        pasted: that text; either may be empty.
        folded: the request in lower case without accents.
        link: the first address on the web in it, or empty.
        quoted: what stands in its first quotation marks, or empty.
        tokens: the request as the network sees it.
    """

    raw: str
    request: str
    pasted: str
    folded: str
    link: str
    quoted: str
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a message says besides what is wanted; empty, zero or ``None`` where it does not.

    Attributes:
        article: the text pasted with the request, to the letter.
        address: of a web page.
        sentences: of a summary, or of a lead.
        size: -1 asks for less than the last time, 1 for more; -1 for a shorter headline.
        prefix: what the network shall write after.
        temperature: as ``GenerateOptions`` has it.
        boldness: -1 asks for a lower temperature than the last time, 1 for a higher one.
        length: characters to write.
        count: pictures to make, or headlines.
        set: ``digits`` or ``fashion``, where the message tells.
        label: class of the pictures, one of ``CLASS_NAMES`` or a digit; it may be one that no
            generator knows.
        seed: of writing and of pictures.
        term: what is to be explained, in the person's own words.
        query: what is looked for in the history.
        days: only what is older is to be deleted.
        scope: one of ``SCOPES``, or empty.
        again: whether another one than the last is wanted, or more of it.
        topic: what a text is to be written about.
        network: name of the network that is to look at the picture.
        refusal: one of ``REFUSALS``, or empty.
        kind: of the facts that are asked for, one of ``FACT_VIEWS``; empty: all.
        including: what a headline has to name, or what a photograph shows, in the person's words.
        excluding: what a headline must not name, likewise.
        quoted: whether a headline is to quote somebody.
        most: characters that a headline or a post may have.
    """

    article: str = ""
    address: str = ""
    sentences: int | None = None
    size: int = 0
    prefix: str = ""
    temperature: float | None = None
    boldness: int = 0
    length: int | None = None
    count: int | None = None
    set: str = ""
    label: str = ""
    seed: int | None = None
    term: str = ""
    query: str = ""
    days: int | None = None
    scope: str = ""
    again: bool = False
    topic: str = ""
    network: str = ""
    refusal: str = ""
    kind: str = ""
    including: str = ""
    excluding: str = ""
    quoted: bool = False
    most: int | None = None

    def said(self) -> dict[str, Any]:
        """Those that the message gave, by name.

        >>> Arguments(count=4, label="dress").said()
        {'count': 4, 'label': 'dress'}
        """
        empty = asdict(Arguments())
        return {name: value for name, value in asdict(self).items() if value != empty[name]}


SLOTS: tuple[str, ...] = tuple(field.name for field in fields(Arguments))
"""Names of the arguments."""


@dataclass(frozen=True, slots=True)
class Request:
    """A message as it was understood.

    Attributes:
        message: the message, taken apart.
        intent: the likeliest of ``INTENTS``.
        probability: calibrated, 0 to 1.
        understood: whether it is none of ``unknown`` and probable enough to act upon; if not, ask
            back and offer ``guesses``.
        guesses: the likeliest intents that can be acted upon, best first, with their probabilities.
        arguments: what else the message says; where it is not understood, the article in it.
    """

    message: ParsedMessage
    intent: str
    probability: float
    understood: bool
    guesses: tuple[tuple[str, float], ...]
    arguments: Arguments


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """A sentence of the article: ``text[start:end]`` of what the person gave.

    Attributes:
        score: probability that it answers.
        marks: the short answer, or its figures.
    """

    start: int
    end: int
    text: str
    score: float
    marks: tuple[Span, ...]


LISTS: tuple[str, ...] = ("quoted", "list", "figures")
"""Kinds of questions for which every sentence is given, and not the first alone; answers kept by
older versions have the first two: quotations with their speakers, and marks of a kind."""

SAID = 0.7
"""Probability that the article answers from which on nobody is told that it does not say."""


@dataclass(frozen=True, slots=True)
class Answer(Result):
    """What an article says to a question.

    Attributes:
        text: the article, to the letter.
        question: to the letter.
        asked: ``figures`` if it asks to have something calculated, else empty; answers kept by
            older versions have other kinds of questions.
        sentences: at most three, best first, or in text order the figures that it asks to have
            calculated. If it is not answered, what comes nearest.
        answered: whether that is probable enough; if not, it is only offered.
        confidence: probability that the article answers, calibrated, 0 to 1.
        model: the reader.
        after: the question before that this one went on from, and those before that; empty where
            it stands by itself.
    """

    task: ClassVar[str] = "answer"

    text: str
    question: str
    asked: str
    sentences: tuple[AnswerSentence, ...]
    answered: bool
    confidence: float
    model: ModelRef
    seconds: float
    after: tuple[str, ...] = ()

    @property
    def certainty(self) -> float:
        """Probability that what is given answers: the first sentence, or a list."""
        alone = self.sentences and self.asked not in LISTS
        return self.sentences[0].score if alone else self.confidence

    @property
    def unsure(self) -> bool:
        """Whether the article is likely to answer, but not the first sentence likely enough."""
        return not self.answered and bool(self.sentences) and self.confidence >= SAID

    @property
    def written(self) -> str:
        """The question."""
        return self.question

    @property
    def parameters(self) -> dict[str, Any]:
        """The question."""
        return {"question": self.question}

    heading = staticmethod(first_written)
    searched = staticmethod(written_first)


def whole_names(people: Collection[str]) -> dict[str, str]:
    """The longest name that has all words of a name and more, of those that have just one.

    *Prado* is *Ana Maria Prado* beside *Ana Prado* too, which is her as well.

    >>> whole_names({"Prado", "Ana Prado", "Ana Maria Prado"}) == {
    ...     "Prado": "Ana Maria Prado", "Ana Prado": "Ana Maria Prado"}
    True
    """
    having: dict[str, list[str]] = {}
    for name in people:
        for word in set(name.split()):
            having.setdefault(word, []).append(name)
    whole: dict[str, str] = {}
    for name in sorted(people, key=lambda one: -len(set(one.split()))):
        own = set(name.split())
        rarest = min((having[word] for word in own), key=len, default=[])
        longer = islice((one for one in rarest if own < set(one.split())), _FORMS)
        longest = {whole.get(one, one) for one in longer}
        if len(longest) == 1:
            whole[name] = longest.pop()
    return whole


_FORMS = 8
"""Longer names among which the longest is looked for."""
