"""Recipe of the reader: real and made questions, typed anew each time they are asked.

A step asks some questions. Of those of the corpora some are asked of a longer text (the paragraph
among others of its article), some of a text whose answer was taken out, and are then unanswerable.
"""

from __future__ import annotations

import json
import random
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.optim import AdamW

from textnn.datasets.reader import (
    Mark,
    NewsItem,
    Offsets,
    QuestionExample,
    joined,
    made_questions,
    mistyped,
    reworded,
    without_answer,
)
from textnn.evaluation.answers import best_threshold, text_f1
from textnn.models.reader import (
    Reader,
    ReaderTargets,
    Reading,
    collate,
    read,
)
from textnn.text.normalize import Normalized, normalize
from textnn.text.reader import Document, Lexicon, Match, Tokens, match, open_document, open_question

MarksOf = Callable[[str], Sequence[Mark]]
"""Marks of a text."""

MOST_SENTENCES = 60
"""Sentences of a text that are learnt from."""


@dataclass(frozen=True)
class ReaderOptions:
    """How a reader is trained.

    Attributes:
        texts: a step.
        questions: most questions about one of them.
        rate: highest learning rate (AdamW).
        decay: weight decay.
        made: part of the texts that are news with questions made from them.
        own: part of them that were written for this project, with their questions.
        reworded: part of the questions in which some words are replaced by words used like them.
        typed: part of the questions that are typed in a hurry.
        cut: part of the texts that an answer is taken out of.
        long: part of the texts of the corpora that are joined with others, reached in the middle.
        seed: order, first weights, dropout, and all that is drawn.
    """

    texts: int = 5
    questions: int = 6
    rate: float = 2e-3
    decay: float = 0.02
    made: float = 0.28
    own: float = 0.16
    reworded: float = 0.2
    typed: float = 0.4
    cut: float = 0.1
    long: float = 0.35
    seed: int = 1


@dataclass(frozen=True)
class Prepared:
    """A question and its text, offsets in the text's normal form.

    Attributes:
        example: the question; ``context`` is the normal form.
        document: its text, opened.
    """

    example: QuestionExample
    document: Document


def marks_file(path: Path) -> dict[str, list[Mark]]:
    """Marks of texts by the sha1 of the text, as ``mark_texts`` keeps them."""
    found = {}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            key, marks = json.loads(line)
            found[key] = [(int(m[0]), int(m[1]), str(m[2])) for m in marks]
    return found


def text_key(text: str) -> str:
    """Name of a text in a file of marks."""
    return sha1(text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def open_text(text: str, marks: Sequence[Mark], lexicon: Lexicon) -> tuple[Normalized, Document]:
    """A text's normal form and the article opened.

    Args:
        marks: offsets into ``text``.
    """
    clean = normalize(text)
    inside = [(*_inside(clean, (start, end)), label) for start, end, label in marks]
    return clean, open_document(clean.text, inside, lexicon)


def _inside(clean: Normalized, span: Offsets) -> Offsets:
    """Offsets into the original as offsets into the normal form."""
    start = int(np.searchsorted(clean.starts, span[0]))
    return start, max(start, int(np.searchsorted(clean.ends, span[1])) + 1)


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
    return QuestionExample(
        clean.text,
        example.question,
        tuple(_inside(clean, span) for span in example.answers),
        tuple(_inside(clean, span) for span in example.evidence),
        example.group,
        example.before,
        None if last is None else _inside(clean, last),
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


@dataclass(frozen=True)
class Asked:
    """One question as a step asks it."""

    document: Document
    question: Tokens
    match: Match
    sentences: tuple[int, ...]
    spans: tuple[tuple[int, int, int], ...]


def targets(asked: Sequence[Asked], most: int) -> ReaderTargets:
    """What is to be learnt of some questions; ``most`` sentences in the longest text."""
    right = torch.zeros(len(asked), most, dtype=torch.bool)
    for row, one in enumerate(asked):
        right[row, list(one.sentences)] = True
    spans = [[row, *span] for row, one in enumerate(asked) for span in one.spans]
    return ReaderTargets(
        right, torch.tensor(spans, dtype=torch.long).reshape(-1, 4), torch.ones(len(asked))
    )


class ReaderRecipe:
    """Steps over questions drawn from corpora, own questions and made ones; see ``loop.Recipe``.

    Args:
        corpora: questions of data sets.
        own: questions written for this project.
        news: articles that questions are made from.
        dev: questions that are not learnt from, by name.
        steps: of the whole training, for the growth of the texts.
    """

    unit = "nats/question"

    def __init__(
        self,
        model: Reader,
        lexicon: Lexicon,
        corpora: Sequence[Prepared],
        own: Sequence[Prepared],
        news: Sequence[NewsItem],
        dev: Mapping[str, Sequence[Prepared]],
        options: ReaderOptions,
        steps: int,
    ) -> None:
        self.model: Reader = model
        self.lexicon, self.news, self.dev = lexicon, news, dev
        self.corpora, self.own = by_document(corpora), by_document(own)
        self.options, self.steps = options, steps
        self._epoch, self._shuffled = -1, list[int]()
        self.groups: dict[str, list[Document]] = {}
        for first, *_ in self.corpora:
            self.groups.setdefault(first.example.group, []).append(first.document)
        self.optimizers: tuple[torch.optim.Optimizer, ...] = (
            AdamW(model.parameters(), lr=options.rate, weight_decay=options.decay),
        )

    def loss(self, step: int) -> Tensor:
        """Mean negative log-likelihood of some questions' sentences and spans, nats."""
        chance = random.Random(f"{self.options.seed} {step}")
        asked: list[Asked] = []
        for number in range(self.options.texts):
            asked += self._draw(step, number, chance)
        items = [(one.document, one.question, one.match) for one in asked]
        batch = collate(items, self.lexicon)
        _, loss = self.model(batch, targets(asked, batch.mask.shape[1]))
        assert isinstance(loss, Tensor)
        return loss

    def _draw(self, step: int, number: int, chance: random.Random) -> list[Asked]:
        """A text and questions about it: of the corpora in shuffled order, others at random."""
        kind = chance.random()
        if kind < self.options.made and self.news:
            return self._made(chance)
        if kind < self.options.made + self.options.own and self.own:
            return self._ask(chance.choice(self.own), chance, 0)
        epoch, place = divmod(step * self.options.texts + number, len(self.corpora))
        return self._ask(self.corpora[self._order(epoch)[place]], chance, step)

    def _order(self, epoch: int) -> list[int]:
        if self._epoch != epoch:
            self._epoch, self._shuffled = epoch, list(range(len(self.corpora)))
            random.Random(f"{self.options.seed} epoch {epoch}").shuffle(self._shuffled)
        return self._shuffled

    def _made(self, chance: random.Random) -> list[Asked]:
        """Made questions, some of them asked of a text that does not say it."""
        item, examples = chance.choice(self.news), list[QuestionExample]()
        while not examples:
            item = chance.choice(self.news)
            examples = made_questions(item, self.lexicon, chance, self.options.questions)
        document, fate = item.document, chance.random()
        if fate < 0.15:
            document = without_answer(document, examples[0])
        elif fate < 0.25 and len(self.news) > 1:
            others = [chance.choice(self.news).document for _ in range(20)]
            document = max(
                (other for other in others if other is not document),
                key=lambda other: _shared(other, item.document),
                default=document,
            )
            if document is not item.document:
                examples = [QuestionExample(document.text, e.question) for e in examples[:2]]
        return self._asked(document, examples, chance)

    def _ask(self, many: Sequence[Prepared], chance: random.Random, step: int) -> list[Asked]:
        """Some of the questions about one text."""
        document = many[0].document
        chosen = chance.sample(many, min(len(many), self.options.questions))
        examples = [one.example for one in chosen]
        if examples[0].answerable and chance.random() < self.options.cut:
            document = without_answer(document, examples[0])
        growth = min(1.0, 2 * step / max(1, self.steps))
        if chance.random() < self.options.long * growth:
            others = [d for d in self.groups.get(examples[0].group, []) if d is not document]
            more = chance.sample(others, min(len(others), chance.choice((1, 1, 2, 3))))
            document = joined([document, *more])
            # A fact that another paragraph repeats is rare. The answers' offsets stay as they are.
        return self._asked(document, examples, chance)

    def _asked(
        self, document: Document, examples: Sequence[QuestionExample], chance: random.Random
    ) -> list[Asked]:
        document, found = _shortened(document, examples[0]), []
        for example in examples:
            text = asked_text(example)
            if chance.random() < self.options.reworded:
                text = reworded(text, self.lexicon, chance)
            if chance.random() < self.options.typed:
                text = mistyped(text, chance)
            question = open_question(text, self.lexicon)
            near = match(document, question, self.lexicon, sentence_before(document, example))
            right = right_sentences(document, example)
            spans = right_spans(document, example) if right else []
            found.append(Asked(document, question, near, tuple(right), tuple(spans)))
        return found

    @torch.no_grad()
    def evaluate(self) -> dict[str, float]:
        """Of each dev set: hits at 1, F1 of short answers, and right ones at the rate of false ones."""
        self.model.eval()
        figures = {}
        for name, questions in self.dev.items():
            found = [one for part in parts(questions, 32) for one in self._read(part)]
            figures |= {f"{name}_{k}": v for k, v in dev_figures(questions, found).items()}
        self.model.train()
        return figures

    def _read(self, questions: Sequence[Prepared]) -> list[Reading]:
        return read_prepared(self.model, questions, self.lexicon)

    def state(self) -> dict[str, Any]:
        """Nothing: the step number tells all that is drawn."""
        return {}

    def restore(self, state: dict[str, Any]) -> None:
        """Nothing to restore."""


def by_document(questions: Sequence[Prepared]) -> list[list[Prepared]]:
    """Questions about the same text together, in the order of the texts."""
    found: dict[int, list[Prepared]] = {}
    for one in questions:
        found.setdefault(id(one.document), []).append(one)
    return list(found.values())


def read_prepared(
    model: Reader, questions: Sequence[Prepared], lexicon: Lexicon
) -> list[Reading]:
    """What the reader makes of some questions."""
    items = []
    for one in questions:
        asked = open_question(asked_text(one.example), lexicon)
        before = sentence_before(one.document, one.example)
        items.append((one.document, asked, match(one.document, asked, lexicon, before)))
    return read(model, items, lexicon)


def parts(items: Sequence[Any], size: int) -> list[Sequence[Any]]:
    """Items in their order, ``size`` at a time."""
    return [items[at : at + size] for at in range(0, len(items), size)]


def _shared(one: Document, other: Document) -> int:
    own = {form.folded for form in one.forms if not form.stop}
    return len(own & {form.folded for form in other.forms if not form.stop})


def _shortened(document: Document, example: QuestionExample) -> Document:
    """At most ``MOST_SENTENCES`` sentences, with the first of those that answer."""
    if len(document.spans) <= MOST_SENTENCES:
        return document
    right = right_sentences(document, example) or [0]
    first = max(0, min(right[0] - MOST_SENTENCES // 2, len(document.spans) - MOST_SENTENCES))
    window = slice(first, first + MOST_SENTENCES)
    return Document(document.text, document.spans[window], document.sentences[window])


def dev_figures(questions: Sequence[Prepared], found: Sequence[Reading]) -> dict[str, float]:
    """Hits at 1, F1 of the short answers, and what is answered rightly at a rate of false answers.

    ``right``: of the answerable ones, at the threshold at which a fifth of the unanswerable ones is
    answered; 0 where there are none.
    """
    hits, exact, chances, none = [], [], [], []
    for one, reading in zip(questions, found, strict=True):
        probabilities = reading.scores.softmax(0)
        best = int(reading.scores[:-1].argmax())
        right = best in right_sentences(one.document, one.example)
        chances.append(float(1 - probabilities[-1]))
        none.append(not one.example.answerable)
        hits.append(right)
        if one.example.answers:
            exact.append(span_f1(one, reading, best))
    hit, missing = np.array(hits), np.array(none)
    figures = {"hit": float(hit[~missing].mean()), "f1": float(np.mean(exact)) if exact else 0.0}
    if missing.any():
        least = best_threshold(np.array(chances), missing, 0.2)
        given = np.array(chances) >= least
        figures["right"] = float((hit & given)[~missing].mean())
    return figures


def span_f1(one: Prepared, reading: Reading, sentence: int) -> float:
    """F1 of the short answer in a sentence against the best reference."""
    offsets = one.document.sentences[sentence].offsets
    first, last = reading.spans[sentence]
    given = one.example.context[offsets[first][0] : offsets[last][1]]
    return max(text_f1(given, one.example.context[s:e]) for s, e in one.example.answers)
