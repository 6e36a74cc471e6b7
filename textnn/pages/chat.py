"""Messages of a conversation -> what is shown of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from functools import partial
from urllib.parse import urlsplit

from textnn.chat import PASTED, plain
from textnn.html.markup import button, escape, moment
from textnn.html.pictures import image
from textnn.html.progress import progress_bar
from textnn.locale import number, percent, say
from textnn.pages.chat_results import copy_notice, result_view
from textnn.pages.share_box import share_button
from textnn.results import Continuation
from textnn.results.conversation import (
    Button,
    Confirm,
    Entry,
    Failure,
    GivenArticle,
    GivenPicture,
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
from textnn.tasks.task import words

LINE = 120
"""Characters of a title at the utmost."""

LONG = 700
"""Characters of a message above which it is folded."""

_LINE = re.compile(r"\n+")


def message_view(message: Message, language: str, openable: Collection[str] = TASKS) -> str:
    """A message of either side.

    Args:
        message: results put in; growing or done.
        language: of the reader.
        openable: tasks whose results can be opened in their own tab on this page.
    """
    shown = partial(_part, message=message, language=language, openable=openable)
    if message.role == "user":
        return _asked(message, shown, language)
    return _reply(message, shown, language)


def _asked(message: Message, shown: Callable[[Part], str], language: str) -> str:
    parts = "".join(shown(part) for part in message.parts)
    edit = _tool(say(language, "chat_edit"), do="edit", message=message.id)
    return (
        f'<div class="asked"><p class="unseen">{escape(say(language, "chat_you"))}</p>'
        f'{parts}<div class="tools">{edit}</div></div>'
    )


def _reply(message: Message, shown: Callable[[Part], str], language: str) -> str:
    working = message.status == "working"
    parts = "".join(shown(part) for part in message.parts if not isinstance(part, Offer | Confirm))
    below = _progress(message, language) if working else _after(message, language)
    busy = ' aria-busy="true"' if working else ""
    return f'<div class="reply"{busy}><p class="unseen">textnn</p>{parts}{below}</div>'


def broken_off(message: Message, language: str) -> str:
    """Under a visitor's message that got no reply: the way to get one."""
    retry = button(say(language, "chat_retry"), do="retry", message=message.id)
    said = escape(say(language, "chat_broken_off"))
    return f'<div class="reply"><p class="hint">{said}</p><div class="row">{retry}</div></div>'


def _progress(message: Message, language: str) -> str:
    done = message.progress
    sentence = say(language, "chat_working")
    if done:
        sentence = say(language, "chat_working_part", percent=percent(language, done))
    return f'<div class="status">{progress_bar(language, sentence, done or None)}</div>'


def _after(message: Message, language: str) -> str:
    """What can be done with a finished reply, and what may come next."""
    note = _stopped(message, language) if message.status == "stopped" else ""
    if message.status == "gone":
        return note
    offers = "".join(_next(part, language) for part in message.parts)
    return f"{note}{_tools(message, language)}{offers}"


def _stopped(message: Message, language: str) -> str:
    """Whether anything was ready; a text that was stopped says so itself."""
    results = [part.result for part in message.parts if isinstance(part, Shown)]
    if any(isinstance(result, Continuation) for result in results):
        return ""
    said = say(language, "chat_stopped" if results else "chat_stopped_early")
    return f'<p class="hint">{escape(said)}</p>'


def _tools(message: Message, language: str) -> str:
    notices = dict.fromkeys(
        copy_notice(part, language) for part in message.parts if isinstance(part, Shown)
    )
    copy = _tool(
        say(language, "chat_copy"),
        text=plain(message, language),
        copy="\n".join(filter(None, notices)),
        copied=say(language, "chat_copied"),
    )
    thumbs = "".join(
        _tool(say(language, f"chat_{name}"), do="like", message=message.id, value=value,
              pressed=str(message.liked is liked).lower())
        for name, value, liked in (("up", "1", True), ("down", "0", False))
    )  # fmt: skip
    retry = _tool(say(language, "chat_retry"), do="retry", message=message.id)
    label = escape(say(language, "chat_tools"))
    return (
        f'<div class="tools" role="group" aria-label="{label}">{copy}{retry}{thumbs}'
        f'<span class="hint">{moment(message.created_at)}</span></div>'
    )


def _tool(label: str, pressed: str = "", **data: object) -> str:
    attributes = "".join(f' data-{key}="{escape(str(value))}"' for key, value in data.items())
    state = f' aria-pressed="{pressed}"' if pressed else ""
    return f'<button type="button" class="tool"{state}{attributes}>{escape(label)}</button>'


def _next(part: Part, language: str) -> str:
    """Buttons under the last message; style hides those of the others."""
    match part:
        case Offer(buttons):
            return _buttons(buttons, language)
        case Confirm(yes=yes, no=no):
            pair = _press(yes, "danger") + _press(no)
            return f'<div class="next row" role="group">{pair}</div>'
        case _:
            return ""


def _buttons(buttons: Iterable[Button], language: str) -> str:
    label = escape(say(language, "chat_next"))
    pressed = "".join(_press(one) for one in buttons)
    return f'<div class="next row" role="group" aria-label="{label}">{pressed}</div>'


def _press(one: Button, kind: str = "") -> str:
    return button(one.label, kind, do="say", text=one.message)


def _part(part: Part, message: Message, language: str, openable: Collection[str]) -> str:
    match part:
        case Said(text):
            return _said(text, message, language)
        case GivenArticle():
            return article_card(part, language)
        case GivenPicture(picture, source):
            alt = say(language, "chat_picture", name=source)
            return f'<figure class="given">{image(picture, alt)}</figure>'
        case Shown(result=None, run_id=None) if message.status == "working":
            return ""
        case Shown():
            return result_view(part, language, message.created_at, openable)
        case Term():
            return _term(part, language)
        case Listed(entries=entries):
            return _listed(entries, language, openable) if entries else ""
        case Failure(text):
            return f'<p class="note" role="alert">{escape(text)}</p>'
        case Wanted(what):
            return f'<span hidden data-wanted="{escape(what)}"></span>'
        case _:
            return ""


def _said(text: str, message: Message, language: str) -> str:
    if message.role != "user":
        lines = "".join(f"<p>{escape(line)}</p>" for line in _LINE.split(text) if line.strip())
        return f'<div class="words">{lines}</div>'
    if len(text) > LONG:
        size = say(language, "chat_article_size", count=number(language, len(text)))
        head = escape(" ".join(text[:LONG].split())[:80].rstrip() + "…")
        return (
            f'<details class="given-article fold"><summary><b>{head}</b> '
            f'<span>{escape(size)}</span></summary><div class="said sheet tall" tabindex="0">'
            f"{escape(text)}</div></details>"
        )
    return f'<p class="said" dir="auto">{escape(text)}</p>'


def article_card(article: GivenArticle, language: str) -> str:
    """An article that somebody gave, folded to its title, where it is from and how long it is."""
    about = f"{source_of(article, language)} · {size_of(article, language)}"
    title = escape(headline_of(article))
    return (
        f'<details class="given-article fold"><summary><b dir="auto">{title}</b> '
        f'<span>{escape(about)}</span></summary><article class="sheet tall" tabindex="0" '
        f'aria-label="{title}">{escape(article.text)}</article></details>'
    )


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


def size_of(article: GivenArticle, language: str) -> str:
    """How long an article is, in words."""
    return say(language, "chat_article_size", count=number(language, len(article.text)))


def _term(term: Term, language: str) -> str:
    example = (
        f'<p class="hint"><b>{escape(say(language, "chat_example"))}</b> {escape(term.example)}</p>'
        if term.example
        else ""
    )
    see = "".join(_press(one) for one in term.see)
    label = escape(say(language, "chat_see"))
    more = f'<div class="row"><span class="hint">{label}</span>{see}</div>' if see else ""
    return (
        f'<section class="card term"><h3>{escape(term.term)}</h3><p>{escape(term.text)}</p>'
        f"{example}{more}</section>"
    )


def _listed(entries: Iterable[Entry], language: str, openable: Collection[str]) -> str:
    items = "".join(_entry(entry, language, entry.task in openable) for entry in entries)
    label = escape(say(language, "history_list"))
    return f'<section class="history card"><ul aria-label="{label}">{items}</ul></section>'


def _entry(entry: Entry, language: str, openable: bool) -> str:
    opens = button(say(language, "open"), do="show", run=entry.run_id) if openable else ""
    title = TASKS[entry.task].title(entry.title, language)
    task = escape(words(language, TASKS[entry.task].one))
    return (
        f'<li><div class="entry"><p class="title" dir="auto">{escape(title)}</p>'
        f'<p class="provenance"><span class="task">{task}</span> · {moment(entry.created_at)}'
        f'</p></div><div class="acts">{opens}{share_button(entry.run_id, language, "quiet")}</div>'
        "</li>"
    )
