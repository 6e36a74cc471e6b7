"""What is known of a personal tagger."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonalReport:
    """How a personal tagger came about, and what it gained and lost.

    All F1 are of exact spans, 0 to 1, under the labels people see.

    Attributes:
        name: ``personal-<number>``.
        made_at: when, ISO 8601, UTC.
        articles: corrected articles that it learnt from.
        corrections: in them.
        held_out: corrected articles that it did not learn from; 0: there were too few.
        before, after: F1 on these, of the shipped tagger and of this one; 0 without any.
        check_before, check_after: F1 on the check set.
        replayed: ``gold`` data were replayed, or ``shipped`` articles with the tagger's own marks.
        part: of the way between the weights before and after, 0.5 to 1.
        seconds: how long it took.
        accepted: whether the check set was kept, so that it may be used.
    """

    name: str
    made_at: str
    articles: int
    corrections: int
    held_out: int
    before: float
    after: float
    check_before: float
    check_after: float
    replayed: str
    part: float
    seconds: float
    accepted: bool
