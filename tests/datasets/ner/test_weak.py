"""Weak labels: what the words beside a name give away, and sentences made for the purpose."""

from __future__ import annotations

import random

import pytest

from textnn.datasets.ner.corpora import Entity, TaggedText
from textnn.datasets.ner.weak import as_shouted, made, neighbours
from textnn.text.words import words

FOUND = {
    "O livro “Sal de ninguém” virou o filme 'Maré'.": [
        ("Sal de ninguém", "WORK"), ("Maré", "WORK"),
    ],
    "Com dois gols, o Ceilândia venceu o Santa Cruz.": [
        ("Ceilândia", "ORG"), ("Santa Cruz", "ORG"),
    ],
    "As ações da Vale subiram 3%.": [("Vale", "ORG")],
    "O trabalho usou nanopartículas lipídicas (LNP).": [("LNP", "THING")],
}  # fmt: skip


@pytest.mark.parametrize("text", FOUND)
def test_the_words_beside_a_name_give_away_its_kind(text: str) -> None:
    assert [(text[e.start : e.end], e.label) for e in neighbours(text)] == FOUND[text]


@pytest.mark.parametrize(
    "text",
    [
        "O ministro Ramos venceu o Senado.",  # no word of sport
        "No jogo, o Brasil enfrenta o Peru.",  # countries play and stay places
        "Ele leu o livro de 'Maria'.",
        "A vítima foi à delegacia da mulher (DP).",
        "O conselho tutelar municipal (CTM) apura.",  # a body, whatever it is called
    ],
)
def test_in_doubt_nothing_is_given_away(text: str) -> None:
    assert neighbours(text) == []


def test_made_sentences_mark_every_name_where_it_stands() -> None:
    pools = {"PER": ["Ana Souza", "Rildo"], "LOC": ["Recife"], "ORG": ["Vale"]}
    found = list(made(300, pools, random.Random(2)))
    assert {e.label for item in found for e in item.entities} == {
        "PER", "LOC", "ORG", "WORK", "THING", "TIME", "VALUE", "ABSTRACTION",
    }  # fmt: skip
    for item in found:
        assert "{" not in item.text
        for entity in item.entities:
            said = item.text[entity.start : entity.end]
            assert said == said.strip()
            assert not (entity.label == "WORK" and said[0] in "\"'“‘«")


def test_a_shouted_or_decorated_sentence_keeps_its_marks() -> None:
    item = TaggedText("Anitta canta em Lisboa", (Entity(0, 6, "PER"), Entity(16, 22, "LOC")), "")
    rng = random.Random(1)
    found = [new for _ in range(300) for new in as_shouted(item, rng)]
    assert len({new.text for new in found}) > 3
    for new in found:
        said = [new.text[e.start : e.end].capitalize() for e in new.entities]
        assert said == ["Anitta", "Lisboa"]
        assert len(words(new.text)) >= len(words(item.text))
