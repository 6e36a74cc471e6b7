"""Conversations: in order, each owner's own, found without accents, swept with the rest."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, update
from sqlalchemy.dialects import mysql
from sqlalchemy.schema import CreateTable

from tests.store.makers import highlight
from textnn.results.conversation import (
    Deleted,
    GivenArticle,
    HistoryEntry,
    Listed,
    Message,
    Part,
    Said,
    Shown,
)
from textnn.results.runs import new_run
from textnn.store.conversations import ConversationRepository
from textnn.store.engine import open_store
from textnn.store.messages import arranged
from textnn.store.runs import RunRepository
from textnn.store.schema import Base, ConversationRow, MessageRow

ANA, BIA = "ana", "bia"
_ids = iter(range(10**9))


@pytest.fixture
def kept(engine: Engine) -> ConversationRepository:
    return ConversationRepository(engine)


def message(conversation: str, *parts: Part, to: str = "", role: str = "") -> Message:
    role = role or ("assistant" if to else "user")
    return Message(f"m{next(_ids)}", conversation, role, parts, datetime.now(UTC), to)


def begin(kept: ConversationRepository, said: str = "Olá", owner: str = ANA) -> Message:
    first = message(f"c{next(_ids)}", Said(said))
    kept.begin(owner, first, said)
    return first


def said(kept: ConversationRepository, conversation_id: str, owner: str = ANA) -> list[str]:
    found = kept.get(owner, conversation_id)
    assert found is not None
    return [one.text for one in found.messages]


def test_what_was_said_is_read_again(kept: ConversationRepository) -> None:
    asked = begin(kept, "Destaque")
    reply = replace(
        message(asked.conversation_id, Said("Pronto."), to=asked.id),
        status="stopped",
        intent="highlight",
    )
    assert kept.add(ANA, reply)
    found = kept.get(ANA, asked.conversation_id)
    assert found is not None
    assert found.title == "Destaque"
    assert found.messages == (asked, reply)
    assert kept.find(ANA, reply.id) == reply
    assert found.updated_at >= found.created_at


def test_each_reply_stands_right_under_its_message(kept: ConversationRepository) -> None:
    first = begin(kept, "um")
    second = message(first.conversation_id, Said("dois"))
    assert kept.add(ANA, second)
    assert kept.add(ANA, message(first.conversation_id, Said("a dois"), to=second.id))
    assert kept.add(ANA, message(first.conversation_id, Said("a um"), to=first.id))
    assert said(kept, first.conversation_id) == ["um", "a um", "dois", "a dois"]


@given(st.lists(st.integers(0, 5), max_size=12))
def test_arranging_loses_nothing_that_has_its_question(replies: list[int]) -> None:
    asked = [message("c", Said(str(n))) for n in range(6)]
    given_replies = [message("c", Said("r"), to=asked[n].id) for n in replies]
    found = arranged([*asked, *given_replies])
    assert sorted(m.id for m in found) == sorted(m.id for m in [*asked, *given_replies])
    assert [m for m in found if not m.replies_to] == asked
    for place, one in enumerate(found):
        if one.replies_to:
            assert found[place - 1].id == one.replies_to or (
                found[place - 1].replies_to == one.replies_to
            )


def test_a_second_reply_takes_the_place_of_the_first(kept: ConversationRepository) -> None:
    asked = begin(kept)
    for text in ("antes", "depois"):
        assert kept.add(ANA, message(asked.conversation_id, Said(text), to=asked.id))
    assert said(kept, asked.conversation_id) == ["Olá", "depois"]


def test_a_reply_to_what_is_gone_is_not_kept(kept: ConversationRepository) -> None:
    asked = begin(kept)
    assert not kept.add(ANA, message(asked.conversation_id, Said("?"), to="m-gone"))
    kept.delete(ANA, asked.conversation_id)
    assert not kept.add(ANA, message(asked.conversation_id, Said("?"), to=asked.id))
    assert not kept.add(ANA, message(asked.conversation_id, Said("?")))


def test_rewinding_forgets_what_came_after_in_reading_order(kept: ConversationRepository) -> None:
    first = begin(kept, "um")
    second = message(first.conversation_id, Said("dois"))
    kept.add(ANA, second)
    kept.add(ANA, message(first.conversation_id, Said("a um"), to=first.id))
    kept.add(ANA, message(first.conversation_id, Said("a dois"), to=second.id))
    again = kept.rewind(ANA, second.id, (Said("duas"),))
    assert again is not None
    assert (again.id, again.text) == (second.id, "duas")
    assert said(kept, first.conversation_id) == ["um", "a um", "duas"]
    assert kept.rewind(ANA, first.id) is not None
    assert said(kept, first.conversation_id) == ["um"]
    assert kept.rewind(ANA, "m-gone") is None


def test_amending_keeps_the_place(kept: ConversationRepository) -> None:
    asked = begin(kept, "resuma")
    kept.add(ANA, message(asked.conversation_id, Said("depois")))
    article = GivenArticle("O rio subiu.", "O rio", "pasted")
    assert kept.amend(ANA, replace(asked, parts=(*asked.parts, article)))
    found = kept.get(ANA, asked.conversation_id)
    assert found is not None
    assert found.messages[0].parts == (Said("resuma"), article)
    assert not kept.amend(BIA, asked)


def test_nobody_reaches_what_belongs_to_another(kept: ConversationRepository) -> None:
    asked = begin(kept, "segredo")
    reply = message(asked.conversation_id, Said("resposta"), to=asked.id)
    kept.add(ANA, reply)
    before = kept.get(ANA, asked.conversation_id)
    assert kept.get(BIA, asked.conversation_id) is None
    assert kept.find(BIA, asked.id) is None
    assert kept.list(BIA) == kept.list(BIA, "segredo") == []
    assert kept.count(BIA) == 0
    assert not kept.add(BIA, message(asked.conversation_id, Said("intruso")))
    assert not kept.add(BIA, message(asked.conversation_id, Said("intruso"), to=asked.id))
    assert kept.rewind(BIA, asked.id, (Said("intruso"),)) is None
    assert not kept.rename(BIA, asked.conversation_id, "intruso")
    assert not kept.like(BIA, reply.id, True)
    assert kept.delete(BIA, asked.conversation_id, runs=True) is None
    assert kept.delete_all(BIA) == 0
    assert kept.run_ids(BIA, asked.conversation_id) == ()
    assert kept.get(ANA, asked.conversation_id) == before


@pytest.fixture
def shown(engine: Engine, kept: ConversationRepository) -> tuple[RunRepository, Message]:
    """A reply with a result of Ana's and one of Bia's in it."""
    runs = RunRepository(engine)
    mine, theirs = (runs.add(new_run(owner, highlight("O Comitê."))) for owner in (ANA, BIA))
    asked = begin(kept)
    reply = message(
        asked.conversation_id,
        Shown("highlight", "marks", mine, highlight("O Comitê.")),
        Shown("highlight", "marks", theirs),
        Listed("", (mine, theirs)),
        to=asked.id,
    )
    kept.add(ANA, reply)
    return runs, reply


def parts(kept: ConversationRepository, reply: Message) -> tuple[Part, ...]:
    found = kept.get(ANA, reply.conversation_id)
    assert found is not None
    return found.messages[1].parts


def test_results_are_put_in_but_nobody_else_s(
    kept: ConversationRepository, shown: tuple[RunRepository, Message]
) -> None:
    runs, reply = shown
    first, second, listed = parts(kept, reply)
    assert isinstance(first, Shown)
    assert first.result == highlight("O Comitê.")
    assert isinstance(second, Shown)
    assert second.result is None
    assert isinstance(listed, Listed)
    run = runs.get(ANA, reply.run_ids[0])
    assert run is not None
    assert listed.entries == (HistoryEntry(run.id, "highlight", "O Comitê.", run.created_at),)


def test_a_deleted_result_leaves_its_message(
    kept: ConversationRepository, shown: tuple[RunRepository, Message]
) -> None:
    runs, reply = shown
    runs.delete(ANA, reply.run_ids[0])
    first, _, listed = parts(kept, reply)
    assert isinstance(first, Shown)
    assert (first.run_id, first.result) == (reply.run_ids[0], None)
    assert isinstance(listed, Listed)
    assert listed.entries == ()
    assert kept.run_ids(ANA, reply.conversation_id) == ()


def test_a_thumb_is_kept_with_the_run(
    kept: ConversationRepository, shown: tuple[RunRepository, Message]
) -> None:
    runs, reply = shown
    for liked, told in ((True, "true"), (False, "false"), (None, "null")):
        assert kept.like(ANA, reply.id, liked)
        found = kept.find(ANA, reply.id)
        assert found is not None
        assert found.liked is liked
        (line,) = runs.export(ANA)
        assert f'"liked":{told}' in line
        (other,) = runs.export(BIA)
        assert '"liked":null' in other
    assert not kept.like(ANA, reply.replies_to, True)  # a visitor's own words have no thumb


@pytest.mark.parametrize(("asked", "left"), [(False, 1), (True, 0)])
def test_deleting_says_what_becomes_of_the_results(
    kept: ConversationRepository, shown: tuple[RunRepository, Message], asked: bool, left: int
) -> None:
    runs, reply = shown
    deleted = kept.delete(ANA, reply.conversation_id, runs=asked)
    assert deleted == (Deleted(0, 1) if asked else Deleted(1, 0))
    assert runs.count(ANA) == left
    assert runs.count(BIA) == 1
    assert kept.get(ANA, reply.conversation_id) is None
    assert kept.find(ANA, reply.id) is None
    assert kept.delete(ANA, reply.conversation_id) is None


@pytest.mark.parametrize(
    "query", ["comite", "COMITÊ", "mit", "agua comite", "100%", "jornal.txt", "Comite\u0301"]
)
def test_found_without_accents_anywhere(kept: ConversationRepository, query: str) -> None:
    asked = begin(kept, "A água")
    article = GivenArticle("O Comitê cobrou 100% da taxa.", "Taxa", "jornal.txt")
    kept.add(ANA, message(asked.conversation_id, article))
    begin(kept, "Choveu")
    assert [one.id for one in kept.list(ANA, query)] == [asked.conversation_id]
    assert kept.count(ANA, query) == 1


@pytest.mark.parametrize("query", ["vento", "agua vento", "_", "'; --", "\0", "\ud800"])
def test_what_was_not_said_is_not_found(kept: ConversationRepository, query: str) -> None:
    begin(kept, "A água")
    assert kept.list(ANA, query) == []


def test_the_last_spoken_in_comes_first(kept: ConversationRepository) -> None:
    first, second = begin(kept, "um"), begin(kept, "dois")
    assert [one.title for one in kept.list(ANA)] == ["dois", "um"]
    kept.add(ANA, message(first.conversation_id, Said("de novo")))
    assert [one.title for one in kept.list(ANA)] == ["um", "dois"]
    assert [one.id for one in kept.list(ANA, limit=1, skip=1)] == [second.conversation_id]
    assert kept.list(ANA)[0].messages == ()


def test_renamed_and_found_under_the_new_name(kept: ConversationRepository) -> None:
    asked = begin(kept, "um")
    assert kept.rename(ANA, asked.conversation_id, "  A enchente\nde março ")
    (one,) = kept.list(ANA, "marco")
    assert one.title == "A enchente de março"


def age(engine: Engine, days: float, *messages: Message) -> None:
    """Makes messages, and the conversations they stand in, so old."""
    past = datetime.now(UTC) - timedelta(days=days)
    with engine.begin() as connection:
        for table, ids in (
            (MessageRow, [one.id for one in messages]),
            (ConversationRow, [one.conversation_id for one in messages]),
        ):
            connection.execute(update(table).where(table.id.in_(ids)).values(created_at=past))


def test_old_conversations_are_swept(engine: Engine, kept: ConversationRepository) -> None:
    old, fresh = begin(kept, "velha", BIA), begin(kept, "nova", BIA)
    age(engine, 45, old)
    assert kept.delete_older(60) == 0
    assert kept.delete_older(30) == 1
    assert [one.id for one in kept.list(BIA)] == [fresh.conversation_id]
    assert kept.find(BIA, old.id) is None


def test_a_message_goes_by_its_own_age(engine: Engine, kept: ConversationRepository) -> None:
    asked = message("c-long", Said("um artigo de ontem"))
    kept.begin(ANA, asked, "Comprida")
    answer = message("c-long", Said("Li."), to=asked.id)
    kept.add(ANA, answer)
    age(engine, 45, asked)
    later = message("c-long", Said("e agora?"))
    kept.add(ANA, later)  # the conversation goes on, the article does not
    assert kept.delete_older(30) == 0
    assert said(kept, "c-long") == ["e agora?"]
    assert kept.find(ANA, answer.id) is None
    assert kept.list(ANA, "artigo de ontem") == []


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=60))
def test_any_text_survives(kept: ConversationRepository, text: str) -> None:
    asked = begin(kept, text)
    found = kept.get(ANA, asked.conversation_id)
    assert found is not None
    assert found.messages == (asked,)
    kept.list(ANA, text)


def test_threads_lose_nothing(kept: ConversationRepository) -> None:
    asked = begin(kept, "começo")

    def talk(name: str) -> None:
        for n in range(5):
            one = message(asked.conversation_id, Said(f"{name}{n}"))
            assert kept.add(ANA, one)
            assert kept.add(ANA, message(asked.conversation_id, Said(f"a {name}{n}"), to=one.id))

    threads = [threading.Thread(target=talk, args=(name,)) for name in "xyz"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    texts = said(kept, asked.conversation_id)
    assert len(texts) == 31
    for place, text in enumerate(texts):
        if text.startswith("a "):
            assert texts[place - 1] == text.removeprefix("a ")


def test_deleted_words_are_not_left_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    engine = open_store(f"sqlite:///{file}")
    kept = ConversationRepository(engine)
    asked = begin(kept, "oi")
    kept.add(ANA, message(asked.conversation_id, GivenArticle("Jabuticabeira " * 500, "", "")))
    begin(kept, "outra coisa")
    kept.delete(ANA, asked.conversation_id)
    engine.dispose()
    left = file.read_bytes().lower()
    assert b"outra coisa" in left
    assert b"jabuticabeira" not in left


def test_mysql_columns_hold_long_texts_and_microseconds() -> None:
    made = str(
        CreateTable(Base.metadata.tables[MessageRow.__tablename__]).compile(dialect=mysql.dialect())
    )
    assert made.count("LONGTEXT") == 2
    assert "created_at DATETIME(6)" in made
