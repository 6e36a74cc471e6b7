"""How well requests are understood: what is asked for, what else is said, and when to ask back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textnn.evaluation.calibration import calibration_error

BINS = 10
"""Of the probabilities, for the calibration error."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What was made of a message.

    Attributes:
        wanted: its intent.
        found: the likeliest intent.
        probability: of that.
        understood: whether it was acted upon.
        arguments: whether all that it says besides was found, and nothing else.
    """

    wanted: str
    found: str
    probability: float
    understood: bool
    arguments: bool

    @property
    def right(self) -> bool:
        """Whether the likeliest intent is the wanted one."""
        return self.wanted == self.found


@dataclass(frozen=True, slots=True)
class IntentScores:
    """Figures over messages, all 0 to 1; 0 where there are none to count.

    Attributes:
        messages: how many.
        accuracy: part whose likeliest intent is right.
        done: of the requests (all but ``unknown``), part acted upon rightly.
        asked_back: of the requests, part that was right and not acted upon.
        wrongly_done: of the requests, part acted upon as something else.
        refused: of the unknown, part not acted upon.
        arguments: of the requests whose intent is right, part with all arguments right.
        ece: how far the probabilities are from the part that is right, in ten bins of equal width
            (Guo et al. 2017).
        by_intent: F1 of each intent that occurs.
    """

    messages: int
    accuracy: float
    done: float
    asked_back: float
    wrongly_done: float
    refused: float
    arguments: float
    ece: float
    by_intent: dict[str, float]


def intent_scores(found: Sequence[Understood]) -> IntentScores:
    """Scores what was made of messages.

    >>> one = Understood("summarize", "summarize", 0.9, True, True)
    >>> two = Understood("unknown", "write", 0.8, True, True)
    >>> scores = intent_scores([one, two])
    >>> scores.accuracy, scores.done, scores.refused
    (0.5, 1.0, 0.0)
    """
    requests = [one for one in found if one.wanted != "unknown"]
    unknown = [one for one in found if one.wanted == "unknown"]
    return IntentScores(
        len(found),
        _share([one.right for one in found]),
        _share([one.right and one.understood for one in requests]),
        _share([one.right and not one.understood for one in requests]),
        _share([one.understood and not one.right for one in requests]),
        _share([not one.understood for one in unknown]),
        _share([one.arguments for one in requests if one.right]),
        calibration_error([one.probability for one in found], [one.right for one in found], BINS),
        {intent: _f1(found, intent) for intent in sorted({one.wanted for one in found})},
    )


def _f1(found: Sequence[Understood], intent: str) -> float:
    right = sum(one.wanted == one.found == intent for one in found)
    total = sum((one.wanted == intent) + (one.found == intent) for one in found)
    return 2 * right / total if total else 0.0


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / max(1, len(hits))
