"""Questions that go on from the one before."""

from __future__ import annotations

import pytest

from tests.tasks.articles import TEXT, marks
from textnn.tasks.answer.article import open_article
from textnn.tasks.answer.followup import Before, Leaning, lean
from textnn.tasks.answer.question import parse

READING = open_article(TEXT, marks())


def after(question: str, *before: str, sentence: int | None = 0) -> Leaning:
    start, end = READING.spans[sentence] if sentence is not None else (0, 0)
    return lean(parse(question), READING, Before(before, start, end))


def test_a_bare_question_borrows_what_the_one_before_was_about() -> None:
    for asked in ("e onde?", "e onde foi isso?", "onde foi?", "E onde?"):
        whole = after(asked, "Quando reabre a ponte?")
        assert whole.question.kind == "where"
        assert whole.question.words == ("reabre", "ponte")
        assert whole.borrowed == {"reabre", "ponte"}
        assert whole.sentence == 0


def test_it_keeps_its_own_words() -> None:
    whole = after("e quanto custou a reforma?", "Quando reabre a ponte?")
    assert whole.question.words == ("custou", "reforma", "reabre", "ponte")
    assert whole.borrowed == {"reabre", "ponte"}


@pytest.mark.parametrize(
    ("asked", "sentence", "name"),
    [
        ("e ela, o que disse?", 0, "dora"),
        ("o que ela disse?", 3, "dora"),
        ("e o que ele disse?", 3, "caio"),
        ("quantos anos ele tem?", 3, "caio"),
        ("e o que disse?", 3, "caio"),
    ],
)
def test_a_pronoun_is_the_last_one_named_who_fits(asked: str, sentence: int, name: str) -> None:
    whole = after(asked, "Quem anunciou?", sentence=sentence)
    assert name in whole.question.words
    assert name in whole.question.names
    assert "anunciou" not in whole.question.words


def test_and_the_other_one() -> None:
    whole = after("e o engenheiro?", "o que disse a prefeita?")
    assert (whole.question.kind, whole.question.words) == ("said", ("engenheiro",))
    whole = after("e a reforma?", "quanto custou a ponte?", sentence=1)
    assert whole.question.kind == "money"
    assert whole.question.words == ("reforma", "custou", "ponte")


def test_it_goes_back_through_all_it_went_on_from() -> None:
    whole = after("e por quê?", "e quando foi isso?", "Quem reabriu a ponte?")
    assert whole.question.words == ("reabriu", "ponte")


@pytest.mark.parametrize("asked", ["Quanto custou a reforma?", "quem é citado?", "e as datas?"])
def test_a_whole_question_borrows_nothing(asked: str) -> None:
    assert after(asked, "Quando reabre a ponte?") == Leaning(parse(asked))
    assert lean(parse("e onde?"), READING, None) == Leaning(parse("e onde?"))


def test_without_an_answer_before_it_is_near_no_sentence() -> None:
    whole = after("e onde?", "Quando reabre a ponte?", sentence=None)
    assert whole.sentence is None
    assert whole.leans


def test_offsets_are_those_of_the_user_s_string() -> None:
    text = TEXT.replace(" vai ", "\u00a0vai\u200b ").replace("\n", "\r\n\r\n")
    reading = open_article(text, marks(text))
    start = text.index("A reforma")
    whole = lean(parse("e onde?"), reading, Before(("Quanto custou?",), start, start + 20))
    assert whole.sentence == 1


def test_buttons_pressed_one_after_the_other_each_ask_the_whole_article() -> None:
    assert after("Quando?", "Quem é citado?") == Leaning(parse("Quando?"))
    assert after("Onde?", "Quando?") == Leaning(parse("Onde?"))
    assert after("E onde?", "Quando?").sentence == 0
