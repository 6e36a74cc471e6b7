"""What in a sentence is of the kind asked for."""

from __future__ import annotations

import pytest

from tests.tasks.articles import TEXT, marks
from textnn.results import Span
from textnn.tasks.answer.answer_types import expected
from textnn.tasks.answer.question import parse
from textnn.text.sentences import sentences


def best(question: str, number: int) -> str:
    start, end = sentences(TEXT)[number]
    inside = [mark for mark in marks() if start <= mark.start < end]
    found = expected(parse(question), TEXT, start, end, inside)
    if not found:
        return ""
    first = max(found, key=lambda one: one.fit)
    return TEXT[first.start : first.end]


@pytest.mark.parametrize(
    ("question", "number", "wanted"),
    [
        ("quem anunciou?", 0, "Dora Lins"),
        ("quando vai abrir?", 0, "ontem"),
        ("onde?", 0, "Vila Rasa"),
        ("quanto custou?", 1, "R$ 2 milhões"),
        ("quantos operários trabalharam?", 1, "31"),
        ("por que o rio subiu?", 3, "porque"),
        ("quanto custou?", 2, ""),
        ("quando?", 1, ""),
        ("o que caiu?", 0, ""),
    ],
)
def test_each_kind_has_its_form(question: str, number: int, wanted: str) -> None:
    assert best(question, number) == wanted


def test_nobody_asks_for_what_he_says() -> None:
    assert best("quem encontrou Dora Lins?", 0) != "Dora Lins"


def test_a_team_is_called_as_its_town_and_a_film_is_nobody() -> None:
    text = "Serra Alta venceu Vila Rasa por 2 a 1."
    places = [Span(0, 10, "Serra Alta", "LOC", 0.9)]
    fit = expected(parse("quem venceu?"), text, 0, len(text), places)[0].fit
    plain = expected(parse("quem venceu?"), text[:-11], 0, 27, places)[0].fit
    assert fit > plain
    text = "Dora Lins filmou Maré Alta."
    named = [Span(0, 9, "Dora Lins", "PER", 0.9), Span(17, 26, "Maré Alta", "WORK", 0.9)]
    found = expected(parse("qual o nome do filme?"), text, 0, len(text), named)
    assert max(found, key=lambda one: one.fit).label == "WORK"


def test_the_number_before_the_counted_fits_best() -> None:
    text = "Em 12 horas, 9 barcos levaram 31 operários."
    found = expected(parse("quantos barcos?"), text, 0, len(text), [])
    fits = {text[one.start : one.end]: one.fit for one in found}
    assert fits["9"] > fits["31"]


@pytest.mark.parametrize(
    ("question", "text", "wanted"),
    [
        ("Que idade tem Rui?", "Rui, de 61 anos, vende pão há doze anos.", "61"),
        ("quantos anos tem ele", "Otto tem 7 anos e um barco.", "7"),
        ("Há quanto tempo vende pão?", "Rui, de 61 anos, vende pão há doze anos.", "doze anos"),
        ("em que ano abriu?", "Abriu em 3 de maio, e fechou em 1998.", "1998"),
        ("a que horas abre?", "Abre no sábado às 8h30.", "8h30"),
        ("que porcentagem votou?", "Votaram 300, ou 40%.", "40%"),
        ("Qual foi o placar?", "Aos 12, o Vasco fez 3 a 2.", "3 a 2"),
        ("de quanto foi o aumento?", "O aumento foi de 7,5%.", "7,5%"),
        ("quantas pessoas morreram?", "Não houve mortos.", "Não houve"),
        ("quando ela volta?", "Volta em três semanas.", "em três semanas"),
    ],
)
def test_ages_hours_years_and_parts(question: str, text: str, wanted: str) -> None:
    found = max(expected(parse(question), text, 0, len(text), []), key=lambda one: one.fit)
    assert text[found.start : found.end] == wanted
