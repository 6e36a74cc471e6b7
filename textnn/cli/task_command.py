"""The command of a task that asks for an article and a few options, made from its descriptor."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict, make_dataclass
from importlib import import_module
from typing import Annotated, Any

import typer

from textnn.cli.context import AsJson, CliContext, File, NoKeep, cli_context, print_json
from textnn.cli.reading import Mend, read_article
from textnn.cli.running_app import ask
from textnn.errors import UserError
from textnn.locale import duration
from textnn.results import Result, to_dict
from textnn.results.options import Option, spread
from textnn.results.stored import Stored
from textnn.tasks.registry import TASKS


def report_stored(cli: CliContext, kept: Stored[Result]) -> None:
    """Say which model made the result, how long it took, and where it is kept."""
    model = f"{kept.result.model.name} {kept.result.model.checksum[:8]}"
    took = duration(cli.language, kept.result.seconds)
    where = "cli_kept" if kept.run_id else "cli_not_kept"
    cli.remark(where, model=model, took=took, id=kept.run_id)
    if kept.warning:
        cli.complain(kept.warning)


def with_flags(
    function: Callable[..., None], options: type[Any], place: str = "options"
) -> Callable[..., None]:
    """A command with a flag for each option instead of its parameter ``place``."""

    def flag(name: str, kind: Any, default: Any, option: Option) -> Any:
        names = [option.flag] if option.flag else []
        if default is False:  # without its contrary, ``--no-...``
            names = [f"--{name.replace('_', '-')}"]
        low, high = (None, None) if kind is str else (option.low, option.high)
        return Annotated[kind, typer.Option(*names, help=option.help, min=low, max=high)]

    return spread(function, options, flag, place)


def command(name: str) -> typer.Typer:
    """``textnn NAME FILE``, with a flag for each option of the form, and for each format."""
    task, form = TASKS[name], TASKS.forms()[name]

    def run(
        context: typer.Context,
        file: File,
        options: Any,
        formats: Any,
        mend: Mend = False,
        as_json: AsJson = False,
        no_keep: NoKeep = False,
    ) -> None:
        cli = cli_context(context)
        chosen = [one for one, on in asdict(formats).items() if on]
        if len(chosen) + as_json > 1:
            names = [f"--{one}" for one in ("json", *asdict(formats))]
            raise UserError("many-formats", names=names)
        text = read_article(cli, file, mend=mend)
        kept = ask(cli.settings, cli.language, name, text, options, keep=not no_keep)
        if kept is None:  # only now is all read that computes and keeps
            own = import_module("textnn.cli.own_service")
            kept = own.compute(cli, name, text, options, keep=not no_keep)
        if as_json:
            print_json(to_dict(kept.result))
        elif chosen:
            export = task.exports[chosen[0]]
            notice = task.notice(kept.result, "", cli.language)
            printed = export.printed
            out = (
                printed(kept.result) if printed else export.write(kept.result, notice, cli.language)
            )
            assert isinstance(out, str), "a flag is for a file of text"
            sys.stdout.write(out)
        else:
            task.terminal(kept.result, cli)
        report_stored(cli, kept)

    run.__doc__ = f"{form.line}\n\n{form.about}".rstrip()
    flags = {one: export.flag for one, export in task.exports.items() if export.flag}
    kinds = [(one, Annotated[bool, Option(what, one)], False) for one, what in flags.items()]
    formats = make_dataclass("Formats", kinds, frozen=True)
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(name)(with_flags(with_flags(run, formats, "formats"), form.options))
    return app
