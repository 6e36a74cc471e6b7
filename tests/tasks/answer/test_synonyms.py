"""The families of words are families, and none of their stems takes in a stranger."""

from __future__ import annotations

from collections import Counter

from textnn.tasks.answer.matching import families_of, folded_stem
from textnn.tasks.answer.synonyms import FAMILIES
from textnn.text.normalize import fold
from textnn.text.stopwords import STOPWORDS


def of(word: str) -> frozenset[int]:
    return families_of(fold(word), folded_stem(word))


def test_each_has_several_words_none_twice() -> None:
    for family in FAMILIES:
        assert len(family) > 1
        assert max(Counter(family).values()) == 1
    assert len(set(FAMILIES)) == len(FAMILIES)


def test_what_a_reader_asks_and_what_a_newspaper_writes() -> None:
    for asked, written in (
        ("ganhou", "venceu"), ("ganhou", "derrotou"), ("marcou", "gols"), ("gols", "artilheiro"),
        ("custou", "orçada"), ("morreu", "óbito"), ("preso", "detidos"), ("punido", "multa"),
        ("jogo", "partida"), ("estrada", "rodovia"),
    ):  # fmt: skip
        assert of(asked) & of(written), (asked, written)


def test_others_stay_apart() -> None:
    for asked, written in (("prefeito", "governador"), ("partida", "parte"), ("multa", "prêmio")):
        assert not of(asked) & of(written), (asked, written)


def test_no_function_word_is_in_a_family() -> None:
    assert [word for word in sorted(STOPWORDS) if of(word)] == ["março"], "the matching knows it"
