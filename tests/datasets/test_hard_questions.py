"""Made questions of the kinds that readers get wrong, and that silence is right where it is."""

from __future__ import annotations

import random

import pytest

from tests.readers import small_lexicon
from textnn.datasets.hard_questions import (
    WAYS,
    _attribute,
    _cause,
    _no_cause,
    _other_name,
    _two_parts,
    _who_is,
    _who_said,
    hard_questions,
)
from textnn.datasets.made_questions import NewsItem
from textnn.datasets.reader import Mark, QuestionExample
from textnn.text.reader import open_document

TEXT = (
    "A diretora Dora Lins inaugurou o mercado novo em Vila Rasa na segunda-feira. "
    "O mercado antigo fechou porque o telhado caiu durante a tempestade. "
    "“Ninguém mais queria comprar peixe ali”, disse o agricultor Rui Prado. "
    "A prefeitura de Porto Novo comprou vinte barcos. "
    "Os barcos ficaram parados no cais durante meses inteiros. "
    "Eles voltaram ontem ao mar aberto com redes novas e brancas."
)
NAMES = (
    ("Dora Lins", "PER"),
    ("Vila Rasa", "LOC"),
    ("segunda-feira", "TIME"),
    ("Rui Prado", "PER"),
    ("Porto Novo", "LOC"),
    ("vinte barcos", "VALUE"),
    ("ontem", "TIME"),
)


def item() -> NewsItem:
    marks: tuple[Mark, ...] = tuple(
        (TEXT.index(name), TEXT.index(name) + len(name), label) for name, label in NAMES
    )
    return NewsItem(open_document(TEXT, marks, small_lexicon()), marks, ())


def made(way: object) -> list[QuestionExample]:
    """Everything that one way makes of the article with a hundred seeds."""
    found, article = [], item()
    for seed in range(100):
        rng = random.Random(seed)
        example = way(article, rng.choice(article.document.spans), rng)  # type: ignore[operator]
        if example:
            found.append(example)
    return found


def answers(examples: list[QuestionExample]) -> set[str]:
    return {TEXT[start:end] for one in examples for start, end in one.answers}


def test_two_things_of_one_sentence_are_asked_for_at_once() -> None:
    found = made(_two_parts)
    assert found
    for one in found:
        assert len(one.answers) == 2
        assert " e " in one.question
        (inside,) = one.evidence
        assert all(inside[0] <= s and e <= inside[1] for s, e in one.answers)


def test_a_cause_is_asked_for_where_one_is_given() -> None:
    assert answers(made(_cause)) == {"porque o telhado caiu durante a tempestade"}


def test_no_cause_is_said_where_none_is_near() -> None:
    found = made(_no_cause)
    assert found
    assert not any(one.answerable for one in found)
    assert not any("telhado" in one.question for one in found)


def test_who_somebody_is_stands_before_the_name() -> None:
    assert answers(made(_who_is)) == {"diretora", "agricultor"}


def test_who_said_what_is_quoted() -> None:
    assert answers(made(_who_said)) == {"Rui Prado"}


def test_what_is_said_of_one_name_is_not_said_of_another() -> None:
    found = made(_other_name)
    assert found
    assert not any(one.answerable for one in found)
    assert all("Porto Novo" in one.question or "Vila Rasa" in one.question
               or "Dora" in one.question or "Rui" in one.question for one in found)  # fmt: skip


def test_attributes_that_the_article_does_not_speak_of_are_not_answered() -> None:
    found = made(_attribute)
    assert found
    for one in found:
        if "temperatura" in one.question or "salário" in one.question:
            assert not one.answerable


@pytest.mark.parametrize("seed", range(5))
def test_the_same_seed_makes_the_same_questions(seed: int) -> None:
    one, other = (hard_questions(item(), random.Random(seed)) for _ in range(2))
    assert one == other
    assert len(one) <= 4
    assert len(WAYS) == 7
