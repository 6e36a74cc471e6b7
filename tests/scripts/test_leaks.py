import gzip
import json
import lzma
import os
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.leaks import (
    Pair,
    near_duplicates,
    ner_leaks,
    news_leaks,
    same_texts,
    shingles,
    words,
)

VOCABULARY = [a + b for a in ("ca", "lo", "mi", "ru", "tê") for b in ("sa", "ta", "nho", "do", "r")]


def prose(seed: int, length: int = 200) -> list[str]:
    return random.Random(seed).choices(VOCABULARY, k=length)


def text(run: list[str]) -> str:
    return " ".join(run).capitalize() + "."


def test_words_see_no_case_punctuation_or_composition() -> None:
    assert words("A CÃO, o ca\u0303o!") == ["a", "cão", "o", "cão"]


def test_short_and_empty_texts() -> None:
    assert shingles("Sim, senhor") == {("sim", "senhor")}
    assert shingles(" … ") == frozenset()
    assert near_duplicates([("a", ""), ("b", "...")], [("c", ""), ("d", "x")]) == []


def test_planted_duplicates_are_found_and_nothing_else() -> None:
    left = [(f"l{seed}", text(prose(seed))) for seed in range(50)]
    right = [(f"r{seed}", text(prose(seed))) for seed in range(1000, 1400)]
    copy = prose(7)
    edited = [*copy[:90], "prefeitura", *copy[91:]]
    right[3] = ("copy", text(copy).upper() + " Leia mais")
    right[200] = ("edited", text(edited))
    right[201] = ("half", text(copy[:100] + prose(5000, 100)))
    found = near_duplicates(left, right)
    assert [(pair.left, pair.right) for pair in found] == [("l7", "copy"), ("l7", "edited")]
    assert [pair.right for pair in near_duplicates(left, right, threshold=0.3)] == [
        "copy",
        "edited",
        "half",
    ]


def test_containment_finds_a_sentence_inside_a_document() -> None:
    sentence = text(prose(1, 12))
    right = [("doc", f"{text(prose(2))} {sentence} {text(prose(3))}"), ("other", text(prose(4)))]
    assert near_duplicates([("s", sentence)], right) == []
    assert near_duplicates([("s", sentence)], right, measure="containment") == [
        Pair("s", "doc", 1.0)
    ]


few_words = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=12).map(" ".join)
sides = st.lists(few_words, max_size=6).map(
    lambda texts: [(str(i), t) for i, t in enumerate(texts)]
)


@pytest.mark.slow
@given(sides, sides, st.sampled_from([0.2, 0.5, 0.8, 1.0]), st.integers(1, 3))
def test_agrees_with_brute_force(
    left: list[tuple[str, str]], right: list[tuple[str, str]], threshold: float, size: int
) -> None:
    def jaccard(a: str, b: str) -> float:
        x, y = shingles(a, size), shingles(b, size)
        return len(x & y) / len(x | y) if x | y else 0.0

    brute = {(m, n, jaccard(a, b)) for m, a in left for n, b in right if jaccard(a, b) >= threshold}
    found = near_duplicates(left, right, threshold=threshold, size=size)
    assert {(pair.left, pair.right, pair.score) for pair in found} == brute
    assert len(found) == len(brute)


@pytest.mark.parametrize(("threshold", "size"), [(0.0, 5), (1.1, 5), (0.6, 0)])
def test_wrong_options(threshold: float, size: int) -> None:
    with pytest.raises(ValueError, match="threshold"):
        near_duplicates([], [], threshold=threshold, size=size)


def test_same_texts_look_past_case_and_punctuation() -> None:
    right = [("r1", "como"), ("r2", "Como?"), ("r3", "Como assim?"), ("r4", "…")]
    assert same_texts([("l", "COMO!"), ("e", "!")], right) == [
        Pair("l", "r1", 1.0),
        Pair("l", "r2", 1.0),
    ]


def test_news_leaks_by_file(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    texts = {
        "pairs.train": [prose(1), prose(2)],
        "pairs.dev": [prose(2), prose(3)],
        "pairs.test": [prose(3)],
        "pairs.repaired": [prose(4)],
        "extra": [prose(5)],
    }
    for stem, articles in texts.items():
        lines = [json.dumps({"id": f"{stem}-{i}", "text": text(a)}) for i, a in enumerate(articles)]
        raw = lzma.compress("\n".join(lines).encode())
        (tmp_path / "news" / f"{stem}.jsonl.xz").write_bytes(raw)
    assert news_leaks(tmp_path) == {
        "dev in test": [Pair("dev:pairs.dev-1", "test:pairs.test-0", 1.0)],
        "dev, test in train": [Pair("dev:pairs.dev-0", "train:pairs.train-1", 1.0)],
        "dev, test in repaired": [],
        "dev, test in extra": [],
    }


def test_ner_leaks_by_corpus(tmp_path: Path) -> None:
    ner = tmp_path / "ner"
    ner.mkdir()
    held = text(prose(1, 15))
    texts = {
        "uner_bosque.train": [text(prose(2))],
        "uner_bosque.dev": [held, "Sim."],
        "uner_bosque.test": [text(prose(3, 15))],
        "paramopama": ["Sim!", text(prose(4))],
        "second_harem": [text(prose(5))],
        "second_harem_ten": [text(prose(7))],
    }
    for stem, sentences in texts.items():
        lines = [json.dumps({"text": sentence, "entities": []}) for sentence in sentences]
        (ner / f"{stem}.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    for split in ("train", "dev", "test"):
        tokens = "\n".join(f"{word} O" for word in text(prose(8)).split())
        (ner / f"lener_br.{split}.conll.gz").write_bytes(gzip.compress(f"{tokens}\n\n".encode()))
    document = {"doc_id": "d", "doc_text": f"{text(prose(6))} {held}", "entities": []}
    for kind in ("total-train", "total-dev", "selective-train", "selective-dev"):
        documents = [document] if kind == "total-train" else []
        (ner / f"FirstHAREM-{kind}.json").write_text(json.dumps(documents), encoding="utf-8")
    found = {name: pairs for name, pairs in ner_leaks(tmp_path).items() if pairs}
    assert found == {
        "paramopama.train": [Pair("dev:2", "train:1", 1.0)],
        "first_harem.train": [Pair("dev:1", "train:d", 1.0)],
    }


@pytest.mark.skipif("TEXTNN_DATASETS" not in os.environ, reason="TEXTNN_DATASETS is not set")
def test_the_real_corpora_leak_no_more_than_the_card_says() -> None:
    found = ner_leaks(Path(os.environ["TEXTNN_DATASETS"]))
    counts = {name: len(pairs) for name, pairs in found.items() if pairs}
    assert counts == {"uner_bosque.train": 5, "paramopama.train": 1, "second_harem.train": 1}
