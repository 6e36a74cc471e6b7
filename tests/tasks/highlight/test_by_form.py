"""Marks that the form of the words decides."""

from __future__ import annotations

import re

import pytest

from textnn.tasks.highlight.by_form import by_form
from textnn.tasks.highlight.consistency import TagSpan


def settled(text: str, *marks: tuple[str, str]) -> list[tuple[str, str]]:
    """What becomes of marks, each the first place of its words: words and tag."""
    spans = [
        TagSpan(text.index(said), text.index(said) + len(said), tag, 0.8) for said, tag in marks
    ]
    return [(text[one.start : one.end], one.tag) for one in by_form(text, spans)]


@pytest.mark.parametrize(
    "day", ["seg. (10)", "Ter. (11)", "qua. (12/3)", "qui.(13)", "sáb. (15/03/2026)", "DOM. (16)"]
)
def test_a_short_day_with_its_date_is_one_time(day: str) -> None:
    text = f"Ana canta na {day}, no Recife."
    marks = (("Ana", "PER"), (day[:3], "ORG"), (day[-2:], "VALUE"), ("Recife", "LOC"))
    assert settled(text, *marks) == [("Ana", "PER"), (day, "TIME"), ("Recife", "LOC")]


@pytest.mark.parametrize("text", ["Citou o art. (10).", "A mar. (3) e qua. 12", "dom (16)"])
def test_what_is_no_short_day_with_its_date(text: str) -> None:
    assert settled(text) == []


def test_christmas_has_an_article_and_the_town_has_none() -> None:
    for tag, said in (("TIME", "Natal"), ("EVENT", "em Natal")):
        assert settled("A feira será em Natal.", (said, tag)) == [("Natal", "LOC")]
    assert settled("A feira será no Natal.", ("Natal", "TIME")) == [("Natal", "TIME")]
    title = ("Um crime em Natal", "WORK")
    assert settled("Leu Um crime em Natal.", title) == [title]
    feast = ("Carnaval em Natal", "EVENT")
    assert settled("Viu o Carnaval em Natal.", feast) == [feast]


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Usou nanopartículas lipídicas (LNP). As LNP protegem.", "THING"),
        ("Compra títulos de dívida pública (TDP) e mais TDP.", "THING"),
        ("Chegou a polícia militar (PM), e a PM saiu.", "ORG"),
        ("Joga na liga norte-americana de basquetebol (NBA), e a NBA paga.", "ORG"),
        ("A Organização Mundial da Saúde (OMS) negou, e a OMS saiu.", "ORG"),
        ("Votou o projeto de lei (PL) do Partido Liberal (PL), e o PL saiu.", "ORG"),
    ],
)
def test_what_small_letters_spell_out_is_no_name(text: str, tag: str) -> None:
    found = re.search(r"\((\w+)\)", text)
    assert found
    last = text.rindex(found[1])
    spans = [TagSpan(*found.span(1), "ORG", 0.9), TagSpan(last, last + len(found[1]), "ORG", 0.5)]
    assert [one.tag for one in by_form(text, spans)] == [tag, tag]
