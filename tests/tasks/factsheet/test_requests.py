"""Questions that one fact answers."""

from __future__ import annotations

import pytest

from textnn.results import ModelRef
from textnn.results.factsheet import (
    ArticleFact,
    FactRelation,
    FactSheet,
    FactSheetOptions,
)
from textnn.tasks.factsheet.requests import (
    asks_of_a_fact,
    person_whose_age,
    quotation_asked,
)


def test_an_age_is_asked_of_somebody() -> None:
    assert asks_of_a_fact("quantos anos tinha a vítima?", SAID)
    assert not asks_of_a_fact("quantos anos de prisão ele pegou?", SAID)


@pytest.mark.parametrize(
    ("text", "victim"),
    [
        ("Ele é acusado de matar a comerciante Ana Reis, 57. A filha, Bia Reis, tem 29 anos.", 0),
        ("A comerciante Ana Reis, 57, dona de um bar, foi morta a tiros. Bia Reis, 29, viu.", 0),
        ("Ana Reis, 57, viu o crime. Bia Reis (de 29 anos) morreu baleada.", 1),
        ("O marido de Ana Reis, 57, foi morto. Bia Reis, 29, viu.", None),
        ("O marido da comerciante Ana Reis, 57, foi morto. Bia Reis, 29, viu.", None),
        ("Ana Reis, 57, disse que o marido, de 60, foi morto a tiros. Bia Reis, 29, viu.", None),
        ("Ana Reis, 57, e a filha morta. Bia Reis, 29, viu.", None),
        ("Ana Reis, 57, foi ver o morto. Bia Reis, 29, viu.", None),
        ("Ana Reis, 57, é filha do morto. Bia Reis, 29, viu.", None),
        ("Ana Reis, 57, cuja filha, Bia Reis, 29, sumiu, foi ouvida.", None),
    ],
)
def test_the_victim_is_who_was_killed(text: str, victim: int | None) -> None:
    people = []
    for name, age in (("Ana Reis", "57"), ("Bia Reis", "29")):
        start, at = text.index(name), text.index(age)
        relation = FactRelation("age", age, at, at + 2)
        people.append(ArticleFact("person", name, "", ((start, start + 8),), (relation,)))
    sheet = FactSheet(text, tuple(people), FactSheetOptions(), "", ModelRef("tagger", "0"), 0.0)
    wanted = None if victim is None else people[victim]
    assert person_whose_age("quantos anos tinha a vítima?", sheet) is wanted
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
