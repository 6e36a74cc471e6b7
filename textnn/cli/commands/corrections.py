"""``textnn corrections``: marks that people corrected, as files."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from textnn.cli.context import AsJson, cli_context, print_json, utf8_output
from textnn.cli.task_command import open_service, terminal_owner, with_progress_bar
from textnn.results.context import RequestContext
from textnn.service.verdicts import verdicts
from textnn.tasks.highlight.corrected_files import read_marked

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.callback()
def corrections() -> None:
    """Export and import the marks you corrected.

    Those of this command line; each browser has its own, and downloads them in Histórico. What
    textnn train tagger --corrections learns from them is a personal tagger: it marks what you give
    textnn highlight, and the shipped one stays as it is.
    """


@app.command("export")
def write(
    context: typer.Context,
    name: Annotated[
        str, typer.Option("--format", help="jsonl, which loses nothing, or conll.")
    ] = "jsonl",
    kind: Annotated[
        str,
        typer.Option(
            "--of",
            help="marks; answers or headlines that you judged in a conversation (jsonl only).",
        ),
    ] = "marks",
) -> None:
    """Print every article with a corrected mark, with all its marks, oldest first.

    Or answers with a thumb up or down, and headlines with one or instead of which another one was
    asked for.

    \b
    textnn corrections export > correcoes.jsonl
    textnn corrections export --format conll > correcoes.conll
    textnn corrections export --of answers > respostas.jsonl
    """
    cli = cli_context(context)
    service, owner = open_service(cli), terminal_owner(cli.settings.home)
    if kind == "marks":
        pieces = service.corrections.export(owner, name)
    else:
        pieces = verdicts(service.history, owner, kind)
    first = next(pieces, "")
    if not first:
        cli.remark("cli_corrections_none")
    out = utf8_output()
    out.write(first)
    out.writelines(pieces)


@app.command("import")
def read(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A .jsonl or .conll file, also .gz or .xz.")],
    as_json: AsJson = False,
) -> None:
    """Keep the articles of a file in the history, with their marks as corrections.

    What the file does not mark is taken for unmarked. An article that stands there already,
    corrected, gets the marks of the file; the same file twice changes nothing.

    \b
    textnn corrections import correcoes.jsonl
    """
    cli = cli_context(context)
    service, owner = open_service(cli), terminal_owner(cli.settings.home)
    with with_progress_bar(RequestContext(owner, language=cli.language)) as request:
        found = service.corrections.add(read_marked(file), request)
    if as_json:
        print_json(found._asdict())
    else:
        print(cli.say("cli_corrections_in", **found._asdict()))


@app.command()
def taggers(context: typer.Context, as_json: AsJson = False) -> None:
    """List your personal taggers with what they gained and lost; a star marks the one in use.

    \b
    textnn corrections taggers
    """
    cli = cli_context(context)
    kept, owner = open_service(cli).taggers, terminal_owner(cli.settings.home)
    found, in_use = kept.all(owner), kept.in_use(owner)
    if as_json:
        print_json([{**asdict(one), "in_use": one.name == in_use} for one in found])
        return
    for one in found:
        star = "*" if one.name == in_use else " "
        check = f"{one.check_before:.3f} -> {one.check_after:.3f}"
        held = f"{one.before:.3f} -> {one.after:.3f}" if one.held_out else "-"
        print(cli.say("cli_tagger", star=star, name=one.name, articles=one.articles,
                      held=held, check=check))  # fmt: skip
    if not found:
        cli.remark("cli_no_taggers")


@app.command()
def use(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Of a personal tagger; tagger: the shipped one.")],
) -> None:
    """Choose the tagger that marks from now on.

    \b
    textnn corrections use personal-2
    textnn corrections use tagger
    """
    cli = cli_context(context)
    owner = terminal_owner(cli.settings.home)
    open_service(cli).taggers.use(owner, "" if name == "tagger" else name)
    cli.remark("cli_tagger_in_use", name=name)


@app.command()
def forget(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Of a personal tagger.")],
) -> None:
    """Delete a personal tagger; if it was in use, the shipped one marks again.

    \b
    textnn corrections forget personal-1
    """
    cli = cli_context(context)
    open_service(cli).taggers.remove(terminal_owner(cli.settings.home), name)
    cli.remark("cli_deleted")
