"""``textnn db``: the database of the history."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from textnn.cli.context import AsJson, CliContext, cli_context, print_json
from textnn.errors import UserError
from textnn.locale import Sentence
from textnn.store import backup as copying
from textnn.store.engine import open_store
from textnn.store.migrate import downgrade as take_back
from textnn.store.revisions import current as current_revision
from textnn.store.revisions import lost, revisions

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.callback()
def db() -> None:
    """Look after the database of the history.

    Every other command brings the database up to date by itself when it opens it.
    """


@app.command()
def upgrade(context: typer.Context, as_json: AsJson = False) -> None:
    """Bring the database up to the newest revision, and make it if need be.

    \b
    textnn db upgrade
    """
    cli = cli_context(context)
    open_store(cli.settings.url).dispose()
    _print_current(cli, as_json)


@app.command()
def current(context: typer.Context, as_json: AsJson = False) -> None:
    """Print the revision the database is at, and the newest one; changes nothing.

    \b
    textnn db current --json
    """
    _print_current(cli_context(context), as_json)


@app.command()
def downgrade(
    context: typer.Context,
    revision: Annotated[str, typer.Argument(metavar="REV", help="A revision, or base for none.")],
    yes: Annotated[bool, typer.Option("--yes", help="Delete what the revision has not.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take the database back to an older revision, for an older textnn.

    What the older revision has no table for is deleted: accounts before 0005, conversations
    before 0004, addresses of shared results before 0003, every result with base. If there is any,
    it is said, and nothing changes without --yes. The next command that opens the history brings
    the database up to date again.

    \b
    textnn db downgrade 0001
    """
    cli = cli_context(context)
    known = (*revisions(), "base")
    if revision not in known:
        raise UserError("unknown-revision", revision=revision, names=", ".join(known))
    engine = open_store(cli.settings.url)
    _ask(lost(engine, revision), yes)
    take_back(engine, revision)
    engine.dispose()
    _print_current(cli, as_json)


@app.command()
def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy goes.")],
) -> None:
    """Copy the history into one file, while the app is served too, and look through the copy.

    It is as it was at one moment. A file that is there is not written over. PostgreSQL has
    pg_dump for this.

    \b
    textnn db backup textnn-$(date +%F).db
    """
    cli = cli_context(context)
    engine = open_store(cli.settings.url)
    size = copying.backup(engine, file)
    engine.dispose()
    print(cli.say("cli_backed_up", file=file, size=f"{size / 1e6:.1f}"))


@app.command()
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A copy that backup made.")],
    yes: Annotated[bool, typer.Option("--yes", help="Delete what is in the history now.")] = False,
) -> None:
    """Put a copy in the place of the history; an older one is brought up to date.

    What is in the history now is deleted: if there is anything, it is said, and nothing changes
    without --yes.

    \b
    textnn db restore textnn-2026-11-29.db --yes
    """
    cli = cli_context(context)
    engine = open_store(cli.settings.url)
    gone = lost(engine, "base")
    engine.dispose()
    _ask(gone, yes)
    copying.restore(file, cli.settings.url)
    print(cli.say("cli_restored", file=file))


@app.command()
def check(context: typer.Context) -> None:
    """Read the whole history and say whether it is sound; exit code 2 if it is not.

    \b
    textnn db check
    """
    cli = cli_context(context)
    engine = open_store(cli.settings.url)
    copying.check(engine)
    engine.dispose()
    print(cli.say("cli_sound"))


def _ask(gone: dict[str, int], yes: bool) -> None:
    if gone and not yes:
        parts = [Sentence(f"cli_lost_{table}", count=count) for table, count in gone.items()]
        raise UserError("needs-yes", gone=parts)


def _print_current(cli: CliContext, as_json: bool) -> None:
    now, newest = current_revision(cli.settings.url), revisions()[-1]
    if as_json:
        print_json({"revision": now, "newest": newest})
        return
    print(cli.say("cli_revision" if now else "cli_no_revision", now=now, newest=newest))
