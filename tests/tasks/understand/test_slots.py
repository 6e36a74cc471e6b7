"""Arguments of requests by rule, on sentences of their own."""

from __future__ import annotations

from typing import Any

import pytest

from textnn.tasks.understand.glossary import load_glossary
from textnn.tasks.understand.message import parse
from textnn.tasks.understand.sample_slots import wanted_classes
from textnn.tasks.understand.slots import arguments, original
from textnn.text.normalize import fold

GLOSSARY = load_glossary()
LONG = "A ponte de Vila Serena reabriu ontem, depois de dois anos. A obra custou 3 milhões. " * 3


@pytest.mark.parametrize(
    ("intent", "text", "said"),
    [
        ("summarize", "cabe em três frases?", {"sentences": 3}),
        ("summarize", "numa só frase", {"sentences": 1}),
        ("summarize", "um parágrafo, vai", {"sentences": 4}),
        ("summarize", "meia dúzia de frases", {"sentences": 6}),
        ("summarize", "põe mais uma frase", {"size": 1}),
        ("summarize", "está bom, mas mais curto", {"size": -1}),
        ("summarize", "resuma", {}),
        ("summarize", f"resuma em 2 frases: {LONG}", {"sentences": 2, "article": LONG.strip()}),
        ("summarize", "resuma: O rio subiu dois metros.", {"article": "O rio subiu dois metros."}),
        ("summarize", "resuma: tudo", {}),
        ("headline", "título de http://a.example/b", {"address": "http://a.example/b"}),
        ("write", "escreva: Choveu", {"prefix": "Choveu"}),
        ("write", "Continue “A feira”, mais solto", {"prefix": "A feira", "boldness": 1}),
        ("write", "menos ousado, por favor", {"boldness": -1}),
        ("write", "temperatura 0,85 e semente 12", {"temperature": 0.85, "seed": 12}),
        ("write", "com trezentos caracteres", {"length": 300}),
        ("write", "vinte palavras", {"length": 120}),
        ("write", "continue: ele pediu mais liberdade", {"prefix": "ele pediu mais liberdade"}),
        ("write", f"continue\n{LONG}", {"prefix": LONG.strip()}),
        ("sample", "cinco sandálias, semente 9",
         {"count": 5, "label": "sandal", "set": "fashion", "seed": 9}),
        ("explain", "Que vem a ser um Perceptron?", {"term": "Perceptron"}),
        ("explain", "o que é um buraco negro, afinal?", {"term": "buraco negro"}),
        ("explain", "what is inflation?", {"term": "inflation"}),
        ("explain", "o que quer dizer “pooling”?", {"term": "pooling"}),
        ("explain", "explica", {}),
        ("history", "procura por Comitê no histórico", {"query": "Comitê"}),
        ("history", "o texto sobre a greve, lembra?", {"query": "greve"}),
        ("history", "mostra", {}),
        ("delete", "apague o que passou de duas semanas", {"days": 14}),
        ("delete", "tudo com mais de 1 ano", {"days": 365}),
        ("delete", "apaga tudo", {"scope": "all"}),
        ("delete", "este pode ir", {"scope": "last"}),
        ("delete", "apaga essa conversa", {}),
        ("greeting", "oi, tudo em cima das 3?", {}),
    ],
)  # fmt: skip
def test_what_a_request_says(intent: str, text: str, said: dict[str, Any]) -> None:
    assert arguments(parse(text), intent, GLOSSARY).said() == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("três noves", {"count": 3, "label": "9"}),
        ("dois tres", {"count": 2, "label": "3"}),
        ("o número um", {"label": "1"}),
        ("seis", {"count": 6}),
        ("um seis", {"count": 1, "label": "6"}),
        ("uma galeria de 8 vestidos", {"count": 8, "label": "dress"}),
        ("uma galeria de vestidos", {"label": "dress"}),
        ("bota a rede pra desenhar", {}),
        ("uma bota", {"count": 1, "label": "ankle-boot"}),
        ("dois caminhões", {"count": 2, "label": "truck"}),
        ("roupas", {"set": "fashion"}),
        ("another bag", {"count": 1, "label": "bag"}),
        ("the digit 4", {"label": "4"}),
    ],
)
def test_pictures(text: str, said: dict[str, Any]) -> None:
    found = wanted_classes(fold(text))
    sets = {"digits"} if said.get("label", "").isdigit() else {"fashion"}
    if said.get("label") in ("truck", None):
        sets = {said["set"]} if "set" in said else set()
    assert found == said | ({"set": sets.pop()} if sets else {})


def test_the_way_back_from_folded_letters() -> None:
    text = "Ação ﬁnal Çá"
    folded = fold(text)
    assert original(text, 0, 4) == "Ação"
    start = folded.index("final")
    assert original(text, start, start + 5) == "ﬁnal"
    assert original(text, len(folded) - 2, len(folded)) == "Çá"
