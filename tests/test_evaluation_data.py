"""The articles with an editor's summary: lines are whole and say what their article says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from scripts.leaks import shingles
from textnn.text.sentences import sentences

PATH = Path(__file__).resolve().parent.parent / "data" / "evaluation" / "summaries.jsonl"
ARTICLES: list[dict[str, Any]] = [
    json.loads(line) for line in PATH.read_text(encoding="utf-8").splitlines()
]
FIELDS = ("id", "category", "text", "title", "subtitle", "summary", "keywords")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

each = pytest.mark.parametrize("article", ARTICLES, ids=[article["id"] for article in ARTICLES])


def test_there_are_thirty_and_none_twice() -> None:
    assert len(ARTICLES) == 30
    for field in ("id", "title", "text"):
        assert len({article[field] for article in ARTICLES}) == 30
    assert len({article["category"] for article in ARTICLES}) >= 10


def test_no_two_tell_the_same_story() -> None:
    known: dict[tuple[str, ...], str] = {}
    for article in ARTICLES:
        runs = shingles(article["text"])
        twice = [run for run in runs if run in known]
        assert len(twice) < 0.02 * len(runs), twice
        known |= dict.fromkeys(runs, article["id"])


@each
def test_fields_are_whole(article: dict[str, Any]) -> None:
    assert tuple(article) == FIELDS
    lines = [article["title"], article["subtitle"], *article["summary"], *article["keywords"]]
    for line in [*lines, *article["text"].split("\n")]:
        assert line == " ".join(line.split())
        assert line, "no empty line and no blank paragraph"


@each
def test_articles_are_as_long_as_news(article: dict[str, Any]) -> None:
    assert 200 <= len(article["text"].split()) <= 500
    assert 9 <= len(sentences(article["text"])) <= 25


@each
def test_a_summary_is_three_sentences(article: dict[str, Any]) -> None:
    assert len(article["summary"]) == 3
    for sentence in article["summary"]:
        assert sentences(sentence) == [(0, len(sentence))]
        assert 10 <= len(sentence.split()) <= 40


@each
def test_keywords_stand_in_the_text(article: dict[str, Any]) -> None:
    words = article["keywords"]
    assert 5 <= len(words) <= 10
    assert len({word.lower() for word in words}) == len(words)
    for word in words:
        assert re.search(rf"(?<!\w){re.escape(word)}(?!\w)", article["text"]), word


@each
def test_no_number_is_not_in_the_article(article: dict[str, Any]) -> None:
    said = " ".join([article["title"], article["subtitle"], *article["summary"]])
    assert set(_NUMBER.findall(said)) <= set(_NUMBER.findall(article["text"]))
