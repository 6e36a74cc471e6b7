"""Questions that want a list, as people type them."""

from __future__ import annotations

import pytest

from tests.tasks.answer.test_pipeline import answerer, ask
from textnn.results import Span
from textnn.tasks.answer.lists import wanted_list


@pytest.mark.parametrize(
    "question",
    ["quem é citado?", "Quem foi entrevistado?", "Quais são as citações?", "lista as citações",
     "qm é citado", "me diz quem é citado no texto", "quem fala na reportagem?", "who is quoted?"],
)  # fmt: skip
def test_everybody_s_quotations(question: str) -> None:
    wanted = wanted_list(question)
    assert wanted is not None
    assert (wanted.kind, wanted.speaker) == ("quoted", ())


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        ("quais são as datas?", ("TIME",)),
        ("Quais os valores citados no texto?", ("VALUE",)),
        ("Quais são os valores?", ("VALUE",)),
        ("liste as pessoas", ("PER",)),
        ("me diz quais são os lugares", ("LOC",)),
        ("só os valores", ("VALUE",)),
        ("as datas", ("TIME",)),
        ("quantas pessoas são citadas?", ("PER",)),
        ("Quais empresas aparecem no texto?", ("ORG",)),
        ("quem aparece no texto?", ("PER",)),
        ("which companies are mentioned in the text?", ("ORG",)),
    ],
)
def test_marks_of_a_kind(question: str, labels: tuple[str, ...]) -> None:
    wanted = wanted_list(question)
    assert wanted is not None
    assert (wanted.kind, wanted.labels) == ("list", labels)


@pytest.mark.parametrize(
    ("question", "listed"),
    [
        ("quais times são citados?", ["Santa Cruz", "Ceilândia"]),
        ("quais são os clubes?", ["Santa Cruz", "Ceilândia"]),
        ("quais partidos são citados?", ["PT", "União Brasil", "PCdoB"]),
        ("quais organizações são citadas?",
         ["Santa Cruz", "Ceilândia", "Grupo A3", "PT", "União Brasil", "PCdoB", "Câmara"]),
    ],
)  # fmt: skip
def test_clubs_are_no_parties_and_parties_no_clubs(question: str, listed: list[str]) -> None:
    text = (
        "O Santa Cruz recebe o Ceilândia pelo Grupo A3. O PT, o União Brasil e o PCdoB querem a "
        "Câmara no estádio."
    )
    names = ["Santa Cruz", "Ceilândia", "Grupo A3", "PT", "União Brasil", "PCdoB", "Câmara"]
    marks = [
        Span(text.index(name), text.index(name) + len(name), name, "ORG", 0.9) for name in names
    ]
    one = answerer()
    answer = one(one.open(text, marks), question)
    assert [mark.text for sentence in answer.sentences for mark in sentence.marks] == listed


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("o que disse Dora Lins?", ("dora", "lins")),
        ("oq a Dora falou", ("dora",)),
        ("O que o engenheiro Caio Brum disse?", ("engenheiro", "caio", "brum")),
        ("What did Dora Lins say?", ("dora", "lins")),
    ],
)
def test_one_speaker_s_quotations(question: str, speaker: tuple[str, ...]) -> None:
    wanted = wanted_list(question)
    assert wanted is not None
    assert (wanted.kind, wanted.speaker) == ("quoted", speaker)


@pytest.mark.parametrize(
    "question",
    ["Quem abriu a ponte?", "quanto custou?", "Quantas pessoas morreram?", "quantas pessoas?", "",
     "Quais datas a prefeita propôs?", "o que a prefeita disse sobre a ponte?", "o que houve?",
     "o que disse Dora Lins depois da chuva?", "quais são os times?" + " a" * 500],
)  # fmt: skip
def test_no_list(question: str) -> None:
    assert wanted_list(question) is None


def test_who_is_not_quoted_is_the_reader_s() -> None:
    said = ask("o que disse Dora Lins?", threshold=1.0)
    assert (said.asked, said.answered) == ("quoted", True)
    assert [one.text[:8] for one in said.sentences] == ["“Ninguém"]
    other = ask("o que disse Caio Brum?", threshold=1.0)
    assert (other.asked, other.answered) == ("", False)
    assert other.sentences
