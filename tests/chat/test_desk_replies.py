"""Leads, captions, posts, several and shorter headlines, and what is refused with its reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.chat.conftest import ARTICLE, Talk, only
from textnn.chat import copied
from textnn.chat.desk_replies import CAPTION, INSTEAD, POST, best_caption, lines_of
from textnn.chat.phrases import say
from textnn.results import Highlight, ModelRef, Span, Summary, SummaryOptions
from textnn.results.chat import REFUSALS
from textnn.results.conversation import Offer, Said, Shown
from textnn.results.text import Extract, Line

MODEL = ModelRef("summarizer", "ef" * 32)
PLACES = "Dora Lins abriu a feira. A feira de Vila Rasa abriu com Rui Prado. Choveu em Porto Novo."


def summed(text: str, scores: tuple[float, ...], others: tuple[str, ...] = ()) -> Summary:
    """A summary whose sentences have these weights."""
    line, at, found = Line("Feira abre", "written", (0, 5), (), ()), 0, []
    for sentence, score in zip(text.split(". "), scores, strict=True):
        start = text.index(sentence, at)
        at = start + len(sentence)
        found.append(Extract(start, at, text[start:at], score))
    options = SummaryOptions()
    return Summary(text, line, line, tuple(found), options, "pt", 9, MODEL, 0.0, others)


def marked(text: str, **labels: str) -> Highlight:
    spans = []
    for label, names in labels.items():
        for name in names.split(", "):
            start = text.index(name)
            spans.append(Span(start, start + len(name), name, label, 1.0))
    return Highlight(text, tuple(spans), MODEL, 0.0)


def test_a_caption_names_who_and_where_even_if_another_sentence_weighs_more() -> None:
    found = summed(PLACES, (0.6, 0.3, 0.1))
    names = marked(PLACES, PER="Dora Lins, Rui Prado", LOC="Vila Rasa, Porto Novo")
    assert best_caption(found, names) == "A feira de Vila Rasa abriu com Rui Prado"
    assert best_caption(found, replace(names, spans=())) == ""


def test_a_caption_is_no_quotation_and_not_long() -> None:
    text = f'"Em Vila Rasa", disse Rui Prado. {"muito " * CAPTION} em Vila Rasa'
    names = marked(text, PER="Rui Prado", LOC="Vila Rasa")
    assert best_caption(summed(text, (0.5, 0.5)), names) == ""


def test_a_lead_is_a_sentence_of_the_article_and_is_said_to_be_one(ana: Talk) -> None:
    reply = ana.say(f"escreve um lide\n{ARTICLE}")
    assert reply.intent == "lead"
    assert reply.text.startswith(say("pt", "lead"))
    result = only(reply, Shown).result
    assert isinstance(result, Summary)
    assert [one.text in ARTICLE for one in result.sentences] == [True]


@pytest.mark.parametrize("asked", ["escreve uma legenda para a foto", "faz um tuíte disso"])
def test_captions_and_posts_are_lines_of_the_article(ana: Talk, asked: str) -> None:
    ana.say(ARTICLE)
    _, line = (part for part in ana.say(asked).parts if isinstance(part, Said))
    assert line.text.rstrip(".") in ARTICLE
    assert len(line.text) <= POST
    assert "#" not in line.text
    assert copied(ana.messages()[-1], "pt") == line.text, "without what is said of it"


def test_fewer_headlines_than_wanted_are_said_to_be_fewer(ana: Talk) -> None:
    ana.say(ARTICLE)
    reply = ana.say("me dá três opções de título")
    assert reply.intent == "headline"
    assert reply.text.startswith(say("pt", "headlines_one", wanted="3", count="1"))


def test_all_headlines_best_first() -> None:
    assert [*lines_of(summed("A. B", (0.5, 0.5), ("Dois", "Três")))] == [
        "Feira abre",
        "Dois",
        "Três",
    ]


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("traduz pro inglês", "translate"),
        ("corrige meu texto", "correct"),
        ("reescreve o texto", "rewrite"),
        ("reescreve como notícia", "rewrite"),
        ("escreve uma crítica da peça", "opinion"),
        ("esse aumento é justo?", "opinion"),
    ],
)
def test_what_is_not_done_is_refused_with_its_reason(ana: Talk, asked: str, kind: str) -> None:
    ana.say(ARTICLE)
    reply = ana.say(asked)
    assert reply.text.startswith(say("pt", f"refuse_{kind}"))
    assert len(only(reply, Offer).buttons) == len(INSTEAD[kind])
    assert not any(isinstance(part, Shown) for part in reply.parts)


def test_truth_is_not_told_either(ana: Talk) -> None:
    ana.say(ARTICLE)
    assert ana.say("é verdade que eles são culpados?").text.startswith(say("pt", "facts"))


def test_every_refusal_has_its_sentence() -> None:
    assert {*INSTEAD, "truth"} == {*REFUSALS}


def test_what_an_acronym_means_is_what_the_article_says(ana: Talk) -> None:
    sentence = "O trabalho usou nanopartículas lipídicas (LNP) para levar às células a receita."
    ana.say(f"{ARTICLE} {sentence}")
    told = ana.say("o que significa LNP?").text
    assert told.startswith("nanopartículas lipídicas (LNP).")
    assert sentence in told


def test_who_said_what_is_quoted(ana: Talk) -> None:
    ana.say(ARTICLE)
    told = ana.say("quem disse “a nova base é mais funda”?").text
    assert told.startswith("Rui Prado, engenheiro.")
    assert told.endswith("“a nova base é mais funda”")
    other = ana.say("quem disse “a obra durou pouco”?")
    assert [part.view for part in other.parts if isinstance(part, Shown)] == ["answer"]
