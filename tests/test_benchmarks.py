"""The benchmarks run whole on invented data, and their arithmetic is right."""

from __future__ import annotations

import gzip
import json
import random
import shutil
import string
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import pytest

from tests.models.makers import small_charrnn
from textnn import checkpoints
from textnn.datasets.ner import TAGS, Entity, TaggedText
from textnn.models.tagger import Tagger, TaggerConfig

FOLDER = Path(__file__).resolve().parent.parent / "benchmarks"

needs_spacy = pytest.mark.skipif(not find_spec("spacy"), reason="spaCy missing: extra bench")
needs_7z = pytest.mark.skipif(not shutil.which("7z"), reason="7z missing: Debian p7zip-full")

PEOPLE = ("Ana Prado", "Bento Lima", "Clara Maia", "Davi Rocha")
PLACES = ("Pedra Alta", "Lagoa Clara", "Serra Nova", "Mirante")


@pytest.fixture(autouse=True)
def scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Benchmarks are scripts: what lies beside them is imported by its bare name."""
    monkeypatch.syspath_prepend(str(FOLDER))


def script(name: str) -> ModuleType:
    return import_module(name)


UNER = {"train": range(8, 14), "dev": range(20, 26), "test": range(30, 36)}


def sentence(number: int) -> tuple[str, list[tuple[int, int, str]]]:
    """A person, a place, and a work that five categories do not know."""
    person, place = PEOPLE[number % 4], PLACES[number // 4 % 4]
    text = f"No dia {number} {person} leu Os Sinos em {place}."
    names = [(person, "PER"), ("Os Sinos", "WORK"), (place, "LOC")]
    return text, [(text.index(n), text.index(n) + len(n), label) for n, label in names]


def document(number: int) -> dict[str, object]:
    """Two sentences in HAREM's form."""
    (first, one), (second, two) = sentence(number), sentence(number + 101)
    shift = len(first) + 1
    entities = [*one, *((start + shift, end + shift, label) for start, end, label in two)]
    return {
        "doc_id": f"doc-{number}",
        "doc_text": f"{first} {second}",
        "entities": [{"start_offset": s, "end_offset": e, "label": n} for s, e, n in entities],
    }


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of data sets in the real ones' forms, and models with first weights only."""
    ner, models = tmp_path / "sets" / "ner", tmp_path / "models"
    ner.mkdir(parents=True)
    for split, numbers in (("train", range(0, 12, 2)), ("dev", range(12, 16, 2))):
        path = ner / f"FirstHAREM-total-{split}.json"
        path.write_text(json.dumps([document(n) for n in numbers]), encoding="utf-8")
    others = {f"uner_bosque.{split}": numbers for split, numbers in UNER.items()}
    others |= {"paramopama": range(40, 46), "second_harem": range(50, 56)}
    for name, numbers in others.items():
        with gzip.open(ner / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            for text, entities in map(sentence, numbers):
                known = [entity for entity in entities if entity[2] != "WORK"]
                file.write(json.dumps({"text": text, "entities": known}) + "\n")
    checkpoints.save(models / "charrnn", "charrnn", small_charrnn(), {})
    backward = small_charrnn(backward=True, hidden_size=9)
    checkpoints.save(models / "charrnn-backward", "charrnn", backward, {})
    words = ("<unk>", "ontem", "leu", "em")
    config = TaggerConfig(TAGS, len(words), word_size=8, forward_size=12, backward_size=9)
    checkpoints.save(models / "tagger", "tagger", Tagger(config), {}, words)
    monkeypatch.setenv("TEXTNN_DATASETS", str(ner.parent))
    monkeypatch.setenv("TEXTNN_MODELS", str(models))
    return tmp_path


@needs_spacy
def test_cross_validation_scores_every_side_on_the_same_sentences(data: Path) -> None:
    out = data / "folds.json"
    asked = ["--folds", "2", "--epochs", "1", "--spacy-epochs", "1", "--joint"]
    more = ["--joint-epochs", "1", "--json", str(out)]
    assert script("ner_vs_spacy").main([*asked, *more]) == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    ten, five = found["ten"], found["five"]
    assert [row["sentences"] for row in ten] == [row["sentences"] for row in five] == [8, 8]
    assert [row["names"] for row in ten] == [24, 24]
    assert [row["names"] for row in five] == [16, 16], "works are no names of the five"
    assert all(0 <= row[side]["f1"] <= 1 for row in ten for side in ("textnn", "joint", "spacy"))
    assert set(five[0]["spacy"]["f1_by_label"]) == {"PER", "LOC"}


@needs_spacy
def test_a_tagger_and_spacy_learn_the_training_sentences(data: Path) -> None:
    corpus, textnn_side, spacy_side = map(script, ("corpus", "textnn_side", "spacy_side"))
    settings = script("common").settings_for(None)
    sentences = corpus.read_sentences(settings, "first_harem", "train")
    gold = corpus.gold(sentences, corpus.FIVE)
    pool = textnn_side.Pool(settings, sentences, textnn_side.load_parts(settings))
    taken = pool.take(range(len(sentences)), corpus.FIVE)
    model = textnn_side.train_tagger(pool.parts, taken, textnn_side.Variant(epochs=200))
    assert textnn_side.find(model, taken) == [sorted(spans) for spans in gold]
    nlp = spacy_side.train_spacy(sentences, gold, spacy_side.SpacyOptions(epochs=40))
    assert spacy_side.find(nlp, [s.text for s in sentences]) == [sorted(s) for s in gold]


@needs_spacy
def test_ablation_has_a_row_for_every_part(data: Path) -> None:
    out = data / "ablation.json"
    assert script("ner_vs_spacy").main(["--ablation", "--epochs", "1", "--json", str(out)]) == 0
    rows = json.loads(out.read_text(encoding="utf-8"))["rows"]
    assert [row["name"] for row in rows] == [row.name for row in script("ablation").ROWS]
    assert len({row["steps"] for row in rows}) == 1


@needs_spacy
def test_uner_compares_the_shipped_tagger(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = data / "uner.json"
    assert script("ner_vs_spacy").main(["--uner", "--spacy-epochs", "1", "--json", str(out)]) == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    assert (found["sentences"], found["names"]) == (6, 12)
    assert found["textnn"]["words_a_second"] > 0
    assert "| spaCy |" in capsys.readouterr().out


@needs_spacy
def test_a_missing_model_is_one_sentence(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(data / "models" / "tagger")
    assert script("ner_vs_spacy").main(["--uner"]) == 2
    assert "tagger" in capsys.readouterr().err


@needs_spacy
def test_spacy_learns_an_entity_that_its_tokens_do_not_fit() -> None:
    spacy, spacy_side = script("spacy"), script("spacy_side")
    text = "Foi de Pedra a guarda-chuva."
    place, left, right = text.index("edra"), text.index("guarda"), text.index("chuva")
    gold = [(right, right + 5, "ORG"), (left, left + 6, "PER"), (place, place + 4, "LOC")]
    nlp = spacy.blank("pt")
    assert "guarda-chuva" in [token.text for token in nlp.make_doc(text)]
    found = spacy_side.to_example(nlp, text, gold).reference.ents
    assert [(e.text, e.label_) for e in found] == [("Pedra", "LOC"), ("guarda-chuva", "PER")]


def test_documents_are_cut_into_sentences_that_keep_their_names() -> None:
    record = document(3)
    entities = tuple(Entity(*entity.values()) for entity in record["entities"])  # type: ignore[attr-defined]
    whole = TaggedText(str(record["doc_text"]), entities, "first_harem", "doc-3")
    pieces = list(script("corpus").cut(whole))
    assert [piece.text for piece in pieces] == [sentence(3)[0], sentence(104)[0]]
    names = [piece.text[e.start : e.end] for piece in pieces for e in piece.entities]
    assert names == [whole.text[e.start : e.end] for e in entities]
    assert {piece.id for piece in pieces} == {"doc-3"}


def test_joint_sentences_that_are_tested_on_are_left_out() -> None:
    texts = [TaggedText(sentence(number)[0], (), "paramopama") for number in range(8)]
    longer = TaggedText(f"Segundo nota, {texts[2].text} Depois dormiu.", (), "paramopama")
    kept = script("corpus").without_leaks([*texts[1:], longer], texts[:3])
    assert kept == texts[3:]


def news(folder: Path, split: str, texts: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    (folder / f"pairs.{split}.jsonl").write_text(lines, encoding="utf-8")


@needs_7z
def test_ppmd_is_primed_with_the_training_text() -> None:
    ppmd = script("charrnn_vs_ppmd")
    chance = random.Random(1)
    noise = ["".join(chance.choices(string.ascii_lowercase, k=3000)) for _ in range(2)]
    known, new = (ppmd.score_ppmd(noise[:1], [text], 4)["bits_per_char"] for text in noise)
    assert known < 0.5, "what it was primed with costs next to nothing"
    assert 4.6 < new < 5.6, "evenly drawn letters cost log2(26) = 4.7 bits and what surprise adds"


@needs_7z
def test_charrnn_stands_beside_ppmd(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = [sentence(number)[0] for number in range(16)]
    news(data / "sets" / "news", "train", texts[:12])
    news(data / "sets" / "news", "dev", texts[12:])
    out = data / "ppmd.json"
    assert script("charrnn_vs_ppmd").main(["--chars", "100", "--json", str(out)]) == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["characters"] == found["bytes"] == 100
    assert found["charrnn_without_copying"]["bits_per_char"] > found["ppmd"]["bits_per_char"] > 0
    assert "charrnn" not in found, "this model has no copier"
    assert "PPMd order 16" in capsys.readouterr().out


def test_the_command_lines_explain_themselves(capsys: pytest.CaptureFixture[str]) -> None:
    names = ["charrnn_vs_ppmd", *(["ner_vs_spacy"] if "spacy" in sys.modules else [])]
    for name in names:
        with pytest.raises(SystemExit) as end:
            script(name).main(["--help"])
        assert end.value.code == 0
        assert f"python benchmarks/{name}.py" in capsys.readouterr().out
