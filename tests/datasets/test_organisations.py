"""The labelled names of organisations: no article is in two parts, and all kinds are in each."""

from __future__ import annotations

import json
from collections import Counter

from textnn.config import DATA
from textnn.datasets.organisations import PARTS, read_organisations
from textnn.results.factsheet import ORGANISATION_KINDS


def test_no_article_is_in_two_parts_and_every_kind_in_each() -> None:
    names = {part: [*read_organisations(part)] for part in PARTS}
    assert sum(map(len, names.values())) == 6_400
    articles = Counter(article for part in PARTS for article in {n.article for n in names[part]})
    assert set(articles.values()) == {1}
    for part in PARTS:
        assert {one.kind for one in names[part]} == set(ORGANISATION_KINDS)
        assert all(a < b for one in names[part] for a, b in one.places)


def test_the_invented_articles_hold_the_names_they_list() -> None:
    paths = [DATA / "evaluation" / f"organisations{part}.jsonl" for part in ("", ".dev")]
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    articles = [json.loads(line) for line in lines]
    assert len(articles) == 20
    for article in articles:
        assert all(name in article["text"] for name in article["kinds"])
        assert set(article["kinds"].values()) <= set(ORGANISATION_KINDS)
