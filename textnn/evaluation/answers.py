"""Answers against the sentences that answer: hits at 1 and 3, and what is said of what nobody said.

A given sentence is right if it overlaps one that answers. *Hits at k*: part of the answerable
questions with a right sentence among the first k, whether or not it was held probable enough to be
given. Then the threshold counts: *right* is the part of the answerable questions that were answered
with a right first sentence, *refused* the part that were not answered, *false answers* the part of
the unanswerable ones that were. *Treated rightly* joins both: of all questions those answered
rightly, or rightly not answered. *Marked*: of the questions with a short answer whose first
sentence is right and has a mark, the part whose first mark overlaps the short answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textnn.results.chat import Answer

Offsets = tuple[int, int]


@dataclass(frozen=True)
class AnswerScores:
    """Figures over some questions; parts are 0 to 1, and 0 where there is nothing to count.

    Attributes:
        answerable, unanswerable: how many of each there are.
        hits_at_1, hits_at_3, right, refused: of the answerable ones.
        false_answers: of the unanswerable ones.
        treated_rightly: of all.
        marked: of the rightly found short answers.
    """

    answerable: int
    unanswerable: int
    hits_at_1: float
    hits_at_3: float
    right: float
    refused: float
    false_answers: float
    treated_rightly: float
    marked: float


def answer_scores(
    given: Sequence[Answer],
    gold: Sequence[Sequence[Offsets]],
    spans: Sequence[Offsets | None],
) -> AnswerScores:
    """Scores question by question.

    Args:
        given: the answers.
        gold: the sentences any of which answers; none: the text does not say.
        spans: the short answers, where there are any.

    Raises:
        ValueError: the three are not equally long.
    """
    pairs = list(zip(given, gold, spans, strict=True))
    can = [(answer, wanted) for answer, wanted, _ in pairs if wanted]
    cannot = [answer for answer, wanted, _ in pairs if not wanted]
    right = [answer.answered and found(answer, wanted, 1) for answer, wanted in can]
    marks = [
        overlaps((answer.sentences[0].marks[0].start, answer.sentences[0].marks[0].end), span)
        for answer, wanted, span in pairs
        if span and found(answer, wanted, 1) and answer.sentences[0].marks
    ]
    return AnswerScores(
        answerable=len(can),
        unanswerable=len(cannot),
        hits_at_1=_part([found(answer, wanted, 1) for answer, wanted in can]),
        hits_at_3=_part([found(answer, wanted, 3) for answer, wanted in can]),
        right=_part(right),
        refused=_part([not answer.answered for answer, _ in can]),
        false_answers=_part([answer.answered for answer in cannot]),
        treated_rightly=_part([*right, *(not answer.answered for answer in cannot)]),
        marked=_part(marks),
    )


def found(answer: Answer, wanted: Sequence[Offsets], first: int) -> bool:
    """Whether one of the first sentences overlaps one that answers."""
    given = [(sentence.start, sentence.end) for sentence in answer.sentences[:first]]
    return any(overlaps(own, other) for own in given for other in wanted)


def overlaps(one: Offsets, other: Offsets) -> bool:
    """Whether two stretches have a character in common.

    >>> overlaps((0, 4), (3, 9)), overlaps((0, 4), (4, 9))
    (True, False)
    """
    return one[0] < other[1] and other[0] < one[1]


def _part(told: Sequence[bool]) -> float:
    return sum(told) / len(told) if told else 0.0
