"""The articles with questions: offsets are whole sentences, and the files share nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from scripts.leaks import shingles
from textnn.datasets.reader import QuestionExample, read_question_file
from textnn.text.normalize import normalize
from textnn.text.sentences import sentences
from textnn.text.words import fold

FOLDER = Path(__file__).resolve().parent.parent / "data" / "evaluation"


class Article(NamedTuple):
    id: str
    text: str
    questions: tuple[QuestionExample, ...]


def read(name: str) -> list[Article]:
    found: dict[tuple[str, str], list[QuestionExample]] = {}
    for one in read_question_file(FOLDER / name):
        found.setdefault((one.group, one.context), []).append(one)
    return [Article(*key, tuple(questions)) for key, questions in found.items()]


FINAL, DEV, DESK = map(read, ("questions.jsonl", "questions.dev.jsonl", "questions.desk.jsonl"))

NEWSROOM, FIRST = map(read, ("questions.newsroom.jsonl", "questions.trial.jsonl"))
TRIAL = [*FIRST, *(LATER := read("questions.trial2.jsonl"))]
ALL = [*FINAL, *DEV, *DESK, *NEWSROOM, *TRIAL]

each = pytest.mark.parametrize("article", ALL, ids=lambda article: article.id)


def test_there_are_enough_and_none_twice() -> None:
    assert (len(FINAL), len(DEV), len(DESK), len(NEWSROOM), len(TRIAL)) == (20, 26, 15, 20, 42)
    assert len({article.id for article in ALL}) == len(ALL)
    for articles, answerable, unanswerable in (
        (FINAL, 220, 45),
        (DEV, 350, 110),
        (DESK, 210, 115),
        (NEWSROOM, 320, 110),
        (FIRST, 75, 12),
        (LATER, 115, 20),
    ):
        asked = [question for article in articles for question in article.questions]
        assert sum(question.answerable for question in asked) >= answerable
        assert sum(not question.answerable for question in asked) >= unanswerable


def test_no_two_tell_the_same_story() -> None:
    known: set[tuple[str, ...]] = set()
    for article in ALL:
        runs = set(shingles(article.text))
        assert len(runs & known) < 0.03 * len(runs)
        known |= runs


def test_the_people_of_the_final_file_stand_in_no_other() -> None:
    """Nothing was learnt about a name of the final articles."""
    names = [
        {
            name
            for article in articles
            for name in re.findall(r"(?<=[a-z,] )[A-ZÀ-Ý]\w+ [A-ZÀ-Ý]\w+", article.text)
        }
        for articles in (FINAL, [*DEV, *DESK, *NEWSROOM])
    ]
    assert len(names[0]) > 50
    public = {"São Paulo", "Minas Gerais", "Santa Catarina", "Rio Grande", "Ministério Público"}
    assert names[0] & names[1] <= public


@each
def test_articles_are_as_long_as_news(article: Article) -> None:
    assert (135 if article in [*DESK, *NEWSROOM] else 150) <= len(article.text.split())
    assert len(article.text.split()) <= (500 if article in LATER else 350)
    assert normalize(article.text).text == article.text
    for line in article.text.split("\n"):
        assert line == " ".join(line.split()) != ""


@each
def test_answers_are_whole_sentences(article: Article) -> None:
    borders = set(sentences(article.text))
    for asked in article.questions:
        assert set(asked.evidence) <= borders, asked.question
        assert list(asked.evidence) == sorted(set(asked.evidence))


@each
def test_the_short_answer_stands_in_an_answer(article: Article) -> None:
    for asked in article.questions:
        for start, end in asked.answers:
            assert any(s <= start < end <= e for s, e in asked.evidence), asked.question
            short = article.text[start:end]
            assert short == short.strip()


@each
def test_questions_are_questions(article: Article) -> None:
    asked = [question.question for question in article.questions]
    whole = [(question.before, question.question) for question in article.questions]
    assert len(set(whole)) == len(whole) >= (3 if article in TRIAL else 10)
    assert article in TRIAL or any(not question.answerable for question in article.questions)
    for question in asked:
        assert question == " ".join(question.split()) != ""


def test_many_questions_have_other_words_than_their_answers() -> None:
    few = 0
    asked = [(a.text, q) for a in FINAL for q in a.questions if q.answerable]
    for text, question in asked:
        own = {fold(word)[:5] for word in re.findall(r"\w{4,}", question.question)}
        best = max(
            len(own & {fold(word)[:5] for word in re.findall(r"\w{4,}", text[s:e])})
            for s, e in question.evidence
        )
        few += best <= len(own) / 3
    assert few > len(asked) / 3


def test_questions_that_go_on_follow_another_of_their_article() -> None:
    going_on = [(article, asked) for article in DESK for asked in article.questions if asked.before]
    assert len(going_on) == 60
    for article, asked in going_on:
        alone = {one.question for one in article.questions if not one.before}
        assert asked.before in alone, asked.question
