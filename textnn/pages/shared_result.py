"""A kept result -> a page of its own: to read, to print and to send; nothing in it computes."""

from __future__ import annotations

import re

from markupsafe import Markup

from textnn.errors import UserError
from textnn.html.page import standing_page
from textnn.html.templates import part, render
from textnn.locale import number, say, say_known
from textnn.results.names import class_name
from textnn.results.options import NoOptions, described
from textnn.results.runs import Run
from textnn.tasks.classify.view import network_name
from textnn.tasks.registry import TASKS

_TITLE = 70  # characters of a text in the title
_ACT = re.compile(r'<button type="button"[^>]* data-do="[^>]*>.*?</button>', re.DOTALL)
"""A button that asks Python for something; what people gave is escaped, so it never looks so."""

_BIDI = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Turners of the writing direction: in a title they would turn what stands around it."""

_CHOSEN = ("model", "label")
"""Parameters that say something even when they are empty: the choice was left open."""


def shared_page(run: Run, language: str) -> str:
    """The whole page of a result that somebody was given the address of."""
    return _page(run, language, say(language, "shared_kicker"), say(language, "shared_preview"))


def _page(run: Run, language: str, kicker: str, preview: str) -> str:
    title = title_of(run, language)
    task = TASKS.of(run.result)
    shown = Markup(_ACT.sub("", task.view(run.result, language, run.created_at)))  # noqa: S704
    parameters = [
        (_named(name, run, language), _value(name, value, language))
        for name, value in run.result.parameters.items()
        if value not in ("", None) or name in _CHOSEN
    ]
    values = {"shown": shown, "run": run, "parameters": parameters}
    body = render(language, "pages/shared.html", **values)
    return standing_page(title, kicker, body, language, preview)


def result_page(run: Run, language: str) -> str:
    """The same for its owner, who shared nothing."""
    return _page(run, language, say(language, "kept_kicker"), "")


def gone_page(error: UserError, language: str, home: str = "../") -> str:
    """What is said where there is nothing to show; ``home`` is the way from there to the app."""
    title = say(language, "shared_gone_title")
    said = (title, error.say(language), "shared_home")
    body = part(language, "pages/macros.html", "nothing", *said)
    return standing_page(title, "", body, language, home=home, bare=True)


def title_of(run: Run, language: str) -> str:
    """What the page is called in a tab and in a messenger: the kind of result and its beginning."""
    task, result = TASKS.of(run.result), run.result
    about = task.title(result.heading(result.given, result.written), language)
    title = " ".join(about.translate(_BIDI).split())
    short = title if len(title) <= _TITLE else title[: _TITLE - 1].rstrip() + "…"
    kind = task.one(language)
    return say(language, "shared_title", kind=kind, title=short) if short else kind


def _named(name: str, run: Run, language: str) -> str:
    """What people call a parameter: as its option says, or else as a sentence does."""
    options = type(getattr(run.result, "options", NoOptions()))
    labels = {field: option.label for field, _, _, option in described(options)}
    label = labels.get(name, f"{run.result.task}_{name}")
    return say_known(language, label, default=label)


def _value(name: str, value: object, language: str) -> str:
    """A parameter as a person reads it."""
    if isinstance(value, bool):
        return say(language, "yes" if value else "no")
    if isinstance(value, float):
        return number(language, value, 2)
    if name == "model":
        return network_name(language, str(value)) if value else say(language, "net_auto")
    if name == "label":
        return class_name(language, str(value)) if value else say(language, "class_all")
    known = f"{'render' if name == 'kind' else name}_{value}"
    return say_known(language, known, default=str(value))
