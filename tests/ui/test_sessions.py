"""What Gradio's queue keeps of pages and calls."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest

from textnn.ui.gradio_patches import Sessions

PAGE = SimpleNamespace(headers={"user-agent": "Mozilla/5.0"})
PROGRAM = SimpleNamespace(headers={"user-agent": "python-httpx"})


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("UNFETCHED", 0.3),):
        monkeypatch.setattr(Sessions, name, seconds)


class Queue:
    """What ``Sessions`` reads of Gradio's queue, and its rule for the end of a stream."""

    def __init__(self) -> None:
        self.pending_event_ids_session: dict[str, set[str]] = {}
        self.pending_messages_per_session: dict[str, asyncio.Queue[Any]] = {}
        self.event_ids_to_events: dict[str, object] = {}
        states = SimpleNamespace(session_data={}, time_last_used={})
        self.blocks = SimpleNamespace(state_holder=states)

    async def push(self, body: Any, request: object) -> tuple[bool, str]:
        session, event = body.session_hash, body.event
        if event is None:
            return False, "full"
        self.pending_messages_per_session.setdefault(session, asyncio.Queue())
        self.pending_event_ids_session.setdefault(session, set()).add(event)
        self.event_ids_to_events[event] = object()
        closed = SimpleNamespace(is_closed=True)
        self.blocks.state_holder.session_data[session] = closed
        self.blocks.state_holder.time_last_used[session] = 0
        return True, event

    async def answer(self, session: str, event: str) -> None:
        """Sends the answer, as the stream does that reads ``pending_messages_per_session``."""
        del self.event_ids_to_events[event]
        self.pending_event_ids_session[session].remove(event)

    async def ended(self, session: str) -> None:
        """Returns when Gradio ends the stream of ``session``."""
        while True:
            message = await self.pending_messages_per_session[session].get()
            self.pending_event_ids_session[session].discard(message.event_id)
            if not self.pending_event_ids_session[session]:
                return


def running(work: Callable[[Queue, Callable[..., Awaitable[Any]]], Awaitable[None]]) -> None:
    async def run() -> None:
        queue = Queue()
        push = Sessions.attend(Queue.push)

        async def ask(session: str, event: str | None, request: object = PAGE) -> Any:
            return await push(queue, SimpleNamespace(session_hash=session, event=event), request)

        await work(queue, ask)

    asyncio.run(run())


def test_sessions_are_forgotten_when_nothing_is_awaited_in_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Sessions, "EVERY", 0.0)

    async def work(queue: Queue, ask: Callable[..., Awaitable[Any]]) -> None:
        await ask("call", "call", PROGRAM)
        await queue.answer("call", "call")
        await ask("unfetched", "unfetched", PROGRAM)
        del queue.event_ids_to_events["unfetched"]  # its answer waits
        await ask("page", "first")
        assert {*queue.pending_messages_per_session} == {"unfetched", "page"}
        assert {*queue.blocks.state_holder.session_data} == {"unfetched", "page"}
        await queue.answer("page", "first")
        await asyncio.sleep(0.6)
        await ask("other", "running", PROGRAM)
        for kept in (queue.pending_event_ids_session, queue.pending_messages_per_session,
                     queue.blocks.state_holder.session_data,
                     queue.blocks.state_holder.time_last_used):  # fmt: skip
            assert {*kept} == {"other"}

    running(work)


def test_what_was_refused_keeps_nothing() -> None:
    async def work(queue: Queue, ask: Callable[..., Awaitable[Any]]) -> None:
        assert await ask("page", None) == (False, "full")
        assert not queue.pending_event_ids_session

    running(work)
