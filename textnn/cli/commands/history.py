"""``textnn history``: what was kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from textnn.cli.context import AsJson, CliContext, cli_context, print_json, utf8_output
from textnn.cli.own_service import open_service
from textnn.errors import UserError
from textnn.locale import Given
from textnn.pages.history_zip import MOST, packed
from textnn.results import to_dict
from textnn.results.runs import Note, RunLine
from textnn.store.runs import RunRepository
from textnn.tasks.registry import TASKS
from textnn.tasks.terminal import visible
from textnn.text.words import fold
from textnn.web.identity.owner import terminal_owner

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def history(
    context: typer.Context,
    query: Annotated[
        str, typer.Argument(help="Words that must all occur, or - to read them from stdin.")
    ] = "",
    task: Annotated[str, typer.Option(help=f"Only one of {', '.join(TASKS)}.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Most lines listed.")] = 50,
    open_id: Annotated[str, typer.Option("--open", metavar="ID", help="Show this result.")] = "",
    delete: Annotated[str, typer.Option(metavar="ID", help="Delete this result.")] = "",
    share: Annotated[
        str, typer.Option(metavar="ID", help="Make an address that shows this result.")
    ] = "",
    days: Annotated[
        int, typer.Option(min=0, help="How long the address of --share lives; 0: no end.")
    ] = 0,
    revoke: Annotated[
        str, typer.Option(metavar="ID", help="End every address of this result.")
    ] = "",
    name: Annotated[
        tuple[str, str], typer.Option(metavar="ID NAME", help="Call this result so.")
    ] = ("", ""),
    label: Annotated[
        tuple[str, str], typer.Option(metavar="ID LABEL", help="Put a label on this result.")
    ] = ("", ""),
    star: Annotated[str, typer.Option(metavar="ID", help="Put a star on this result.")] = "",
    unstar: Annotated[str, typer.Option(metavar="ID", help="Take the star away.")] = "",
    favorites: Annotated[
        bool, typer.Option("--favorites", help="Only results with a star.")
    ] = False,
    packed_as: Annotated[
        str, typer.Option("--zip", metavar="FILE", help="Save what is listed, in every format.")
    ] = "",
    export: Annotated[
        bool, typer.Option("--export", help="Everything as JSON lines, oldest first.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List, search, open, name, share, delete and export what was kept.

    Shows the results of this command line; each browser has a history of its own. Accents and
    case are ignored, and the last word may be unfinished. Names and labels are found too; an empty
    one takes them away. An address of --share opens while
    textnn serve runs on this machine: whoever has it reads that result and nothing else.

    \b
    textnn history comitê --task highlight
    textnn history --open 4f1c0a...
    textnn history --label 4f1c0a... economia
    textnn history economia --zip economia.zip
    textnn history --share 4f1c0a... --days 7
    textnn history --export > historico.jsonl
    """
    cli = cli_context(context)
    task = _task(task)
    changes = _changes(name, label, star, unstar)
    asked = query or task or favorites or packed_as
    _check(task, (open_id, delete, share, revoke, export, asked, *changes))
    kept, owner = open_service(cli).history, terminal_owner(cli.settings.home)
    if open_id:
        _open(cli, kept, owner, open_id, as_json)
    elif delete:
        _delete(cli, kept, owner, delete, as_json)
    elif share:
        _share(cli, kept, owner, share, days, as_json)
    elif revoke:
        _revoke(cli, kept, owner, revoke, as_json)
    elif changes:
        ((run_id, change),) = changes
        _note(cli, kept, owner, run_id, change, as_json)
    elif export:
        utf8_output().writelines(kept.export(owner))
    else:
        words = cli.read("-").decode("utf-8", "replace") if query == "-" else query
        lines = kept.find(owner, words, task, limit, favorite=favorites)
        if packed_as and lines:
            _pack(cli, kept, owner, lines, Path(packed_as))
        else:
            _list(cli, lines, as_json)


NoteChange = dict[str, str | bool]
"""Fields of a ``Note`` and what they become."""


def _changes(
    name: tuple[str, str], label: tuple[str, str], star: str, unstar: str
) -> list[tuple[str, NoteChange]]:
    """The results on which something is to be noted, and what."""
    wanted: list[tuple[str, NoteChange]] = [
        (name[0], {"name": name[1]}),
        (label[0], {"label": label[1]}),
        (star, {"favorite": True}),
        (unstar, {"favorite": False}),
    ]
    return [one for one in wanted if one[0]]


def _check(task: str, actions: Sequence[object]) -> None:
    if task and task not in TASKS:
        commands = ", ".join(one.command for one in TASKS.values())
        names = Given({"pt": commands, "en": ", ".join(TASKS)})
        raise UserError("unknown-task", task=task, names=names)
    if sum(map(bool, actions)) > 1:
        raise UserError("many-actions", "history")


def _open(cli: CliContext, kept: RunRepository, owner: str, run_id: str, as_json: bool) -> None:
    result = kept.open(owner, run_id).result
    if as_json:
        print_json(to_dict(result))
    else:
        TASKS.of(result).terminal(result, cli)


def _delete(cli: CliContext, kept: RunRepository, owner: str, run_id: str, as_json: bool) -> None:
    if not kept.delete(owner, run_id):
        raise UserError("no-such-run", "named", run_id=run_id)
    if as_json:
        print_json({"deleted": run_id})
    else:
        cli.remark("cli_deleted")


def _note(
    cli: CliContext,
    kept: RunRepository,
    owner: str,
    run_id: str,
    change: NoteChange,
    as_json: bool,
) -> None:
    kept.open(owner, run_id)
    kept.notes.put(owner, run_id, Note(**{**asdict(kept.notes.get(run_id)), **change}))
    if as_json:
        print_json({"id": run_id, **asdict(kept.notes.get(run_id))})
    else:
        cli.remark("cli_noted")


def _pack(
    cli: CliContext, kept: RunRepository, owner: str, lines: list[RunLine], path: Path
) -> None:
    if len(lines) > MOST:
        raise UserError("bad-choice", most=MOST)
    runs = [(kept.open(owner, line.id), line.note.name) for line in lines]
    content = packed(runs, (), cli.language)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UserError("unwritable-file", path=path) from error
    cli.remark("cli_written", path=path)


def _share(
    cli: CliContext, kept: RunRepository, owner: str, run_id: str, days: int, as_json: bool
) -> None:
    link = kept.share(owner, run_id, days or None)
    place = f"{cli.settings.host}:{cli.settings.port}"
    url = f"http://{place}/r/{link.id}"
    if as_json:
        ends = link.expires_at.isoformat() if link.expires_at else None
        print_json({"id": link.id, "url": url, "expires_at": ends})
        return
    print(url)
    cli.remark("cli_link_reads", place=place)


def _revoke(cli: CliContext, kept: RunRepository, owner: str, run_id: str, as_json: bool) -> None:
    kept.open(owner, run_id)
    count = kept.links.revoke(owner, run_id)
    if as_json:
        print_json({"revoked": count})
    else:
        cli.remark("cli_links_revoked", count=count)


def _task(said: str) -> str:
    """The task that is called so, in English or Portuguese."""
    return {fold(task.command): name for name, task in TASKS.items()}.get(fold(said), said)


def _list(cli: CliContext, lines: list[RunLine], as_json: bool) -> None:
    if as_json:
        print_json([line.as_dict() for line in lines])
        return
    width = max(len(task.command) for task in TASKS.values())
    for line in lines:
        when = line.created_at.astimezone().strftime("%Y-%m-%d %H:%M")
        title, _ = TASKS.described(line.task, line.title, cli.language)
        title = line.note.name or title
        star = "★ " if line.note.favorite else ""
        label = f"  [{line.note.label}]" if line.note.label else ""
        known = cli.language == "pt" and line.task in TASKS
        name = TASKS[line.task].command if known else line.task
        print(visible(f"{line.id}  {when}  {name:<{width}}  {star}{title}{label}"))
    if not lines:
        cli.remark("cli_nothing_found")
