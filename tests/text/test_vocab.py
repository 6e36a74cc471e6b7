"""``Vocab`` behaves as torchtext 0.18's, as its documentation and error classes say."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from textnn.text.vocab import Vocab, build_vocab_from_iterator, vocab

TOKENS = st.lists(st.text("abcç", min_size=1, max_size=2), max_size=12)


def test_worked_example_of_torchtext_documentation() -> None:
    counts = Counter(["a", "a", "b", "b", "b"])
    ordered = dict(sorted(counts.items(), key=lambda item: item[1], reverse=True))
    plain = vocab(ordered)
    assert (plain["a"], "out of vocab" in plain) == (1, False)
    special = vocab(dict.fromkeys("edcba", 1), specials=["<unk>"])
    special.set_default_index(-1)
    assert special["<unk>"] == 0
    assert special["out of vocab"] == -1
    assert ordered == {"b": 3, "a": 2}


def test_lookups_agree() -> None:
    words = Vocab(["<unk>", "o", "gol"], default_index=0)
    assert words(["gol", "bola", "o"]) == words.lookup_indices(["gol", "bola", "o"]) == [2, 0, 1]
    assert words.lookup_tokens([2, 0]) == ["gol", "<unk>"]
    assert words.lookup_token(1) == "o"
    assert words.get_itos() == ["<unk>", "o", "gol"]
    assert words.get_stoi() == {"<unk>": 0, "o": 1, "gol": 2}
    assert (len(words), "gol" in words, "bola" in words) == (3, True, False)
    assert isinstance(words, nn.Module)
    assert list(words.parameters()) == []


def test_what_is_handed_out_is_a_copy() -> None:
    words = Vocab(["a"])
    words.get_itos().append("b")
    words.get_stoi()["b"] = 1
    assert len(words) == 1
    assert "b" not in words


def test_unknown_tokens_are_errors_until_a_default_is_set() -> None:
    words = Vocab(["a"])
    assert words.get_default_index() is None
    with pytest.raises(RuntimeError, match="default index is not set"):
        words["b"]
    words.set_default_index(0)
    assert (words["b"], words.get_default_index()) == (0, 0)
    words.set_default_index(None)
    with pytest.raises(RuntimeError):
        words(["b"])


@pytest.mark.parametrize("index", [-1, 2])
def test_ids_outside_are_errors(index: int) -> None:
    with pytest.raises(RuntimeError, match="out of bounds"):
        Vocab(["a", "b"]).lookup_token(index)


def test_inserting_moves_the_ids_behind_and_leaves_the_default() -> None:
    words = Vocab(["a", "b"], default_index=1)
    words.insert_token("x", 1)
    assert words.get_itos() == ["a", "x", "b"]
    assert words.lookup_indices(["a", "x", "b"]) == [0, 1, 2]
    assert words["unknown"] == 1
    words.append_token("y")
    assert words["y"] == 3


@pytest.mark.parametrize(("token", "index"), [("a", 0), ("x", -1), ("x", 3)])
def test_impossible_insertions_are_errors(token: str, index: int) -> None:
    with pytest.raises(RuntimeError, match=r"already exists|out of bounds"):
        Vocab(["a", "b"]).insert_token(token, index)


def test_a_token_twice_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="already exists"):
        Vocab(["a", "a"])


@given(TOKENS.map(lambda tokens: list(dict.fromkeys(tokens))), st.data())
def test_insertions_at_any_place_keep_both_maps_inverse(
    tokens: list[str], data: st.DataObject
) -> None:
    words, model = Vocab(), list[str]()
    for token in tokens:
        place = data.draw(st.integers(0, len(model)))
        words.insert_token(token, place)
        model.insert(place, token)
    assert words.get_itos() == model
    assert words.lookup_indices(model) == list(range(len(model)))


@given(st.lists(TOKENS, max_size=6), st.integers(1, 3), st.booleans(), st.integers(3, 9))
def test_building_counts_and_ranks(
    lists: list[list[str]], min_freq: int, first: bool, most: int
) -> None:
    specials = ["<pad>", "a"]
    built = build_vocab_from_iterator(iter(lists), min_freq, specials, first, most).get_itos()
    every = [token for tokens in lists for token in tokens]
    ranked = sorted(set(every), key=lambda token: (-every.count(token), token))[: most - 2]
    kept = [t for t in ranked if every.count(t) >= min_freq and t not in specials]
    assert built == (specials + kept if first else kept + specials)


def test_no_place_beside_the_specials() -> None:
    with pytest.raises(AssertionError, match="no place"):
        build_vocab_from_iterator([["a"]], specials=["<unk>"], max_tokens=1)
