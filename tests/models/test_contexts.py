"""Contexts against a naive reference in Python's own integers."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.models.makers import CHARS, ROWS
from textnn.models.contexts import ORDERS, Contexts
from textnn.text.characters import SPECIALS

CHARACTERS = (*SPECIALS, *CHARS)
CONTEXTS = Contexts(CHARACTERS, ROWS)
BASE = 1_000_003
MIX = (-7046029254386353131, -4417276706812531889)

texts = st.lists(st.integers(0, len(CHARACTERS) - 1), min_size=1, max_size=40)


def signed(value: int) -> int:
    """Wraps as a 64-bit integer does."""
    return (value + 2**63) % 2**64 - 2**63


def naive_rows(ids: list[int]) -> list[list[int]]:
    """Row numbers of the last position of every prefix, from the definition."""
    return [
        [
            sum(ROWS[:place]) + spread(value) % ROWS[place]
            for place, value in enumerate(naive_hashes(ids[: end + 1]))
        ]
        for end in range(len(ids))
    ]


def naive_hashes(ids: list[int]) -> list[int]:
    hashes = []
    for order in ORDERS:
        value = 0
        for index in reversed(([0] * 6 + ids)[-order:]):
            value = signed(value * BASE + index + 1)
        hashes.append(value)
    current, previous = naive_words(ids)
    letter = is_letter(ids[-1])
    word = signed(current * 31 + (0 if letter else ids[-1] + 7))
    return [*hashes, signed(word * BASE), signed(word * BASE + previous * 7919)]


def naive_words(ids: list[int]) -> tuple[int, int]:
    """Hashes of the word being spelt (0 between words) and of the last whole one before it."""
    words: list[list[int]] = [[]]
    for index in ids:
        if is_letter(index):
            words[-1].append(index)
        elif words[-1]:
            words.append([])
    whole = [hash_word(word) for word in words]
    return whole[-1], whole[-2] if len(whole) > 1 else 0


def hash_word(word: list[int]) -> int:
    value = 0
    for index in word:
        lower = CHARACTERS[index].lower()
        value = signed(value * BASE + CHARACTERS.index(lower) + 1)
    return value


def is_letter(index: int) -> bool:
    return len(CHARACTERS[index]) == 1 and CHARACTERS[index].isalnum()


def spread(value: int) -> int:
    value = signed(value * MIX[0])
    value = signed((value ^ (value >> 32)) * MIX[1])
    return (value >> 20) & 0x7FFFFFFF


def rows_of(text: str) -> torch.Tensor:
    ids = torch.tensor([[CHARACTERS.index(char) for char in text]])
    rows: torch.Tensor = CONTEXTS(ids, CONTEXTS.start(1))[0][0]
    return rows


@pytest.mark.slow
@settings(deadline=None)
@given(texts)
def test_rows_are_those_of_the_naive_reference(ids: list[int]) -> None:
    rows, _ = CONTEXTS(torch.tensor([ids]), CONTEXTS.start(1))
    assert rows[0].tolist() == naive_rows(ids)


def test_a_long_text_has_the_words_of_the_naive_reference() -> None:
    ids = [CHARACTERS.index(char) for char in "Ana casa, na  b.\ncasacasacasa " * 12 + "aa" * 100]
    rows, state = CONTEXTS(torch.tensor([ids]), CONTEXTS.start(1))
    assert rows[0].tolist() == naive_rows(ids)
    assert state.words.tolist() == [[*naive_words(ids)]]


@pytest.mark.slow
@settings(deadline=None)
@given(texts, st.data())
def test_chunks_with_carried_state_equal_one_reading(ids: list[int], data: st.DataObject) -> None:
    whole, end = CONTEXTS(torch.tensor([ids]), CONTEXTS.start(1))
    state, pieces, rest = CONTEXTS.start(1), [], ids
    while rest:
        cut = data.draw(st.integers(1, len(rest)))
        rows, state = CONTEXTS(torch.tensor([rest[:cut]]), state)
        pieces.append(rows)
        rest = rest[cut:]
    assert torch.equal(torch.cat(pieces, dim=1), whole)
    assert torch.equal(state.history, end.history)
    assert torch.equal(state.words, end.words)


@pytest.mark.slow
@settings(deadline=None)
@given(st.lists(texts, min_size=1, max_size=4))
def test_streams_do_not_see_each_other(streams: list[list[int]]) -> None:
    length = min(map(len, streams))
    ids = torch.tensor([stream[:length] for stream in streams])
    together, _ = CONTEXTS(ids, CONTEXTS.start(len(streams)))
    for row, stream in enumerate(ids):
        alone, _ = CONTEXTS(stream[None], CONTEXTS.start(1))
        assert torch.equal(together[row], alone[0])


@pytest.mark.slow
@settings(deadline=None)
@given(texts)
def test_every_context_stays_in_its_own_part_of_the_table(ids: list[int]) -> None:
    rows, _ = CONTEXTS(torch.tensor([ids]), CONTEXTS.start(1))
    first = torch.tensor([sum(ROWS[:place]) for place in range(len(ROWS))])
    assert bool((rows >= first).all())
    assert bool((rows < first + torch.tensor(ROWS)).all())


def test_word_contexts_fold_case_and_character_contexts_do_not() -> None:
    small, capital = rows_of("a casa"), rows_of("A CAsa")
    assert torch.equal(small[:, 5:], capital[:, 5:])
    assert not torch.equal(small[:, 0], capital[:, 0])


def test_accents_tell_words_apart() -> None:
    assert rows_of("pais")[-1, 5] != rows_of("país")[-1, 5]


def test_after_a_word_border_the_word_is_empty_and_remembered() -> None:
    ids = torch.tensor([[CHARACTERS.index(char) for char in "na casa, "]])
    _, state = CONTEXTS(ids, CONTEXTS.start(1))
    casa = hash_word([CHARACTERS.index(char) for char in "casa"])
    assert state.words.tolist() == [[0, casa]]


def test_the_pair_context_knows_the_word_before_and_no_further() -> None:
    ana, eva = rows_of("a Ana leu")[-1], rows_of("a Eva leu")[-1]
    assert ana[5] == eva[5], "the word alone is the same"
    assert ana[6] != eva[6], "the pair is not"
    assert torch.equal(rows_of("cem a leu")[-1, 5:], rows_of("mil a leu")[-1, 5:])


def test_separators_tell_themselves_apart() -> None:
    assert len({int(rows_of(f"fim{sign}")[-1, 5]) for sign in " .,-\n"}) == 5


def test_specials_are_no_letters() -> None:
    assert CONTEXTS.letter[:2].tolist() == [False, False]


def test_the_buffers_are_not_stored() -> None:
    assert CONTEXTS.state_dict() == {}


def test_wrong_number_of_tables_is_refused() -> None:
    with pytest.raises(ValueError, match="7 table sizes wanted, 3 given"):
        Contexts(CHARACTERS, (5, 5, 5))
