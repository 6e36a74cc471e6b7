"""Whatever lies over whatever, the article is reproduced to the letter."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.ui.makers import texts
from textnn.html.layers import SourceSegment, pieces, segments, sources


@st.composite
def covered(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    """A text and stretches of it that may be empty, nested, crossing or the same."""
    text = draw(texts)
    place = st.integers(0, len(text))
    pairs = draw(st.lists(st.tuples(place, place), max_size=8))
    return text, [(min(pair), max(pair)) for pair in pairs]


@given(covered())
def test_the_text_is_reproduced_whatever_overlaps(case: tuple[str, list[tuple[int, int]]]) -> None:
    text, stretches = case
    found = list(segments(text, pieces(stretches)))
    assert "".join(words for words, _ in found) == text
    assert [over for _, over in found if over] == [piece.over for piece in pieces(stretches)]


@given(covered(), st.data())
def test_part_by_part_it_is_the_same_text(
    case: tuple[str, list[tuple[int, int]]], data: st.DataObject
) -> None:
    text, stretches = case
    at = data.draw(st.integers(0, len(text)))
    cut = pieces(stretches)
    found = [*segments(text, cut, 0, at), *segments(text, cut, at)]
    assert "".join(words for words, _ in found) == text


@given(covered())
def test_every_character_knows_exactly_what_lies_over_it(
    case: tuple[str, list[tuple[int, int]]],
) -> None:
    text, stretches = case
    over = {place: piece.over for piece in pieces(stretches) for place in range(*piece[:2])}
    for place in range(len(text)):
        expected = [i for i, (start, end) in enumerate(stretches) if start <= place < end]
        assert list(over.get(place, ())) == expected


def test_pieces_come_in_text_order_and_touch_nowhere_twice() -> None:
    found = pieces([(4, 9), (0, 5), (4, 4), (7, 12)])
    assert [piece[:2] for piece in found] == [(0, 4), (4, 5), (5, 7), (7, 9), (9, 12)]


def test_a_sentence_is_numbered_where_it_begins_and_only_there() -> None:
    named = [("s1", (0, 6)), ("s2", (8, 12)), ("headline", (3, 9))]
    assert sources("Chove. Venta.", named) == [
        SourceSegment("Cho", ("s1",), True, "1"),
        SourceSegment("ve.", ("s1", "headline"), True, ""),
        SourceSegment(" V", ("headline",), False, ""),
        SourceSegment("e", ("s2", "headline"), True, "2"),
        SourceSegment("nta", ("s2",), True, ""),
        SourceSegment(".", (), False, ""),
    ]
