"""What every tab needs: the service, who is asking, and how to say that something went wrong."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr
from gradio.blocks import Block
from gradio.components import Component

from textnn.errors import UserError
from textnn.locale import say
from textnn.pages.share_box import kept_note
from textnn.results import Result
from textnn.results.runs import Run
from textnn.service import Stored
from textnn.web.context import request_language
from textnn.web.observe import request_id_of

Updates = dict[Block, Any]
"""New values of components: what a handler returns."""

QUICK: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
"""Options of every event: our own progress is shown, and only ``endpoints`` are public."""

ON, OFF = gr.update(interactive=True), gr.update(interactive=False)
"""New states of a button. (A ``gr.Button`` made inside ``Blocks`` would be one more button.)"""

_log = logging.getLogger(__name__)


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


def within(parts: gr.Tabs, part: str, opener: Opener) -> Opener:
    """The same opener, which brings the part of its tab to the front too."""

    def show(run: Run, language: str) -> Updates:
        return opener.show(run, language) | {parts: gr.Tabs(selected=part)}

    return replace(opener, outputs=(*opener.outputs, parts), show=show)


@contextmanager
def as_gradio_error(request: gr.Request, *, coded: bool = False) -> Iterator[None]:
    """Turns an exception into a ``gr.Error`` of one sentence; an unexpected one is logged.

    Args:
        request: whose language is spoken.
        coded: a program asks: the error's code, ``internal`` for a fault of ours, stands where
            people see the title of a toast.
    """
    language = request_language(request)
    title = say(language, "toast_title")
    try:
        yield
    except UserError as error:
        raise _toast(error.say(language), error.code if coded else title) from error
    except gr.Error:
        raise
    except Exception as error:
        request_id = request_id_of(request.request.scope) if request.request else ""
        _log.exception("unexpected error", extra={"request_id": request_id})
        said = say(language, "broken")
        if request_id:
            said = f"{said} {say(language, 'broken_number', number=request_id)}"
        raise _toast(said, "internal" if coded else title) from error


def _toast(message: str, title: str) -> gr.Error:
    return gr.Error(message, title=title, print_exception=False)


def storage_note(kept: Stored[Result], language: str) -> str:
    """Says whether the result is in the history, with the button that shares it.

    Warns if it should be kept and is not.
    """
    if kept.warning:
        gr.Warning(kept.warning.say(language), title=say(language, "toast_warning"))
    return kept_note(kept.run_id, language) if kept.run_id else say(language, "not_kept")
