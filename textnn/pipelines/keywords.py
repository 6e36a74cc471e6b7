"""What an article is about: the words the summarizer looks at while it writes headline and dek.

Candidates are runs of one to four words that do not begin or end with a function word. Each is told
by a few numbers, above all the attention that fell on it; a logistic regression fitted on articles
with editors' tags weighs them. Near-duplicates (*pesquisa*, *pesquisas*; *Lula*, *Luiz Inácio Lula
da Silva*) are folded into one keyword with all its places.
"""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import snowballstemmer
from torch import Tensor

from textnn.pipelines.drafts import Draft, Opened
from textnn.results import LABELS, Keyword, Span
from textnn.text.normalize import Normalized
from textnn.text.sentences import sentences
from textnn.text.stopwords import STOPWORDS
from textnn.text.words import words

MOST, FEWEST = 10, 3
"""Keywords given for an article: as many as are likely enough, between the two."""

LONGEST = 4
"""Words in a keyword; a name may be longer."""

FEATURES = (
    "bias", "attention", "best attention", "in headline", "in dek", "log count", "rarity",
    "count x rarity", "early", "first sentence", "spread", "capitals", "two words", "three words",
    "four words or more", *(f"name {label}" for label in ("PER", "LOC", "ORG", "other")),
)  # fmt: skip
"""What is known of a candidate, in the order of its numbers."""

_INSIDE = frozenset(("de", "do", "da", "dos", "das", "e", "em", "para"))
_WORDY = re.compile(r"[^\W\d_]")

Numbers = npt.NDArray[np.float64]
Places = dict[tuple[str, ...], list[tuple[int, int]]]
"""Stems of a phrase -> where it stands."""


class Candidate(NamedTuple):
    """A phrase, wherever it stands.

    stems: of its words, function words left out
    spans: its places, offsets into the normal form, in order
    numbers: shape (len(FEATURES),)
    share: part of the attention on it, 0 to 1
    name: label of the name it is, or empty
    """

    stems: tuple[str, ...]
    spans: list[tuple[int, int]]
    numbers: Numbers
    share: float
    name: str


@dataclass(frozen=True)
class KeywordScorer:
    """Weighs candidates.

    Attributes:
        weights: of each of ``FEATURES``.
        least: score from which on a keyword is given.
        rarity: lower-case word -> 0 (the commonest) to 1 (hardly ever seen); 1 if missing.
    """

    weights: Mapping[str, float]
    least: float
    rarity: Mapping[str, float]

    def choose(self, page: Page) -> list[Folded]:
        """The keywords of a page, best first."""
        chosen = fold([(candidate, self.score(candidate)) for candidate in page.candidates()])
        likely = sum(keyword.score >= self.least for keyword in chosen)
        return chosen[: max(FEWEST, likely)]

    def score(self, candidate: Candidate) -> float:
        """Probability that an editor would choose it, 0 to 1."""
        total = sum(
            self.weights[name] * number
            for name, number in zip(FEATURES, candidate.numbers.tolist(), strict=True)
        )
        return 1 / (1 + math.exp(-total))


def load_scorer(path: Path, rarity: Mapping[str, float]) -> KeywordScorer:
    """The fitted scorer.

    Raises:
        ValueError: not what ``save_scorer`` writes, or not one weight for each of ``FEATURES``.
    """
    content = json.loads(path.read_text(encoding="utf-8"))
    weights = content.get("weights") if isinstance(content, dict) else None
    if not isinstance(weights, dict) or set(weights) != set(FEATURES):
        raise ValueError(f"{path.name} does not hold the weights of a keyword scorer")
    numbers = {name: float(weight) for name, weight in weights.items()}
    return KeywordScorer(numbers, float(content.get("least", 0.0)), rarity)


def save_scorer(scorer: KeywordScorer, path: Path) -> None:
    """Writes weights and threshold as readable JSON."""
    weights = {name: round(weight, 4) for name, weight in scorer.weights.items()}
    content = {"least": round(scorer.least, 4), "weights": weights}
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def rarities(vocabulary: Iterable[str]) -> dict[str, float]:
    """Rarity of each word of a vocabulary that is ordered from the commonest on."""
    ordered = list(vocabulary)
    return {word: math.log1p(rank) / math.log1p(len(ordered)) for rank, word in enumerate(ordered)}


def attention_on_words(article: Opened, drafts: Sequence[Draft]) -> Numbers:
    """Attention each word of what was read got while the drafts were written.

    Returns:
        shape (words,); sums to at most 1
    """
    total = np.zeros(len(article.words))
    for draft in drafts:
        mean = draft.looked.mean(0).numpy()
        on_words = article.word_of.numpy() >= 0
        np.add.at(total, article.word_of.numpy()[on_words], mean[on_words])
    return total / max(1, len(drafts))


@dataclass
class Page:
    """An article with all that is known of its words.

    Attributes:
        clean: its normal form.
        names: marks of the tagger, offsets into the *user's* string.
        article: as far as the network read it.
        headline, dek: what the network would write, checked or not.
        rarity: see ``KeywordScorer``.
    """

    clean: Normalized
    names: Sequence[Span]
    article: Opened
    headline: Draft | None
    dek: Draft | None
    rarity: Mapping[str, float]
    attention: dict[int, float] = field(init=False)
    written: tuple[set[str], set[str]] = field(init=False)

    def __post_init__(self) -> None:
        drafts = [draft for draft in (self.headline, self.dek) if draft is not None]
        on_words = attention_on_words(self.article, drafts)
        starts = (start for start, _ in self.article.words)
        self.attention = dict(zip(starts, on_words.tolist(), strict=True))
        self.written = (_stems_of(self.headline), _stems_of(self.dek))

    def candidates(self) -> list[Candidate]:
        """Every phrase that could be a keyword."""
        text = self.clean.text
        found: Places = defaultdict(list)
        in_sentence: dict[int, int] = {}
        for number, (start, end) in enumerate(sentences(text)):
            for run in _runs(text, start, end):
                for first, after in _phrases([text[s:e].lower() for s, e in run]):
                    span = run[first][0], run[after - 1][1]
                    found[phrase_stems(text[slice(*span)])].append(span)
                    in_sentence[span[0]] = number
        names = self._names(found)
        within = _within([span for stems in names for span in found[stems]], len(text))
        return [
            self._candidate(stems, sorted(set(spans)), in_sentence, names.get(stems, ""))
            for stems, spans in found.items()
            if stems and not all(within(span) for span in spans)
        ]

    def _names(
        self, found: dict[tuple[str, ...], list[tuple[int, int]]]
    ) -> dict[tuple[str, ...], str]:
        """Label of each phrase that is a whole name; names longer than a phrase are added."""
        labels: dict[tuple[str, ...], str] = {}
        starts, ends = self.clean.starts, self.clean.ends
        for name in self.names:
            if name.label in ("TIME", "VALUE"):
                continue
            start = int(np.searchsorted(starts, name.start))
            end = int(np.searchsorted(ends, name.end)) + 1
            key = phrase_stems(self.clean.text[start:end])
            if key and (start, end) not in found.get(key, []):
                found[key].append((start, end))
            labels.setdefault(key, name.label)
        return labels

    def _candidate(
        self,
        stems: tuple[str, ...],
        spans: list[tuple[int, int]],
        in_sentence: Mapping[int, int],
        name: str,
    ) -> Candidate:
        text = self.clean.text
        tokens = [text[s:e] for s, e in words(text[slice(*spans[0])])]
        full = [token for token in tokens if token.lower() not in _INSIDE]
        each = [self._attention_on(start, end) for start, end in spans]
        share, best = sum(each), max(each)
        rare = sum(self.rarity.get(token.lower(), 1.0) for token in full) / max(1, len(full))
        count, wanted = math.log(len(spans)), set(stems)
        first = in_sentence.get(spans[0][0], len(in_sentence))
        label = name if name in LABELS[:3] else "other" if name else ""
        numbers = [
            1.0,
            math.log1p(100 * share),
            math.log1p(100 * best),
            float(wanted <= self.written[0]),
            float(wanted <= self.written[1]),
            count,
            rare,
            count * rare,
            1 / (1 + first),
            float(first == 0),
            (spans[-1][0] - spans[0][0]) / len(text),
            sum(token[:1].isupper() for token in full) / max(1, len(full)),
            float(len(full) == 2),
            float(len(full) == 3),
            float(len(full) >= 4),
            *(float(label == kind) for kind in ("PER", "LOC", "ORG", "other")),
        ]
        return Candidate(stems, spans, np.array(numbers), share, name)

    def _attention_on(self, start: int, end: int) -> float:
        """Attention on the words of a place; that of a phrase is the mean of its words."""
        inside = [self.attention.get(start + s, 0.0) for s, _ in words(self.clean.text[start:end])]
        return sum(inside) / max(1, len(inside))

    def keyword(self, chosen: Folded, text: str, best: float) -> Keyword:
        """What a person sees of a chosen candidate, in offsets of ``text``, the user's string."""
        spans = tuple(self.clean.original_span(start, end) for start, end in chosen.spans)
        return Keyword(
            text=" ".join(text[slice(*self.clean.original_span(*chosen.shown))].split()),
            score=round(chosen.score / best, 4),
            spans=spans,
            share=round(min(1.0, sum(self._total(s, e) for s, e in chosen.spans)), 4),
            writing=self._writing(chosen.spans),
            name=chosen.name,
        )

    def _total(self, start: int, end: int) -> float:
        return sum(self.attention.get(start + s, 0.0) for s, _ in words(self.clean.text[start:end]))

    def _writing(self, spans: Sequence[tuple[int, int]], most: int = 3) -> tuple[str, ...]:
        """Written words whose attention fell on these places most, strongest first."""
        starts = {start + s for start, end in spans for s, _ in words(self.clean.text[start:end])}
        inside = np.array([start in starts for start, _ in self.article.words])
        if not inside.any():
            return ()
        wanted = inside[self.article.word_of.numpy()] & (self.article.word_of.numpy() >= 0)
        looks: dict[str, float] = {}
        for draft in (self.headline, self.dek):
            for start, end, mean in glances_of(draft) if draft else ():
                word = draft.text[start:end] if draft else ""
                if word.lower() not in STOPWORDS:
                    looks[word] = max(looks.get(word, 0.0), float(mean.numpy()[wanted].sum()))
        ordered = sorted(looks, key=lambda word: -looks[word])
        return tuple(word for word in ordered[:most] if looks[word] > 0.1)


def glances_of(draft: Draft) -> list[tuple[int, int, Tensor]]:
    """Words of a draft (start, end) and the mean attention of their tokens, shape (pieces,)."""
    begins = (0, *draft.ends)
    found = []
    for word in re.finditer(r"\w+(?:[-'’.,]\w+)*", draft.text):
        tokens = [
            number
            for number, end in enumerate(draft.ends)
            if begins[number] < word.end() and end > word.start()
        ]
        if tokens:
            found.append((*word.span(), draft.looked[tokens].mean(0)))
    return found


class Folded(NamedTuple):
    """A chosen candidate and its near-duplicates.

    shown: the place whose words are shown
    spans: all places, not overlapping
    """

    stems: frozenset[str]
    shown: tuple[int, int]
    spans: list[tuple[int, int]]
    score: float
    name: str


def fold(candidates: Sequence[tuple[Candidate, float]], most: int = MOST) -> list[Folded]:
    """The best candidates, near-duplicates folded into the better of the two.

    A candidate whose words are all in one already chosen, or the other way round, is the same
    thing said shorter or longer. Of two names of one thing the longer is shown.
    """
    chosen: list[Folded] = []
    for candidate, score in sorted(candidates, key=lambda pair: (-pair[1], pair[0].spans)):
        stems = frozenset(candidate.stems)
        place = next(
            (n for n, other in enumerate(chosen) if stems <= other.stems or other.stems <= stems),
            None,
        )
        if place is not None:
            chosen[place] = _joined(chosen[place], candidate)
        elif len(chosen) < most:
            chosen.append(Folded(stems, candidate.spans[0], candidate.spans, score, candidate.name))
    return chosen


def _joined(kept: Folded, candidate: Candidate) -> Folded:
    """``kept`` with the places of ``candidate``; a longer name lends its words too."""
    longer = frozenset(candidate.stems) > kept.stems
    if longer and not (candidate.name and kept.name):
        return kept  # "pesquisa clínica nova" does not widen "pesquisa"
    spans = _disjoint([*kept.spans, *candidate.spans])
    if longer:
        return kept._replace(
            stems=frozenset(candidate.stems), shown=candidate.spans[0], spans=spans
        )
    return kept._replace(spans=spans)


def _disjoint(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """In order, the longer of two that overlap."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _within(names: list[tuple[int, int]], length: int) -> Callable[[tuple[int, int]], bool]:
    """Tells whether a span is but a part of a name; ``length`` is that of the text."""
    owner = np.full(length, -1)
    names = sorted(set(names), key=lambda span: span[1] - span[0])  # the longest has the last word
    for number, (start, end) in enumerate(names):
        owner[start:end] = number

    def within(span: tuple[int, int]) -> bool:
        number = int(owner[span[0]])
        return number >= 0 and number == owner[span[1] - 1] and names[number] != span

    return within


def _runs(text: str, start: int, end: int) -> list[list[tuple[int, int]]]:
    """Words of a sentence between its punctuation marks."""
    runs: list[list[tuple[int, int]]] = [[]]
    for s, e in words(text[start:end]):
        if text[start + s : start + e][0].isalnum():
            runs[-1].append((start + s, start + e))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _phrases(run: Sequence[str]) -> list[tuple[int, int]]:
    """Stretches (first, after) of a run, in small letters, that could be a keyword."""
    full = [word not in STOPWORDS and len(word) > 2 and bool(_WORDY.search(word)) for word in run]
    return [
        (first, after)
        for first in range(len(run))
        if full[first]
        for after in range(first + 1, min(len(run), first + LONGEST) + 1)
        if full[after - 1]
        and all(full[i] or run[i] in _INSIDE for i in range(first + 1, after - 1))
    ]


def phrase_stems(phrase: str) -> tuple[str, ...]:
    """Stems of a phrase's full words: what makes *pesquisa* and *pesquisas* one."""
    found = [phrase[s:e].lower() for s, e in words(phrase)]
    kept = [word for word in found if word[0].isalnum() and word not in _INSIDE]
    return tuple(stem(word) for word in kept)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A word without its ending; *comitê* and *comitês*, which Snowball parts, are one.

    Args:
        word: in small letters.
    """
    single = word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
    # A stemmer holds the word at hand, so threads cannot share one.
    return str(snowballstemmer.stemmer("portuguese").stemWord(single))


def _stems_of(draft: Draft | None) -> set[str]:
    return set(phrase_stems(draft.text)) if draft else set()
