"""*Histórico*: everything this browser made and kept; found again, opened, exported, deleted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import gradio as gr
from gradio.blocks import Block
from gradio.components import Component

from textnn.errors import UserError
from textnn.html.markup import JS_CLICKS
from textnn.locale import say
from textnn.pages.history import CONVERSATION, arranged, deleted, history_view
from textnn.results import Result
from textnn.results.conversation import Conversation
from textnn.results.runs import Note, RunLine
from textnn.tasks.registry import TASKS
from textnn.ui.gradio_patches import UnfitEvent
from textnn.ui.i18n import t
from textnn.ui.screen import QUICK, Opener, Updates, as_gradio_error
from textnn.web.context import Screen, request_language

PAGE = 20
"""Lines shown at first, and more with each press of *Mostrar mais*."""


SINCE = (0, 1, 7, 30)
"""Days up to now that can be chosen; 0 is all."""

_JS = "window.textnn.history(element, trigger);"

Talk = tuple[Block, Callable[[str, gr.Request], str]]
"""What brings a conversation to the page, and its value for the id of one."""


class HistoryQuery(NamedTuple):
    """What is looked for, as the fields of the tab have it."""

    query: str | None
    task: str
    since: int
    favorite: bool


def build(
    screen: Screen,
    openers: Mapping[type[Result], Opener] | None = None,
    tabs: gr.Tabs | None = None,
    talk: Talk | None = None,
) -> dict[str, Any]:
    """The tab, inside the ``Blocks`` that are open; returns the event that reads the list anew.

    Args:
        screen: the tab's surroundings.
        openers: kind of result -> how to show it again; empty: each on a page of its own.
        tabs: where the tabs of ``openers`` stand.
        talk: how to show a conversation again.
    """
    return HistoryTab(screen, openers or {}, tabs, talk).refresh


class HistoryTab:
    """The list, its search and what is opened from it."""

    def __init__(
        self,
        screen: Screen,
        openers: Mapping[type[Result], Opener],
        tabs: gr.Tabs | None,
        talk: Talk | None,
    ) -> None:
        self._screen = screen
        self._history = screen.service.history
        self._openers = openers
        self._tabs = tabs
        self._talk = talk
        with gr.Row(elem_classes="filters"):
            self._search = gr.Textbox(
                label=t("search"), placeholder=t("search_hint"), max_lines=1, elem_id="search"
            )
            names = {"": t("task_all"), CONVERSATION: t("task_conversation")}
            names |= {task: t(f"task:{task}") for task in TASKS}
            self._task = gr.Dropdown(
                [(str(name), task) for task, name in names.items()],
                value="",
                label=t("task"),
                elem_id="task",
                filterable=False,
            )
            self._since = gr.Dropdown(
                [(str(t(f"since_{days}")), days) for days in SINCE],
                value=0,
                label=t("since"),
                elem_id="since",
                filterable=False,
            )
            self._favorite = gr.Checkbox(label=t("history_favorites"), elem_id="favorites")
        self._listing = gr.HTML(t("html:history"), js_on_load=_JS, elem_id="history-list")
        self._shown = gr.State(PAGE)
        with gr.Accordion(t("tidy"), open=False, elem_id="tidy"):
            gr.HTML(t("html:download"))
            with gr.Row(elem_classes="older"):
                self._days = gr.Number(30, label=t("days"), precision=0, elem_id="days")
                self._old = gr.HTML(t("html:delete_older"), js_on_load=JS_CLICKS, elem_id="old")
            self._all = gr.HTML(t("html:delete_all"), js_on_load=JS_CLICKS, elem_id="all")
        self._wire()

    def _wire(self) -> None:
        fields = (self._search, self._task, self._since, self._favorite)
        asked: list[Component] = [*fields]
        found: list[Component] = [self._listing, self._shown]
        for field in fields:
            field.change(self._find, asked, found, trigger_mode="always_last", **QUICK)
        opened = {part for opener in self._openers.values() for part in opener.outputs}
        if self._talk:
            opened.add(self._talk[0])
        self._listing.click(
            self._act,
            [*asked, self._shown],
            [*found, self._search, *([self._tabs] if self._tabs else []), *opened],
            **QUICK,
        )
        self._old.click(self._delete_older, [*asked, self._days], found, **QUICK)
        self._all.click(self._delete_all, asked, found, **QUICK)
        self.refresh: dict[str, Any] = {
            "fn": self._find,
            "inputs": asked,
            "outputs": found,
            **QUICK,
        }

    def _find(
        self, query: str | None, task: str, since: int, favorite: bool, request: gr.Request
    ) -> Updates:
        with as_gradio_error(request):
            return self._list(HistoryQuery(query, task, since, favorite), PAGE, request)

    def _list(self, asked: HistoryQuery, limit: int, request: gr.Request) -> Updates:
        runs, many_runs = self._runs(asked, limit, request)
        talks, many_talks = self._talks(asked, limit, request)
        view = history_view(
            arranged(runs, talks, limit),
            many_runs + many_talks,
            request_language(request),
            searching=bool((asked.query or "").strip() or any(asked[1:])),
            openable=[kind.task for kind in self._openers],
        )
        return {self._listing: view, self._shown: limit}

    def _runs(
        self, asked: HistoryQuery, limit: int, request: gr.Request
    ) -> tuple[list[RunLine], int]:
        """Results that are asked for, and how many there are."""
        if asked.task == CONVERSATION:
            return [], 0
        looked = self._screen.owner(request), asked.query or "", asked.task
        star = asked.favorite
        lines = self._history.find(*looked, limit, days=asked.since, favorite=star)
        return lines, self._history.count(*looked, asked.since, favorite=star)

    def _talks(
        self, asked: HistoryQuery, limit: int, request: gr.Request
    ) -> tuple[list[Conversation], int]:
        """Conversations that are asked for, and how many there are."""
        if self._talk is None or asked.task not in ("", CONVERSATION):
            return [], 0
        looked, kept = (self._screen.owner(request), asked.query or ""), self._history.conversations
        star = asked.favorite
        talks = kept.list(*looked, limit, days=asked.since, favorite=star)
        return talks, kept.count(*looked, days=asked.since, favorite=star)

    def _act(
        self,
        query: str | None,
        task: str,
        since: int,
        favorite: bool,
        shown: int,
        event: gr.EventData,
        request: gr.Request,
    ) -> Updates:
        with as_gradio_error(request):
            if event.do == "open":
                return self._open(event.run, request)
            if event.do == "talk" and self._talk:
                letter, opened = self._talk
                return {letter: opened(event.run, request), **self._front("chat")}
            if event.do == "tag":
                return {self._search: event.name}
            if event.do == "delete":
                self._tell(self._delete(event, request), request)
            if event.do in ("star", "note"):
                self._note(event, request)
            limit = shown + PAGE if event.do == "more" else shown
            return self._list(HistoryQuery(query, task, since, favorite), limit, request)

    def _open(self, run_id: str, request: gr.Request) -> Updates:
        run = self._history.open(self._screen.owner(request), run_id)
        opener = self._openers[type(run.result)]
        return opener.show(run, request_language(request)) | self._front(opener.tab)

    def _front(self, tab: str) -> Updates:
        return {self._tabs: gr.Tabs(selected=tab)} if self._tabs else {}

    def _note(self, event: gr.EventData, request: gr.Request) -> None:
        if not all(isinstance(said, str) for said in (event.run, event.called, event.tag)):
            raise UnfitEvent
        owner = self._screen.owner(request)
        note = Note(event.called, event.tag, bool(event.favorite))
        kept = self._history
        noted = kept.conversations.note if event.kind == "talk" else kept.notes.put
        noted(owner, event.run, note)

    def _delete(self, event: gr.EventData, request: gr.Request) -> int:
        owner = self._screen.owner(request)
        if event.kind == "talk":
            return int(self._history.conversations.delete(owner, event.run) is not None)
        self._screen.service.forget(owner)
        return int(self._history.delete(owner, event.run))

    def _delete_older(
        self,
        query: str | None,
        task: str,
        since: int,
        favorite: bool,
        days: float | None,
        request: gr.Request,
    ) -> Updates:
        with as_gradio_error(request):
            owner, many = self._screen.owner(request), whole_days(days)
            self._screen.service.forget(owner)
            gone = self._history.delete_older(owner, many)
            gone += self._history.conversations.delete_unused(owner, many)
            self._tell(gone, request)
            return self._list(HistoryQuery(query, task, since, favorite), PAGE, request)

    def _delete_all(
        self, query: str | None, task: str, since: int, favorite: bool, request: gr.Request
    ) -> Updates:
        with as_gradio_error(request):
            owner = self._screen.owner(request)
            gone = self._screen.service.delete_all(owner)
            gone += self._history.conversations.delete_all(owner)
            self._tell(gone, request)
            self._screen.service.forget_models(owner)
            return self._list(HistoryQuery(query, task, since, favorite), PAGE, request)

    def _tell(self, how_many: int, request: gr.Request) -> None:
        language = request_language(request)
        gr.Info(deleted(int(how_many), language), title=say(language, "toast_info"), duration=4)


def whole_days(days: float | None) -> int:
    """What the box of days says; an empty box is refused, because 0 would delete everything.

    Raises:
        UserError: no number, or a fraction.
    """
    if days is None or int(days) != days:
        raise UserError("bad-days", "whole")
    return int(days)
