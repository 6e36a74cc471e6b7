"""Answers from an article: a small untrained reader ranks by coverage, figures from marks."""

from __future__ import annotations

import dataclasses
import json
import unicodedata
from typing import Any

import pytest

from tests.readers import served_reader, small_lexicon
from tests.tasks.articles import TEXT, marks
from textnn.engine.reader import VotingReader
from textnn.results import ModelRef, Span, from_dict, to_dict
from textnn.results.chat import SAID, Answer
from textnn.tasks.answer import pipeline
from textnn.tasks.answer.pipeline import MOST, Answerer, goes_on
from textnn.tasks.answer.reader import Found, OpenedArticle, QuestionReader


def answerer(threshold: float = 0.0, of_sentence: float = 0.0) -> Answerer:
    model = served_reader()
    config = dataclasses.replace(model.config, threshold=threshold, sentence_threshold=of_sentence)
    model = dataclasses.replace(model, config=config)
    return Answerer(
        QuestionReader(VotingReader((model,)), small_lexicon(), ModelRef("reader", "0"))
    )


def ask(question: str, text: str = TEXT, threshold: float = 0.0) -> Answer:
    one = answerer(threshold)
    return one(one.open(text, marks(text)), question)


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("Quanto custou a reforma?", "A reforma"),
        ("quem anunciou a reabertura da ponte", "A prefeita"),
        ("Por que o rio subiu?", "O engenheiro"),
    ],
)
def test_the_sentence_that_covers_the_question_comes_first(question: str, begins: str) -> None:
    answer = ask(question)
    assert answer.answered
    assert answer.question == question
    assert answer.sentences[0].text.startswith(begins)
    assert answer.model.name == "reader"


def test_below_the_threshold_the_text_does_not_say() -> None:
    answer = ask("Quanto custou a reforma?", threshold=1.0)
    assert not answer.answered
    assert answer.sentences  # what comes nearest
    assert 0 < answer.confidence < 1


def test_a_sentence_that_is_not_sure_enough_is_only_offered() -> None:
    one = answerer(of_sentence=1.0)
    answer = one(one.open(TEXT, marks()), "Quanto custou a reforma?")
    assert answer.confidence >= SAID
    assert (answer.answered, answer.unsure) == (False, True)
    assert answer.certainty == answer.sentences[0].score < answer.confidence


def test_a_guess_is_not_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "LIKELY", 0.0)
    sure = ask("Quanto custou a reforma?").sentences[0]
    assert len(sure.marks) == 1
    monkeypatch.setattr(pipeline, "LIKELY", 1.1)
    assert ask("Quanto custou a reforma?").sentences[0].marks == ()


def test_best_first_and_shares_of_one_whole() -> None:
    answer = ask("Quanto custou a reforma?")
    scores = [sentence.score for sentence in answer.sentences]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == MOST
    assert 0 < sum(scores) <= answer.confidence + 1e-6


@pytest.mark.parametrize(
    ("question", "further"),
    [
        ("e onde?", True),
        ("E ela, o que disse?", True),
        ("mas por quê?", True),
        ("but who is he", True),
        ("Onde?", True),
        ("", True),
        ("é verdade que choveu?", False),
        ("Quem abriu a ponte?", False),
        ("Onde ela mora?", False),
    ],
)
def test_what_begins_with_and_or_says_too_little_goes_on(question: str, further: bool) -> None:
    assert goes_on(question) is further


def test_a_question_goes_on_from_the_one_before() -> None:
    one = answerer()
    article = one.open(TEXT, marks())
    first = one(article, "quem é a prefeita?")
    then = one(article, "e ela, o que disse?", first)
    assert (first.after, then.after) == ((), ("quem é a prefeita?",))
    third = one(article, "e onde?", then)
    assert third.after == ("e ela, o que disse?", "quem é a prefeita?")
    assert one(article, "quanto custou a reforma?", first).after == ()
    assert one(article, "e onde?", then).confidence != one(article, "e onde?").confidence


@pytest.mark.parametrize("question", ["quantos mortos?", "quem morreu?", "e quanto foi o jogo?"])
@pytest.mark.parametrize("alone_wins", [True, False])
def test_a_short_question_goes_on_only_where_the_one_before_is_of_use(
    monkeypatch: pytest.MonkeyPatch, question: str, alone_wins: bool
) -> None:
    one = answerer()
    article = one.open(TEXT, marks())
    first = one(article, "quem é a prefeita?")
    read = QuestionReader.__call__

    def weighed(reader: QuestionReader, opened: OpenedArticle, asked: str, *before: Any) -> Found:
        found = read(reader, opened, asked, *before)
        chance = 0.9 if alone_wins is not any(before) else 0.1
        best = dataclasses.replace(found.sentences[0], probability=chance)
        return dataclasses.replace(found, sentences=(best, *found.sentences[1:]))

    monkeypatch.setattr(QuestionReader, "__call__", weighed)
    then = one(article, question, first)
    assert then.after == (() if alone_wins else ("quem é a prefeita?",))
    assert then.sentences[0].score == 0.9


@pytest.mark.parametrize("question", ["Quanto custou a obra?", "qual a soma?"])
@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        unicodedata.normalize("NFD", TEXT).replace("\n", "\r\n\r\n"),
        TEXT.replace(" vai ", "\u00a0vai\u200b "),
    ],
    ids=["plain", "decomposed", "odd spaces"],
)
def test_offsets_point_into_the_very_text(question: str, text: str) -> None:
    one = answerer()
    found = [
        dataclasses.replace(m, start=text.index(name), end=text.index(name) + len(name), text=name)
        for m in marks()
        for name in [unicodedata.normalize("NFD", m.text) if m.text not in text else m.text]
    ]
    answer = one(one.open(text, found), question)
    assert answer.sentences
    for sentence in answer.sentences:
        assert text[sentence.start : sentence.end] == sentence.text
        for mark in sentence.marks:
            assert text[mark.start : mark.end] == mark.text


def test_what_would_have_to_be_calculated_gets_the_figures() -> None:
    text = "A ponte custou R$ 3 milhões. O viaduto custou R$ 2 milhões. Ao todo, são 12 obras."
    amounts = [
        Span(text.index(name), text.index(name) + len(name), name, "VALUE", 0.9)
        for name in ("R$ 3 milhões", "R$ 2 milhões", "12")
    ]
    one = answerer(threshold=1.0)
    article = one.open(text, amounts)
    answer = one(article, "qual a diferença entre o custo da ponte e o do viaduto?")
    assert (answer.asked, answer.answered) == ("figures", True)
    assert [mark.text for s in answer.sentences for mark in s.marks][:2] == [
        "R$ 3 milhões",
        "R$ 2 milhões",
    ]
    assert one(article, "quantas obras são ao todo?").asked == ""  # the article says it
    assert one(article, "quanto custou a ponte?").asked == ""
    assert one(one.open(text, []), "qual a soma dos custos?").asked == ""


@pytest.mark.parametrize("text", ["", "  \n", "…"])
def test_an_empty_article_says_nothing(text: str) -> None:
    one = answerer()
    for question in ("qual a soma?", "quanto custou?", "", "?!"):
        assert not one(one.open(text, []), question).answered or text == "…"


@pytest.mark.parametrize("question", ["", "?", "quando?", "🙂", "a" * 3000])
def test_whatever_is_asked_there_are_finite_numbers(question: str) -> None:
    answer = ask(question)
    assert 0 <= answer.confidence <= 1
    assert all(0 <= sentence.score <= 1 for sentence in answer.sentences)


def test_an_answer_travels_to_json_and_back() -> None:
    answer = dataclasses.replace(ask("Quanto custou a obra?"), after=("Quem pagou?",))
    data = json.loads(json.dumps(to_dict(answer)))
    assert from_dict(data) == answer
    del data["after"]  # kept by an older version
    assert from_dict(data) == dataclasses.replace(answer, after=())
