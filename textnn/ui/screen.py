"""What every tab needs: the service, who is asking, and how to say that something went wrong."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import Request
from gradio.blocks import Block
from gradio.components import Component

from textnn.chat import Chat
from textnn.config import DATA, Settings
from textnn.errors import UserError
from textnn.owner import new_owner, verify
from textnn.results import Result
from textnn.service import Kept, Service
from textnn.store.runs import Run
from textnn.ui.format.sharing import kept_note
from textnn.ui.i18n import language_of, say

COOKIE = "textnn"
"""Name of the cookie that holds the signed anonymous owner."""

Updates = dict[Block, Any]
"""New values of components: what a handler returns."""

QUICK: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
"""Options of every event: our own progress is shown, and only ``endpoints`` are public."""

ON, OFF = gr.update(interactive=True), gr.update(interactive=False)
"""New states of a button. (A ``gr.Button`` made inside ``Blocks`` would be one more button.)"""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Examples:
    """What can be tried with one press.

    Attributes:
        articles: name -> article.
        prefixes: beginnings of sentences.
        pictures: name -> PNG file.
        lesson: class -> pictures of it, to teach.
        outlines: ``<kind>-<order>-<name>`` -> PNG file of a drawing.
    """

    articles: Mapping[str, str]
    prefixes: tuple[str, ...]
    pictures: Mapping[str, bytes]
    lesson: Mapping[str, tuple[bytes, ...]]
    outlines: Mapping[str, bytes]


def load_examples(folder: Path = DATA / "examples") -> Examples:
    """``<order>-<name>.txt`` articles and ``prefixes.txt``, one beginning a line.

    ``pictures/<order>-<name>.png``, ``lesson/<class>/*.png`` and
    ``outlines/<kind>-<order>-<name>.png`` likewise; they may be absent.
    """
    files = sorted(folder.glob("[0-9]*-*.txt"))
    articles = {file.stem.split("-", 1)[1]: file.read_text(encoding="utf-8") for file in files}
    lines = (folder / "prefixes.txt").read_text(encoding="utf-8").splitlines()
    drawn = sorted(folder.glob("pictures/[0-9]*-*.png"))
    lesson: dict[str, tuple[bytes, ...]] = {}
    for file in sorted(folder.glob("lesson/*/*.png")):
        lesson[file.parent.name] = (*lesson.get(file.parent.name, ()), file.read_bytes())
    return Examples(
        articles,
        tuple(lines),
        {file.stem.split("-", 1)[1]: file.read_bytes() for file in drawn},
        lesson,
        {file.stem: file.read_bytes() for file in sorted(folder.glob("outlines/*-[0-9]*-*.png"))},
    )


@dataclass(frozen=True)
class Screen:
    """The tabs' surroundings.

    Attributes:
        service: the use cases.
        settings: limits and addresses.
        secret: verifies the owner's cookie.
        examples: what can be tried with one press.
        chat: conversations over the service.
    """

    service: Service
    settings: Settings
    secret: str
    examples: Examples
    chat: Chat

    def owner(self, request: gr.Request | Request) -> str:
        """Who asks: the login where one is set, else the anonymous id of the browser.

        The middleware gives every request a cookie, so the fresh id at the end is only for a
        request that came around it: it owns nothing and opens nothing.
        """
        login = getattr(request, "username", None)
        if login:
            return f"login:{login}"
        return verify(request.cookies.get(COOKIE, ""), self.secret) or new_owner()


@dataclass(frozen=True)
class Opener:
    """How the history shows a result again in the tab it came from.

    Attributes:
        tab: id of the tab.
        box: where its text is written; ``None``: it is not about a text.
        outputs: the components it changes.
        show: run and language -> their new values.
    """

    tab: str
    box: Component | None
    outputs: tuple[Block, ...]
    show: Callable[[Run, str], Updates]


def language(request: gr.Request) -> str:
    """``"pt"`` or ``"en"``, as the visitor's browser asks."""
    return language_of(request.headers.get("accept-language"))


@contextmanager
def polite(request: gr.Request, *, coded: bool = False) -> Iterator[None]:
    """Whatever goes wrong inside is said in one sentence; the exception itself goes to the log.

    Args:
        request: whose language is spoken.
        coded: a program asks: the error's code, ``internal`` for a fault of ours, stands where
            people see the title of a toast.
    """
    lang = language(request)
    title = say(lang, "toast_title")
    try:
        yield
    except UserError as error:
        raise _toast(error.say(lang), error.code if coded else title) from error
    except gr.Error:
        raise
    except Exception as error:
        _log.exception("unexpected error")
        raise _toast(say(lang, "broken"), "internal" if coded else title) from error


def _toast(message: str, title: str) -> gr.Error:
    return gr.Error(message, title=title, print_exception=False)


def keeping(kept: Kept[Result], lang: str) -> str:
    """Says whether the result is in the history, with the button that shares it.

    Warns if it should be kept and is not.
    """
    if kept.warning:
        gr.Warning(kept.warning.say(lang), title=say(lang, "toast_warning"))
    return kept_note(kept.run_id, lang) if kept.run_id else say(lang, "not_kept")
