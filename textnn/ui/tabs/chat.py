"""*Conversar*: a conversation that can do everything textnn does.

``chat.js`` draws it and says with every press which conversation is open, so that a page goes on
after the program was started anew. Whose it is, ``Chat`` asks with every call.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from threading import Event
from typing import Any

import gradio as gr
from gradio.blocks import Block

from textnn.chat import Upload
from textnn.errors import UserError
from textnn.html.templates import part
from textnn.locale import number, say
from textnn.pages.chat import AROUND, head_view
from textnn.results import Result
from textnn.results.conversation import Message
from textnn.ui.components.background import Cancellations
from textnn.ui.components.chat_page import (
    EXAMPLE_ARTICLE,
    EXAMPLE_PICTURE,
    PAGE,
    Talk,
    Visitor,
    patch,
)
from textnn.ui.files import picture_bytes
from textnn.ui.screen import QUICK, Opener, Updates
from textnn.web.context import Screen

FRAME = 0.07
"""Seconds between two pictures of a growing reply."""

MOST = 5
"""Files with one message."""

WORDS = (
    *("chat_box", "chat_hint", "chat_hint_offline", "chat_hint_picture", "chat_hint_article"),
    *("chat_send", "chat_stop", "chat_attach", "chat_attach_what", "chat_detach", "chat_keys"),
    *("chat_keys_offline", "chat_too_many", "chat_waiting", "chat_stopping", "chat_log"),
    *("chat_edit_box", "chat_edit_note", "chat_cancel", "chat_list", "chat_new", "chat_search"),
    *("chat_working", "chat_export_all", "chat_delete_all"),
)
"""Sentences that ``chat.js`` says."""

_JS = "window.textnn.chat(element, trigger, props, watch);"
_JS_LETTER = "window.textnn.chatLetter(props, watch);"
_MEDIA = {"md": "text/markdown", "jsonl": "application/jsonl"}

_log = logging.getLogger(__name__)

Replying = Generator[Message, None, None]


class ChatTab:
    """The tab, inside the ``Blocks`` that are open.

    Attributes:
        load: the event that shows the conversation of the page's address, or else the newest.
    """

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._chat = screen.chat
        self._talk = Talk(screen, ())
        self._stops = Cancellations()
        self._openers: Mapping[type[Result], Opener] = {}
        self._tabs: gr.Tabs | None = None
        self._view = gr.HTML(
            "",
            html_template="",
            js_on_load=_JS,
            elem_id="chat",
            addresses=screen.settings.fetch,
            most=MOST,
        )
        self._done, self._found = (_letter(name) for name in ("done", "found"))
        self.load: dict[str, Any] = {"fn": self._load, "outputs": self._done, **QUICK}

    def wire(
        self, openers: Mapping[type[Result], Opener] | None = None, tabs: gr.Tabs | None = None
    ) -> None:
        """Bind the events, once the other tabs are there.

        Args:
            openers: kind of result -> how to show it in its own tab.
            tabs: where these stand.
        """
        self._openers, self._tabs = openers or {}, tabs
        self._talk = Talk(self._screen, [kind.task for kind in self._openers])
        several: dict[str, Any] = {"trigger_mode": "multiple", **QUICK}
        slow: dict[str, Any] = {"concurrency_id": "chat", "concurrency_limit": 8}
        self._view.submit(self._say, None, self._view, **slow, **several)
        self._view.stop(self._halt, queue=False, **QUICK)
        self._view.input(self._find, None, self._found, trigger_mode="always_last", **QUICK)
        opened = {part for opener in self._openers.values() for part in opener.outputs}
        places: list[Block] = [self._done, *([tabs] if tabs else []), *opened]
        self._view.click(self._act, None, places, **several)

    def opener(self) -> tuple[Block, Callable[[str, gr.Request], str]]:
        """What brings a kept conversation to the page, and its value for the id of one."""

        def opened(conversation_id: str, request: gr.Request) -> str:
            who = self._visitor(request)
            return self._safely(lambda: self._talk.opened(who, conversation_id), who)

        return self._done, opened

    def _say(self, event: gr.EventData, request: gr.Request) -> Iterator[str]:
        """A message, and the reply to it as it grows."""
        who = self._visitor(request, event)
        stopped = self._stops.begin(who.stops)
        try:
            with closing(self._replying(event, who)) as replying:
                yield from self._frames(replying, stopped, _told(event, "query"), who)
        except UserError as error:
            yield patch(refused=error.say(who.context.language), asked=who.asked)
        except Exception:
            _log.exception("unexpected error")
            yield patch(refused=say(who.context.language, "broken"), asked=who.asked)
        finally:
            self._stops.end(who.stops, stopped)

    def _replying(self, event: gr.EventData, who: Visitor) -> Replying:
        do, text, message = (_told(event, name) for name in ("do", "text", "message"))
        if do == "edit":
            return self._chat.edit(who.context, message, text)
        if do == "retry":
            return self._chat.retry(who.context, message)
        uploads = self._uploads(event)
        if do == "example":
            text, uploads = self._example(_told(event, "name"), who.context.language)
        conversation = _told(event, "conversation") or None
        return self._chat.reply(who.context, conversation, text, uploads)

    def _uploads(self, event: gr.EventData) -> list[Upload]:
        limit = self._screen.settings.upload_bytes
        return [
            Upload(str(one.get("name", ""))[:200], picture_bytes(str(one.get("url", "")), limit))
            for one in (getattr(event, "files", None) or [])[:MOST]
        ]

    def _example(self, name: str, language: str) -> tuple[str, list[Upload]]:
        examples, text = self._screen.examples, say(language, f"chat_try_{name}")
        if name == "article":
            return f"{text}\n\n{examples.articles[EXAMPLE_ARTICLE]}", []
        if name == "picture":
            file = say(language, f"picture_{EXAMPLE_PICTURE}") + ".png"
            return text, [Upload(file, examples.pictures[EXAMPLE_PICTURE])]
        return text, []

    def _frames(
        self, replying: Replying, stopped: Event, query: str, who: Visitor
    ) -> Iterator[str]:
        """At most one frame every ``FRAME`` seconds; the end always, and in full."""
        intent, shown, message = None, 0.0, None
        for message in replying:
            if message.status != "working":
                break
            if stopped.is_set():
                replying.close()
                message = replace(message, status="stopped")
                break
            if message.intent != intent:  # by now it is known what came with the message
                intent, shown = message.intent, time.monotonic()
                yield self._talk.whole(message, who, query)
            elif time.monotonic() - shown >= FRAME:
                shown = time.monotonic()
                yield self._talk.growing(message, who)
        if message is not None:
            yield self._talk.whole(message, who, query)

    def _halt(self, event: gr.EventData, request: gr.Request) -> None:
        self._stops.stop(self._visitor(request, event).stops)

    def _load(self, request: gr.Request) -> str:
        who = self._visitor(request)
        asked = dict(request.query_params).get("c", "")
        return self._safely(lambda: self._first(asked, who), who)

    def _first(self, asked: str, who: Visitor) -> str:
        if asked:
            try:
                return self._talk.opened(who, asked)
            except UserError as error:
                return self._talk.fresh(who, note=error.say(who.context.language))
        newest = self._chat.conversations(who.context.owner, limit=1)
        return self._talk.opened(who, newest[0].id) if newest else self._talk.fresh(who)

    def _find(self, event: gr.EventData, request: gr.Request) -> str:
        who = self._visitor(request)
        query, current = _told(event, "query"), _told(event, "conversation")
        return self._safely(lambda: patch(list=self._talk.listed(who, current, query)), who)

    def _act(self, event: gr.EventData, request: gr.Request) -> Updates:
        """A press on anything that does not say something."""
        who, do = self._visitor(request), _told(event, "do")
        if do == "show":
            return self._show(_told(event, "run"), who)
        if do not in self._acts:
            return {self._done: patch()}
        return {self._done: self._safely(lambda: self._acts[do](self, event, who), who)}

    def _show(self, run_id: str, who: Visitor) -> Updates:
        """A result in its own tab."""
        try:
            run = self._screen.service.history.open(who.context.owner, run_id)
        except UserError as error:
            return {self._done: patch(note=error.say(who.context.language))}
        opener = self._openers[type(run.result)]
        updates = opener.show(run, who.context.language)
        return updates | ({self._tabs: gr.Tabs(selected=opener.tab)} if self._tabs else {})

    def _open(self, event: gr.EventData, who: Visitor) -> str:
        return self._talk.opened(who, _told(event, "conversation"), _told(event, "query"))

    def _new(self, event: gr.EventData, who: Visitor) -> str:
        return self._talk.fresh(who, _told(event, "query"))

    def _more(self, event: gr.EventData, who: Visitor) -> str:
        many = int(_told(event, "shown") or 0) + PAGE
        current, query = _told(event, "conversation"), _told(event, "query")
        return patch(list=self._talk.listed(who, current, query, many))

    def _rename(self, event: gr.EventData, who: Visitor) -> str:
        asked = self._chat.open(who.context.owner, _told(event, "conversation"))
        return _ask(who, "rename", asked)

    def _renamed(self, event: gr.EventData, who: Visitor) -> str:
        which, query = _told(event, "conversation"), _told(event, "query")
        self._chat.rename(who.context.owner, which, _told(event, "title"))
        head = head_view(self._chat.open(who.context.owner, which), who.context.language)
        return patch(head=head, list=self._talk.listed(who, which, query))

    def _export(self, event: gr.EventData, who: Visitor) -> str:
        form, which = _told(event, "form"), _told(event, "conversation")
        form = form if form in _MEDIA else "jsonl"
        text = self._chat.export(who.context.owner, which, form, who.context.language)
        return _download(say(who.context.language, "chat_log"), form, text)

    def _export_all(self, _: gr.EventData, who: Visitor) -> str:
        text = "".join(self._chat.export_all(who.context.owner, who.context.language))
        return _download(say(who.context.language, "chat_list"), "jsonl", text)

    def _delete(self, event: gr.EventData, who: Visitor) -> str:
        which, owner = _told(event, "conversation"), who.context.owner
        return _ask(who, "delete", self._chat.open(owner, which), self._chat.runs(owner, which))

    def _deleted(self, event: gr.EventData, who: Visitor) -> str:
        which, runs = _told(event, "conversation"), bool(_told(event, "runs"))
        gone = self._chat.delete(who.context.owner, which, runs=runs)
        language = who.context.language
        if gone.deleted:
            done = say(language, "chat_deleted_runs", count=number(language, gone.deleted))
        elif gone.kept:
            done = say(language, "chat_deleted_kept", count=number(language, gone.kept))
        else:
            done = say(language, "chat_deleted")
        return self._talk.fresh(who, _told(event, "query"), done=done)

    def _delete_all(self, _: gr.EventData, who: Visitor) -> str:
        return _ask(who, "delete_all", self._chat.count(who.context.owner))

    def _deleted_all(self, _: gr.EventData, who: Visitor) -> str:
        gone, language = self._chat.delete_all(who.context.owner), who.context.language
        return self._talk.fresh(
            who, done=say(language, "chat_deleted_all", count=number(language, gone))
        )

    def _like(self, event: gr.EventData, who: Visitor) -> str:
        liked = {"1": True, "0": False}.get(_told(event, "value"))
        self._chat.like(who.context.owner, _told(event, "message"), liked)
        return patch()

    def _reason(self, event: gr.EventData, who: Visitor) -> str:
        message, reason = _told(event, "message"), _told(event, "reason")
        self._chat.like(who.context.owner, message, False, reason)
        return patch()

    _acts: Mapping[str, Callable[[ChatTab, gr.EventData, Visitor], str]] = {
        "open": _open,
        "new": _new,
        "more": _more,
        "rename": _rename,
        "renamed": _renamed,
        "export": _export,
        "export_all": _export_all,
        "delete": _delete,
        "deleted": _deleted,
        "delete_all": _delete_all,
        "deleted_all": _deleted_all,
        "like": _like,
        "reason": _reason,
    }

    def _safely(self, work: Callable[[], str], who: Visitor) -> str:
        """What ``work`` sends; what goes wrong is a sentence in the conversation."""
        try:
            return work()
        except UserError as error:
            return patch(note=error.say(who.context.language))
        except Exception:
            _log.exception("unexpected error")
            return patch(note=say(who.context.language, "broken"))

    def _visitor(self, request: gr.Request, event: gr.EventData | None = None) -> Visitor:
        asked = _told(event, "asked") if event else ""
        return Visitor(self._screen.context(request), request.session_hash, asked)


def _letter(name: str) -> gr.HTML:
    """What brings changes beside those of a reply, so that neither takes the other's place."""
    return gr.HTML("", html_template="", js_on_load=_JS_LETTER, visible="hidden",
                   elem_id=f"chat-{name}")  # fmt: skip


def _told(event: gr.EventData, name: str) -> str:
    """What the page says with an event; empty where it does not."""
    return str(getattr(event, name, "") or "")


def _ask(who: Visitor, macro: str, *values: object) -> str:
    """What asks back, as a macro of ``AROUND`` has it."""
    return patch(ask=part(who.context.language, AROUND, macro, *values))


def _download(name: str, form: str, text: str) -> str:
    """A download."""
    parcel = {"name": f"textnn-{name.lower()}.{form}", "media": _MEDIA[form], "content": text}
    return patch(save=json.dumps(parcel))
