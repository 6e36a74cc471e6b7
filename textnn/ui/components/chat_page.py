"""What ``chat.js`` is sent: changes of the page, each a JSON object.

``reset`` begins another conversation on the page, ``turn`` is a frame of a reply and ``refused``
says that a message was not taken, both with the number that the page gave the message, ``asked``;
besides, ``head``, ``list``, ``note``, ``done``, ``ask`` and ``save`` change what they name.
``messages`` are pairs of id and HTML, to be drawn in the place of the old.
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from textnn.chat import Chat, plain
from textnn.errors import UserError
from textnn.html.templates import part
from textnn.pages.chat import AROUND, broken_off, head_view, message_view
from textnn.results.context import RequestContext
from textnn.results.conversation import Conversation, Message
from textnn.web.context import Screen

EXAMPLE_ARTICLE = "cidade"
EXAMPLE_PICTURE = "navio"
"""What the empty state brings along, by its name among the examples."""

PAGE = 20
"""Conversations listed at first, and more with each press of *Mostrar mais*."""

TOLD = 600
"""Characters of a reply that are read aloud by themselves."""


@dataclass(frozen=True)
class Visitor:
    """Who asks, on which page, and which of the page's messages this is."""

    context: RequestContext
    page: str | None
    asked: str = ""

    @property
    def stops(self) -> str | None:
        """What a press on stop means: this message of this page, and no other that still runs."""
        return f"{self.page} {self.asked}" if self.page else None


def patch(**changes: Any) -> str:
    """Changes of the page; no two are the same, so that each is noticed."""
    return json.dumps({"n": time.monotonic_ns(), **changes}, ensure_ascii=False)


class Talk:
    """Conversations as the page shows them.

    Args:
        screen: whose conversations.
        tasks: those whose results can be opened in their own tab on this page.
    """

    def __init__(self, screen: Screen, tasks: Collection[str]) -> None:
        self._chat: Chat = screen.chat
        self._picture = screen.examples.pictures.get(EXAMPLE_PICTURE)
        self._tasks = tasks

    def opened(self, who: Visitor, conversation_id: str, query: str = "") -> str:
        """A whole conversation, in the place of the one that is shown.

        Raises:
            UserError: the visitor has no such conversation.
        """
        found = self._chat.open(who.context.owner, conversation_id)
        messages = [self._drawn(one, who) for one in found.messages]
        if found.messages and found.messages[-1].role == "user":
            messages.append(("broken", broken_off(found.messages[-1], who.context.language)))
        return patch(
            reset=True,
            conversation=found.id,
            messages=messages,
            head=head_view(found, who.context.language),
            list=self.listed(who, found.id, query),
        )

    def fresh(self, who: Visitor, query: str = "", **more: str) -> str:
        """An empty conversation, which is kept from its first message on."""
        return patch(
            reset=True,
            conversation="",
            messages=[],
            empty=part(who.context.language, AROUND, "empty", self._picture),
            head="",
            list=self.listed(who, "", query),
            **more,
        )

    def listed(self, who: Visitor, current: str, query: str, many: int = PAGE) -> str:
        """The visitor's conversations as HTML, those with the words of ``query``."""
        shown = self._chat.conversations(who.context.owner, query, many)
        total = self._chat.count(who.context.owner, query)
        searched = bool(query.strip())
        return part(who.context.language, AROUND, "list", shown, total, current, searched)

    def growing(self, message: Message, who: Visitor) -> str:
        """A frame of a reply: the reply alone."""
        return patch(
            turn=message.conversation_id,
            asked=who.asked,
            conversation=message.conversation_id,
            status=message.status,
            messages=[self._drawn(message, who)],
        )

    def whole(self, message: Message, who: Visitor, query: str) -> str:
        """A reply, what it answers as it is kept by now, and what stands around them."""
        kept = self._kept(message, who)
        messages = kept.messages if kept else ()
        asked = [one for one in messages if one.id == message.replies_to]
        done = message.status != "working"
        if done:
            message = next((one for one in messages if one.id == message.id), message)
        return patch(
            turn=message.conversation_id,
            asked=who.asked,
            conversation=message.conversation_id if kept else "",
            status=message.status,
            messages=[self._drawn(one, who) for one in (*asked, message)],
            head=head_view(kept, who.context.language) if kept else "",
            list=self.listed(who, message.conversation_id, query),
            say=plain(message, who.context.language)[:TOLD] if done else "",
        )

    def _kept(self, message: Message, who: Visitor) -> Conversation | None:
        """The conversation of a message; ``None``: it was deleted in the meantime."""
        try:
            return self._chat.open(who.context.owner, message.conversation_id)
        except UserError:
            return None

    def _drawn(self, message: Message, who: Visitor) -> tuple[str, str]:
        return message.id, message_view(message, who.context.language, self._tasks)
