"""Everything of Gradio that is private, undocumented or changed here, and nowhere else.

A release of Gradio may rename any of it without a word: ``missing`` says what is no longer there,
and the app does not start without it. The addresses of Gradio's server are in
``textnn.web.gradio_addresses``.
"""

from __future__ import annotations

import random
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from datetime import datetime
from functools import lru_cache, wraps
from inspect import unwrap
from itertools import chain
from pkgutil import resolve_name
from time import monotonic
from typing import Any

import gradio as gr
from gradio.block_function import BlockFunction
from gradio.state_holder import SessionState
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import Scope

from textnn.errors import UserError
from textnn.locale import LANGUAGES
from textnn.web.identity.owner import COOKIE
from textnn.web.rate_limit import address_of

_STATES = (
    "state_holder:SessionState", "blocks:SessionState", "mcp:SessionState",
    "route_utils:SessionState",
)  # fmt: skip
"""Where Gradio makes the state of a page."""

_DOWNLOADS = (
    "processing_utils:async_ssrf_protected_get", "routes:secure_url_stream_response",
)  # fmt: skip
"""Where Gradio fetches an address."""

_CLIENT, _WALKS = "gradio_client.utils", ("traverse", "async_traverse")
"""Where Gradio looks for files in all values that come and go, and how."""

_NAMES = (
    *_STATES, *_DOWNLOADS, "networking:setup_tunnel", "utils:get_function_description",
    "queueing:Queue.get_events", "queueing:Queue.push",
    "queueing:Queue.compute_analytics_summary", "blocks:Blocks.fns",
    "blocks:Blocks.preprocess_data", "events:EventData.__getattr__", "routes:App.create_app",
    "state_holder:SessionState._update_config",
    "state_holder:SessionState._update_value_in_config",
)  # fmt: skip
_PAGE_ATTRIBUTES = ("_queue", "default_config", "mcp_server")
_QUEUE_ATTRIBUTES = (
    "event_ids_to_events", "pending_event_ids_session", "event_queue_per_concurrency_id",
    "active_jobs", "pending_messages_per_session",
)  # fmt: skip


class NoFiles(dict[str, Any]):
    """A JSON object in which Gradio need look for no files.

    It walks through every answer three times in search of them, while the page and all others wait:
    a second for ten thousand letters with what might have stood in their place.
    """


class PageState(SessionState):
    """The values of one page; its components are shared with all pages until one changes.

    Gradio describes every component anew for every page and every call of a program, for links
    into a page's state: half a megabyte and 20 ms of a core each, kept until ten thousand have
    come. Such links are closed here (``textnn.web.uploads``), so nothing is described.
    """

    def __init__(self, page: gr.Blocks) -> None:
        self.blocks_config = self._shared = page.default_config
        self.config_values = {}
        self.state_data = {}
        self._state_ttl = {}
        self.is_closed = False
        self.STATE_TTL_WHEN_CLOSED = 3600

    def __setitem__(self, key: int, value: Any) -> None:
        block = self.blocks_config.blocks.get(key)
        if isinstance(block, gr.State):
            self._state_ttl[key] = (block.time_to_live, datetime.now())
            self.state_data[key] = value
            return
        if self.blocks_config is self._shared:
            self.blocks_config = copy(self._shared)
        self.blocks_config.blocks[key] = value

    def _update_config(self, key: int) -> None:
        """Nothing: no link asks for it."""

    def _update_value_in_config(self, key: int, value: Any) -> None:
        """Nothing: no link asks for it."""


def patch() -> None:
    """Let Gradio keep little of each page, fetch no address, and refuse what does not fit.

    Raises:
        RuntimeError: this release of Gradio lacks something that is changed or used here.
    """
    if gone := missing():
        raise RuntimeError(complaint(gone))
    for place in _STATES:
        _replace(place, PageState)
    for place in _DOWNLOADS:
        _replace(place, _refused)
    queue = resolve_name("gradio.queueing:Queue")
    queue.get_events = next_fair
    queue.push = Sessions.attend(room_for_others(unwrap(queue.push)))
    queue.compute_analytics_summary = _uncounted
    blocks = resolve_name("gradio.blocks:Blocks")
    blocks.preprocess_data = _refusing(unwrap(blocks.preprocess_data))
    resolve_name("gradio.events:EventData").__getattr__ = _told
    utils = resolve_name(_CLIENT)
    utils.traverse = _sparing(unwrap(utils.traverse))
    utils.async_traverse = _sparing_async(unwrap(utils.async_traverse))


def _sparing(walk: Callable[..., Any]) -> Callable[..., Any]:
    """Gradio's ``traverse``, which leaves ``NoFiles`` as they are; so it calls itself within."""

    @wraps(walk)
    def traverse(value: Any, change: Any, is_wanted: Any) -> Any:
        return value if isinstance(value, NoFiles) else walk(value, change, is_wanted)

    return traverse


def _sparing_async(walk: Callable[..., Any]) -> Callable[..., Any]:
    """The same for ``async_traverse``."""

    @wraps(walk)
    async def async_traverse(value: Any, change: Any, is_wanted: Any) -> Any:
        return value if isinstance(value, NoFiles) else await walk(value, change, is_wanted)

    return async_traverse


def _refusing(prepare: Callable[..., Any]) -> Callable[..., Any]:
    """Gradio's ``preprocess_data``, with a sentence for values that an event cannot have.

    The page sends none such, a stranger may: Gradio writes a traceback into the log for each.
    """

    @wraps(prepare)
    async def preprocess_data(page: gr.Blocks, *given: Any, **named: Any) -> Any:
        try:
            return await prepare(page, *given, **named)
        except Exception as error:
            raise UnfitEvent from error

    return preprocess_data


def _told(event: gr.EventData, name: str) -> Any:
    """What a press says of itself; Gradio fails where it says nothing."""
    said = pressed(event)
    if name not in said:
        raise UnfitEvent
    return said[name]


def pressed(event: gr.EventData) -> dict[str, Any]:
    """All that a press says of itself.

    Raises:
        UnfitEvent: nothing.
    """
    said = event._data
    if not isinstance(said, dict):
        raise UnfitEvent
    return said


class UnfitEvent(gr.Error, AttributeError):  # ``getattr`` with a default takes the default
    """What came is not what the page sends; in both languages, for it is not known who sent it."""

    def __init__(self) -> None:
        unfit = UserError("bad-event")
        said = " / ".join(map(unfit.say, LANGUAGES))
        super().__init__(said, title=unfit.code, print_exception=False)


class Sessions:
    """How long Gradio's queue keeps what it has of each page and call.

    Gradio forgets none: 4 KB for each call of a program, and answers that were never fetched.
    """

    UNFETCHED = 900.0
    """Seconds after which an answer that nobody fetched, or the state of a closed page, goes."""
    EVERY = 60.0
    """Seconds between two looks for what can be forgotten."""

    def __init__(self, queue: Any) -> None:
        self._queue = queue
        self._awaited: dict[str, set[str]] = queue.pending_event_ids_session
        self._asked: dict[str, float] = {}
        self._calls: set[str] = set()
        self._looked = monotonic()

    @classmethod
    def attend(cls, push: Callable[..., Any]) -> Callable[..., Any]:
        """Gradio's ``Queue.push``, and what has to be done with each event."""

        @wraps(push)
        async def pushed(queue: Any, body: Any, request: Any, *rest: Any, **named: Any) -> Any:
            answer = await push(queue, body, request, *rest, **named)
            if not hasattr(queue, "sessions"):
                queue.sessions = cls(queue)
            if answer[0]:
                queue.sessions.came(body.session_hash, answer[1])
            return answer

        return pushed

    def came(self, session: str, event: str) -> None:
        """An event came in ``session``."""
        self._asked[session] = now = monotonic()
        if session == event:  # of a program that named no session
            self._calls.add(session)
        if now - self._looked > self.EVERY:
            self._looked = now
            self.forget()

    def forget(self) -> None:
        """Forgets sessions that await nothing, and those to which nobody came back."""
        states, running = self._queue.blocks.state_holder, self._queue.event_ids_to_events
        for session, asked in [*self._asked.items()]:
            awaited = self._awaited.get(session, set())
            if awaited & running.keys():
                continue
            old = monotonic() - asked > self.UNFETCHED
            if old or not awaited:
                self._awaited.pop(session, None)
                self._queue.pending_messages_per_session.pop(session, None)
            state = states.session_data.get(session)
            if (old and (state is None or state.is_closed)) or session in self._calls - awaited:
                states.session_data.pop(session, None)
                states.time_last_used.pop(session, None)
                self._calls.discard(session)
                del self._asked[session]


@contextmanager
def unserved() -> Iterator[None]:
    """Within it Gradio makes no web application of a page; it is mounted later, which makes one.

    Gradio makes one whenever a page or its queue is done, each of 60 routes: a third of a second.
    """
    application = resolve_name("gradio.routes:App")
    made = application.create_app
    application.create_app = staticmethod(lambda *_, **__: None)
    try:
        yield
    finally:
        application.create_app = staticmethod(made)


def next_fair(queue: Any) -> tuple[list[Any], bool, str] | None:
    """The job that begins next: the oldest of the address, and there of the visitor, with the
    fewest running.

    Gradio takes the oldest, so that one visitor's long jobs would keep everybody waiting. Of each
    queue an address, which a newsroom shares, has all places but one, and a program half of them as
    long as somebody else is in the queue. A page needs more: what is pressed may stop what runs.

    Returns:
        the job, whether it is a batch, and the name of its queue; ``None``: nothing may begin.
    """
    running = [jobs[0] for jobs in queue.active_jobs if jobs]
    lines = [*queue.event_queue_per_concurrency_id.items()]
    random.shuffle(lines)
    for name, line in lines:
        places = line.concurrency_limit or len(queue.active_jobs)
        if not line.queue or line.current_concurrency >= places:
            continue
        begun = [_whose(job.request.scope) for job in running if job.concurrency_id == name]
        at_work = Counter(chain(*begun))
        alone = len({*begun, *(_whose(job.request.scope) for job in line.queue)}) == 1
        most, half = max(1, places - 1), max(1, places // 2)

        def held(job: Any, at_work: Counter[str] = at_work) -> tuple[int, int]:
            address, visitor = _whose(job.request.scope)
            return at_work[address], at_work[visitor]

        free = [
            job
            for job in line.queue
            if held(job) < (most,) and (alone or held(job)[1] < half or not _of_program(job))
        ]
        if free:
            job = min(free, key=held)
            line.queue.remove(job)
            return [job], False, name
    return None


def _of_program(job: Any) -> bool:
    """Whether a job is a call of what programs may call."""
    return bool(job.fn.api_visibility == "public")


MOST_WAITING = 8
"""Jobs of one visitor that wait in a queue; with more, nobody else would find a place in it."""


def room_for_others(push: Callable[..., Any]) -> Callable[..., Any]:
    """Gradio's ``Queue.push``, which refuses a visitor of whom ``MOST_WAITING`` jobs wait."""

    @wraps(push)
    async def pushed(queue: Any, body: Any, request: Any, *rest: Any, **named: Any) -> Any:
        if _waits_enough(queue, body.fn_index, request.scope):
            return False, "", "queue_full"
        return await push(queue, body, request, *rest, **named)

    return pushed


def _waits_enough(queue: Any, number: int, scope: Scope) -> bool:
    """Whether no more jobs of a visitor may wait for the function with this number."""
    function = queue.blocks.fns.get(number)
    line = function and queue.event_queue_per_concurrency_id.get(function.concurrency_id)
    mine = _whose(scope)
    waiting = line.queue if line else ()
    return sum(_whose(job.request.scope) == mine for job in waiting) >= MOST_WAITING


def _whose(scope: Scope) -> tuple[str, str]:
    """Where a job comes from, and who of there it is of."""
    cookies = Headers(scope=scope).get("cookie", "")
    return address_of(scope), f"{address_of(scope)} {_visitor(cookies)}"


@lru_cache(maxsize=4096)
def _visitor(cookies: str) -> str:
    """The owner's cookie, which ``OwnerCookie`` has looked at."""
    return cookie_parser(cookies).get(COOKIE, "")


def missing() -> list[str]:
    """What this module uses and the installed Gradio does not have."""
    with unserved(), gr.Blocks(analytics_enabled=False) as page:
        pass
    queue = getattr(page, "_queue", None)
    state = vars(SessionState(page))
    return [
        *(name for name in _NAMES if not _exists(name)),
        *(f"{_CLIENT}.{name}" for name in _WALKS if not hasattr(resolve_name(_CLIENT), name)),
        *(f"Blocks.{name}" for name in _PAGE_ATTRIBUTES if not hasattr(page, name)),
        *(f"Queue.{name}" for name in _QUEUE_ATTRIBUTES if not hasattr(queue, name)),
        *(f"SessionState.{name}" for name in vars(PageState(page)).keys() - {*state, "_shared"}),
    ]


def complaint(gone: list[str]) -> str:
    """A sentence for whoever upgraded Gradio."""
    return f"Gradio {gr.__version__} lacks {', '.join(gone)}: mend textnn/ui/gradio_patches.py."


def jobs(page: gr.Blocks) -> list[Scope]:
    """The requests that wait or run now; Gradio forgets one when it has ended."""
    return [job.request.scope for job in [*page._queue.event_ids_to_events.values()]]


def is_pending(page: gr.Blocks, event: str) -> bool:
    """Whether the call ``event`` runs, waits, or has an answer that was not fetched."""
    queue = page._queue
    pending = [*queue.pending_event_ids_session.values()]
    return event in queue.event_ids_to_events or any(event in ids for ids in pending)


def is_awaited(page: gr.Blocks, session: str) -> bool:
    """Whether something was asked in the session of a page, so that it has a stream of answers."""
    return session in page._queue.pending_messages_per_session


def public_functions(page: gr.Blocks) -> dict[str, BlockFunction]:
    """Endpoint -> what it calls, of those that programs may call."""
    return {
        str(function.api_name): function
        for function in page.fns.values()
        if function.api_visibility == "public" and function.fn is not None
    }


def describe(function: Callable[..., Any]) -> tuple[str, dict[str, str], list[str]]:
    """First line, arguments and returns of a docstring, as Gradio's page of the API shows them."""
    line, arguments, returns = resolve_name("gradio.utils:get_function_description")(function)
    return line, arguments, returns


def public_address(host: str, port: int) -> str:
    """An address at Gradio's servers that leads to ``host:port``."""
    setup = resolve_name("gradio.networking:setup_tunnel")
    return str(setup(host, port, secrets.token_urlsafe(32), None, None))


async def _refused(*_: Any) -> Any:
    raise PermissionError("Gradio fetches no addresses here")


def _uncounted(queue: Any, _: Any) -> Any:
    """No statistics of the last ten thousand events: nobody is shown them (``enable_monitoring``).

    After each event Gradio makes them anew with pandas, which takes up to 8 ms of a core.
    """
    return queue.cached_event_analytics_summary


def _replace(place: str, value: Any) -> None:
    module, name = place.split(":")
    setattr(resolve_name(f"gradio.{module}"), name, value)


def _exists(name: str) -> bool:
    try:
        resolve_name(f"gradio.{name}")
    except (ImportError, AttributeError):
        return False
    return True
