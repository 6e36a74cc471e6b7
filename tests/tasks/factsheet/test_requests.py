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
from textnn.tasks.factsheet.requests import (
    asks_of_a_fact,
    person_whose_age,
    quotation_asked,
    wanted_kinds,
)

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
        ("Monte uma linha do tempo do caso.", ("time",)),
        ("faça uma lista das pessoas citadas com a idade de cada uma", ("person",)),
        ("separa as melhores aspas dela", ("quote",)),
        ("quais as siglas?", ("acronym", "organisation")),
        ("o que significa LSTM?", ()),
        ("quais leis são citadas?", ("document",)),
        ("quanto?", ("amount",)),
        ("quem é citado?", ("quote",)),
        ("Quem foi entrevistado?", ("quote",)),
        ("Quais são as citações?", ("quote",)),
        ("me diz quem é citado no texto", ("quote",)),
        ("who said what?", ("quote",)),
        ("Quais são as datas?", ("time",)),
        ("so as datas", ("time",)),
        ("Quais os valores citados no texto?", ("amount",)),
        ("liste as pessoas", ("person",)),
        ("me diz quais são os lugares", ("place",)),
        ("Quais empresas aparecem no texto?", ("organisation",)),
        ("quais times são citados?", ("club",)),
        ("quais são os clubes?", ("club",)),
        ("quais partidos são citados?", ("party",)),
        ("list the times", ("time",)),
        ("lista os times", ("club",)),
        ("quem aparece no texto?", ("person",)),
        ("o que aparece no texto?", ()),
        ("quem é citado no processo?", ()),
        ("quem foi ouvido no processo?", ()),
        ("nomes e telefones", ()),
        ("which companies are mentioned in the text?", ("organisation",)),
        ("Quais datas a prefeita propôs?", ()),
        ("o que disse Dora Lins?", ()),
        ("quem fala?", ()),
        ("destaque as datas", ()),
        ("faz a ficha", ALL),
        ("Monta a ficha da matéria, por favor", ALL),
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
    assert asks_of_a_fact("quantos anos tinha a vítima?", SAID)
    assert not asks_of_a_fact("quantos anos de prisão ele pegou?", SAID)


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


SAID = "A Rede Clara cresceu. “Vendemos tudo o que havia”, disse a diretora da empresa, Rita Sá."


def who_sheet(*facts: ArticleFact) -> FactSheet:
    return FactSheet(SAID, facts, FactSheetOptions(), "", ModelRef("tagger", "0"), 0.0)


def fact(kind: str, text: str, *relations: tuple[str, str]) -> ArticleFact:
    at = SAID.index(text)
    told = tuple(
        FactRelation(name, words, SAID.index(words), SAID.index(words) + len(words))
        for name, words in relations
    )
    return ArticleFact(kind, text, "", ((at, at + len(text)),), told)


RITA = fact("person", "Rita Sá", ("role", "diretora da empresa"))
QUOTE = fact("quote", "“Vendemos tudo o que havia”", ("speaker", "Rita Sá"))
NETWORK = fact("organisation", "Rede Clara")


def test_who_said_what_is_quoted() -> None:
    sheet = who_sheet(RITA, QUOTE)
    assert asks_of_a_fact('quem disse "vendemos tudo"?', SAID)
    assert quotation_asked('quem disse "vendemos tudo"?', sheet) == QUOTE
    assert quotation_asked('quem disse "compramos tudo"?', sheet) is None
    assert quotation_asked('quem disse "tudo"?', sheet) is None
    assert not asks_of_a_fact("quem disse que vendeu tudo?", SAID)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("o que significa LNP?", True),
        ("O que quer dizer a sigla lnp", True),
        ("what does LNP mean?", True),
        ("o que significa LSTM?", False),
        ("o que significa isso?", False),
    ],
)
def test_an_acronym_is_asked_for_that_the_article_spells_out(asked: str, told: bool) -> None:
    text = "Havia pressa.\nO trabalho usou nanopartículas lipídicas (LNP) nas células."
    assert asks_of_a_fact(asked, text) is told


@pytest.mark.parametrize(
    ("asked", "speaker"),
    [
        ("quem disse “nova base”?", True),
        ('mas quem foi que afirmou que "a base é nova"?', True),
        ("de quem é “nova base”?", True),
        ("de quem é a frase “nova base”?", True),
        ("quem criticou a “nova base”?", False),
        ('Quem escreveu "Sal de ninguém"?', False),
        ("quem criticou “ele disse tudo”?", False),
        ("de quem é o livro “Sal de ninguém”?", False),
    ],
)
def test_who_did_something_else_is_no_speaker(asked: str, speaker: bool) -> None:
    assert asks_of_a_fact(asked, SAID) is speaker
