"""``textnn evaluate``: a model on anybody's file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from textnn.cli.context import AsJson, CliContext, cli_context, print_json, unreadable
from textnn.datasets.references import FIELDS
from textnn.errors import UserError
from textnn.locale import sentences
from textnn.tasks.evaluate import TASKS, EvaluateOptions
from textnn.tasks.evaluate import evaluate as score
from textnn.tasks.terminal import tell

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def evaluate(
    context: typer.Context,
    task: Annotated[str, typer.Argument(help=f"One of {', '.join(TASKS)}.")],
    data: Annotated[str, typer.Option(help="File to score on, or - for standard input.")],
    model: Annotated[
        str, typer.Option(help="Model folder by name; the task's own if left out.")
    ] = "",
    kind: Annotated[
        str, typer.Option(help=f"Of the summarizer: {', '.join(FIELDS)}.")
    ] = EvaluateOptions.kind,
    sentences: Annotated[
        int, typer.Option(min=1, max=10, help="Of the summarizer: sentences of an extract.")
    ] = EvaluateOptions.sentences,
    words: Annotated[
        int,
        typer.Option(
            min=0, help="Of the summarizer: words of an extract, in place of its sentences."
        ),
    ] = EvaluateOptions.words,
    as_json: AsJson = False,
) -> None:
    """Score a model on anybody's file.

    charrnn reads plain text, or JSON lines with "text". tagger reads JSON lines with "text" and
    "entities" ([[start, end, label], ...] in code points), or CoNLL in IOB2. summarizer reads JSON
    lines with "text" and "title", "subtitle" or "summary"; keywords JSON lines with "text" and
    "keywords". cnn reads pictures from an .npz with x_test and y_test, or x and y; without --model
    the network is taken to which they look most familiar. intent reads JSON lines with "text",
    "intent" and "slots"; answers JSON lines with "context", "question" and "answers" ([[start,
    end], ...] in code points; none: the text does not say).

    \b
    textnn evaluate charrnn --data noticias.txt
    textnn evaluate tagger --data uner_bosque.test.jsonl.gz --json
    textnn evaluate summarizer --kind extract --sentences 2 --data resumos.jsonl
    textnn evaluate summarizer --kind extract --words 120 --data resumos.jsonl
    textnn evaluate keywords --data noticias.jsonl
    textnn evaluate cnn --data mnist.npz
    textnn evaluate intent --data data/chat/utterances.test.jsonl
    textnn evaluate answers --data data/evaluation/questions.jsonl
    """
    cli = cli_context(context)
    with _file(cli, task, data) as path:
        options = EvaluateOptions(kind, sentences, words)
        figures = score(task, path, cli.settings, model, options) | {"data": data}
    if as_json:
        print_json(figures)
        return
    print(f"{figures['model']}: {data}, n = {figures['n']}, {figures['seconds']} s")
    _print_metrics(figures["metrics"], "  ")
    _explain(cli, figures["metrics"])


@contextmanager
def _file(cli: CliContext, task: str, name: str) -> Iterator[Path]:
    """``name`` as a path; standard input as a file whose name tells the readers its format."""
    if name != "-":
        if not Path(name).is_file():
            raise unreadable(name)
        yield Path(name)
        return
    if task == "cnn":
        raise UserError("no-standard-input")
    content = cli.read("-")
    plain = ".conll" if task == "tagger" else ".txt"
    suffix = ".jsonl" if content.lstrip()[:1] == b"{" else plain
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"stdin{suffix}"
        path.write_bytes(content)
        yield path


def _print_metrics(metrics: Mapping[str, Any], indent: str) -> None:
    for name, value in metrics.items():
        if isinstance(value, Mapping):
            print(f"{indent}{name}")
            _print_metrics(value, indent + "  ")
        else:
            print(f"{indent}{name} {value}")


def _explain(cli: CliContext, metrics: Mapping[str, Any]) -> None:
    """A line for each figure, beside the figures, on standard error."""
    known = [name for name in metrics if f"metric_{name}" in sentences("pt")]
    width = max(map(len, known), default=0)
    for name in known:
        tell(f"  {name:<{width}}  {cli.say(f'metric_{name}')}")
