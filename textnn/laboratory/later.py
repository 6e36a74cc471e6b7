"""What computes for the pages, imported when it is first asked.

PyTorch and scikit-learn take seconds to import, and the app shows its page without them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from textnn.laboratory.stations import FOLDER, scripts


@dataclass(frozen=True)
class CellQuestion:
    """What the page asks; each part reads what it needs."""

    text: str = ""
    cell: int = 0
    meaning: str = "quote"
    count: int = 1
    seed: int = 0
    gate: float = 0.0


def answer(part: str, asked: CellQuestion, models: Path, articles: Sequence[str]) -> Any:
    """What ``cells.answer`` says.

    Raises:
        UserError: as there.
    """
    return import_module("textnn.laboratory.inside.cells").answer(part, asked, models, articles)


def program(file: str) -> Callable[..., dict[str, Any]]:
    """What trains a network of ``networks/<family>/<file>.py``, or those of a station."""
    place = scripts()[file].relative_to(FOLDER).with_suffix("")
    module = import_module(".".join(("textnn.laboratory", *place.parts)))
    run: Callable[..., dict[str, Any]] = module.run
    return run


def shared_draws() -> AbstractContextManager[None]:
    """A time in which a program may seed the generator of PyTorch that all share."""
    kept: AbstractContextManager[None] = import_module("torch.random").fork_rng(devices=[])
    return kept
