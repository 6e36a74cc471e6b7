"""*Conversar*: a conversation that can do everything textnn does.

``chat.js`` draws it. Python sends it what has changed, as JSON; what it knows it says with every
press, the open conversation too, so that a page goes on after the program was started anew.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from threading import Event
from typing import Any

import gradio as gr
from gradio.blocks import Block

from textnn.chat import Upload, plain
from textnn.errors import UserError
from textnn.results import Result
from textnn.results.conversation import Conversation, Message
from textnn.store.tasks import TASK_OF
from textnn.ui.format.chat import broken_off, message_view
from textnn.ui.format.chat_list import (
    EXAMPLE_ARTICLE,
    EXAMPLE_PICTURE,
    delete_view,
    deleted_sentence,
    empty_view,
    head_view,
    list_view,
    rename_view,
)
from textnn.ui.i18n import say
from textnn.ui.pad import picture_bytes
from textnn.ui.screen import QUICK, Opener, Screen, Updates, language
from textnn.ui.work import Stops

PAGE = 20
"""Conversations listed at first, and more with each press of *Mostrar mais*."""

FRAME = 0.07
"""Seconds between two pictures of a growing reply."""

MOST = 5
"""Files with one message."""

TOLD = 600
"""Characters of a reply that are read aloud by themselves."""

WORDS = (
    *("chat_box", "chat_hint", "chat_hint_offline", "chat_hint_picture", "chat_hint_article"),
    *("chat_send", "chat_stop", "chat_attach", "chat_attach_what", "chat_detach", "chat_keys"),
    *("chat_keys_offline", "chat_too_many", "chat_waiting", "chat_stopping", "chat_log"),
    *("chat_edit_box", "chat_edit_note", "chat_cancel", "chat_list", "chat_new", "chat_search"),
    *("chat_working", "chat_export_all"),
)
"""Sentences that ``chat.js`` says."""

_JS = "window.textnn.chat(element, trigger, props, watch);"

_log = logging.getLogger(__name__)

_MEDIA = {"md": "text/markdown", "jsonl": "application/jsonl"}


@dataclass(frozen=True)
class Visitor:
    """Who asks, in which language, and on which page."""

    owner: str
    language: str
    page: str | None


class ChatTab:
    """The tab, inside the ``Blocks`` that are open.

    Args:
        screen: the tab's surroundings.

    Attributes:
        load: the event that shows the conversation of the page's address, or else the newest.
    """

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._chat = screen.chat
        self._stops = Stops()
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
        self.load: dict[str, Any] = {"fn": self._load, "outputs": self._view, **QUICK}

    def wire(
        self,
        openers: Mapping[type[Result], Opener] | None = None,
        tabs: gr.Tabs | None = None,
    ) -> None:
        """Bind the events, once the other tabs are there.

        Args:
            openers: kind of result -> how to show it in its own tab.
            tabs: where these stand.
        """
        self._openers, self._tabs = openers or {}, tabs
        several: dict[str, Any] = {"trigger_mode": "multiple", **QUICK}
        self._view.submit(
            self._talk,
            None,
            self._view,
            concurrency_id="chat",
            concurrency_limit=4,
            **several,
        )
        self._view.stop(self._halt, queue=False, **QUICK)
        self._view.input(self._find, None, self._view, trigger_mode="always_last", **QUICK)
        opened = {part for opener in self._openers.values() for part in opener.outputs}
        places: list[Block] = [self._view, *([tabs] if tabs else []), *opened]
        self._view.click(self._act, None, places, **several)

    # A message and the reply to it

    def _talk(self, event: gr.EventData, request: gr.Request) -> Iterator[str]:
        who = self._visitor(request)
        stopped = self._stops.begin(who.page)
        try:
            with closing(self._replying(event, who)) as replying:
                yield from self._frames(replying, stopped, event, who)
        except UserError as error:
            yield _patch(refused=error.say(who.language))
        except Exception:
            _log.exception("unexpected error")
            yield _patch(refused=say(who.language, "broken"))
        finally:
            self._stops.end(who.page, stopped)

    def _replying(self, event: gr.EventData, who: Visitor) -> Generator[Message, None, None]:
        do, text = _told(event, "do"), _told(event, "text")
        message, conversation = _told(event, "message"), _told(event, "conversation") or None
        if do == "edit":
            return self._chat.edit(who.owner, message, text, who.language)
        if do == "retry":
            return self._chat.retry(who.owner, message, who.language)
        uploads = self._uploads(event)
        if do == "example":
            text, uploads = self._example(_told(event, "name"), who.language)
        return self._chat.reply(who.owner, conversation, text, uploads, who.language)

    def _uploads(self, event: gr.EventData) -> list[Upload]:
        given = getattr(event, "files", None) or []
        limit = self._screen.settings.upload_bytes
        return [
            Upload(str(one.get("name", ""))[:200], picture_bytes(str(one.get("url", "")), limit))
            for one in given[:MOST]
        ]

    def _example(self, name: str, lang: str) -> tuple[str, list[Upload]]:
        examples = self._screen.examples
        text = say(lang, f"chat_try_{name}")
        if name == "article":
            return f"{text}\n\n{examples.articles[EXAMPLE_ARTICLE]}", []
        if name == "picture":
            picture = examples.pictures[EXAMPLE_PICTURE]
            return text, [Upload(say(lang, f"picture_{EXAMPLE_PICTURE}") + ".png", picture)]
        return text, []

    def _frames(
        self,
        replying: Generator[Message, None, None],
        stopped: Event,
        event: gr.EventData,
        who: Visitor,
    ) -> Iterator[str]:
        """The reply as it grows, at most every ``FRAME`` seconds; its end always, and in full."""
        intent, shown, message = None, 0.0, None
        for message in replying:
            if message.status != "working":
                break
            if stopped.is_set():
                replying.close()
                message = replace(message, status="stopped")
                break
            if message.intent != intent:
                intent, shown = message.intent, time.monotonic()
                yield self._whole_turn(message, event, who)
            elif time.monotonic() - shown >= FRAME:
                shown = time.monotonic()
                yield self._growing(message, who)
        if message is not None:
            yield self._whole_turn(message, event, who)

    def _growing(self, message: Message, who: Visitor) -> str:
        return _patch(
            turn=message.conversation_id,
            conversation=message.conversation_id,
            status=message.status,
            messages=[self._drawn(message, who)],
        )

    def _whole_turn(self, message: Message, event: gr.EventData, who: Visitor) -> str:
        """The message as it is kept by now, the reply to it, and what stands around them."""
        kept = self._kept(message, who)
        pair = [one for one in (kept.messages if kept else ()) if one.id == message.replies_to]
        reply = message
        if message.status != "working" and kept:
            reply = next((one for one in kept.messages if one.id == message.id), message)
        query = _told(event, "query")
        return _patch(
            turn=message.conversation_id,
            conversation=message.conversation_id if kept else "",
            status=message.status,
            messages=[self._drawn(one, who) for one in (*pair, reply)],
            head=head_view(kept, who.language) if kept else "",
            list=self._listed(who, message.conversation_id, query),
            say="" if message.status == "working" else plain(reply, who.language)[:TOLD],
        )

    def _kept(self, message: Message, who: Visitor) -> Conversation | None:
        """The conversation of a message; ``None``: it was deleted in the meantime."""
        try:
            return self._chat.open(who.owner, message.conversation_id)
        except UserError:
            return None

    def _halt(self, request: gr.Request) -> None:
        self._stops.stop(request.session_hash)

    # Everything else

    def _load(self, request: gr.Request) -> str:
        who = self._visitor(request)
        asked = dict(request.query_params).get("c", "")
        return self._safely(lambda: self._first(asked, who), who)

    def _first(self, asked: str, who: Visitor) -> str:
        if asked:
            try:
                return self._opened(asked, who)
            except UserError as error:
                return self._fresh(who, note=error.say(who.language))
        newest = self._chat.conversations(who.owner, limit=1)
        return self._opened(newest[0].id, who) if newest else self._fresh(who)

    def _find(self, event: gr.EventData, request: gr.Request) -> str:
        who = self._visitor(request)
        query, current = _told(event, "query"), _told(event, "conversation")
        return self._safely(lambda: _patch(list=self._listed(who, current, query)), who)

    def _act(self, event: gr.EventData, request: gr.Request) -> Updates:
        who = self._visitor(request)
        if _told(event, "do") == "show":
            return self._show(_told(event, "run"), who)
        act = self._acts.get(_told(event, "do"))
        if act is None:
            return {self._view: gr.skip()}
        return {self._view: self._safely(lambda: act(self, event, who), who)}

    def _show(self, run_id: str, who: Visitor) -> Updates:
        """A result in its own tab."""
        try:
            run = self._screen.service.open(who.owner, run_id)
        except UserError as error:
            return {self._view: _patch(note=error.say(who.language))}
        opener = self._openers[type(run.result)]
        updates = opener.show(run, who.language)
        return updates | ({self._tabs: gr.Tabs(selected=opener.tab)} if self._tabs else {})

    def _open(self, event: gr.EventData, who: Visitor) -> str:
        return self._opened(_told(event, "conversation"), who, _told(event, "query"))

    def _new(self, event: gr.EventData, who: Visitor) -> str:
        return self._fresh(who, _told(event, "query"))

    def _more(self, event: gr.EventData, who: Visitor) -> str:
        many = int(_told(event, "shown") or 0) + PAGE
        listed = self._listed(who, _told(event, "conversation"), _told(event, "query"), many)
        return _patch(list=listed)

    def _rename(self, event: gr.EventData, who: Visitor) -> str:
        asked = self._chat.open(who.owner, _told(event, "conversation"))
        return _patch(ask=rename_view(asked, who.language))

    def _renamed(self, event: gr.EventData, who: Visitor) -> str:
        which = _told(event, "conversation")
        self._chat.rename(who.owner, which, _told(event, "title"))
        head = head_view(self._chat.open(who.owner, which), who.language)
        return _patch(head=head, list=self._listed(who, which, _told(event, "query")))

    def _export(self, event: gr.EventData, who: Visitor) -> str:
        form = "md" if _told(event, "form") == "md" else "jsonl"
        which = _told(event, "conversation")
        text = self._chat.export(who.owner, which, form, who.language)
        name = say(who.language, "chat_log").lower()
        parcel = {"name": f"textnn-{name}.{form}", "media": _MEDIA[form], "content": text}
        return _patch(save=json.dumps(parcel))

    def _export_all(self, _: gr.EventData, who: Visitor) -> str:
        text = "".join(self._chat.export_all(who.owner, who.language))
        name = say(who.language, "chat_list").lower()
        parcel = {"name": f"textnn-{name}.jsonl", "media": _MEDIA["jsonl"], "content": text}
        return _patch(save=json.dumps(parcel))

    def _delete(self, event: gr.EventData, who: Visitor) -> str:
        which = _told(event, "conversation")
        asked, runs = self._chat.open(who.owner, which), self._chat.runs(who.owner, which)
        return _patch(ask=delete_view(asked, runs, who.language))

    def _deleted(self, event: gr.EventData, who: Visitor) -> str:
        which, runs = _told(event, "conversation"), bool(_told(event, "runs"))
        gone = self._chat.delete(who.owner, which, runs=runs)
        sentence = deleted_sentence(gone.kept, gone.deleted, who.language)
        return self._fresh(who, _told(event, "query"), done=sentence)

    def _like(self, event: gr.EventData, who: Visitor) -> str:
        liked = {"1": True, "0": False}.get(_told(event, "value"))
        self._chat.like(who.owner, _told(event, "message"), liked)
        return _patch()

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
        "like": _like,
    }

    # What is sent

    def _opened(self, conversation_id: str, who: Visitor, query: str = "") -> str:
        """A whole conversation, in the place of the one that is shown."""
        found = self._chat.open(who.owner, conversation_id)
        messages = [self._drawn(one, who) for one in found.messages]
        if found.messages and found.messages[-1].role == "user":
            messages.append(("broken", broken_off(found.messages[-1], who.language)))
        return _patch(
            reset=True,
            conversation=found.id,
            messages=messages,
            head=head_view(found, who.language),
            list=self._listed(who, found.id, query),
        )

    def _fresh(self, who: Visitor, query: str = "", **more: str) -> str:
        """An empty conversation, which is kept from its first message on."""
        picture = self._screen.examples.pictures.get(EXAMPLE_PICTURE)
        return _patch(
            reset=True,
            conversation="",
            messages=[],
            empty=empty_view(who.language, picture),
            head="",
            list=self._listed(who, "", query),
            **more,
        )

    def _listed(self, who: Visitor, current: str, query: str, many: int = PAGE) -> str:
        shown: Sequence[Conversation] = self._chat.conversations(who.owner, query, many)
        total = self._chat.count(who.owner, query)
        return list_view(shown, total, current, who.language, query)

    def _drawn(self, message: Message, who: Visitor) -> tuple[str, str]:
        tasks = [TASK_OF[kind] for kind in self._openers]
        return message.id, message_view(message, who.language, tasks)

    def _safely(self, work: Callable[[], str], who: Visitor) -> str:
        """What ``work`` sends; what goes wrong is a sentence in the conversation."""
        try:
            return work()
        except UserError as error:
            return _patch(note=error.say(who.language))
        except Exception:
            _log.exception("unexpected error")
            return _patch(note=say(who.language, "broken"))

    def _visitor(self, request: gr.Request) -> Visitor:
        return Visitor(self._screen.owner(request), language(request), request.session_hash)


def _told(event: gr.EventData, name: str) -> str:
    """What the page says with an event; empty where it does not."""
    return str(getattr(event, name, "") or "")


def _patch(**changes: Any) -> str:
    """What changes on the page, as JSON; no two are the same, so that each is noticed."""
    return json.dumps({"n": time.monotonic_ns(), **changes}, ensure_ascii=False)
