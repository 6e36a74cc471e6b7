"""``textnn highlight``: the marks of a text."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from textnn.cli.context import AsJson, File, NoKeep, desk_of, utf8_output
from textnn.cli.task_command import open_for_work, tell_kept, watched
from textnn.errors import UserError
from textnn.tasks.highlight.export import TEXTS
from textnn.tasks.highlight.text import terminal

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def highlight(
    context: typer.Context,
    file: File,
    keywords: Annotated[
        bool, typer.Option("--keywords", help="Say what the text is about, too.")
    ] = False,
    as_json: AsJson = False,
    csv: Annotated[bool, typer.Option("--csv", help="One line a mark, with a header.")] = False,
    conll: Annotated[bool, typer.Option("--conll", help="One token a line, IOB2 tags.")] = False,
    no_keep: NoKeep = False,
) -> None:
    """Mark people, places, organisations, dates and more in a text.

    Without an option the article is printed with its marks in brackets; its keywords follow as a
    list. Offsets of --json and --csv count code points of the text exactly as it was given; of a
    page or a document, of the article found in it.

    \b
    textnn highlight artigo.txt --keywords
    textnn highlight https://jornal.com.br/noticia
    textnn highlight - --csv < artigo.txt > marcas.csv
    """
    desk = desk_of(context)
    formats = [name for name, on in (("json", as_json), ("csv", csv), ("conll", conll)) if on]
    if len(formats) > 1:
        raise UserError("many-formats")
    text = desk.article(file)
    service, asked = open_for_work(desk, keep=not no_keep)
    with watched(asked) as watching:
        kept = service.highlight(text, watching, keywords=keywords)
    if formats:
        output = utf8_output() if as_json else sys.stdout
        output.write(TEXTS[formats[0]](kept.result))
    else:
        terminal(kept.result, desk)
    tell_kept(desk, kept)
