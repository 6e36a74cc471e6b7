"""What the reader learns from: questions of corpora, own and made ones, drawn anew for each step.

Of those of the corpora some are asked of a longer text (the paragraph among others of its article),
some of a text whose answer was taken out or of quite another text, and are then unanswerable. Some
are put into other words, or typed in a hurry.
"""

from __future__ import annotations

import json
import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha1
from pathlib import Path

import numpy as np

from textnn.config import Settings
from textnn.datasets.made_questions import NewsItem, made_questions, mistyped, reworded
from textnn.datasets.news import NewsArticle, news_file, read_articles
from textnn.datasets.reader import (
    Mark,
    MarksOf,
    Prepared,
    QuestionExample,
    asked_text,
    joined,
    right_sentences,
    right_spans,
    sentence_before,
    without_answer,
)
from textnn.text.reader import (
    Document,
    Lexicon,
    Match,
    Tokens,
    match,
    open_document,
    open_question,
)
from textnn.training.loop import shuffled

MOST_SENTENCES = 60
"""Sentences of a text that are learnt from."""


CORPORA = ("squad20.train", "squad11", "pira")
"""Question files that are learnt from."""

OWN = ("questions.dev.jsonl", "questions.desk.jsonl")
"""Questions written for this project; every ``HELD``th article is not learnt from."""

TAUGHT = "questions.newsroom.jsonl"
"""More of them, all learnt from."""

ASKED = ("news.train.jsonl", "news.train2.jsonl", "news.train3.jsonl", "news.train4.jsonl")
"""Questions written about training articles of the news; of each file every ``HELD_NEWS``th article
is not learnt from."""

TRIALS = ("questions.trial.jsonl", "questions.trial2.jsonl")
"""Questions by other hands, for figures alone."""

HELD, HELD_NEWS = 5, 12

NEWS = 6000
"""Articles that questions are made from."""

SHORTEST, LONGEST_NEWS = 600, 2800
"""Characters of a news article; of a longer one its beginning is taken."""


@dataclass(frozen=True)
class ReaderOptions:
    """How a reader is trained.

    Attributes:
        texts: a step.
        questions: most questions about one of them.
        rate: highest learning rate (AdamW).
        decay: weight decay.
        made: part of the texts that are news with questions that a program made from them.
        own: part of them that were written for this project, with their questions.
        reworded: part of the questions in which some words are replaced by words used like them.
        typed: part of the questions that are typed in a hurry.
        cut: part of the texts that an answer is taken out of.
        elsewhere: part of the texts whose questions are asked of another text, which is silent.
        long: part of the texts of the corpora that are joined with others, reached in the middle.
        average: decay of the moving average of the weights, a step.
        near: sentences read for a question besides the right ones: so many that match best,
        others: and so many at random. Of the rest only the features are seen, to save time.
        seed: order, first weights, dropout, and all that is drawn.
    """

    texts: int = 5
    questions: int = 6
    rate: float = 2e-3
    decay: float = 0.02
    made: float = 0.08
    own: float = 0.12
    reworded: float = 0.2
    typed: float = 0.4
    cut: float = 0.1
    elsewhere: float = 0.08
    long: float = 0.25
    average: float = 0.998
    near: int = 3
    others: int = 2
    seed: int = 1


class MarkFile:
    """Marks of texts, kept in a file: the tagger reads each text once.

    Args:
        path: JSON lines, each the sha1 of a text and its marks; need not exist yet.
        mark: what marks a text.
    """

    def __init__(self, path: Path, mark: MarksOf) -> None:
        self.path, self._mark = path, mark
        self._known: dict[str, list[Mark]] = {}
        if path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                key, marks = json.loads(line)
                self._known[key] = [(int(m[0]), int(m[1]), str(m[2])) for m in marks]

    def __call__(self, text: str) -> Sequence[Mark]:
        """Marks of a text, in order."""
        key = sha1(text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
        if key not in self._known:
            self._known[key] = list(self._mark(text))
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps([key, self._known[key]], ensure_ascii=False) + "\n")
        return self._known[key]


@dataclass(frozen=True)
class Asked:
    """One question as a step asks it."""

    document: Document
    question: Tokens
    match: Match
    sentences: tuple[int, ...]
    spans: tuple[tuple[int, int, int], ...]
    chosen: frozenset[int]


class QuestionSampler:
    """Draws the questions of each step.

    Args:
        corpora: questions of data sets and about news.
        own: questions written for this project.
        news: articles that questions are made from.
        options: how often what is drawn.
        steps: of the whole training, for the growth of the texts.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        corpora: Sequence[Prepared],
        own: Sequence[Prepared],
        news: NewsItems | Sequence[NewsItem],
        options: ReaderOptions,
        steps: int,
    ) -> None:
        self.lexicon, self.news = lexicon, news
        self.corpora, self.own = by_document(corpora), by_document(own)
        self.options, self.steps = options, steps
        self.groups: dict[str, list[Document]] = {}
        for first, *_ in self.corpora:
            self.groups.setdefault(first.example.group, []).append(first.document)

    def __len__(self) -> int:
        return sum(map(len, self.corpora)) + sum(map(len, self.own))

    def draw(self, step: int) -> list[Asked]:
        """The questions of a step; the same step asks the same."""
        rng = random.Random(f"{self.options.seed} {step}")
        asked: list[Asked] = []
        for number in range(self.options.texts):
            asked += self._draw(step, number, rng)
        return asked

    def _draw(self, step: int, number: int, rng: random.Random) -> list[Asked]:
        """A text and questions about it: of the corpora in shuffled order, others at random."""
        kind = rng.random()
        if kind < self.options.made and self.news:
            return self._made(rng)
        if kind < self.options.made + self.options.own and self.own:
            return self._ask(rng.choice(self.own), rng, 0)
        epoch, place = divmod(step * self.options.texts + number, len(self.corpora))
        order = shuffled(len(self.corpora), f"{self.options.seed} epoch {epoch}")
        return self._ask(self.corpora[order[place]], rng, step)

    def _made(self, rng: random.Random) -> list[Asked]:
        """Made questions, some of them asked of a text that does not say it."""
        while True:
            item = rng.choice(self.news)
            examples = made_questions(item, self.lexicon, rng, self.options.questions)
            if examples:
                break
        document, fate = item.document, rng.random()
        if fate < 0.15:
            document = without_answer(document, examples[0])
        elif fate < 0.25 and len(self.news) > 1:
            others = [rng.choice(self.news).document for _ in range(3)]
            document = max(
                (other for other in others if other is not document),
                key=lambda other: _shared(other, item.document),
                default=document,
            )
            if document is not item.document:
                examples = [QuestionExample(document.text, e.question) for e in examples[:2]]
        return self._asked(document, examples, rng)

    def _ask(self, many: Sequence[Prepared], rng: random.Random, step: int) -> list[Asked]:
        """Some of the questions about one text."""
        document = many[0].document
        chosen = rng.sample(many, min(len(many), self.options.questions))
        examples = [one.example for one in chosen]
        if rng.random() < self.options.elsewhere:
            other = rng.choice(rng.choice((self.corpora, self.own)) or self.corpora)[0]
            if other.example.group == examples[0].group:
                return self._asked(document, examples, rng)
            silent = other.document
            moved = [QuestionExample(silent.text, one.question) for one in examples[:3]]
            return self._asked(silent, moved, rng)
        if examples[0].answerable and rng.random() < self.options.cut:
            document = without_answer(document, examples[0])
        growth = min(1.0, 2 * step / max(1, self.steps))
        if rng.random() < self.options.long * growth:
            others = [d for d in self.groups.get(examples[0].group, []) if d is not document]
            more = rng.sample(others, min(len(others), rng.choice((1, 1, 2, 3))))
            document = joined([document, *more])
            # A fact that another paragraph repeats is rare. The answers' offsets stay as they are.
        return self._asked(document, examples, rng)

    def _asked(
        self, document: Document, examples: Sequence[QuestionExample], rng: random.Random
    ) -> list[Asked]:
        document, found = _shortened(document, examples[0]), []
        for example in examples:
            text = asked_text(example)
            if rng.random() < self.options.reworded:
                text = reworded(text, self.lexicon, rng)
            if rng.random() < self.options.typed:
                text = mistyped(text, rng)
            question = open_question(text, self.lexicon)
            near = match(document, question, self.lexicon, sentence_before(document, example))
            right = right_sentences(document, example)
            spans = right_spans(document, example) if right else []
            answering = [*right[:2], *(sentence for sentence, _, _ in spans)]
            chosen = self._chosen(near, answering, rng)
            found.append(Asked(document, question, near, tuple(right), tuple(spans), chosen))
        return found

    def _chosen(self, near: Match, right: Sequence[int], rng: random.Random) -> frozenset[int]:
        """Sentences to read: the right ones, those that match best, some others."""
        best = np.argsort(-near.sentences[:, 0])[: self.options.near].tolist()
        count = len(near.sentences)
        others = rng.sample(range(count), min(count, self.options.others))
        return frozenset([*right, *best, *others])


def by_document(questions: Sequence[Prepared]) -> list[list[Prepared]]:
    """Questions about the same text together, in the order of the texts."""
    found: dict[int, list[Prepared]] = {}
    for one in questions:
        found.setdefault(id(one.document), []).append(one)
    return list(found.values())


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


def held_out(examples: Sequence[QuestionExample], every: int = HELD) -> set[str]:
    """Articles whose questions are not learnt from."""
    return set(sorted({one.group for one in examples})[::every])


class NewsItems:
    """Articles with headlines, each opened when it is drawn: all at once would fill the memory.

    Args:
        articles: the beginning of each, with its headline and dek.
    """

    def __init__(
        self, articles: Sequence[tuple[str, Sequence[str]]], marks_of: MarksOf, lexicon: Lexicon
    ) -> None:
        self._articles, self._marks_of, self._lexicon = articles, marks_of, lexicon
        self._opened = lru_cache(512)(self._open)

    def __len__(self) -> int:
        return len(self._articles)

    def __getitem__(self, index: int) -> NewsItem:
        """An article, opened."""
        return self._opened(index)

    def _open(self, index: int) -> NewsItem:
        text, lines = self._articles[index]
        marks, own = tuple(self._marks_of(text)), [tuple(self._marks_of(line)) for line in lines]
        document = open_document(text, marks, self._lexicon)
        return NewsItem(document, marks, tuple(zip(lines, own, strict=True)))


def read_news_items(
    settings: Settings, marks_of: MarksOf, lexicon: Lexicon, without: Collection[str] = ()
) -> NewsItems:
    """``NEWS`` articles with headlines; none whose id is in ``without``."""
    news = read_articles(news_file(settings.datasets_folder, "train"))
    articles = [one for one in news if one.id not in without]
    random.Random(1).shuffle(articles)
    found = list[tuple[str, list[str]]]()
    for article in articles:
        if text := _beginning(article):
            found.append((text, [line for line in (article.title, article.subtitle) if line]))
        if len(found) == NEWS:
            break
    return NewsItems(found, marks_of, lexicon)


def _beginning(article: NewsArticle) -> str:
    """The beginning of an article up to the end of a line or a sentence; empty if unfit."""
    text = article.text
    if not article.title or len(text) < SHORTEST:
        return ""
    if len(text) <= LONGEST_NEWS:
        return text
    cut = text.rfind("\n", SHORTEST, LONGEST_NEWS)
    if cut < 0:
        cut = text.rfind(". ", SHORTEST, LONGEST_NEWS) + 1
    return text[:cut].rstrip() if cut >= SHORTEST else ""
