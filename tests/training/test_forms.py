"""Vectors of written forms: counts by hand, neighbours that make sense, and the file format."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy import sparse

from textnn.training.vectors.forms import (
    UNKNOWN,
    FormOptions,
    _contexts,
    _count,
    _ppmi,
    form_vectors,
    read_forms,
)

TEXT = """Ana foi a Lagoa ontem.
Bento foi a Mirante ontem.
Clara foi a Lagoa hoje.
O porto de Lagoa abriu.
O porto de Mirante abriu em 1998."""


def test_forms_keep_capitals_and_lose_digits() -> None:
    stream, types = read_forms([TEXT, "Ana leu."])
    assert types[:4] == ["Ana", "foi", "a", "Lagoa"]
    assert "0000" in types
    assert "1998" not in types
    assert (stream == -1).sum() == 6
    assert stream[:7].tolist() == [-1, 0, 1, 2, 3, 4, 5]


def counted(place: int) -> dict[tuple[str, str], int]:
    """(form, context) -> how often, contexts named as they are written."""
    stream, types = read_forms([TEXT])
    counts = np.bincount(stream[stream >= 0], minlength=len(types))
    contexts = _contexts(types, counts, 100)
    rows = np.arange(len(types) + 1, dtype=np.int32)
    rows[-1] = -1
    matrix = _count(stream, rows, contexts, place, len(types)).tocoo()
    names = {int(context): form for form, context in zip(types, contexts[:-1], strict=True)}
    names[int(contexts[-1])] = "|"
    return {
        (types[row], names[column]): int(number)
        for row, column, number in zip(matrix.row, matrix.col, matrix.data, strict=True)
    }


def test_neighbours_are_counted_at_each_place() -> None:
    before, after, two_before = counted(-1), counted(1), counted(-2)
    assert before[("Lagoa", "a")] == 2
    assert before[("Lagoa", "de")] == 1
    assert before[("Ana", "|")] == 1, "a line begins there"
    assert after[("Lagoa", "ontem")] == 1
    assert after[(".", "|")] == 4, "the last line is followed by nothing"
    assert two_before[("Lagoa", "foi")] == 2
    assert two_before[("Mirante", "porto")] == 1
    assert not any(form == "Bento" and context == "." for form, context in two_before)


def test_ppmi_is_what_the_docstring_says() -> None:
    counts = np.array([[4.0, 0.0], [1.0, 5.0]], dtype=np.float32)
    found = _ppmi(sparse.coo_matrix(counts)).toarray()
    of_context = np.array([5.0, 5.0]) ** 0.75
    share = of_context / of_context.sum()
    first = max(0.0, np.log(4 / (4 * share[0]))) * 4 / 5
    last = max(0.0, np.log(5 / (6 * share[1]))) * 5 / 6
    np.testing.assert_allclose(found, [[first, 0], [0, last]], rtol=1e-5)


def test_words_of_like_places_are_near() -> None:
    lines = [
        f"{who} foi a {where} {when} ."
        for who in ("Ana", "Bento", "Clara")
        for where in ("Lagoa", "Mirante", "Serra")
        for when in ("ontem", "hoje")
    ]
    forms, vectors = form_vectors(*read_forms(["\n".join(lines)]), FormOptions(size=5, min_count=2))
    assert forms[0] == UNKNOWN
    assert vectors.shape == (len(forms), 5)
    assert torch.equal(vectors[0], torch.zeros(5))
    assert float(vectors[1:].norm(dim=1).mean()) == pytest.approx(1, abs=1e-4)

    def near(one: str, other: str) -> float:
        left, right = vectors[forms.index(one)], vectors[forms.index(other)]
        return float(torch.cosine_similarity(left, right, dim=0))

    assert near("Ana", "Bento") > 0.95
    assert near("Lagoa", "Serra") > 0.95
    assert near("Ana", "Lagoa") < 0.6
