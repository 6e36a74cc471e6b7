"""Which candidate becomes the headline: the one that can most likely be printed.

A beam's first choice is what the network finds likeliest, and on a paper it has not read that is
too often the turn of phrase of one it has (*O que se sabe sobre ...*). The reranker
(``HeadlineJudge``) has learnt from verdicts on such lines what can be printed; to its value comes
how much of an editor's own headline a line would share, by a ridge regression over a few numbers
(``fit_headlines``). A personal choice has weights of its own (``personal_headlines``).

Where no candidate is worth as much as a sentence of the article, there is no headline of the
network's. Written lines and sentences are judged side by side:

    value = p(publishable) - harm (p(misleading) + p(nonsense))
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from statistics import fmean

import numpy as np
import numpy.typing as npt

from textnn.engine.folder import Floats
from textnn.engine.reranker import LineTokens, ServedReranker, open_line, open_source
from textnn.tasks.summarize.article import Opened
from textnn.tasks.summarize.hypotheses import LineHypothesis
from textnn.text.reader import Lexicon
from textnn.text.sentences import sentences
from textnn.text.stems import full_stems

TOLD = (
    "score", "words", "far from usual", "first sentence", "weight", "mean weight", "consensus",
    "compressed", "verbatim", "quotes", "focus", "extracted", "ellipsis", "characters",
    "weakest", "weak", "ending",
)  # fmt: skip
"""What is known of a candidate, in the order of its numbers; see ``numbers_of``."""

FEATURES = ("value", *TOLD)
"""What a choice weighs."""

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


def numbers_of(lines: Sequence[LineHypothesis], article: Opened) -> Numbers:
    """What is known of an article's candidates, and of sentences that may stand in for them.

    Returns:
        shape (lines, len(TOLD))
    """
    told = _Told(article)
    stems = [frozenset(full_stems(line.text)) for line in lines]
    drafts = [one for line, one in zip(lines, stems, strict=True) if not line.sentence]
    rows = [_numbers(line, own, drafts, told) for line, own in zip(lines, stems, strict=True)]
    return np.array(rows, dtype=np.float64).reshape(len(lines), len(TOLD))


def _numbers(
    draft: LineHypothesis, own: frozenset[str], all_kept: Sequence[frozenset[str]], told: _Told
) -> list[float]:
    line = draft.text.lower()
    weights = [math.log1p(told.counts[word]) for word in own]
    count = len(line.split())
    pieces = len(draft.ends)  # what is cut off at the greatest length has no end
    weakest = sorted(draft.likely[:pieces]) or [0.0]  # a line breaks where its likelihood does
    alike = [len(own & other) / max(1, len(own | other)) for other in all_kept]
    values = {
        "score": draft.score,
        "words": count,
        "far from usual": (count - USUAL) ** 2 / 20,
        "first sentence": len(own & told.lead) / max(1, len(own)),
        "weight": sum(weights),
        "mean weight": sum(weights) / max(1, len(own)),
        "consensus": fmean(alike) if alike else 0.0,
        "compressed": draft.compressed,
        "verbatim": line in told.first,
        "quotes": any(mark in line for mark in "\"“«'‘"),
        "focus": focus(draft),
        "extracted": bool(draft.sentence),
        "ellipsis": line.endswith("…"),
        "characters": len(line) / 100,
        "weakest": weakest[0],
        "weak": fmean(weakest[:3]),
        "ending": draft.likely[pieces] if len(draft.likely) > pieces else 0.0,
    }
    return [float(values[name]) for name in TOLD]


@dataclass(frozen=True)
class HeadlineJudge:
    """Values lines.

    Attributes:
        reranker: the network; ``None`` before there is one: a written line is worth its score, and
            more than any sentence.
        lexicon: the word vectors it was trained with.
    """

    reranker: ServedReranker | None
    lexicon: Lexicon

    def __call__(self, lines: Sequence[LineHypothesis], article: Opened) -> list[LineHypothesis]:
        """The same lines with their value.

        Args:
            lines: all candidates for one headline of ``article``, and sentences of it.
        """
        if self.reranker is None:
            return [
                line._replace(value=-math.inf if line.sentence else line.score) for line in lines
            ]
        opened, numbers = seen(lines, article, self.lexicon)
        probabilities = self.reranker(opened, numbers, self.lexicon)
        values = probabilities[:, 0] - self.reranker.config.harm * probabilities[:, 2:].sum(1)
        return [
            line._replace(value=value) for line, value in zip(lines, values.tolist(), strict=True)
        ]

    def suffices(self, line: LineHypothesis) -> bool:
        """Whether a line is worth enough to be given beside a better one."""
        return self.reranker is None or line.value >= self.reranker.config.least


def seen(
    lines: Sequence[LineHypothesis], article: Opened, lexicon: Lexicon
) -> tuple[list[LineTokens], Floats]:
    """What the reranker sees of lines.

    Returns:
        each line in numbers; and what is known of it as a whole, shape
        (lines, len(TOLD) + LINE_FEATURES)
    """
    source = open_source(article.clean.text, lexicon)
    opened = [open_line(line.text, source, lexicon) for line in lines]
    known = [
        np.concatenate([own, one.about])
        for own, one in zip(numbers_of(lines, article), opened, strict=True)
    ]
    return opened, np.array(known, np.float32)


def features_of(lines: Sequence[LineHypothesis], article: Opened) -> Numbers:
    """What a choice weighs, shape (lines, len(FEATURES))."""
    values = np.array([line.value for line in lines], dtype=np.float64).reshape(-1, 1)
    return np.concatenate([values, numbers_of(lines, article)], axis=1)


@dataclass(frozen=True)
class HeadlineChoice:
    """Puts candidates in order.

    Attributes:
        weights: of each of ``FEATURES``.
    """

    weights: Mapping[str, float] = field(
        default_factory=lambda: {"value": 1.0, **dict.fromkeys(TOLD, 0.0)}
    )

    def order(self, drafts: Sequence[LineHypothesis], article: Opened) -> list[LineHypothesis]:
        """The candidates of an article, best first; of one line twice the better one."""
        totals = features_of(drafts, article) @ np.array([self.weights[n] for n in FEATURES])
        ordered = [drafts[n] for n in np.argsort(-totals, kind="stable")]
        found = dict[str, LineHypothesis]()
        for draft in ordered:
            found.setdefault(draft.text, draft)
        return [*found.values()]


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
