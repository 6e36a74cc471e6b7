"""An answer is a statement, no interviewer's question or supposition."""

from __future__ import annotations

import pytest

from tests.tasks.answer.test_pipeline import answerer
from textnn.results.chat import Answer

INTERVIEW = (
    "A senhora demorou nove anos para terminar o livro. Por quê?\n"
    "Tive uma doença em 2017. Parei de escrever."
)
SENTENCE = "O caso foi ao júri. Se condenado por homicídio, J. R. S. pode pegar 12 anos."


def ask(question: str, text: str, threshold: float = 0.0) -> Answer:
    one = answerer(threshold)
    return one(one.open(text, ()), question)


def test_the_reply_and_not_the_interviewers_question_answers() -> None:
    answer = ask("por que ela demorou nove anos para terminar o livro?", INTERVIEW)
    assert answer.sentences[0].text == "Tive uma doença em 2017."


@pytest.mark.parametrize(
    ("question", "answered"),
    [
        ("quem foi condenado por homicídio?", False),
        ("quem pode pegar 12 anos se condenado por homicídio?", True),
    ],
)
def test_a_supposition_says_nothing_of_what_happened(question: str, answered: bool) -> None:
    answer = ask(question, SENTENCE)
    assert answer.sentences[0].text.startswith("Se condenado")
    assert answer.answered is answered
    assert not answer.unsure
