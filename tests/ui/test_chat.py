"""The tab of conversations without a browser: what is drawn, and what the page is sent."""

from __future__ import annotations

import dataclasses
import html
import json
import re
import warnings
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.fakes import fake_screen
from textnn.chat import PASTED
from textnn.chat.transcript import LINES
from textnn.pages.chat import LONG, headline_of, message_view
from textnn.pages.chat_results import result_view
from textnn.results import Highlight, ModelRef, Span
from textnn.results.chat import Answer, AnswerSentence
from textnn.results.conversation import (
    Button,
    Confirm,
    Failure,
    GivenArticle,
    Message,
    Offer,
    Part,
    Said,
    Shown,
    Term,
)
from textnn.tasks.answer.text import sentences_given
from textnn.ui.page import TABS, build
from textnn.ui.tabs import chat
from textnn.web.context import Screen
from textnn.web.identity.owner import new_owner

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import gradio as gr

WHEN = datetime(2026, 3, 14, 12, tzinfo=UTC)
MODEL = ModelRef("tagger", "ab" * 32)
ARTICLE = "O mercado reabriu em Porto Belo. Custou R$ 6 mil. Ana Souza <b>riu</b>."


def message(*parts: Part, role: str = "assistant", **more: Any) -> Message:
    return Message("m1", "c1", role, parts, WHEN, **more)


def text_of(view: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", view))


# What is drawn


@pytest.mark.parametrize("intent", LINES)
def test_a_reply_of_lines_is_drawn_before_the_first_is_there(intent: str) -> None:
    growing = message(intent=intent, status="working")
    assert "Working" in text_of(message_view(growing, "en"))


@pytest.mark.slow
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_what_somebody_says_is_shown_to_the_letter(said: str) -> None:
    view = message_view(message(Said(said), role="user"), "pt")
    shown = re.search(r'<p class="said" dir="auto">(.*?)</p>', view, re.DOTALL)
    assert shown
    assert html.unescape(shown[1]) == said


def test_a_long_message_is_folded_and_whole() -> None:
    said = "<i>palavra</i> " * LONG
    view = message_view(message(Said(said), role="user"), "pt")
    assert "<details" in view
    assert html.escape(said) in view
    assert "caracteres" in view


@pytest.mark.parametrize(
    ("text", "source", "expected"),
    [
        ("Um título\n\nO resto.", PASTED, "Um título"),
        ("x" * 200 + "\nO resto.", PASTED, "dado"),
        ("Um título\nO resto.", "nota.pdf", "dado"),
    ],
    ids=["first-line", "a-paragraph", "a-file"],
)
def test_what_an_article_is_called(text: str, source: str, expected: str) -> None:
    assert headline_of(GivenArticle(text, "dado", source)) == expected


def test_only_a_finished_reply_has_tools_and_buttons() -> None:
    offer = Offer((Button("Resumir", "Resuma"),))
    growing = message_view(message(Said("Um momento."), offer, status="working"), "pt")
    assert 'aria-busy="true"' in growing
    assert "data-do" not in growing
    done = message_view(message(Said("Pronto."), offer, liked=False), "pt")
    assert 'data-do="say" data-text="Resuma"' in done
    likes = re.findall(r'aria-pressed="(\w+)" data-do="like"', done)
    assert likes == ["false", "true"]


def test_progress_is_a_number_where_it_is_known() -> None:
    assert "Trabalhando… 40%" in message_view(message(status="working", progress=0.4), "pt")
    assert 'class="unknown"' in message_view(message(status="working"), "pt")


def test_a_question_that_deletes_has_a_danger_and_a_plain_button() -> None:
    yes, no = Button("Sim, apagar", "sim"), Button("Não, deixar", "não")
    view = message_view(message(Said("Apagar?"), Confirm("all", "", 0, yes, no)), "pt")
    assert re.search(r'class="quiet danger"[^>]*data-text="sim"', view)
    assert re.search(r'class="quiet"[^>]*data-text="não"', view)


def test_terms_failures_and_stops_are_words() -> None:
    term = Term("lstm", "LSTM", "Uma rede.", "No resumo.", (Button("GRU", "O que é GRU?"),))
    view = message_view(message(term, Failure("Falhou <aqui>.", "x"), status="stopped"), "pt")
    for words in ("LSTM", "Uma rede.", "No resumo.", "GRU", "Falhou &lt;aqui&gt;.", "Você parou"):
        assert words in view


def highlight() -> Highlight:
    start = ARTICLE.index("Porto Belo")
    return Highlight(ARTICLE, (Span(start, start + 10, "Porto Belo", "LOC", 0.9),), MODEL, 0.1)


def test_marks_are_the_article_to_the_letter() -> None:
    view = result_view(Shown("highlight", "marks", "r1", highlight()), "pt", WHEN)
    sheet = re.search(r"<article[^>]*>(.*?)</article>", view, re.DOTALL)
    assert sheet
    assert html.unescape(re.sub(r"</?mark[^>]*>", "", sheet[1])) == ARTICLE
    assert 'data-toggle="LOC"' in view
    assert "Abrir em Destacar" in view
    assert 'data-share="r1"' in view


def test_where_its_tab_is_not_there_no_button_leads_to_it() -> None:
    shown = Shown("highlight", "marks", "r1", highlight())
    assert "Abrir em" not in result_view(shown, "pt", WHEN, openable=())


def test_a_result_that_is_no_more_says_so() -> None:
    assert "foi apagado" in result_view(Shown("highlight", "marks", "r1"), "pt", WHEN)
    assert "não ficou guardado" in result_view(Shown("highlight", "marks", None), "pt", WHEN)


def answer(*, answered: bool) -> Answer:
    place = ARTICLE.index("Custou"), ARTICLE.index(" Ana")
    value = Span(place[0] + 7, place[1] - 1, "R$ 6 mil", "VALUE", 0.9)
    one = AnswerSentence(*place, ARTICLE[slice(*place)], 0.8, (value,))
    return Answer(ARTICLE, "Quanto custou?", "amount", (one,), answered, 0.8, MODEL, 0.1)


def test_an_answer_is_the_sentence_with_its_mark_and_its_place() -> None:
    view = result_view(Shown("answer", "answer", "r1", answer(answered=True)), "pt", WHEN)
    quote = re.search(r"<blockquote[^>]*><p>(.*?)</p>", view)
    assert quote
    assert text_of(quote[1]) == "Custou R$ 6 mil."
    assert 'class="VALUE"' in quote[1]
    assert 'data-goto="s1"' in view
    assert 'data-from="s1"' in view


def test_what_only_comes_nearest_looks_it() -> None:
    view = result_view(Shown("answer", "nearest", "r1", answer(answered=False)), "pt", WHEN)
    assert '<blockquote class="sheet near"' in view


@pytest.mark.parametrize(("score", "count"), [(0.3, 1), (0.5, 2)])
def test_where_it_is_not_sure_all_that_are_about_as_likely_are_given(
    score: float, count: int
) -> None:
    one = answer(answered=False)
    other = AnswerSentence(0, 5, ARTICLE[:5], score, ())
    unsure = dataclasses.replace(one, sentences=(*one.sentences, other))
    assert unsure.unsure
    assert len(sentences_given(unsure)) == count
    view = result_view(Shown("answer", "nearest", "r1", unsure), "pt", WHEN)
    assert view.count("<blockquote") == count


# What the page is sent


@pytest.fixture
def screen(tmp_path: Path) -> Screen:
    return fake_screen(tmp_path)


class Page:
    """A visitor's page: says what ``chat.js`` says, and reads what it is sent."""

    def __init__(self, screen: Screen, owner: str, tabs: Sequence[str] = TABS) -> None:
        self.blocks = build(screen, tabs)
        self.tab: Any = next(
            getattr(one.fn, "__self__", None)
            for one in self.blocks.fns.values()
            if getattr(one.fn, "__func__", None) is chat.ChatTab._act
        )
        self.request: Any = SimpleNamespace(
            username=owner.removeprefix("login:"),
            headers={"accept-language": "pt-BR"},
            session_hash="page",
            query_params={},
            cookies={},
        )

    def event(self, **data: Any) -> gr.EventData:
        return gr.EventData(None, data)

    def say(self, text: str, **data: Any) -> list[dict[str, Any]]:
        event = self.event(**{"do": "box", "text": text, **data})
        return [json.loads(one) for one in self.tab._say(event, self.request)]

    def act(self, **data: Any) -> dict[str, Any]:
        updates = self.tab._act(self.event(**data), self.request)
        sent: dict[str, Any] = json.loads(updates[self.tab._done])
        return sent

    def load(self, **query: str) -> dict[str, Any]:
        self.request.query_params = query
        sent: dict[str, Any] = json.loads(self.tab._load(self.request))
        return sent


@pytest.fixture
def page(screen: Screen) -> Page:
    return Page(screen, "login:ana")


@pytest.mark.slow
def test_a_new_page_greets_and_a_later_one_goes_on(screen: Screen, page: Page) -> None:
    first = page.load()
    assert first["conversation"] == ""
    assert first["empty"].count('class="try"') == 4
    frames = page.say("oi")
    assert frames[0]["status"] == "working"
    assert frames[-1]["status"] == "done"
    again = page.load()
    assert again["conversation"] == frames[-1]["conversation"]
    assert [name for name, _ in again["messages"]] == [name for name, _ in frames[-1]["messages"]]
    assert page.load(c=again["conversation"])["conversation"] == again["conversation"]


@pytest.mark.slow
def test_another_visitors_conversation_is_a_sentence(screen: Screen, page: Page) -> None:
    talk = page.say("oi, meu segredo")[-1]["conversation"]
    rui = Page(screen, "login:rui")
    loaded = rui.load(c=talk)
    assert "não está entre as suas" in loaded["note"]
    assert loaded["messages"] == []
    for do in ("open", "rename", "renamed", "export", "delete", "deleted"):
        sent = rui.act(do=do, conversation=talk, title="x")
        assert "não está entre as suas" in sent["note"], do
    (refused,) = rui.say("oi", conversation=talk)
    assert "não está entre as suas" in refused["refused"]
    assert page.load(c=talk)["conversation"] == talk


@pytest.mark.slow
def test_every_frame_of_a_turn_says_where_it_belongs(page: Page) -> None:
    frames = page.say(f"destaque os nomes\n{ARTICLE} E foi assim mesmo, do começo ao fim.")
    assert {frame["turn"] for frame in frames} == {frames[-1]["conversation"]}
    assert len(frames[-1]["messages"]) == 2
    assert "given-article" in frames[-1]["messages"][0][1]
    assert "Artigo em uso" in frames[-1]["head"]
    assert frames[-1]["say"]


@pytest.mark.slow
def test_nothing_said_is_refused(page: Page) -> None:
    (refused,) = page.say("  ")
    assert refused["refused"].startswith("Escreva uma mensagem")
    (refused,) = page.say("x", files=[{"name": "a.png", "url": "no data"}])
    assert "não chegou inteira" in refused["refused"]


@pytest.mark.slow
def test_a_press_on_stop_ends_the_reply_and_keeps_it(screen: Screen, page: Page) -> None:
    event = page.event(do="box", text="continue: A ponte", asked="2")
    frames = page.tab._say(event, page.request)
    sent = [json.loads(next(frames)) for _ in range(2)]
    assert {(one["status"], one["asked"]) for one in sent} == {("working", "2")}
    page.tab._halt(page.event(asked="2"), page.request)
    last = [json.loads(one) for one in frames][-1]
    assert last["status"] == "stopped"
    assert "Você parou aqui" in last["messages"][-1][1]
    kept = screen.chat.open("login:ana", sent[0]["turn"])
    assert kept.messages[-1].status == "stopped"


@pytest.mark.slow
def test_a_press_on_stop_is_for_one_message_of_one_page(page: Page) -> None:
    event = page.event(do="box", text="continue: A ponte", asked="2")
    frames = page.tab._say(event, page.request)
    next(frames)
    page.tab._halt(page.event(asked="1"), page.request)
    last = [json.loads(one) for one in frames][-1]
    assert (last["status"], last["asked"]) == ("done", "2")


@pytest.mark.slow
def test_a_message_that_got_no_reply_offers_to_try_again(screen: Screen, page: Page) -> None:
    frames = page.tab._say(page.event(do="box", text="oi"), page.request)
    talk = json.loads(next(frames))["turn"]
    shown = page.load(c=talk)
    assert shown["messages"][-1][0] == "broken"
    asked = shown["messages"][0][0]
    again = page.say("", do="retry", message=asked)[-1]
    assert again["status"] == "done"
    assert next(name for name, _ in page.load(c=talk)["messages"]) == asked


@pytest.mark.slow
def test_edited_renamed_found_exported_liked_deleted(screen: Screen, page: Page) -> None:
    last = page.say("oi")[-1]
    talk, (asked, reply) = last["conversation"], (name for name, _ in last["messages"])
    assert page.say("obrigado", do="edit", message=asked)[-1]["messages"][0][0] == asked
    reply = page.load(c=talk)["messages"][-1][0]
    page.act(do="like", message=reply, value="1")
    assert screen.chat.open("login:ana", talk).messages[-1].liked is True
    page.act(do="reason", message=reply, reason="wrong")
    said = screen.chat.open("login:ana", talk).messages[-1]
    assert (said.liked, said.reason) == (False, "wrong")
    page.act(do="like", message=reply, value="")
    assert screen.chat.open("login:ana", talk).messages[-1].liked is None
    assert "<input" in page.act(do="rename", conversation=talk)["ask"]
    assert "A estação" in page.act(do="renamed", conversation=talk, title="A estação")["head"]
    found = page.tab._find(page.event(query="ESTACAO", conversation=talk), page.request)
    assert 'aria-current="true"' in json.loads(found)["list"]
    parcel = json.loads(page.act(do="export", conversation=talk, form="md")["save"])
    assert parcel["name"] == "textnn-conversa.md"
    assert parcel["content"].startswith("# A estação")
    assert json.loads(page.act(do="export_all")["save"])["content"].count("\n") == 2
    assert "não há como desfazer" in page.act(do="delete", conversation=talk)["ask"]
    gone = page.act(do="deleted", conversation=talk)
    assert gone["done"] == "Conversa apagada."
    assert gone["conversation"] == ""
    assert page.load()["messages"] == []


@pytest.mark.slow
def test_deleting_says_what_becomes_of_the_results(screen: Screen, page: Page) -> None:
    for runs, left in (("", 1), ("1", 0)):
        screen.service.history.delete_all("login:ana")
        talk = page.say("desenhe quatro vestidos")[-1]["conversation"]
        assert "O resultado feito nela" in page.act(do="delete", conversation=talk)["ask"]
        page.act(do="deleted", conversation=talk, runs=runs)
        assert screen.service.history.count("login:ana") == left


@pytest.mark.slow
def test_all_conversations_are_deleted_after_a_question(screen: Screen, page: Page) -> None:
    page.say("desenhe quatro vestidos")
    page.say("oi", conversation="")
    rui = Page(screen, "login:rui")
    rui.say("oi")
    many, runs = screen.chat.count("login:ana"), screen.service.history.count("login:ana")
    asked = page.act(do="delete_all")["ask"]
    assert f"Conversas: {many}." in asked
    assert screen.chat.count("login:ana") == many > 1
    gone = page.act(do="deleted_all")
    assert gone["done"] == f"Conversas apagadas: {many}."
    assert gone["messages"] == []
    assert (screen.chat.count("login:ana"), screen.chat.count("login:rui")) == (0, 1)
    assert screen.service.history.count("login:ana") == runs


def test_alone_it_leads_to_no_other_tab(screen: Screen) -> None:
    alone = Page(screen, "login:ana", ("chat",))
    last = alone.say("desenhe quatro vestidos")[-1]
    assert "Compartilhar" in last["messages"][-1][1]
    assert "Abrir em" not in last["messages"][-1][1]


@pytest.mark.slow
def test_an_unknown_press_does_nothing(page: Page) -> None:
    assert page.act(do="explode").keys() == {"n"}


@pytest.mark.slow
def test_a_result_opens_in_its_tab(screen: Screen, page: Page) -> None:
    page.say(f"destaque os nomes\n{ARTICLE} E foi assim mesmo, do começo ao fim.")
    run = screen.service.history.find("login:ana", limit=1)[0].id
    updates = page.tab._act(page.event(do="show", run=run), page.request)
    assert any("mark" in str(value) for value in updates.values())
    stranger = Page(screen, new_owner())
    assert "note" in stranger.act(do="show", run=run)
