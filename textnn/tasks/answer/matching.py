"""How much a word of a question and a word of an article have to do with each other.

Letters first: the same word, the same stem, the same beginning, one slip of the finger. Where the
letters differ, families of words (``text.families``) and the tagger's word vectors are asked.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from textnn.tasks.answer.question import one_slip
from textnn.tasks.answer.synonyms import FAMILIES
from textnn.tasks.summarize.candidates import stem
from textnn.text.features import normal_word
from textnn.text.normalize import fold

SAME, DERIVED, ROOTED, SLIPPED, KINDRED = 1.0, 0.75, 0.6, 0.8, 0.8
"""What a word of the same stem, one that begins alike, one with the whole stem of the other in its
own, one of a slip apart, and one of the same family are worth."""

MONTHS = {
    "janeiro", "fevereiro", "marco", "abril", "maio", "junho", "julho", "agosto", "setembro",
    "outubro", "novembro", "dezembro",
}  # fmt: skip
"""No other word is kin of them: *março* and *marcou* have one stem, *abril* and *abriu* a slip."""

_BEGINNING = 5
"""Letters two words have in common, from the first on, to be taken for kin."""

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Lexicon:
    """What is known of words beyond the article.

    Attributes:
        words: from the commonest on; the first stands for all that are unknown.
        rows: word -> its place.
        folded: the same without accents -> place of the commonest, for those who type none.
        vectors: of length 1, their common direction taken out, shape (words, size); 0 for the
            unknown word.
    """

    words: Sequence[str]
    rows: Mapping[str, int]
    folded: Mapping[str, int]
    vectors: npt.NDArray[np.float32]

    def row(self, word: str) -> int:
        """Row of a word, with its accents or without; 0 if it is unknown."""
        word = normal_word(word)
        return self.rows.get(word) or self.folded.get(fold(word), 0)

    def rare(self, word: str) -> float:
        """0 for the commonest word up to 1 for one that is hardly ever seen or unknown."""
        row = self.row(word)
        return math.log1p(row) / math.log1p(len(self.words)) if row else 1.0

    def accented(self, folded: str) -> str:
        """A folded word as the commonest of these letters is written; itself if none is known."""
        row = self.folded.get(folded, 0)
        return self.words[row] if row else folded


def lexicon(vocabulary: Sequence[str], vectors: npt.NDArray[np.float32]) -> Lexicon:
    """A lexicon over a vocabulary that is ordered from the commonest word on.

    Args:
        vectors: as trained, shape (words, size)
    """
    centred = vectors - vectors[1:].mean(0)
    length = np.linalg.norm(centred, axis=1, keepdims=True)
    unit = centred / np.maximum(length, 1e-6)
    unit[0] = 0
    rows = {word: row for row, word in enumerate(vocabulary) if row}
    folded: dict[str, int] = {}
    for word, row in rows.items():
        folded.setdefault(fold(word), row)
    return Lexicon(vocabulary, rows, folded, unit.astype(np.float32))


def by_letters(asked: str, word: str, forms: tuple[str, str]) -> float:
    """Likeness of a word of the question and one of the article, 0 to ``SAME``.

    Args:
        asked: folded.
        word: folded.
        forms: their folded stems.
    """
    if asked == word:
        return SAME
    if asked in MONTHS or word in MONTHS:
        return 0.0
    if forms[0] == forms[1]:
        return SAME
    if any(char.isdigit() for char in asked + word):
        return 0.0
    common = 0
    for one, other in zip(asked, word, strict=False):
        if one != other:
            break
        common += 1
    if common >= _BEGINNING and common >= 0.6 * min(len(asked), len(word)):
        return DERIVED
    if any(len(a) >= 4 and b.startswith(a) for a, b in (forms, forms[::-1])):
        return ROOTED
    return SLIPPED if min(len(asked), len(word)) > 4 and one_slip(asked, word) else 0.0


def folded_stem(word: str) -> str:
    """The stem of a word, folded; of its accented form where that is known the better one."""
    return fold(stem(word.lower()))


@cache
def _families() -> dict[str, frozenset[int]]:
    """Folded stem, or ``=`` and a folded word -> the families it is in."""
    found: dict[str, set[int]] = {}
    for number, family in enumerate(FAMILIES):
        for word in family:
            key = fold(word) if word.startswith("=") else folded_stem(word)
            found.setdefault(key, set()).add(number)
    return {key: frozenset(numbers) for key, numbers in found.items()}


def families_of(word: str, stem: str) -> frozenset[int]:
    """The families of a word.

    Args:
        word: folded.
        stem: its own, folded.

    >>> bool(families_of("punicao", "punica") & families_of("multou", "mult"))
    True
    """
    known = _families()
    return known.get(stem, frozenset()) | known.get("=" + word, frozenset())


def likeness(
    asked: Sequence[str], words: Sequence[str], stems: Sequence[str], known: Lexicon
) -> tuple[Numbers, Numbers]:
    """Likeness of every word of a question and every one of an article.

    Args:
        asked: folded.
        words: in small letters.
        stems: theirs, folded.

    Returns:
        by letters or family, and by meaning (cosine of the vectors, 0 where one is unknown or it is
        negative), both of shape (len(asked), len(words)), 0 to 1
    """
    letters = np.zeros((len(asked), len(words)))
    folded = [fold(word) for word in words]
    families = [families_of(word, stem) for word, stem in zip(folded, stems, strict=True)]
    for i, own in enumerate(asked):
        own_stem = folded_stem(known.accented(own))
        own_families = families_of(own, own_stem)
        for j, other in enumerate(folded):
            letters[i, j] = by_letters(own, other, (own_stem, stems[j]))
            if own_families & families[j] and other not in MONTHS:
                letters[i, j] = max(letters[i, j], KINDRED)
    own_rows = [known.row(word) for word in asked]
    rows = [known.row(word) for word in words]
    meaning = known.vectors[own_rows] @ known.vectors[rows].T
    return letters, np.clip(meaning.astype(np.float64), 0, 1)
