"""Which facts a message of a conversation asks for."""

from __future__ import annotations

import pytest

from textnn.results import ModelRef
from textnn.results.factsheet import (
    FACT_KINDS,
    ArticleFact,
    FactRelation,
    FactSheet,
    FactSheetOptions,
)
from textnn.tasks.factsheet.requests import asks_for_age, person_whose_age, wanted_kinds

ALL = FACT_KINDS


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ("quem são os envolvidos?", ("person",)),
        ("lista de pessoas com idade", ("person",)),
        ("me passa nomes e cargos", ("person",)),
        ("me separa as aspas", ("quote",)),
        ("frases entre aspas", ("quote",)),
        ("quais são os contatos para a imprensa?", ("contact",)),
        ("quem disse o quê?", ("quote",)),
        ("qual o contato da assessoria?", ("contact",)),
        ("quais os telefones do texto?", ("contact",)),
        ("monta uma linha do tempo", ("time",)),
        ("quais as siglas?", ("acronym", "organisation")),
        ("quais leis são citadas?", ("document",)),
        ("quanto?", ("amount",)),
        ("faz a ficha", ALL),
        ("Monta a ficha da matéria, por favor", ALL),
        ("me dá os fatos", ALL),
        ("me dá os fatos principais em tópicos", ALL),
        ("make a fact sheet please", ALL),
        ("quem assinou a ficha do paciente?", ()),
        ("quanto custou a obra?", ()),
        ("quem são os vereadores que votaram contra?", ()),
        ("resume o texto em uma linha", ()),
        ("os fatos são verdadeiros?", ()),
        ("quem é a delegada?", ()),
        ("qual o telefone da vítima?", ()),
        ("", ()),
    ],
)
def test_facts_are_asked_for_in_so_many_words(said: str, kinds: tuple[str, ...]) -> None:
    assert wanted_kinds(said) == kinds


def test_an_age_is_asked_of_somebody() -> None:
    assert asks_for_age("quantos anos tinha a vítima?")
    assert not asks_for_age("quantos anos de prisão ele pegou?")


def test_the_victim_is_who_was_killed() -> None:
    text = "Ele é acusado de matar a comerciante Ana Reis, 57. A filha, Bia Reis, tem 29 anos."
    people = []
    for name, age in (("Ana Reis", "57"), ("Bia Reis", "29")):
        start, at = text.index(name), text.index(age)
        relation = FactRelation("age", age, at, at + 2)
        people.append(ArticleFact("person", name, "", ((start, start + 8),), (relation,)))
    sheet = FactSheet(text, tuple(people), FactSheetOptions(), "", ModelRef("tagger", "0"), 0.0)
    assert person_whose_age("quantos anos tinha a vítima?", sheet) is people[0]
    assert person_whose_age("quantos anos tem a Bia?", sheet) is people[1]
    assert person_whose_age("quantos anos tem o réu?", sheet) is None
