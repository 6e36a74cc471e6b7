"""Names and numbers of a line, looked up in its article."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textnn.tasks.highlight.consistency import TagSpan
from textnn.tasks.highlight.pipeline import Highlighter
from textnn.tasks.summarize.faithfulness import (
    Evidence,
    another_subject,
    check,
    scattered,
    unsupported,
)

ARTICLE = Evidence(
    "A Prefeitura de Pedra Alta vai investir R$ 3,5 milhões em duas obras, disse Ana Prado no dia "
    "12 de maio. A alta foi de 12,5% e o PIB somou 2 trilhões de reais. Rui Maia viu a 60ª "
    "Travessia da Baía às 18h30."
)


@pytest.mark.parametrize(
    "line",
    [
        "Pedra Alta investe R$ 3,5 milhões em 2 obras",
        "Prefeitura de Pedra Alta: obras custam 3,5 milhões",
        "Ana Prado e Rui Maia falam",
        "Obras: Alta foi de 12,5%",
        "PIB chega a 2 trilhões",
        "Segundo Ana Prado, duas obras começam",
        "Baía tem 60ª travessia às 18h30",
        "“Obras vão começar”, diz Rui Maia",
        "",
    ],
)
def test_what_the_article_says(line: str) -> None:
    assert unsupported(line, ARTICLE, []) == ""


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("Pedra Alta vai investir em seiscentas obras", "seiscentas"),
        ("Cidade investe R$ 3,5 bilhões", "3,5 bilhões"),
        ("Cidade investe em três obras", "três"),
        ("Cidade investe 5 milhões", "5 milhões"),
        ("Alta foi de 12%", "12%"),
        ("Obras em Serra Nova", "Serra Nova"),
        ("Segundo Ana Maia, obras começam", "Ana Maia"),
        ("Prefeita diz que PIB somou 2 trilhões em Lagoa", "Lagoa"),
        ("Rui Prado viu a travessia", "Rui Prado"),
        ("Travessia de 1998", "1998"),
    ],
)
def test_what_it_does_not_say(line: str, wrong: str) -> None:
    assert unsupported(line, ARTICLE, []) == wrong


def test_a_name_at_the_beginning_is_known_by_its_mark() -> None:
    line = "Lagoa investe em obras"
    assert unsupported(line, ARTICLE, []) == ""
    assert unsupported(line, ARTICLE, [TagSpan(0, 5, "LOC", 0.9)]) == "Lagoa"
    assert unsupported(line, ARTICLE, [TagSpan(0, 5, "TIME", 0.9)]) == ""


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_number_stands_if_and_only_if_it_is_there(there: int, said: int) -> None:
    article = Evidence(f"Foram {there} pessoas.")
    assert (unsupported(f"Ao todo, {said} pessoas", article, []) == "") == (there == said)


def test_a_word_must_be_one() -> None:
    assert unsupported("Pedra Alta invveste", ARTICLE, [], {"investe"}) == "invveste"
    assert unsupported("Pedra Alta investe", ARTICLE, [], {"investe"}) == ""


@given(st.text(max_size=80))
def test_any_text_says_only_what_itself_says(text: str) -> None:
    assert unsupported(text, Evidence(text), []) == "" or any(c.isdigit() for c in text)


SCHOOLS = Evidence(
    "Cerca de 9,4 mil alunos estudam na rede. A prefeitura terá R$ 30 milhões para reformar 48 "
    "escolas. Em 23 escolas faltam carteiras. O jogo da terça-feira é na Arena de Pernambuco. O "
    "treino foi na Ilha do Retiro, com cerca de mil torcedores, como quis o técnico."
)


@pytest.mark.parametrize(
    ("line", "joined"),
    [
        ("Prefeitura terá R$ 30 milhões para 48 escolas", ""),
        ("Cerca de 9,4 mil alunos estudam na rede. Em 23 escolas faltam carteiras", ""),
        ("Prefeitura vai reformar escolas", ""),
        ("Com R$ 30 milhões, reformará 23 escolas", "R$ 30 milhões, reformará 23"),
        ("Cerca de 9,4 mil alunos estudam em 48 escolas", "9,4 mil alunos estudam em 48"),
        (
            "O jogo é na Arena de Pernambuco, na Ilha do Retiro",
            "Arena de Pernambuco, na Ilha do Retiro",
        ),
        ("A prefeitura terá jogo e treino de torcedores",) * 2,
    ],
    ids=["one", "two sentences", "none", "money", "pupils", "places", "words"],
)
def test_a_sentence_joins_only_what_one_of_the_article_joins(line: str, joined: str) -> None:
    assert unsupported(line, SCHOOLS, []) == ""
    assert scattered(line, SCHOOLS, []) == joined


@given(st.lists(st.sampled_from(["Ana", "Rui", "7", "30", "viu", "em"]), min_size=1, max_size=8))
def test_a_sentence_of_the_article_is_never_scattered(words: list[str]) -> None:
    sentence = " ".join(words)
    assert scattered(sentence, Evidence(f"Choveu ontem. {sentence}."), []) == ""


def test_lines_are_checked_against_their_own_article(highlighter: Highlighter) -> None:
    articles = [Evidence("Choveu 30 mm."), Evidence("Choveu 40 mm.")]
    found = check(
        ["Choveu 30 mm", "Choveu 30 mm", "Choveu 40 xurumm"], [*articles, articles[1]], highlighter
    )
    assert found == ["", "30", "xurumm"]


WORKS = Evidence(
    "A prefeitura anunciou a reforma do mercado. A obra deve durar dez meses e vai ocupar quarenta "
    "trabalhadores, segundo a secretaria."
)


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ("Anúncio deve durar dez meses e vai ocupar quarenta trabalhadores", "anúncio"),
        ("Obra deve durar dez meses e vai ocupar quarenta trabalhadores", ""),
        ("As obras devem durar dez meses e vai ocupar quarenta trabalhadores", ""),
        ("Anúncio é de que obra deve durar dez meses e vai ocupar quarenta", ""),
        ("Anúncio vai ocupar quarenta", ""),
    ],
)
def test_a_long_copy_keeps_its_subject(line: str, refused: str) -> None:
    assert another_subject(line, WORKS) == refused
