"""Near-duplicates between splits, by 5-word shingles; every pair reported is exact.

Broder (1997): two texts are as alike as their sets of shingles overlap. The smaller side is put in
an inverted index of 64-bit shingle hashes (one sorted numpy array); the larger side is streamed
past it, one text at a time. Hashes only propose pairs, the shingles themselves decide, so a
collision can cost time but never a wrong answer. 1,620 articles against 34,966 take under a
minute on one core.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from textnn.datasets.ner.corpora import corpora
from textnn.datasets.news import news_file, read_articles

Item = tuple[str, str]
"""Id and text."""

Measure = Literal["jaccard", "containment"]

_WORD = re.compile(r"\w+")
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # 2**64 divided by the golden ratio, made odd
_SHIFT = np.uint64(29)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that are too alike.

    ``score`` is the Jaccard index of their shingles (0 to 1), or for containment the part of the
    left text's shingles that also stand in the right text.
    """

    left: str
    right: str
    score: float


def words(text: str) -> list[str]:
    r"""The words (``\w+``) of a text in NFC and lower case; all that the comparison sees of it."""
    return _WORD.findall(unicodedata.normalize("NFC", text).lower())


def shingles(text: str, size: int = 5) -> frozenset[tuple[str, ...]]:
    """Every run of ``size`` neighbouring words; a shorter text is one shingle, an empty one none.

    >>> sorted(shingles("Um dois três quatro cinco seis."))
    [('dois', 'três', 'quatro', 'cinco', 'seis'), ('um', 'dois', 'três', 'quatro', 'cinco')]
    """
    run = words(text)
    if not run:
        return frozenset()
    return frozenset(zip(*(run[start:] for start in range(min(size, len(run)))), strict=False))


def near_duplicates(
    left: Iterable[Item],
    right: Iterable[Item],
    *,
    threshold: float = 0.6,
    size: int = 5,
    measure: Measure = "jaccard",
) -> list[Pair]:
    """Pairs of a left and a right text that score ``threshold`` or more, left order, best first.

    Args:
        left: the smaller side (dev or test); kept in memory.
        right: the larger side (train); streamed.
        threshold: least score that is reported, above 0 and up to 1.
        size: words in a shingle. Texts shorter than that match only texts equal to them.
        measure: ``jaccard``: alike as wholes; ``containment``: left is a part of right.

    Raises:
        ValueError: threshold outside (0, 1] or size below 1.
    """
    if not 0 < threshold <= 1 or size < 1:
        raise ValueError(f"threshold must be in (0, 1] and size 1 or more: {threshold}, {size}")
    index = _Index(list(left), size)
    found: list[tuple[int, Pair]] = []
    for name, text in right:
        own: frozenset[tuple[str, ...]] | None = None
        for number in index.candidates(text, threshold, measure):
            own = shingles(text, size) if own is None else own
            left_name, left_text = index.items[number]
            score = _score(shingles(left_text, size), own, measure)
            if score >= threshold:
                found.append((number, Pair(left_name, name, score)))
    return [pair for _, pair in sorted(found, key=lambda f: (f[0], -f[1].score, f[1].right))]


def same_texts(left: Iterable[Item], right: Iterable[Item]) -> list[Pair]:
    """Pairs whose words are equal one by one (case, punctuation and spacing aside), score 1."""
    by_words: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for name, text in right:
        by_words[tuple(words(text))].append(name)
    return [
        Pair(name, other, 1.0)
        for name, text in left
        if (key := tuple(words(text)))
        for other in by_words.get(key, ())
    ]


def news_leaks(folder: Path, *, threshold: float = 0.6) -> dict[str, list[Pair]]:
    """Near-duplicates of dev and test articles in every training file under ``folder/news``.

    Raises:
        UserError: a file is missing or damaged.
    """

    def articles(split: str) -> Iterator[Item]:
        return ((f"{split}:{a.id}", a.text) for a in read_articles(news_file(folder, split)))

    held = [item for split in ("dev", "test") for item in articles(split)]
    found = {"dev in test": near_duplicates(articles("dev"), articles("test"), threshold=threshold)}
    for split in ("train", "repaired", "extra"):
        found[f"dev, test in {split}"] = near_duplicates(held, articles(split), threshold=threshold)
    return found


def ner_leaks(folder: Path, *, threshold: float = 0.6) -> dict[str, list[Pair]]:
    """UNER's dev and test sentences that stand in training texts of any corpus, by corpus.

    A sentence counts if its words are a training sentence's words, or (from five words on) if
    ``threshold`` of its shingles stand in one training text.

    Raises:
        UserError: a file is missing or damaged.
    """
    known = corpora(folder)
    held = [
        (f"{split}:{text.id}", text.text)
        for split in ("dev", "test")
        for text in known["uner_bosque"].read(split)
    ]
    found: dict[str, list[Pair]] = {}
    for corpus in known.values():
        for split in corpus.files:
            if corpus.name == "uner_bosque" and split != "train":
                continue
            items = [(f"{split}:{text.id}", text.text) for text in corpus.read(split)]
            pairs = near_duplicates(held, items, threshold=threshold, measure="containment")
            union = {(p.left, p.right): p for p in (*pairs, *same_texts(held, items))}
            found[f"{corpus.name}.{split}"] = sorted(
                union.values(), key=lambda p: (p.left, p.right)
            )
    return found


def _score(
    left: frozenset[tuple[str, ...]], right: frozenset[tuple[str, ...]], measure: Measure
) -> float:
    whole = len(left) if measure == "containment" else len(left | right)
    return len(left & right) / whole if whole else 0.0


class _Index:
    """Inverted index of shingle hashes: ``hashes`` sorted, ``owners`` the item of each."""

    def __init__(self, items: Sequence[Item], size: int) -> None:
        self.items = items
        self._size = size
        self._vocabulary: dict[str, int] = {}
        rows = [self._hashes(text) for _, text in items]
        self._sizes = np.array([len(row) for row in rows], dtype=np.int64)
        hashes = np.concatenate(rows) if rows else np.empty(0, np.uint64)
        owners = np.repeat(np.arange(len(rows)), self._sizes)
        order = np.argsort(hashes, kind="stable")
        self._hashes_sorted, self._owners = hashes[order], owners[order]

    def candidates(self, text: str, threshold: float, measure: Measure) -> list[int]:
        """Items that may reach the threshold with ``text``, by their counts of common hashes."""
        own = self._hashes(text)
        low = np.searchsorted(self._hashes_sorted, own, side="left")
        high = np.searchsorted(self._hashes_sorted, own, side="right")
        hit = high > low
        if not hit.any():
            return []
        owners = [self._owners[a:b] for a, b in zip(low[hit], high[hit], strict=True)]
        common = np.bincount(np.concatenate(owners), minlength=len(self.items))
        whole = self._sizes if measure == "containment" else self._sizes + len(own) - common
        # The small allowance keeps a pair in if two shingles of one text share a hash.
        return [int(i) for i in np.flatnonzero(common >= 0.99 * threshold * np.maximum(whole, 1))]

    def _hashes(self, text: str) -> NDArray[np.uint64]:
        """Sorted distinct hashes of the text's shingles, shape (shingles,)."""
        run = words(text)
        if not run:
            return np.empty(0, np.uint64)
        known = self._vocabulary
        ids = np.array([known.setdefault(w, len(known) + 1) for w in run], dtype=np.uint64)
        length = min(self._size, len(ids))
        mixed = np.full(len(ids) - length + 1, length, dtype=np.uint64)
        for start in range(length):
            mixed = (mixed ^ ids[start : len(ids) - length + 1 + start]) * _MULTIPLIER
            mixed ^= mixed >> _SHIFT
        return np.unique(mixed)
