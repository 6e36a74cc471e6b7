"""Answers from an article, with weights set by hand."""

from __future__ import annotations

import dataclasses
import json
import unicodedata
from pathlib import Path

import pytest

from tests.tasks.articles import TEXT, marks, small_lexicon
from textnn.config import Settings
from textnn.errors import UserError
from textnn.results import ModelRef, from_dict, to_dict
from textnn.results.chat import Answer
from textnn.tasks.answer.answerability import JUDGING, judged
from textnn.tasks.answer.article import open_article
from textnn.tasks.answer.features import RANKING, Beside
from textnn.tasks.answer.followup import Leaning
from textnn.tasks.answer.pipeline import (
    FILE,
    MOST,
    Answerer,
    AnswerScorer,
    load_answerer,
    load_scorer,
    save_scorer,
)
from textnn.tasks.answer.question import parse
from textnn.tasks.highlight.pipeline import load_highlighter

BY_HAND = AnswerScorer(
    dict.fromkeys(RANKING, 0.0)
    | {
        "meaning": 3.0, "before": 1.0, "near": 2.0, "direct speech": 3.0,
        "reported speech": -1.0, "silent": -3.0,
        "fits who": 0.5, "fits when": 0.5, "fits where": 1.0, "fits money": 2.0, "fits count": 1.0,
        "fits why": 2.0,
    },
    dict.fromkeys(JUDGING, 0.0)
    | {"bias": 1.5, "supported": 3.0, "missing": -6.0, "unfit": -3.0, "bare": 3.0},
    0.5,
)  # fmt: skip


def answerer(scorer: AnswerScorer = BY_HAND) -> Answerer:
    return Answerer(scorer, small_lexicon(), ModelRef("tagger", "0"))


def ask(question: str, text: str = TEXT) -> Answer:
    one = answerer()
    return one(one.open(text, marks(text)), question)


def test_nobody_speaks_for_somebody_else() -> None:
    judging = dict(BY_HAND.judging) | {"bias": 30.0}  # would take any sentence for an answer
    bold = answerer(dataclasses.replace(BY_HAND, judging=judging))
    reading = bold.open(TEXT, marks(TEXT))
    for asked in ("o que disse o comitê?", "O que disse Ana Prado?", "o que o sindicato falou"):
        found = bold(reading, asked)
        assert not found.answered
        assert found.sentences  # what comes nearest
    for asked in ("o que disse a prefeita?", "O que disse Dora Lins?", "o que disse o engenheiro?",
                  "o que ela disse?", "o que disseram as prefeitas?"):  # fmt: skip
        assert bold(reading, asked).answered


def test_a_governor_is_no_mayor_and_a_party_has_to_be_named() -> None:
    judging = dict(BY_HAND.judging) | {"bias": 30.0}  # would take any sentence for an answer
    bold = answerer(dataclasses.replace(BY_HAND, judging=judging))
    reading = bold.open(TEXT, marks(TEXT))
    for asked in ("quem é o governador?", "Qual o nome do governador?", "o que o governador disse?",
                  "qual o partido da prefeita"):  # fmt: skip
        assert not bold(reading, asked).answered
    for asked in ("quem é a prefeita?", "qual o nome do engenheiro", "quem reabriu a ponte?"):
        assert bold(reading, asked).answered


@pytest.mark.parametrize(
    ("question", "begins", "mark"),
    [
        ("Quanto custou a obra?", "A reforma", "R$ 2 milhões"),
        ("quantos trabalhadores tinha a reforma", "A reforma", "31"),
        ("Onde fica a ponte?", "A prefeita", "Vila Rasa"),
        ("Quem é a prefeita?", "A prefeita", "Dora Lins"),
        ("o que disse a prefeita?", "“Ninguém", ""),
        ("O que disse Dora Lins?", "“Ninguém", ""),
        ("Por que o rio subiu?", "O engenheiro", ""),
        ("pq o rio sobiu", "O engenheiro", ""),
    ],
)
def test_questions_are_answered_with_the_article_s_sentence(
    question: str, begins: str, mark: str
) -> None:
    answer = ask(question)
    assert answer.answered
    assert answer.question == question
    first = answer.sentences[0]
    assert first.text.startswith(begins)
    assert (first.marks[0].text if first.marks else "") == mark


STOPPED = "A obra da ponte parou em maio.\nO motivo foi a falta de verba. Choveu. Ninguém viu."
CLOSED = "Houve fogo. A rodovia ficou fechada um dia. A fumaça impedia a visão. Ninguém morreu."
NIGHT = "O fogo foi de noite. Ninguém se feriu porque era noite. A fábrica fechou. Choveu."


@pytest.mark.parametrize(
    ("text", "question", "wanted"),
    [
        (STOPPED, "por que a obra parou?", STOPPED[:61]),
        (STOPPED, "quando a obra parou?", STOPPED[:30]),
        (CLOSED, "por que a rodovia foi fechada?", CLOSED[12:69]),
        (CLOSED, "por que ninguém morreu?", CLOSED[70:]),
        (NIGHT, "por que ninguém se feriu?", NIGHT[21:55]),
    ],
    ids=["announced", "no reason asked", "plain", "the last", "within"],
)
def test_a_reason_may_stand_in_the_sentence_after(text: str, question: str, wanted: str) -> None:
    one = answerer()
    answer = one(one.open(text, []), question)
    assert answer.sentences[0].text == wanted
    for other in answer.sentences[1:]:
        assert other.text not in wanted


def test_no_score_is_made_of_other_numbers() -> None:
    judging = dict(BY_HAND.judging) | {"bias": 30.0}  # would take any sentence for an answer
    bold = answerer(dataclasses.replace(BY_HAND, judging=judging))
    played = "Serra Alta vence Vila Rasa por 3 a 2\nHavia 31 pessoas no estádio."
    answer = bold(bold.open(played, []), "qual foi o placar?")
    assert answer.answered
    assert [mark.text for mark in answer.sentences[0].marks] == ["3 a 2"]
    assert not bold(bold.open(TEXT, marks()), "qual foi o placar?").answered


def test_no_time_is_no_answer_to_when() -> None:
    judging = dict(BY_HAND.judging) | {"bias": 30.0}  # would take any sentence for an answer
    bold = answerer(dataclasses.replace(BY_HAND, judging=judging))
    text = "A ponte caiu. O prefeito chorou."
    for asked in ("quando a ponte caiu?", "quanto custou a ponte?"):
        assert not bold(bold.open(text, []), asked).answered
    for asked in ("quem caiu?", "por que a ponte caiu?"):
        assert bold(bold.open(text, []), asked).answered


def test_a_question_goes_on_from_the_one_before() -> None:
    one = answerer()
    reading = one.open(TEXT, marks())
    first = one(reading, "quem é a prefeita?")
    then = one(reading, "e ela, o que disse?", first)
    assert then.sentences[0].text.startswith("“Ninguém")
    assert (first.after, then.after) == ((), ("quem é a prefeita?",))
    third = one(reading, "e onde?", then)
    assert third.after == ("e ela, o que disse?", "quem é a prefeita?")
    assert third.sentences[0].marks[0].text == "Vila Rasa"
    assert one(reading, "quanto custou a reforma?", first).after == ()


@pytest.mark.parametrize(
    "question",
    ["Quem venceu o campeonato?", "Quanto custou o estádio de Macaé?", "quando nasceu o ciclista?"],
)
def test_what_the_text_does_not_say_is_not_answered(question: str) -> None:
    answer = ask(question)
    assert not answer.answered
    assert answer.confidence < BY_HAND.least


@pytest.mark.parametrize("question", ["Quanto custou a obra?", "quem é citado?", "quais as datas?"])
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


def test_everybody_who_is_quoted() -> None:
    answer = ask("quem é citado?")
    assert answer.asked == "quoted"
    assert answer.answered
    ((sentence),) = answer.sentences
    assert sentence.text.startswith("“Ninguém")
    assert [mark.text for mark in sentence.marks] == ["Dora Lins"]


def test_every_mark_of_a_kind() -> None:
    answer = ask("quais são as datas?")
    assert [m.text for s in answer.sentences for m in s.marks] == ["ontem", "4 de maio"]
    assert not ask("quais são os eventos?").answered


def test_best_first_and_shares_of_one_whole() -> None:
    answer = ask("Quanto custou a obra?")
    scores = [sentence.score for sentence in answer.sentences]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == MOST
    assert 0 < sum(scores) <= 1


@pytest.mark.parametrize("text", ["", "  \n", "…"])
def test_an_empty_article_says_nothing(text: str) -> None:
    one = answerer()
    for question in ("quem é citado?", "quanto custou?", "", "?!"):
        assert not one(one.open(text, []), question).answered or text == "…"


@pytest.mark.parametrize("question", ["", "?", "quando?", "🙂", "a" * 3000])
def test_whatever_is_asked_there_are_finite_numbers(question: str) -> None:
    beside = Beside(open_article(TEXT, marks()), Leaning(parse(question)), small_lexicon())
    assert beside.numbers.shape == (4, len(RANKING))
    scores = BY_HAND.rank(beside)
    assert len(judged(beside, scores)) == len(JUDGING)
    assert 0 <= BY_HAND.judge(beside, scores) <= 1


def test_numbers_by_hand() -> None:
    beside = Beside(
        open_article(TEXT, marks()), Leaning(parse("quanto custou a obra?")), small_lexicon()
    )
    told = [dict(zip(RANKING, row, strict=True)) for row in beside.numbers.tolist()]
    assert [row["fits money"] for row in told] == [0, 1, 0, 0]
    assert told[1]["letters"] == 1, "*custou* is there; *obra* is nowhere and does not count"
    assert told[1]["meaning"] > 0.8
    assert told[0]["meaning"] < 0.3
    assert told[2]["before"] == 1, "the sentence before has *custou*"
    assert told[0]["first"] == 1
    assert [row["silent"] for row in told] == [0] * 4


def test_a_name_brings_its_office_along() -> None:
    beside = Beside(
        open_article(TEXT, marks()), Leaning(parse("o que disse a prefeita?")), small_lexicon()
    )
    told = [dict(zip(RANKING, row, strict=True)) for row in beside.numbers.tolist()]
    assert told[2]["direct speech"] == 1, "*ela* is Dora Lins, who is the *prefeita*"
    assert told[3]["reported speech"] < 0.5


def test_an_answer_travels_to_json_and_back() -> None:
    answer = dataclasses.replace(ask("Quanto custou a obra?"), after=("Quem pagou?",))
    data = json.loads(json.dumps(to_dict(answer)))
    assert from_dict(data) == answer
    del data["after"]  # kept by an older version
    assert from_dict(data) == dataclasses.replace(answer, after=())


def test_weights_are_saved_and_loaded(tmp_path: Path) -> None:
    save_scorer(BY_HAND, tmp_path / FILE)
    assert load_scorer(tmp_path / FILE) == BY_HAND


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"least": 1, "ranking": {}, "judging": {}}', '{"least": 1}']
)
def test_damaged_weights_are_told_in_one_sentence(own_settings: Settings, content: str) -> None:
    (own_settings.models / "tagger" / FILE).write_text(content, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        load_answerer(own_settings)
    assert caught.value.code == "model-unusable"


def test_with_a_tagger_s_own_marks_and_words(own_settings: Settings) -> None:
    save_scorer(BY_HAND, own_settings.models / "tagger" / FILE)
    one = load_answerer(own_settings)
    highlight = load_highlighter(own_settings)(TEXT)
    answer = one(one.open(TEXT, highlight.spans), "quanto custou a reforma?")
    assert answer.sentences[0].text.startswith("A reforma")
    assert answer.model == highlight.model


def test_a_name_is_no_form_of_a_common_word() -> None:
    text = "O clube de Barra Funda fechou."
    beside = Beside(open_article(text, []), Leaning(parse("quando foi fundado?")), small_lexicon())
    assert dict(zip(RANKING, beside.numbers[0], strict=True))["letters"] == 0


def test_a_beginning_makes_no_name() -> None:
    reading = open_article("Inaugurada em 1971, a ponte caiu. Dora Lins viu. Foi a Lins?", [])
    names = {form for form, proper in zip(reading.forms, reading.proper, strict=True) if proper}
    assert names == {"lins"}, "*Dora* might be the beginning's, as long as nobody marks it"
    marked = open_article(TEXT, marks())
    names = {form for form, proper in zip(marked.forms, marked.proper, strict=True) if proper}
    assert names == {"dora", "lins", "vila", "rasa", "caio", "brum"}
