"""Answers against gold: sentences, short answers, and what is said where the text does not say.

A given sentence is right if it overlaps what answers. *Hits at k*: part of the answerable questions
with a right sentence among the first k, whether or not it was probable enough to be given. *EM* and
*F1* compare the short answer in the best sentence with the best of the references, lower case,
without punctuation and articles (Rajpurkar et al. 2016). Then the thresholds count: *answered
rightly* and *answered wrongly* are the parts of the answerable questions that were answered with a
right first sentence and with another one, *false answers* the part of the unanswerable ones that
were answered.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from textnn.text.sentences import sentences
from textnn.text.words import BARE

Offsets = tuple[int, int]


def overlaps(one: Offsets, other: Offsets) -> bool:
    """Whether two stretches have a character in common.

    >>> overlaps((0, 4), (3, 9)), overlaps((0, 4), (4, 9))
    (True, False)
    """
    return one[0] < other[1] and other[0] < one[1]


_ARTICLES = frozenset("o a os as um uma uns umas".split())  # noqa: SIM905


def answer_words(text: str) -> list[str]:
    """Words of a short answer, small letters, without punctuation and articles.

    >>> answer_words("A ponte do Recife.")
    ['ponte', 'do', 'recife']
    """
    return [word for word in re.findall(r"\w+", text.lower()) if word not in _ARTICLES]


def text_f1(given: str, wanted: str) -> float:
    """F1 of the words of two short answers, 0 to 1 (Rajpurkar et al. 2016)."""
    one, other = Counter(answer_words(given)), Counter(answer_words(wanted))
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else float(given == wanted)


def best_threshold(
    probabilities: npt.NDArray[np.float64], unanswerable: npt.NDArray[np.bool_], most: float
) -> float:
    """The lowest probability from which on at most the part ``most`` of them is answered.

    Args:
        probabilities: that there is an answer, shape (questions,)
        unanswerable: whether there is none, shape (questions,)
        most: part of the unanswerable ones, 0 to 1
    """
    allowed = int(most * unanswerable.sum())
    false = np.sort(probabilities[unanswerable])[::-1]
    if allowed >= len(false):
        return 0.0
    return float(np.nextafter(false[allowed], 2.0))


@dataclass(frozen=True)
class Prediction:
    """What a reader, or a baseline, makes of a question.

    Attributes:
        sentences: offsets of the best ones, best first.
        short: the short answer in the first; empty where there is none.
        confidence: that there is an answer, 0 to 1.
        answered: whether it is given as an answer.
    """

    sentences: tuple[Offsets, ...]
    short: str
    confidence: float
    answered: bool = True


def hits(given: Prediction, gold: Sequence[Offsets], first: int) -> bool:
    """Whether one of the first sentences overlaps something that answers."""
    return any(overlaps(own, other) for own in given.sentences[:first] for other in gold)


def answer_figures(
    given: Sequence[Prediction],
    gold: Sequence[Sequence[Offsets]],
    references: Sequence[Sequence[str]],
) -> dict[str, float]:
    """Figures over some questions, 0 to 1; a figure without a question to count is left out.

    Args:
        given: predictions.
        gold: any of which answers; none: the text does not say.
        references: short answers; none where only sentences are known.

    Raises:
        ValueError: the three are not equally long.
    """
    pairs = list(zip(given, gold, strict=True))
    can = [(one, wanted) for one, wanted in pairs if wanted]
    short = [(one.short, texts) for one, texts in zip(given, references, strict=True) if texts]
    figures: dict[str, list[bool] | list[float]] = {
        "hit_at_1": [hits(one, wanted, 1) for one, wanted in can],
        "hit_at_3": [hits(one, wanted, 3) for one, wanted in can],
        "em": [max(answer_words(own) == answer_words(text) for text in t) for own, t in short],
        "f1": [max(text_f1(own, text) for text in texts) for own, texts in short],
        "answered_rightly": [one.answered and hits(one, wanted, 1) for one, wanted in can],
        "answered_wrongly": [one.answered and not hits(one, wanted, 1) for one, wanted in can],
        "false_answers": [one.answered for one, wanted in pairs if not wanted],
    }
    return {name: float(np.mean(values)) for name, values in figures.items() if values}


class IdfOverlap:
    """The baseline: the sentence that shares most idf-weighted words with the question.

    score(s) = sum of ln(1 + S / df(w)) over the words w that s and the question share

    ``S`` counts the sentences of all texts, ``df(w)`` those of them that hold w. Words are runs of
    letters and digits in small letters; nothing else is done to them.

    Args:
        texts: those that are asked about.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._bags = {
            text: [(span, set(_bare_words(text[slice(*span)]))) for span in sentences(text)]
            for text in texts
        }
        bags = [bag for lines in self._bags.values() for _, bag in lines]
        holding = Counter(word for bag in bags for word in bag)
        self._idf = {word: math.log1p(len(bags) / count) for word, count in holding.items()}

    def __call__(self, text: str, question: str, most: int = 3) -> Prediction:
        """The best sentences of one of the texts; the first stands for the short answer too."""
        asked = set(_bare_words(question))
        lines = self._bags[text]
        scores = [-sum(self._idf[word] for word in asked & bag) for _, bag in lines]
        best = sorted(range(len(lines)), key=scores.__getitem__)[:most]
        found = tuple(lines[n][0] for n in best)
        strength = 1 - math.exp(min(scores, default=0.0) / 10)
        return Prediction(found, text[slice(*found[0])] if found else "", strength)


def _bare_words(text: str) -> list[str]:
    return BARE.findall(text.lower())
