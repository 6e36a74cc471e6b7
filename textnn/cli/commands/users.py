"""``textnn users``: the accounts that may log in."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from textnn.cli.context import AsJson, CliContext, cli_context, print_json
from textnn.errors import UserError
from textnn.store.accounts import AccountRepository
from textnn.store.engine import open_store

Name = Annotated[str, typer.Argument(metavar="NAME", help="The name that is asked for.")]

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.callback()
def users() -> None:
    """Say who may log in. Without an account, everybody comes in.

    Passwords are kept as hashes in the database of the history.
    """


@app.command()
def add(context: typer.Context, name: Name) -> None:
    """Add an account, or give one another password, which ends its sessions.

    The password is asked for twice, or is the first line of standard input; 8 characters or more.

    \b
    textnn users add ana
    openssl rand -base64 18 | tee senha.txt | textnn users add ana
    """
    cli = cli_context(context)
    password = _password(cli)
    with _accounts(cli) as accounts:
        new = accounts.put(name, password)
    print(cli.say("cli_account_added" if new else "cli_account_changed", name=name.strip()))


@app.command("list")
def every(context: typer.Context, as_json: AsJson = False) -> None:
    """Print the names, one a line.

    \b
    textnn users list
    """
    cli = cli_context(context)
    with _accounts(cli) as accounts:
        names = [*accounts.all()]
    if as_json:
        print_json(names)
    elif names:
        print("\n".join(names))
    else:
        cli.remark("cli_no_accounts")


@app.command()
def remove(context: typer.Context, name: Name) -> None:
    """Take an account away, which ends its sessions; its history stays in the database.

    \b
    textnn users remove ana
    """
    cli = cli_context(context)
    with _accounts(cli) as accounts:
        accounts.remove(name)
    print(cli.say("cli_account_removed", name=name))


def _password(cli: CliContext) -> str:
    if cli.stdin is None and sys.stdin.isatty():
        given: str = typer.prompt(
            cli.say("login_password"), hide_input=True, confirmation_prompt=True, err=True
        )
        return given
    first = cli.read("-").split(b"\n", 1)[0].removesuffix(b"\r")
    try:
        return first.decode()
    except UnicodeDecodeError as error:
        raise UserError("bad-password", "encoding") from error


@contextmanager
def _accounts(cli: CliContext) -> Iterator[AccountRepository]:
    engine = open_store(cli.settings.url)
    try:
        yield AccountRepository(engine)
    finally:
        engine.dispose()
