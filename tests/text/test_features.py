"""What the tagger sees of a token besides its characters."""

from __future__ import annotations

from zlib import crc32

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textnn.engine.configs import TaggerConfig
from textnn.text.features import Shape, TokenFeaturizer, affixes, normal_word, shape, spellings
from textnn.text.words import words

TOKENS = {
    "rio": Shape.LOWER, "ação": Shape.LOWER, "d'água": Shape.LOWER, "disse-lhe": Shape.LOWER,
    "Rio": Shape.TITLE, "Ângela": Shape.TITLE, "ONU": Shape.UPPER, "É": Shape.INITIAL,
    "A": Shape.INITIAL, "McDonald": Shape.MIXED, "iPhone": Shape.MIXED,
    "20h31": Shape.LETTERS_AND_DIGITS, "Rio-2016": Shape.LETTERS_AND_DIGITS,
    "1999": Shape.YEAR, "2016": Shape.YEAR,
    "1750": Shape.INTEGER, "7": Shape.INTEGER, "20165": Shape.INTEGER, "8.000": Shape.NUMBER,
    "12,5": Shape.NUMBER, "3/5/2020": Shape.NUMBER, ".": Shape.SENTENCE_END,
    "…": Shape.SENTENCE_END, "...": Shape.SENTENCE_END, "(": Shape.BRACKET, "”": Shape.QUOTE,
    "—": Shape.DASH, "$": Shape.CURRENCY, "€": Shape.CURRENCY, "R$": Shape.UPPER,
    "%": Shape.OTHER, "👩‍👩‍👧": Shape.OTHER, ",": Shape.OTHER, "": Shape.OTHER,
}  # fmt: skip


@pytest.mark.parametrize("token", TOKENS)
def test_shapes(token: str) -> None:
    assert shape(token) is TOKENS[token]


def test_the_tagger_has_a_row_for_every_shape() -> None:
    assert [int(item) for item in Shape] == list(range(TaggerConfig((), words=1).shapes))


@settings(deadline=None)
@given(st.text(max_size=10))
def test_any_token_has_a_shape_that_is_not_padding(token: str) -> None:
    assert shape(token) != Shape.PAD


@pytest.mark.parametrize(
    ("token", "word"), [("Rio-2016", "rio-0000"), ("ÇÃO", "ção"), ("8.000", "0.000"), ("٣", "0")]
)
def test_normal_words(token: str, word: str) -> None:
    assert normal_word(token) == word


@settings(deadline=None)
@given(st.text(max_size=10))
def test_normal_words_are_normal(token: str) -> None:
    word = normal_word(token)
    assert not any(char.isdigit() and char != "0" for char in word)
    assert normal_word(word) == word


def test_strings_are_hashed_into_rows() -> None:
    found = TokenFeaturizer({}, {}, 8192, 10)(["Rio-2016"]).affixes[0].tolist()
    assert found == [crc32(string.encode()) % 8192 for string in spellings("Rio-2016", 10)]


@settings(deadline=None)
@given(st.text(min_size=1, max_size=10), st.integers(1, 9000), st.integers(1, 10))
def test_rows_stay_inside_the_table(token: str, rows: int, number: int) -> None:
    found = TokenFeaturizer({}, {}, rows, number)([token]).affixes
    assert found.shape == (1, number)
    assert int(found.min()) >= 0
    assert int(found.max()) < rows


def test_affixes_are_the_first_four_strings() -> None:
    assert (
        list(affixes("Rio-2016", 97))
        == TokenFeaturizer({}, {}, 97, 4)(["Rio-2016"]).affixes[0].tolist()
    )


def test_lone_surrogates_have_rows_too() -> None:
    assert TokenFeaturizer({}, {}, 10, 10)(["\ud800"]).affixes.shape == (1, 10)


def test_features_of_a_sentence() -> None:
    text = "Ana leu 3 jornais."
    tokens = [text[start:end] for start, end in words(text)]
    featurizer = TokenFeaturizer({"<unk>": 0, "ana": 4, "0": 2}, {"Ana": 3, "jornais": 1}, 64, 4)
    found = featurizer(tokens)
    assert found.words.tolist() == [4, 0, 2, 0, 0]
    assert found.forms.tolist() == [3, 0, 0, 1, 0]
    assert featurizer(["ANA", "ana", "Jornais"]).forms.tolist() == [3, 0, 1]
    assert found.shapes.tolist() == [
        Shape.TITLE, Shape.LOWER, Shape.INTEGER, Shape.LOWER, Shape.SENTENCE_END,
    ]  # fmt: skip
    assert found.affixes.shape == (5, 4)
    assert all(part.dtype == np.int64 for part in found)
    for again, first in zip(featurizer(tokens), found, strict=True):
        assert np.array_equal(again, first)


def test_a_lexicon_forgets_rather_than_grow() -> None:
    featurizer = TokenFeaturizer({}, {}, 64, 4, remember=3)
    whole = TokenFeaturizer({}, {}, 64, 4)
    for tokens in (["a", "b", "c"], ["d", "e"], ["a", "f"]):
        assert np.array_equal(featurizer(tokens).affixes, whole(tokens).affixes)
        assert len(featurizer._known) <= 5
