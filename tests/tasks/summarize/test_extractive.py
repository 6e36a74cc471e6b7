"""Choosing sentences: order, repetition, quotations."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from textnn.tasks.summarize.extractive import Ranked, choose, choose_words
from textnn.text.sentences import sentences

TEXT = (
    "Mercado reabre\n"
    "O mercado da cidade reabre no sábado. O mercado da cidade reabre neste sábado. "
    "A reforma custou dois milhões.\n“A praça volta a ter vida.\nE nós também”, disse a prefeita. "
    "Haverá música e comida na praça!"
)


def ranked(text: str, *scores: float) -> list[Ranked]:
    return [
        Ranked(start, end, score)
        for (start, end), score in zip(sentences(text), scores, strict=True)
    ]


def chosen(text: str, count: int, *scores: float) -> list[str]:
    return [text[s.start : s.end] for s in choose(text, ranked(text, *scores), count)]


def test_the_best_come_in_their_own_order() -> None:
    found = chosen(TEXT, 2, 0, 0.1, 0, 0.2, 0, 0, 0.7)
    assert found == ["A reforma custou dois milhões.", "Haverá música e comida na praça!"]


def test_nothing_is_said_twice() -> None:
    found = chosen(TEXT, 2, 0, 0.5, 0.4, 0.1, 0, 0, 0)
    assert found == ["O mercado da cidade reabre no sábado.", "A reforma custou dois milhões."]


def test_a_heading_comes_last() -> None:
    assert chosen(TEXT, 1, 0.9, 0.1, 0, 0, 0, 0, 0) == ["O mercado da cidade reabre no sábado."]


def test_no_quotation_is_cut_in_half() -> None:
    found = chosen(TEXT, 7, 0, 0.1, 0, 0, 0.6, 0.3, 0)
    assert not any("“" in sentence or "”" in sentence for sentence in found)
    assert len(found) == 3


def test_questions_and_words_of_nobody_come_last() -> None:
    text = "Quem paga a obra? “A conta não é nossa.” “É da loja”, disse Ana. A obra parou ontem."
    found = chosen(text, 2, 0.4, 0.3, 0.2, 0.1)
    assert found == ["“É da loja”, disse Ana.", "A obra parou ontem."]
    assert chosen("Quem paga a obra da ponte?", 1, 1.0) == ["Quem paga a obra da ponte?"]


def test_if_nothing_is_whole_the_quotation_is_given_whole() -> None:
    text = "“Estamos prontos.\nE felizes”, disse."
    assert chosen(text, 2, 0.9, 0.1) == [text]


def test_the_best_until_there_are_enough_words() -> None:
    scores = ranked(TEXT, 0, 0.1, 0, 0.2, 0, 0, 0.7)
    assert [len(choose_words(TEXT, scores, words)) for words in (1, 6, 7, 11, 12, 99)] == [
        *(1, 1, 2, 2, 3, 3)
    ]
    assert choose_words("", [], 5) == []


def test_nothing_comes_of_nothing() -> None:
    assert choose("", [], 3) == []


@given(st.text(alphabet='ab.!? \n“”"()', max_size=60), st.integers(1, 5))
def test_whatever_the_text_spans_are_in_order_and_do_not_overlap(text: str, count: int) -> None:
    spans = sentences(text)
    found = choose(text, [Ranked(s, e, 1 / (1 + n)) for n, (s, e) in enumerate(spans)], count)
    assert len(found) <= count
    assert bool(found) == bool(spans)
    ends = [0, *(s.end for s in found)]
    assert all(before <= s.start < s.end for before, s in zip(ends, found, strict=False))
