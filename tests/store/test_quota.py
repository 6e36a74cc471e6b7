"""A store that may have so many bytes: what goes is old, whole, and nothing that was noted."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from tests.store.makers import highlight
from textnn.errors import UserError
from textnn.results.context import RequestContext
from textnn.results.conversation import Message, Said, Shown
from textnn.results.runs import Note, new_run
from textnn.service.recorder import keep
from textnn.store import quota
from textnn.store.quota import Quota
from textnn.store.runs import RunRepository

ANA, BIA = "ana", "bia"
LETTERS = 20_000
ROOM = 600_000
"""Bytes besides those of an empty store."""

Limited = Callable[[int], RunRepository]


@pytest.fixture
def limited(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Limited]:
    monkeypatch.setattr(quota, "_FRESH", 0.0)
    empty = Quota(engine).used()
    made: list[RunRepository] = []

    def make(room: int) -> RunRepository:
        made.append(RunRepository(engine, most_bytes=empty + room))
        return made[-1]

    yield make
    for runs in made:
        runs.quota.settle()


def text(number: int) -> str:
    """Of the same length each time, and no two packed alike."""
    chars = random.Random(number).choices("abcdefghij klmnop", k=LETTERS)
    return f"{number} {''.join(chars)}"


def kept(runs: RunRepository, number: int, owner: str = ANA, days: int = 1) -> str:
    began = datetime.now(UTC) - timedelta(days=days) + timedelta(seconds=days * number)
    return runs.add(replace(new_run(owner, highlight(text(number))), created_at=began))


def talk(runs: RunRepository, number: int, owner: str = ANA) -> tuple[str, list[str]]:
    """A conversation of two questions and what was shown to each."""
    name, shown = f"c{number}", []
    for part in range(2):
        asked = Message(f"q{number}.{part}", name, "user", (Said(text(number)),), datetime.now(UTC))
        if part:
            assert runs.conversations.add(owner, asked)
        else:
            runs.conversations.begin(owner, asked, f"Conversa {number}")
        shown.append(kept(runs, 1000 + 2 * number + part, owner, days=0))
        reply = Shown("highlight", "marks", shown[-1], None)
        said = replace(asked, id=f"a{number}.{part}", role="assistant", replies_to=asked.id)
        assert runs.conversations.add(owner, replace(said, parts=(reply,)))
    return name, shown


def there(runs: RunRepository, ids: list[str], owner: str = ANA) -> list[bool]:
    return [runs.get(owner, one) is not None for one in ids]


def test_the_oldest_goes_first(limited: Limited) -> None:
    runs = limited(ROOM)
    ids = []
    for number in range(30):
        ids.append(kept(runs, number, owner=ANA if number % 2 else BIA))
        assert runs.quota.used() <= runs.quota.most
    left = [runs.get(ANA if n % 2 else BIA, one) is not None for n, one in enumerate(ids)]
    assert left == sorted(left), "what is younger stays"
    assert left[-1]
    assert 5 <= sum(left) < 30, "no more goes than must"
    assert runs.quota.known() <= runs.quota.most


def test_what_is_noted_stays_and_where_all_is_noted_nothing_is_kept(limited: Limited) -> None:
    runs = limited(ROOM)
    notes = Note(name="Ata"), Note(label="greve"), Note(favorite=True)
    noted = [kept(runs, number) for number in range(3)]
    for run_id, note in zip(noted, notes, strict=True):
        runs.notes.put(ANA, run_id, note)
    others = [kept(runs, number) for number in range(10, 40)]
    assert there(runs, noted) == [True] * 3
    left = [one for one in others if runs.get(ANA, one)]
    assert 0 < len(left) < 30
    for run_id in left:
        runs.notes.put(ANA, run_id, Note(favorite=True))
    for number in range(50, 80):
        context = RequestContext(ANA)
        last = keep(runs, highlight(text(number)), context)
        if last.run_id is None:
            break
        runs.notes.put(ANA, last.run_id, Note(favorite=True))
    assert last.warning is not None
    assert last.warning.code == "store-quota"
    assert last.result == highlight(text(number)), "the work is not lost"
    assert there(runs, noted + left) == [True] * len(noted + left)
    assert runs.quota.used() <= runs.quota.most


def test_a_conversation_goes_whole_or_stays_whole(limited: Limited) -> None:
    runs = limited(2 * ROOM)
    talks = [talk(runs, number) for number in range(2)]
    runs.conversations.note(ANA, talks[0][0], Note(favorite=True))
    lone = [kept(runs, number) for number in range(3)]  # older than the conversations
    for number in range(2, 30):
        talks.append(talk(runs, number))
        runs.quota.settle()  # else a thread may free what is between two looks
        assert runs.quota.used() <= runs.quota.most
        for name, shown in talks:
            whole = runs.conversations.get(ANA, name)
            assert there(runs, shown) == [whole is not None] * 2
            assert whole is None or len(whole.messages) == 4
    assert there(runs, lone) == [False] * 3
    stay = [runs.conversations.get(ANA, name) is not None for name, _ in talks]
    assert stay[0], "it has a star"
    assert stay[1:] == sorted(stay[1:])
    assert 2 <= sum(stay) < 30


def test_a_result_that_two_conversations_show_stays_with_the_second(limited: Limited) -> None:
    runs = limited(2 * ROOM)
    _, shown = talk(runs, 0)
    asked = Message("q", "c", "user", (Said("E agora?"),), datetime.now(UTC))
    runs.conversations.begin(ANA, asked, "Outra")
    again = Shown("highlight", "marks", shown[0], None)
    runs.conversations.add(ANA, replace(asked, id="a", role="assistant", replies_to="q",
                                        parts=(again,)))  # fmt: skip
    runs.conversations.note(ANA, "c", Note(label="greve"))
    for number in range(40):
        kept(runs, number, days=0)
    assert runs.conversations.get(ANA, "c0") is None
    assert there(runs, shown) == [True, False]


def test_a_new_limit_is_applied_with_the_retention(engine: Engine) -> None:
    free = RunRepository(engine)
    empty = free.quota.used()
    ids = [kept(free, number) for number in range(30)]
    assert free.apply_retention() == 0
    assert there(free, ids) == [True] * 30
    runs = RunRepository(engine, most_bytes=empty + ROOM)
    runs.apply_retention()
    runs.quota.settle()
    left = there(runs, ids)
    assert left == sorted(left)
    assert 5 <= sum(left) < 30
    assert runs.quota.used() <= runs.quota.most


def test_one_that_is_larger_than_the_store_may_be_drives_nothing_out(limited: Limited) -> None:
    runs = limited(ROOM)
    first = kept(runs, 0)
    with pytest.raises(UserError, match="as large as it may be"):
        runs.add(new_run(ANA, highlight("a" * ROOM)))
    assert there(runs, [first]) == [True]
    kept(runs, 1)


def test_the_size_on_the_disk_is_that_of_all_its_files(limited: Limited) -> None:
    runs = limited(0)
    before = runs.quota.on_disk()
    for number in range(10):
        kept(RunRepository(runs._engine), number)
    assert runs.quota.on_disk() > max(before, runs.quota.used() // 2)
    assert runs.quota.on_disk() - before > 5 * LETTERS


def test_what_was_made_just_now_may_be_part_of_a_reply(
    limited: Limited, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = limited(ROOM)
    monkeypatch.setattr(quota, "_FRESH", 600.0)
    fresh: list[str] = []

    def fill() -> None:
        while True:
            fresh.append(kept(runs, 1000 + len(fresh), days=0))

    with pytest.raises(UserError, match="as large as it may be"):
        fill()
    assert there(runs, fresh) == [True] * len(fresh)


def test_who_waits_for_room_waits_no_longer_than_that(
    limited: Limited, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs, go_on = limited(ROOM), threading.Event()
    kept(runs, 0)
    runs.quota.most = runs.quota.used()
    monkeypatch.setattr(quota, "_PATIENCE", 0.3)
    monkeypatch.setattr(runs.quota, "_free", lambda *_: go_on.wait(20))
    try:
        runs.apply_retention()  # does not wait either
        began = time.monotonic()
        with pytest.raises(UserError, match="as large as it may be"):
            kept(runs, 1)
        assert 0.2 < time.monotonic() - began < 5
    finally:
        go_on.set()


def test_a_thread_that_does_not_start_is_not_waited_for(
    limited: Limited, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = limited(ROOM)

    def full(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", full)
        with pytest.raises(RuntimeError):
            runs.apply_retention()
    runs.quota.settle()
