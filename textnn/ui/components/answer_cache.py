"""The answer on the screen, so that the same question is not answered and kept twice."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from textnn.errors import UserError
from textnn.results.pictures import Classification
from textnn.service import Service, Stored
from textnn.ui.components.picture_source import Picture


@dataclass(frozen=True)
class Answered:
    """A classified picture on the screen.

    Attributes:
        question: what was asked, as ``question`` gives it.
        kept: the answer.
        when: when it was given.
        animated: whether the file held more pictures than the one that was judged.
    """

    question: str
    kept: Stored[Classification]
    when: datetime
    animated: bool = False


def question(picture: Picture, *settings: object) -> str:
    """The same for the same file, name and settings, and for nothing else."""
    asked = hashlib.sha256(picture.data)
    asked.update(repr((picture.name, *settings)).encode("utf-8", "surrogatepass"))
    return asked.hexdigest()


def again(held: Answered | None, asked: str, service: Service, owner: str) -> bool:
    """Whether what is held answers ``asked`` and was not deleted since."""
    if held is None or held.question != asked or held.kept.warning:
        return False
    if held.kept.run_id:
        try:
            service.history.open(owner, held.kept.run_id)
        except UserError:
            return False
    return True
