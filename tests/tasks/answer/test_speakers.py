"""Who is quoted where."""

from __future__ import annotations

from tests.tasks.articles import TEXT, marks
from textnn.results import Span
from textnn.tasks.answer.speakers import speeches
from textnn.text.sentences import sentences


def told(text: str, *people: str) -> list[tuple[int, str]]:
    spans = [Span(text.index(p), text.index(p) + len(p), p, "PER", 1.0) for p in people]
    spans.sort(key=lambda span: span.start)
    return [
        (said.sentence, said.speaker.text if said.speaker else "")
        for said in speeches(text, sentences(text), spans)
    ]


def test_quotations_and_not_reported_speech() -> None:
    people = [mark for mark in marks() if mark.label == "PER"]
    found = [(said.sentence, said.speaker) for said in speeches(TEXT, sentences(TEXT), people)]
    assert [(number, who.text) for number, who in found if who] == [(2, "Dora Lins")]


def test_who_is_named_after_the_quotation_said_it() -> None:
    text = "Ana chegou cedo. “O rio nunca esteve tão alto”, contou Bento."
    assert told(text, "Ana", "Bento") == [(1, "Bento")]


def test_a_quotation_of_several_sentences_has_one_speaker() -> None:
    text = "Ana e Bento vieram. “Choveu muito aqui. Perdi todos os barcos”, disse Célia."
    people = [
        Span(text.index(p), text.index(p) + len(p), p, "PER", 1.0)
        for p in ("Ana", "Bento", "Célia")
    ]
    cuts = [(0, 19), (20, 39), (40, len(text))]
    found = speeches(text, cuts, people)
    assert [said.sentence for said in found] == [1, 2]
    assert {said.speaker.text for said in found if said.speaker} == {"Célia"}


def test_titles_and_single_words_are_nobody_s() -> None:
    assert told("Ana leu “A Noiva do Bonde” e o “negócio” dela.", "Ana") == []


def test_nobody_may_be_named() -> None:
    assert told("“A ponte caiu outra vez hoje”, dizia um cartaz.") == [(0, "")]


def test_a_pronoun_chooses_among_those_named_before() -> None:
    text = "Bento pescava. A filha, Célia, cozinhava. “O rio era outro rio”, contou ele."
    assert told(text, "Bento", "Célia") == [(2, "Bento")]
    assert told(text.replace(" ele.", " ela."), "Bento", "Célia") == [(2, "Célia")]
