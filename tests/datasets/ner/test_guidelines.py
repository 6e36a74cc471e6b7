"""Marks of other corpora under First HAREM's guideline."""

from __future__ import annotations

import pytest

from textnn.datasets.ner.corpora import Entity
from textnn.datasets.ner.guidelines import Doubt, settle


def settled(
    text: str, said: str, label: str, source: str, never_people: tuple[str, ...] = ()
) -> tuple[list[str], list[tuple[str, tuple[str, ...], bool]]]:
    """What is certain, and what is left open, as words."""
    start = text.index(said)
    entity = Entity(start, start + len(said), label)
    certain, doubts = settle(text, [entity], source, never_people)
    opened = [(text[d.start : d.end], d.labels, d.outside) for d in doubts]
    return [text[e.start : e.end] for e in certain], opened


@pytest.mark.parametrize("source", ["paramopama", "second_harem", "second_harem_ten"])
@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("em 1947", "1947"),
        ("no século XVI", "século XVI"),
        ("a partir de 31 de março", "31 de março"),
        ("Em novembro de 1534", "novembro de 1534"),
        ("1539", "1539"),
    ],
)
def test_times_lose_their_preposition(source: str, said: str, kept: str) -> None:
    assert settled(f"{said} choveu.", said, "TIME", source) == ([kept], [])


def test_what_names_no_date_is_left_open() -> None:
    text = "Choveu mais tarde em Lagoa."
    assert settled(text, "mais tarde", "TIME", "paramopama") == (
        [], [("mais tarde", ("TIME",), True)],
    )  # fmt: skip
    assert settled(text, "mais tarde", "TIME", "second_harem_ten") == (
        [], [("mais tarde", ("TIME", "VALUE"), True)],
    )  # fmt: skip
    text = "Choveu entre 1540 e 1553."
    assert settled(text, "entre 1540 e 1553", "TIME", "second_harem_ten")[0] == []


def test_a_country_that_acts_is_no_person() -> None:
    text = "Portugal ganhou de Pessoa."
    opened = settled(text, "Portugal", "PER", "second_harem_ten", ("Portugal",))
    assert opened == ([], [("Portugal", ("LOC", "ORG"), False)])
    assert settled(text, "Pessoa", "PER", "second_harem_ten", ("Portugal",)) == (["Pessoa"], [])
    assert settled(text, "Portugal", "PER", "first_harem", ("Portugal",)) == (["Portugal"], [])


def test_laws_are_left_open() -> None:
    _, opened = settled("A Lei 8.112 vale.", "Lei 8.112", "WORK", "lener_br")
    assert opened == [("Lei 8.112", ("WORK", "ABSTRACTION", "OTHER", "THING"), True)]


def test_what_first_harem_leaves_unmarked_may_be_a_time() -> None:
    text = "Ana chegou na sexta-feira."
    certain, doubts = settle(text, [Entity(0, 3, "PER")], "first_harem")
    assert certain == [Entity(0, 3, "PER")]
    assert doubts == [Doubt(14, 25, ("TIME",), True)]
    assert settle(text, [], "uner_bosque") == ([], [])
