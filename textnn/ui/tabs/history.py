"""*Histórico*: everything this browser made and kept; found again, opened, exported, deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import gradio as gr
from gradio.components import Component

from textnn.errors import UserError
from textnn.html.markup import JS_CLICKS
from textnn.locale import say
from textnn.pages.history import deleted, history_view
from textnn.results import Result
from textnn.tasks.registry import TASKS
from textnn.ui.i18n import t
from textnn.ui.screen import QUICK, Opener, Updates, as_gradio_error
from textnn.web.context import Screen, request_language

PAGE = 20
"""Results shown at first, and more with each press of *Mostrar mais*."""


SINCE = (0, 1, 7, 30)
"""Days up to now that can be chosen; 0 is all."""

Asked = tuple[str | None, str, int]
"""Words, task and days that are looked for."""


def build(
    screen: Screen,
    openers: Mapping[type[Result], Opener] | None = None,
    tabs: gr.Tabs | None = None,
) -> dict[str, Any]:
    """The tab, inside the ``Blocks`` that are open; returns the event that reads the list anew.

    Args:
        screen: the tab's surroundings.
        openers: kind of result -> how to show it again; empty: nothing can be opened.
        tabs: where the tabs of ``openers`` stand.
    """
    return HistoryTab(screen, openers or {}, tabs).refresh


class HistoryTab:
    """The list, its search and what is opened from it."""

    def __init__(
        self, screen: Screen, openers: Mapping[type[Result], Opener], tabs: gr.Tabs | None
    ) -> None:
        self._screen = screen
        self._history = screen.service.history
        self._openers = openers
        self._tabs = tabs
        with gr.Row(elem_classes="filters"):
            self._search = gr.Textbox(
                label=t("search"), placeholder=t("search_hint"), max_lines=1, elem_id="search"
            )
            choices = [
                (str(t("task_all")), ""),
                *((str(t(f"task:{task}")), task) for task in TASKS),
            ]
            self._task = gr.Dropdown(
                choices, value="", label=t("task"), elem_id="task", filterable=False
            )
            self._since = gr.Dropdown(
                [(str(t(f"since_{days}")), days) for days in SINCE],
                value=0,
                label=t("since"),
                elem_id="since",
                filterable=False,
            )
        self._listing = gr.HTML(t("html:history"), js_on_load=JS_CLICKS, elem_id="history-list")
        self._shown = gr.State(PAGE)
        with gr.Accordion(t("tidy"), open=False, elem_id="tidy"):
            gr.HTML(t("html:download"))
            with gr.Row(elem_classes="older"):
                self._days = gr.Number(30, label=t("days"), precision=0, elem_id="days")
                self._old = gr.HTML(t("html:delete_older"), js_on_load=JS_CLICKS, elem_id="old")
            self._all = gr.HTML(t("html:delete_all"), js_on_load=JS_CLICKS, elem_id="all")
        self._wire()

    def _wire(self) -> None:
        asked: list[Component] = [self._search, self._task, self._since]
        found: list[Component] = [self._listing, self._shown]
        for change in (self._search.change, self._task.change, self._since.change):
            change(self._find, asked, found, trigger_mode="always_last", **QUICK)
        opened = {part for opener in self._openers.values() for part in opener.outputs}
        self._listing.click(
            self._act,
            [*asked, self._shown],
            [*found, *([self._tabs] if self._tabs else []), *opened],
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

    def _find(self, query: str | None, task: str, since: int, request: gr.Request) -> Updates:
        with as_gradio_error(request):
            return self._list((query, task, since), PAGE, request)

    def _list(self, asked: Asked, limit: int, request: gr.Request) -> Updates:
        owner, (query, task, since) = self._screen.owner(request), asked
        query = query or ""
        view = history_view(
            self._history.find(owner, query, task, limit, days=since),
            self._history.count(owner, query, task, since),
            request_language(request),
            searching=bool(query.strip() or task or since),
            openable=[kind.task for kind in self._openers],
        )
        return {self._listing: view, self._shown: limit}

    def _act(
        self,
        query: str | None,
        task: str,
        since: int,
        shown: int,
        event: gr.EventData,
        request: gr.Request,
    ) -> Updates:
        with as_gradio_error(request):
            if event.do == "open":
                return self._open(event.run, request)
            if event.do == "delete":
                self._tell(self._history.delete(self._screen.owner(request), event.run), request)
            limit = shown + PAGE if event.do == "more" else shown
            return self._list((query, task, since), limit, request)

    def _open(self, run_id: str, request: gr.Request) -> Updates:
        run = self._history.open(self._screen.owner(request), run_id)
        opener = self._openers[type(run.result)]
        updates = opener.show(run, request_language(request))
        return updates | ({self._tabs: gr.Tabs(selected=opener.tab)} if self._tabs else {})

    def _delete_older(
        self, query: str | None, task: str, since: int, days: float | None, request: gr.Request
    ) -> Updates:
        with as_gradio_error(request):
            owner = self._screen.owner(request)
            self._tell(self._history.delete_older(owner, whole_days(days)), request)
            return self._list((query, task, since), PAGE, request)

    def _delete_all(self, query: str | None, task: str, since: int, request: gr.Request) -> Updates:
        with as_gradio_error(request):
            owner = self._screen.owner(request)
            self._tell(self._history.delete_all(owner), request)
            self._screen.service.taggers.forget(owner)
            return self._list((query, task, since), PAGE, request)

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
