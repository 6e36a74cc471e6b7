"""Words of a request -> what a headline has to name in the article's words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from textnn.results import ModelRef
from textnn.results.chat import Arguments
from textnn.results.factsheet import ArticleFact, FactRelation, FactSheet, FactSheetOptions
from textnn.results.text import ANY_FIGURE, HeadlineConditions
from textnn.tasks.summarize.headlines import fulfils, quoted_headlines
from textnn.tasks.understand.conditions import headline_conditions

TEXT = (
    "O prefeito Rui Prado multou em R$ 3 mil o bar de Anselmo Luz em Vila Rasa. “Não se trata de "
    "perseguição. Trata-se de deixar a vizinhança dormir”, disse Prado. “Vou recorrer”, disse Luz."
)


def fact(kind: str, text: str, value: str = "", **relations: str) -> ArticleFact:
    start = TEXT.index(text)
    told = tuple(FactRelation(name, words, 0, 1) for name, words in relations.items())
    return ArticleFact(kind, text, value, ((start, start + len(text)),), told)


SHEET = FactSheet(
    TEXT,
    (
        fact("person", "Rui Prado", role="prefeito"),
        fact("person", "Anselmo Luz"),
        fact("place", "Vila Rasa"),
        fact(
            "quote",
            "“Não se trata de perseguição. Trata-se de deixar a vizinhança dormir”",
            "direct",
            speaker="Rui Prado",
        ),
        fact("quote", "“Vou recorrer”", "direct", speaker="Anselmo Luz"),
    ),
    FactSheetOptions(),
    "",
    ModelRef("tagger", "0"),
    0.0,
)
LINES = ("Prado multa bar em R$ 3 mil", "Prefeito multa bar", "Bar de Vila Rasa leva multa")


def fitting(request: str, **asked: str) -> list[int]:
    """Numbers of the lines that fulfil a request."""
    wanted = headline_conditions(Arguments(**asked), request, SHEET)  # type: ignore[arg-type]
    return [number for number, line in enumerate(LINES) if fulfils(line, wanted)]


@pytest.mark.parametrize(
    ("including", "lines"),
    [
        ("multas", [0, 1, 2]),
        ("o prefeito", [0, 1]),
        ("prefeito de Vila Rasa", []),
        ("bar e multa", [0, 1, 2]),
        ("multa, rasa", [2]),
        ("o valor", [0]),
        ("baleia", []),
    ],
)
def test_words_in_any_form(including: str, lines: list[int]) -> None:
    assert fitting(f"titulo com {including}", including=including) == lines


def test_a_name_is_that_of_the_fact_sheet() -> None:
    assert fitting("com o nome do prefeito", including="prefeito") == [0]
    assert fitting("com o nome dele", including="dele") == [0]
    assert fitting("com o nome da cidade", including="cidade") == [2]
    assert fitting("com o nome do anselmo", including="anselmo") == []
    others = replace(SHEET, facts=(*SHEET.facts, replace(SHEET.facts[1], text="Bia Prado")))
    found = headline_conditions(Arguments(including="prefeito"), "com o nome do prefeito", others)
    assert found.including == (("Rui",),), "a name that somebody else has too tells nobody"


def test_what_must_not_stand_there() -> None:
    assert fitting("sem a palavra prefeito", excluding="prefeito") == [2], "nor his name"
    assert fitting("sem o nome do prefeito", excluding="prefeito") == [1, 2], "but the word may"
    assert fitting("sem o nome dele", excluding="dele") == [1, 2]
    assert fitting("sem numero", excluding="número") == [1, 2]
    unquoted = headline_conditions(Arguments(excluding="aspas"), "sem aspas", SHEET)
    assert not fulfils("“Vou recorrer”, diz Luz", unquoted)
    assert fulfils("Luz vai recorrer", unquoted)
    assert fitting("sem bar grande", excluding="bar grande") == [0, 1, 2], "both together"


def test_without_words_no_sheet_is_needed() -> None:
    found = headline_conditions(Arguments(most=60, quoted=True), "ate 60, com aspas", None)
    assert found == HeadlineConditions(quoted=True, most=60)
    figure = headline_conditions(Arguments(including="números"), "com numeros", None)
    assert figure.including == ((ANY_FIGURE, "numeros"),)


def test_a_quotation_becomes_a_headline_as_far_as_it_fits() -> None:
    whole, part = (
        "“Não se trata de perseguição. Trata-se de deixar a vizinhança dormir”, diz Rui Prado",
        "“Não se trata de perseguição”, diz Rui Prado",
    )
    short = "“Vou recorrer”, diz Anselmo Luz"
    assert [*quoted_headlines(SHEET, 110)] == [whole, short]
    assert [*quoted_headlines(SHEET, 60)] == [part, short]
    assert [*quoted_headlines(SHEET, 20)] == []
