"""Parts of messages travel to JSON and back; of results only the ids."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store.makers import highlight
from textnn.results.conversation import (
    Button,
    Confirm,
    Failure,
    GivenArticle,
    GivenPicture,
    HistoryEntry,
    Listed,
    Message,
    Offer,
    Part,
    Said,
    Shown,
    Term,
    Wanted,
    from_json,
    to_json,
)

chars = st.text(max_size=12)
buttons = st.builds(Button, chars, chars)
several = st.lists(buttons, max_size=3).map(tuple)
parts = st.one_of(
    st.builds(Said, chars),
    st.builds(GivenArticle, chars, chars, chars),
    st.builds(GivenPicture, chars, chars),
    st.builds(Shown, chars, chars, st.none() | chars),
    st.builds(Offer, several),
    st.builds(Confirm, chars, chars, st.integers(0, 9), buttons, buttons),
    st.builds(Wanted, chars, chars),
    st.builds(Term, chars, chars, chars, chars, several),
    st.builds(Listed, chars, st.lists(chars, max_size=3).map(tuple)),
    st.builds(Failure, chars, chars),
)


@given(parts)
def test_there_and_back_through_json(part: Part) -> None:
    assert from_json(json.loads(json.dumps(to_json(part)))) == part


def test_every_part_there_is_has_been_drawn() -> None:
    assert {type(part) for part in _drawn()} == set(Part.__args__)


def _drawn() -> list[Part]:
    one = Button("", "")
    return [
        Said(""), GivenArticle("", "", ""), GivenPicture("", ""), Shown("", "", None), Offer(()),
        Confirm("", "", 0, one, one), Wanted("", ""), Term("", "", "", "", ()), Listed("", ()),
        Failure("", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("part", _drawn(), ids=lambda part: type(part).__name__)
def test_a_missing_or_unknown_field_is_refused(part: Part) -> None:
    data = to_json(part)
    name = next(key for key in data if key != "part")
    with pytest.raises(ValueError, match="not a"):
        from_json({key: value for key, value in data.items() if key != name})
    with pytest.raises(ValueError, match="not a"):
        from_json({**data, "unheard_of": 1})


def test_an_unknown_part_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown part"):
        from_json({"part": "Cooking"})


def test_no_result_is_copied_into_a_message() -> None:
    now = datetime.now(UTC)
    shown = to_json(Shown("highlight", "marks", "r1", highlight("segredo")))
    listed = to_json(Listed("", ("r1",), (HistoryEntry("r1", "highlight", "segredo", now),)))
    assert "segredo" not in json.dumps([shown, listed])


def test_a_message_in_words() -> None:
    shown = Shown("highlight", "marks", "r1", highlight())
    parts = (Said("um"), shown, Shown("highlight", "marks", None), Failure("dois", "x"))
    message = Message("m", "c", "assistant", parts, datetime.now(UTC))
    assert message.text == "um\ndois"
    assert message.run_ids == ("r1",)
