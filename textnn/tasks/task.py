"""What there is to know of a task, in one place: its descriptor.

A task is a folder of this package and one line in ``registry``. Screens, history, shared page,
chat, command line, HTTP and MCP read the descriptor and know no task by name.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, Protocol, TypeVar

from markupsafe import Markup

from textnn.html.templates import render
from textnn.locale import say_known
from textnn.results import Result, to_dict
from textnn.results.options import NoOptions
from textnn.tasks.terminal import Terminal

ResultT = TypeVar("ResultT", bound=Result)
ResultT_contra = TypeVar("ResultT_contra", bound=Result, contravariant=True)

Notes = tuple[str, ...]
"""More to say in the small line under a result; a note that is ``Markup`` is HTML of ours."""


@dataclass(frozen=True)
class Count:
    """A number and what is counted, a name of the chat's catalogue."""

    number: int
    name: str


Explanation = tuple[list[tuple[str, dict[str, object]]], tuple[str, ...]]
"""Sentences of the chat's catalogue with their values; ids of glossary entries that lead on."""


class View(Protocol[ResultT_contra]):
    """A result as HTML."""

    def __call__(
        self, result: ResultT_contra, language: str, when: datetime, /, notes: Notes = ()
    ) -> Markup:
        """``result``, made at ``when``, for a reader of ``language``."""


def _as_it_is(title: str, _: str) -> str:
    return title


def _nothing(*_: Any) -> str:
    return ""


@dataclass(frozen=True)
class TemplateView(Generic[ResultT]):
    """A result as a template shows it.

    Attributes:
        template: from ``textnn/tasks`` on; it is given ``result``, ``when`` and ``notes``.
        values: result, language -> what it names besides.
    """

    template: str
    values: Callable[[ResultT, str], Mapping[str, object]] = lambda *_: {}

    def __call__(
        self, result: ResultT, language: str, when: datetime, /, notes: Notes = ()
    ) -> Markup:
        """``result`` as HTML."""
        given = {"result": result, "when": when, "notes": notes}
        return render(language, self.template, **given, **self.values(result, language))


def named_and_dated(result: Result, _: str) -> str:
    """A file's name by which it is found again: the first words of the article, and the day.

    ``obra-no-mercado-de-vila-amparo-2026-03-14``: without accents, because it travels.
    """
    first = result.heading(result.given, result.written).strip().partition("\n")[0]
    plain = unicodedata.normalize("NFKD", first).encode("ascii", "ignore").decode("ascii")
    words = re.findall(r"[a-z0-9]+", plain.lower())[:_NAMED]
    return "-".join([*(words or ["textnn"]), datetime.now(UTC).date().isoformat()])


_NAMED = 7
"""Words of the article in the name of a file."""


@dataclass(frozen=True)
class Export(Generic[ResultT]):
    """A file that a result can be saved as.

    Attributes:
        ending: of the file's name, without the dot.
        media: media type.
        write: result, notice (which of it a network made), language -> the file.
        stem: result, language -> name of the file without its ending.
        label: what stands on its button; empty: the name of the format in capitals.
        flag: what ``--<name>`` of the command prints, in English; empty: it has no such flag.
        printed: result -> what it prints; ``None``: the file.
    """

    ending: str
    media: str
    write: Callable[[ResultT, str, str], str | bytes]
    stem: Callable[[ResultT, str], str] = named_and_dated
    label: str = ""
    flag: str = ""
    printed: Callable[[ResultT], str] | None = None


def export_buttons(exports: Mapping[str, Export[Any]]) -> list[tuple[str, str]]:
    """Name of each format, and what stands on its button."""
    return [(name, export.label or name.upper()) for name, export in exports.items()]


@dataclass(frozen=True)
class ArticleForm:
    """A task that makes a result of an article and a few options, and asks for no more.

    From this alone come its command, its endpoint (so its tool of an assistant) and its tab. Its
    pipeline is called with the text, the options and a ``Progress``. Words for people are names
    of the catalogues; what no catalogue has is shown as it is.

    Attributes:
        line: what it does, one English sentence.
        returns: the fields of the result, in English, for programs.
        group: where ``textnn --help`` lists it.
        about: more of it, for the terminal; an example, too.
        options: what can be chosen: see ``textnn.results.options``.
        act: what stands on its button, and on its tab.
        hint: what the tab says before there is a result; empty: it has no tab. Its title is
            ``<hint>_title`` of the catalogues.
        view: the result in the tab; ``None``: the task's ``view``, and its exports under it.
        preview: there, a result of which a part is still to come; ``None``: it is not shown.
    """

    line: str
    returns: str
    group: str = "Read"
    about: str = ""
    options: type[Any] = NoOptions
    act: str = ""
    hint: str = ""
    view: View[Any] | None = None
    preview: View[Any] | None = None


@dataclass(frozen=True)
class Task(Generic[ResultT]):
    """One task.

    Attributes:
        result: class of what it gives; ``result.task`` is the task's name.
        command: what it is called in a Portuguese terminal.
        pipeline: what loads the pipeline, as ``module:function``; called with settings and models.
            Empty: the task has none of its own.
        tab: id of the tab that shows its results whole; empty: none. That of another task with a
            form: it has its button there.
        view: a result on a page of its own.
        views: name of a part of the result -> that part in a conversation.
        terminal: prints a result.
        plain: result, name of a part, language -> the part in plain words; ``None``: there are
            none, it is named.
        title: title of a kept result (``Result.heading``), language -> the same as people read it.
        notice: result, name of a part, language -> what a copy of it says of itself; may be empty.
        exports: name of a format -> the file.
        how: result, name of a part, language -> how it came about; ``None``: there is nothing to
            tell.
        meant: regular expression of the words by which a question points to such a result; a group
            that matches may have the name of the part it points to.
        picture: result -> the picture that tells it from others, PNG in base64.
        about_text: whether a line of the history shows a stretch of text.
        form: of a task that asks for an article and a few options, and no more.
        edit: result, what a press on a button with ``data-on="edit"`` says -> the result as its
            owner wants it; ``None``: there is nothing to change.
    """

    result: type[ResultT]
    command: str
    view: View[ResultT]
    terminal: Callable[[ResultT, Terminal], None]
    plain: Callable[[ResultT, str, str], str] | None = None
    pipeline: str = ""
    tab: str = ""
    views: Mapping[str, View[ResultT]] = field(default_factory=dict)
    title: Callable[[str, str], str] = _as_it_is
    notice: Callable[[ResultT, str, str], str] = _nothing
    exports: Mapping[str, Export[ResultT]] = field(default_factory=dict)
    how: Callable[[ResultT, str, str], Explanation] | None = None
    meant: str = ""
    picture: Callable[[ResultT], str] | None = None
    about_text: bool = True
    form: ArticleForm | None = None
    edit: Callable[[ResultT, Mapping[str, Any]], ResultT] | None = None

    @property
    def name(self) -> str:
        """As ``Run.task`` has it."""
        return self.result.task

    def one(self, language: str) -> str:
        """What a result is called: ``one_<name>`` of the catalogues, or else the name."""
        return say_known(language, f"one_{self.name}", default=self.name.replace("_", " "))

    def many(self, language: str) -> str:
        """What several are called: ``task_<name>`` of the catalogues, or else the name."""
        return say_known(language, f"task_{self.name}", default=self.name.replace("_", " "))


def whole_json(result: Result) -> str:
    """The whole result, as ``textnn.from_dict`` reads it back; ends in a line feed."""
    return json.dumps(to_dict(result), ensure_ascii=False, indent=2) + "\n"


JSON_ALONE: Mapping[str, Export[Any]] = {
    "json": Export("json", "application/json", lambda result, *_: whole_json(result))
}
"""The exports of a task that has no format of its own."""
