"""Which candidate becomes the headline: the one an editor's own headline would share most with.

A beam's first choice is what the network finds likeliest, and on a paper it has not read that is
too often the turn of phrase of one it has (*O que se sabe sobre ...*). A ridge regression of
ROUGE-L over a few numbers, fitted on articles that the network has not learnt from
(``fit_headlines``), puts all candidates in order. What weighs most is how often the article has a
candidate's words, and how many of them the other candidates have too.

ROUGE does not tell whether a line can be printed. How sure the network was does (``Certainty``): a
line that makes no sense was unlikely, and the network looked everywhere while it wrote it. If it
was not sure of the one that is chosen, there is no headline, for the next one would be worse.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from statistics import fmean

import numpy as np
import numpy.typing as npt

from textnn.tasks.summarize.article import Opened
from textnn.tasks.summarize.hypotheses import LineHypothesis
from textnn.text.sentences import sentences
from textnn.text.stems import full_stems

FEATURES = (
    "score", "words", "far from usual", "first sentence", "weight", "mean weight", "consensus",
    "compressed", "verbatim", "quotes",
)  # fmt: skip
"""What is known of a candidate, in the order of its numbers; see ``numbers_of``."""

USUAL = 11
"""Words of a headline."""

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Told:
    """An article's words.

    Attributes:
        article: as the network reads it.
    """

    article: Opened

    @cached_property
    def first(self) -> str:
        """The first two sentences on one line."""
        text = self.article.clean.text[: self.article.read]
        return " ".join(" ".join(text[s:e] for s, e in sentences(text)[:2]).split()).lower()

    @cached_property
    def lead(self) -> frozenset[str]:
        """Stems of the first sentence's full words."""
        text = self.article.clean.text[: self.article.read]
        start, end = next(iter(sentences(text)), (0, 0))
        return frozenset(full_stems(text[start:end]))

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each full word comes, by its stem."""
        return Counter(full_stems(self.article.clean.text))


def numbers_of(drafts: Sequence[LineHypothesis], article: Opened) -> Numbers:
    """What is known of an article's candidates.

    Returns:
        shape (drafts, len(FEATURES)), each column less its mean: only the article's own candidates
        are compared
    """
    if not drafts:
        return np.zeros((0, len(FEATURES)))
    told = _Told(article)
    kept = [frozenset(full_stems(draft.text)) for draft in drafts]
    found = np.array(
        [_numbers(draft, own, kept, told) for draft, own in zip(drafts, kept, strict=True)]
    )
    centred: Numbers = found - found.mean(0)
    return centred


def _numbers(
    draft: LineHypothesis, own: frozenset[str], all_kept: Sequence[frozenset[str]], told: _Told
) -> list[float]:
    line = draft.text.lower()
    weights = [math.log1p(told.counts[word]) for word in own]
    count = len(line.split())
    values = {
        "score": draft.score,
        "words": count,
        "far from usual": (count - USUAL) ** 2 / 20,
        "first sentence": len(own & told.lead) / max(1, len(own)),
        "weight": sum(weights),
        "mean weight": sum(weights) / max(1, len(own)),
        "consensus": fmean(len(own & other) / max(1, len(own | other)) for other in all_kept),
        "compressed": draft.compressed,
        "verbatim": line in told.first,
        "quotes": any(mark in line for mark in "\"“«'‘"),
    }
    return [float(values[name]) for name in FEATURES]


@dataclass(frozen=True)
class HeadlineChoice:
    """Puts candidates in order.

    Attributes:
        weights: of each of ``FEATURES``.
    """

    weights: Mapping[str, float]

    def order(self, drafts: Sequence[LineHypothesis], article: Opened) -> list[LineHypothesis]:
        """The candidates of an article, best first; of one line twice the better one."""
        totals = numbers_of(drafts, article) @ np.array([self.weights[name] for name in FEATURES])
        ordered = [drafts[n] for n in np.argsort(-totals, kind="stable")]
        return list({draft.text: draft for draft in reversed(ordered)}.values())[::-1]


def load_choice(path: Path) -> HeadlineChoice:
    """The fitted weights.

    Raises:
        OSError: there is no such file.
        TypeError: a weight is no number.
        ValueError: not what ``save_choice`` writes, or not one weight for each of ``FEATURES``.
    """
    weights = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(weights, dict) or set(weights) != set(FEATURES):
        raise ValueError(f"{path.name} does not hold the weights of a choice of headlines")
    return HeadlineChoice({name: float(weight) for name, weight in weights.items()})


def save_choice(choice: HeadlineChoice, path: Path) -> None:
    """Writes the weights as readable JSON, to five digits."""
    weights = {name: round(weight, 5) for name, weight in choice.weights.items()}
    path.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


def focus(draft: LineHypothesis) -> float:
    """Mean over the pieces of a line of the attention on the place that got most, 0 to 1."""
    return float(draft.attention.max(1).mean()) if draft.attention.size else 0.0


@dataclass(frozen=True)
class Certainty:
    """Whether a network was sure of a line: its score and its focus, in standard deviations.

    Attributes:
        score, focus: their standard deviations among candidates.
        least: certainty from which on a headline may stand.
    """

    score: float = 1.0
    focus: float = 1.0
    least: float = -math.inf

    def of(self, draft: LineHypothesis) -> float:
        """The certainty of a line."""
        return draft.score / self.score + focus(draft) / self.focus

    def suffices(self, draft: LineHypothesis) -> bool:
        """Whether the line may stand."""
        return self.of(draft) >= self.least


def load_certainty(path: Path) -> Certainty:
    """What ``textnn train headlines`` fitted.

    Raises:
        OSError: there is no such file.
        TypeError: not three numbers.
        ValueError: no JSON, or a standard deviation of 0.
    """
    numbers = json.loads(path.read_text(encoding="utf-8"))
    found = Certainty(**{name: float(number) for name, number in dict(numbers).items()})
    if min(found.score, found.focus) <= 0:
        raise ValueError(f"{path.name} has a standard deviation that is not above 0")
    return found


def save_certainty(certainty: Certainty, path: Path) -> None:
    """Writes it as readable JSON, to five digits."""
    numbers = {name: round(number, 5) for name, number in asdict(certainty).items()}
    path.write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")
