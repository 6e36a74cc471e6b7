"""From a message to a request, with a network of first weights whose answer is set by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from textnn import checkpoints
from textnn.config import Settings
from textnn.datasets.intents import (
    LABELS,
    SPAN_SLOTS,
    Utterance,
    read_utterances,
    utterance_file,
)
from textnn.engine.configs import IntentConfig
from textnn.engine.intent import WordVectors
from textnn.errors import UserError
from textnn.evaluation.intent import intent_scores
from textnn.models.intent import Intent
from textnn.models.tagger import Tagger
from textnn.results.chat import Arguments
from textnn.tasks.evaluate import evaluate
from textnn.tasks.understand.pipeline import GUESSES, Understander, judge, load_understander

LONG = "A ponte de Vila Serena reabriu ontem, depois de dois anos. A obra custou 3 milhões. " * 6


def write_intent(settings: Settings, favourite: str, strength: float = 9.0) -> None:
    """A classifier beside the other models that finds one intent in every message."""
    tagger = checkpoints.load(settings.models / "tagger")
    torch.manual_seed(0)
    config = IntentConfig(
        tuple(LABELS), SPAN_SLOTS, tagger.config.word_size, buckets=64, threshold=0.5
    )
    model = Intent(config)
    with torch.no_grad():
        model.out.weight.zero_()
        model.out.bias.zero_()
        model.out.bias[list(LABELS).index(favourite)] = strength
        for one in (model.emit.weight, model.emit.bias):
            one.zero_()
        model.emit.bias[0] = 9.0  # no spans
    assert isinstance(tagger.model, Tagger)
    vectors = WordVectors(tagger.vocabulary, tagger.model.words.weight.numpy())
    metrics = {"word_vectors": vectors.checksum}
    checkpoints.save(settings.models / "intent", "intent", model, metrics)


def understander(settings: Settings, favourite: str, strength: float = 9.0) -> Understander:
    write_intent(settings, favourite, strength)
    return load_understander(settings)


def test_a_request_with_its_article(own_settings: Settings) -> None:
    read = understander(own_settings, "summarize")
    request = read(f"resuma em duas frases\n{LONG}")
    assert request.intent == "summarize"
    assert request.understood
    assert request.probability > 0.9
    assert request.arguments == Arguments(article=LONG.strip())
    assert len(request.guesses) == GUESSES
    assert request.guesses[0] == ("summarize", request.probability)


def test_an_article_alone_is_kept_whole(own_settings: Settings) -> None:
    request = understander(own_settings, "delete")(LONG)
    assert (request.intent, request.understood) == ("unknown", False)
    assert request.arguments == Arguments(article=LONG.strip())


def test_what_is_improbable_is_not_acted_upon(own_settings: Settings) -> None:
    request = understander(own_settings, "write", strength=3.0)("continue")
    assert (request.intent, request.understood) == ("write", False)
    assert request.probability < 0.5
    assert request.guesses[0][0] == "write"


def test_unknown_is_never_offered(own_settings: Settings) -> None:
    request = understander(own_settings, "unknown")("vai chover?")
    assert (request.intent, request.understood) == ("unknown", False)
    assert "unknown" not in dict(request.guesses)


@pytest.mark.parametrize("text", ["", " \n", "🙏", "\u200b", "a" * 5000, "\x00", "¿" * 300])
def test_any_string_is_answered(own_settings: Settings, text: str) -> None:
    request = understander(own_settings, "greeting")(text)
    assert request.message.raw == text


def test_many_as_one_by_one(own_settings: Settings) -> None:
    read = understander(own_settings, "summarize")
    texts = ["resuma", f"resuma\n{LONG}", "e em 3 frases?"]
    for alone, together in zip(map(read, texts), read.many(texts), strict=True):
        assert alone.arguments == together.arguments
        assert alone.probability == pytest.approx(together.probability)
    assert read.many([]) == []


def test_terms_are_alike_if_the_glossary_says_so(own_settings: Settings) -> None:
    read = understander(own_settings, "explain")
    wanted = [
        Utterance("o que é uma LSTM?", "explain", {"term": "lstm"}),
        Utterance("o que é GRU?", "explain", {"term": "LSTM"}),
        Utterance("o que é GRU?", "explain", {}),
        Utterance("vai chover?", "unknown", {}),
    ]
    found = judge(read, wanted)
    assert [one.arguments for one in found[:3]] == [True, False, False]
    assert [one.right for one in found] == [True, True, True, False]


def test_a_file_is_scored(own_settings: Settings, tmp_path: Path) -> None:
    write_intent(own_settings, "summarize")
    path = tmp_path / "a.jsonl"
    lines = [
        {
            "text": "resume: O rio subiu muito.",
            "intent": "summarize",
            "slots": {"article": "O rio subiu muito."},
        },
        {"text": "oi", "intent": "greeting"},
        {"text": "vai chover?", "intent": "unknown"},
    ]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    report = evaluate("intent", path, own_settings)
    assert (report["n"], report["model"]) == (3, "intent")
    assert report["metrics"]["accuracy"] == pytest.approx(1 / 3, abs=1e-4)
    assert report["metrics"]["refused"] == 0
    assert report["metrics"]["arguments"] == 1


def test_other_word_vectors_do_not_fit(own_settings: Settings) -> None:
    write_intent(own_settings, "summarize")
    metrics = own_settings.models / "intent" / "metrics.json"
    data = json.loads(metrics.read_text(encoding="utf-8"))
    metrics.write_text(json.dumps(data | {"word_vectors": "0" * 64}), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        load_understander(own_settings)
    assert caught.value.code == "models-do-not-fit"


@pytest.fixture(scope="module")
def shipped() -> Understander:
    return load_understander(Settings(_env_file=None))


@pytest.mark.parametrize(
    ("text", "intent", "said"),
    [
        ("destaque os nomes deste artigo", "highlight", {}),
        ("quais sao as palavras chave", "keywords", {}),
        ("Resuma em duas frases, por favor.", "summarize", {"sentences": 2}),
        ("mais curto", "summarize", {"size": -1}),
        ("me da uma manchete", "headline", {}),
        ("continue: O prefeito disse", "write", {"prefix": "O prefeito disse"}),
        ("mais criativo", "write", {"boldness": 1}),
        ("que bicho é esse na foto?", "classify", {}),
        ("desenhe quatro vestidos", "sample", {"count": 4, "label": "dress", "set": "fashion"}),
        ("quem é citado no texto?", "factsheet", {"kind": "person"}),
        ("quanto custou?", "question", {}),
        ("O que é uma LSTM?", "explain", {"term": "LSTM"}),
        ("como você resumiu isso?", "how", {}),
        ("mostra o histórico", "history", {}),
        ("apague o que for mais velho que 30 dias", "delete", {"days": 30}),
        ("ajuda", "help", {}),
        ("bom dia!", "greeting", {}),
        ("obrigado", "thanks", {}),
        ("pare", "stop", {}),
        ("summarise this in 3 sentences", "summarize", {"sentences": 3}),
        ("faz-me um resumo, se faz favor", "summarize", {}),
    ],
)
def test_the_shipped_one_understands(
    shipped: Understander, text: str, intent: str, said: dict[str, object]
) -> None:
    request = shipped(text)
    assert (request.intent, request.understood) == (intent, True)
    assert request.arguments.said() == said


@pytest.mark.parametrize("text", ["vai chover amanhã?", "qwertyuiop", "quanto é 2+2?", "seu burro"])
def test_the_shipped_one_refuses(shipped: Understander, text: str) -> None:
    assert not shipped(text).understood


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("Vasco da Serra perde em casa e dá adeus ao título", False),
        ("Governo apaga dados do histórico", False),
        ("Dê um bom título para a matéria de hoje", True),
        ("palavras-chave do texto abaixo", True),
        ("quem pagou a obra", True),
    ],
)
def test_the_shipped_one_tells_titles_from_requests(
    shipped: Understander, line: str, asked: bool
) -> None:
    request = shipped(f"{line}\n{LONG}")
    assert request.understood == asked
    assert request.arguments.article == (LONG.strip() if asked else f"{line}\n{LONG.strip()}")


def test_figures_of_the_shipped_one(shipped: Understander) -> None:
    scores = intent_scores(judge(shipped, list(read_utterances(utterance_file("test")))))
    assert scores.accuracy > 0.82
    assert scores.refused > 0.9
    assert scores.wrongly_done < 0.06
    assert scores.arguments > 0.95
