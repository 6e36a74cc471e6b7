"""``textnn generate``: the character RNN writes on."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import Annotated

import typer

from textnn.articles.decode import decode
from textnn.cli.context import AsJson, CliContext, NoKeep, cli_context, print_json
from textnn.cli.own_service import open_for_work
from textnn.cli.task_command import report_stored, with_flags
from textnn.results import Continuation, GenerateOptions, to_dict
from textnn.service import Stored
from textnn.tasks.generate.text import tell_written
from textnn.tasks.terminal import visible

app = typer.Typer(add_completion=False, rich_markup_mode=None)


def generate(
    context: typer.Context,
    options: GenerateOptions,
    prefix: Annotated[
        str, typer.Argument(help="Beginning of the text, or - for standard input; may be left out.")
    ] = "",
    as_json: AsJson = False,
    no_keep: NoKeep = False,
) -> None:
    """Write on from a beginning, letter by letter.

    The beginning is kept to the letter, a line feed at its end included. Ctrl-C stops, and what
    was written so far is kept.

    \b
    textnn generate "O governo anunciou" --seed 7
    textnn generate --length 600 --temperature 0.5
    """
    cli = cli_context(context)
    given = decode(cli.read("-")) if prefix == "-" else prefix
    kept = _write(cli, given, options, keep=not no_keep, stream=not as_json)
    if as_json:
        print_json(to_dict(kept.result))
    tell_written(kept.result, cli)
    report_stored(cli, kept)


app.command()(with_flags(generate, GenerateOptions))


def _write(
    cli: CliContext, prefix: str, options: GenerateOptions, *, keep: bool, stream: bool
) -> Stored[Continuation]:
    """Run to the end, printing each piece as it comes; closed early, the service keeps the rest."""
    service, request = open_for_work(cli, keep=keep)
    shown = 0
    last: Stored[Continuation] | None = None
    with closing(service.generate(prefix, options, request)) as pieces:
        try:
            for last in pieces:
                if stream:
                    sys.stdout.write(visible(last.result.text[shown:]))
                    sys.stdout.flush()
                    shown = len(last.result.text)
        finally:
            if stream and shown:
                print()
    assert last is not None, "a service gives at least one piece"
    return last
