"""The service as a command of this terminal has it: over the app's own store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from textnn.cli.context import CliContext
from textnn.compose import compose_service
from textnn.errors import UserError
from textnn.results.context import RequestContext
from textnn.results.stored import Stored
from textnn.service import Service
from textnn.store.engine import no_store, open_store
from textnn.store.runs import RunRepository
from textnn.web.identity.owner import terminal_owner


def open_service(cli: CliContext) -> Service:
    """The service over the store of this machine.

    Raises:
        UserError: the store cannot be opened.
    """
    settings = cli.settings
    kept = open_store(settings.url), settings.retention_days, settings.store_bytes
    return _service(cli, RunRepository(*kept))


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


def compute(cli: CliContext, name: str, text: str, options: Any, *, keep: bool) -> Stored[Any]:
    """What a task makes of ``text``, with a progress bar.

    Raises:
        UserError: as ``Service.run``.
    """
    service, request = open_for_work(cli, keep=keep)
    with with_progress_bar(request) as watched:
        return service.run(name, text, options, watched)


def tagger_in_use(cli: CliContext) -> Path | None:
    """Model folder of the personal tagger that marks for this terminal; ``None``: none does."""
    home = cli.settings.home
    try:
        owner = terminal_owner(home) if (home / "owner").is_file() else ""
    except UserError:
        return None
    return _service(cli, RunRepository(no_store())).taggers.folder(owner)
