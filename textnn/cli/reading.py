"""The article that a command is given."""

from __future__ import annotations

from textnn.articles.files import read_file
from textnn.articles.web import fetch
from textnn.cli.context import CliContext


def read_article(cli: CliContext, name: str) -> str:
    """The text of the file ``name``, of an address, or of standard input.

    Raises:
        UserError: it cannot be read, or is no article.
    """
    if name.lower().startswith(("http://", "https://")):
        return fetch(name, cli.settings).text
    return read_file(name, cli.read(name), cli.settings).text
