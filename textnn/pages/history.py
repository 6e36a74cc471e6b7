"""The history -> what the screen shows."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from textnn.html.markup import button, empty, escape, moment, network
from textnn.locale import duration, number, say
from textnn.pages.share_box import share_button
from textnn.results.runs import RunLine
from textnn.tasks.registry import TASKS
from textnn.tasks.task import words


def history_view(
    lines: Sequence[RunLine],
    total: int,
    language: str,
    *,
    searching: bool,
    openable: Collection[str] = TASKS,
) -> str:
    """The list of runs with its buttons, or what to do when there is none.

    Args:
        lines: newest first.
        total: how many there are beside those shown.
        language: of the reader.
        searching: whether a search or a filter is on (an empty list then means "not found").
        openable: tasks whose results can be opened on this page.
    """
    if not lines:
        name = "found_none" if searching else "history_empty"
        return empty(say(language, f"{name}_title"), say(language, name))
    items = "".join(_item(line, language, line.task in openable) for line in lines)
    more = button(say(language, "more"), do="more") if total > len(lines) else ""
    return (
        f'<section class="history"><p class="count" role="status">'
        f"{escape(count(len(lines), total, language))}</p>"
        f'<ul aria-label="{escape(say(language, "history_list"))}">{items}</ul>{more}</section>'
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


def _item(line: RunLine, language: str, openable: bool) -> str:
    opens = button(say(language, "open"), do="open", run=line.id) if openable else ""
    deletes = button(
        say(language, "delete"),
        "danger",
        do="delete",
        run=line.id,
        confirm=say(language, "delete_sure"),
    )
    task = TASKS[line.task]
    glimpse = (
        f'<img class="glimpse" src="history/{escape(line.id)}.png" alt="" width="40" height="40" '
        'loading="lazy">'
        if task.picture
        else ""
    )
    title = escape(task.title(line.title, language))
    one = escape(words(language, task.one))
    return (
        f'<li>{glimpse}<div class="entry"><p class="title" dir="auto">{title}</p>'
        f'{_snippet(line)}<p class="provenance"><span class="task {line.task}">{one}</span> · '
        f"{moment(line.created_at)} · {network(language, line.model_name)} · "
        f"{duration(language, line.seconds)}</p></div>"
        f'<div class="acts">{opens}{share_button(line.id, language, "quiet")}{deletes}</div></li>'
    )


def _snippet(line: RunLine) -> str:
    """What the snippet says beyond the title; of pictures there is nothing more to say."""
    if not TASKS[line.task].about_text:
        return ""
    head = line.title.rstrip("…")
    rest = line.snippet.removeprefix(head).strip()
    if not rest.strip("… "):
        return ""
    shown = "… " + rest if line.snippet.startswith(head) else rest
    return f'<p class="snippet" dir="auto">{escape(shown)}</p>'
