"""What ``textnn --help`` says, and where each command lives.

A command's module is imported when the command is named, and not before: ``textnn --help`` answers
at once, ``textnn history`` loads no torch, and only ``textnn train`` needs gensim. This table is
the one place in the project where an import does not stand at the top of a file;
``tests/test_architecture.py`` checks its modules like all others.
"""

from __future__ import annotations

import difflib
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperGroup

from textnn import __version__
from textnn.errors import UserError
from textnn.tasks.registry import TASKS


class CommandEntry(NamedTuple):
    """One command: the group it is listed under and its one line."""

    group: str
    line: str


COMMANDS: dict[str, CommandEntry] = {
    "serve": CommandEntry("On screen", "Open the app in the browser."),
    "chat": CommandEntry(
        "Converse", "Ask for anything in your own words, in Portuguese or English."
    ),
    "compare": CommandEntry("Read", "Put two articles, or two versions of one, side by side."),
    "batch": CommandEntry("Read", "Make tables of what is in many articles."),
    "generate": CommandEntry("Write", "Write on from a beginning, letter by letter."),
    "classify": CommandEntry(
        "Pictures",
        "Say what pictures show, how sure the network is, and whether it knows such things.",
    ),
    "sample": CommandEntry("Pictures", "Make pictures of digits or clothes that nobody drew."),
    "history": CommandEntry(
        "Keep", "List, search, open, name, share, delete and export what was kept."
    ),
    "corrections": CommandEntry("Keep", "Export and import the marks you corrected."),
    "db": CommandEntry("Keep", "Look after the database of the history."),
    "users": CommandEntry("Keep", "Say who may log in."),
    "models": CommandEntry("Models", "List the trained models with their figures."),
    "evaluate": CommandEntry("Models", "Score a model on anybody's file."),
    "train": CommandEntry("Models", "Train a model anew."),
    "fetch": CommandEntry("Models", "Get public data sets, checked and resumable."),
}
"""Command -> entry; the command stands in ``textnn/cli/commands/<command>.py`` as ``app``."""


def commands() -> dict[str, CommandEntry]:
    """Those of the table, and those that tasks bring with their descriptors, group by group."""
    forms = {name: CommandEntry(form.group, form.line) for name, form in TASKS.forms().items()}
    groups = ["On screen", "Converse", "Read"]
    groups += [entry.group for entry in (*COMMANDS.values(), *forms.values())]
    every = {**COMMANDS, **forms}
    return dict(sorted(every.items(), key=lambda item: groups.index(item[1].group)))


_HEAD = """\
textnn - reads, highlights and writes Portuguese news with recurrent networks

Usage: textnn COMMAND [OPTIONS]
       textnn COMMAND --help

Resultados e avisos saem na língua do terminal (LANG=pt_BR.UTF-8); esta ajuda é em inglês.
"""

_TAIL = """\
Examples
  textnn serve
      Open http://127.0.0.1:7860; Ctrl-C ends it.
  textnn highlight artigo.txt
      The article with its marks. --csv, --json or --conll for a program.
  textnn summarize artigo.txt --sentences 2
      A headline, a line under it, and two sentences of the article.
  cat artigo.txt | textnn highlight - --no-keep
      Read standard input, and keep nothing.
  textnn batch pasta/ tabelas.db
      Names, dates, amounts and keywords of every article in a folder, as tables.
  textnn generate "O governo anunciou" --seed 7 --length 300
      The same seed writes the same text, here and in the app.
  textnn classify foto.jpg desenhos/
      What each picture shows; --json for a program.
  textnn chat "separa as aspas" --article artigo.txt
      The article's own sentences, or that it does not say. Without a message: a dialogue.
  textnn history comitê
      Every kept result in which the word occurs, accents and case ignored.

Good to know
  Results go to standard output, remarks and progress to standard error.
  FILE may be - for standard input; --json gives one JSON document.
  Everything stays on this machine, in TEXTNN_HOME (~/.textnn unless set).
  While textnn serve runs there, commands on one article of up to 20,000 characters ask it: the
  same results, marks in 3/4 of the time, a summary in 1/3. Where it is silent they do it alone.
  Settings are TEXTNN_* variables or lines in .env: see the table in README.md.
  Python, HTTP and MCP give the same results as these commands: see docs/api.md.

Exit codes
  0 done   2 something you can mend, said in one sentence   130 interrupted   1 our fault
  3 a batch is done, but for documents that could not be read
"""


def manual() -> str:
    """The whole text of ``textnn --help``."""
    groups: dict[str, list[str]] = {}
    width = max(map(len, commands())) + 2
    for name, entry in commands().items():
        groups.setdefault(entry.group, []).append(f"  {name:<{width}}{entry.line}")
    listed = "\n\n".join("\n".join([group, *lines]) for group, lines in groups.items())
    return f"{_HEAD}\n{listed}\n\n{_TAIL}"


def read_settings() -> Any:
    """The settings of this machine, by a module that the help does without."""
    return import_module("textnn.config").read_settings()


@contextmanager
def uncollected() -> Iterator[None]:
    """Within it nobody looks for garbage: what is imported stays, and the search among it takes a
    fifth of the start of the app."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class Manual(TyperGroup):
    """The commands of the table, each loaded when it is named."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the name is Typer's
        """Names in the order of the table."""
        return [*commands()]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - Typer's names
        """The command called ``cmd_name``.

        Raises:
            UserError: there is none, or it needs a package that is not installed.
        """
        cmd_name = cmd_name.replace("-", "_")
        if cmd_name not in commands():
            raise _unknown(cmd_name)
        try:
            with uncollected():
                own = f"commands.{cmd_name}" if cmd_name in COMMANDS else "task_command"
                module = import_module(f"textnn.cli.{own}")
        except ModuleNotFoundError as error:
            raise _not_installed(cmd_name, error.name or "") from error
        return typer.main.get_command(
            module.app if cmd_name in COMMANDS else module.command(cmd_name)
        )

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - Typer's names
        """Write the manual."""
        formatter.write(manual())


app = typer.Typer(
    cls=Manual,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"textnn {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,
) -> None:
    """Read, highlight and write Portuguese news with recurrent networks."""


def _unknown(name: str) -> UserError:
    near = difflib.get_close_matches(name, commands(), n=1)
    return UserError("unknown-command", "near" if near else "", name=name, near="".join(near))


def _not_installed(command: str, package: str) -> UserError:
    extra = "textnn[train]" if command == "train" else "textnn"
    return UserError("not-installed", package=package, command=command, extra=extra)
