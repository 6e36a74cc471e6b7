"""What is known of a personal model."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonalReport:
    """How a personal model came about, and what it gained and lost.

    Its figure, 0 to 1, is of a tagger F1 of exact spans under the labels people see; of a reader
    the part of the questions to which it gives what may be the answer; of a choice of headlines
    mean ROUGE-L with the headlines that people wrote or liked, and 1 less it with refused ones.

    Attributes:
        name: ``personal-<number>``, ``reader-<number>`` or ``headlines-<number>``.
        made_at: when, ISO 8601, UTC.
        articles: articles that it learnt from.
        corrections: what was said in them.
        held_out: articles that it did not learn from; 0: there were too few.
        before, after: its figure on these, of the shipped model and of this one; 0 without any.
        check_before, check_after: on the check set.
        replayed: ``gold`` data were replayed, or what textnn ships (``shipped``): of a tagger
            articles with its own marks.
        part: of the way between the weights before and after, 0.5 to 1; the shorter it is, the
            stronger a choice of headlines was held back.
        seconds: how long it took.
        accepted: whether the check set was kept, and by a choice of headlines what was held out,
            so that it may be used.
        outdated: whether a shipped model that it was made of is another one by now.
    """

    name: str
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
    made_at: str = ""
    accepted: bool = False
    outdated: bool = False

    @property
    def lost(self) -> tuple[float, float]:
        """Of one that was refused the figure that fell: before and after."""
        held, check = (self.before, self.after), (self.check_before, self.check_after)
        return held if self.held_out and held[0] - held[1] > check[0] - check[1] else check
