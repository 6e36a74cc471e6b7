"""``textnn fetch``: public data sets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from textnn.cli.context import AsJson, CliContext, cli_context, print_json
from textnn.datasets import fetch as fetching
from textnn.errors import UserError

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def fetch(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Data set, or - to read names from stdin.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="All sets that can be had.")] = False,
    source: Annotated[
        str, typer.Option("--from", metavar="DIR|URL", help="Folder or mirror with the same paths.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Get public data sets, checked and resumable.

    Files go to the data folder (TEXTNN_DATASETS, else datasets in TEXTNN_HOME). Each is compared
    with its checksum; a download that broke off is carried on. The licence is said first.

    \b
    textnn fetch uner_bosque
    textnn fetch --all --from /media/stick/datasets
    """
    cli = cli_context(context)
    names = cli.read("-").decode().split() if name == "-" else [name] if name else []
    if bool(names) == everything:
        raise UserError("which-set")
    files, failures = _fetch(cli, names, source or None)
    if as_json:
        print_json({name: [str(path) for path in paths] for name, paths in files.items()})
    else:
        for paths in files.values():
            print(*paths, sep="\n")
    if failures:
        raise failures[0] if len(names) == 1 else _some_failed(failures)


def _fetch(
    cli: CliContext, names: list[str], source: str | None
) -> tuple[dict[str, tuple[Path, ...]], dict[int, UserError]]:
    """Files of each set that came, and the errors of those that did not, by order."""
    folder = cli.settings.datasets_folder
    with fetching.bars() as progress:
        results = fetching.fetch_all(
            names, folder=folder, source=source, progress=progress, tell=cli.remark
        )
    failed = [error for error in results.values() if isinstance(error, UserError)]
    came = {name: paths for name, paths in results.items() if not isinstance(paths, UserError)}
    return came, dict(enumerate(failed))


def _some_failed(failures: dict[int, UserError]) -> UserError:
    return UserError("some-failed", count=len(failures), first=failures[0].sentence)
