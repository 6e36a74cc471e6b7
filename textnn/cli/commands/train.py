"""``textnn train``: a model anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from textnn.cli.context import AsJson, CliContext, cli_context, print_json
from textnn.cli.own_service import open_service, with_progress_bar
from textnn.config import READERS, Settings
from textnn.datasets.jsonl import read_records
from textnn.errors import UserError
from textnn.results.context import RequestContext
from textnn.service.personal import KINDS
from textnn.tasks.classify.fit import fit_calibration
from textnn.tasks.highlight.pipeline import load_highlighter
from textnn.tasks.summarize.fit_headlines import fit_headlines
from textnn.tasks.summarize.judged_lines import judged_lines
from textnn.tasks.summarize.keywords.fit import fit_keywords
from textnn.training.reader import train_reader
from textnn.training.recipes import RECIPES, STAGES, train_model
from textnn.training.reranker import train_reranker
from textnn.web.identity.owner import terminal_owner

Training = Callable[..., dict[str, Any]]
"""Settings, and by name minutes, resume, seed, stage if one is asked for -> metrics of what was
written."""


def _reader(name: str, settings: Settings, **options: Any) -> dict[str, Any]:
    highlighter = load_highlighter(settings)
    return train_reader(
        name,
        settings,
        lambda text: [(m.start, m.end, m.label) for m in highlighter(text).spans],
        **options,
    )


def _reranker(settings: Settings, **options: Any) -> dict[str, Any]:
    return train_reranker(settings, judged_lines(settings), **options)


TRAININGS: dict[str, Training] = {
    **{name: partial(train_model, name) for name in RECIPES},
    **{name: partial(_reader, name) for name in READERS},
    "reranker": _reranker,
    "headlines": lambda settings, **_: fit_headlines(settings),
    "keywords": lambda settings, *, seed, **_: fit_keywords(settings, seed),
    "calibration": lambda settings, **_: fit_calibration(settings),
}
"""What can be trained, in the order in which one needs the other."""


def _personal(cli: CliContext, task: str, file: Path | None) -> dict[str, Any]:
    """A personal model of this terminal, in use from now on.

    Args:
        cli: what the command line knows.
        task: one of ``personal.KINDS``.
        file: judged answers or headlines; ``None``: what this terminal's history has.

    Raises:
        UserError: there is nothing to learn, the file cannot be read, or it loses too much.
    """
    request = RequestContext(terminal_owner(cli.settings.home), language=cli.language)
    given = [record for _, record in read_records(file)] if file else None
    with with_progress_bar(request) as watched:
        report = open_service(cli).personal[task].train(watched, given)
    if not report.accepted:
        before, after = (f"{one:.3f}" for one in report.lost)
        raise UserError("tagger-refused", before=before, after=after)
    return asdict(report)


app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def train(
    context: typer.Context,
    task: Annotated[
        str, typer.Argument(help=f"One of {', '.join(TRAININGS)}, best in this order.")
    ],
    judged: Annotated[
        Path | None,
        typer.Argument(
            help="With --corrections, for reader and headlines: a file of textnn corrections "
            "export --of answers or headlines; else what stands in the history."
        ),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a broken-off run.")] = False,
    minutes: Annotated[
        float,
        typer.Option(min=0, help="Wall time in all, or of the stage; 0: the recipe's own budget."),
    ] = 0.0,
    stage: Annotated[
        str,
        typer.Option(
            help="Train only this stage; the last one writes the model. "
            + "; ".join(f"{name}: {', '.join(stages)}" for name, stages in STAGES.items())
            + "."
        ),
    ] = "",
    data: Annotated[
        Path | None, typer.Option(help="Folder of data sets; else TEXTNN_DATASETS.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of weights and order.")] = 1,
    corrections: Annotated[
        bool,
        typer.Option(
            "--corrections",
            help="A personal tagger, reader or choice of headlines, from what you corrected "
            "or judged.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Train a model anew.

    Log and checkpoints stand in runs/<task> of the current folder, the finished model in the
    models folder, over the one that was there. Ctrl-C ends; --resume goes on from the last
    checkpoint. charrnn, tagger, summarizer and pictures train on a GPU where there is one; --stage
    trains a part of a long training, each part after the one before it. calibration measures how
    far every classifier of pictures may be believed. Needs the extra: pip install textnn[train].
    With --corrections the shipped model stays as it is: see textnn corrections.

    \b
    textnn train charrnn --minutes 30
    textnn train tagger --data ~/datasets --resume
    textnn train summarizer --stage gaps --minutes 9
    textnn train tagger --corrections
    textnn train reader --corrections respostas.jsonl
    textnn train headlines --corrections titulos.jsonl
    """
    if (corrections and task not in KINDS) or (judged and (not corrections or task == "tagger")):
        raise UserError("corrections-teach")
    if task not in TRAININGS:
        known = ", ".join(TRAININGS)
        raise UserError("unknown-task", "train", task=task, names=known)
    if stage and (corrections or task not in STAGES):
        raise UserError("unknown-stage", "none", names=", ".join(STAGES))
    settings = cli_context(context).settings
    if data:
        settings = settings.model_copy(update={"datasets": data})
    if corrections:
        metrics = _personal(replace(cli_context(context), settings=settings), task, judged)
    else:
        part = {"stage": stage} if stage else {}
        metrics = TRAININGS[task](settings, minutes=minutes, resume=resume, seed=seed, **part)
    if as_json:
        print_json(metrics)
        return
    for name, value in metrics.items():
        print(f"{name} {value}")
