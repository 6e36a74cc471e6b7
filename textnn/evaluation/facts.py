"""Relations found in articles beside those that are there: precision and recall of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textnn.text.words import fold

Pairs = Sequence[tuple[str, str]]


def relation_figures(articles: Iterable[tuple[Pairs, Pairs]]) -> dict[str, float]:
    """Precision and recall of one relation over articles.

    A pair is right if its second part is the same, and its first part is the same or one of the two
    holds the other (a quotation may be cut differently). Case, accents and punctuation do not
    count.

    Args:
        articles: of each, the pairs that are there, and those that were found.

    >>> ana, rui = ("Ana Reis", "delegada"), ("Rui", "cabo")
    >>> relation_figures([([ana], [ana, rui])])
    {'there': 1, 'found': 2, 'right': 1, 'precision': 0.5, 'recall': 1.0}
    """
    there, found, right = 0, 0, 0
    for gold, given in articles:
        there, found = there + len(gold), found + len(given)
        left = [_plain(pair) for pair in gold]
        for pair in map(_plain, given):
            hit = next((one for one in left if _same(one, pair)), None)
            if hit is not None:
                left.remove(hit)
                right += 1
    return {
        "there": there,
        "found": found,
        "right": right,
        "precision": right / found if found else 0.0,
        "recall": right / there if there else 0.0,
    }


def _plain(pair: tuple[str, str]) -> tuple[str, str]:
    first, second = ("".join(char for char in fold(one) if char.isalnum()) for one in pair)
    return first, second


def _same(gold: tuple[str, str], given: tuple[str, str]) -> bool:
    return gold[1] == given[1] and (gold[0] in given[0] or given[0] in gold[0])
