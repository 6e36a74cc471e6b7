"""The article that a command is given."""

from __future__ import annotations

from typing import Annotated

import typer

from textnn.articles.files import read_file
from textnn.articles.repair import read_ranks, repair
from textnn.articles.web import fetch
from textnn.cli.context import CliContext

Mend = Annotated[bool, typer.Option("--repair", help="Put right what pasting broke in the text.")]


def read_article(cli: CliContext, name: str, *, mend: bool = False) -> str:
    """The text of the file ``name``, of an address, or of standard input.

    A remark says what pasting broke in it: accents, lost spaces, lines of the page.

    Args:
        mend: whether that is put right.

    Raises:
        UserError: it cannot be read, or is no article.
    """
    if name.lower().startswith(("http://", "https://")):
        text = fetch(name, cli.settings).text
    else:
        text = read_file(name, cli.read(name), cli.settings).text
    found = repair(text, read_ranks(cli.settings))
    if found.repairs:
        told = "; ".join(
            cli.say(f"repair_{one.kind}", count=one.count, before=one.before, after=one.after)
            for one in found.repairs
        )
        cli.remark("cli_repaired" if mend else "cli_repairable", what=told)
    return found.text if mend else text
