"""Seeded splits that depend on each item's id alone: not on file order, nor on the other items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b


def position(item: str, seed: int = 0) -> float:
    """Where ``item`` falls in [0, 1): BLAKE2b of seed and id, the same on every machine."""
    digest = blake2b(f"{seed}\0{item}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def split(
    items: Iterable[str], shares: Mapping[str, float], seed: int = 0
) -> dict[str, tuple[str, ...]]:
    """Deal ``items`` (ids) out to the parts named in ``shares``.

    An id keeps its part whatever other ids come or go; so shares are met on average, not exactly.

    Args:
        items: ids; equal ids go to the same part.
        shares: part of the whole that each name gets; they sum to 1.
        seed: another seed deals anew.

    Raises:
        ValueError: shares that are negative or do not sum to 1.

    >>> split(["ana", "bia", "caio", "davi"], {"train": 0.5, "test": 0.5})
    {'train': ('caio',), 'test': ('ana', 'bia', 'davi')}
    """
    if any(share < 0 for share in shares.values()) or abs(sum(shares.values()) - 1) > 1e-9:
        raise ValueError(f"shares must be 0 or more and sum to 1: {dict(shares)}")
    parts: dict[str, list[str]] = {name: [] for name in shares}
    for item in items:
        parts[_part(position(item, seed), shares)].append(item)
    return {name: tuple(members) for name, members in parts.items()}


def _part(point: float, shares: Mapping[str, float]) -> str:
    edge, name = 0.0, ""
    for name, share in shares.items():
        edge += share
        if point < edge:
            return name
    return name  # rounding left the last edge a hair below 1


def kfold(
    documents: Sequence[str], k: int, seed: int = 0
) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Cross-validation by document: yields ``k`` pairs (training indices, test indices).

    Args:
        documents: for every item the id of the document it is from; items of one document always
            stand on the same side. Folds hold the same number of documents, give or take one.
        k: number of folds, 2 or more.
        seed: another seed deals anew.

    Raises:
        ValueError: k below 2 or above the number of documents.
    """
    ranked = sorted(set(documents), key=lambda name: (position(name, seed), name))
    if not 2 <= k <= len(ranked):
        raise ValueError(f"k must be from 2 to {len(ranked)} documents, not {k}")
    fold_of: dict[str, int] = {name: rank % k for rank, name in enumerate(ranked)}
    folds = [fold_of[name] for name in documents]
    for fold in range(k):
        train = tuple(i for i, f in enumerate(folds) if f != fold)
        yield train, tuple(i for i, f in enumerate(folds) if f == fold)
