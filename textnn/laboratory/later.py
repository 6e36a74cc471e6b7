"""What computes for the pages, imported when it is first asked.

PyTorch and scikit-learn take seconds to import, and the app shows its page without them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

from textnn.errors import UserError
from textnn.laboratory.stations import FOLDER, scripts

PATIENCE = 30.0
"""Seconds that a visitor waits for others."""

TRAINING = Lock()
"""Of what draws from the generator of PyTorch that all share, and may take ten seconds."""

LOOKING = Lock()
"""Of what looks into a shipped model and is done in a moment."""


@dataclass(frozen=True)
class CellQuestion:
    """What the page asks; each part reads what it needs."""

    text: str = ""
    cell: int = 0
    meaning: str = "quote"
    count: int = 1
    seed: int = 0
    gate: float = 0.0


@dataclass(frozen=True)
class TransferQuestion:
    """Somebody's few pictures.

    Attributes:
        classes: picture files in base64, a list for each class.
        taught: pictures of each class that are learnt from; the others are tested.
        seed: of the draws.
    """

    classes: tuple[tuple[str, ...], ...]
    taught: int = 3
    seed: int = 0


@dataclass(frozen=True)
class LineQuestion:
    """What the summarizer writes about.

    Attributes:
        text: an article.
        kind: headline or dek.
        chosen: pieces that the line begins with.
    """

    text: str = ""
    kind: str = "headline"
    chosen: tuple[int, ...] = ()


@dataclass(frozen=True)
class PhotoQuestion:
    """A photo.

    Attributes:
        picture: a picture file in base64.
        network: name of the folder of a shipped network.
        off: number of a layer and number of a channel of it that is held at 0.
    """

    picture: str
    network: str
    off: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class KeptState:
    """A station that somebody wants to find again: its numbers, and what its page said of them."""

    state: str = ""
    said: str = ""


def answer(part: str, asked: CellQuestion, models: Path, articles: Sequence[str]) -> Any:
    """What ``cells.answer`` says.

    Raises:
        UserError: as there.
    """
    return import_module("textnn.laboratory.inside.cells").answer(part, asked, models, articles)


def compared(asked: TransferQuestion, models: Path) -> dict[str, Any]:
    """What ``transfer.compared`` says.

    Raises:
        UserError: as there, or others train for too long.
    """
    module = import_module("textnn.laboratory.inside.transfer")
    with in_turn(TRAINING):
        said: dict[str, Any] = module.compared(asked.classes, asked.taught, asked.seed, models)
    return said


def looked(asked: LineQuestion, models: Path) -> dict[str, Any]:
    """What ``attention.LookingWriter.write`` says.

    Raises:
        UserError: as there, the model is missing or damaged, or others compute for too long.
    """
    module = import_module("textnn.laboratory.inside.attention")
    with in_turn(LOOKING):
        writer = module.open_writer((models / "summarizer").resolve())
        said: dict[str, Any] = writer.write(asked.text, asked.kind, asked.chosen)
    return said


def looked_through(asked: PhotoQuestion, language: str, models: Path) -> dict[str, Any]:
    """What ``photo.looked_through`` says.

    Raises:
        UserError: as there, or others compute for too long.
    """
    module = import_module("textnn.laboratory.inside.photo")
    with in_turn(LOOKING):
        said: dict[str, Any] = module.looked_through(
            asked.picture, asked.network, asked.off, language, models
        )
    return said


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


@contextmanager
def in_turn(kind: Lock) -> Iterator[None]:
    """A time in which nothing else of its kind is computed for a page.

    Raises:
        UserError: others take too long.
    """
    if not kind.acquire(timeout=PATIENCE):
        raise UserError("busy")
    try:
        yield
    finally:
        kind.release()
