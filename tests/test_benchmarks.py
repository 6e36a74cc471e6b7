"""The benchmarks run whole on invented data, and their arithmetic is right."""

from __future__ import annotations

import gzip
import io
import json
import random
import shutil
import string
import sys
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from tests.models.makers import small_charrnn, small_gan
from tests.tasks import networks
from tests.tasks.drawings import drawing, write_network
from tests.training.pictures.makers import bars, whole_settings
from textnn import checkpoints
from textnn.config import DATA
from textnn.datasets.ner.corpora import TAGS, Entity, TaggedText
from textnn.datasets.pictures.sets import PICTURE_SETS
from textnn.engine.charrnn import open_charrnn
from textnn.engine.configs import TaggerConfig
from textnn.evaluation.gan import measure
from textnn.models.tagger import Tagger
from textnn.results import Extract, Keyword, Line
from textnn.training.loop import Budget, train
from textnn.training.pictures.gan import GANOptions, GANTask

FOLDER = Path(__file__).resolve().parent.parent / "benchmarks"

needs_spacy = pytest.mark.skipif(not find_spec("spacy"), reason="spaCy missing: extra bench")
needs_sumy = pytest.mark.skipif(
    not (find_spec("sumy") and find_spec("yake")), reason="sumy or yake missing: extra bench"
)
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
    others |= {"paramopama": range(40, 46), "second_harem_ten": range(50, 56)}
    for name, numbers in others.items():
        with gzip.open(ner / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            for text, entities in map(sentence, numbers):
                known = [entity for entity in entities if entity[2] != "WORK"]
                file.write(json.dumps({"text": text, "entities": known}) + "\n")
    checkpoints.save(models / "charrnn", "charrnn", small_charrnn(), {})
    words = ("<unk>", "ontem", "leu", "em")
    config = TaggerConfig(TAGS, len(words), word_size=8)
    checkpoints.save(models / "tagger", "tagger", Tagger(config), {}, words, ["<unk>"])
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
    lines = "".join(json.dumps({"text": text, "set": "farol"}) + "\n" for text in texts)
    (folder / f"pairs.{split}.jsonl").write_text(lines, encoding="utf-8")


@needs_7z
def test_ppmd_is_primed_with_the_training_text() -> None:
    ppmd = script("charrnn_vs_ppmd")
    chance = random.Random(1)
    noise = ["".join(chance.choices(string.ascii_lowercase, k=3000)) for _ in range(2)]
    known, new = (ppmd.score_ppmd(noise[:1], [text], 4)["bits_per_char"] for text in noise)
    assert known < 0.5, "what it was primed with costs next to nothing"
    assert 4.6 < new < 5.6, "evenly drawn letters cost log2(26) = 4.7 bits and what surprise adds"


def test_a_part_or_what_it_has_of_one_paper_is_scored(articles: Path) -> None:
    texts_of = script("charrnn_vs_ppmd").texts_of
    sets = articles / "sets"
    assert texts_of(sets, "dev") == [RIVER, RIVER, RIVER, "Choveu."]
    assert texts_of(sets, "dev", "diario") == [RIVER, RIVER, "Choveu."]
    assert texts_of(sets, "dev", "Rádio") == [RIVER], "by its publisher, too"


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
    news(data / "sets" / "news", "repaired", texts[12:])
    asked = ["--part", "repaired", "--source"]
    assert script("charrnn_vs_ppmd").main([*asked, "farol", "--json", str(out)]) == 0
    assert json.loads(out.read_text(encoding="utf-8"))["source"] == "farol"
    assert "news repaired farol" in capsys.readouterr().out
    assert script("charrnn_vs_ppmd").main([*asked, "nobody"]) == 2
    assert "nobody" in capsys.readouterr().err


RIVER = (
    "O rio subiu ontem em Pedra Alta.\n"
    "A prefeitura fechou a ponte sobre o rio porque o rio levou o cais. "
    "A ponte sobre o rio abre quando o rio baixar. O padre tocou o sino."
)


class FakeEditor:
    """Writes the last sentence, of which its first thought is all in capitals."""

    def raw_lines(self, texts: list[str], kind: str) -> list[str]:
        return [text.rpartition(". ")[2].upper() for text in texts]

    def lines(self, texts: list[str], kind: str, *, written: bool = False) -> list[Line]:
        assert written
        lasts = [text.rpartition(". ")[2] for text in texts]
        return [Line(last, "written", (0, 1), (), ()) for last in lasts]

    def extracts(self, texts: list[str], count: int, words: int = 0) -> list[tuple[Extract, ...]]:
        return [(Extract(0, 9, text.rpartition(". ")[2], 1.0),) for text in texts]

    def faithful(self, lines: list[str], texts: list[str]) -> list[bool]:
        return [not line.isupper() for line in lines]

    def keywords(self, text: str, names: object) -> tuple[Keyword, ...]:
        return (Keyword("sino", 1.0, ((0, 1),), 0.5, (), ""),)

    def __call__(self, text: str, options: object) -> str:
        return text


@pytest.fixture
def articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """News dev of four articles; two have a dek, two a tag that stands in them."""
    folder = tmp_path / "sets" / "news"
    folder.mkdir(parents=True)
    whole = {"text": RIVER, "title": "O padre tocou o sino", "subtitle": "Rio levou o cais"}
    records = [
        whole | {"set": "farol", "source": "Rádio", "keywords": ["Sino", "mar"]},
        whole | {"set": "diario", "keywords": ["ponte"]},
        {"text": RIVER, "title": "Rio sobe", "set": "diario"},
        {"text": "Choveu.", "title": "Chove", "set": "diario", "keywords": ["neve"]},
    ]
    lines = "".join(json.dumps(record) + "\n" for record in records)
    (folder / "pairs.dev.jsonl").write_text(lines, encoding="utf-8")
    monkeypatch.setenv("TEXTNN_DATASETS", str(folder.parent))
    return tmp_path


@needs_sumy
def test_summary_baselines_choose_what_they_say() -> None:
    baselines = script("summary_baselines")
    first, *others = baselines.lead(RIVER, 9)
    assert baselines.lead(RIVER, 1) == [first] == ["O rio subiu ontem em Pedra Alta."]
    centre = "A prefeitura fechou a ponte e a igreja."
    around = (
        "Choveu ontem. A ponte caiu. O padre viu a igreja. {} A prefeitura avisou. Gatos dormem."
    )
    for rank in (baselines.lexrank, baselines.textrank):
        assert rank(around.format(centre), 1) == [centre], "it shares a word with three others"
        assert len(rank(around.format(centre), 4)) == 4
        assert rank(RIVER, 9) == [first, *others]
        assert rank("", 2) == []
        assert len(rank("Sim. Não. Nada disso é igual.", 1)) == 1
    assert baselines.chosen("lead", ["Sim.\nNão.", ""], 2) == ["Sim. Não", ""]
    assert baselines.PortugueseWords().to_words("A “ação”, já: R$ 5!") == (
        "A",
        "ação",
        "já",
        "R$",
        "5",
    )
    assert "ponte" in [word.lower() for word in baselines.yake_keywords(RIVER)]
    assert len(baselines.yake_keywords(RIVER, 2)) == 2


@pytest.mark.slow
@needs_sumy
def test_summarizer_stands_beside_the_baselines(
    articles: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    module = script("summarizer_vs_baselines")
    monkeypatch.setattr(module, "load_summarizer", lambda *_, **__: FakeEditor())
    out = articles / "summaries.json"
    assert module.main(["--plain", "other", "--first", "4", "--json", str(out)]) == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    assert (found["headline"]["articles"], found["dek"]["articles"]) == (4, 2)
    sides = ["lead-1", "LexRank-1", "TextRank-1", "textnn, unchecked", "textnn"]
    assert list(found["dek"])[1:] == [*sides, "plain, unchecked", "plain"]
    assert found["headline"]["textnn, unchecked"]["faithful"] == 0
    assert found["headline"]["textnn"]["faithful"] == 1
    assert found["headline"]["textnn"]["rouge1"] > found["headline"]["lead-1"]["rouge1"]
    assert found["extract"]["articles"] == 2
    assert set(found["extract"]["2"]["by"]) == {"diario", "farol"}
    assert found["extract_own"]["articles"] == 4
    assert found["extract_own"]["1"]["all"]["lead"]["rouge1"] > 0.2
    assert "| diario | 1 |" in capsys.readouterr().out


@needs_sumy
def test_extracts_of_so_many_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module, out = script("summaries_at_length"), tmp_path / "lengths.json"
    monkeypatch.setattr(module, "load_summarizer", lambda *_, **__: FakeEditor())
    text = "O sino tocou. Choveu muito.\n\nO rio subiu. Ventou."
    record = {"text": text, "summary": "O sino tocou, o rio subiu"}
    (tmp_path / "texts.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    assert module.main([str(tmp_path / "texts.jsonl"), "--json", str(out)]) == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["texts"] == 1
    assert [found[side]["words"] for side in ("lead", "position", "LexRank")] == [6, 6, 6]
    assert found["position"]["rouge2"] > found["lead"]["rouge2"]
    assert module.position(text, 7) == ["O sino tocou.", "Choveu muito.", "O rio subiu."]
    assert module.position(text, 99) == module.enough(module.lexrank, text, 99)


@needs_sumy
def test_keywords_stand_beside_yake(articles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module, out = script("keywords_vs_yake"), articles / "keywords.json"
    monkeypatch.setattr(module, "load_summarizer", lambda *_, **__: FakeEditor())
    unmarked = SimpleNamespace(spans=())
    monkeypatch.setattr(module, "load_highlighter", lambda *_, **__: lambda _: unmarked)
    assert module.main(["--json", str(out)]) == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["articles"] == found["yake"]["articles"] == 2
    assert found["textnn"]["f1_at_10"] == 0.5, "right in the first article, wrong in the second"
    assert found["textnn"]["by_set"]["farol"]["f1_at_10_stemmed"] == 1
    assert found["yake"]["by_set"]["diario"]["f1_at_10"] > 0


def test_speakers_are_not_learnt_from_other_articles(
    articles: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    module, data = script("said_by"), str(articles / "sets" / "news" / "pairs.dev.jsonl")
    monkeypatch.setattr(module, "load_highlighter", lambda _: None)
    monkeypatch.setattr(sys, "argv", ["said_by.py", "--data", data])
    with pytest.raises(SystemExit):
        module.main()
    assert "has none of the articles" in capsys.readouterr().err


@needs_sumy
def test_speed_is_that_of_articles_of_one_length(
    articles: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    module = script("summary_speed")
    monkeypatch.setattr(module, "load_summarizer", lambda *_, **__: FakeEditor())
    monkeypatch.setattr(module, "apart", lambda work, *arguments: work(*arguments))
    monkeypatch.setattr(module.torch, "set_num_threads", lambda _: None)
    monkeypatch.setattr(module, "SHORTEST", 20)
    out = articles / "speed.json"
    assert module.main(["--runs", "2", "--json", str(out)]) == 0
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    assert found["articles"] == 3, "one is too short"
    for side in ("textnn", "LexRank"):
        assert 0 <= found[side]["seconds"] <= found[side]["slowest"]
        assert found[side]["megabytes_peak"] >= 0
    assert "| LexRank |" in capsys.readouterr().out


@needs_sumy
@pytest.mark.parametrize("name", ["summarizer_vs_baselines", "keywords_vs_yake"])
def test_a_missing_summarizer_is_one_sentence(
    articles: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    monkeypatch.setenv("TEXTNN_MODELS", str(articles))
    assert script(name).main([]) == 2
    assert "summarizer" in capsys.readouterr().err
    assert script(name).main(["--baselines", "--first", "1"]) == 0


@pytest.mark.slow
def test_our_gan_stands_beside_the_dcgan_example(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings, out = whole_settings(tmp_path), tmp_path / "gan.json"
    monkeypatch.setenv("TEXTNN_DATASETS", str(settings.datasets))
    monkeypatch.setenv("TEXTNN_MODELS", str(settings.models))
    module = script("gan_vs_dcgan")
    monkeypatch.setattr(module, "measure", partial(measure, fakes=40))
    monkeypatch.setitem(
        module.GAN_TASKS,
        "gan-digits",
        GANTask("digits", GANOptions(batch=8), width=8, discriminator_channels=4),
    )
    sheets = tmp_path / "sheets"
    asked = ["--minutes", "0.02", "--json", str(out), "--sheets", str(sheets)]
    assert module.main(asked) == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    for side in ("textnn", "DCGAN", "real"):
        assert all(found[side][figure] >= 0 for figure in module.FIGURES)
        assert not any(figure.endswith("_of_real") for figure in found[side])
    assert found["textnn"]["seconds"] > 1
    assert found["DCGAN"]["seconds"] > 1
    assert (sheets / "textnn.png").stat().st_size > 1000
    assert (sheets / "dcgan.png").stat().st_size > 1000
    assert "| DCGAN |" in capsys.readouterr().out


@pytest.mark.slow
def test_the_shipped_gan_is_measured_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = whole_settings(tmp_path)
    labels = tuple("0123456789")
    checkpoints.save(settings.models / "gan-digits", "gan", small_gan(labels), {"seed": 0})
    monkeypatch.setenv("TEXTNN_DATASETS", str(settings.datasets))
    monkeypatch.setenv("TEXTNN_MODELS", str(settings.models))
    module = script("gan_vs_dcgan")
    monkeypatch.setattr(module, "measure", partial(measure, fakes=40))
    assert module.main(["--shipped"]) == 0
    table = capsys.readouterr().out
    assert "| textnn |" in table
    assert "| real |" in table
    assert "DCGAN" not in table


@pytest.mark.slow
def test_the_dcgan_example_learns_to_be_dark(tmp_path: Path) -> None:
    dcgan = script("dcgan_side").DCGANRecipe(bars(64, 1), 10, seed=1)
    before = dcgan.made(torch.arange(10)).float().mean()
    train(dcgan, Budget(6, warmup=0, floor=1.0, clip=1e6), tmp_path)
    assert dcgan.made(torch.arange(10)).float().mean() < before - 5, "bars are mostly black"


def test_a_missing_set_of_pictures_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TEXTNN_MODELS", str(tmp_path))
    assert script("gan_vs_dcgan").main([]) == 2
    assert "cnn-digits" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler")
def test_every_kernel_computes_the_lstm_of_the_served_network() -> None:
    module = script("kernels")
    served = open_charrnn(DATA / "models" / "charrnn")
    text = served.vocabulary.encode("O governador Eduardo Leite visitou Porto Alegre.").tolist()
    given, states = module.inputs_of(served, text), {}
    with torch.inference_mode():
        for name, start in module.character_cells(served).items():
            cell = start()
            states[name] = np.array([cell(one) for one in given])
    wanted = served.read(served.start(), text).hidden
    np.testing.assert_allclose(states["NumPy"][-1], wanted, atol=1e-5)
    np.testing.assert_allclose(states["C, float32"], states["NumPy"], atol=1e-5)
    for name, found in states.items():
        assert np.abs(found - states["NumPy"]).mean() < 0.02, name


def test_a_stack_of_the_profile_belongs_to_its_innermost_owner() -> None:
    module = script("profile_app")
    outside = "call (/site-packages/gradio/blocks.py:3)"
    mine = "step (/textnn/engine/layers/lstm.py:65)"
    library = "dumps (/lib/python3.11/json/__init__.py:1)"
    product = "sgemv_kernel (/numpy.libs/libscipy_openblas64_.so)"
    assert module.owner([outside, mine, library]) == "Python of textnn"
    assert module.owner([outside, mine, product]) == "products of matrices"
    assert module.owner([outside]) == "Gradio"
    assert module.owner([library]) == module.REST


def test_threads_that_wait_are_left_out_of_the_profile(tmp_path: Path) -> None:
    module = script("profile_app")
    path = tmp_path / "stacks.txt"
    path.write_text("a;epoll_wait (/lib/libc.so.6) 5\na;7fac01aa3f16 (/lib/libc.so.6) 2\na;b 3\n")
    assert module.read(path) == {"a;b": 3}
    assert module.share_of(module.read(path))[module.REST] == 1


def test_the_command_lines_explain_themselves(capsys: pytest.CaptureFixture[str]) -> None:
    names = [
        "charrnn_vs_ppmd",
        "cnn_unknown",
        "gan_vs_dcgan",
        "kernels",
        "profile_app",
        "speed",
        *(["ner_vs_spacy"] if "spacy" in sys.modules else []),
    ]
    if find_spec("sumy") and find_spec("yake"):
        names += ["summarizer_vs_baselines", "keywords_vs_yake", "summary_speed"]
        names += ["summaries_at_length"]
    for name in names:
        with pytest.raises(SystemExit) as end:
            script(name).main(["--help"])
        assert end.value.code == 0
        assert f"python benchmarks/{name}.py" in capsys.readouterr().out


@pytest.fixture
def drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two sets of drawn pictures where the benchmark looks for its own, and a small network."""
    write_network(tmp_path / "models")
    monkeypatch.setenv("TEXTNN_MODELS", str(tmp_path / "models"))
    (tmp_path / "images").mkdir()
    for name, side, mode in (("cats_dogs128", 128, "RGB"), ("quickdraw", 28, "L")):
        arrays = {}
        for split, numbers in (("train", range(24)), ("test", range(50, 58))):
            files = [drawing(kind, n, side) for n in numbers for kind in ("disc", "frame")]
            shown = [np.asarray(Image.open(io.BytesIO(file)).convert(mode)) for file in files]
            arrays[f"x_{split}"] = np.stack(shown)
            arrays[f"y_{split}"] = np.arange(len(files)) % 2
        np.savez(tmp_path / "images" / f"{name}.npz", **arrays)  # type: ignore[arg-type]
    return tmp_path


@pytest.mark.slow
def test_transfer_runs_whole_and_goes_on_where_it_was(
    drawn: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, plot = drawn / "transfer.json", drawn / "transfer.png"
    asked = ["--data", str(drawn), "--effort", "0.004", "--seeds", "1", "--most", "20"]
    asked += ["--json", str(file), "--plot", str(plot)]
    transfer = script("transfer")
    assert transfer.main(asked) == 0
    content = json.loads(file.read_text())
    methods = {(run["set"], run["method"]) for run in content["runs"]}
    assert methods == {
        ("cats-dogs", "scratch"), ("cats-dogs", "frozen"), ("cats-dogs", "fine-tuned"),
        ("quickdraw", "scratch"), ("quickdraw", "frozen"),
    }  # fmt: skip
    assert all(0 <= run["accuracy"] <= 1 and run["count"] == 20 for run in content["runs"])
    frozen = [run["accuracy"] for run in content["runs"] if run["method"] == "frozen"]
    assert min(frozen) > 0.6
    assert set(content["rates"]) == {
        "cats-dogs scratch", "cats-dogs fine-tuned", "quickdraw scratch",
    }  # fmt: skip
    assert plot.stat().st_size > 5000
    assert "| frozen | " in capsys.readouterr().out
    assert transfer.main(asked) == 0
    assert json.loads(file.read_text()) == content  # nothing was done twice
    assert transfer.main(["--data", str(drawn / "nowhere")]) == 2


def test_transfer_learns_from_what_it_says() -> None:
    chosen = script("transfer").chosen
    labels = torch.arange(2).repeat(300)
    few, more = (chosen(labels, count, seed=1).tolist() for count in (20, 100))
    assert set(few) < set(more)
    assert [int(labels[row]) for row in few] == [0] * 20 + [1] * 20
    assert max(more) < 400  # the last hundred of a class choose the rates
    assert chosen(labels, 20, seed=2).tolist() != few
    assert sorted(chosen(labels, 300, seed=1).tolist()) == list(range(600))


def test_crops_are_pieces_of_the_pictures() -> None:
    pictures = torch.arange(2 * 64.0).view(2, 1, 8, 8)
    found = script("fine_tuning").cropped(pictures, 6, torch.Generator().manual_seed(0))
    assert found.shape == (2, 1, 6, 6)
    for piece, whole in zip(found, pictures, strict=True):
        upright = piece if piece[0, 0, 1] > piece[0, 0, 0] else piece.flip(2)
        corner = int(upright[0, 0, 0] - whole.min())
        top, left = divmod(corner, 8)
        assert torch.equal(upright, whole[:, top : top + 6, left : left + 6])


@pytest.mark.slow
def test_what_is_not_recognised_is_counted_for_every_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings, out = whole_settings(tmp_path), tmp_path / "unknown.json"
    networks.write_network(settings.models, "cnn-digits", tuple("012"))
    monkeypatch.setenv("TEXTNN_DATASETS", str(settings.datasets))
    monkeypatch.setenv("TEXTNN_MODELS", str(settings.models))
    module = script("cnn_unknown")
    monkeypatch.setattr(module, "PICTURE_SETS", {"digits": PICTURE_SETS["digits"]})
    monkeypatch.setattr(module, "OTHERS", {"cats_dogs": "mnist.npz"})
    assert module.main(["--count", "20", "--json", str(out)]) == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    assert set(found) == {"count", "digits", "cats_dogs", "noise"}
    assert found["digits"] == {"cnn-digits": found["cats_dogs"]["cnn-digits"], "asked": 1.0}
    assert found["cats_dogs"]["asked"] is None
    assert found["noise"]["cnn-digits"] > 0.5
    table = capsys.readouterr().out
    assert "% own | 100.0% |" in table
    assert module.main(["--data", str(tmp_path / "none")]) == 2


def test_the_network_that_is_asked_is_the_first_one_that_knows_the_picture() -> None:
    module = script("cnn_unknown")
    found = {"cnn-a": np.array([0.9, 0.1, 0.3, 0.0]), "cnn-b": np.array([0.1, 0.9, 0.9, 0.0])}
    assert module.asked("cnn-a", found) == 0.75
    assert module.asked("cnn-b", found) == 0.25
    assert module.asked("cnn-c", found) is None
