"""Sentences: abbreviations, initials, lines, lengths; and nothing lost."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textnn.text.sentences import MAX_SENTENCE, sentences

WORDS = "Sr. S. Paulo R. av. min. 10 1ª. etc. Foi. não! quê? “Sim.” a.C. … x J. 😀"
PARTS = st.sampled_from([*WORDS.split(), "\n", "\r\n", "", " ", "\ud800"])
TEXTS = st.one_of(st.lists(PARTS).map(" ".join), st.text(st.characters(exclude_categories=())))


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Ela mora na R. Augusta, 10.",
        "O trem parou em S. Paulo.",
        "A loja fica na Av. Paulista.",
        "O Dr. Silva e a Dra. Costa saíram.",
        "O Sr. Lima e a Sra. Reis ficaram.",
        "O Prof. Alves e a Profa. Ana falaram.",
        "O Min. Souza votou contra.",
        "A Univ. Federal abriu vagas.",
        "O art. 5º da Lei nº. 8.112 vale.",
        "Leu J. K. Rowling ontem.",
        "Leu J.K. Rowling ontem.",
        "O gol saiu aos 45 min. do segundo tempo.",
        "V. Exa. foi ouvida.",
        "A Cia. Azul e a Profª. Ana vieram.",
        "Na 1ª. Guerra ele serviu.",
        "O jogo FC Norte-V.Sul acabou.",
        "Custou R$ 3.500,00 em 10.11.2016.",
        "O 4.º lugar ficou vago.",
        "Datam de 3000 a. C. os vasos.",
        "O Sr. Silva pagou aprox. 500 reais ao dr. Souza.",
        "O Sr. Silva pagou aprox. 500 reais ao dr. Souza, na pág. 3, art. 5º, nº 12.",
        "Ligue para o tel. 3333-4444 ou leia as págs. 3 e 4.",
    ],
)
def test_no_cut_after_abbreviations_and_initials(sentence: str) -> None:
    assert cut(f"{sentence} Depois choveu.") == [sentence, "Depois choveu."]


@pytest.mark.parametrize(
    "text",
    [
        "Tomou vitamina C. | Depois dormiu.",
        "Esperou 10 min. | Depois saiu.",
        "Passou mal. | Depois melhorou.",
        "Pães, bolos etc. | Depois saiu.",
        "“Vamos.” | Ele saiu.",
        "Será? | Talvez! | Sim... | Quem sabe.",
        "Título sem ponto\n | O texto começa.",
    ],
)
def test_true_ends_are_cut(text: str) -> None:
    parts = text.split(" | ")
    assert cut(" ".join(parts)) == [part.strip() for part in parts]


def test_white_space_alone_is_no_sentence() -> None:
    assert sentences(" \n\n \t\r\n\u00a0") == []
    assert sentences("") == []


@given(TEXTS)
def test_every_character_is_in_exactly_one_sentence(text: str) -> None:
    spans = sentences(text)
    covered = [place for start, end in spans for place in range(start, end)]
    assert covered == sorted(set(covered))
    missing = set(range(len(text))) - set(covered)
    assert all(text[place].isspace() for place in missing)
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)


@given(TEXTS)
def test_no_sentence_goes_over_a_line(text: str) -> None:
    assert all(len(part.splitlines()) == 1 for part in cut(text))


@given(st.lists(st.integers(1, 900), max_size=8))
def test_an_endless_sentence_is_cut_at_spaces_where_there_are_any(lengths: list[int]) -> None:
    text = " ".join("a" * length for length in lengths)
    parts = cut(text)
    assert all(len(part) <= MAX_SENTENCE for part in parts)
    if max(lengths, default=0) <= MAX_SENTENCE:
        assert " ".join(parts) == text


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["a" * 1_000_000, "Sr. " * 250_000, "a b " * 250_000, " " * 10**6, "“" * 100_000]
)
def test_a_million_characters_take_no_more_than_seconds(text: str) -> None:
    before = time.process_time()
    sentences(text)
    assert time.process_time() - before < 8
