"""``textnn corrections``: marks that people corrected, as files."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from textnn.cli.context import AsJson, cli_context, print_json, utf8_output
from textnn.cli.own_service import open_service, with_progress_bar
from textnn.results.context import RequestContext
from textnn.service.personal import KINDS, kind_of
from textnn.service.verdicts import verdicts
from textnn.tasks.highlight.corrected_files import read_marked
from textnn.web.identity.owner import terminal_owner

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.callback()
def corrections() -> None:
    """Export and import the marks you corrected.

    Those of this command line; each browser has its own, and downloads them in Histórico. What
    textnn train tagger --corrections learns from them is a personal tagger: it marks what you give
    textnn highlight, and the shipped one stays as it is. Likewise a personal reader answers in
    textnn chat, and a personal choice of headlines chooses in textnn summarize.
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
def models(context: typer.Context, as_json: AsJson = False) -> None:
    """List your personal models with what they gained and lost; a star marks those in use.

    \b
    textnn corrections models
    """
    cli = cli_context(context)
    service, owner = open_service(cli), terminal_owner(cli.settings.home)
    kinds = service.personal.values()
    found = [(one, kind.in_use(owner) == one.name) for kind in kinds for one in kind.all(owner)]
    if as_json:
        print_json([{**asdict(one), "in_use": used} for one, used in found])
        return
    for one, used in found:
        check = f"{one.check_before:.3f} -> {one.check_after:.3f}"
        held = f"{one.before:.3f} -> {one.after:.3f}" if one.held_out else "-"
        print(cli.say("cli_tagger", star="*" if used else " ", name=one.name,
                      articles=one.articles, held=held, check=check))  # fmt: skip
    if not found:
        cli.remark("cli_no_taggers")


app.command("taggers", hidden=True)(models)


@app.command()
def use(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(help=f"Of a personal model; one of {', '.join(KINDS)}: the shipped one."),
    ],
) -> None:
    """Choose the personal model that works from now on.

    \b
    textnn corrections use personal-2
    textnn corrections use reader
    """
    cli = cli_context(context)
    owner = terminal_owner(cli.settings.home)
    kind_of(open_service(cli).personal, name).use(owner, "" if name in KINDS else name)
    cli.remark("cli_tagger_in_use", name=name)


@app.command()
def forget(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Of a personal model.")],
) -> None:
    """Delete a personal model; if it was in use, the shipped one is again.

    \b
    textnn corrections forget personal-1
    """
    cli = cli_context(context)
    kind_of(open_service(cli).personal, name).remove(terminal_owner(cli.settings.home), name)
    cli.remark("cli_deleted")
