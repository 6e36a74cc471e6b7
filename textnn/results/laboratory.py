"""What the stations of the *Laboratório* leave in the history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textnn.results.base import NO_MODEL, ModelRef, Result


@dataclass(frozen=True, slots=True)
class Experiment(Result):
    """A station as somebody left it; its address opens it again, and computes the same.

    Attributes:
        station: name of the station.
        state: its numbers, as its address has them: ``w1=0.6&t=2``; empty: as it is at first.
        text: what the page said of them.
    """

    task: ClassVar[str] = "experiment"

    station: str
    state: str
    text: str
    model: ModelRef = NO_MODEL
    seconds: float = 0.0

    @property
    def address(self) -> str:
        """Where it opens again, from the app on."""
        return f"laboratory/{self.station}" + (f"?{self.state}" if self.state else "")

    @property
    def written(self) -> str:
        """The name of the station, which is the title."""
        return f"\n{self.station}"

    @staticmethod
    def heading(given: str, written: str) -> str:  # noqa: ARG004 - as ``Result.heading``
        """The name of the station."""
        return written.strip()

    @staticmethod
    def searched(given: str, written: str) -> str:  # noqa: ARG004 - as ``Result.searched``
        """What the page said."""
        return given
