"""Which facts the narrower views list: clubs, parties, acronyms, money, percentages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.tasks.factsheet.test_requests import who_sheet
from textnn.results.factsheet import ArticleFact, FactRelation
from textnn.tasks.factsheet.names import facts_of
from textnn.tasks.factsheet.text import plain

TEXT = (
    "O Santa Cruz recebe o Ceilândia pelo Grupo A3. O PT, o União Brasil e o PCdoB querem a "
    "Câmara no estádio."
)
NAMES = ["Santa Cruz", "Ceilândia", "Grupo A3", "PT", "União Brasil", "PCdoB", "Câmara"]
PLACES = [(TEXT.index(name), TEXT.index(name) + len(name)) for name in NAMES]
FACTS = [
    ArticleFact("organisation", name, "", (place,))
    for name, place in zip(NAMES, PLACES, strict=True)
]
SHEET = replace(who_sheet(*FACTS), text=TEXT)


@pytest.mark.parametrize(
    ("view", "listed"),
    [
        ("club", ["Santa Cruz", "Ceilândia"]),
        ("party", ["PT", "União Brasil", "PCdoB"]),
        ("organisation", NAMES),
    ],
)
def test_clubs_are_no_parties_and_parties_no_clubs(view: str, listed: list[str]) -> None:
    assert [fact.text for fact in facts_of(SHEET, view)] == listed
    assert plain(SHEET, view, "pt").splitlines() == [f"- {name}" for name in listed]


@pytest.mark.parametrize(
    ("view", "listed"),
    [
        ("money", ["R$ 3 mil", "2 euros"]),
        ("percentage", ["12%", "2 pontos"]),
        ("acronym", ["Santa Cruz"]),
    ],
)
def test_amounts_and_acronyms_are_listed_apart(view: str, listed: list[str]) -> None:
    values = {"R$ 3 mil": "3000 BRL", "2 euros": "2 EUR", "12%": "12 %", "2 pontos": "2 p.p.",
              "3 km": "3 km"}  # fmt: skip
    amounts = [ArticleFact("amount", text, value, ((0, 1),)) for text, value in values.items()]
    club = replace(FACTS[0], relations=(FactRelation("acronym", "SC", 0, 2),))
    sheet = replace(SHEET, facts=(*amounts, club, *FACTS[1:]))
    assert [fact.text for fact in facts_of(sheet, view)] == listed
