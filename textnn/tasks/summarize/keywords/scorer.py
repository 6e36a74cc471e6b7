"""What an article is about: the words the summarizer looks at while it writes headline and dek.

Candidates (``candidates``) are told by a few numbers, above all the attention that fell
on them; a logistic regression fitted on articles with editors' tags (``fit``) weighs
them. Near-duplicates (*pesquisa*, *pesquisas*; *Lula*, *Luiz Inácio Lula da Silva*) are merged into
one keyword with all its places.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from textnn.results import Keyword
from textnn.tasks.summarize.hypotheses import glances_of
from textnn.tasks.summarize.keywords.candidates import FEATURES, Candidate, Page
from textnn.text.stopwords import STOPWORDS
from textnn.text.words import words

MOST, FEWEST = 10, 7
"""Keywords given for an article: as many as are likely enough, between the two."""

WRITING = 3
"""Written words that are told of a keyword."""

FAINT = 0.1
"""A written word that spent less of its attention on a keyword is not told."""


class Merged(NamedTuple):
    """A chosen candidate and its near-duplicates.

    Attributes:
        stems: of the words that are shown.
        shown: the place whose words are shown.
        spans: all places, offsets into the normal form, in order.
        score: of the candidate that was chosen first, 0 to 1.
        name: label of the name it is, or empty.
        acronym: whether it is one word in capitals only.
    """

    stems: frozenset[str]
    shown: tuple[int, int]
    spans: list[tuple[int, int]]
    score: float
    name: str
    acronym: bool = False


@dataclass(frozen=True)
class KeywordScorer:
    """Weighs candidates.

    Attributes:
        weights: of each of ``FEATURES``.
        threshold: score from which on a keyword is given.
    """

    weights: Mapping[str, float]
    threshold: float

    def choose(self, page: Page) -> list[Merged]:
        """The keywords of a page, best first."""
        chosen = merge_duplicates(
            [(candidate, self.score(candidate)) for candidate in page.candidates()]
        )
        text = page.clean.text
        return scene_behind(text, aside_last(text, likely(chosen, self.threshold)))

    def score(self, candidate: Candidate) -> float:
        """Probability that an editor would choose it, 0 to 1."""
        total = sum(
            self.weights[name] * number
            for name, number in zip(FEATURES, candidate.numbers.tolist(), strict=True)
        )
        return 1 / (1 + math.exp(-total))


def likely(keywords: Sequence[Merged], threshold: float) -> list[Merged]:
    """Those with a score of at least ``threshold``, but never under ``FEWEST``.

    Args:
        keywords: best first.
    """
    return list(keywords[: max(FEWEST, sum(keyword.score >= threshold for keyword in keywords))])


def aside_last(text: str, keywords: list[Merged]) -> list[Merged]:
    """A place that is only named in brackets (*Instituto Max Planck (Alemanha)*) comes last.

    It counts no more than the keyword before it.

    Args:
        text: the article in normal form.
        keywords: best first.
    """
    asides = [one for one in keywords if _is_aside(text, one)]
    others = [one for one in keywords if one not in asides]
    least = min((one.score for one in others), default=1.0)
    return others + [one._replace(score=min(one.score, least)) for one in asides]


def _is_aside(text: str, keyword: Merged) -> bool:
    """Whether it is a place that stands alone in brackets, once."""
    ((start, end), *more) = keyword.spans
    alone = text[max(0, start - 1) : start] + text[end : end + 1] == "()"
    return keyword.name == "LOC" and not more and alone


def scene_behind(text: str, keywords: list[Merged]) -> list[Merged]:
    """A place in which something happens (*em Recife*) is not what leads.

    It goes behind the next keyword, and counts no more than that one.

    Args:
        text: the article in normal form.
        keywords: best first.
    """
    if len(keywords) < 2 or not _is_scene(text, keywords[0]):
        return keywords
    scene, second, *others = keywords
    return [second, scene._replace(score=min(scene.score, second.score)), *others]


def _is_scene(text: str, keyword: Merged) -> bool:
    """Whether it is a place, and each time the one where something is."""
    before = (text[max(0, start - 5) : start] for start, _ in keyword.spans)
    return keyword.name == "LOC" and all(_IN.search(one) for one in before)


_IN = re.compile(r"(?<!\w)(?:em|n[ao]s?)\s$", re.IGNORECASE)


def load_scorer(path: Path) -> KeywordScorer:
    """The fitted scorer.

    Raises:
        OSError: there is no such file.
        TypeError: a weight is no number.
        ValueError: not what ``save_scorer`` writes, or not one weight for each of ``FEATURES``.
    """
    content = json.loads(path.read_text(encoding="utf-8"))
    weights = content.get("weights") if isinstance(content, dict) else None
    if not isinstance(weights, dict) or set(weights) != set(FEATURES):
        raise ValueError(f"{path.name} does not hold the weights of a keyword scorer")
    numbers = {name: float(weight) for name, weight in weights.items()}
    return KeywordScorer(numbers, float(content.get("threshold", 0.0)))


def save_scorer(scorer: KeywordScorer, path: Path) -> None:
    """Writes weights and threshold as readable JSON, to four digits."""
    weights = {name: round(weight, 4) for name, weight in scorer.weights.items()}
    content = {"threshold": round(scorer.threshold, 4), "weights": weights}
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def merge_duplicates(
    candidates: Sequence[tuple[Candidate, float]], most: int = MOST
) -> list[Merged]:
    """The best candidates, near-duplicates merged into the better of the two.

    A candidate whose words are all in one already chosen, or the other way round, is the same
    thing said shorter or longer, but for a common word that is in a name too. Of two names of one
    thing the longer is shown; a longer phrase that is not one is left out.

    Args:
        candidates: each with its score, in any order.
        most: keywords given.

    Returns:
        best first
    """
    chosen: list[Merged] = []
    for candidate, score in sorted(candidates, key=lambda pair: (-pair[1], pair[0].spans)):
        stems = frozenset(candidate.stems)
        place = next((n for n, other in enumerate(chosen) if _same(other, candidate)), None)
        if place is not None:
            chosen[place] = _joined(chosen[place], candidate)
        elif len(chosen) < most:
            spans, name = candidate.spans, candidate.name
            chosen.append(Merged(stems, spans[0], spans, score, name, candidate.acronym))
    return chosen


def _same(kept: Merged, candidate: Candidate) -> bool:
    """Whether one says the other shorter or longer; *o clube* is not short for a club's name."""
    stems = frozenset(candidate.stems)
    if kept.acronym != candidate.acronym and _abbreviates(kept, candidate):
        return True
    if stems < kept.stems and kept.name and not candidate.capitalised:
        return False
    return stems <= kept.stems or kept.stems <= stems


def _abbreviates(kept: Merged, candidate: Candidate) -> bool:
    """Whether one of the two, a name or not, is the initials of the other: *PF*."""
    short, long = (
        (kept.stems, candidate.stems) if kept.acronym else (candidate.stems, [*kept.stems])
    )
    named = candidate.capitalised if kept.acronym else bool(kept.name)
    return named and len(long) > 1 and sorted("".join(short)) == sorted(word[0] for word in long)


def _joined(kept: Merged, candidate: Candidate) -> Merged:
    """``kept`` with the places of ``candidate``; a longer name lends its words too."""
    longer = frozenset(candidate.stems) > kept.stems or (kept.acronym and not candidate.acronym)
    if longer and not (candidate.name and kept.name):
        return kept  # "pesquisa clínica nova" does not widen "pesquisa"
    spans = _disjoint([*kept.spans, *candidate.spans])
    if longer:
        return kept._replace(
            stems=frozenset(candidate.stems),
            shown=candidate.spans[0],
            spans=spans,
            acronym=candidate.acronym,
        )
    return kept._replace(spans=spans)


def _disjoint(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """In order; of two that overlap the one that begins first, or else the longer."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def keyword_of(page: Page, chosen: Merged, best: float) -> Keyword:
    """What a person sees of a chosen candidate; its offsets point into the user's string.

    Args:
        page: the article it was chosen from.
        chosen: offsets into the normal form.
        best: score of the article's best keyword, above 0.
    """
    clean = page.clean
    share = sum(sum(page.attention_on(start, end)) for start, end in chosen.spans)
    return Keyword(
        text=" ".join(clean.text[slice(*chosen.shown)].split()),
        score=round(chosen.score / best, 4),
        spans=tuple(clean.original_span(start, end) for start, end in chosen.spans),
        share=round(min(1.0, share), 4),
        writing=_writing(page, chosen.spans),
        name=chosen.name,
    )


def _writing(page: Page, spans: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """Written words whose attention fell on these places most, strongest first."""
    text, article = page.clean.text, page.article
    starts = {start + s for start, end in spans for s, _ in words(text[start:end])}
    inside = np.array([start in starts for start, _ in article.words])
    if not inside.any():
        return ()
    word_of = article.word_of
    wanted = inside[word_of] & (word_of >= 0)
    looks: dict[str, float] = {}
    for draft in page.drafts:
        for start, end, attention in glances_of(draft):
            word = draft.text[start:end]
            if word.lower() not in STOPWORDS:
                looks[word] = max(looks.get(word, 0.0), float(attention[wanted].sum()))
    ordered = sorted(looks, key=lambda word: -looks[word])
    return tuple(word for word in ordered[:WRITING] if looks[word] > FAINT)
