"""Small talk, and what the reply before explains: facts, topics, *why?*, *another*."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.chat.conftest import ARTICLE, Make, Talk, only, picture
from tests.ui.fakes import FakeWriter
from textnn.chat import plain
from textnn.chat.phrases import say
from textnn.results import Continuation, GenerateOptions, Summary
from textnn.results.context import RequestContext
from textnn.results.conversation import Confirm, Offer, Said, Shown
from textnn.results.pictures import Classification
from textnn.text.sentences import sentences


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("ok", "fine"),
        ("até logo!", "bye"),
        ("posso publicar?", "facts"),
        ("vc é o chatgpt?", "who_am_i"),
    ],
)
def test_small_talk_has_its_own_reply(ana: Talk, asked: str, name: str) -> None:
    assert ana.say(asked).text.splitlines()[0] == say("pt", name)


def test_what_was_written_is_no_fact(ana: Talk) -> None:
    ana.say("continue: O rio subiu")
    assert ana.say("posso publicar?").text == say("pt", "facts_written")


def test_facts_are_asked_right_with_the_article(ana: Talk) -> None:
    assert say("pt", "facts") in ana.say(f"{ARTICLE}\n\nposso publicar?").text


def test_a_topic_becomes_a_beginning(ana: Talk) -> None:
    reply = ana.say("escreva uma notícia sobre enchentes no Sul")
    (button,) = only(reply, Offer).buttons
    assert button.message == "Continue: Nesta semana, enchentes no Sul"
    assert "Nesta semana, enchentes no Sul" in plain(ana.say(button.message), "pt")


def test_why_after_a_result_is_about_the_result(ana: Talk) -> None:
    ana.say(f"resuma em duas frases\n{ARTICLE}")
    assert ana.say("pq?").intent == "how"
    assert ana.say("por quê?").text.startswith(say("pt", "how_again"))
    ana.say("quanto custou a obra?")
    assert ana.say("por quê?").intent == "question"


def test_another_headline_is_the_next_one_until_there_is_none(ana: Talk) -> None:
    ana.say(ARTICLE)
    lines = []
    for asked in ("dê um título", "outro título", "me dê outra manchete", "another headline"):
        result = only(ana.say(asked), Shown).result
        assert isinstance(result, Summary)
        lines.append(result.headline.text)
    assert len(set(lines)) == 4
    result = only(ana.say("dê um título"), Shown).result
    assert isinstance(result, Summary)
    assert result.headline.text == lines[0], "without *outro* it is the best again"
    for _ in sentences(ARTICLE)[5:]:  # the second says what the title says
        last = ana.press(ana.messages()[-1], "Outro título")
    assert only(last, Shown).result
    gone = ana.press(last, "Outro título")
    assert gone.text == say("pt", "no_other_title")
    assert not [part for part in gone.parts if isinstance(part, Shown)]
    assert ana.say("outro título").text == say("pt", "no_other_title")


@pytest.mark.parametrize(
    "asked", ["outro", "me dá outra", "não gostei, faz outro", "mais um", "de novo", "another one"]
)
def test_after_a_headline_few_words_ask_for_another(ana: Talk, asked: str) -> None:
    ana.say(ARTICLE)
    assert ana.say(asked).intent != "headline", "after nothing it asks for nothing"
    ana.say("dê um título")
    reply = ana.say(asked)
    result = only(reply, Shown).result
    assert isinstance(result, Summary)
    assert reply.intent == "headline"
    assert result.options.rank == 3, "the second says what the first said"


def test_another_headline_of_another_article_is_its_first(ana: Talk) -> None:
    ana.say(f"dê um título\n{ARTICLE}")
    ana.say("Choveu muito em Porto Novo e o cais fechou. A maré subiu dois metros. " * 9)
    result = only(ana.say("outro título"), Shown).result
    assert isinstance(result, Summary)
    assert result.options.rank == 1


def test_a_headline_is_made_shorter_as_long_as_there_is_one(ana: Talk) -> None:
    ana.say(f"dê um título\n{ARTICLE}")
    lengths = [99]
    while len(said := [p.text for p in ana.say("mais curto").parts if isinstance(p, Said)]) > 1:
        lengths.append(len(said[1]))
    assert said == [say("pt", "no_shorter_title")]
    assert lengths == sorted(lengths, reverse=True)
    assert len(lengths) == len(set(lengths)) > 1


def test_another_after_a_shorter_one_need_not_be_shorter(ana: Talk) -> None:
    ana.say(f"dê um título\n{ARTICLE}")
    shorter = [ana.say("mais curto").text for _ in range(8)]
    assert shorter[-1] == say("pt", "no_shorter_title")
    assert isinstance(only(ana.say("outro"), Shown).result, Summary)


def test_another_network_can_look(ana: Talk) -> None:
    ana.say("", picture())
    for asked, name in (
        ("Veja a imagem como algarismo", "cnn-digits"),
        ("como roupa", "cnn-fashion"),
    ):
        result = only(ana.say(asked), Shown).result
        assert isinstance(result, Classification)
        assert result.model.name == name


def test_all_conversations_go_after_a_yes(ana: Talk) -> None:
    ana.say(f"resuma em duas frases\n{ARTICLE}")
    first, ana.conversation_id = ana.conversation_id, None
    assert first
    asked = ana.say("apague tudo")
    offer = next(part for part in asked.parts if isinstance(part, Offer))
    reply = ana.say(offer.buttons[0].message)
    assert only(reply, Confirm).scope == "conversations"
    assert ana.chat.count("ana") == 2
    gone = ana.say("sim, apagar")
    assert gone.status == "gone"
    assert ana.chat.count("ana") == 0
    assert ana.service.history.count("ana") == 1


class Hesitant(FakeWriter):
    """Gives a blank before the first letter."""

    def stream(self, prefix: str, options: GenerateOptions) -> Iterator[Continuation]:
        for written in super().stream(prefix, options):
            yield replace(written, generated=" ", finish="running")


def test_a_text_stopped_before_its_first_letter_leaves_nothing(make: Make) -> None:
    ana = make(writer=Hesitant)
    replying = ana.chat.reply(RequestContext("ana"), None, "continue: O rio")
    for growing in replying:
        if any(isinstance(part, Shown) for part in growing.parts):
            break
    replying.close()
    assert ana.service.history.count("ana") == 0
    (last,) = [m for m in ana.chat.open("ana", growing.conversation_id).messages if m.replies_to]
    assert (last.status, last.parts) == ("stopped", ())


def test_one_kind_of_marks_is_no_highlight(ana: Talk) -> None:
    ana.say(ARTICLE)
    assert ana.say("só as datas").intent == "question"
    assert ana.say("destaque as datas").intent == "highlight"
