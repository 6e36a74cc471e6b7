"""``textnn evaluate``: a model on anybody's file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from textnn.cli.context import AsJson, Desk, desk_of, print_json, unreadable
from textnn.datasets.references import FIELDS
from textnn.errors import UserError
from textnn.tasks.evaluate import TASKS, EvaluateOptions
from textnn.tasks.evaluate import evaluate as score

MEANINGS: dict[str, tuple[str, str]] = {
    "bits_per_char": ("bits por letra; 0 seria perfeito", "bits per character; 0 is perfect"),
    "bits_without_copying": ("o mesmo, sem o copiador", "the same, without the copier"),
    "characters": ("letras lidas", "characters read"),
    "unknown_characters": ("letras fora do alfabeto", "characters outside the alphabet"),
    "f1": ("acerto e cobertura num só número, de 0 a 1", "precision and recall in one, 0 to 1"),
    "precision": ("parte do que achou que está certa", "part of what was found that is right"),
    "recall": ("parte do que havia que foi achada", "part of what was there that was found"),
    "by_label": ("o mesmo, por categoria", "the same, by label"),
    "rouge1": (
        "palavras em comum com a referência, 0 a 1",
        "words shared with the reference, 0 to 1",
    ),
    "rouge2": ("pares de palavras em comum, 0 a 1", "pairs of words shared, 0 to 1"),
    "rougeL": ("maior sequência em comum, 0 a 1", "longest common sequence, 0 to 1"),
    "chrf": ("trechos de letras em comum, 0 a 100", "stretches of characters shared, 0 to 100"),
    "faithful": (
        "parte cujos nomes e números estão todos no artigo",
        "part whose names and numbers all stand in the article",
    ),
    "f1_at_10": ("acerto das dez primeiras palavras-chave", "of the first ten keywords, 0 to 1"),
    "f1_at_10_stemmed": ("o mesmo, só pelos radicais", "the same, by stems only"),
    "accuracy": ("parte certa, de 0 a 1", "part that is right, 0 to 1"),
    "ece": (
        "quanto a confiança erra do acerto, na média; 0 seria perfeito",
        "how far trust lies from being right, on average; 0 is perfect",
    ),
    "done": ("parte feita como pedida", "part done as asked"),
    "asked_back": (
        "parte dos pedidos entendida e não feita, por dúvida",
        "part of the requests understood and, in doubt, not done",
    ),
    "wrongly_done": ("parte em que fez outra coisa", "part done as something else"),
    "refused": ("parte recusada do que não sabe fazer", "part refused of what it cannot do"),
    "arguments": (
        "parte em que tudo o mais foi entendido (números, nomes)",
        "part where all else was understood (numbers, names)",
    ),
    "hit_at_1": (
        "parte das perguntas com resposta cuja primeira frase responde",
        "part of the answerable questions whose first sentence answers",
    ),
    "hit_at_3": ("o mesmo, entre as três primeiras", "the same, among the first three"),
    "em": ("parte das respostas curtas exatas", "part of the short answers that are exact"),
    "answered_rightly": (
        "parte das perguntas com resposta respondida com a frase certa",
        "part of the answerable questions answered with the right sentence",
    ),
    "false_answers": (
        "parte das perguntas sem resposta que foi respondida",
        "part of the unanswerable questions that were answered",
    ),
    "overlap_hit_at_1": (
        "o primeiro número, só contando palavras em comum (idf)",
        "the first figure by counting shared words alone (idf)",
    ),
    "by_intent": ("F1 de cada pedido", "F1 of each request"),
}
"""What each figure of ``--json`` is, in short; docs/evaluation.md says it in full."""

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
    textnn evaluate keywords --data noticias.jsonl
    textnn evaluate cnn --data mnist.npz
    textnn evaluate intent --data data/chat/utterances.test.jsonl
    textnn evaluate answers --data data/evaluation/questions.jsonl
    """
    desk = desk_of(context)
    with _file(desk, task, data) as path:
        options = EvaluateOptions(kind, sentences)
        figures = score(task, path, desk.settings, model, options) | {"data": data}
    if as_json:
        print_json(figures)
        return
    print(f"{figures['model']}: {data}, n = {figures['n']}, {figures['seconds']} s")
    _print_metrics(figures["metrics"], "  ")
    _explain(desk, figures["metrics"])


@contextmanager
def _file(desk: Desk, task: str, name: str) -> Iterator[Path]:
    """``name`` as a path; standard input as a file whose name tells the readers its format."""
    if name != "-":
        if not Path(name).is_file():
            raise unreadable(name)
        yield Path(name)
        return
    if task == "cnn":
        raise UserError(
            "Imagens não vêm pela entrada padrão: dê o nome de um arquivo .npz em --data.",
            "Pictures do not come by standard input: name an .npz file with --data.",
            code="no-standard-input",
        )
    content = desk.read("-")
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


def _explain(desk: Desk, metrics: Mapping[str, Any]) -> None:
    """A line for each figure, beside the figures, on standard error."""
    known = [name for name in metrics if name in MEANINGS]
    width = max(map(len, known), default=0)
    for name in known:
        pt, en = (f"  {name:<{width}}  {meaning}" for meaning in MEANINGS[name])
        desk.remark(pt, en)
