"""A game of *Detetive* -> what the screen shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from textnn.html.templates import part
from textnn.results.pictures import Exhibit, Game, Round

_MACROS = "sample/detective.html"


def asking_view(exhibit: Exhibit, past: Sequence[Round], count: int, language: str) -> Markup:
    """A picture and the question; nothing in it tells the answer.

    Args:
        exhibit: the picture.
        past: the rounds before.
        count: rounds of the game.
        language: of the reader.
    """
    return part(language, _MACROS, "asking", exhibit, past, count)


def answer_view(rounds: Sequence[Round], count: int, language: str) -> Markup:
    """The answer to the last of ``rounds``, and what the discriminator had thought."""
    return part(language, _MACROS, "answer", rounds, count)


def score_view(game: Game, language: str, when: datetime, notes: tuple[str, ...] = ()) -> Markup:
    """A finished game: who won, and every picture with what both said."""
    return part(language, _MACROS, "score", game, when, notes)
