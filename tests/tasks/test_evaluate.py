"""``evaluate`` on files of every kind, and what it says of bad ones."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from textnn.checkpoints import load, network
from textnn.config import Settings
from textnn.errors import UserError
from textnn.evaluation.charrnn import score_texts
from textnn.models.charrnn import CharRNN
from textnn.results import Extract, Keyword, Line, Span
from textnn.tasks import evaluate as module
from textnn.tasks.evaluate import TASKS, EvaluateOptions, evaluate
from textnn.tasks.generate.pipeline import Writer, load_writer
from textnn.tasks.highlight.pipeline import Highlighter, load_highlighter
from textnn.text.sentences import sentences

SENTENCE = "Ana Prado leu o jornal em Pedra Alta."
ARTICLES = [f"{SENTENCE}\nA feira abriu.", "Bento viu o rio."]


def write(path: Path, records: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def test_charrnn_on_json_lines(settings: Settings, writer: Writer, tmp_path: Path) -> None:
    path = write(tmp_path / "news.jsonl", [{"text": text} for text in ARTICLES])
    report = evaluate("charrnn", path, settings)
    taught = network(load(settings.models / "charrnn"), CharRNN)
    scores = score_texts(taught, writer.vocabulary, ARTICLES, writer.copiers)
    assert report["metrics"]["bits_per_char"] == round(scores.bits_per_char, 4)
    assert report["n"] == report["metrics"]["characters"] == sum(map(len, ARTICLES))
    assert report["task"] == report["model"] == "charrnn"
    assert report["data"] == str(path)
    assert json.loads(json.dumps(report)) == report


def test_charrnn_on_plain_and_compressed_text(settings: Settings, tmp_path: Path) -> None:
    plain, packed = tmp_path / "a.txt", tmp_path / "b.txt.gz"
    plain.write_text("Ana leu.\r\nBento viu ☂.\n", encoding="utf-8")
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    one, other = evaluate("charrnn", plain, settings), evaluate("charrnn", packed, settings)
    assert one["metrics"] == other["metrics"]
    assert one["metrics"]["unknown_characters"] == 1


def test_charrnn_takes_another_model(settings: Settings, tmp_path: Path) -> None:
    path = write(tmp_path / "news.jsonl", [{"text": text} for text in ARTICLES])
    report = evaluate("charrnn", path, settings, "charrnn-other")
    assert report["model"] == "charrnn-other"
    assert report["metrics"]["bits_without_copying"] == report["metrics"]["bits_per_char"]


def found_in(highlighter: Highlighter, text: str) -> list[list[object]]:
    return [[span.start, span.end, span.tag] for span in highlighter.tag([text])[0]]


def test_tagger_on_json_lines_it_agrees_with(
    settings: Settings, highlighter: Highlighter, tmp_path: Path
) -> None:
    texts = [SENTENCE, "Bento viu o rio em Lagoa, disse Davi."]
    assert any(found_in(highlighter, text) for text in texts)
    records = [{"text": text, "entities": found_in(highlighter, text)} for text in texts]
    report = evaluate("tagger", write(tmp_path / "gold.jsonl", records), settings)  # type: ignore[arg-type]
    metrics = report["metrics"]
    assert (metrics["f1"], metrics["precision"], metrics["recall"]) == (1.0, 1.0, 1.0)
    assert metrics["touched"] == 1.0
    assert report["n"] == 2
    assert all(label["f1"] == 1.0 for label in metrics["by_label"].values())
    rows = metrics["reliability"].values()
    assert sum(row["n"] for row in rows) == sum(len(record["entities"]) for record in records)
    assert all(row["right"] == 1.0 for row in rows)


def test_tagger_offsets_are_those_of_the_file_not_of_the_normal_form(
    settings: Settings, highlighter: Highlighter, tmp_path: Path
) -> None:
    given = "Joa\u0303o\u00a0leu o jornal em Mirante\u200b, disse\r\nDavi."
    spans = [[span.start, span.end, span.label] for span in highlighter(given).spans]
    assert spans
    path = write(tmp_path / "gold.jsonl", [{"text": given, "entities": spans}])
    assert evaluate("tagger", path, settings)["metrics"]["recall"] > 0


def test_tagger_on_conll(settings: Settings, highlighter: Highlighter, tmp_path: Path) -> None:
    text = "Ana Prado leu o jornal em Pedra Alta ."
    entities = [tuple(span) for span in found_in(highlighter, text)]
    assert entities
    rows, at = [], 0
    for token in text.split():
        inside = [(start, label) for start, end, label in entities if start <= at < end]  # type: ignore[operator]
        tag = f"{'B' if inside[0][0] == at else 'I'}-{inside[0][1]}" if inside else "O"
        rows.append(f"{token} {tag}")
        at += len(token) + 1
    path = tmp_path / "gold.conll"
    path.write_text("\n".join(rows) + "\n\n", encoding="utf-8")
    assert evaluate("tagger", path, settings)["metrics"]["f1"] == 1.0


def test_labels_the_file_does_not_use_are_not_scored(settings: Settings, tmp_path: Path) -> None:
    path = write(tmp_path / "gold.jsonl", [{"text": SENTENCE, "entities": [[0, 9, "PESSOA"]]}])
    assert list(evaluate("tagger", path, settings)["metrics"]["by_label"]) == ["PER"]


class FakeEditor:
    """Its headline is the first sentence, its dek invents a place, its extracts are the first."""

    def __init__(self) -> None:
        self.groups: list[int] = []

    def lines(self, texts: Sequence[str], kind: str, *, written: bool = False) -> list[Line]:
        assert written, "the figures are of what the network writes"
        self.groups.append(len(texts))
        invented = "" if kind == "headline" else " em Marte"
        firsts = [extracts[0].text for extracts in self.extracts(texts, 1)]
        return [Line(text + invented, "written", (0, 1), (), ()) for text in firsts]

    def extracts(
        self, texts: Sequence[str], count: int, words: int = 0
    ) -> list[tuple[Extract, ...]]:
        return [
            tuple(Extract(s, e, text[s:e], 1.0) for s, e in sentences(text)[: words or count])
            for text in texts
        ]

    def faithful(self, lines: Sequence[str], texts: Sequence[str]) -> list[bool]:
        assert len(lines) == len(texts)
        return ["Marte" not in line for line in lines]

    def keywords(self, text: str, names: Sequence[Span]) -> tuple[Keyword, ...]:
        named = [Keyword(n.text, 1.0, ((n.start, n.end),), 0.0, (), n.label) for n in names]
        return (*named, Keyword("jornal", 0.5, ((14, 20),), 0.1, (), ""))


@pytest.fixture
def editor(monkeypatch: pytest.MonkeyPatch) -> FakeEditor:
    fake = FakeEditor()
    monkeypatch.setattr(module, "load_summarizer", lambda *_, **__: fake)
    return fake


WHOLE: dict[str, object] = {
    "text": f"{SENTENCE} Bento viu o rio.\nA feira abriu.",
    "title": SENTENCE,
    "subtitle": "Ela mora em Pedra Alta",
    "summary": [SENTENCE, "Bento viu o rio."],
    "keywords": ["Jornal", "rio", "mar"],
}


@pytest.mark.parametrize("kind", ["headline", "extract"])
def test_summarizer_that_writes_what_the_editor_wrote(
    settings: Settings, editor: FakeEditor, tmp_path: Path, kind: str
) -> None:
    path = write(tmp_path / "news.jsonl", [WHOLE, {"text": "Sem título nem resumo."}])
    report = evaluate("summarizer", path, settings, options=EvaluateOptions(kind, sentences=2))
    assert report["metrics"] == {
        "rouge1": 1.0, "rouge2": 1.0, "rougeL": 1.0, "chrf": 100.0, "faithful": 1.0,
    }  # fmt: skip
    assert (report["n"], report["task"], report["model"]) == (1, "summarizer", "summarizer")
    assert set(report) == {"task", "data", "n", "model", "seconds", "metrics"}
    assert json.loads(json.dumps(report)) == report


def test_summarizer_that_invents(settings: Settings, editor: FakeEditor, tmp_path: Path) -> None:
    path = write(tmp_path / "news.jsonl", [WHOLE])
    metrics = evaluate("summarizer", path, settings, options=EvaluateOptions("dek"))["metrics"]
    assert metrics["faithful"] == 0
    # shared with "Ela mora em Pedra Alta" (5 words): em, Pedra, Alta, of 10 written
    assert metrics["rouge1"] == pytest.approx(2 * 3 / (5 + 10), abs=1e-4)


def test_extracts_have_as_many_sentences_as_asked(
    settings: Settings, editor: FakeEditor, tmp_path: Path
) -> None:
    path = write(tmp_path / "news.jsonl", [WHOLE])
    options = [EvaluateOptions("extract", sentences=count) for count in (1, 2, 3)]
    one, two, three = (
        evaluate("summarizer", path, settings, options=o)["metrics"]["rouge1"] for o in options
    )
    assert one < two > three


def test_extracts_of_so_many_words_stand_beside_the_lead(
    settings: Settings, editor: FakeEditor, tmp_path: Path
) -> None:
    text = f"Hoje chove muito. {SENTENCE}"
    path = write(tmp_path / "news.jsonl", [{"text": text, "summary": "Hoje chove"}])
    options = EvaluateOptions("extract", words=2)
    metrics = evaluate("summarizer", path, settings, options=options)["metrics"]
    assert metrics["rouge2"] == metrics["lead_rouge2"] == 1
    assert {"lead_rouge1", "lead_rougeL", "lead_chrf", "faithful"} < {*metrics}


def test_many_articles_are_summarised_in_groups(
    settings: Settings, editor: FakeEditor, tmp_path: Path
) -> None:
    path = write(tmp_path / "news.jsonl", [WHOLE] * (module.AT_ONCE + 3))
    assert evaluate("summarizer", path, settings)["n"] == module.AT_ONCE + 3
    assert editor.groups == [module.AT_ONCE, 3]


def test_keywords_against_tags_that_stand(
    settings: Settings, highlighter: Highlighter, editor: FakeEditor, tmp_path: Path
) -> None:
    path = write(tmp_path / "news.jsonl", [WHOLE, WHOLE | {"keywords": ["mar"]}])
    report = evaluate("keywords", path, settings)
    given = len(highlighter(str(WHOLE["text"])).spans) + 1
    metrics: dict[str, Any] = report["metrics"]
    assert metrics["f1_at_10"] == pytest.approx(2 / (min(given, 10) + 2), abs=1e-4)
    assert metrics["f1_at_10_stemmed"] >= metrics["f1_at_10"]
    assert (report["n"], report["model"]) == (1, "summarizer")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (EvaluateOptions("poem"), "unknown-kind"),
        (EvaluateOptions("extract", sentences=0), "bad-option"),
        (EvaluateOptions("extract", sentences=11), "bad-option"),
    ],
)
def test_options_that_make_no_sense(
    settings: Settings, tmp_path: Path, options: EvaluateOptions, code: str
) -> None:
    with pytest.raises(UserError) as caught:
        evaluate("summarizer", tmp_path / "a.jsonl", settings, options=options)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("task", "content", "code"),
    [
        ("summarizer", b'{"text": "Ana"}\n', "nothing-to-score"),
        ("summarizer", b'{"title": "Ana"}\n', "bad-dataset"),
        ("summarizer", b"Ana\n", "bad-dataset"),
        ("keywords", b'{"text": "Ana", "keywords": ["rio"]}\n', "nothing-to-score"),
        ("keywords", b'{"text": "Ana", "keywords": "rio"}\n', "bad-dataset"),
        ("keywords", b"", "nothing-to-score"),
    ],
)
def test_bad_files_of_summaries_are_user_errors(
    settings: Settings, editor: FakeEditor, tmp_path: Path, task: str, content: bytes, code: str
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        evaluate(task, path, settings)
    assert caught.value.code == code


BAD: dict[str, tuple[str, str, bytes, str]] = {
    "unknown task": ("cooking", "a.txt", b"Ana", "unknown-task"),
    "empty text": ("charrnn", "a.txt", b"", "nothing-to-score"),
    "no lines": ("charrnn", "a.jsonl", b"\n", "nothing-to-score"),
    "no sentences": ("tagger", "a.jsonl", b"", "nothing-to-score"),
    "no text field": ("charrnn", "a.jsonl", b'{"x": 1}\n', "bad-dataset"),
    "not JSON": ("charrnn", "a.jsonl", b"Ana\n", "bad-dataset"),
    "not UTF-8": ("charrnn", "a.txt", b"\xff\xfe\xff", "bad-dataset"),
    "another suffix": ("tagger", "a.docx", b"Ana", "bad-dataset"),
    "marks outside": (
        "tagger", "a.jsonl", b'{"text": "Ana", "entities": [[0, 9, "PER"]]}', "bad-dataset",
    ),
    "not IOB2": ("tagger", "a.conll", b"Ana PER\n", "bad-dataset"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_user_errors(settings: Settings, tmp_path: Path, name: str) -> None:
    task, file, content, code = BAD[name]
    path = tmp_path / file
    path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        evaluate(task, path, settings)
    assert caught.value.code == code
    assert caught.value.pt != caught.value.en


@pytest.mark.parametrize("task", TASKS)
def test_missing_files_and_models_are_user_errors(
    settings: Settings, tmp_path: Path, task: str
) -> None:
    with pytest.raises(UserError):
        evaluate(task, tmp_path / "none.jsonl", settings)
    path = write(tmp_path / "a.jsonl", [{"text": SENTENCE, "entities": []}])
    if task == "cnn":
        path = tmp_path / "a.npz"
        np.savez(path, x_test=np.zeros((1, 28, 28), np.uint8), y_test=np.zeros(1, np.uint8))
    with pytest.raises(UserError) as caught:
        evaluate(task, path, settings, "no-such-model")
    assert caught.value.code in ("model-unusable", "no-such-model")


@pytest.mark.parametrize(("task", "model"), [("charrnn", "tagger"), ("tagger", "charrnn")])
def test_a_model_of_another_kind_is_a_user_error(
    settings: Settings, tmp_path: Path, task: str, model: str
) -> None:
    path = write(tmp_path / "a.jsonl", [{"text": SENTENCE, "entities": []}])
    with pytest.raises(UserError) as caught:
        evaluate(task, path, settings, model)
    assert caught.value.code == "wrong-model"
    assert f"“{task}”" in caught.value.pt


DAMAGES: dict[str, tuple[str, Callable[[Path], object]]] = {
    "weights cut": ("tagger/weights.safetensors", lambda p: p.write_bytes(p.read_bytes()[:-9])),
    "weights gone": ("tagger/weights.safetensors", Path.unlink),
    "config gone": ("tagger/config.json", Path.unlink),
    "config no JSON": ("tagger/config.json", lambda p: p.write_text("{")),
    "config no object": ("tagger/config.json", lambda p: p.write_text("[]")),
    "metrics gone": ("tagger/metrics.json", Path.unlink),
    "vocabulary gone": ("tagger/vocabulary.txt", Path.unlink),
    "vocabulary short": ("tagger/vocabulary.txt", lambda p: p.write_text("<unk>\n")),
    "forms gone": ("tagger/forms.txt", Path.unlink),
    "vocabulary not UTF-8": ("tagger/vocabulary.txt", lambda p: p.write_bytes(b"\xff\n" * 7)),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damaged_model_folders_are_user_errors(own_settings: Settings, name: str) -> None:
    file, damage = DAMAGES[name]
    damage(own_settings.models / file)
    with pytest.raises(UserError) as caught:
        load_highlighter(own_settings)
    assert caught.value.code == "model-unusable"
    assert file.split("/")[0] in caught.value.pt


@pytest.mark.parametrize("file", ["memory.safetensors", "copier.json"])
@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff" * 50])
def test_damaged_helpers_of_the_writer_are_user_errors(
    own_settings: Settings, file: str, content: bytes
) -> None:
    path = own_settings.models / "charrnn" / file
    path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        load_writer(own_settings)
    assert f"charrnn/{file}" in caught.value.en
    path.unlink()
    load_writer(own_settings)


def test_factsheet_scores_each_relation(settings: Settings, tmp_path: Path) -> None:
    records: list[dict[str, object]] = [{"text": SENTENCE, "role": [["Ana Prado", "delegada"]]}]
    metrics = evaluate("factsheet", write(tmp_path / "facts.jsonl", records), settings)["metrics"]
    assert metrics["role"]["there"] == 1
    assert metrics["role"]["recall"] == metrics["age"]["precision"] == 0.0
    path = write(tmp_path / "bad.jsonl", [{"text": SENTENCE, "of": ["R$ 5"]}])
    with pytest.raises(UserError, match="pairs"):
        evaluate("factsheet", path, settings)
