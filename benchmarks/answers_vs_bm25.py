"""textnn's answers against BM25 over sentences, in one run on the same questions.

    python benchmarks/answers_vs_bm25.py [--questions FILE] [--json FILE]

Hits at 1 and 3, and what each side says to questions that the article does not answer
(textnn/evaluation/answers.py). Both may refuse: each from a threshold that was fitted on the
development questions in the same way. ``--baselines`` leaves textnn out.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from common import markdown, settings_for, timed, write_json

from textnn.config import DATA, Settings
from textnn.datasets.questions import QuestionedArticle, read_questions
from textnn.errors import UserError
from textnn.evaluation.answers import answer_scores
from textnn.pretrained import Models
from textnn.results import ModelRef
from textnn.results.chat import Answer, AnswerSentence
from textnn.tasks.answer.fit import QUESTIONS, best_threshold
from textnn.tasks.answer.matching import folded_stem
from textnn.tasks.answer.pipeline import MOST, load_answerer
from textnn.tasks.answer.question import parse as parse_question
from textnn.tasks.highlight.pipeline import load_highlighter
from textnn.text.sentences import sentences
from textnn.text.stopwords import STOPWORDS
from textnn.text.words import BARE

K1, B = 1.5, 0.75
"""BM25's usual parameters (Robertson and Zaragoza 2009)."""

Side = Callable[[QuestionedArticle], list[Answer]]
"""What answers all questions about an article."""


def main(arguments: Sequence[str] | None = None) -> int:
    given = parse(arguments)
    try:
        articles = list(read_questions(given.questions))
        sides = load_sides(settings_for(None), given)
    except UserError as error:
        print(f"answers_vs_bm25: {error.say('en')}", file=sys.stderr)
        return 2
    figures = {name: score(side, articles) for name, side in sides.items()}
    count = sum(len(article.questions) for article in articles)
    print(f"{count} questions about {len(articles)} articles of {given.questions.name}\n")
    print(table(figures))
    write_json(given.json, {"questions": str(given.questions.name), **figures})
    return 0


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    final = DATA / "evaluation" / "questions.jsonl"
    parser.add_argument("--questions", type=Path, default=final, help="articles with questions")
    parser.add_argument(
        "--fit", type=Path, nargs="+", default=QUESTIONS, help="those of BM25's threshold"
    )
    parser.add_argument("--baselines", action="store_true", help="leave textnn out")
    parser.add_argument("--json", type=Path, help="file for the figures")
    return parser.parse_args(arguments)


def load_sides(settings: Settings, given: argparse.Namespace) -> dict[str, Side]:
    sides: dict[str, Side] = {}
    for name, plain in (("BM25", False), ("BM25, stems", True)):
        fitted_on = [article for path in given.fit for article in read_questions(path)]
        least = fitted_threshold(plain, fitted_on)
        sides[name] = lambda article, plain=plain, least=least: bm25(article, plain, least)
    if not given.baselines:
        models = Models(settings.models)
        answerer, highlighter = load_answerer(settings, models), load_highlighter(settings, models)

        def textnn(article: QuestionedArticle) -> list[Answer]:
            reading = answerer.open(article.text, highlighter(article.text).spans)
            return [
                answerer(reading, one.question, answerer(reading, one.after) if one.after else None)
                for one in article.questions
            ]

        sides["textnn"] = textnn
    return sides


def bm25(article: QuestionedArticle, stemmed: bool, least: float) -> list[Answer]:
    """BM25's answers: its best sentences, given if the best one's chance is enough."""
    spans = sentences(article.text)
    bags = [Counter(terms(article.text[start:end], stemmed)) for start, end in spans]
    answers = []
    for asked in article.questions:
        scores = bm25_scores(terms(asked.question, stemmed), bags)
        best = np.argsort(-scores, kind="stable")[:MOST].tolist()
        given = tuple(
            AnswerSentence(*spans[n], article.text[slice(*spans[n])], float(scores[n]), ())
            for n in best
        )
        chance = 1 - math.exp(-float(scores.max(initial=0)) / 5)
        answered = bool(given) and chance >= least
        ref = ModelRef("bm25", "")
        text, question = article.text, asked.question
        answers.append(Answer(text, question, "what", given, answered, chance, ref, 0.0))
    return answers


def terms(text: str, stemmed: bool) -> list[str]:
    """Full words in small letters, or their stems without accents."""
    full = [word for word in BARE.findall(text.lower()) if word not in STOPWORDS]
    return [folded_stem(word) for word in full] if stemmed else full


def bm25_scores(asked: Sequence[str], bags: Sequence[Counter[str]]) -> Any:
    """Scores of bags of words for a query, shape (bags,).

    sum over its terms t of ln(1 + (N - n_t + 0.5) / (n_t + 0.5)) * f (k1 + 1) /
    (f + k1 (1 - b + b length / mean length))
    """
    lengths = np.array([sum(bag.values()) for bag in bags], dtype=float)
    scores = np.zeros(len(bags))
    for term in set(asked):
        counts = np.array([bag[term] for bag in bags], dtype=float)
        holding = (counts > 0).sum()
        rarity = math.log(1 + (len(bags) - holding + 0.5) / (holding + 0.5))
        norm = K1 * (1 - B + B * lengths / max(1e-9, lengths.mean()))
        scores += rarity * counts * (K1 + 1) / (counts + norm)
    return scores


def fitted_threshold(stemmed: bool, articles: Sequence[QuestionedArticle]) -> float:
    """The chance from which on BM25's best sentence is given, by the rule of textnn's own."""
    answers = [answer for article in articles for answer in bm25(article, stemmed, 0)]
    gold = [asked.answers for article in articles for asked in article.questions]
    chances = np.array([answer.confidence for answer in answers])
    return best_threshold(chances, np.array([not wanted for wanted in gold]))


def score(side: Side, articles: Sequence[QuestionedArticle]) -> dict[str, Any]:
    """Figures of one side, and milliseconds a question, reading the article included."""
    answers, seconds = timed(lambda: [answer for article in articles for answer in side(article)])
    asked = [question for article in articles for question in article.questions]
    scores = answer_scores(answers, [q.answers for q in asked], [q.span for q in asked])
    rounded = {name: round(value, 4) for name, value in asdict(scores).items()}
    rounded["elsewhere"] = round(elsewhere(side, articles), 4)
    return {**rounded, "milliseconds": round(1000 * seconds / max(1, len(asked)), 1)}


def elsewhere(side: Side, articles: Sequence[QuestionedArticle]) -> float:
    """Share of questions for somebody's words that get an answer from an article not their own."""
    said = [
        (article, question)
        for article in articles
        for question in article.questions
        if (told := parse_question(question.question)).kind == "said" and told.words
    ]
    answers = [
        answer
        for article in articles
        for answer in side(
            replace(article, questions=tuple(q for own, q in said if own is not article))
        )
    ]
    return sum(answer.answered for answer in answers) / max(1, len(answers))


ROWS = (
    ("hits at 1", "hits_at_1"),
    ("hits at 3", "hits_at_3"),
    ("answered rightly", "right"),
    ("wrongly not answered", "refused"),
    ("false answers to unanswerable", "false_answers"),
    ("*o que disse ...?* answered by another article", "elsewhere"),
    ("treated rightly, of all", "treated_rightly"),
    ("short answer marked", "marked"),
)


def table(figures: dict[str, dict[str, Any]]) -> str:
    """One line a figure, one column a side."""
    rows = [
        (label, *(f"{100 * side[key]:.1f} %" for side in figures.values())) for label, key in ROWS
    ]
    rows.append(
        ("milliseconds a question", *(f"{side['milliseconds']}" for side in figures.values()))
    )
    return markdown(("", *figures), rows)


if __name__ == "__main__":
    sys.exit(main())
