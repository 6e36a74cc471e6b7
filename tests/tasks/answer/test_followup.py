"""Which questions go on from the one before."""

from __future__ import annotations

import pytest

from textnn.tasks.answer.followup import first_part, goes_on


@pytest.mark.parametrize(
    "question", ["e onde?", "E ela, o que disse?", "quando foi isso?", "mas por quê?", "who is he"]
)
def test_these_go_on(question: str) -> None:
    assert goes_on(question)


@pytest.mark.parametrize(
    "question",
    ["Onde?", "é verdade que choveu?", "Quem abriu a ponte?", "Onde ela mora?", "",
     "quanto foi o jogo?", "?"],
)  # fmt: skip
def test_these_stand_alone(question: str) -> None:
    assert not goes_on(question)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("quem vai recorrer e por quê?", "quem vai recorrer?"),
        ("qual o nome do livro e quando sai", "qual o nome do livro?"),
        ("quanto durou o jogo e em que estádio foi?", "quanto durou o jogo?"),
        ("quem são Ana e Rui?", ""),
        ("quando e onde é o velório?", ""),
        ("e onde?", ""),
        ("", ""),
    ],
)
def test_the_first_of_two_questions(question: str, first: str) -> None:
    assert first_part(question) == first
