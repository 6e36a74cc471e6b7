"""The service at the command line: the app's own store, under an owner of this terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tqdm import tqdm

from textnn.cli.context import Desk
from textnn.compose import compose_service
from textnn.errors import UserError
from textnn.locale import duration
from textnn.results import Progress, Result
from textnn.service import Kept, Service
from textnn.store.engine import open_store
from textnn.store.runs import RunRepository
from textnn.web.owner import new_owner


def open_service(desk: Desk) -> Service:
    """The service over the store of this machine.

    Raises:
        UserError: the store cannot be opened.
    """
    runs = RunRepository(open_store(desk.settings.url))
    return compose_service(desk.settings, runs, desk.pipelines)


@contextmanager
def watched() -> Iterator[Progress]:
    """A progress bar on standard error, once the work has taken a second; nothing in a pipe."""
    with tqdm(total=100, unit="%", delay=1, leave=False, disable=None) as bar:

        def progress(done: float) -> None:
            bar.update(round(100 * done) - bar.n)

        yield progress


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


def tell_kept(desk: Desk, kept: Kept[Result]) -> None:
    """Say which model made the result, how long it took, and where it is kept."""
    model = f"{kept.result.model.name} {kept.result.model.checksum[:8]}"
    took = duration(desk.language, kept.result.seconds)
    where = "cli_kept" if kept.run_id else "cli_not_kept"
    desk.remark(where, model=model, took=took, id=kept.run_id)
    if kept.warning:
        desk.complain(kept.warning)
