"""Names in sentences of the news, by article and place."""

from __future__ import annotations

import json
from pathlib import Path

from textnn.datasets.jsonl import read_records
from textnn.datasets.ner.corpora import Entity
from textnn.datasets.ner.news import NAMES, NEWS_TAGS, read_news_names


def test_sentences_are_cut_from_their_articles_in_the_order_of_the_news(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    texts = {
        "pairs.train": {"b": "Nada. Elis foi a Lagoa.", "a": "Bento sorriu."},
        "extra": {"c": "Fim."},
    }
    for part, articles in texts.items():
        lines = [
            json.dumps({"id": key, "title": "", "text": text}) for key, text in articles.items()
        ]
        (tmp_path / "news" / f"{part}.jsonl").write_text("\n".join(lines) + "\n")
    names = tmp_path / "names.jsonl"
    names.write_text(
        '{"id":"a","sentences":[[0,13,[[0,5,"PER"]]]]}\n'
        '{"id":"b","sentences":[[6,23,[[0,4,"PER"],[11,16,"LOC"]]],[0,5,[]]]}\n'
        '{"id":"gone","sentences":[[0,5,[]]]}\n'
    )
    found = list(read_news_names(tmp_path, names))
    assert [item.text for item in found] == ["Elis foi a Lagoa.", "Nada.", "Bento sorriu."]
    assert found[0].entities == (Entity(0, 4, "PER"), Entity(11, 16, "LOC"))
    assert [item.id for item in found] == ["b", "b", "a"]


def test_what_the_project_has_is_in_order() -> None:
    articles = set[str]()
    for _, record in read_records(NAMES):
        assert record["id"] not in articles
        articles.add(record["id"])
        for start, end, found in record["sentences"]:
            assert start < end
            at = 0
            for first, after, label in found:
                assert at <= first < after <= end - start
                assert label in NEWS_TAGS
                at = after
    assert len(articles) > 10_000
