"""Likeness of words: letters first, then meaning."""

from __future__ import annotations

import pytest

from tests.tasks.articles import small_lexicon
from textnn.tasks.answer.matching import (
    DERIVED,
    KINDRED,
    ROOTED,
    SAME,
    SLIPPED,
    by_letters,
    folded_stem,
    likeness,
)


@pytest.mark.parametrize(
    ("asked", "word", "wanted"),
    [
        ("ponte", "ponte", SAME),
        ("pontes", "ponte", SAME),
        ("vacinacao", "vacina", DERIVED),
        ("fundou", "fundador", ROOTED),
        ("enchnete", "enchente", SLIPPED),
        ("ponte", "rio", 0.0),
        ("2023", "2024", 0.0),
        ("a", "as", 0.0),
    ],
)
def test_letters(asked: str, word: str, wanted: float) -> None:
    assert by_letters(asked, word, (folded_stem(asked), folded_stem(word))) == wanted


def test_a_month_is_no_form_of_another_word() -> None:
    for asked, word in (("marcou", "março"), ("abriu", "abril"), ("gosto", "agosto")):
        stems = [folded_stem(word)]
        letters, _ = likeness([asked], [word], stems, small_lexicon())
        assert letters.max() == 0, (asked, word)
    letters, _ = likeness(["marco"], ["março"], [folded_stem("março")], small_lexicon())
    assert letters.max() == SAME


def test_words_of_one_family_are_kin() -> None:
    words = ["derrotou", "partida", "parte"]
    letters, _ = likeness(["ganhou", "jogo"], words, [folded_stem(w) for w in words],
                          small_lexicon())  # fmt: skip
    assert letters.tolist() == [[KINDRED, 0, 0], [0, KINDRED, 0]]


def test_meaning_joins_what_letters_part() -> None:
    words = ["ponte", "reforma", "operários", "zinco"]
    letters, meaning = likeness(
        ["obra", "trabalhadores", "zinco"], words, [folded_stem(w) for w in words], small_lexicon()
    )
    assert letters.shape == meaning.shape == (3, 4)
    assert letters[0].max() == letters[1].max() == 0
    assert meaning[0].argmax() == 1
    assert meaning[1].argmax() == 2
    assert letters[2, 3] == SAME
    assert meaning[2].max() == 0, "an unknown word means nothing"


def test_accents_may_be_left_out() -> None:
    known = small_lexicon()
    assert known.row("operarios") == known.row("operários") > 0
    assert known.accented("operarios") == "operários"
    assert known.accented("zinco") == "zinco"


def test_rarity_goes_from_the_commonest_to_the_unknown() -> None:
    known = small_lexicon()
    assert known.rare("de") < known.rare("escola") < known.rare("zinco") == 1


def test_no_word_is_no_error() -> None:
    letters, meaning = likeness([], ["ponte"], ["pont"], small_lexicon())
    assert letters.shape == meaning.shape == (0, 1)
