"""What the network bets on: each next character of a short text, and the one after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from anyio import CapacityLimiter
from fastapi import APIRouter, Request
from fastapi.responses import Response

from textnn.errors import UserError
from textnn.results import Surprise
from textnn.web.context import Screen
from textnn.web.rate_limit import LETTERS
from textnn.web.routes.answered import answered

LONGEST = 400
"""Characters that are read at once: what came long before changes the next letter little."""


@dataclass(frozen=True)
class LettersQuestion:
    """The end of what somebody writes, or the sentence of a game."""

    text: str = ""


def router(screen: Screen) -> APIRouter:
    """``POST /letters``, which nothing is kept of.

    Args:
        screen: has the service.
    """
    own, places = APIRouter(), CapacityLimiter(2)

    @own.post(LETTERS)
    async def letters(request: Request, asked: LettersQuestion) -> Response:
        return await answered(request, lambda: bets(screen, asked.text), places)

    return own


def bets(screen: Screen, text: str) -> dict[str, Any]:
    """Bits and bets of each character of ``text``, and the bets on the one after the last.

    Raises:
        UserError: the text is empty, too long or not text.
    """
    if not text:
        raise UserError("empty-text")
    if len(text) > LONGEST:
        raise UserError("too-long", length=len(text), limit=LONGEST)
    # The bets on a character do not depend on it, so any one can stand for the next.
    found: Surprise = screen.service.run("surprise", f"{text} ").result
    chars = [
        {"char": one.char, "bits": one.bits, "expected": one.expected} for one in found.chars[:-1]
    ]
    return {"chars": chars, "next": found.chars[-1].expected}
