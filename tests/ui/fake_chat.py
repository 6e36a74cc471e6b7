"""Deterministic stand-ins for what understands messages and answers questions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from textnn.results import ModelRef, Span
from textnn.results.chat import Answer, AnswerSentence, Request
from textnn.tasks.understand.glossary import load_glossary
from textnn.tasks.understand.message import parse
from textnn.tasks.understand.pipeline import interpret
from textnn.text.normalize import fold
from textnn.text.sentences import sentences

_RULES = (
    ("stop", r"^par[ea]\b|^stop"),
    ("how", r"como (?:voce|vc|foi)|how (?:did|was)|por que"),
    ("delete", r"apag|delet"),
    ("history", r"historico|history"),
    ("keywords", r"palavras?-chave|keyword"),
    ("headline", r"titul|manchete|headline"),
    ("highlight", r"destac|destaq|marq|highlight"),
    ("write", r"continu|escrev|criativ|creative|write|writing"),
    ("sample", r"desenh|draw"),
    ("classify", r"imagem|picture"),
    ("explain", r"^o que (?:e|sao)\b|^what (?:is|are)\b|expli"),
    ("summarize", r"resum|curto|mais longo|frase|summar|short|longer"),
    ("help", r"ajuda|help"),
    ("greeting", r"^(?:oi|ola|hello|bom dia)\b"),
    ("thanks", r"obrigad|thank"),
    ("question", r"^(?:quem|quando|onde|quant\w+|who|when|where|how much)\b"),
)


class FakeUnderstander:
    """Knows a few words of each request."""

    def __init__(self) -> None:
        self._glossary = load_glossary()

    def __call__(self, text: str) -> Request:
        if "explode" in text:
            raise RuntimeError("secret inner detail")
        message = parse(text)
        found = (name for name, form in _RULES if re.search(form, message.folded))
        intent = next(found, "unknown")
        guesses = (("summarize", 0.3), ("highlight", 0.2), ("question", 0.1))
        first = (intent, 0.9 if intent != "unknown" else 0.6)
        return interpret(message, (first, *guesses), 0.5, self._glossary)


class FakeAnswerer:
    """The first sentence with a word of the question that has four letters; else it is silent.

    A question without any goes on from the one before.
    """

    def open(self, text: str, marks: Sequence[Span]) -> Any:
        return text, tuple(marks)

    def __call__(self, reading: Any, question: str, before: Answer | None = None) -> Answer:
        text, marks = reading
        after = (before.question, *before.after) if before and "onde" in question else ()
        whole = fold(" ".join((question, *after)))
        asked = {word for word in re.findall(r"\w{4,}", whole) if word not in ("quem", "onde")}
        found = [
            AnswerSentence(
                start,
                end,
                text[start:end],
                0.5,
                tuple(m for m in marks if start <= m.start and m.end <= end),
            )
            for start, end in sentences(text)
        ]
        found.sort(key=lambda one: -len(asked & set(re.findall(r"\w+", fold(one.text)))))
        answered = bool(found) and bool(asked & set(re.findall(r"\w+", fold(found[0].text))))
        model, chance = ModelRef("tagger", "ab" * 32), 0.8 if answered else 0.1
        return Answer(
            text,
            question,
            "money" if "quanto" in question else "what",
            tuple(found[:3]),
            answered,
            chance,
            model,
            0.01,
            after,
        )


FAKE_CHAT = {"understand": FakeUnderstander, "answer": FakeAnswerer}
