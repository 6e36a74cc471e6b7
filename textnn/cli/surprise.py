"""``textnn surprise``: what the network had expected, character by character."""

from __future__ import annotations

from functools import partial

import typer

from textnn.cli.context import AsJson, File, NoKeep, desk_of, print_json
from textnn.cli.keeping import open_service, tell_kept, terminal_owner
from textnn.results import to_dict
from textnn.tasks.generate.pipeline import load_writer
from textnn.tasks.generate.text import surprise_terminal

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def surprise(
    context: typer.Context, file: File, as_json: AsJson = False, no_keep: NoKeep = False
) -> None:
    """Show how well the network saw each character coming.

    Prints the text, its mean surprise in bits per character, and the characters that the network
    had least expected. --json gives every character with the likeliest alternatives.

    \b
    textnn surprise artigo.txt
    """
    desk = desk_of(context)
    text = desk.article(file)
    service = open_service(desk, writer=partial(load_writer, desk.settings))
    owner = "" if no_keep else terminal_owner(desk.settings.home)
    kept = service.surprise(text, owner=owner, keep=not no_keep)
    if as_json:
        print_json(to_dict(kept.result))
    else:
        surprise_terminal(kept.result, desk)
    tell_kept(desk, kept)
