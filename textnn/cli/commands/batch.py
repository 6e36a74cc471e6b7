"""``textnn batch``: many articles become tables."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Annotated, Protocol

import typer
from tqdm import tqdm

from textnn.batches.batch import DocumentBatch, checked_tasks, cores, made_with
from textnn.batches.documents import Documents
from textnn.batches.export import FORMS, export, export_table
from textnn.batches.parquet import need_parquet
from textnn.batches.rows_of_files import TextFields
from textnn.batches.tables import Tables, open_tables
from textnn.batches.work import Job
from textnn.cli.context import AsJson, CliContext, cli_context, print_json
from textnn.cli.own_service import tagger_in_use
from textnn.cli.reading import Mend
from textnn.errors import UserError

DATABASES = (".db", ".sqlite", ".sqlite3")
"""Names of an output that is one SQLite file."""

PEOPLE = ".csv"
"""Ending of an output that has the people alone; all else is in the SQLite file beside it."""

SOME_UNREAD = 3
"""Exit code where all was done but for documents that could not be read."""

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def batch(
    context: typer.Context,
    source: Annotated[
        str,
        typer.Argument(
            metavar="IN",
            help="Folder, .zip, table (.csv, .jsonl, .parquet), .mbox, feed, sitemap, or a file.",
        ),
    ],
    out: Annotated[
        str,
        typer.Argument(
            metavar="OUT",
            help="People with counts (.csv), a SQLite file (.db, .sqlite), or a folder.",
        ),
    ],
    tasks: Annotated[
        str,
        typer.Option(
            help="Of highlight, keywords, headline and summary, with commas.",
            show_default="highlight,keywords; of people highlight",
        ),
    ] = "",
    form: Annotated[
        str, typer.Option("--format", help="Files of a folder: jsonl, csv or parquet.")
    ] = "jsonl",
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with OUT: what is in it is not done again.")
    ] = False,
    workers: Annotated[
        int, typer.Option(min=0, max=256, help="Processes; 0: one for each core.")
    ] = 0,
    ray: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help="Run on Ray: local, or the address of a cluster (auto: that of this machine).",
        ),
    ] = "",
    text_column: Annotated[str, typer.Option(help="Column of a table that holds the text.")] = "",
    title_column: Annotated[str, typer.Option(help="Column that holds the title.")] = "",
    mend: Mend = False,
    as_json: AsJson = False,
) -> None:
    """Make tables of what is in many articles.

    A folder is read with all below it: .txt, .md, .html, .pdf, .docx, and tables, .zip files,
    mailboxes and feeds with an article a row, file, message or item. One row an article, one row a
    mark with its sentence and offsets; names and people are counted. What cannot be read is listed
    in the table errors, and nothing else stops. Ctrl-C ends it at any time: --resume goes on.

    \b
    textnn batch pasta/ pessoas.csv                   # all people; the tables are in pessoas.db
    textnn batch pasta/ tabelas.db
    textnn batch pasta/ saida --format csv
    textnn batch noticias.jsonl tabelas.db --tasks highlight,headline,summary --resume
    textnn batch noticias.jsonl tabelas.db --ray auto      # on the cluster of this machine

    Exit codes: 0 all done; 3 done, and some documents could not be read; 2 nothing was done, or it
    broke off, for the reason given; 130 interrupted.
    """
    cli = cli_context(context)
    if not source:  # Path("") is the folder one stands in
        raise UserError("batch-empty", name=source)
    target = checked_output(Path(source), out, form, resume=resume)
    # other machines have no personal tagger
    tagger = None if ray else tagger_in_use(cli)
    job = Job(checked_tasks(wanted_tasks(target, tasks)), cli.settings, cli.language, tagger, mend)
    if tagger:
        cli.remark("cli_batch_tagger", name=tagger.name)
    columns = TextFields(text_column, title_column)
    documents = Documents(Path(source), cli.settings, columns, target, opens=True)
    if not (total := documents.count()):
        raise UserError("batch-empty", name=source)
    opened = open_tables(database(target), made_with(job), resume=resume)
    with interrupted_by_sigterm(), opened as tables:
        work: Runs = DocumentBatch(documents, job, workers or cores(), cli.pipelines)
        if ray:  # imports 240 MB
            work = import_module("textnn.batches.on_ray").RayBatch(documents, job, ray, workers)
        run_with_bar(cli, work, tables, total)
        if only_people(target):
            export_table(tables, "people", target)
        elif database(target) != target:
            export(tables, target, form)
        counts = tables.totals()
    report(cli, target, counts.articles, counts.errors, as_json=as_json)
    if counts.errors:
        raise typer.Exit(SOME_UNREAD)


class Runs(Protocol):
    """A batch, wherever it runs."""

    def run(self, tables: Tables, told: Callable[[int], None], total: int, /) -> None:
        """Do what is not done yet; see ``DocumentBatch.run``."""


def checked_output(source: Path, out: str, form: str, *, resume: bool) -> Path:
    """Where the tables go.

    Raises:
        UserError: there is no such format, what writes it is not installed, the file of people is
            there already, the tables would go among the articles, or it can be no file.
    """
    if not out:
        raise UserError("batch-no-output")
    if form not in FORMS:
        raise UserError("no-such-format", name=form, names=[*FORMS])
    if form == "parquet":
        need_parquet()
    target = Path(out)
    try:
        if only_people(target) and target.exists() and not resume:
            raise UserError("batch-exists", name=target)
        if source.is_dir() and target.resolve() == source.resolve():
            raise UserError("batch-same", name=out)
        database(target).exists()
    except OSError as error:
        raise UserError("disk", where=target, reason=error.strerror or error) from error
    return target


def only_people(target: Path) -> bool:
    """Whether an output is a file of people alone."""
    return target.suffix.lower() == PEOPLE


def wanted_tasks(target: Path, tasks: str) -> list[str]:
    """Names of tasks as they were given, or the usual ones; people are found by their marks."""
    if only_people(target):
        return ["highlight", *tasks.split(",")]
    return (tasks or "highlight,keywords").split(",")


def run_with_bar(cli: CliContext, work: Runs, tables: Tables, total: int) -> None:
    """Do the work under a progress bar, and say how to go on when it is stopped."""
    unit = cli.say("cli_batch_unit")
    try:
        with tqdm(total=total, unit=f" {unit}", disable=None, file=sys.stderr) as bar:
            work.run(tables, bar.update, total)
    except KeyboardInterrupt:
        cli.remark("cli_batch_stopped", count=tables.totals().articles)
        raise


def database(target: Path) -> Path:
    """The SQLite file of an output: itself, beside the people, or in the folder."""
    ending = target.suffix.lower()
    if ending in DATABASES:
        return target
    return target.with_suffix(".db") if only_people(target) else target / "textnn.db"


def report(cli: CliContext, target: Path, articles: int, errors: int, *, as_json: bool) -> None:
    """Say what is in the tables."""
    if as_json:
        print_json({"articles": articles, "errors": errors, "out": str(target)})
    else:
        name = "cli_batch_people" if only_people(target) else "cli_batch_done"
        said = cli.say(name, count=articles, out=target, database=database(target))
        sys.stdout.write(f"{said}\n")
    if errors:
        cli.remark("cli_batch_errors", count=errors)


@contextmanager
def interrupted_by_sigterm() -> Iterator[None]:
    """SIGTERM ends the work as Ctrl-C does."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
