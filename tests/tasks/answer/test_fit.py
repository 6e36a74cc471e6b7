"""The weights of the answerer: fitted on what is there to be learnt, and on nothing else."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from textnn.config import Settings
from textnn.datasets.questions import Asked, QuestionedArticle
from textnn.errors import UserError
from textnn.tasks.answer.fit import (
    FALSE,
    STRANGER,
    best_threshold,
    fit_answers,
    fit_judging,
    gather,
    minimum,
)
from textnn.tasks.answer.pipeline import FILE, load_answerer, load_scorer
from textnn.tasks.highlight.pipeline import load_highlighter

PLACES = ("Vila Rasa", "Pedra Alta", "Lagoa Clara", "Serra Nova")


def article(number: int) -> QuestionedArticle:
    """A price in the second sentence, a date in the third; nothing about a winner."""
    text = (
        f"A ponte de {PLACES[number]} ganhou asfalto.\n"
        f"A reforma custou R$ {number + 2} milhões.\n"
        f"O prefeito volta em {number + 1} de maio.\n"
        "Choveu muito."
    )

    def line(n: int) -> tuple[tuple[int, int], ...]:
        start = len("\n".join(text.split("\n")[:n])) + (1 if n else 0)
        return ((start, start + len(text.split("\n")[n])),)

    return QuestionedArticle(
        str(number),
        text,
        (
            Asked("Quanto custou a reforma?", line(1), None),
            Asked("Quando volta o prefeito?", line(2), None),
            Asked("Quem venceu o campeonato?", (), None),
            Asked("quem é citado?", (), None),
        ),
    )


def write(path: Path, articles: list[QuestionedArticle]) -> Path:
    rows = [
        {"id": a.id, "text": a.text, "questions": [asdict(asked) for asked in a.questions]}
        for a in articles
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.slow
def test_what_can_be_learnt_is_learnt(own_settings: Settings, tmp_path: Path) -> None:
    path = write(tmp_path / "q.jsonl", [article(n) for n in range(4)])
    figures = fit_answers(own_settings, [path])
    assert figures["questions"] == 12, "rules alone answer who is quoted"
    assert figures["hits_at_1"] == 1
    assert figures["right"] == 1
    assert figures["false_answers"] == 0
    assert load_scorer(own_settings.models / "tagger" / FILE).least == figures["least"]


@pytest.mark.slow
def test_strangers_are_unanswerable_and_count_less(own_settings: Settings) -> None:
    articles = [article(n) for n in range(4)]
    one, highlighter = load_answerer(own_settings, fitted=False), load_highlighter(own_settings)
    cases = list(gather(one, highlighter, articles))
    strangers = [case for case in cases if case.weight == STRANGER]
    assert strangers
    assert not any(case.answers for case in strangers)
    assert {case.answers for case in cases if case.weight == 1} == {(1,), (2,), ()}
    assert [c.beside.question for c in cases] == [
        c.beside.question for c in gather(one, highlighter, articles)
    ], "the same seed gives the same strangers"


def test_nothing_to_learn_from(own_settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        fit_answers(own_settings, [write(tmp_path / "q.jsonl", [article(0)])])
    assert caught.value.code == "nothing-to-learn"


def test_the_threshold_lets_few_false_answers_through() -> None:
    chances = np.linspace(0, 1, 101)
    nothing = np.ones(101, dtype=bool)
    least = best_threshold(chances, nothing)
    assert (chances >= least).mean() <= FALSE < (chances >= least - 0.02).mean()


def test_without_an_unanswerable_question_everything_is_answered() -> None:
    assert best_threshold(np.array([0.2, 0.9]), np.array([False, False])) == 0


def test_the_minimum_of_a_parabola() -> None:
    found = minimum(lambda weights: (weights - 3).square().sum(), 2)
    assert found == pytest.approx([3, 3])


def test_judging_finds_the_number_that_tells() -> None:
    generator = np.random.default_rng(0)
    told = generator.normal(size=(400, 3))
    first, second, third = fit_judging(told, told[:, 0] > 0, np.ones(400), decay=1e-3)
    assert first > 5 * max(abs(second), abs(third))


def test_what_counts_nothing_changes_nothing() -> None:
    generator = np.random.default_rng(0)
    told, right = generator.normal(size=(60, 2)), generator.random(60) > 0.5
    counts = np.array([1.0] * 30 + [0.0] * 30)
    assert fit_judging(told, right, counts) == pytest.approx(
        fit_judging(told[:30], right[:30], np.ones(30)), abs=1e-6
    )
