"""Where a training works, on what, and the commit it ran at."""

from __future__ import annotations

import subprocess
from pathlib import Path

import torch

from textnn.config import Settings
from textnn.errors import UserError
from textnn.precision import use_precision

RUNS = Path("runs")
"""Working files of a training stand in ``runs/<task>``: log, checkpoint, what was prepared."""


def prepared(folder: Path, name: str) -> Path:
    """A file that an earlier training left in its folder of ``RUNS``.

    Raises:
        UserError: ``not-trained``: names the training.
    """
    path = folder / name
    if not path.is_file():
        raise UserError("not-trained", path=path, task=folder.name)
    return path


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


def device_name() -> str:
    """What ``fastest_device`` is called."""
    cuda = torch.cuda.is_available()
    return torch.cuda.get_device_name() if cuda else "CPU"


def commit() -> str:
    """The commit the training ran at; "unknown" outside a checkout."""
    try:
        done = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip()
