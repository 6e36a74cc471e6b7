"""Times and amounts in everyday phrasings: what is found, what is left alone, what is exchanged."""

from __future__ import annotations

import random

import pytest

from textnn.datasets.ner.corpora import Entity, TaggedText
from textnn.datasets.ner.expressions import exchanged, expressions, marked, with_gene

FOUND = {
    "Subiu vinte por cento no mês.": [("vinte por cento", "VALUE")],
    "Caiu 3,5% e depois 10 pontos percentuais.": [
        ("3,5%", "VALUE"), ("10 pontos percentuais", "VALUE"),
    ],
    "Custou $ 94.000 a mais.": [("$ 94.000", "VALUE")],
    "Pagou R$ 2,5 milhões e dez mil reais.": [
        ("R$ 2,5 milhões", "VALUE"), ("dez mil reais", "VALUE"),
    ],
    "Correu 29km sob 35 °C.": [("29km", "VALUE"), ("35 °C", "VALUE")],
    "Tem trinta metros e 40 anos.": [("trinta metros", "VALUE"), ("40 anos", "VALUE")],
    "Ganhou por 3x0.": [("3x0", "VALUE")],
    "Chega na sexta-feira, às 10h30.": [("sexta-feira", "TIME"), ("10h30", "TIME")],
    "Começa nesta semana.": [("nesta semana", "TIME")],
    "Foi no ano passado, em junho.": [("ano passado", "TIME"), ("junho", "TIME")],
    "Vale desde primeiro de janeiro de 2020.": [("primeiro de janeiro de 2020", "TIME")],
    "Em 1947 e no século XX.": [("1947", "TIME"), ("século XX", "TIME")],
    "Vence 10/jul, a 23/05 e 30.06.2024.": [
        ("10/jul", "TIME"), ("23/05", "TIME"), ("30.06.2024", "TIME"),
    ],
    "Quinta à noite, dia vinte e sete, às dez para as seis.": [
        ("Quinta à noite", "TIME"), ("vinte e sete", "TIME"), ("dez para as seis", "TIME"),
    ],
    "Fecha pelas 21 horas, abre às sete da manhã, seg a sex, sempre.": [
        ("21 horas", "TIME"), ("sete da manhã", "TIME"), ("seg a sex", "TIME"),
    ],
    "Gastou USD 640 mil e 180 kWh.": [("USD 640 mil", "VALUE"), ("180 kWh", "VALUE")],
    "Prende-se na terça (12).": [("terça (12)", "TIME")],
    "Na segunda-feira (10/3), na seg. (5) e na 2ª (9).": [
        ("segunda-feira (10/3)", "TIME"), ("seg. (5)", "TIME"), ("2ª (9)", "TIME"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("text", FOUND)
def test_everyday_phrasings_are_found(text: str) -> None:
    found = [(text[e.start : e.end], e.label) for e, _ in expressions(text)]
    assert found == FOUND[text]


@pytest.mark.parametrize(
    "text",
    [
        "Mora na Rua 7 de Setembro.",
        "Foi a segunda vez que a quarta turma veio.",
        "O Maio e a Editora Abril.",
        "Dois amigos leram o artigo 5.",
        "A BR-116 e o Rio-2016.",
    ],
)
def test_in_doubt_nothing_is_found(text: str) -> None:
    assert expressions(text) == []


def test_what_is_marked_is_left_alone() -> None:
    text = "O filme 3 de Maio estreia em 3 de maio."
    title = Entity(8, 17, "WORK")
    assert [(e.start, e.end) for e, _ in expressions(text, [title])] == [(29, 38)]
    assert marked(TaggedText(text, (title,), "")).entities == (title, Entity(29, 38, "TIME"))


@pytest.mark.parametrize("seed", range(20))
def test_exchanged_marks_stand_on_the_new_words(seed: int) -> None:
    text = "Ana pagou R$ 5 mil na sexta-feira e Bento, 20% em 3 de maio."
    names = (Entity(0, 3, "PER"), Entity(36, 41, "PER"))
    new = exchanged(TaggedText(text, names, ""), random.Random(seed))
    said = [(new.text[e.start : e.end], e.label) for e in new.entities]
    assert [label for _, label in said] == ["PER", "VALUE", "TIME", "PER", "VALUE", "TIME"]
    assert said[0] == ("Ana", "PER")
    assert said[3] == ("Bento", "PER")
    assert said[2][0].endswith("-feira")
    plain = new.text
    for old, (now, _) in zip(
        ("Ana", "R$ 5 mil", "sexta-feira", "Bento", "20%", "3 de maio"), said, strict=True
    ):
        plain = plain.replace(now, old, 1)
    assert plain == text


def test_an_invented_gene_is_marked_and_moves_the_marks_after_it() -> None:
    text = "Ana isolou o gene em Lagoa."
    item = TaggedText(text, (Entity(0, 3, "PER"), Entity(21, 26, "LOC")), "")
    for seed in range(10):
        found = with_gene(item, random.Random(seed))
        assert found is not None
        said = {e.label: found.text[e.start : e.end] for e in found.entities}
        assert said["PER"] == "Ana"
        assert said["LOC"] == "Lagoa"
        assert said["THING"].replace("-", "").isalnum()
        assert found.text.replace(said["THING"], "").split() in (
            ["Ana", "isolou", "o", "gene", "em", "Lagoa."], ["Ana", "isolou", "o", "em", "Lagoa."],
        )  # fmt: skip
    assert with_gene(TaggedText("Ana leu.", (), ""), random.Random(1)) is None
