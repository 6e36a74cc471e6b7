"""Names of organisations in news, each with its kind: ``data/organisations``.

The articles do not stand there: a name is known by its places in the text of an article of the news
(``datasets.news``), in code points.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from textnn.config import DATA
from textnn.datasets.jsonl import read_records

FOLDER = DATA / "organisations"

PARTS = ("train", "dev", "test")
"""Files of the folder; no article is in two."""


class LabelledName(NamedTuple):
    """A name in an article.

    article: id of the article
    kind: one of ``results.factsheet.ORGANISATION_KINDS``
    places: start and end, in text order; at least one
    """

    article: str
    kind: str
    places: tuple[tuple[int, int], ...]


def read_organisations(part: str) -> Iterator[LabelledName]:
    """The names of one of ``PARTS``, article by article.

    Raises:
        UserError: missing or damaged file.
    """
    for _, record in read_records(FOLDER / f"{part}.jsonl"):
        for kind, places in record["names"]:
            yield LabelledName(record["id"], kind, tuple((start, end) for start, end in places))
