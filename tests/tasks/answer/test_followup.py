"""Which questions go on from the one before."""

from __future__ import annotations

import pytest

from textnn.tasks.answer.followup import goes_on


@pytest.mark.parametrize(
    "question", ["e onde?", "E ela, o que disse?", "quando foi isso?", "mas por quê?", "who is he"]
)
def test_these_go_on(question: str) -> None:
    assert goes_on(question)


@pytest.mark.parametrize(
    "question", ["Onde?", "é verdade que choveu?", "Quem abriu a ponte?", "", "?"]
)
def test_these_stand_alone(question: str) -> None:
    assert not goes_on(question)
