"""Vectors of written forms: what stands one and two places before and after a word.

Skip-gram vectors of lower-case words know that *porto* is by the sea. Whether *Porto* is a city, a
club or a man is told by its small neighbours, one place away and in order: *em Porto*, *o Porto*,
*Porto disse*. So every form, capitals and all, is counted with the frequent words at each of four
places, counts become positive pointwise mutual information, and a truncated singular value
decomposition makes short vectors of them:

    PPMI(f, c) = max(0, log p(f, c) / (p(f) p(c)^0.75)) * n / (n + 1)       n = count of (f, c)
    PPMI ~ U S V'          vector of f = row f of U S^0.5

(Bullinaria and Levy 2007; Levy et al. 2015, who also give 0.75 and the square root.) Clusters of
such contexts have long helped to find names (Turian et al. 2010).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from scipy import sparse
from scipy.sparse.linalg import svds
from torch import Tensor

from textnn.config import Settings
from textnn.datasets.news import read_texts
from textnn.text.features import written_form
from textnn.text.words import words
from textnn.training.runs import save_vectors

UNKNOWN = "<unk>"
PLACES = (-2, -1, 1, 2)

Ids = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class FormOptions:
    """How vectors of written forms are made.

    Attributes:
        size: width of a vector.
        min_count: rarer forms get none.
        max_forms: only so many of the most frequent are kept.
        contexts: so many frequent words count as contexts; others as one of four classes.
        seed: of the decomposition's first vector.
    """

    size: int = 64
    min_count: int = 3
    max_forms: int = 110_000
    contexts: int = 3000
    seed: int = 1


def read_forms(texts: Iterable[str]) -> tuple[Ids, list[str]]:
    """Tokens of all lines as numbers, -1 before each line, and the form of every number."""
    numbers, stream = dict[str, int](), list[Ids]()
    for text in texts:
        for line in text.splitlines():
            forms = [written_form(line[start:end]) for start, end in words(line)]
            found = [numbers.setdefault(form, len(numbers)) for form in forms]
            stream.append(np.array([-1, *found], dtype=np.int32))
    return np.concatenate(stream), list(numbers)


def form_vectors(
    stream: Ids, types: Sequence[str], options: FormOptions
) -> tuple[tuple[str, ...], Tensor]:
    """Vectors of the frequent forms.

    Args:
        stream, types: from ``read_forms``

    Returns:
        forms, the unknown form first, and vectors of unit mean length, shape (forms, size); the
        unknown form's is zero.
    """
    counts = np.bincount(stream[stream >= 0], minlength=len(types))
    order = np.argsort(-counts, kind="stable")
    order = order[counts[order] >= options.min_count][: options.max_forms]
    rows = np.full(len(types) + 1, -1, dtype=np.int32)  # the last one stands for a line's border
    rows[order] = np.arange(len(order))
    contexts = _contexts(types, counts, options.contexts)
    counted = sparse.hstack([_count(stream, rows, contexts, place, len(order)) for place in PLACES])
    left, values, _ = svds(
        _ppmi(counted.tocoo()), k=options.size, random_state=np.random.default_rng(options.seed)
    )
    vectors = torch.from_numpy((left * np.sqrt(values)).astype(np.float32))
    vectors = vectors / vectors.norm(dim=1).mean()
    unknown = torch.zeros(1, options.size)
    return (UNKNOWN, *(types[index] for index in order)), torch.cat([unknown, vectors])


def _contexts(types: Sequence[str], counts: npt.NDArray[np.int64], number: int) -> Ids:
    """The context that each type is; after the types, the border of a line."""
    lower = dict[str, int]()
    for form, count in zip(types, counts.tolist(), strict=True):
        lower[form.lower()] = lower.get(form.lower(), 0) + count
    frequent = sorted(lower, key=lambda word: -lower[word])[:number]
    known = {word: index for index, word in enumerate(frequent)}
    found = [known.get(form.lower(), number + _kind(form)) for form in types]
    return np.array([*found, number + 4], dtype=np.int32)


def _kind(form: str) -> int:
    """Class of a rare context: number, all capitals, capitalised, other."""
    if form[:1].isdigit():
        return 0
    if form.isupper():
        return 1
    return 2 if form[:1].isupper() else 3


def _count(stream: Ids, rows: Ids, contexts: Ids, place: int, forms: int) -> sparse.csr_matrix:
    """How often each form has each context at a place, inside a line or at its border."""
    here, there = (
        (stream[:-place], stream[place:]) if place > 0 else (stream[-place:], stream[:place])
    )
    kept = rows[here] >= 0
    if abs(place) == 2:
        kept &= stream[1:-1] >= 0
    ones = np.ones(int(kept.sum()), dtype=np.float32)
    pairs = (rows[here][kept], contexts[there][kept])
    return sparse.coo_matrix((ones, pairs), shape=(forms, int(contexts.max()) + 1)).tocsr()


def _ppmi(counted: sparse.coo_matrix) -> sparse.csr_matrix:
    """Positive pointwise mutual information, shrunk where little was counted."""
    of_form = np.asarray(counted.sum(1)).ravel()
    of_context = np.asarray(counted.sum(0)).ravel() ** 0.75
    expected = of_form[counted.row] * (of_context / of_context.sum())[counted.col]
    found = np.maximum(np.log(counted.data / expected), 0) * (counted.data / (counted.data + 1))
    matrix = sparse.csr_matrix((found, (counted.row, counted.col)), counted.shape, np.float32)
    matrix.eliminate_zeros()
    return matrix


def train_forms(settings: Settings, minutes: float, resume: bool, seed: int) -> dict[str, Any]:
    """Leaves vectors of written forms in ``runs/forms``; takes some minutes, from the start."""
    del minutes, resume
    options = FormOptions(seed=seed)
    texts = read_texts(settings.datasets_folder, "train", "extra")
    forms, vectors = form_vectors(*read_forms(texts), options)
    save_vectors("forms", forms, vectors)
    return {"forms": len(forms), **asdict(options)}
