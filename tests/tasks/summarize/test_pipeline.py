"""The editor over models with first weights: offsets, checks, fall-backs, and damaged folders."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.models.makers import small_reranker, small_summarizer
from tests.tasks.conftest import write_models
from textnn import checkpoints
from textnn.config import Settings
from textnn.engine.configs import ExtractorConfig
from textnn.errors import UserError
from textnn.models.extractor import Extractor
from textnn.results import Summary, SummaryOptions, from_dict, to_dict
from textnn.tasks.summarize.choice import FEATURES as CHOICE
from textnn.tasks.summarize.choice import HeadlineChoice, save_choice
from textnn.tasks.summarize.fit_headlines import fit_headlines
from textnn.tasks.summarize.keywords.candidates import FEATURES
from textnn.tasks.summarize.keywords.fit import fit_keywords
from textnn.tasks.summarize.keywords.scorer import KeywordScorer, save_scorer
from textnn.tasks.summarize.pipeline import Editor, load_summarizer
from textnn.text.pieces import train_pieces

ARTICLE = (
    "A feira de Pedra Alta abre no sábado. São 30 barracas na praça, disse a prefeita Ana Prado. "
    "A entrada é livre.\nQuem vier de ônibus paga meia passagem. Haverá música à noite."
)
MARKED = (
    "\ufeffA feira de Sa\u0303o Bento\u00a0abre 😀.\r\nSão 30 barracas na praça, disse Ana.\r\n"
)


def write_summarizer(folder: Path) -> Settings:
    """All that an editor needs; settings that point there."""
    own = write_models(folder)
    pieces = train_pieces([ARTICLE] * 30, 330, folder / "summarizer")
    model = small_summarizer(pieces=len(pieces))
    checkpoints.save(folder / "summarizer", "summarizer", model, {"seed": 0})
    torch.manual_seed(0)
    extractor = Extractor(ExtractorConfig(12, hidden_size=6))
    checkpoints.save(folder / "extractor", "extractor", extractor, {"seed": 0})
    weights = {**dict.fromkeys(FEATURES, 0.0), "attention": 1.0, "rarity": 1.0}
    checkpoints.save(folder / "reranker", "reranker", small_reranker(), {"seed": 0})
    save_choice(HeadlineChoice(), folder / "summarizer" / "choice.json")
    save_scorer(KeywordScorer(weights, 0.0), folder / "extractor" / "keywords.json")
    return own


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Editor:
    return load_summarizer(write_summarizer(tmp_path_factory.mktemp("summaries")))


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    return write_summarizer(tmp_path / "models")


def check_offsets(result: Summary) -> None:
    """Everything that points into the article points at whole stretches of it."""
    for sentence in result.sentences:
        assert result.text[sentence.start : sentence.end] == sentence.text
    starts = [sentence.start for sentence in result.sentences]
    assert starts == sorted(starts)
    for line in (result.headline, result.dek):
        start, end = line.source
        assert 0 <= start <= end <= len(result.text)
        for glance in line.glances:
            assert line.text[glance.start : glance.end].strip()
            weights = [weight for _, _, weight in glance.looked]
            assert weights == sorted(weights, reverse=True)
            assert sum(weights) <= 1.01
            assert all(0 <= s < e <= len(result.text) for s, e, _ in glance.looked)


@pytest.mark.slow
@pytest.mark.parametrize("text", [ARTICLE, MARKED, "Oi.", "…", "a\u0301" * 40, "\n\n x \n"])
def test_a_summary_of_anything(editor: Editor, text: str) -> None:
    done: list[float] = []
    result = editor(text, SummaryOptions(2), done.append)
    check_offsets(result)
    assert result.text == text
    assert 1 <= len(result.sentences) <= 2 or not text.strip(" \n…")
    assert done == sorted(done)
    assert done[-1] == 1.0
    assert from_dict(to_dict(result)) == result
    assert "\n" not in result.headline.text + result.dek.text


@pytest.mark.slow
@given(st.text(max_size=120))
@settings(max_examples=15, deadline=None)
def test_any_string_can_be_summarised(editor: Editor, text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    check_offsets(editor(text, SummaryOptions(3)))
    for keyword in editor.keywords(text, ()):
        assert all(text[start:end].strip() for start, end in keyword.spans)


@pytest.mark.slow
def test_many_articles_at_once_are_written_as_each_alone(editor: Editor) -> None:
    texts = [ARTICLE, ARTICLE[:60], MARKED]
    together = editor.lines(texts, "headline")
    for text, line in zip(texts, together, strict=True):
        alone = editor.lines([text], "headline")[0]
        assert (line.text, line.origin, line.source) == (alone.text, alone.origin, alone.source)


@pytest.mark.slow
def test_the_screen_and_the_evaluation_get_the_same_lines(editor: Editor) -> None:
    whole = editor(ARTICLE, SummaryOptions(1))
    assert editor.lines([ARTICLE], "headline")[0].text == whole.headline.text


@pytest.mark.slow
def test_what_is_written_always_stands_in_the_article(editor: Editor) -> None:
    """An untrained network writes nonsense; none of it may pass."""
    texts = [ARTICLE, ARTICLE[38:], MARKED, "Choveu em Lagoa. Ninguém saiu de casa."]
    for kind in ("headline", "dek"):
        lines = editor.lines(texts, kind)
        written = [line.text for line in lines if line.origin == "written"]
        own = [t for line, t in zip(lines, texts, strict=True) if line.origin == "written"]
        assert all(editor.faithful(written, own))
        for line, text in zip(lines, texts, strict=True):
            if line.origin == "extracted":
                start, end = line.source
                assert " ".join(text[start:end].split()).startswith(line.text[:10].lstrip("\ufeff"))
                assert line.glances == ()
                assert len(line.refused) <= 3


def test_sentences_have_the_wanted_number(editor: Editor) -> None:
    for count in (1, 2, 3):
        assert len(editor.extracts([ARTICLE], count)[0]) == count
    assert len(editor.extracts([ARTICLE], 10)[0]) == 5


def test_keywords_stand_in_the_article(editor: Editor) -> None:
    marks = editor.highlighter(ARTICLE).spans
    found = editor.keywords(ARTICLE, marks)
    assert 1 <= len(found) <= 10
    assert found[0].score == 1.0
    for keyword in found:
        start, end = keyword.spans[0]
        assert ARTICLE[start:end]
        assert 0 <= keyword.share <= 1


DAMAGES = {
    "no pieces": lambda models: (models / "summarizer" / "pieces.model").unlink(),
    "broken pieces": lambda models: (models / "summarizer" / "pieces.model").write_bytes(b"x"),
    "no choice": lambda models: (models / "summarizer" / "choice.json").unlink(),
    "no reranker": lambda models: (models / "reranker" / "config.json").unlink(),
    "no keyword weights": lambda models: (models / "extractor" / "keywords.json").unlink(),
    "broken keyword weights": lambda models: (models / "extractor" / "keywords.json").write_text(
        "[1]"
    ),
    "no extractor": lambda models: (models / "extractor" / "config.json").unlink(),
    "no weights": lambda models: (models / "summarizer" / "weights.safetensors").unlink(),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damaged_folders_are_user_errors(own: Settings, name: str) -> None:
    DAMAGES[name](own.models)
    with pytest.raises(UserError) as caught:
        load_summarizer(own)
    assert caught.value.code == "model-unusable"


def test_each_damage_names_the_training_that_mends_it(own: Settings) -> None:
    (own.models / "extractor" / "keywords.json").write_text("{}")
    with pytest.raises(UserError, match=r"“extractor” .*“textnn train keywords”"):
        load_summarizer(own)
    (own.models / "summarizer" / "pieces.model").unlink()
    with pytest.raises(UserError, match=r"“summarizer” .*“textnn train summarizer”"):
        load_summarizer(own)


def test_an_extractor_of_another_size_is_told(own: Settings) -> None:
    other = Extractor(ExtractorConfig(10, hidden_size=6))
    checkpoints.save(own.models / "extractor", "extractor", other, {"seed": 0})
    with pytest.raises(UserError) as caught:
        load_summarizer(own)
    assert caught.value.code == "models-do-not-fit"


def test_an_extractor_of_another_summarizer_is_told(own: Settings) -> None:
    path = own.models / "extractor" / "metrics.json"
    metrics = json.loads(path.read_text())
    path.write_text(json.dumps({**metrics, "summarizer": "0" * 64}))
    with pytest.raises(UserError) as caught:
        load_summarizer(own)
    assert caught.value.code == "models-do-not-fit"


@pytest.mark.slow
def test_news_without_keywords_teach_none(own: Settings, tmp_path: Path) -> None:
    news = tmp_path / "news" / "pairs.train.jsonl"
    news.parent.mkdir()
    rows = ({"text": ARTICLE, "keywords": tags} for tags in ([], ["neve"]))
    news.write_text("".join(json.dumps(row) + "\n" for row in rows))
    with pytest.raises(UserError) as caught:
        fit_keywords(own.model_copy(update={"datasets": tmp_path}))
    assert caught.value.code == "nothing-to-learn"
    news.write_text(json.dumps({"text": ARTICLE, "keywords": ["barracas", "música"]}) + "\n")
    found = fit_keywords(own.model_copy(update={"datasets": tmp_path}))
    assert (found["articles"], set(FEATURES) <= found.keys()) == (1, True)
    load_summarizer(own)


@pytest.mark.slow
def test_headlines_are_fitted_on_what_is_not_scored(
    own: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = tmp_path / "news" / "pairs.dev.jsonl"
    news.parent.mkdir()
    news.write_text(json.dumps({"text": ARTICLE, "title": "Feira abre no sábado"}) + "\n")
    elsewhere = own.model_copy(update={"datasets": tmp_path})
    with pytest.raises(UserError) as caught:
        fit_headlines(elsewhere)
    assert caught.value.code == "nothing-to-learn", "the first articles are left out"
    monkeypatch.setattr("textnn.tasks.summarize.fit_headlines.SCORED", 0)
    found = fit_headlines(elsewhere)
    assert (found["articles"], set(CHOICE) <= found.keys()) == (1, True)
    assert found["first"] <= found["best"]
    assert load_summarizer(own).choice.weights["value"] == 1.0
