"""What Gradio's queue keeps of pages and calls, and how long a page's stream of answers stays."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest

from tests.ui.chromium import Open, Page, tab
from textnn.ui.gradio_patches import Sessions

PAGE = SimpleNamespace(headers={"user-agent": "Mozilla/5.0"})
PROGRAM = SimpleNamespace(headers={"user-agent": "python-httpx"})


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("LINGER", 0.1), ("NOTICE", 0.2), ("LOOK", 0.01), ("UNFETCHED", 0.3)):
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


def seconds() -> float:
    return asyncio.get_running_loop().time()


def test_a_stream_stays_while_anything_is_awaited_and_a_while_after() -> None:
    async def work(queue: Queue, ask: Callable[..., Awaitable[Any]]) -> None:
        await ask("page", "first")
        end = asyncio.create_task(queue.ended("page"))
        await asyncio.sleep(0.3)
        assert not end.done()
        await queue.answer("page", "first")
        began = seconds()
        await asyncio.sleep(0.05)
        await ask("page", "second")  # begins the wait anew
        await queue.answer("page", "second")
        await end
        assert 0.15 <= seconds() - began < 1

    running(work)


def test_what_is_asked_just_after_the_end_is_confirmed_once_the_page_knows() -> None:
    async def work(queue: Queue, ask: Callable[..., Awaitable[Any]]) -> None:
        began = seconds()
        await ask("page", "first")
        assert seconds() - began < 0.1
        await queue.answer("page", "first")
        await queue.ended("page")
        began = seconds()
        await ask("page", "second")
        assert 0.1 < seconds() - began < 1
        assert queue.pending_event_ids_session["page"] > {"second"}

    running(work)


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
        await queue.ended("page")
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


_SLOW = """(() => {
  const fetched = window.fetch, end = 'data: {"msg":"close_stream"';
  window.asked = [];
  window.answered = new Set();
  const note = text => {
    for (const [, id] of text.matchAll(/"msg":"process_completed","event_id":"(\\w+)"/g))
      window.answered.add(id);
    for (const [, id] of text.matchAll(/"event_id":"(\\w+)"[^\\n]*"msg":"process_completed"/g))
      window.answered.add(id);
  };
  window.fetch = async (...given) => {
    const address = String(given[0]?.url ?? given[0]);
    const answer = await fetched(...given);
    if (address.includes('queue/join'))
      answer.clone().json().then(one => window.asked.push(one.event_id));
    if (!address.includes('queue/data')) return answer;
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    const body = new ReadableStream({async pull(page) {
      const {value, done} = await reader.read();
      if (done) return page.close();
      const cut = value.indexOf(end);
      const first = cut < 0 ? value : value.slice(0, cut);
      note(first);
      if (first) page.enqueue(first);
      if (cut < 0) return;
      await new Promise(go => setTimeout(go, 300));
      page.enqueue(value.slice(cut));
    }});
    return new Response(body.pipeThrough(new TextEncoderStream()), {headers: answer.headers});
  };
})()"""
"""A page that notices the end of its stream late, as a busy one does."""


@pytest.mark.browser
def test_nothing_asked_about_the_end_of_a_stream_stays_without_answer(
    visit: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Sessions, "LINGER", 1.0)
    monkeypatch.setattr(Sessions, "NOTICE", 0.5)
    page = visit()
    page.add_init_script(_SLOW)
    page.reload()
    tab(page, "Histórico")
    for moment in (0, 50, 1000, 1100, 1200, 1300):
        all_answered(page)
        tab(page, "Escrever")
        page.wait_for_timeout(moment)
        tab(page, "Histórico")
    all_answered(page)


def all_answered(page: Page) -> None:
    page.wait_for_function(
        "window.asked.length && window.asked.every(one => window.answered.has(one))"
    )
