"""Which facts the narrower views list, and who is of which party."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.tasks.factsheet.test_factsheet import NOW
from tests.tasks.factsheet.test_requests import who_sheet
from textnn.results import Span
from textnn.results.factsheet import ArticleFact, FactRelation
from textnn.tasks.factsheet.contacts import find_contacts, find_documents
from textnn.tasks.factsheet.export import factsheet_to_csv
from textnn.tasks.factsheet.names import facts_of
from textnn.tasks.factsheet.pipeline import facts_in
from textnn.tasks.factsheet.text import plain
from textnn.tasks.factsheet.view import SECTION_VIEWS

TEXT = (
    "O Santa Cruz recebe o Ceilândia pelo Grupo A3. O PT, o União Brasil e o PCdoB querem a "
    "Câmara no estádio."
)
NAMES = ["Santa Cruz", "Ceilândia", "Grupo A3", "PT", "União Brasil", "PCdoB", "Câmara"]
PLACES = [(TEXT.index(name), TEXT.index(name) + len(name)) for name in NAMES]
KINDS = ["club", "club", "other", "party", "party", "party", "government"]
FACTS = [
    ArticleFact("organisation", name, kind, (place,))
    for name, kind, place in zip(NAMES, KINDS, PLACES, strict=True)
]
SHEET = replace(who_sheet(*FACTS), text=TEXT)


@pytest.mark.parametrize(
    ("view", "listed"),
    [
        ("club", ["Santa Cruz", "Ceilândia"]),
        ("party", ["PT", "União Brasil", "PCdoB"]),
        ("public", ["Câmara"]),
        ("company", []),
        ("organisation", NAMES),
    ],
)
def test_organisations_of_a_kind_are_listed_apart(view: str, listed: list[str]) -> None:
    assert [fact.text for fact in facts_of(SHEET, view)] == listed
    assert plain(SHEET, view, "pt").splitlines() == [f"- {name}" for name in listed]


def test_a_sheet_of_before_there_were_kinds_lists_all_organisations() -> None:
    old = replace(SHEET, facts=tuple(replace(fact, value="") for fact in FACTS))
    assert [fact.text for fact in facts_of(old, "party")] == NAMES


def test_who_is_of_which_party() -> None:
    text = (
        "Ana Souza (PSD-SP), deputada, saiu. Rui Prado (AN) e Eva Lima (PSD/RJ) ficaram. O PSD "
        "quer mais. Ciro Reis (Vasco) joga. Ana Souza (AN) voltou."
    )
    names = re.finditer(r"(?P<ORG>PSD(?:.[A-Z]{2}\b)?|AN\b|Vasco)|[A-Z]\w+ [A-Z]\w+", text)
    marks = [Span(*one.span(), one[0], one.lastgroup or "PER", 1.0) for one in names]
    kinds = {"PSD-SP": "party", "PSD/RJ": "party", "PSD": "party", "AN": "party", "Vasco": "club"}
    found, _ = facts_in(
        text,
        marks,
        None,
        lambda reading, names: [kinds[reading.text[slice(*places[0])]] for places in names],
    )
    sheet = replace(SHEET, text=text, facts=found)
    assert plain(sheet, "person", "pt").splitlines() == [
        "- Ana Souza (PSD-SP), deputada",
        "- Rui Prado (AN)",
        "- Eva Lima (PSD/RJ)",
        "- Ciro Reis",
    ]
    assert plain(sheet, "party", "pt").splitlines() == [
        "- PSD: Ana Souza, Eva Lima",
        "- AN: Rui Prado",
    ]
    psd = facts_of(sheet, "party")[0]
    assert [text[slice(*place)] for place in psd.places] == ["PSD-SP", "PSD/RJ", "PSD"]
    shown = SECTION_VIEWS["party"](sheet, "pt", NOW)
    assert '<span class="detail-of">Ana Souza, Eva Lima</span>' in shown
    table = factsheet_to_csv(sheet).splitlines()
    assert table[1].startswith("person,Ana Souza,,deputada,,PSD-SP,")


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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("na rua Coronel Amâncio, 310, Centro, das 8h às 16h", "rua Coronel Amâncio, 310, Centro"),
        ("na Av. Brasil, 2.000; fecha cedo", "Av. Brasil, 2.000"),
        ("Rua XV, nº 45, bairro Alto da Glória.", "Rua XV, nº 45, bairro Alto da Glória"),
        ("na Praça da Sé, s/n.", "Praça da Sé, s/n"),
        ("na Av. Dr. Arnaldo, 455 – Pacaembu", "Av. Dr. Arnaldo, 455 – Pacaembu"),
        ("na Rua Vergueiro, 1000, Ana Souza caiu", "Rua Vergueiro, 1000"),
        ("na Rua Augusta. Em 2019, fechou", ""),
        ("A rua das Flores, 30 pessoas e 12 casas", ""),
        ("Na rua em que morava, 236.", ""),
        ("na rodovia BR-101, 20 km antes", ""),
    ],
)  # fmt: skip
def test_addresses(text: str, found: str) -> None:
    assert [text[slice(*at)] for kind, at in find_contacts(text) if kind == "address"] == [
        *filter(None, [found])
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("o artigo 227 da Constituição manda", "artigo 227 da Constituição"),
        ("pelos artigos 157 e 288 do Código Penal.", "artigos 157 e 288 do Código Penal"),
        ("pelo art. 5º da Constituição Federal.", "art. 5º da Constituição Federal"),
        ("a Lei Maria da Penha vale", "Lei Maria da Penha"),
        ("a Lei de Diretrizes e Bases, e", "Lei de Diretrizes e Bases"),
        ("o Marco Civil da Internet", "Marco Civil da Internet"),
        ("disse Marco Aurélio Reis", ""),
        ("o código de barras", ""),
    ],
)  # fmt: skip
def test_laws_by_name(text: str, found: str) -> None:
    assert [text[slice(*at)] for _, at in find_documents(text)] == [*filter(None, [found])]
