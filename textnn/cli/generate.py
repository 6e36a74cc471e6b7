"""``textnn generate``: the character RNN writes on."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import Annotated

import typer

from textnn.cli.context import AsJson, Desk, NoKeep, desk_of, print_json
from textnn.cli.task_command import open_for_work, tell_kept
from textnn.results import Continuation, GenerateOptions, to_dict
from textnn.service import MAX_LENGTH, MAX_TEMPERATURE, MAX_TOP_K
from textnn.service.keeping import MAX_SEED, Kept
from textnn.tasks.generate.text import tell_written
from textnn.tasks.terminal import visible
from textnn.text.normalize import decode

app = typer.Typer(add_completion=False, rich_markup_mode=None)

DEFAULT = GenerateOptions()


@app.command()
def generate(
    context: typer.Context,
    prefix: Annotated[
        str, typer.Argument(help="Beginning of the text, or - for standard input; may be left out.")
    ] = "",
    seed: Annotated[
        int, typer.Option(min=0, max=MAX_SEED, help="The same seed writes the same text.")
    ] = DEFAULT.seed,
    length: Annotated[
        int, typer.Option(min=1, max=MAX_LENGTH, help="Most characters to write.")
    ] = DEFAULT.length,
    temperature: Annotated[
        float,
        typer.Option(
            min=0.0,
            max=MAX_TEMPERATURE,
            help="0 always takes the likeliest character; more is more daring.",
        ),
    ] = DEFAULT.temperature,
    top_k: Annotated[
        int,
        typer.Option(
            min=0, max=MAX_TOP_K, help="Choose among the k likeliest characters; 0: among all."
        ),
    ] = DEFAULT.top_k,
    top_p: Annotated[
        float,
        typer.Option(
            min=0.01,
            max=1.0,
            help="Choose among the likeliest that together reach this probability.",
        ),
    ] = DEFAULT.top_p,
    stop: Annotated[
        str, typer.Option(help="End once this has been written; it is kept.")
    ] = DEFAULT.stop,
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
    desk = desk_of(context)
    options = GenerateOptions(length, temperature, top_k, top_p, seed, stop)
    given = decode(desk.read("-")) if prefix == "-" else prefix
    kept = _write(desk, given, options, keep=not no_keep, stream=not as_json)
    if as_json:
        print_json(to_dict(kept.result))
    tell_written(kept.result, desk)
    tell_kept(desk, kept)


def _write(
    desk: Desk, prefix: str, options: GenerateOptions, *, keep: bool, stream: bool
) -> Kept[Continuation]:
    """Run to the end, printing each piece as it comes; closed early, the service keeps the rest."""
    service, asked = open_for_work(desk, keep=keep)
    shown = 0
    last: Kept[Continuation] | None = None
    with closing(service.generate(prefix, options, asked)) as pieces:
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
