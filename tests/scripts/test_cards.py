import os
from pathlib import Path

import pytest

from scripts.cards import TABLES, image_table, ner_table, news_table
from textnn.datasets.manifest import load_manifest

CARDS = Path(__file__).parents[2] / "docs" / "datasets"
real = pytest.mark.skipif("TEXTNN_DATASETS" not in os.environ, reason="TEXTNN_DATASETS is not set")


def card(name: str) -> str:
    return (CARDS / f"{name}.md").read_text(encoding="utf-8")


def folder() -> Path:
    return Path(os.environ["TEXTNN_DATASETS"])


def test_every_set_of_the_manifest_has_a_card_and_every_card_its_command() -> None:
    cards = {path.stem: path.read_text(encoding="utf-8") for path in CARDS.glob("*.md")}
    for name in load_manifest():
        assert name in cards or any(f"`{name}`" in text for text in cards.values()), name
    for name, text in cards.items():
        assert name in TABLES
        assert f"python -m scripts.cards {name}" in text


@real
def test_the_ner_card_says_what_is_counted() -> None:
    assert ner_table(folder()) in card("ner")


@real
def test_the_image_card_says_what_is_counted() -> None:
    assert image_table(folder()) in card("images")


@real
@pytest.mark.slow
def test_the_news_card_says_what_is_counted() -> None:
    assert news_table(folder()) in card("news")
