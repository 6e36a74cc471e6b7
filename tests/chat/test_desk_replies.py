"""Leads, captions, posts, several and shorter headlines, and what is refused with its reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.chat.conftest import ARTICLE, Talk, only
from textnn.chat import copied
from textnn.chat.article_replies import lines_alone
from textnn.chat.desk_replies import (
    CAPTION,
    INSTEAD,
    POST,
    SHORTER,
    best_caption,
    lines_of,
    post_of,
)
from textnn.chat.phrases import say
from textnn.results import Highlight, ModelRef, Span, Summary, SummaryOptions
from textnn.results.chat import REFUSALS
from textnn.results.conversation import Message, Offer, Said, Shown
from textnn.results.text import MAX_SENTENCES, Extract, HeadlineConditions, Line
from textnn.text.sentences import sentences

MODEL = ModelRef("summarizer", "ef" * 32)
ANY = HeadlineConditions()
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
    assert best_caption(found, names, ANY) == "A feira de Vila Rasa abriu com Rui Prado"
    assert best_caption(found, replace(names, spans=()), ANY) == ""


def test_a_caption_names_who_is_in_the_photograph() -> None:
    found = summed(PLACES, (0.6, 0.3, 0.1))
    names = marked(PLACES, PER="Dora Lins, Rui Prado", LOC="Vila Rasa, Porto Novo")
    shown = HeadlineConditions((("dora",),))
    assert best_caption(found, names, shown) == "Dora Lins abriu a feira"
    assert best_caption(found, replace(names, spans=()), shown) == "Dora Lins abriu a feira"


def test_a_caption_is_no_quotation_and_not_long() -> None:
    text = f'"Em Vila Rasa", disse Rui Prado. {"muito " * CAPTION} em Vila Rasa'
    names = marked(text, PER="Rui Prado", LOC="Vila Rasa")
    assert best_caption(summed(text, (0.5, 0.5)), names, ANY) == ""
    asks = "Quem viu Rui Prado em Vila Rasa?"
    assert best_caption(summed(asks, (1.0,)), marked(asks, PER="Rui Prado"), ANY) == ""


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
    assert all(part.rstrip(".") in ARTICLE for part in line.text.split("\n\n"))
    assert len(line.text) <= POST
    assert "#" not in line.text
    assert copied(ana.messages()[-1], "pt") == line.text, "without what is said of it"


def test_a_lead_has_as_many_sentences_as_are_wanted(ana: Talk) -> None:
    ana.say(ARTICLE)
    reply = ana.say("escreve um lide de duas frases")
    result = only(reply, Shown).result
    assert isinstance(result, Summary)
    assert len(result.sentences) == 2
    assert reply.text.startswith(say("pt", "lead_several", count="2 frases"))


def test_a_post_is_a_headline_and_sentences_that_say_something_else() -> None:
    text = "A feira abre. Rui Prado vende mel. Ele vende pouco. Choveu. O prefeito veio no domingo"
    found = summed(text, (0.9, 0.5, 0.45, 0.1, 0.4))
    whole = post_of(found, 280)
    assert whole == "Feira abre\n\nRui Prado vende mel Choveu O prefeito veio no domingo"
    assert post_of(found, len(whole)) == whole
    assert post_of(found, len(whole) - 1) == (
        "Feira abre\n\nRui Prado vende mel O prefeito veio no domingo"
    ), "the lightest goes first"
    assert post_of(found, 12) == "Feira abre"
    assert post_of(found, 9) == "Choveu"
    assert post_of(found, 5) == ""


def post_in(reply: Message) -> str:
    """The post in a reply."""
    return [part.text for part in reply.parts if isinstance(part, Said)][1]


def test_a_post_may_be_shorter_than_usual(ana: Talk) -> None:
    ana.say(ARTICLE)
    reply = ana.say("faz um tuíte até 90 caracteres")
    post = reply.parts[1]
    assert isinstance(post, Said)
    assert reply.text.startswith(say("pt", "tweet", count=str(len(post.text)), most=90))
    assert len(post.text) <= 90


def titles(reply: Message) -> list[str]:
    """The headlines of a reply without a dek."""
    said = [part.text for part in reply.parts if isinstance(part, Said)]
    return said[1].splitlines() if len(said) > 1 else []


def test_a_caption_says_when_it_is_not_of_who_was_asked_for(ana: Talk) -> None:
    ana.say(ARTICLE)
    told = say("pt", "caption_other", words="baleia")
    assert ana.say("legenda para a foto da baleia").text.startswith(told)
    assert ana.say("legenda para a foto da ponte").text.startswith(say("pt", "caption"))


def test_several_headlines_and_none_that_was_shown(ana: Talk) -> None:
    ana.say(ARTICLE)
    first = only(ana.say("dê um título"), Shown).result
    assert isinstance(first, Summary)
    reply = ana.say("me dá três opções de título")
    assert reply.text.startswith(say("pt", "headlines", count="3"))
    more = ana.say("me dá dez opções de título")
    found = [first.headline.text, *titles(reply), *titles(more)]
    assert len(found) == len(set(found)) == len(sentences(ARTICLE)) - 1
    assert not any(one.startswith("A Prefeitura") for one in found), "that the bridge is open again"
    assert more.text.startswith(say("pt", "headlines_fewer", wanted="10", count=len(titles(more))))
    assert ana.say("me dá dez opções de título").text == say("pt", "no_other_title")


def test_another_headline_is_none_of_the_lines_shown_before(ana: Talk) -> None:
    ana.say(ARTICLE)
    shown = titles(ana.say("me dá três opções de título"))
    result = only(ana.say("outro título"), Shown).result
    assert isinstance(result, Summary)
    assert result.headline.text not in shown
    assert ana.service.history.count(ana.owner) == 1, "those passed over are not kept"


def test_short_ones_come_shortest_first(ana: Talk) -> None:
    ana.say(ARTICLE)
    found = titles(ana.say("me dá três títulos curtos"))
    assert len(found) == 3
    assert found == sorted(found, key=len)


def test_a_headline_has_the_words_that_are_wanted(ana: Talk) -> None:
    ana.say(ARTICLE)
    reply = ana.say("um título com a palavra engenheiros")
    (line,) = titles(reply)
    assert "engenheiro" in line
    told = say("pt", "title_including", words="“engenheiros”")
    assert reply.text.startswith(
        say("pt", "title_as_asked", conditions=told, count="1", characters=str(len(line)))
    )
    again = ana.say("mais um")
    told = say("pt", "no_title_as_asked", conditions=told)
    assert again.text == told, "as it was asked for before, but not the same"


def test_one_more_and_one_more_keep_the_conditions(ana: Talk) -> None:
    ana.say(f"{ARTICLE} Moradores de Serra Alta pedem passarela.")
    found = titles(ana.say("um título com a palavra moradores"))
    found += titles(ana.say("mais um"))
    assert len(found) == len(set(found)) == 2
    assert all("moradores" in one.lower() for one in found)
    told = say("pt", "title_including", words="“moradores”")
    assert ana.say("mais um").text.startswith(say("pt", "no_title_as_asked", conditions=told))


def test_one_more_with_a_name_is_not_one_with_the_word(ana: Talk) -> None:
    ana.say(f"{ARTICLE} Um engenheiro avisou a escola sobre as rachaduras.")
    (line,) = titles(ana.say("um título com o nome do engenheiro"))
    assert "Rui Prado" in line
    assert titles(ana.say("mais um")) == []


def test_what_the_article_does_not_speak_of_is_said(ana: Talk) -> None:
    ana.say(ARTICLE)
    reply = ana.say("um título com a palavra baleia")
    assert reply.text == say("pt", "title_not_there", words="“baleia”")


def test_a_headline_has_none_of_the_words_that_are_not_wanted(ana: Talk) -> None:
    ana.say(ARTICLE)
    found = titles(ana.say("me dá dez títulos sem a palavra pontes"))
    assert found
    assert not any("ponte" in one.lower() for one in found)


def test_a_headline_between_quotation_marks_says_who_spoke(ana: Talk) -> None:
    said = "“Ninguém acreditava mais na obra”"
    ana.say(ARTICLE.replace("“Ninguém acreditava”", said))
    reply = ana.say("um título com citação")
    assert reply.text.startswith("Título com aspas")
    assert titles(reply) == [f"{said}, diz Dora Lins"]


def test_where_none_is_short_enough_the_shortest_is_told(ana: Talk) -> None:
    ana.say(ARTICLE)
    reply = ana.say("um título até 12 caracteres")
    none, told, line = [part.text for part in reply.parts if isinstance(part, Said)]
    assert none == say("pt", "no_title_as_asked", conditions=say("pt", "title_most", words="12"))
    assert told == say("pt", "shortest_title", count=str(len(line)))


def test_a_short_enough_headline_is_counted_once(ana: Talk) -> None:
    ana.say(ARTICLE)
    reply = ana.say("um título até 60 caracteres")
    (line,) = titles(reply)
    told = f"Título de até 60 caracteres (este tem {len(line)}); confira"
    assert reply.text.startswith(told)


def test_fewer_headlines_than_were_asked_for_are_said_to_be_fewer(ana: Talk) -> None:
    ana.say(ARTICLE)
    one = ana.say("me dá três títulos com a palavra engenheiros")
    assert len(titles(one)) == 1
    assert one.text.startswith("Você pediu 3 títulos com “engenheiros”, mas só um passou")
    all_of_them = ana.say("me dá dois títulos sem a palavra pontes")
    assert all_of_them.text.startswith("2 títulos sem “pontes”; confira")
    fewer = ana.say("me dá dez títulos sem a palavra pontes")
    few = len(titles(fewer))
    assert 1 < few < 10
    assert fewer.text.startswith(f"Você pediu 10 títulos sem “pontes”, mas só {few} passaram")


def test_figures_are_no_word_between_quotation_marks(ana: Talk) -> None:
    ana.say(ARTICLE)
    reply = ana.say("um título sem a palavra números")
    assert reply.text.startswith("Título sem números (")
    assert not any(char.isdigit() for one in titles(reply) for char in one)


def test_a_lead_of_more_sentences_than_there_are_says_so(ana: Talk) -> None:
    ana.say(ARTICLE)
    reply = ana.say("escreve um lide de 30 frases")
    result = only(reply, Shown).result
    assert isinstance(result, Summary)
    found = len(result.sentences)
    most, fewer = [part.text for part in reply.parts if isinstance(part, Said)]
    assert most == say("pt", "longest", most=MAX_SENTENCES)
    assert fewer == say("pt", "lead_fewer", count=f"{found} frases")


def test_shorter_after_a_post_is_a_shorter_post(ana: Talk) -> None:
    ana.say(ARTICLE)
    posts = [post_in(ana.say("faz um tuíte disso"))]
    for _ in range(2):
        reply = ana.say("mais curto")
        assert reply.intent == "tweet"
        posts.append(post_in(reply))
        assert 0 < len(posts[-1]) <= SHORTER * len(posts[-2])
    assert ana.say("resumo mais curto").intent == "summarize"


def test_what_is_said_of_headlines_is_none_however_it_ends(ana: Talk) -> None:
    ana.say(ARTICLE)
    shown = titles(ana.say("um título até 60 caracteres"))
    ana.say("um título com a palavra baleia")
    ana.say("um título até 12 caracteres")
    first, none, shortest = (one for one in ana.messages()[2:] if one.role == "assistant")
    assert lines_alone(first).splitlines() == shown
    assert lines_alone(none) == ""
    assert lines_alone(shortest) == [one.text for one in shortest.parts if isinstance(one, Said)][2]
    assert lines_alone(ana.messages()[1]) == "", "what can be done with an article"


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
