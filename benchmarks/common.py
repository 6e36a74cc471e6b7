"""What the benchmarks share: settings, clock, tables that go from the terminal into the docs."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import torch

from textnn.config import Settings, read_settings

Result = TypeVar("Result")


def settings_for(data: Path | None) -> Settings:
    """The machine's settings, with another folder of data sets if one is given.

    Raises:
        UserError: a ``TEXTNN_*`` variable holds what it cannot.
    """
    settings = read_settings()
    if settings.threads:
        torch.set_num_threads(settings.threads)
    return settings.model_copy(update={"datasets": data}) if data else settings


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    """What ``work`` gives, and the seconds of wall time it took."""
    began = time.perf_counter()
    result = work()
    return result, time.perf_counter() - began


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; the first column to the left, the others to the right."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, rule, *rows))


def write_json(path: Path | None, figures: dict[str, Any]) -> None:
    """Keeps the figures of a run; ``None``: nowhere."""
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
