"""Character ids: round trips, unknown characters in the open, speed."""

import time
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textnn.text.characters import DOC, UNK, CharVocab

ANY = st.text(st.characters(exclude_categories=()))
VOCABS = ANY.map(lambda text: CharVocab.from_counts(Counter(text)))


def test_worked_example() -> None:
    vocab = CharVocab.from_counts(Counter("banana"), min_count=2)
    assert vocab.chars == "an"
    assert len(vocab) == 4
    assert vocab.encode("banana").tolist() == [UNK, 2, 3, 2, 3, 2]
    assert vocab.decode([DOC, 2, 3, UNK]) == "an\ufffd"
    assert [vocab.symbol(i) for i in range(4)] == ["<doc>", "<unk>", "a", "n"]


@given(VOCABS, ANY)
def test_encoding_looks_up_each_character(vocab: CharVocab, text: str) -> None:
    ids = {char: index for index, char in enumerate(vocab.chars, start=2)}
    encoded = vocab.encode(text)
    assert encoded.tolist() == [ids.get(char, UNK) for char in text]
    assert vocab.decode(encoded) == "".join(c if c in vocab else "\ufffd" for c in text)


def test_ids_take_one_byte_until_they_do_not_fit() -> None:
    chars = "".join(map(chr, range(0x100, 0x200)))
    assert CharVocab(chars[:254]).encode(chars).dtype == np.uint8
    assert CharVocab(chars[:255]).encode(chars).dtype == np.int16
    assert CharVocab(chars).encode(chars).tolist() == list(range(2, 258))


def test_frequent_characters_come_first_and_ties_by_code_point() -> None:
    assert CharVocab.from_counts(Counter("cbaac\ufffd\ud800")).chars == "acb"


@pytest.mark.parametrize("chars", ["aa", "a\ufffd", "\ud800"])
def test_impossible_vocabularies_are_refused(chars: str) -> None:
    with pytest.raises(ValueError, match=r"twice|cannot be"):
        CharVocab(chars)


@pytest.mark.parametrize("index", [-1, 3])
def test_ids_outside_are_errors(index: int) -> None:
    with pytest.raises(IndexError):
        CharVocab("a").decode([index])


def test_a_hundred_million_characters_a_minute() -> None:
    vocab, text = CharVocab("aeiouçã ."), "ação e reação. " * 200_000
    before = time.process_time()
    vocab.encode(text)
    assert time.process_time() - before < 60 * len(text) / 100e6
