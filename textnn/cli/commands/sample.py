"""``textnn sample``: samples from a generator."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated

import typer

from textnn.cli.context import AsJson, CliContext, NoKeep, cli_context, print_json
from textnn.cli.own_service import open_for_work, with_progress_bar
from textnn.cli.task_command import report_stored, with_flags
from textnn.errors import UserError
from textnn.locale import say
from textnn.results import to_dict
from textnn.results.pictures import SampleOptions, Samples
from textnn.tasks.sample.export import (
    SHEETS,
    samples_to_pictures,
    samples_to_sheet,
    samples_to_zip,
)
from textnn.tasks.sample.text import terminal

_LIKE_A_FILE = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}")

app = typer.Typer(add_completion=False, rich_markup_mode=None)


def sample(
    context: typer.Context,
    options: SampleOptions,
    out: Annotated[
        str,
        typer.Option(
            metavar="FILE|FOLDER", help="One sheet or zip file, or a file for each picture."
        ),
    ] = "",
    as_json: AsJson = False,
    no_keep: NoKeep = False,
) -> None:
    """Make pictures of digits or clothes that nobody drew.

    --out FILE.png (or .jpg, .webp) writes one sheet with all of them, --out FILE.zip and --out
    FOLDER one file for each; without it the classes are listed, with what the discriminator gives
    to each picture's being real. --json holds the pictures themselves, as PNG in base64. Classes
    have their English and their Portuguese names.

    \b
    textnn sample --class 7 --count 25 --out setes.png
    textnn sample --set fashion --seed 3 --out pecas/
    """
    cli = cli_context(context)
    _check_ending(out)
    service, request = open_for_work(cli, keep=not no_keep)
    with with_progress_bar(request) as watched:
        kept = service.pictures.sample(options, watched)
    if out:
        write(cli, kept.result, out)
    if as_json:
        print_json(to_dict(kept.result))
    elif not out:
        terminal(kept.result, cli)
    report_stored(cli, kept)


app.command()(with_flags(sample, SampleOptions))


def _is_folder(out: str) -> bool:
    return out.endswith(("/", os.sep)) or Path(out).is_dir()


def _check_ending(out: str) -> None:
    """Refuses the name of a file of another kind, before anything is made.

    Raises:
        UserError: it is one.
    """
    ending = Path(out).suffix
    if _is_folder(out) or ending.lower() in (*SHEETS, ".zip") or not _LIKE_A_FILE.fullmatch(ending):
        return
    raise UserError("bad-ending", ending=ending, out=out)


def _write(path: Path, data: bytes) -> None:
    """Write a file wholly or not at all: what stood there stays until the new one is whole."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def write(cli: CliContext, result: Samples, out: str) -> None:
    """A sheet or an archive if ``out`` ends like one, else a folder; each file says it was made.

    Raises:
        UserError: it cannot be written.
    """
    notice = say(cli.language, "picture_notice", model=result.model.name)
    path = Path(out)
    ending = "" if _is_folder(out) else path.suffix.lower()
    try:
        if ending in SHEETS:
            _write(path, samples_to_sheet(result, notice, SHEETS[ending]))
        elif ending == ".zip":
            _write(path, samples_to_zip(result, notice))
        else:
            path.mkdir(parents=True, exist_ok=True)
            for name, data in samples_to_pictures(result, notice):
                _write(path / name, data)
    except OSError as error:
        raise UserError("unwritable-file", path=path) from error
    cli.remark("cli_written", path=path)
