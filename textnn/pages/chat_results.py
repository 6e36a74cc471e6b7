"""A result in a conversation -> what is shown of it: one column, with the small line under it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from markupsafe import Markup

from textnn.html.templates import part
from textnn.locale import say, say_known
from textnn.pages.share_box import kept_note
from textnn.results import Continuation
from textnn.results.conversation import Shown
from textnn.tasks.registry import TASKS
from textnn.tasks.task import Notes

_MACROS = "chat/message.html"


def result_view(
    shown: Shown, language: str, when: datetime, openable: Collection[str] = TASKS
) -> Markup:
    """What a conversation shows of a result; of one that is no more, that it was deleted.

    Args:
        shown: the result, and what of it is meant.
        language: of the reader.
        when: it was made.
        openable: tasks whose results can be opened in their own tab on this page.
    """
    if shown.result is None:
        return part(language, _MACROS, "lost", shown.run_id)
    task = TASKS.of(shown.result)
    view = task.views.get(shown.view, task.view)
    return view(shown.result, language, when, _notes(shown, language, openable))


def copy_notice(shown: Shown, language: str) -> str:
    """What a copy says of itself: which of it a network made."""
    if shown.result is None:
        return ""
    return TASKS.of(shown.result).notice(shown.result, shown.view, language)


def _notes(shown: Shown, language: str, openable: Collection[str]) -> Notes:
    """Whether it is kept, the way to share it, and the way to its tab."""
    if not shown.run_id:
        growing = isinstance(shown.result, Continuation) and shown.result.finish == "running"
        return () if growing else (say(language, "not_kept"),)
    notes: Notes = (kept_note(shown.run_id, language),)
    tab = TASKS[shown.task].tab
    if shown.task in openable and tab:
        notes += (part(language, _MACROS, "open_in", shown.run_id, _tab_name(tab, language)),)
    return notes


def _tab_name(tab: str, language: str) -> str:
    form = TASKS.forms().get(tab)
    act = form.act if form else f"tab_{tab}"
    return say_known(language, act, default=act)
