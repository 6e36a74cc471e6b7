"""The few weights of the answerer, fitted on questions with known answers.

    textnn train answers

First the ranking: of an article's sentences those that answer shall have the greatest share (a
conditional logit, McFadden 1974). Then the judging: does the best sentence answer? It learns from
sentences ranked by weights that had not seen their article, for on its own questions every ranking
looks surer than it is; so does the threshold, from which on giving an answer pays.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional
from tqdm import tqdm

from textnn.config import DATA, Settings
from textnn.datasets.questions import Asked, Offsets, QuestionedArticle, read_questions
from textnn.errors import UserError
from textnn.evaluation.answers import overlaps
from textnn.pretrained import Models
from textnn.tasks.answer.answerability import JUDGING, judged, may_answer
from textnn.tasks.answer.features import RANKING, Beside, Numbers
from textnn.tasks.answer.followup import Before, Leaning, lean
from textnn.tasks.answer.pipeline import FILE, Answerer, AnswerScorer, load_answerer, save_scorer
from textnn.tasks.answer.question import Question, parse
from textnn.tasks.highlight.pipeline import Highlighter, load_highlighter
from textnn.text.normalize import normalize

Truths = npt.NDArray[np.bool_]

QUESTIONS = tuple(DATA / "evaluation" / f"questions.{name}.jsonl" for name in ("dev", "desk"))
"""What the shipped weights are fitted on: questions of readers, and those of a news desk, which go
on from one another."""

FOLDS = 8
"""Parts of the articles, each ranked by weights fitted on the others."""

DECAY = 0.002
"""Weight of the squared weights in the loss."""

STRANGERS, STRANGER = 12, 0.5
"""Questions about other articles that each is asked too, and what one of them counts."""

FALSE = 0.15
"""Part of the unanswerable questions that may get an answer; fewer, and much that is right is held
back."""


@dataclass(frozen=True)
class Case:
    """A question beside its article.

    Attributes:
        article: which one.
        beside: what is known of its sentences.
        answers: numbers of those that answer; none if the text does not say.
        weight: what it counts in the judging.
    """

    article: str
    beside: Beside
    answers: tuple[int, ...]
    weight: float = 1.0


def fit_answers(settings: Settings, paths: Sequence[Path] = QUESTIONS) -> dict[str, Any]:
    """Fits ``answers.json`` beside the tagger.

    Args:
        paths: articles with questions, as ``datasets.questions`` reads them.

    Returns:
        how many questions it was fitted on, the threshold, and figures of each question's article
        left out: hits at 1 of the ranking, and what the judging makes of it

    Raises:
        UserError: a model is missing, or the files have no question to learn from.
    """
    models = Models(settings.models)
    answerer = load_answerer(settings, models, fitted=False)
    highlighter = load_highlighter(settings, models)
    articles = [article for path in paths for article in read_questions(path)]
    cases = list(gather(answerer, highlighter, articles))
    if not any(case.answers for case in cases) or len({case.article for case in cases}) < 2:
        names = " + ".join(path.name for path in paths)
        raise UserError("nothing-to-learn", "answers", names=names)
    scorer, figures = fit(cases)
    save_scorer(scorer, settings.models / "tagger" / FILE)
    questions = sum(case.weight == 1 for case in cases)
    return {"questions": questions, "least": scorer.least, **figures}


def gather(
    answerer: Answerer,
    highlighter: Highlighter,
    articles: Sequence[QuestionedArticle],
    seed: int = 1,
) -> Iterator[Case]:
    """Every question beside its article, and beside each article some that are about others.

    Left out are those that are answered by rule alone, and of the strangers those that are so bare
    that they could be asked of any article.
    """
    choice = random.Random(seed)
    for article in tqdm(articles, unit="article", mininterval=5):
        reading = answerer.open(article.text, highlighter(article.text).spans)
        given = [reading.clean.original_span(start, end) for start, end in reading.spans]
        for asked in article.questions:
            if question := _weighed(asked.question):
                right = [n for n, own in enumerate(given) if _any_overlaps(own, asked.answers)]
                whole = lean(question, reading, _before(article, asked))
                yield Case(article.id, Beside(reading, whole, answerer.known), tuple(right))
        others = [
            asked.question
            for other in articles
            for asked in other.questions
            if other is not article and not asked.after
        ]
        for text in choice.sample(others, min(STRANGERS, len(others))):
            if (question := _weighed(text)) and len(question.words) > 1:
                whole = Leaning(question)
                yield Case(article.id, Beside(reading, whole, answerer.known), (), STRANGER)


def _before(article: QuestionedArticle, asked: Asked) -> Before | None:
    """The question before as if it had been answered rightly."""
    if not asked.after:
        return None
    known = [q.answers for q in article.questions if q.question == asked.after]
    start, end = next((answers[0] for answers in known if answers), (0, 0))
    return Before((asked.after,), start, end)


def _weighed(text: str) -> Question | None:
    """A question taken apart; none if rules alone answer it."""
    question = parse(normalize(text).text)
    return None if question.kind in ("quoted", "list") else question


def _any_overlaps(own: Offsets, others: Sequence[Offsets]) -> bool:
    return any(overlaps(own, other) for other in others)


def fit(cases: Sequence[Case]) -> tuple[AnswerScorer, dict[str, float]]:
    """Weights and threshold, and figures of held-out articles."""
    folds, scores = _folds(cases), [np.zeros(0)] * len(cases)
    for held in folds:
        weights = fit_ranking([c for n, c in enumerate(cases) if n not in held])
        for n in held:
            scores[n] = cases[n].beside.numbers @ weights
    right = np.array([_is_right(s, c) for s, c in zip(scores, cases, strict=True)])
    told = np.array([judged(c.beside, s) for s, c in zip(scores, cases, strict=True)])
    counts = np.array([case.weight for case in cases])
    chances = np.zeros(len(cases))
    for held in folds:
        others = [n for n in range(len(cases)) if n not in held]
        weights = fit_judging(told[others], right[others], counts[others])
        chances[held] = 1 / (1 + np.exp(-told[held] @ weights))
    may = [may_answer(c.beside, int(s.argmax())) for s, c in zip(scores, cases, strict=True)]
    chances *= np.array(may)
    none = np.array([not case.answers for case in cases])
    own = counts == 1
    least = best_threshold(chances[own], none[own])
    scorer = AnswerScorer(
        dict(zip(RANKING, fit_ranking(cases).tolist(), strict=True)),
        dict(zip(JUDGING, fit_judging(told, right, counts).tolist(), strict=True)),
        least,
    )
    given = chances >= least
    return scorer, {
        "hits_at_1": _mean(right[own & ~none]),
        "right": _mean((right & given)[own & ~none]),
        "refused": _mean(~given[own & ~none]),
        "false_answers": _mean(given[own & none]),
        "false_answers_to_strangers": _mean(given[~own]),
        "treated_rightly": _mean(np.where(given, right, none)[own]),
    }


def _is_right(scores: Numbers, case: Case) -> bool:
    first, last = case.beside.together(int(scores.argmax()))
    return any(first <= number <= last for number in case.answers)


def _mean(told: Truths) -> float:
    return round(float(told.mean()), 4) if len(told) else 0.0


def _folds(cases: Sequence[Case]) -> list[list[int]]:
    """Numbers of the cases of each fold; an article's questions stay together."""
    articles = list(dict.fromkeys(case.article for case in cases))
    count = min(FOLDS, len(articles))
    parts = [set(articles[fold::count]) for fold in range(count)]
    return [[n for n, case in enumerate(cases) if case.article in part] for part in parts]


def best_threshold(chances: Numbers, unanswerable: Truths) -> float:
    """The lowest chance from which on at most ``FALSE`` of the unanswerable are answered.

    Tried are 0, 0.01 ... 1.

    Args:
        chances: that the best sentence answers, shape (questions,)
        unanswerable: whether nothing does, shape (questions,)
    """
    most = FALSE * unanswerable.sum()
    return next(n / 100 for n in range(102) if (chances[unanswerable] >= n / 100).sum() <= most)


def fit_ranking(cases: Sequence[Case], decay: float = DECAY) -> Numbers:
    """Weights under which the sentences that answer have the greatest share of their article.

    loss = mean over questions of -log sum_{right} softmax(numbers @ weights) + decay * |weights|^2

    Returns:
        shape (len(RANKING),)
    """
    known = [case for case in cases if case.answers]
    longest = max(len(case.beside.numbers) for case in known)
    numbers = torch.zeros(len(known), longest, len(RANKING), dtype=torch.float64)
    there = torch.full((len(known), longest), -torch.inf, dtype=torch.float64)
    right = there.clone()
    for row, case in enumerate(known):
        numbers[row, : len(case.beside.numbers)] = torch.from_numpy(case.beside.numbers)
        there[row, : len(case.beside.numbers)] = 0
        right[row, list(case.answers)] = 0

    def loss(weights: Tensor) -> Tensor:
        scores = numbers @ weights
        missed = (scores + there).logsumexp(1) - (scores + right).logsumexp(1)
        return missed.mean() + decay * weights.square().sum()

    return minimum(loss, len(RANKING))


def fit_judging(told: Numbers, right: Truths, counts: Numbers, decay: float = DECAY) -> Numbers:
    """Weights of a logistic regression: does the best sentence answer?

    Args:
        told: shape (questions, len(JUDGING))
        right: whether it does, shape (questions,)
        counts: what each question counts, shape (questions,)
    """
    numbers, wanted = torch.from_numpy(told), torch.from_numpy(right.astype(np.float64))
    shares = torch.from_numpy(counts / counts.sum())

    def loss(weights: Tensor) -> Tensor:
        missed = functional.binary_cross_entropy_with_logits(
            numbers @ weights, wanted, reduction="none"
        )
        return shares @ missed + decay * weights.square().sum()

    return minimum(loss, told.shape[1])


def minimum(loss: Callable[[Tensor], Tensor], size: int) -> Numbers:
    """Weights at which a convex loss is least (L-BFGS), shape (size,)."""
    weights = torch.zeros(size, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        found = loss(weights)
        found.backward()
        return found

    optimizer.step(closure)
    return weights.detach().numpy()
