"""What questions ask for, as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textnn.tasks.answer.question import ASKED, SCORE, one_slip, parse
from textnn.text.normalize import fold


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Quem escreveu a carta?", "who"),
        ("com quem ela mora", "who"),
        ("Qual é o nome do prefeito?", "who"),
        ("Como se chama o barco?", "who"),
        ("quando foi a enchente?", "when"),
        ("Em que ano a ponte caiu?", "when"),
        ("a que horas abre o posto", "when"),
        ("Onde fica o sítio?", "where"),
        ("Em qual cidade nasceu o pintor?", "where"),
        ("Quanto custou a festa?", "money"),
        ("Qual foi o valor da multa?", "money"),
        ("De quanto era a dívida?", "money"),
        ("Quantos barcos saíram?", "count"),
        ("Quanto pesa o sino?", "count"),
        ("Quantos anos tem a atriz?", "count"),
        ("Qual é a idade dela?", "count"),
        ("Quanto tempo durou a greve?", "duration"),
        ("Há quantos anos existe o clube?", "duration"),
        ("Por que a obra parou?", "why"),
        ("Porque é que fecharam a escola?", "why"),
        ("Qual o motivo da briga?", "why"),
        ("O que causou o incêndio?", "why"),
        ("Como eles chegaram à ilha?", "how"),
        ("O que disse a ministra?", "said"),
        ("o que a Rita falou", "said"),
        ("Qual a opinião do reitor?", "said"),
        ("quem é citado?", "quoted"),
        ("Quem foi entrevistado?", "quoted"),
        ("Quais são as citações?", "quoted"),
        ("quais são as datas?", "list"),
        ("Quais os valores citados no texto?", "list"),
        ("liste as pessoas", "list"),
        ("só os valores", "list"),
        ("as datas", "list"),
        ("quantas pessoas são citadas?", "list"),
        ("Quantas pessoas morreram?", "count"),
        ("lista as citações", "quoted"),
        ("me diz quem ganhou", "who"),
        ("qnto custou", "money"),
        ("Que cor tem a porta?", "what"),
        ("O que o galo comeu?", "what"),
        ("morreu alguém?", "whether"),
        ("a ponte vai reabrir", "whether"),
        # in a hurry
        ("qto custou a festa", "money"),
        ("qnd abre", "when"),
        ("pq a obra parou", "why"),
        ("qm ganhou", "who"),
        ("quadno foi a enchente", "when"),
        ("aonde fica o sitio", "where"),
        ("oq a rita falou", "said"),
        # in English
        ("Who wrote the letter?", "who"),
        ("how much did it cost?", "money"),
        ("how many boats left?", "count"),
        ("who is quoted?", "quoted"),
        ("What did the minister say?", "said"),
    ],
)
def test_kinds(question: str, kind: str) -> None:
    assert parse(question).kind == kind


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("Qual foi o placar?", ()),
        ("quanto foi o jogo", ()),
        ("Quanto ficou a partida de ida?", ("ida",)),
        ("qual o resultado do jogo do Vasco?", ("vasco",)),
        ("De quanto o time ganhou?", ("time", "ganhou")),
        ("como terminou o clássico?", ("classico",)),
        ("what was the score?", ()),
    ],
)
def test_how_a_match_ended(question: str, about: tuple[str, ...]) -> None:
    found = parse(question)
    assert (found.kind, found.focus, found.words) == ("count", SCORE, about)


@pytest.mark.parametrize(
    "question",
    ["quanto custou o jogo?", "De quanto foi o prêmio que ele ganhou?", "quanto ganha o técnico?",
     "Por quanto tempo ele venceu?", "Qual o resultado da perícia?"],
)  # fmt: skip
def test_what_is_no_score(question: str) -> None:
    assert parse(question).focus != SCORE


def test_being_against_tells_something() -> None:
    assert parse("quem é contra?").words == ("contra",)


def test_what_a_question_is_about() -> None:
    found = parse("Quantos feirantes a prefeitura de Monte Alto multou?")
    assert found.words == ("feirantes", "prefeitura", "monte", "alto", "multou")
    assert found.focus == "feirantes"
    assert found.names == {"monte", "alto"}


def test_what_only_leads_up_to_a_question_and_shortened_words() -> None:
    assert parse("me diz quem pagou a festa").words == ("pagou", "festa")
    assert parse("oq abre hj na praça").words == ("abre", "praca")


def test_the_speaker_is_what_remains_of_a_question_for_words() -> None:
    assert parse("O que disse a vereadora Nair Bulhões?").words == ("vereadora", "nair", "bulhoes")


def test_labels_of_a_list() -> None:
    assert parse("quais são as datas?").labels == ("TIME",)
    assert parse("Quais empresas aparecem no texto?").labels == ("ORG",)
    assert parse("quem aparece no texto?").labels == ("PER",)
    # what is wanted of certain things is no list of all
    assert parse("Quais datas a prefeita propôs?").kind != "list"


@pytest.mark.parametrize("question", ["quando?", "Onde", "quem foi?", "por quê?"])
def test_a_bare_question_is_about_nothing(question: str) -> None:
    assert parse(question).words == ()


@pytest.mark.slow
@given(st.text(max_size=60))
def test_anything_can_be_asked(question: str) -> None:
    found = parse(question)
    assert found.kind in ASKED
    assert found.names <= set(found.words)


def test_one_slip() -> None:
    for word, other in (("quem", "qem"), ("quem", "quemm"), ("quem", "quen"), ("quem", "qeum")):
        assert one_slip(word, other)
        assert one_slip(other, word)
    assert not one_slip("quem", "quem")
    assert not one_slip("quem", "qmeu")
    assert not one_slip("quem", "quanto")


def test_folding_takes_accents_and_capitals_away() -> None:
    assert fold("Às AVÓS, çã") == "as avos, ca"
