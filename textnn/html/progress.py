"""The line that tells how far a long work is."""

from __future__ import annotations

import time

from markupsafe import Markup

from textnn.html.templates import part
from textnn.locale import percent, say


class Clock:
    """Estimates the time left from the part done."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._first: tuple[float, float] | None = None

    def left(self, done: float) -> float | None:
        """Seconds left; ``None`` while too little is known. Loading time does not count."""
        now = time.monotonic()
        if done <= 0:
            return None
        if self._first is None:
            self._first = (now, done)
        began, at = self._first
        return (now - began) * (1 - done) / (done - at) if done - at > 0.05 else None


def progress_bar(
    language: str, sentence: str, done: float | None, left: float | None = None
) -> Markup:
    """The status line under the buttons: what is going on, how far, how long still.

    Args:
        language: of the reader.
        sentence: what is going on.
        done: part done, 0 to 1; ``None`` if unknown.
        left: seconds left, if known.
    """
    return part(language, "html/macros.html", "progress_bar", sentence, done, left)


def working_bar(language: str, name: str, done: float, clock: Clock) -> Markup:
    """The status line of work whose sentence is ``name``, once it has begun in earnest."""
    if done <= 0:
        return progress_bar(language, say(language, "starting"), None)
    sentence = say(language, name, percent=percent(language, done))
    return progress_bar(language, sentence, done, clock.left(done))
