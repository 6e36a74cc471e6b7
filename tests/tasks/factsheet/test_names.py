"""Which organisations are listed as clubs, and which as parties."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.tasks.factsheet.test_requests import who_sheet
from textnn.results.factsheet import ArticleFact
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
