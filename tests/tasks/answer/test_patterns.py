"""Amounts, times and places by their form alone."""

from __future__ import annotations

import re

import pytest

from textnn.tasks.answer import patterns as forms

TEXT = (
    "Em 3 de maio de 2024, às 17h30, Ana, de 52 anos, pagou R$ 4,1 milhões e 30 euros por 94 vacas"
    " na praça Velha. Venceu por 3 a 2, 15% mais, após seis meses e dois dias, porque insistiu."
)


@pytest.mark.parametrize(
    ("form", "wanted"),
    [
        (forms.MONEY, ["R$ 4,1 milhões", "30 euros"]),
        (forms.PERCENT, ["15%"]),
        (forms.AGE, ["de 52 anos"]),
        (forms.DURATION, ["52 anos", "seis meses e dois dias"]),
        (forms.TIME, ["3 de maio de 2024", "17h30"]),
        (forms.HOUR, ["17h30"]),
        (forms.SCORE, ["3 a 2"]),
        (forms.REASON, ["porque"]),
    ],
    ids=["money", "percent", "age", "duration", "time", "hour", "score", "reason"],
)
def test_what_is_found(form: re.Pattern[str], wanted: list[str]) -> None:
    assert [match[0] for match in form.finditer(TEXT)] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("O Vasco da Serra fez 3 a 2.", "3 a 2"),
        ("Perdeu por três a zero em casa.", "três a zero"),
        ("Venceu por 3 sets a 1.", "3 sets a 1"),
        ("Deu 2 x 1.", "2 x 1"),
        ("Aprovado por 9 votos a 4.", "9 votos a 4"),
        ("Para crianças de 8 a 12 anos.", ""),
        ("De 3 a 9 de maio.", ""),
        ("Entre 10 a 15% do total.", ""),
        ("Subiu de 4,8 a 6,1.", ""),
    ],
)
def test_how_a_match_ended(text: str, wanted: str) -> None:
    found = forms.RESULT.search(text)
    assert (found[0] if found else "") == wanted


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("O motivo foi a falta de verba.", True),
        ("A causa, segundo o laudo, é o sal.", True),
        ("Isso porque o caixa acabou.", True),
        ("É que faltou peça.", True),
        ("O motorista fugiu.", False),
        ("A obra parou por outro motivo.", False),
    ],
)
def test_sentences_that_begin_with_a_reason(sentence: str, wanted: bool) -> None:
    assert bool(forms.REASON_AHEAD.match(sentence)) == wanted


def test_numbers_are_not_parts_of_prices_or_words() -> None:
    found = [
        match[0] for match in forms.NUMBER.finditer("R$ 4.700, BR-116, 2.450 pães, duas vezes")
    ]
    assert "2.450" in found
    assert "duas" in found
    assert not {"4.700", "700", "450"} & set(found)


def test_places() -> None:
    assert forms.PLACE.search(TEXT)[0] == "na praça"  # type: ignore[index]
    assert forms.PLACE.search("Mora em Lagoa.")[0] == "em Lagoa"  # type: ignore[index]
