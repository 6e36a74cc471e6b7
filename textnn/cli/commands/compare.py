"""``textnn compare``: an article beside an earlier one."""

from __future__ import annotations

from typing import Annotated

import typer

from textnn.cli.context import AsJson, NoKeep, cli_context, print_json
from textnn.cli.own_service import open_for_work
from textnn.cli.reading import Mend, read_article
from textnn.cli.task_command import report_stored
from textnn.results import to_dict
from textnn.tasks.compare.text import terminal

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def compare(
    context: typer.Context,
    earlier: Annotated[str, typer.Argument(help="The earlier article, as FILE.")],
    file: Annotated[str, typer.Argument(help="Text, page or document, an address, or -.")],
    mend: Mend = False,
    as_json: AsJson = False,
    no_keep: NoKeep = False,
) -> None:
    """Put two articles, or two versions of one, side by side.

    Names, dates, amounts and quotations of both, and those of one alone; sentences that changed,
    are new, or are gone.

    \b
    textnn compare ontem.txt hoje.txt
    textnn compare ontem.txt https://jornal.com.br/noticia --json
    """
    cli = cli_context(context)
    text, before = (read_article(cli, name, mend=mend) for name in (file, earlier))
    service, request = open_for_work(cli, keep=not no_keep)
    kept = service.compare(text, before, request)
    if as_json:
        print_json(to_dict(kept.result))
    else:
        terminal(kept.result, cli)
    report_stored(cli, kept)
