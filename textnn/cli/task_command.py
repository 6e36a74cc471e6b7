"""Running a task at the command line: the app's own store, under an owner of this terminal.

The command of a task that asks for an article and a few options is made from its descriptor.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, make_dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from tqdm import tqdm

from textnn.cli.context import AsJson, CliContext, File, NoKeep, cli_context, print_json
from textnn.cli.reading import Mend, read_article
from textnn.compose import compose_service
from textnn.errors import UserError
from textnn.locale import duration
from textnn.results import Result, to_dict
from textnn.results.context import RequestContext
from textnn.results.options import Option, spread
from textnn.service import Service, Stored
from textnn.store.engine import no_store, open_store
from textnn.store.runs import RunRepository
from textnn.tasks.registry import TASKS
from textnn.web.identity.owner import new_owner


def open_service(cli: CliContext) -> Service:
    """The service over the store of this machine.

    Raises:
        UserError: the store cannot be opened.
    """
    return _service(cli, RunRepository(open_store(cli.settings.url), cli.settings.retention_days))


def open_for_work(cli: CliContext, *, keep: bool) -> tuple[Service, RequestContext]:
    """The service, and the context of a request of this terminal.

    Where the store or the home cannot be written the work is done all the same, and a remark says
    why nothing is kept.
    """
    if keep:
        try:
            service = open_service(cli)
            owner = terminal_owner(cli.settings.home)
            return service, RequestContext(owner, language=cli.language)
        except UserError as error:
            cli.complain(error)
    return _service(cli, RunRepository(no_store())), RequestContext(
        keep=False, language=cli.language
    )


def _service(cli: CliContext, runs: RunRepository) -> Service:
    return compose_service(cli.settings, runs, cli.pipelines)


@contextmanager
def with_progress_bar(request: RequestContext) -> Iterator[RequestContext]:
    """A context with a progress bar on standard error.

    It is shown once the work has taken a second, and not in a pipe.
    """
    with tqdm(total=100, unit="%", delay=1, leave=False, disable=None) as bar:

        def progress(done: float) -> None:
            bar.update(round(100 * done) - bar.n)

        yield replace(request, progress=progress)


def terminal_owner(home: Path) -> str:
    """Whose results the command line keeps: an id made once in ``home``.

    Raises:
        UserError: the folder cannot be written.
    """
    path = home / "owner"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError), path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(new_owner())
        return path.read_text(encoding="ascii").strip() or new_owner()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("home-unwritable", path=path) from error


def tagger_in_use(cli: CliContext) -> Path | None:
    """Model folder of the personal tagger that marks for this terminal; ``None``: none does."""
    home = cli.settings.home
    try:
        owner = terminal_owner(home) if (home / "owner").is_file() else ""
    except UserError:
        return None
    return _service(cli, RunRepository(no_store())).taggers.folder(owner)


def report_stored(cli: CliContext, kept: Stored[Result]) -> None:
    """Say which model made the result, how long it took, and where it is kept."""
    model = f"{kept.result.model.name} {kept.result.model.checksum[:8]}"
    took = duration(cli.language, kept.result.seconds)
    where = "cli_kept" if kept.run_id else "cli_not_kept"
    cli.remark(where, model=model, took=took, id=kept.run_id)
    if kept.warning:
        cli.complain(kept.warning)


def with_flags(
    function: Callable[..., None], options: type[Any], place: str = "options"
) -> Callable[..., None]:
    """A command with a flag for each option instead of its parameter ``place``."""

    def flag(name: str, kind: Any, default: Any, option: Option) -> Any:
        names = [option.flag] if option.flag else []
        if default is False:  # without its contrary, ``--no-...``
            names = [f"--{name.replace('_', '-')}"]
        low, high = (None, None) if kind is str else (option.low, option.high)
        return Annotated[kind, typer.Option(*names, help=option.help, min=low, max=high)]

    return spread(function, options, flag, place)


def command(name: str) -> typer.Typer:
    """``textnn NAME FILE``, with a flag for each option of the form, and for each format."""
    task, form = TASKS[name], TASKS.forms()[name]

    def run(
        context: typer.Context,
        file: File,
        options: Any,
        formats: Any,
        mend: Mend = False,
        as_json: AsJson = False,
        no_keep: NoKeep = False,
    ) -> None:
        cli = cli_context(context)
        chosen = [one for one, on in asdict(formats).items() if on]
        if len(chosen) + as_json > 1:
            names = [f"--{one}" for one in ("json", *asdict(formats))]
            raise UserError("many-formats", names=names)
        text = read_article(cli, file, mend=mend)
        service, request = open_for_work(cli, keep=not no_keep)
        with with_progress_bar(request) as watched:
            kept = service.run(name, text, options, watched)
        if as_json:
            print_json(to_dict(kept.result))
        elif chosen:
            export = task.exports[chosen[0]]
            notice = task.notice(kept.result, "", cli.language)
            printed = export.printed
            out = (
                printed(kept.result) if printed else export.write(kept.result, notice, cli.language)
            )
            assert isinstance(out, str), "a flag is for a file of text"
            sys.stdout.write(out)
        else:
            task.terminal(kept.result, cli)
        report_stored(cli, kept)

    run.__doc__ = f"{form.line}\n\n{form.about}".rstrip()
    flags = {one: export.flag for one, export in task.exports.items() if export.flag}
    kinds = [(one, Annotated[bool, Option(what, one)], False) for one, what in flags.items()]
    formats = make_dataclass("Formats", kinds, frozen=True)
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(name)(with_flags(with_flags(run, formats, "formats"), form.options))
    return app
