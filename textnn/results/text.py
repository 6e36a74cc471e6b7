"""What the tasks about text return.

All offsets are **code points into the very string the user gave**: ``text[span.start:span.end]``
is what the screen marks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from textnn.results.base import ModelRef, Result, first_written, written_first
from textnn.results.options import MAX_SEED, Option

LABELS: tuple[str, ...] = ("PER", "LOC", "ORG", "EVENT", "WORK", "TIME", "VALUE", "OTHER")
"""Categories of marks, in legend order: person, place, organisation, event, work (of art, law,
publication), time expression, amount, any other proper name."""

KEYWORD = "KEYWORD"
"""Label of a keyword's lines in CSV, of its class and its place in the legend on the screen; a
keyword is no mark, so it is none of ``LABELS``."""

KINDS: tuple[str, ...] = ("headline", "dek")
"""What the summarizer writes besides choosing sentences: a headline and a one-sentence dek. Their
order is that of its control tokens, so that of its weights."""

ORIGINS: tuple[str, ...] = ("written", "extracted")
"""Where a headline or dek comes from: the network wrote it, or it is a sentence of the article,
because no candidate passed the check or the article is too short to write about."""

FINISHES: tuple[str, ...] = ("running", "length", "stop", "cancelled")
"""Why a continuation ended: not yet, length reached (and the sentence, or at least the word, over),
stop string written, person pressed stop."""


@dataclass(frozen=True, slots=True)
class Span:
    """A marked stretch of the user's text.

    Attributes:
        start, end: offsets into the text.
        text: ``text[start:end]`` of it.
        label: one of ``LABELS``.
        score: the model's probability, 0 to 1.
    """

    start: int
    end: int
    text: str
    label: str
    score: float


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word or phrase the article is about.

    Attributes:
        text: the phrase in the article's own words, on one line; of a name the longest form.
        score: 0 to 1, 1 for the best keyword of the article.
        spans: every place where it stands, as (start, end), in text order; near-duplicates
            (plural, part of a longer name) are among them.
        share: part of its attention the summarizer spent on these places while it wrote headline
            and dek, 0 to 1.
        writing: the words it was writing when it looked here most, at most three, strongest first;
            none if it hardly looked.
        name: label of the name this keyword is (one of ``LABELS``); empty for a common word.
    """

    text: str
    score: float
    spans: tuple[tuple[int, int], ...]
    share: float
    writing: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True)
class HighlightOptions:
    """What is marked besides names, dates and amounts."""

    keywords: Annotated[
        bool,
        Option("Say what the article is about, too.", "keywords", at_first=True, after_keep=True),
    ] = False


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person changed about the marks in one go.

    Attributes:
        start, end: the stretch that was chosen, offsets into the text.
        label: what it is, one of ``LABELS``; empty: it is nothing to mark.
        everywhere: whether all places of these words were meant.
        removed, added: marks that went and that came, in text order; so it can be undone.
    """

    start: int
    end: int
    label: str
    everywhere: bool
    removed: tuple[Span, ...]
    added: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Highlight(Result):
    """An article and its marks, in text order, never overlapping.

    ``keywords``, best first, are empty unless asked for; they may overlap the marks.
    ``corrections`` are what a person changed, oldest first; ``spans`` are the marks after them.
    """

    task: ClassVar[str] = "highlight"

    text: str
    spans: tuple[Span, ...]
    model: ModelRef
    seconds: float
    keywords: tuple[Keyword, ...] = ()
    corrections: tuple[Correction, ...] = ()

    @property
    def corrected(self) -> bool:
        """Whether a person changed marks."""
        return bool(self.corrections)


QUOTE = "QUOTE"
"""Label of a quotation where articles are compared; it is no mark, so it is none of ``LABELS``."""


@dataclass(frozen=True, slots=True)
class ComparedItem:
    """A name, a time, an amount or a quotation, and where two articles have it.

    Attributes:
        label: one of ``LABELS``, or ``QUOTE``.
        text: its longest form, on one line.
        here, there: its places in the article and in the earlier one, as (start, end) in text
            order; one of the two may be empty.
    """

    label: str
    text: str
    here: tuple[tuple[int, int], ...]
    there: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class ComparedSentence:
    """A sentence of the article, of the earlier one, or one of each that say much the same.

    Attributes:
        here, there: where they stand, (start, end); ``None``: the other article has none like it.
        likeness: part of their full words that both have (F1 of stems), 0 to 1; 1 also where they
            are the same to the letter but for white space.
        same: whether they are.
    """

    here: tuple[int, int] | None
    there: tuple[int, int] | None
    likeness: float
    same: bool


@dataclass(frozen=True, slots=True)
class Comparison(Result):
    """An article beside an earlier one: what both have, what is new, and what is gone.

    Attributes:
        earlier: the other article, to the letter.
        items: those of the article in text order, then those that only the earlier one has.
        sentences: likewise.
    """

    task: ClassVar[str] = "compare"

    text: str
    earlier: str
    items: tuple[ComparedItem, ...]
    sentences: tuple[ComparedSentence, ...]
    model: ModelRef
    seconds: float

    @property
    def written(self) -> str:
        """The earlier article."""
        return self.earlier


FINDINGS: tuple[str, ...] = (
    "spelling", "weekday", "weekdays", "age", "headline_figure", "quantity", "sum", "percentage",
    "unclosed", "lost_space", "doubled_space", "doubled_word", "acronym", "minor",
)  # fmt: skip
"""What a review looks for, in the order of its legend."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in an article that cannot be right, or should be looked at.

    Attributes:
        kind: one of ``FINDINGS``.
        places: where, as (start, end); the first is what to look at, a second what it does not fit.
        values: what the sentence about it tells, in its order.
    """

    kind: str
    places: tuple[tuple[int, int], ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Review(Result):
    """An article with what in it does not fit together.

    Attributes:
        text: the article, to the letter.
        findings: in text order; at most 30 of a sort.
    """

    task: ClassVar[str] = "review"

    text: str
    findings: tuple[Finding, ...]
    model: ModelRef
    seconds: float


MAX_SENTENCES = 10
"""Most sentences of an article that a summary has."""


@dataclass(frozen=True, slots=True)
class SummaryOptions:
    """What summary is wanted."""

    sentences: Annotated[
        int, Option("Sentences of the article to choose, 1 to 10.", "sentences", 1, MAX_SENTENCES)
    ] = 3
    rank: Annotated[
        int,
        Option(
            "Which headline that passes the check: 1 the best, 2 the next that says it "
            "differently, and so on; the error no-other-headline where there is none.",
            "shared_rank", 1, 100, control=False, after_keep=True,
        ),
    ] = 1  # fmt: skip


ANY_FIGURE = "0"
"""Stands among the words of ``HeadlineConditions`` for any figure."""

ANY_QUOTATION = "“”"
"""Stands there for anything between quotation marks."""


@dataclass(frozen=True, slots=True)
class HeadlineConditions:
    """What a headline has to be like.

    Attributes:
        including: what it has to name, each with the words of which any will do, in any form
            (*prefeito*, *Rui Prado*).
        excluding: words that must not stand in it, in any form.
        quoted: whether it quotes somebody.
        most: characters that it may have; 0: as many as any headline.
        short: whether the shortest come first.
        shown: headlines that were given before; none that says nearly the same is to be given.
    """

    including: tuple[tuple[str, ...], ...] = ()
    excluding: tuple[str, ...] = ()
    quoted: bool = False
    most: int = 0
    short: bool = False
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Glance:
    """A written word and where the network looked while it wrote it.

    Attributes:
        start, end: the word, offsets into ``Line.text``.
        looked: words of the article as (start, end, attention), strongest first, at most five;
            attention is 0 to 1, and what got hardly any is left out.
    """

    start: int
    end: int
    looked: tuple[tuple[int, int, float], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A headline or a dek.

    Attributes:
        text: one line, in normal form, without a final full stop.
        origin: one of ``ORIGINS``.
        source: (start, end) of the article's sentence that it is, or that the network looked at
            most while it wrote.
        glances: of every word the network wrote; empty if ``origin`` is ``"extracted"``.
        refused: better candidates that said what the article does not, each with the first such
            name, number or word, or stretch that joins what no sentence of the article does; at
            most three, best first.
    """

    text: str
    origin: str
    source: tuple[int, int]
    glances: tuple[Glance, ...]
    refused: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Extract:
    """A sentence of the article that stands in the summary: ``text[start:end]`` of the article.

    Where nothing else is whole it may be several, as far as a quotation reaches. ``score`` is its
    part of the article's weight, 0 to 1: all its sentences together have 1.
    """

    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Summary(Result):
    """An article, its headline, its dek, and its weightiest sentences in their original order.

    Attributes:
        language: ISO 639-1 code the text seems to be in; not ``"pt"``: take all this with care.
        sentences: as many as asked for, or fewer where the article has no more that are whole and
            say different things.
        read: end of what headline and dek are based on, an offset into ``text``; they are based on
            the beginning.
        others: other headlines that pass the checks and differ, best first.
        other_deks: the dek that goes with each of them.
    """

    task: ClassVar[str] = "summarize"

    text: str
    headline: Line
    dek: Line
    sentences: tuple[Extract, ...]
    options: SummaryOptions
    language: str
    read: int
    model: ModelRef
    seconds: float
    others: tuple[str, ...] = ()
    other_deks: tuple[str, ...] = ()

    @property
    def written(self) -> str:
        """Headlines and deks."""
        return "\n".join((self.headline.text, self.dek.text, *self.others, *self.other_deks))

    heading = staticmethod(first_written)
    searched = staticmethod(written_first)


MAX_LENGTH = 5000
"""Most characters that are written at once."""

MAX_TEMPERATURE = 5.0


@dataclass(frozen=True, slots=True)
class GenerateOptions:
    """How the character RNN writes on."""

    length: Annotated[
        int,
        Option(
            "Characters to write, 1 to 5000; it goes on to the end of the sentence, up to a "
            "quarter or 20 characters more.",
            "length", 1, MAX_LENGTH,
        ),
    ] = 400  # fmt: skip
    temperature: Annotated[
        float,
        Option(
            "Divides the logits: 0 always takes the likeliest character; higher is bolder.",
            "temperature", 0.0, MAX_TEMPERATURE,
        ),
    ] = 0.7  # fmt: skip
    top_k: Annotated[
        int, Option("Draw among the k likeliest characters only; 0: all.", "top_k", 0, 1000)
    ] = 0
    top_p: Annotated[
        float,
        Option(
            "Draw among the likeliest characters that reach this probability together "
            "(Holtzman et al. 2020); 1: all.",
            "top_p", 0.01, 1.0,
        ),
    ] = 0.95  # fmt: skip
    seed: Annotated[
        int,
        Option("The same seed, prefix and options give the same text.", "seed", 0, MAX_SEED),
    ] = 0
    stop: Annotated[
        str,
        Option(
            "End as soon as this has been written, which is kept; empty: no stop.",
            "stop_at", 0, 200,
        ),
    ] = ""  # fmt: skip


@dataclass(frozen=True, slots=True)
class Memorisation:
    """How much of a generated text also stands in the training text.

    Attributes:
        start, end: the longest such stretch, offsets into ``Continuation.text``.
        share: part of the generated characters inside any stretch of at least ``window``, 0 to 1.
        window: shortest stretch that counts, words.
        false_positive_rate: measured chance that the filter claims an unseen stretch.
    """

    start: int
    end: int
    share: float
    window: int
    false_positive_rate: float


@dataclass(frozen=True, slots=True)
class Continuation(Result):
    """A prefix, kept to the letter, and what the network wrote after it.

    Attributes:
        finish: one of ``FINISHES``.
        memorisation: ``None`` until it has ended, and where the model brings no filter.
        human: how many characters of the prefix a person wrote: all of them (``None``), or fewer
            where the network was asked to write on after its own text.
    """

    task: ClassVar[str] = "generate"

    prefix: str
    generated: str
    options: GenerateOptions
    finish: str
    memorisation: Memorisation | None
    model: ModelRef
    seconds: float
    human: int | None = None

    @property
    def written_by_person(self) -> int:
        """Where the network's text begins, an offset into ``text``."""
        return len(self.prefix) if self.human is None else self.human

    @property
    def text(self) -> str:
        """Prefix and generated text as one string."""
        return self.prefix + self.generated

    @property
    def given(self) -> str:
        """The prefix."""
        return self.prefix

    @property
    def written(self) -> str:
        """What the network wrote after it."""
        return self.generated


@dataclass(frozen=True, slots=True)
class CharSurprise:
    """One character as the network saw it coming.

    ``bits`` is -log2 of its probability; ``expected`` the likeliest characters with theirs.
    """

    char: str
    bits: float
    expected: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Surprise(Result):
    """Character-by-character surprise of a text; ``bits_per_char`` is the mean."""

    task: ClassVar[str] = "surprise"

    text: str
    chars: tuple[CharSurprise, ...]
    bits_per_char: float
    model: ModelRef
    seconds: float
