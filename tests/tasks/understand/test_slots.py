"""Values of the spans that a network found, and what has a form of its own."""

from __future__ import annotations

from typing import Any

import pytest

from textnn.tasks.understand.glossary import load_glossary
from textnn.tasks.understand.message import readings
from textnn.tasks.understand.slots import arguments, polarity

GLOSSARY = load_glossary()
LONG = "A ponte de Vila Serena reabriu ontem, depois de dois anos. A obra custou 3 milhões. " * 3


def said(intent: str, text: str, *spans: tuple[str, str], **attributes: Any) -> dict[str, Any]:
    return arguments(readings(text)[0], intent, attributes, spans, GLOSSARY).said()


@pytest.mark.parametrize(
    ("intent", "name", "words", "value"),
    [
        ("summarize", "sentences", "três frases", 3),
        ("summarize", "sentences", "numa só frase", 1),
        ("summarize", "sentences", "parágrafo", 4),
        ("summarize", "sentences", "meia dúzia de frases", 6),
        ("write", "temperature", "0,85", 0.85),
        ("write", "temperature", "zero", 0.0),
        ("write", "seed", "12", 12),
        ("write", "length", "trezentos caracteres", 300),
        ("write", "length", "vinte palavras", 120),
        ("delete", "days", "duas semanas", 14),
        ("delete", "days", "1 ano", 365),
        ("delete", "days", "10 days", 10),
        ("classify", "network", "peça de roupa", "cnn-fashion"),
        ("history", "query", "Comitê", "Comitê"),
    ],
)
def test_a_span_has_a_value(intent: str, name: str, words: str, value: Any) -> None:
    assert said(intent, "isto", (name, words)) == {name: value}


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([("count", "três"), ("label", "noves")], {"count": 3, "label": "9", "set": "digits"}),
        ([("count", "uma"), ("label", "bota")],
         {"count": 1, "label": "ankle-boot", "set": "fashion"}),
        ([("count", "dois"), ("label", "caminhões")], {"count": 2, "label": "truck"}),
        ([("label", "unicórnio")], {}),
        ([("days", "3 dias")], {}),
    ],
)  # fmt: skip
def test_pictures(spans: list[tuple[str, str]], found: dict[str, Any]) -> None:
    assert said("sample", "isto", *spans) == found


@pytest.mark.parametrize(
    ("intent", "text", "found"),
    [
        ("summarize", f"resuma: {LONG}", {"article": LONG.strip()}),
        ("summarize", "resuma: O rio subiu dois metros.", {"article": "O rio subiu dois metros."}),
        ("summarize", "resuma: tudo", {}),
        ("headline", "título: o que houve com a Tecnoval", {}),
        ("caption", "legenda para a foto: presidente Ana Reis em Joinville", {}),
        ("headline", "título de http://a.example/b", {"address": "http://a.example/b"}),
        ("headline", "título: http://a.example/b c d e", {"address": "http://a.example/b"}),
        ("write", "escreva: Choveu", {"prefix": "Choveu"}),
        ("write", "Continue “A feira”", {"prefix": "A feira"}),
        ("write", f"continue\n{LONG}", {"prefix": LONG.strip()}),
        ("explain", "o que quer dizer “pooling”?", {"term": "pooling"}),
        ("explain", "explica o que é uma LSTM vai", {"term": "LSTM"}),
        ("history", "acha “greve” no histórico", {"query": "greve"}),
        ("greeting", "oi, tudo em cima das 3?", {}),
    ],
)
def test_what_has_a_form_of_its_own(intent: str, text: str, found: dict[str, Any]) -> None:
    assert said(intent, text) == found


def test_what_is_said_more_exactly_counts() -> None:
    assert said("summarize", "x", ("sentences", "2 frases"), size=-1) == {"sentences": 2}
    assert said("write", "x", ("temperature", "1"), boldness=1) == {"temperature": 1.0}
    assert said("write", "continue: Era", again=True) == {"prefix": "Era"}
    assert said("sample", "x", ("label", "bota"), again=True, set="digits") == {
        "label": "ankle-boot", "set": "fashion",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("found", "before", "slot"),
    [
        ("including", "um título, não esqueça de citar o ", "including"),
        ("including", "um título exclusivo com o nome do ", "including"),
        ("including", "um título sem ponto de exclamação com a palavra ", "including"),
        ("including", "um título em que não pode faltar a palavra ", "including"),
        ("including", "o título, não deixe de falar do ", "including"),
        ("including", "o título está sem o nome da ", "including"),
        ("quoted", "não quero sem ponto, quero com ", "quoted"),
        ("including", "um título sem falar da ", "excluding"),
        ("including", "um título que não use a palavra ", "excluding"),
        ("including", "não cite o nome do ", "excluding"),
        ("quoted", "não põe ", "excluding"),
        ("excluding", "um título sem exagero e com o nome do ", "including"),
        ("excluding", "não quero título com ", "excluding"),
        ("excluding", "tira a palavra ", "excluding"),
        ("most", "um título sem ", "most"),
    ],
)
def test_only_a_negator_or_com_right_before_the_words_overrules_the_network(
    found: str, before: str, slot: str
) -> None:
    assert polarity(found, before) == slot
