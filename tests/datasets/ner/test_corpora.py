import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textnn.datasets.ner.corpora import (
    TAGS,
    Entity,
    TaggedText,
    canonical_tag,
    corpora,
    display_label,
    read_tagged,
)
from textnn.errors import UserError
from textnn.results import LABELS


def jsonl(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    return path


def conll(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def marked(text: TaggedText) -> list[tuple[str, str]]:
    return [(text.text[e.start : e.end], e.label) for e in text.entities]


@pytest.mark.parametrize(
    ("name", "tag", "label"),
    [
        ("PER", "PER", "PER"),
        ("B-PER", "PER", "PER"),
        ("Pessoa", "PER", "PER"),
        ("I-Organização", "ORG", "ORG"),
        ("ORGANIZACAO", "ORG", "ORG"),
        ("GPE", "LOC", "LOC"),
        ("LOCAL", "LOC", "LOC"),
        ("TEMPO", "TIME", "TIME"),
        ("DATE", "TIME", "TIME"),
        ("VALOR", "VALUE", "VALUE"),
        ("MONEY", "VALUE", "VALUE"),
        ("OBRA", "WORK", "WORK"),
        ("ACONTECIMENTO", "EVENT", "EVENT"),
        ("COISA", "THING", "OTHER"),
        ("ABSTRACCAO", "ABSTRACTION", "OTHER"),
        ("Abstração", "ABSTRACTION", "OTHER"),
        ("OUTRO", "OTHER", "OTHER"),
        ("MISC", "OTHER", "OTHER"),
        ("O", None, None),
        ("", None, None),
        ("NADA", None, None),
    ],
)
def test_label_names_of_all_corpora(name: str, tag: str | None, label: str | None) -> None:
    assert canonical_tag(name) == tag
    assert (None if tag is None else display_label(tag)) == label


def test_every_tag_is_its_own_name_and_folds_on_a_label() -> None:
    assert [canonical_tag(tag) for tag in TAGS] == list(TAGS)
    assert {display_label(tag) for tag in TAGS} == set(LABELS)


def test_jsonl_sorts_the_marks_and_counts_code_points(tmp_path: Path) -> None:
    text = "🙂 Íris Prado mora em Lagoa Funda."
    record = {"text": text, "entities": [[21, 32, "LOCAL"], [2, 12, "PER"]]}
    (read,) = read_tagged(jsonl(tmp_path / "a.jsonl", record), "feito")
    assert marked(read) == [("Íris Prado", "PER"), ("Lagoa Funda", "LOC")]
    assert (read.source, read.id) == ("feito", "1")


@pytest.mark.parametrize(
    ("entities", "message"),
    [
        ([[0, 5, "PER"], [4, 8, "LOC"]], "overlap"),
        ([[0, 99, "PER"]], "inside the text of 12"),
        ([[3, 3, "PER"]], "is no "),
        ([[-1, 3, "PER"]], "is no "),
        ([[0, 3]], "is no "),
        ([[0.0, 3.0, "PER"]], "is no "),
        ([[0, 3, "XYZ"]], "“XYZ” is not known"),
        (None, "“entities” is missing"),
        ("PER", "“entities” is missing"),
    ],
)
def test_wrong_marks_name_their_line(tmp_path: Path, entities: Any, message: str) -> None:
    good = {"text": "boa", "entities": []}
    path = jsonl(tmp_path / "a.jsonl", good, {"text": "Rui, do Rio.", "entities": entities})
    with pytest.raises(UserError, match=f"line 2: .*{message}"):
        list(read_tagged(path))


def test_neighbours_may_touch(tmp_path: Path) -> None:
    record = {"text": "AnaRio", "entities": [[0, 3, "PER"], [3, 6, "LOC"]]}
    (read,) = read_tagged(jsonl(tmp_path / "a.jsonl", record))
    assert marked(read) == [("Ana", "PER"), ("Rio", "LOC")]


SENTENCES = """-DOCSTART- O

# sent_id = 1
Íris\tB-PER
Prado\tI-PER
mora\tO
em\tO
Lagoa\tB-LOC
Funda\tI-LOC
Serra\tB-LOC

#\tO
Paz\tI-WORK
e\tI-WORK
Rui I-PER
"""


def test_conll_sentences_offsets_and_neighbours(tmp_path: Path) -> None:
    path = conll(tmp_path / "a.conll", SENTENCES)
    first, second = read_tagged(path)
    assert first.text == "Íris Prado mora em Lagoa Funda Serra"
    assert marked(first) == [("Íris Prado", "PER"), ("Lagoa Funda", "LOC"), ("Serra", "LOC")]
    assert second.text == "# Paz e Rui"
    assert marked(second) == [("Paz e", "WORK"), ("Rui", "PER")]
    packed = tmp_path / "b.conll.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert [text.text for text in read_tagged(packed)] == [first.text, second.text]


@pytest.mark.parametrize(
    ("line", "message"),
    [("sozinha", "expected a token and a tag"), ("Ana\tPER", "not IOB2"), ("A\tB-QQ", "not known")],
)
def test_wrong_conll_lines(tmp_path: Path, line: str, message: str) -> None:
    path = conll(tmp_path / "a.conll", f"Rui\tO\n\n{line}\n")
    with pytest.raises(UserError, match=f"line 3: .*{message}"):
        list(read_tagged(path))


tokens = st.lists(
    st.tuples(
        st.text(st.characters(categories=("L", "N", "So")), min_size=1, max_size=8),
        st.sampled_from([None, *TAGS]),
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.slow
@given(tokens)
def test_conll_offsets_point_at_the_tokens(
    tmp_path_factory: pytest.TempPathFactory, sentence: list[tuple[str, str | None]]
) -> None:
    path = tmp_path_factory.mktemp("conll") / "a.conll"
    rows = [f"{token}\t{f'B-{tag}' if tag else 'O'}\n" for token, tag in sentence]
    (read,) = read_tagged(conll(path, "".join(rows)))
    assert read.text == " ".join(token for token, _ in sentence)
    assert marked(read) == [(token, tag) for token, tag in sentence if tag]


def harem(path: Path, documents: Any) -> Path:
    path.write_text(json.dumps(documents), encoding="utf-8")
    return path


def test_harem_documents(tmp_path: Path) -> None:
    document = {
        "doc_id": "D-1",
        "doc_text": "\nA Lei Azul.",
        "entities": [
            {"text": "Lei Azul", "label": "ABSTRACCAO", "start_offset": 3, "end_offset": 11}
        ],
    }
    (read,) = read_tagged(harem(tmp_path / "h.json", [document]))
    assert read == TaggedText("\nA Lei Azul.", (Entity(3, 11, "ABSTRACTION"),), "h.json", "D-1")


@pytest.mark.parametrize("documents", [{}, [1], [{"doc_text": "a"}], [{"entities": [{}]}]])
def test_another_json_is_refused(tmp_path: Path, documents: Any) -> None:
    with pytest.raises(UserError):
        list(read_tagged(harem(tmp_path / "h.json", documents)))


def test_unknown_suffix_and_split(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="expected"):
        read_tagged(tmp_path / "a.xml")
    with pytest.raises(UserError, match="no part “test”"):
        corpora(tmp_path)["paramopama"].read("test")
    with pytest.raises(UserError, match="does not exist"):
        list(corpora(tmp_path)["paramopama"].read())


def test_corpora_know_what_they_annotate(tmp_path: Path) -> None:
    known = corpora(tmp_path)
    assert known["uner_bosque"].tags == ("PER", "LOC", "ORG")
    assert known["paramopama"].tags == known["second_harem"].tags == ("PER", "LOC", "ORG", "TIME")
    assert known["first_harem"].tags == TAGS


@pytest.mark.skipif("TEXTNN_DATASETS" not in os.environ, reason="TEXTNN_DATASETS is not set")
@pytest.mark.parametrize("name", corpora(Path()))
def test_the_real_corpora_use_only_their_tags(name: str) -> None:
    corpus = corpora(Path(os.environ["TEXTNN_DATASETS"]))[name]
    for split in corpus.files:
        labels = {entity.label for text in corpus.read(split) for entity in text.entities}
        assert labels == set(corpus.tags)
