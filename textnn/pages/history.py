"""The history -> what the screen shows."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from markupsafe import Markup

from textnn.html.templates import render
from textnn.locale import number, say
from textnn.results.runs import RunLine
from textnn.tasks.registry import TASKS


def history_view(
    lines: Sequence[RunLine],
    total: int,
    language: str,
    *,
    searching: bool,
    openable: Collection[str] = TASKS,
) -> Markup:
    """The list of runs with its buttons, or what to do when there is none.

    Args:
        lines: newest first.
        total: how many there are beside those shown.
        language: of the reader.
        searching: whether a search or a filter is on (an empty list then means "not found").
        openable: tasks whose results can be opened on this page.
    """
    return render(
        language,
        "pages/history.html",
        lines=[_line(line, language) for line in lines],
        count=count(len(lines), total, language),
        total=total,
        searching=searching,
        openable=openable,
        pictured=[name for name, task in TASKS.items() if task.picture],
    )


def count(shown: int, total: int, language: str) -> str:
    """How many results are shown, in words."""
    if shown < total:
        numbers = {"shown": number(language, shown), "count": number(language, total)}
        return say(language, "count_part", **numbers)
    many = say(language, "count_many", count=number(language, total))
    return say(language, "count_one") if total == 1 else many


def deleted(how_many: int, language: str) -> str:
    """How many results were deleted, in words."""
    if how_many < 2:
        return say(language, "deleted_one" if how_many else "deleted_none")
    return say(language, "deleted_many", count=number(language, how_many))


def _line(line: RunLine, language: str) -> tuple[RunLine, str, str, str]:
    """A run, its title, what kind of result it is, and what the snippet says beyond the title."""
    return line, *TASKS.described(line.task, line.title, language), _snippet(line, language)


def _snippet(line: RunLine, language: str) -> str:
    """What the snippet says beyond the title; of pictures there is nothing more to say."""
    if line.task not in TASKS:
        return say(language, "error_unreadable_run")
    if not TASKS[line.task].about_text:
        return ""
    head = line.title.rstrip("…")
    rest = line.snippet.removeprefix(head).strip()
    if not rest.strip("… "):
        return ""
    return "… " + rest if line.snippet.startswith(head) else rest
