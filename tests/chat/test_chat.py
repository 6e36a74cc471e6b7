"""Conversations over time: kept, stopped, edited, retried, interrupted, two at once, two people."""

from __future__ import annotations

import itertools
import json
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from tests.chat.conftest import ANA, ARTICLE, BIA, Make, Talk, only, picture
from tests.ui.fakes import FakeHighlighter, FakeWriter
from textnn.chat import Chat, Sources, Upload
from textnn.errors import UserError
from textnn.results import Continuation
from textnn.results.context import RequestContext
from textnn.results.conversation import (
    Deleted,
    Failure,
    GivenArticle,
    Message,
    Offer,
    Said,
    Shown,
)
from textnn.store.engine import open_store
from textnn.store.runs import RunRepository


def result(message: Message) -> object:
    return only(message, Shown).result


@pytest.mark.slow
def test_what_was_seen_is_what_is_kept(ana: Talk) -> None:
    replies = [ana.say(text) for text in ("oi", ARTICLE, "resuma", "quem venceu?", "continue: Era")]
    assert [one for one in ana.messages() if one.role == "assistant"] == replies
    (line,) = ana.chat.conversations(ANA)
    assert (line.id, line.title, line.messages) == (
        ana.conversation_id,
        "Ponte de Serra Alta reabre depois das chuvas",
        (),
    )


def test_everything_survives_a_restart(make: Make, tmp_path: Path) -> None:
    ana = make()
    ana.say(ARTICLE)
    ana.say("resuma em duas frases")
    before = ana.messages()
    engine = open_store(f"sqlite:///{tmp_path / 'x.db'}")
    again = make()
    again.conversation_id = ana.conversation_id
    kept = RunRepository(engine).conversations.get(ANA, ana.conversation_id or "")
    assert kept is not None
    assert kept.messages == again.messages() == before
    reply = again.say("mais curto")
    assert len(result(reply).sentences) == 1  # type: ignore[attr-defined]
    engine.dispose()


def test_a_message_is_kept_before_any_work_begins(ana: Talk) -> None:
    replying = ana.chat.reply(RequestContext(ANA), None, "destaque\n" + ARTICLE)
    first = next(replying)
    assert first.status == "working"
    kept = ana.chat.open(ANA, first.conversation_id)
    assert [one.text for one in kept.messages] == ["destaque\n" + ARTICLE]
    assert kept.messages[0].id == first.replies_to
    list(replying)


def test_an_error_in_the_work_is_said_and_the_message_stays(
    ana: Talk, caplog: pytest.LogCaptureFixture
) -> None:
    reply = ana.say("destaque\nexplode " + ARTICLE)
    assert (reply.status, only(reply, Failure).code) == ("failed", "broken")
    assert "secret inner detail" not in reply.text
    asked, kept = ana.messages()
    assert only(asked, Said).text == "destaque\nexplode " + ARTICLE
    assert kept == reply
    assert "a reply broke off" in caplog.text
    assert ana.say("oi").status == "done"


def test_stopping_keeps_what_was_written(make: Make) -> None:
    ana = make(writer=lambda: FakeWriter(0.0))
    replying = ana.chat.reply(RequestContext(ANA), None, "continue: Era uma vez")
    *_, growing = itertools.islice(replying, 40)
    replying.close()
    ana.conversation_id = growing.conversation_id
    _, stopped = ana.messages()
    assert stopped.status == "stopped"
    written = result(stopped)
    assert isinstance(written, Continuation)
    assert written.finish == "cancelled"
    assert written.generated == result(growing).generated  # type: ignore[attr-defined]
    assert ana.service.history.open(ANA, stopped.run_ids[0]).result == written
    more = result(ana.say("continue"))
    assert isinstance(more, Continuation)
    assert more.prefix == written.text


@pytest.mark.slow
def test_stopping_slow_work_ends_it_soon(make: Make) -> None:
    ana = make(highlighter=lambda: FakeHighlighter(0.05))
    replying = ana.chat.reply(RequestContext(ANA), None, "destaque\ndevagar " + ARTICLE)
    progress = [message.progress for message in itertools.islice(replying, 8)]
    replying.close()
    assert any(done is not None for done in progress)
    assert ana.service.history.find(ANA) == []
    (line,) = ana.chat.conversations(ANA)
    assert [one.status for one in ana.chat.open(ANA, line.id).messages] == ["done", "stopped"]


def test_stopping_at_once(ana: Talk) -> None:
    replying = ana.chat.reply(RequestContext(ANA), None, "oi")
    first = next(replying)
    replying.close()
    _, reply = ana.chat.open(ANA, first.conversation_id).messages
    assert (reply.status, reply.parts) == ("stopped", ())


def test_editing_forgets_what_came_after(ana: Talk) -> None:
    ana.say(f"resuma em duas frases\n{ARTICLE}")
    ana.say("destaque")
    asked = ana.messages()[0]
    reply = ana.watch(ana.chat.edit(RequestContext(ANA), asked.id, "resuma em uma frase"))
    assert len(result(reply).sentences) == 1  # type: ignore[attr-defined]
    edited, kept = ana.messages()
    assert (edited.id, kept) == (asked.id, reply)
    assert edited.parts == (Said("resuma em uma frase"), only(asked, GivenArticle))
    assert ana.service.history.count(ANA) == 3  # results stay in the history


@pytest.mark.slow
def test_editing_in_another_article(ana: Talk) -> None:
    ana.say(f"resuma em uma frase\n{ARTICLE}")
    other = "A feira de Vila Rasa abre hoje. " * 20
    reply = ana.watch(
        ana.chat.edit(RequestContext(ANA), ana.messages()[0].id, f"resuma em uma frase\n{other}")
    )
    assert result(reply).text == other.strip()  # type: ignore[attr-defined]
    assert only(ana.messages()[0], GivenArticle).text == other.strip()


@pytest.mark.parametrize("which", ["asked", "reply"])
def test_retrying_replies_anew(ana: Talk, which: str) -> None:
    ana.say("oi")
    reply = ana.say("continue: Era uma vez")
    again = ana.watch(
        ana.chat.retry(RequestContext(ANA), reply.id if which == "reply" else reply.replies_to)
    )
    texts = result(reply), result(again)
    assert all(isinstance(one, Continuation) for one in texts)
    assert texts[0].options.seed != texts[1].options.seed  # type: ignore[attr-defined]
    assert [one.id for one in ana.messages()[2:]] == [reply.replies_to, again.id]


def test_only_the_last_message_is_retried(ana: Talk) -> None:
    reply = ana.say("continue: Era uma vez")
    ana.say("oi")
    before = ana.messages()
    for which in (reply.id, reply.replies_to):
        with pytest.raises(UserError) as caught:
            ana.watch(ana.chat.retry(RequestContext(ANA), which))
        assert caught.value.code == "not-last"
    assert ana.messages() == before
    ana.watch(ana.chat.retry(RequestContext(ANA), before[-1].id))


def test_retrying_what_broke_off(ana: Talk) -> None:
    replying = ana.chat.reply(RequestContext(ANA), None, f"resuma em uma frase\n{ARTICLE}")
    first = next(replying)  # nothing more is kept now but the message
    again = ana.watch(ana.chat.retry(RequestContext(ANA), first.replies_to))
    assert len(result(again).sentences) == 1  # type: ignore[attr-defined]
    replying.close()  # what began before does not take its place
    assert ana.messages()[1] == again


def test_a_picture_is_still_there_for_a_retry(ana: Talk) -> None:
    reply = ana.say("", picture())
    again = ana.watch(ana.chat.retry(RequestContext(ANA), reply.id))
    assert result(again).source == "a.png"  # type: ignore[attr-defined]


def test_thumbs(ana: Talk) -> None:
    reply = ana.say(f"resuma\n{ARTICLE}")
    for liked in (True, False, None):
        ana.chat.like(ANA, reply.id, liked)
        assert ana.messages()[1].liked is liked
        (line,) = ana.service.history.export(ANA)
        assert json.loads(line)["liked"] is liked


def test_why_a_reply_is_not_liked(ana: Talk) -> None:
    reply = ana.say(f"resuma\n{ARTICLE}")
    for liked, said, kept in (
        (False, "incomplete", "incomplete"),
        (False, "<b>", ""),
        (False, "wrong", "wrong"),
        (True, "wrong", ""),
    ):
        ana.chat.like(ANA, reply.id, liked, said)
        assert ana.messages()[1].reason == kept
        (line,) = ana.service.history.export(ANA)
        assert json.loads(line)["reason"] == kept
        told = [json.loads(one) for one in ana.chat.export_all(ANA)]
        assert told[1]["reason"] == kept


def test_a_deleted_result_leaves_the_conversation(ana: Talk) -> None:
    reply = ana.say(f"resuma\n{ARTICLE}")
    ana.service.history.delete_all(ANA)
    part = only(ana.messages()[1], Shown)
    assert (part.run_id, part.result) == (reply.run_ids[0], None)
    assert "Este resultado foi apagado." in ana.chat.export(ANA, reply.conversation_id, "txt")
    assert len(result(ana.say("mais curto")).sentences) == 2  # type: ignore[attr-defined]


def test_deleting_a_conversation_leaves_the_history_unless_asked(ana: Talk) -> None:
    for runs, deleted in ((False, Deleted(1, 0)), (True, Deleted(0, 1))):
        reply = ana.say(f"resuma\n{ARTICLE}")
        assert ana.chat.runs(ANA, reply.conversation_id) == 1
        assert ana.chat.delete(ANA, reply.conversation_id, runs=runs) == deleted
        ana.conversation_id = None
    assert ana.service.history.count(ANA) == 1
    ana.say("oi")
    assert ana.chat.delete_all(ANA) == 1


def test_a_conversation_is_called_after_its_first_article(make: Make) -> None:
    title = "Ponte de Serra Alta reabre depois das chuvas"

    def titles(talk: Talk) -> list[str]:
        return [one.title for one in talk.chat.conversations(ANA)]

    ana = make()
    ana.say("oi")
    assert titles(ana) == ["oi"]
    ana.say(f"resuma\n{ARTICLE}")
    assert titles(ana) == [title]
    ana.say("A feira de Vila Rasa abre hoje. " * 20)
    assert titles(ana) == [title]
    ana.conversation_id = None
    ana.say("olá")
    ana.chat.rename(ANA, ana.conversation_id or "", "Minha")
    ana.say(ARTICLE)
    assert titles(ana)[0] == "Minha"


def test_searched_and_renamed(ana: Talk) -> None:
    ana.say(ARTICLE)
    first = ana.conversation_id
    ana.conversation_id = None
    ana.say("oi")
    assert [one.id for one in ana.chat.conversations(ANA, "ENGENHEIRO associacao")] == [first]
    ana.chat.rename(ANA, first or "", "A ponte")
    assert [one.title for one in ana.chat.conversations(ANA, "ponte")] == ["A ponte"]
    ana.chat.rename(ANA, first or "", "  ")
    assert ana.chat.count(ANA) == 2


def test_two_people_never_see_each_other(ana: Talk) -> None:
    reply = ana.say(f"resuma\n{ARTICLE}")
    chat, inside = ana.chat, reply.conversation_id
    assert chat.conversations(BIA) == []
    assert list(chat.export_all(BIA)) == []
    attempts = (
        lambda: chat.open(BIA, inside),
        lambda: chat.rename(BIA, inside, "x"),
        lambda: chat.delete(BIA, inside),
        lambda: chat.export(BIA, inside),
        lambda: chat.like(BIA, reply.id, True),
        lambda: list(chat.reply(RequestContext(BIA), inside, "resuma")),
        lambda: list(chat.edit(RequestContext(BIA), reply.replies_to, "oi")),
        lambda: list(chat.retry(RequestContext(BIA), reply.id)),
    )
    for attempt in attempts:
        with pytest.raises(UserError) as caught:
            attempt()
        assert caught.value.code in ("no-such-conversation", "no-such-message")
    assert [one.id for one in ana.messages()] == [reply.replies_to, reply.id]
    assert ana.service.history.count(BIA) == 0
    bia = Talk(chat, ana.service, BIA)
    assert "preciso de um artigo" in bia.say("mais curto").text


@pytest.mark.parametrize(
    ("text", "code"), [("", "empty-message"), ("  \n", "empty-message"), ("x" * 101, "too-long")]
)
def test_nothing_is_kept_of_what_cannot_be_read(make: Make, text: str, code: str) -> None:
    ana = make(max_chars=100)
    with pytest.raises(UserError) as caught:
        ana.say(text)
    assert caught.value.code == code
    assert caught.value.pt != caught.value.en
    assert ana.chat.conversations(ANA) == []


def test_messages_at_once_are_all_answered_in_place(make: Make, tmp_path: Path) -> None:
    patient = open_store(f"sqlite:///{tmp_path / 'patient.db'}")
    ana = make(store=patient)
    ana.say(ARTICLE)
    inside = ana.conversation_id
    asked = [f"resuma em {n} frases" for n in (2, 3, 4, 5, 6)]
    threads = [
        threading.Thread(
            target=lambda text=text: list(ana.chat.reply(RequestContext(ANA), inside, text))
        )
        for text in asked
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    said = ana.messages()[2:]
    assert sorted(one.text for one in said[::2]) == asked
    for question, reply in zip(said[::2], said[1::2], strict=True):
        assert reply.replies_to == question.id
        wanted = int(question.text.split()[2])
        assert result(reply).options.sentences == wanted  # type: ignore[attr-defined]
    patient.dispose()


def test_a_message_refused_by_the_retention_rule_is_not_kept(
    ana: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing() -> None:
        raise UserError("store-full")

    monkeypatch.setattr(ana.service.history, "sweep", failing)
    with pytest.raises(UserError):
        ana.say("oi")
    assert ana.chat.conversations(ANA) == []


def test_a_locked_store_refuses_a_message_and_loses_nothing(ana: Talk, tmp_path: Path) -> None:
    ana.say("oi")
    other = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(UserError) as caught:
        ana.say("tudo bem?")
    assert caught.value.code == "store-locked"
    assert len(ana.messages()) == 2  # readers do not wait
    other.execute("ROLLBACK")
    other.close()
    assert ana.say("tudo bem?").status == "done"


def test_a_store_that_fails_during_the_work_costs_the_keeping_not_the_reply(
    ana: Talk, tmp_path: Path
) -> None:
    other = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    replying = ana.chat.reply(RequestContext(ANA), None, f"resuma em uma frase\n{ARTICLE}")
    first = next(replying)
    other.execute("BEGIN IMMEDIATE")
    *_, last = replying
    other.execute("ROLLBACK")
    other.close()
    (shown,) = (part for part in last.parts if isinstance(part, Shown))
    assert shown.result is not None
    assert shown.run_id is None
    codes = {part.code for part in last.parts if isinstance(part, Failure)}
    assert codes == {"store-locked"}
    assert "não pôde ser guardada" in last.text
    kept = ana.chat.open(ANA, first.conversation_id)
    assert [one.role for one in kept.messages] == ["user"]


def test_a_full_disk(engine: Engine, ana: Talk) -> None:
    ana.say("oi")

    @event.listens_for(engine, "begin")
    def no_more_pages(connection: object) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # type: ignore[attr-defined]

    with pytest.raises(UserError) as caught:
        ana.say("x" * 100_000)
    assert caught.value.code == "store-full"
    event.remove(engine, "begin", no_more_pages)
    assert len(ana.messages()) == 2


def test_a_store_at_its_limit_answers_without_keeping(ana: Talk) -> None:
    ana.say(ARTICLE)
    before, quota = ana.messages(), ana.service.history.quota
    quota.most = quota.used()
    reply = ana.say("resuma em uma frase")
    assert result(reply)
    assert [part.code for part in reply.parts if isinstance(part, Failure)] == ["store-quota"]
    assert "não pôde ser guardada" in reply.text
    assert ana.messages() == before
    told = ana.chat.ask(RequestContext(ANA), f"resuma em uma frase\n{ARTICLE}")
    assert (told["status"], told["conversation_id"], told["run_ids"]) == ("done", "", [])
    assert "Ponte de Serra Alta" in told["said"]
    assert len(ana.chat.conversations(ANA)) == 1
    quota.most = 0
    assert ana.say("mais curto").status == "done"
    assert len(ana.messages()) == len(before) + 2


def test_for_programs_the_whole_reply_is_plain_data(ana: Talk) -> None:
    told = ana.chat.ask(RequestContext(ANA), f"resuma em uma frase\n{ARTICLE}")
    assert json.loads(json.dumps(told))["parts"][0]["part"] == "Said"
    assert told["status"] == "done"
    assert told["intent"] == "summarize"
    assert "Ponte de Serra Alta" in told["said"]
    (run_id,) = told["run_ids"]
    (shown,) = (part for part in told["parts"] if part["part"] == "Shown")
    assert shown["result"]["kind"] == "Summary"
    assert ana.service.history.open(ANA, run_id).task == "summarize"
    more = ana.chat.ask(
        RequestContext(ANA, language="en"), "quanto custou a obra?", told["conversation_id"]
    )
    assert more["said"].startswith("The article says:")
    assert [one.id for one in ana.chat.open(ANA, told["conversation_id"]).messages] == [
        told["replies_to"], told["message_id"], more["replies_to"], more["message_id"],
    ]  # fmt: skip


def test_what_is_not_to_be_kept_is_answered_and_forgotten(ana: Talk) -> None:
    told = ana.chat.ask(RequestContext(ANA, keep=False), f"resuma em uma frase\n{ARTICLE}")
    assert (told["status"], told["conversation_id"], told["run_ids"]) == ("done", "", [])
    assert "Ponte de Serra Alta" in told["said"]
    for text in ("destaque", "palavras-chave", "título", "quem?", "continue o texto"):
        ana.chat.ask(RequestContext(ANA, keep=False), f"{text}\n{ARTICLE}")
    ana.chat.ask(RequestContext(ANA, keep=False), "", uploads=[picture()])
    ana.chat.ask(RequestContext(ANA, keep=False), "desenhe dois vestidos")
    assert ana.chat.conversations(ANA) == []
    assert ana.service.history.count(ANA) == 0
    ana.say("oi")
    ana.chat.ask(RequestContext(ANA, keep=False), "desenhe dois vestidos", ana.conversation_id)
    assert len(ana.messages()) == 4
    assert ana.service.history.count(ANA) == 1


def test_files_too_many_and_too_large_are_refused(make: Make) -> None:
    ana = make(max_upload="1kb")
    for uploads, code in (
        ([picture()] * 6, "too-many-files"),
        ([Upload("a.txt", b"a" * 1025)], "too-large"),
    ):
        with pytest.raises(UserError) as caught:
            ana.say("o que é?", *uploads)
        assert caught.value.code == code
    assert ana.chat.conversations(ANA) == []
    assert ana.say("o que é?", *[picture()] * 5).status == "done"


def test_retention_sweeps_conversations_too(make: Make, engine: Engine) -> None:
    ana = make(retention_days=30)
    ana.say("oi")
    with engine.begin() as connection:
        for table in ("conversations", "messages"):
            connection.exec_driver_sql(f"UPDATE {table} SET created_at = '2020-01-01 00:00:00'")
    assert ana.service.history.apply_retention() == 0
    assert ana.chat.conversations(ANA) == []


def test_one_chat_serves_all(make: Make) -> None:
    ana = make()
    assert isinstance(ana.chat, Chat)
    bia = Talk(ana.chat, ana.service, BIA, "en")
    ana.say(ARTICLE)
    assert "paste an article" in bia.say("hello").text.lower()
    assert "artigo" in ana.say("oi").text


def test_an_article_that_pasting_broke_is_put_right_with_one_press(make: Make) -> None:
    ana = make(sources=Sources(repair=lambda text: text.replace("umcafé", "um café")))
    broken = ARTICLE.replace("A obra custou", "Depois de umcafé a obra custou")
    reply = ana.say(f"resuma\n{broken}")
    assert "A colagem deixou defeitos" in reply.text
    (offer,) = (
        one.message
        for part in reply.parts
        if isinstance(part, Offer)
        for one in part.buttons
        if one.label == "Arrumar o texto"
    )
    assert "daqui em diante vale este" in ana.say(offer).text
    again = only(ana.say("resuma"), Shown).result
    assert again is not None
    assert "um café" in again.given
    assert "não vi o que arrumar" in ana.say(offer).text.lower()


def test_an_article_without_faults_is_not_offered_to_be_put_right(make: Make) -> None:
    ana = make(sources=Sources(repair=lambda text: text))
    assert "defeitos" not in ana.say(f"resuma\n{ARTICLE}").text
