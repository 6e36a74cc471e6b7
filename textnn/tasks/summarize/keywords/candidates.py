"""An article -> the phrases that could be its keywords, each told by a few numbers.

Candidates are runs of one to four words that do not begin or end with a function word, and the
names that the tagger marked, however long. Above all counts the attention that fell on them while
the summarizer wrote headline and dek.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from textnn.results import Span
from textnn.tasks.summarize.article import Opened
from textnn.tasks.summarize.hypotheses import LineHypothesis
from textnn.tasks.summarize.keywords.verbs import ALONE, is_participle, is_verb, says_nothing
from textnn.text.normalize import Normalized
from textnn.text.sentences import sentences
from textnn.text.stems import stem
from textnn.text.stopwords import STOPWORDS
from textnn.text.words import words

LONGEST = 4
"""Words in a candidate; a name may be longer."""

_SHORT = 2
"""Letters of a word that says nothing by itself, but as an acronym."""

NAMES = ("PER", "LOC", "ORG")
"""Labels of marks that have a weight of their own; other names share one."""

FEATURES = (
    "bias", "attention", "best attention", "in headline", "in dek", "log count", "rarity",
    "count x rarity", "early", "first sentence", "spread", "capitals", "two words", "three words",
    "four words or more", *(f"name {label}" for label in (*NAMES, "other")),
)  # fmt: skip
"""What is known of a candidate, in the order of its numbers; see ``Page``."""

_INSIDE = frozenset(("de", "do", "da", "dos", "das", "e", "em", "para"))
"""Function words that may stand within a phrase."""
_IN_TITLE = frozenset(("que", "com", "sem", "por", "pela", "pelo", "no", "na"))
"""Those that may between two capitals: *Mulheres que Inovam*."""
_WORDY = re.compile(r"[^\W\d_]")

Numbers = npt.NDArray[np.float64]
Stems = tuple[str, ...]
Places = dict[Stems, list[tuple[int, int]]]
"""Stems of a phrase -> where it stands, offsets into the normal form."""


class Candidate(NamedTuple):
    """A phrase, wherever it stands.

    Attributes:
        stems: of its words, function words left out.
        spans: its places, offsets into the normal form, in order.
        numbers: one for each of ``FEATURES``, shape (len(FEATURES),)
        name: label of the name it is, or empty.
        acronym: whether it is one word in capitals only.
    """

    stems: Stems
    spans: list[tuple[int, int]]
    numbers: Numbers
    name: str
    acronym: bool = False

    @property
    def capitalised(self) -> bool:
        """Whether all its full words begin with a capital where it first stands."""
        return bool(self.numbers[FEATURES.index("capitals")] == 1)


def rarities(vocabulary: Iterable[str]) -> dict[str, float]:
    """Rarity of each word of a vocabulary that is ordered from the commonest on: 0 up to 1."""
    ordered = list(vocabulary)
    return {word: math.log1p(rank) / math.log1p(len(ordered)) for rank, word in enumerate(ordered)}


def attention_on_words(article: Opened, drafts: Sequence[LineHypothesis]) -> Numbers:
    """Attention each word of what was read got while the drafts were written.

    Returns:
        mean over the drafts of the mean over their tokens, shape (words,); sums to at most 1
    """
    if not drafts:
        return np.zeros(len(article.words))
    each = np.stack([draft.attention.mean(0) for draft in drafts])
    found: Numbers = article.on_words(each) / len(drafts)
    return found


@dataclass
class Page:
    """An article with all that is known of its words.

    Attributes:
        clean: its normal form.
        names: marks of the tagger, offsets into the *user's* string.
        article: as far as the network read it.
        headline, dek: what the network would write, checked or not; None: nothing.
        rarity: lower-case word -> 0 (the commonest) to 1 (hardly ever seen); 1 if missing.
        attention: beginning of a word, an offset into the normal form -> attention on it.
        written: stems of the words in headline and in dek.
    """

    clean: Normalized
    names: Sequence[Span]
    article: Opened
    headline: LineHypothesis | None
    dek: LineHypothesis | None
    rarity: Mapping[str, float]
    attention: dict[int, float] = field(init=False)
    written: tuple[set[str], set[str]] = field(init=False)

    def __post_init__(self) -> None:
        on_words = attention_on_words(self.article, self.drafts)
        starts = (start for start, _ in self.article.words)
        self.attention = dict(zip(starts, on_words.tolist(), strict=True))
        self.written = (_stems_of(self.headline), _stems_of(self.dek))

    @property
    def drafts(self) -> list[LineHypothesis]:
        """Headline and dek, as far as there are any."""
        return [draft for draft in (self.headline, self.dek) if draft is not None]

    def candidates(self) -> list[Candidate]:
        """Every phrase that could be a keyword."""
        text = self.clean.text
        found: Places = defaultdict(list)
        in_sentence: dict[int, int] = {}
        for number, (start, end) in enumerate(sentences(text)):
            for run in _runs(text, start, end):
                for first, after in _phrases([text[s:e] for s, e in run], self.rarity):
                    span = run[first][0], run[after - 1][1]
                    found[phrase_stems(text[slice(*span)])].append(span)
                    in_sentence[span[0]] = number
        names = self._add_names(found)
        whole = [span for stems in names for span in found[stems]]
        titles = [span for spans in found.values() for span in spans if self._is_title(*span)]
        cuts = _cuts_names([*whole, *titles], len(text))
        return [
            self._candidate(stems, sorted(set(spans)), in_sentence, names.get(stems, ""))
            for stems, spans in found.items()
            if stems and not all(cuts(span) for span in spans)
        ]

    def _is_title(self, start: int, end: int) -> bool:
        """Whether a phrase is all capitals but for a word such as *que*."""
        said = self.clean.text[start:end]
        told = [said[s:e] for s, e in words(said)]
        small = [word for word in told if not word[0].isupper()]
        return bool(_IN_TITLE & {*small}) and _IN_TITLE.union(_INSIDE) >= {*small}

    def attention_on(self, start: int, end: int) -> list[float]:
        """Attention on each word of ``clean.text[start:end]``; 0 on what was not read."""
        return [self.attention.get(start + s, 0.0) for s, _ in words(self.clean.text[start:end])]

    def _add_names(self, found: Places) -> dict[Stems, str]:
        """Label of each phrase that is a whole name; places of other names are added to ``found``.

        Times and amounts are marks, but no names.
        """
        labels: dict[Stems, str] = {}
        for name in self.names:
            if name.label in ("TIME", "VALUE"):
                continue
            start, end = self.clean.normal_span(name.start, name.end)
            key = phrase_stems(self.clean.text[start:end])
            if key and (start, end) not in found.get(key, []):
                found[key].append((start, end))
            labels.setdefault(key, name.label)
        return labels

    def _candidate(
        self,
        stems: Stems,
        spans: list[tuple[int, int]],
        in_sentence: Mapping[int, int],
        name: str,
    ) -> Candidate:
        text = self.clean.text
        phrase = text[slice(*spans[0])]
        tokens = [phrase[s:e] for s, e in words(phrase)]
        full = [token for token in tokens if token.lower() not in _INSIDE]
        looks = [_mean(self.attention_on(start, end)) for start, end in spans]
        rare = _mean([self.rarity.get(token.lower(), 1.0) for token in full])
        count, wanted = math.log(len(spans)), set(stems)
        first = in_sentence.get(spans[0][0], len(in_sentence))
        label = name if name in NAMES else "other" if name else ""
        told = {
            "bias": 1.0,
            "attention": math.log1p(100 * sum(looks)),
            "best attention": math.log1p(100 * max(looks)),
            "in headline": wanted <= self.written[0],
            "in dek": wanted <= self.written[1],
            "log count": count,
            "rarity": rare,
            "count x rarity": count * rare,
            "early": 1 / (1 + first),
            "first sentence": first == 0,
            "spread": (spans[-1][0] - spans[0][0]) / len(text),
            "capitals": _mean([token[:1].isupper() for token in full]),
            "two words": len(full) == 2,
            "three words": len(full) == 3,
            "four words or more": len(full) >= 4,
            **{f"name {kind}": label == kind for kind in (*NAMES, "other")},
        }
        acronym = len(tokens) == 1 and phrase.isupper() and len(phrase) > 1
        numbers = np.array([float(told[f]) for f in FEATURES])
        return Candidate(stems, spans, numbers, name, acronym)


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / max(1, len(numbers))


def _cuts_names(names: list[tuple[int, int]], length: int) -> Callable[[tuple[int, int]], bool]:
    """Tells whether a span has a part of a name and not all of it: *Serra* of *Serra Branca*.

    Args:
        length: of the text.
    """
    owner = np.full(length, -1)
    names = sorted(set(names), key=lambda span: span[1] - span[0])  # the longest has the last word
    for number, (start, end) in enumerate(names):
        owner[start:end] = number

    def cuts(span: tuple[int, int]) -> bool:
        touched = (int(owner[at]) for at in (span[0], span[1] - 1))
        return any(
            number >= 0 and not (span[0] <= names[number][0] and names[number][1] <= span[1])
            for number in touched
        )

    return cuts


def _runs(text: str, start: int, end: int) -> list[list[tuple[int, int]]]:
    """Words of a sentence between its punctuation marks."""
    runs: list[list[tuple[int, int]]] = [[]]
    for s, e in words(text[start:end]):
        if text[start + s : start + e][0].isalnum():
            runs[-1].append((start + s, start + e))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _full(word: str, known: Container[str]) -> bool:
    """Whether a word says something by itself; adverbs in *-mente* and verbs do not."""
    small = word.lower()
    acronym = word.isupper() and len(word) == _SHORT and word.isalpha()
    wordy = (len(word) > _SHORT or acronym) and bool(_WORDY.search(word))
    empty = small in STOPWORDS or small.endswith("mente") or says_nothing(small, known)
    return wordy and not empty


def _phrases(run: Sequence[str], known: Container[str]) -> list[tuple[int, int]]:
    """Stretches (first, after) of a run of words that could be a keyword."""
    before = ["", *run]  # each word's own stands at its place
    full = [
        _full(word, known) and not is_verb(word, before[at], known) for at, word in enumerate(run)
    ]
    inside = [
        full[at] or word.lower() in _INSIDE or _joins_title(run, at) for at, word in enumerate(run)
    ]
    return [
        (first, after)
        for first in range(len(run))
        if full[first]
        for after in range(first + 1, min(len(run), first + LONGEST) + 1)
        if full[after - 1] and all(inside[first + 1 : after - 1])
        if run[after - 1].lower() not in ALONE
        if after - first > 1 or not is_participle(run[first], before[first], known)
    ]


def _joins_title(run: Sequence[str], at: int) -> bool:
    beside = run[at - 1 : at + 2] if at else ()
    return (
        run[at] in _IN_TITLE
        and len(beside) > _SHORT
        and all(word[0].isupper() and not word.isupper() for word in (beside[0], beside[-1]))
    )


def phrase_stems(phrase: str) -> Stems:
    """Stems of a phrase's full words: what makes *pesquisa* and *pesquisas* one."""
    found = [phrase[s:e].lower() for s, e in words(phrase)]
    kept = [word for word in found if word[0].isalnum() and word not in _INSIDE]
    return tuple(stem(word) for word in kept)


def _stems_of(draft: LineHypothesis | None) -> set[str]:
    return set(phrase_stems(draft.text)) if draft else set()
