"""Where a training works, on what, and the commit it ran at."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from textnn.config import Settings
from textnn.errors import UserError
from textnn.precision import use_precision

RUNS = Path("runs")
"""Working files of a training stand in ``runs/<task>``: log, checkpoint, what was prepared."""


def set_up(settings: Settings, seed: int) -> None:
    """Threads, number format and seed of a training."""
    if settings.threads:
        torch.set_num_threads(settings.threads)
    use_precision(settings.precision)
    torch.manual_seed(seed)


def fastest_device() -> torch.device:
    """The GPU where there is one, else the CPU.

    Only trainings ask: everything shipped runs on the CPU.
    """
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def begin_stage(task: str, left: Mapping[str, Path], stage: str, *, resume: bool) -> None:
    """Checks that a stage of a training can begin.

    Unless it is resumed, what it and those after it have left is deleted: they went on from another
    beginning.

    Args:
        task: the training.
        left: stage -> the file that it leaves, in order.
        stage: the one that begins.
        resume: it goes on from what it has left.

    Raises:
        UserError: ``not-trained``: a stage before it has left nothing.
    """
    first = [*left].index(stage)
    for before, path in [*left.items()][:first]:
        if not path.is_file():
            raise UserError("not-trained", "stage", path=path, task=task, stage=before)
    if not resume:
        for path in [*left.values()][first:]:
            path.unlink(missing_ok=True)


def commit() -> str:
    """The commit the training ran at; "unknown" outside a checkout."""
    try:
        done = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip()


def first_metrics(data: str, count: int, options: Any) -> dict[str, Any]:
    """What every ``metrics.json`` begins with.

    Args:
        data: names of the data sets.
        count: examples learnt from.
        options: of the training, a dataclass with ``seed``.
    """
    about = {"data": data, "n": count, "seed": options.seed, "commit": commit()}
    return {**about, "options": asdict(options)}


def save_vectors(task: str, tokens: Sequence[str], vectors: Tensor) -> None:
    """Leaves vectors of tokens, shape (tokens, size), in ``runs/<task>`` for later trainings."""
    folder = RUNS / task
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocabulary.txt").write_text("\n".join(tokens) + "\n", encoding="utf-8")
    save_file({"vectors": vectors}, folder / "vectors.safetensors")


def read_vectors(task: str) -> tuple[tuple[str, ...], Tensor]:
    """What ``save_vectors`` wrote: tokens and their vectors, shape (tokens, size).

    Raises:
        UserError: ``not-trained``: names the training.
    """
    folder = RUNS / task
    paths = folder / "vocabulary.txt", folder / "vectors.safetensors"
    for path in paths:
        if not path.is_file():
            raise UserError("not-trained", path=path, task=task)
    tokens = paths[0].read_text(encoding="utf-8").split("\n")[:-1]
    return tuple(tokens), load_file(paths[1])["vectors"]
