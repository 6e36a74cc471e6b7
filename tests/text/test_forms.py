"""Amounts, times and places by their form alone."""

from __future__ import annotations

import re

import pytest

from textnn.text import forms

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
