import gzip
import itertools
import json
import lzma
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from textnn.datasets.news import SPLITS, NewsArticle, news_file, read_articles
from textnn.errors import UserError

WHOLE: dict[str, Any] = {
    "id": "folha_do_vale-7",
    "set": "folha_do_vale",
    "title": "Ponte reabre depois da cheia",
    "subtitle": "Trânsito volta ao normal em Águas Claras",
    "text": "A ponte reabriu ontem.\nA prefeitura promete outra — até 2031.",
    "keywords": ["ponte", "cheia"],
    "category": "Cidades",
    "source": "Folha do Vale",
    "date": "2025-03-02",
}


def write(path: Path, records: list[dict[str, Any]]) -> Path:
    raw = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()
    packers: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".xz": lzma.compress}
    path.write_bytes(packers.get(path.suffix, bytes)(raw))
    return path


@pytest.mark.parametrize("name", ["n.jsonl", "n.jsonl.gz", "n.jsonl.xz"])
def test_every_field_comes_back(tmp_path: Path, name: str) -> None:
    (article,) = read_articles(write(tmp_path / name, [WHOLE]))
    assert article == NewsArticle(**{**WHOLE, "keywords": ("ponte", "cheia")})


def test_missing_fields_are_empty_and_ids_are_made(tmp_path: Path) -> None:
    records: list[dict[str, Any]] = [
        {"text": "Só texto."},
        {"title": "Só título", "keywords": None, "other": 1},
    ]
    first, second = read_articles(write(tmp_path / "n.jsonl", records))
    assert first == NewsArticle(id="n.jsonl-1", text="Só texto.")
    assert second == NewsArticle(id="n.jsonl-2", title="Só título")


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"id": "x"}, "neither"),
        ({"text": 7}, "“text” must be a string"),
        ({"text": "a", "keywords": "ponte"}, "must be a list"),
        ({"text": "a", "keywords": [1]}, "must be a string"),
    ],
)
def test_wrong_lines_say_which(tmp_path: Path, record: dict[str, Any], message: str) -> None:
    path = write(tmp_path / "n.jsonl", [WHOLE, record])
    with pytest.raises(UserError, match=f"line 2: .*{message}"):
        list(read_articles(path))


def test_half_a_character_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "n.jsonl"
    path.write_text('{"text": "\\ud83d"}\n')
    with pytest.raises(UserError, match="lone surrogate"):
        list(read_articles(path))


def test_a_text_file_is_one_article(tmp_path: Path) -> None:
    path = tmp_path / "artigo.txt"
    path.write_text("Primeira linha.\n\nTerceira.\n", encoding="utf-8")
    (article,) = read_articles(path)
    assert article == NewsArticle(id="artigo.txt", text="Primeira linha.\n\nTerceira.")


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"expected \.jsonl"):
        read_articles(tmp_path / "n.pdf")


def test_reading_is_streamed(tmp_path: Path) -> None:
    path = tmp_path / "n.jsonl"
    path.write_text(json.dumps(WHOLE) + "\nthis line is never reached\n", encoding="utf-8")
    assert next(iter(read_articles(path))).title == WHOLE["title"]


def test_news_file_finds_each_form_and_prefers_xz(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    for suffix in ("", ".gz", ".xz"):
        path = write(tmp_path / "news" / f"pairs.dev.jsonl{suffix}", [WHOLE])
        assert news_file(tmp_path, "dev") == path


def test_news_file_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"pairs\.train\.jsonl\.xz is not there"):
        news_file(tmp_path, "train")
    with pytest.raises(UserError, match="no part “valid”") as caught:
        news_file(tmp_path, "valid")
    assert all(split in caught.value.pt for split in SPLITS)


@pytest.mark.skipif("TEXTNN_DATASETS" not in os.environ, reason="TEXTNN_DATASETS is not set")
@pytest.mark.parametrize("split", ["dev", "test", "headline_dek"])
def test_the_real_files(split: str) -> None:
    path = news_file(Path(os.environ["TEXTNN_DATASETS"]), split)
    ids = Counter(article.id for article in itertools.islice(read_articles(path), 30_000))
    assert max(ids.values()) == 1
    assert len(ids) == {"dev": 1620, "test": 1626, "headline_dek": 20018}[split]
