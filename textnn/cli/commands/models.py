"""``textnn models``: the trained models and what they were measured at."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typer

from textnn.cli.context import AsJson, CliContext, cli_context, print_json
from textnn.errors import UserError
from textnn.locale import say_known

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def models(context: typer.Context, as_json: AsJson = False) -> None:
    """List the trained models with their figures.

    The figures are those of metrics.json in the model's folder; ``textnn evaluate`` measures anew.

    \b
    textnn models --json
    """
    cli = cli_context(context)
    found = [_read(path) for path in sorted(cli.settings.models.glob("*/config.json"))]
    if as_json:
        print_json(found)
        return
    for model in found:
        print(f"{model['name']}  {model['kind']}  {model['bytes'] / 1e6:.1f} MB")
        for name, value in model["metrics"].items():
            if isinstance(value, int | float | str) and name != "sha256":
                print(_row(cli, name, value))
    if not found:
        place = cli.settings.models
        cli.remark("cli_no_model", place=place)


def _row(cli: CliContext, name: str, value: float | str) -> str:
    """A figure under its key, and what the key means if the model cards say it."""
    told = f"{value:.4g}" if isinstance(value, float) else str(value)
    meaning = say_known(cli.language, f"row_{name}", default="")
    return f"    {name} {told}" + (f"  ({meaning})" if meaning else "")


def _read(config: Path) -> dict[str, Any]:
    """Name, kind, size on disk and metrics of one model folder."""
    folder = config.parent
    try:
        kind = json.loads(config.read_text(encoding="utf-8"))["kind"]
        metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
        size = sum(path.stat().st_size for path in folder.iterdir())
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError("model-unusable", "folder", name=folder.name) from error
    return {"name": folder.name, "kind": kind, "bytes": size, "metrics": metrics}
