"""``textnn summarize``: headline, dek and main sentences of an article."""

from __future__ import annotations

from typing import Annotated

import typer

from textnn.cli.context import AsJson, File, NoKeep, desk_of, print_json
from textnn.cli.task_command import open_for_work, tell_kept, watched
from textnn.results import MAX_SENTENCES, SummaryOptions, to_dict
from textnn.tasks.summarize.text import terminal

app = typer.Typer(add_completion=False, rich_markup_mode=None)

DEFAULT = SummaryOptions()


@app.command()
def summarize(
    context: typer.Context,
    file: File,
    sentences: Annotated[
        int, typer.Option(min=1, max=MAX_SENTENCES, help="Sentences of the article to choose.")
    ] = DEFAULT.sentences,
    rank: Annotated[
        int, typer.Option(min=1, help="Which headline: 1 the best, 2 the next that differs.")
    ] = DEFAULT.rank,
    as_json: AsJson = False,
    no_keep: NoKeep = False,
) -> None:
    """Write a headline and a dek for an article, and choose its main sentences.

    Every name and number in what the network writes stands in the article; where it does not
    manage that, a sentence of the article stands in, and a remark says so. The other sentences
    are the article's own, to the letter.

    \b
    textnn summarize artigo.pdf
    textnn summarize - --sentences 1 --json < artigo.txt
    textnn summarize artigo.txt --rank 2
    """
    desk = desk_of(context)
    text = desk.article(file)
    service, asked = open_for_work(desk, keep=not no_keep)
    with watched(asked) as watching:
        kept = service.summarize(text, SummaryOptions(sentences, rank), watching)
    if as_json:
        print_json(to_dict(kept.result))
    else:
        terminal(kept.result, desk)
    tell_kept(desk, kept)
