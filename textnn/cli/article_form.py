"""The command of a task that asks for an article and a few options, made from its descriptor."""

from __future__ import annotations

import inspect
from typing import Annotated, Any

import typer

from textnn.cli.context import AsJson, File, NoKeep, desk_of, print_json
from textnn.cli.keeping import open_service, tell_kept, terminal_owner, watched
from textnn.results import to_dict
from textnn.results.context import RequestContext
from textnn.tasks.registry import TASKS


def command(name: str) -> typer.Typer:
    """``textnn NAME FILE``, with an option for each field of the form's options."""
    task, form = TASKS[name], TASKS.forms()[name]

    def run(
        context: typer.Context, file: str, as_json: bool, no_keep: bool, **options: Any
    ) -> None:
        desk = desk_of(context)
        text = desk.article(file)
        owner = "" if no_keep else terminal_owner(desk.settings.home)
        with watched() as progress:
            asked = RequestContext(owner, not no_keep, desk.language, progress)
            kept = open_service(desk).run(name, text, form.options(**options), asked)
        if as_json:
            print_json(to_dict(kept.result))
        else:
            task.terminal(kept.result, desk)
        tell_kept(desk, kept)

    kinds: dict[str, tuple[Any, Any]] = {
        "context": (typer.Context, inspect.Parameter.empty),
        "file": (File, inspect.Parameter.empty),
    }
    for field, kind, default, option in form.fields():
        shown = typer.Option(help=option.help, min=option.low, max=option.high)
        kinds[field] = (Annotated[kind, shown], default)
    kinds |= {"as_json": (AsJson, False), "no_keep": (NoKeep, False)}
    _typed(run, kinds)
    run.__doc__ = f"{form.line}\n\n{form.about}".rstrip()
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(name)(run)
    return app


def _typed(function: Any, kinds: dict[str, tuple[Any, Any]]) -> None:
    """Give a function that takes anything the parameters it is called with: type and default."""
    named = inspect.Parameter.KEYWORD_ONLY
    function.__annotations__ = {name: kind for name, (kind, _) in kinds.items()}
    function.__signature__ = inspect.Signature(
        [
            inspect.Parameter(name, named, annotation=kind, default=default)
            for name, (kind, default) in kinds.items()
        ]
    )
