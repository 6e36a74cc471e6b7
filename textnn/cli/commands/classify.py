"""``textnn classify``: what pictures show."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from textnn.cli.context import NoKeep, cli_context, print_json
from textnn.cli.own_service import open_for_work
from textnn.cli.task_command import report_stored, with_flags
from textnn.errors import UserError
from textnn.results import to_dict
from textnn.results.pictures import ClassifyOptions
from textnn.tasks.classify.text import terminal
from textnn.tasks.terminal import tell

ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff")
"""Files of a folder that are taken for pictures."""

app = typer.Typer(add_completion=False, rich_markup_mode=None)


def classify(
    context: typer.Context,
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...", help="Pictures, folders of pictures, or - for standard input."
        ),
    ],
    options: ClassifyOptions,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json", help="The whole result as JSON; one document a line if there are several."
        ),
    ] = False,
    no_keep: NoKeep = False,
) -> None:
    """Say what pictures show, how sure the network is, and whether it knows such things.

    Reads PNG, JPEG, WEBP, GIF, BMP and TIFF; of a folder, every such file in it and below. Among
    several files one that cannot be read is named on standard error, the others are done, and the
    exit code is 2. --json gives one readable document for one file; for a folder or several files
    one document a line, each as soon as it is done.

    \b
    textnn classify foto.jpg --compare
    textnn classify desenhos/ --model cnn-digits --json > respostas.jsonl
    """
    cli = cli_context(context)
    service, request = open_for_work(cli, keep=not no_keep)
    several = len(files) > 1 or Path(files[0]).is_dir()
    failed = 0
    for name in found(files):
        try:
            picture = cli.read(name)
            source = "stdin" if name == "-" else Path(name).name
            kept = service.pictures.classify(picture, source, options, request)
        except UserError as error:
            if not several or error.code in ("no-such-model", "model-unusable"):
                raise
            tell(f"textnn: {name}: {error.say(cli.language)}")
            failed += 1
            continue
        if not as_json:
            terminal(kept.result, cli, name)
            report_stored(cli, kept)
        elif several:
            print_json(to_dict(kept.result) | {"file": name}, indent=None)
        else:
            print_json(to_dict(kept.result))
    if failed:
        raise typer.Exit(2)


app.command()(with_flags(classify, ClassifyOptions))


def found(names: list[str]) -> Iterator[str]:
    """The names, folders replaced by the pictures in and below them, in order.

    Raises:
        UserError: a folder has no picture.
    """
    for name in names:
        if not Path(name).is_dir():
            yield name
            continue
        inside = sorted(p for p in Path(name).rglob("*") if p.suffix.lower() in ENDINGS)
        if not inside:
            raise UserError("no-pictures", name=name)
        yield from map(str, inside)
