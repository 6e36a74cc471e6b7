"""Recipe of the reader: real and made questions, typed anew each time they are asked.

A step asks some questions. Of those of the corpora some are asked of a longer text (the paragraph
among others of its article), some of a text whose answer was taken out or of quite another text,
and are then unanswerable. Figures are those of an exponential moving average of the weights (Polyak
and Juditsky 1992), which is what is saved.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha1
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.optim import AdamW
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from textnn import checkpoints
from textnn.config import DATA, Settings
from textnn.datasets.made_questions import NewsItem, made_questions, mistyped, reworded
from textnn.datasets.news import NewsArticle, news_file, read_articles
from textnn.datasets.reader import (
    Mark,
    MarksOf,
    Prepared,
    QuestionExample,
    asked_text,
    joined,
    prepare,
    read_question_file,
    right_sentences,
    right_spans,
    sentence_before,
    without_answer,
)
from textnn.evaluation.answers import best_threshold, text_f1
from textnn.models.reader import (
    Reader,
    ReaderConfig,
    ReaderTargets,
    Reading,
    collate,
    read,
)
from textnn.models.tagger import Tagger
from textnn.pretrained import Models, network
from textnn.text.reader import (
    Document,
    Lexicon,
    Match,
    Tokens,
    match,
    open_document,
    open_question,
)
from textnn.training.curve import draw_curve
from textnn.training.loop import Budget, SupervisedRecipe, shuffled, train
from textnn.training.runs import RUNS, first_metrics, set_up

STEPS = 2400

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
    made: float = 0.28
    own: float = 0.16
    reworded: float = 0.2
    typed: float = 0.4
    cut: float = 0.1
    elsewhere: float = 0.08
    long: float = 0.35
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


def targets(asked: Sequence[Asked], most: int) -> ReaderTargets:
    """What is to be learnt of some questions; ``most`` sentences in the longest text."""
    right = torch.zeros(len(asked), most, dtype=torch.bool)
    for row, one in enumerate(asked):
        right[row, list(one.sentences)] = True
    spans = [[row, *span] for row, one in enumerate(asked) for span in one.spans]
    return ReaderTargets(right, torch.tensor(spans, dtype=torch.long).reshape(-1, 4))


class ReaderRecipe(SupervisedRecipe):
    """Steps over questions drawn from corpora, own questions and made ones.

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
        news: NewsItems | Sequence[NewsItem],
        dev: Mapping[str, Sequence[Prepared]],
        options: ReaderOptions,
        steps: int,
    ) -> None:
        self.model: Reader = model
        self.lexicon, self.news, self.dev = lexicon, news, dev
        self.corpora, self.own = by_document(corpora), by_document(own)
        self.options, self.steps = options, steps
        self.groups: dict[str, list[Document]] = {}
        for first, *_ in self.corpora:
            self.groups.setdefault(first.example.group, []).append(first.document)
        self.optimizers = (AdamW(model.parameters(), lr=options.rate, weight_decay=options.decay),)
        self.average = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(options.average))

    def loss(self, step: int) -> Tensor:
        """Mean negative log-likelihood of some questions' sentences and spans, nats."""
        self.average.update_parameters(self.model)
        chance = random.Random(f"{self.options.seed} {step}")
        asked: list[Asked] = []
        for number in range(self.options.texts):
            asked += self._draw(step, number, chance)
        items = [(one.document, one.question, one.match) for one in asked]
        batch = collate(items, self.lexicon, chosen=[one.chosen for one in asked])
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
        order = shuffled(len(self.corpora), f"{self.options.seed} epoch {epoch}")
        return self._ask(self.corpora[order[place]], chance, step)

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
            others = [chance.choice(self.news).document for _ in range(3)]
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
        if chance.random() < self.options.elsewhere:
            other = chance.choice(chance.choice((self.corpora, self.own)) or self.corpora)[0]
            if other.example.group == examples[0].group:
                return self._asked(document, examples, chance)
            silent = other.document
            moved = [QuestionExample(silent.text, one.question) for one in examples[:3]]
            return self._asked(silent, moved, chance)
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
            answering = [*right[:2], *(sentence for sentence, _, _ in spans)]
            chosen = self._chosen(near, answering, chance)
            found.append(Asked(document, question, near, tuple(right), tuple(spans), chosen))
        return found

    def _chosen(self, near: Match, right: Sequence[int], chance: random.Random) -> frozenset[int]:
        """Sentences to read: the right ones, those that match best, some others."""
        best = np.argsort(-near.sentences[:, 0])[: self.options.near].tolist()
        count = len(near.sentences)
        others = chance.sample(range(count), min(count, self.options.others))
        return frozenset([*right, *best, *others])

    @torch.no_grad()
    def evaluate(self) -> dict[str, float]:
        """``dev_figures`` of each dev set."""
        model = self.averaged()
        figures = dict[str, float]()
        for name, questions in self.dev.items():
            found = read_prepared(model, questions, self.lexicon)
            figures |= {f"{name}_{k}": v for k, v in dev_figures(questions, found).items()}
        return figures

    def averaged(self) -> Reader:
        """The reader with averaged weights, for reading."""
        model = self.average.module
        assert isinstance(model, Reader)
        return model.eval()

    def state(self) -> dict[str, Any]:
        """The averaged weights; the step number tells all that is drawn."""
        return {"average": self.average.state_dict()}

    def restore(self, state: dict[str, Any]) -> None:
        """Continues with the averaged weights."""
        self.average.load_state_dict(state["average"])


def by_document(questions: Sequence[Prepared]) -> list[list[Prepared]]:
    """Questions about the same text together, in the order of the texts."""
    found: dict[int, list[Prepared]] = {}
    for one in questions:
        found.setdefault(id(one.document), []).append(one)
    return list(found.values())


def read_prepared(
    model: Reader, questions: Sequence[Prepared], lexicon: Lexicon, at_once: int = 32
) -> list[Reading]:
    """What the reader makes of some questions."""
    found = list[Reading]()
    for first in range(0, len(questions), at_once):
        items = []
        for one in questions[first : first + at_once]:
            asked = open_question(asked_text(one.example), lexicon)
            before = sentence_before(one.document, one.example)
            items.append((one.document, asked, match(one.document, asked, lexicon, before)))
        found += read(model, items, lexicon)
    return found


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


CORPORA = ("squad20.train", "squad11", "pira")
"""Question files that are learnt from."""

OWN = ("questions.dev.jsonl", "questions.desk.jsonl")
"""Questions written for this project; every ``HELD``th article is not learnt from."""

HELD = 5

NEWS = 6000
"""Articles that questions are made from."""

SHORTEST, LONGEST_NEWS = 600, 2800
"""Characters of a news article; of a longer one its beginning is taken."""

FALSE = 0.15
"""Part of the unanswerable dev questions that the threshold lets through."""

FALSE_IN_ALL = 0.09
"""Part of all dev questions that are answered falsely with the threshold of the first sentence:
with a wrong sentence, or although the text does not say."""


def held_out(examples: Sequence[QuestionExample]) -> set[str]:
    """Articles whose questions are not learnt from."""
    return set(sorted({one.group for one in examples})[::HELD])


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


def read_news_items(settings: Settings, marks_of: MarksOf, lexicon: Lexicon) -> NewsItems:
    """``NEWS`` articles with headlines."""
    articles = [*read_articles(news_file(settings.datasets_folder, "train"))]
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


def train_reader(
    settings: Settings, mark: MarksOf, *, minutes: float = 0.0, resume: bool = False, seed: int = 1
) -> dict[str, Any]:
    """Trains the reader and writes its model folder.

    Args:
        mark: the tagger's marks of a text.
        minutes: wall time in all; 0: the recipe's own budget.
        resume: continue the run in ``runs/reader``.

    Returns:
        the metrics that stand in the model folder.

    Raises:
        UserError: a data set or the tagger is missing.
    """
    set_up(settings, seed)
    folder = RUNS / "reader"
    folder.mkdir(parents=True, exist_ok=True)
    tagger = Models(settings.models).get("tagger")
    table = network(tagger, Tagger).words.weight.detach().numpy()
    lexicon = Lexicon(tagger.vocabulary, table)
    marks_of = MarkFile(folder / "marks.jsonl", mark)
    recipe = make_recipe(settings, lexicon, marks_of, ReaderOptions(seed=seed))
    budget = Budget(recipe.steps, minutes, warmup=100, evaluate_every=300, clip=5.0)
    figures = train(recipe, budget, folder, resume=resume)
    draw_curve(folder / "log.jsonl", settings.models / "reader" / "curve.png")
    data = f"qa: {', '.join(CORPORA)}; own: {', '.join(OWN)}; news/pairs.train"
    count = sum(map(len, recipe.corpora)) + sum(map(len, recipe.own))
    metrics = first_metrics(data, count, recipe.options)
    metrics |= {"word_vectors": tagger.checksum, **figures}
    return save_reader(settings, recipe, metrics)


def make_recipe(
    settings: Settings, lexicon: Lexicon, marks_of: MarksOf, options: ReaderOptions
) -> ReaderRecipe:
    """The recipe over the data sets, with an untrained reader."""

    def read_set(name: str) -> list[QuestionExample]:
        return list(read_question_file(settings.datasets_folder / "qa" / f"{name}.jsonl.xz"))

    own = [one for name in OWN for one in read_question_file(DATA / "evaluation" / name)]
    held = held_out(own)
    learnt = prepare([one for one in own if one.group not in held], marks_of, lexicon)
    corpora = [one for name in CORPORA for one in read_set(name)]
    dev = {
        "squad": prepare(read_set("squad20.dev"), marks_of, lexicon)[::3],
        "faquad": prepare(read_set("faquad"), marks_of, lexicon)[::2],
        "own": prepare([one for one in own if one.group in held], marks_of, lexicon),
    }
    news = read_news_items(settings, marks_of, lexicon)
    return ReaderRecipe(
        Reader(ReaderConfig()),
        lexicon,
        prepare(corpora, marks_of, lexicon),
        learnt,
        news,
        dev,
        options,
        STEPS,
    )


def save_reader(
    settings: Settings, recipe: ReaderRecipe, metrics: Mapping[str, Any]
) -> dict[str, Any]:
    """Calibrates the reader on the dev questions and writes the model folder."""
    model = recipe.averaged()
    questions = [one for name in ("squad", "own") for one in recipe.dev.get(name, ())]
    found = calibrate(questions, read_prepared(model, questions, recipe.lexicon))
    model.config = replace(model.config, **found)
    checkpoints.save(settings.models / "reader", "reader", model, {**metrics, **found})
    return {**metrics, **found}


def calibrate(questions: Sequence[Prepared], readings: Sequence[Reading]) -> dict[str, Any]:
    """Options of ``ReaderConfig`` that are fitted on dev questions, some without an answer.

    The temperature has the least cross-entropy. ``FALSE`` of the questions that have no answer lie
    above the threshold; then ``FALSE_IN_ALL`` of all are answered falsely above both thresholds.
    """
    right = [right_sentences(one.document, one.example) or [-1] for one in questions]

    def nats(temperature: float) -> float:
        return -sum(
            float((one.scores / temperature).log_softmax(0)[gold].logsumexp(0))
            for one, gold in zip(readings, right, strict=True)
        )

    temperature = min((number / 20 for number in range(10, 61)), key=nats)
    probabilities = [(one.scores / temperature).softmax(0).numpy() for one in readings]
    some = np.array([1 - float(one[-1]) for one in probabilities])
    first = np.array([float(one[:-1].max()) for one in probabilities])
    none = np.array([gold == [-1] for gold in right])
    hit = [int(one[:-1].argmax()) in gold for one, gold in zip(probabilities, right, strict=True)]
    threshold = best_threshold(some, none, FALSE)
    false = (some >= threshold) & ~np.array(hit)
    allowed = FALSE_IN_ALL * len(false) / max(1, false.sum())
    fitted = {
        "temperature": temperature,
        "threshold": threshold,
        "sentence_threshold": best_threshold(first, false, allowed),
    }
    return {name: round(value, 4) for name, value in fitted.items()}
