"""Two articles with their marks -> what both have, what is new, and what is gone.

The tagger marks both articles. A name counts as one in all its forms; times, amounts and quotations
are the same if they are the same to the letter but for case and accents. Sentences that share most
of their full words are put side by side, each with one other, the most alike first.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

from textnn.config import Settings
from textnn.pretrained import Models
from textnn.results import ComparedItem, ComparedSentence, Comparison, Highlight
from textnn.results.chat import whole_names
from textnn.results.text import QUOTE
from textnn.text.quotations import quotations
from textnn.text.sentences import sentences
from textnn.text.stems import full_stems
from textnn.text.words import BARE, fold

ALIKE = 0.4
"""Likeness from which on two sentences are put side by side."""

QUOTED_WORDS = 3
"""Fewest words of a quotation; what is shorter is a word that the paper keeps its distance from."""

NEAR = 50
"""Sentences to both sides of where one stands in its article that it is compared with."""

FEW = 50
"""A word of no more sentences than these leads to each of them, wherever they stand."""

_AS_WRITTEN = ("TIME", "VALUE", QUOTE)

_AT_ONCE = 100_000
"""Pairs whose words are held at a time."""

Stretch = tuple[int, int]
Pairs = npt.NDArray[np.int64]


def compare(now: Highlight, earlier: Highlight) -> Comparison:
    """An article beside an earlier one.

    Args:
        now: the article with its marks.
        earlier: the other one with its marks.
    """
    began = time.perf_counter()
    return Comparison(
        now.text,
        earlier.text,
        _items(now, earlier),
        _sentences(now.text, earlier.text),
        now.model,
        now.seconds + earlier.seconds + time.perf_counter() - began,
    )


def _items(now: Highlight, earlier: Highlight) -> tuple[ComparedItem, ...]:
    found: dict[tuple[str, str], tuple[list[Stretch], list[Stretch], list[str]]] = {}
    marks = [_marked(now), _marked(earlier)]
    wholes: dict[str, dict[str, str]] = {}
    for label in {label for side in marks for label, _, _ in side} - {*_AS_WRITTEN}:
        names = {fold(text) for side in marks for other, text, _ in side if other == label}
        wholes[label] = whole_names(names)
    for side, listed in enumerate(marks):
        for label, text, stretch in listed:
            key = " ".join(BARE.findall(fold(text)))
            key = wholes[label].get(fold(text), fold(text)) if label in wholes else key
            here, there, forms = found.setdefault((label, key), ([], [], []))
            (here, there)[side].append(stretch)
            forms.append(text)
    return tuple(
        ComparedItem(label, max(forms, key=len), tuple(here), tuple(there))
        for (label, _), (here, there, forms) in found.items()
    )


def _marked(article: Highlight) -> list[tuple[str, str, Stretch]]:
    """Label, words on one line and place of every mark and of every quotation, in text order."""
    text = article.text
    places = [(span.label, (span.start, span.end)) for span in article.spans]
    places += [(QUOTE, at) for at in quotations(text) if _long(text[slice(*at)])]
    places.sort(key=lambda place: place[1])
    return [(label, " ".join(text[slice(*at)].split()), at) for label, at in places]


def _long(quotation: str) -> bool:
    return len(BARE.findall(quotation)) >= QUOTED_WORDS


def _sentences(text: str, earlier: str) -> tuple[ComparedSentence, ...]:
    here, there = sentences(text), sentences(earlier)
    pairs = _pairs([text[s:e] for s, e in here], [earlier[s:e] for s, e in there])
    found = []
    for n, place in enumerate(here):
        m, likeness = pairs.get(n, (None, 0.0))
        other = None if m is None else there[m]
        same = other is not None and text[slice(*place)].split() == earlier[slice(*other)].split()
        found.append(ComparedSentence(place, other, 1.0 if same else likeness, same))
    paired = {m for m, _ in pairs.values()}
    gone = (place for m, place in enumerate(there) if m not in paired)
    return (*found, *(ComparedSentence(None, place, 0.0, False) for place in gone))


def _pairs(here: Sequence[str], there: Sequence[str]) -> dict[int, tuple[int, float]]:
    """Number of a sentence -> that of the one it is most like, and how much; each only once."""
    counter = CountVectorizer(analyzer=full_stems, binary=True, dtype=np.float32)
    try:
        rows = counter.fit_transform([*here, *there])
    except ValueError:  # no sentence has a full word
        return {}
    ours, theirs = rows[: len(here)], rows[len(here) :]
    n, m = _candidates(ours, theirs)
    likeness = _likeness(ours, theirs, n, m)
    # Of equally good pairs the one that stands most alike in its article.
    apart = np.abs(n / max(1, len(here)) - m / max(1, len(there)))
    best = np.lexsort((apart, -likeness))
    best = best[likeness[best] >= ALIKE]
    found: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for one, other, alike in zip(
        n[best].tolist(), m[best].tolist(), likeness[best].tolist(), strict=True
    ):
        if one not in found and other not in taken:
            found[one] = (other, alike)
            taken.add(other)
    return found


def _candidates(here: sparse.csr_matrix, there: sparse.csr_matrix) -> tuple[Pairs, Pairs]:
    """Numbers of sentences that may be alike: of articles of at most ``NEAR`` all, of longer ones
    those that stand near one another or share a word of ``FEW`` sentences; so their number grows
    as the articles do.

    Args:
        here: 1 where a sentence has a word; shape (sentences, words).
        there: the same of the other article.

    Returns:
        numbers of both sides; shape (pairs,) each.
    """
    size = there.shape[0]
    rare = np.asarray(there.sum(0)).ravel() <= FEW
    shared = (here[:, rare] @ there[:, rare].T).tocoo()
    places = np.arange(here.shape[0]) * size // max(1, here.shape[0])
    near = places[:, None] + np.arange(-NEAR, NEAR + 1)
    one, at = np.nonzero((near >= 0) & (near < size))
    far = shared.row.astype(np.int64) * size + shared.col
    return np.divmod(np.unique(np.concatenate((one * size + near[one, at], far))), max(1, size))


def _likeness(
    here: sparse.csr_matrix, there: sparse.csr_matrix, n: Pairs, m: Pairs
) -> npt.NDArray[np.float32]:
    """Dice's coefficient of the words of each pair; shape (pairs,)."""
    ours, theirs = (np.asarray(rows.sum(1)).ravel() for rows in (here, there))
    shared = [np.zeros(0, np.float32)]
    for start in range(0, len(n), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        shared.append(np.asarray(here[n[some]].multiply(there[m[some]]).sum(1)).ravel())
    return np.asarray(2 * np.concatenate(shared) / np.maximum(1, ours[n] + theirs[m]), np.float32)


def load_comparer(
    settings: Settings,  # noqa: ARG001 - as every loader; the marks are the tagger's
    models: Models | None = None,  # noqa: ARG001
) -> Callable[[Highlight, Highlight], Comparison]:
    """The comparison, which has no network of its own."""
    return compare
