"""The history -> what the screen shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from textnn.html.templates import render
from textnn.locale import number, say
from textnn.results.conversation import Conversation
from textnn.results.runs import Note, RunLine
from textnn.tasks.registry import TASKS

CONVERSATION = "conversation"
"""What a conversation is called among the tasks."""

Kept = RunLine | Conversation
"""What the history lists."""


@dataclass(frozen=True)
class Entry:
    """A line of the list.

    Attributes:
        id: of the run or the conversation.
        task: its name; ``CONVERSATION`` of a conversation.
        title: what it is called.
        kind: what kind of result it is.
        snippet: what is said beyond the title; may be empty.
        when: when it was made, or when something was last said in it.
        note: what its owner noted.
        opens: ``tab``, ``conversation`` or ``page``: where it is shown again; empty: nowhere.
        model: folder name of the network; may be empty.
        seconds: how long that took.
        same: the line above is of the same article.
        again: and a line above is called the same.
    """

    id: str
    task: str
    title: str
    kind: str
    snippet: str
    when: datetime
    note: Note
    opens: str
    model: str = ""
    seconds: float = 0.0
    same: bool = False
    again: bool = False


def arranged(lines: Iterable[RunLine], talks: Iterable[Conversation], limit: int) -> list[Kept]:
    """The newest of both, and results of one article right after the newest of them.

    Args:
        lines: results, newest first.
        talks: conversations, the one last spoken in first.
        limit: how many are listed.
    """
    both: list[Kept] = [*lines, *talks]
    newest = sorted(both, key=_when, reverse=True)[:limit]
    groups: dict[str, list[Kept]] = {}
    for one in newest:
        groups.setdefault(_article(one) or one.id, []).append(one)
    return [one for group in groups.values() for one in group]


def _when(kept: Kept) -> datetime:
    return kept.created_at if isinstance(kept, RunLine) else kept.updated_at


def _article(kept: Kept) -> str:
    """The article that a result is of; empty: none that others could be of."""
    known = isinstance(kept, RunLine) and kept.task in TASKS and TASKS[kept.task].about_text
    return kept.article if isinstance(kept, RunLine) and known else ""


def history_view(
    kept: Sequence[Kept],
    total: int,
    language: str,
    *,
    searching: bool,
    openable: Collection[str] = TASKS,
) -> Markup:
    """The list with its buttons, or what to do when there is nothing.

    Args:
        kept: as ``arranged`` gives them.
        total: how many there are beside those shown.
        language: of the reader.
        searching: whether a search or a filter is on (an empty list then means "not found").
        openable: tasks whose results can be opened on this page.
    """
    return render(
        language,
        "pages/history.html",
        entries=list(_entries(kept, language, openable)),
        count=count(len(kept), total, language),
        total=total,
        searching=searching,
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


def _entries(kept: Iterable[Kept], language: str, openable: Collection[str]) -> Iterator[Entry]:
    before, titles = "", set[str]()
    for one in kept:
        if isinstance(one, Conversation):
            kind = say(language, "one_conversation")
            yield Entry(one.id, CONVERSATION, one.title, kind, "", one.updated_at, one.note,
                        CONVERSATION)  # fmt: skip
        else:
            same = bool(_article(one)) and _article(one) == before
            titles = titles if same else set()
            entry = _entry(one, language, openable)
            yield replace(entry, same=same, again=entry.title in titles)
            titles.add(entry.title)
        before = _article(one)


def _entry(line: RunLine, language: str, openable: Collection[str]) -> Entry:
    title, kind = TASKS.described(line.task, line.title, language)
    opens = "tab" if line.task in openable else "page"
    return Entry(
        line.id,
        line.task,
        line.note.name or title,
        kind,
        _snippet(line, language),
        line.created_at,
        line.note,
        opens if line.task in TASKS else "",
        line.model_name,
        line.seconds,
    )


def _snippet(line: RunLine, language: str) -> str:
    """What the snippet says beyond the title; of pictures there is nothing more to say."""
    if line.task not in TASKS:
        return say(language, "error_unreadable_run")
    if not TASKS[line.task].about_text:
        return ""
    if line.note.name:
        return line.snippet
    head = line.title.rstrip("…")
    rest = line.snippet.removeprefix(head).strip()
    if not rest.strip("… "):
        return ""
    goes_on = line.title.endswith("…") and line.snippet.startswith(head)
    return "… " + rest if goes_on else rest
