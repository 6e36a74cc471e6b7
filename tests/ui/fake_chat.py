"""Deterministic stand-ins for what understands messages and answers questions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from textnn.results import ModelRef, Span
from textnn.results.chat import Answer, AnswerSentence, ParsedMessage, Request
from textnn.tasks.understand.glossary import load_glossary
from textnn.tasks.understand.message import readings
from textnn.tasks.understand.pipeline import IntentPrediction, interpret, likeliest
from textnn.text.sentences import sentences
from textnn.text.words import fold

_RULES = (
    ("stop", r"^par[ea]\b|^stop"),
    ("why", r"^(?:por que|pq|como assim)\W*$"),
    ("facts", r"publicar|\bfake\b|^isso e verdade"),
    ("identity", r"chatgpt|\brobot?\b|quem te fez"),
    ("fine", r"^(?:ok|blz|certo)\W*$"),
    ("bye", r"tchau|ate logo"),
    ("another", r"^(?:outr[oa]|mais um|another one|de novo)$|, faz outro$|^me da outra$"),
    ("compare", r"^compar"),
    ("unknown", r"traduz|corrig|reescrev|critica|\bjusto\b|e verdade que"),
    ("lead", r"\blide\b"),
    ("factsheet", r"\bficha\b|envolvidos|aspas|contato|leis|quem e citado|is quoted|fact sheet"),
    ("caption", r"legenda"),
    ("tweet", r"tuite"),
    ("how", r"como (?:voce|vc|foi)|how (?:did|was)|por que"),
    ("delete", r"apag|delet"),
    ("history", r"historico|history"),
    ("keywords", r"palavras?-chave|keyword"),
    ("headline", r"titul|manchete|headline"),
    ("highlight", r"destac|destaq|marq|highlight"),
    ("classify", r"imagem|picture|^como roupa"),
    ("write", r"continu|escrev|criativ|creative|write|writing"),
    ("sample", r"desenh|draw"),
    ("explain", r"^o que (?:e|sao)\b|^what (?:is|are)\b|expli"),
    ("summarize", r"resum|curto|mais longo|frase|summar|short|longer"),
    ("help", r"ajuda|help"),
    ("greeting", r"^(?:oi|ola|hello|bom dia)\b"),
    ("thanks", r"obrigad|thank"),
    ("question", r"^(?:quem|quando|onde|quant\w+|who|when|where|how much|e|mas e|so as)\b|^list"),
)

_ATTRIBUTES: tuple[tuple[str, str, Any, str], ...] = (
    ("summarize", "size", -1, r"mais curto|shorter"),
    ("summarize", "size", 1, r"mais longo|longer"),
    ("headline", "size", -1, r"curtos"),
    ("headline", "again", True, r"outr[oa]|another"),
    ("factsheet", "kind", "person", r"envolvidos|who is in"),
    ("factsheet", "kind", "quote", r"aspas|citado|quoted"),
    ("factsheet", "kind", "contact", r"contato"),
    ("factsheet", "kind", "document", r"leis"),
    ("factsheet", "kind", "party", r"partidos"),
    ("unknown", "refusal", "translate", r"traduz"),
    ("unknown", "refusal", "correct", r"corrig"),
    ("unknown", "refusal", "rewrite", r"reescrev"),
    ("unknown", "refusal", "opinion", r"critica|justo"),
    ("unknown", "refusal", "truth", r"e verdade que"),
    ("write", "boldness", 1, r"mais criativ|more creative"),
    ("write", "boldness", -1, r"menos criativ|less creative"),
    ("write", "again", True, r"^continue\b|^go on"),
    ("sample", "again", True, r"outras|others"),
    ("delete", "scope", "conversations", r"todas as conversas|all conversations"),
    ("delete", "scope", "conversation", r"esta conversa|this conversation"),
    ("delete", "scope", "all", r"tudo|everything"),
    ("delete", "scope", "last", r"ultimo|last"),
)

_SPANS = (
    ("sentences", r"(\w+) (?:frase|sentence)"),
    ("temperature", r"temperatura (\S+)"),
    ("seed", r"semente (\d+)"),
    ("length", r"(\d+ letras)"),
    ("days", r"(\d+ dias)"),
    ("count", r"(?:desenhe|draw|me da) (\w+) \w"),
    ("including", r"com (?:a palavra|o nome d[ao]) (\w+)|foto d[ao] (\w+)"),
    ("excluding", r"sem a palavra (\w+)"),
    ("quoted", r"(citacao)"),
    ("most", r"ate (\d+ caracteres)"),
    ("label", r"(?:desenhe|draw) \w+ (\w+)"),
    ("query", r"procure por (\w+)"),
    ("topic", r"sobre (.+)"),
    ("term", r"(?:o que e|what is) (?:uma? |an? )?(.+?)\W*$"),
    ("network", r"(?:como|as) (.+)"),
)


class FakeUnderstander:
    """Knows a few words of each request."""

    def __init__(self) -> None:
        self._glossary = load_glossary()

    def __call__(self, text: str, has_article: bool = False) -> Request:
        if "explode" in text:
            raise RuntimeError("secret inner detail")
        ways = [self._predict(way) for way in readings(text, has_article=has_article)]
        return interpret(likeliest(ways), 0.5, self._glossary)

    def _predict(self, message: ParsedMessage) -> IntentPrediction:
        plain, request = message.folded, message.request
        intent = next((name for name, form in _RULES if re.search(form, plain)), "unknown")
        asks = plain.endswith("?") and not re.search(r"\bvoce\b|\besse\b", plain)
        guesses = [("summarize", 0.3), ("highlight", 0.2), ("question", 0.35 if asks else 0.1)]
        guesses.sort(key=lambda one: -one[1])
        return IntentPrediction(
            message,
            ((intent, 0.9 if intent != "unknown" else 0.6), *guesses),
            next(({n: v} for i, n, v, f in _ATTRIBUTES if i == intent and re.search(f, plain)), {}),
            [
                (name, request[span[0] : span[1]])
                for name, form in _SPANS
                for span in (one.span(one.lastindex or 0) for one in re.finditer(form, plain))
            ],
        )


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
        model, chance = ModelRef("reader", "ab" * 32), 0.8 if answered else 0.1
        return Answer(
            text,
            question,
            "",
            tuple(found[:3]),
            answered,
            chance,
            model,
            0.01,
            after,
        )


FAKE_CHAT = {"understand": FakeUnderstander, "answer": FakeAnswerer}
