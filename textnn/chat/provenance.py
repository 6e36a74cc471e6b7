"""*Como você fez isso?*: how a result came about, by its own facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from textnn.chat.context import Turn
from textnn.chat.phrases import counted
from textnn.locale import number, percent
from textnn.results import Answer, Continuation, Highlight, Line, Result, Summary
from textnn.results.conversation import Button, Offer
from textnn.results.names import class_name
from textnn.results.pictures import Classification, Samples
from textnn.text.sentences import sentences

_MEANT: Mapping[type[Any], str] = {
    Summary: r"resum|titul|manchet|frase|headline|summar",
    Continuation: r"escrev|texto gerado|continu|writ|wrote",
    Highlight: r"marc|destac|grif|nomes|palavras?[- ]chave|highlight|mark|keyword",
    Answer: r"respond|resposta|answer|sabe",
    Classification: r"classific|reconhec|viu|imagem|foto|recogni",
    Samples: r"desenh|gerou|vestid|imagens|draw|drew|sampl",
}
"""Kind of a result -> how a question points to it."""


def how(turn: Turn) -> Iterator[None]:
    """How the result that is meant, or the last one, came about."""
    result = _meant(turn)
    turn.draft.intent = "how"
    if result is None:
        turn.draft.say("nothing_yet")
    else:
        told, terms = _TELLERS[type(result)](turn.language, result)
        for name, values in told:
            turn.draft.say(name, **values)
        turn.draft.say(
            "made_by",
            model=result.model.name,
            seconds=number(turn.language, result.seconds, 2),
        )
        turn.draft.parts.append(Offer(tuple(_ask(turn, term) for term in terms)))
    yield


def _meant(turn: Turn) -> Result | None:
    for kind, form in _MEANT.items():
        meant = re.search(form, turn.message.folded)
        result: Result | None = turn.last(kind) if meant else None
        if result is not None:
            return result
    found = (shown.result for shown in turn.shown())
    return next((result for result in found if type(result) in _TELLERS), None)


def _ask(turn: Turn, entry_id: str) -> Button:
    term = turn.service.chat.entry(entry_id).term[turn.language != "pt"]
    asked = f"O que é {term}?" if turn.language == "pt" else f"What is {term}?"
    return Button(asked, asked)


Told = tuple[list[tuple[str, dict[str, object]]], tuple[str, ...]]
"""Sentences of ``phrases`` with their values; ids of entries in the glossary that lead on."""


def _highlight(language: str, result: Highlight) -> Told:
    weakest = min((span.score for span in result.spans), default=1.0)
    told: list[tuple[str, dict[str, object]]] = [
        ("how_highlight", {"count": counted(language, len(result.spans), "mark")})
    ]
    if result.spans:
        told.append(("how_weakest", {"percent": percent(language, weakest)}))
    if result.keywords:
        told.append(("how_keywords", {}))
    return told, ("ner", "crf")


def _summary(language: str, result: Summary) -> Told:
    spans = sentences(result.text)
    chosen = [
        place
        for place, (start, end) in enumerate(spans, 1)
        if any(one.start < end and start < one.end for one in result.sentences)
    ]
    told: list[tuple[str, dict[str, object]]] = [
        (
            "how_sentences" if len(chosen) > 1 else "how_sentence",
            {
                "all": counted(language, len(spans), "sentence"),
                "numbers": _listed(language, chosen),
                "percent": percent(language, sum(one.score for one in result.sentences)),
            },
        )
    ]
    told += [(_origin(name, line), {}) for name, line in
             (("headline", result.headline), ("dek", result.dek)) if line.text]  # fmt: skip
    if result.read < len(result.text.rstrip()):
        told.append(("how_read", {"count": number(language, result.read)}))
    return told, ("atencao", "encoder-decoder")


def _origin(name: str, line: Line) -> str:
    if line.origin == "written":
        return f"how_{name}_written"
    return f"how_{name}_refused" if line.refused else f"how_{name}_extracted"


def _listed(language: str, places: list[int]) -> str:
    shown = [f"a {place}ª" if language == "pt" else f"no. {place}" for place in places]
    joint = " e " if language == "pt" else " and "
    return joint.join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def _continuation(language: str, result: Continuation) -> Told:
    told: list[tuple[str, dict[str, object]]] = [
        (
            "how_written",
            {
                "count": number(language, len(result.generated)),
                "temperature": number(language, result.options.temperature, 1),
                "seed": result.options.seed,
            },
        )
    ]
    if result.memorisation:
        share = percent(language, result.memorisation.share)
        told.append(("how_copied", {"percent": share, "window": result.memorisation.window}))
    return told, ("temperatura", "lstm")


def _answer(language: str, result: Answer) -> Told:
    name = "how_answered" if result.answered else "how_not_answered"
    chance = percent(language, result.confidence)
    after: list[tuple[str, dict[str, object]]] = (
        [("how_after", {"before": result.after[0]})] if result.after else []
    )
    return [("how_answer", {}), *after, (name, {"percent": chance})], ("ner", "incorporacao")


def _classification(language: str, result: Classification) -> Told:
    familiar = round(100 * result.familiarity)
    told: list[tuple[str, dict[str, object]]] = [
        (
            "how_classified",
            {
                "name": class_name(language, result.labels[0].name),
                "percent": percent(language, result.labels[0].probability),
            },
        ),
        ("how_strange" if familiar else "how_strangest", {"familiar": familiar}),
    ]
    return told, ("cnn", "calibracao")


def _samples(language: str, result: Samples) -> Told:
    mean = sum(one.verdict for one in result.pictures) / len(result.pictures)
    values = {"seed": result.options.seed, "percent": percent(language, mean)}
    return [("how_sampled", values)], ("gan", "discriminador")


_TELLERS: Mapping[type[Any], Callable[[str, Any], Told]] = {
    Highlight: _highlight,
    Summary: _summary,
    Continuation: _continuation,
    Answer: _answer,
    Classification: _classification,
    Samples: _samples,
}
"""Kind of a result -> what is told about it."""
