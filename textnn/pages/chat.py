"""Messages of a conversation -> what is shown of them."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import partial
from urllib.parse import urlsplit

from markupsafe import Markup

from textnn.chat import PASTED, copied
from textnn.html.templates import part as macro
from textnn.locale import say
from textnn.pages.chat_results import copy_notice, result_view
from textnn.results import Continuation
from textnn.results.conversation import (
    REASONS,
    Confirm,
    Conversation,
    Failure,
    GivenArticle,
    GivenPicture,
    HistoryEntry,
    Listed,
    Message,
    Offer,
    Part,
    Said,
    Shown,
    Term,
    Wanted,
)
from textnn.tasks.registry import TASKS

LINE = 120
"""Characters of a title at the utmost."""

LONG = 700
"""Characters of a message above which it is folded."""

_LINE = re.compile(r"\n+")
_MACROS = "chat/message.html"
AROUND = "chat/list.html"
"""Macros of what stands around messages: conversations, the head, what is asked back."""


def message_view(message: Message, language: str, openable: Collection[str] = TASKS) -> Markup:
    """A message of either side.

    Args:
        message: results put in; growing or done.
        language: of the reader.
        openable: tasks whose results can be opened in their own tab on this page.
    """
    parts = [_part(part, message, language, openable) for part in message.parts]
    if message.role == "user":
        return macro(language, _MACROS, "asked", message, parts)
    stopped = _stopped(message, language) if message.status == "stopped" else ""
    notices = dict.fromkeys(
        copy_notice(part, language) for part in message.parts if isinstance(part, Shown)
    )
    copy = {"text": copied(message, language), "notice": "\n".join(filter(None, notices))}
    return macro(language, _MACROS, "reply", message, parts, stopped, copy, REASONS)


def head_view(conversation: Conversation, language: str) -> Markup:
    """Title of a conversation, what can be done with it, and the article in use: the last given."""
    parts = (part for message in conversation.messages[::-1] for part in message.parts[::-1])
    article = next((part for part in parts if isinstance(part, GivenArticle)), None)
    headline = headline_of(article) if article else ""
    return macro(language, AROUND, "head", conversation, article, headline)


def broken_off(message: Message, language: str) -> Markup:
    """Under a visitor's message that got no reply: the way to get one."""
    return macro(language, _MACROS, "broken_off", message)


def _stopped(message: Message, language: str) -> str:
    """Whether anything was ready; a text that was stopped says so itself."""
    results = [part.result for part in message.parts if isinstance(part, Shown)]
    if any(isinstance(result, Continuation) for result in results):
        return ""
    return say(language, "chat_stopped" if results else "chat_stopped_early")


def _part(part: Part, message: Message, language: str, openable: Collection[str]) -> Markup:
    show = partial(macro, language, _MACROS)
    match part:
        case Said(text) if message.role != "user":
            return show("words", [line for line in _LINE.split(text) if line.strip()])
        case Said(text) if len(text) > LONG:
            return show("long", text, " ".join(text[:LONG].split())[:80].rstrip() + "…")
        case Said(text):
            return show("said", text)
        case GivenArticle(text):
            return show("article", text, headline_of(part), source_of(part, language))
        case GivenPicture():
            return show("picture", part)
        case Shown(result=None, run_id=None) if message.status == "working":
            return Markup()
        case Shown():
            return result_view(part, language, message.created_at, openable)
        case Term():
            return show("term", part)
        case Listed(entries=entries):
            return show("listed", [_line(one, language, openable) for one in entries])
        case Failure():
            return show("failure", part)
        case Wanted():
            return show("wanted", part)
        case Offer() | Confirm():
            return Markup()


def _line(
    entry: HistoryEntry, language: str, openable: Collection[str]
) -> tuple[HistoryEntry, str, str, bool]:
    """An entry, its title, what kind of result it is, and whether it can be opened here."""
    title, kind = TASKS.described(entry.task, entry.title, language)
    return entry, title, kind, entry.task in openable


def headline_of(article: GivenArticle) -> str:
    """What an article is called: of a pasted one its first line, if that is no whole paragraph."""
    first = " ".join(article.text.strip().partition("\n")[0].split())
    return first if article.source == PASTED and 0 < len(first) <= LINE else article.title


def source_of(article: GivenArticle, language: str) -> str:
    """Where an article is from, short: a site, a file, or that it was pasted."""
    if article.source == PASTED:
        return say(language, "chat_pasted")
    site = urlsplit(article.source).hostname if "://" in article.source else None
    return site or article.source
