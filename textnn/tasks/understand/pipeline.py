"""A chat message -> what is asked for, how sure that is, and what else it says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from textnn.config import Settings
from textnn.datasets.intents import LABELS, Utterance
from textnn.engine.intent import ServedIntent, WordVectors, open_intent
from textnn.engine.tagger import open_tagger
from textnn.errors import UserError
from textnn.evaluation.intent import Understood
from textnn.pretrained import Models
from textnn.results.chat import OF_TEXTS, SMALL_TALK, Arguments, ParsedMessage, Request
from textnn.tasks.understand.glossary import Glossary, GlossaryEntry, load_glossary
from textnn.tasks.understand.message import readings
from textnn.tasks.understand.slots import arguments, polarity
from textnn.text.iob import to_spans
from textnn.text.words import fold

GUESSES = 3
"""Intents that are offered where a message is not understood."""

_GO_ON = re.compile(r"\s*continu[ae]\s*:\s*\S", re.IGNORECASE)
"""A form of its own: what follows may be about anything."""


@dataclass(frozen=True)
class Understander:
    """Tells what a message asks for.

    Attributes:
        model: the network.
        vectors: of words, those it was trained with.
        glossary: its terms are known in questions.
    """

    model: ServedIntent
    vectors: WordVectors
    glossary: Glossary

    def __call__(self, text: str, has_article: bool = False) -> Request:
        """The request in a message; a message without one is not understood.

        Args:
            has_article: whether the conversation has one, which the message may be about.
        """
        return self.many([text], has_article=has_article)[0]

    def many(self, texts: Sequence[str], *, has_article: bool = False) -> list[Request]:
        """The requests in several messages."""
        if not texts:
            return []
        ways = [readings(text, has_article=has_article) for text in texts]
        found = iter(self.predict([way for one in ways for way in one]))
        return [
            interpret(
                likeliest([next(found) for _ in one]), self.model.config.threshold, self.glossary
            )
            for one in ways
        ]

    def predict(self, messages: Sequence[ParsedMessage]) -> list[IntentPrediction]:
        """What the network makes of messages, at least one."""
        config = self.model.config
        words = [[token.text for token in message.tokens] for message in messages]
        found = []
        for message, meant in zip(messages, self.model(words, self.vectors), strict=True):
            of_labels, of_intents = meant.labels.tolist(), meant.intents.tolist()
            ranked = sorted(zip(config.intents, of_intents, strict=True), key=lambda one: -one[1])
            best = max(zip(config.labels, of_labels, strict=True), key=lambda one: (
                LABELS[one[0]][0] == ranked[0][0], one[1]))  # fmt: skip
            spans = _spans(message, meant.tags)
            attributes = LABELS[best[0]][1]
            if ranked[0][0] == "unknown" and best[1] <= ranked[1][1]:
                attributes = {}  # that it is refused is less likely than another intent
            found.append(IntentPrediction(message, ranked, attributes, spans))
        return found


def _spans(message: ParsedMessage, tags: Sequence[str]) -> list[tuple[str, str]]:
    """Slot and words of the spans of a message."""
    found, last = list[tuple[str, str]](), 0
    for a, b, name in to_spans(tags):
        start, end = message.tokens[a].start, message.tokens[b - 1].end
        slot = polarity(name, message.request[last:start])
        found.append((slot, message.request[start:end]))
        last = end
    return found


class IntentPrediction(NamedTuple):
    """What a network makes of a message.

    Attributes:
        message: taken apart.
        ranked: intents with their probabilities, likeliest first.
        attributes: what the likeliest label of the likeliest intent says besides.
        spans: slot and words of the spans.
    """

    message: ParsedMessage
    ranked: Sequence[tuple[str, float]]
    attributes: Mapping[str, Any]
    spans: Sequence[tuple[str, str]]


def likeliest(ways: Sequence[IntentPrediction]) -> IntentPrediction:
    """The surest of the ways in which something is asked for beside a text; else the last."""
    asked = [
        way
        for way in ways[:-1]
        if way.ranked[0][0] in OF_TEXTS | SMALL_TALK or "refusal" in way.attributes
    ]
    return max(asked, key=lambda way: way.ranked[0][1], default=ways[-1])


def interpret(found: IntentPrediction, threshold: float, glossary: Glossary) -> Request:
    """The request in a message.

    Args:
        found: what the network makes of it.
        threshold: least probability to act upon.
        glossary: its terms are known in questions.
    """
    message, ranked = found.message, found.ranked
    intent, probability = ranked[0] if message.request else ("unknown", 1.0)
    if _GO_ON.match(message.request):
        intent, probability = "write", 1.0
    understood = intent != "unknown" and probability >= threshold
    of_texts = (understood and intent in OF_TEXTS) or "refusal" in found.attributes
    if message.pasted and not of_texts:
        given, understood = Arguments(article=message.pasted), False
    else:
        given = arguments(message, intent, found.attributes, found.spans, glossary)
    guesses = tuple(one for one in ranked if one[0] != "unknown")[:GUESSES]
    return Request(message, intent, probability, understood, guesses, given)


def judge(understander: Understander, utterances: Sequence[Utterance]) -> list[Understood]:
    """What is made of utterances, against what they mean."""
    requests = understander.many([utterance.text for utterance in utterances])
    return [
        Understood(
            utterance.intent,
            request.intent,
            request.probability,
            request.understood,
            same_arguments(utterance.slots, request.arguments.said(), understander.glossary),
        )
        for utterance, request in zip(utterances, requests, strict=True)
    ]


def same_arguments(wanted: Mapping[str, Any], found: Mapping[str, Any], glossary: Glossary) -> bool:
    """Whether two sets of arguments say the same.

    Accents and case do not count, and of terms it is enough that the glossary explains them alike.
    """
    if wanted.keys() != found.keys():
        return False
    return all(
        fold(str(value)) == fold(str(found[name]))
        or (name == "term" and _alike(glossary.lookup(value), glossary.lookup(found[name])))
        for name, value in wanted.items()
    )


def _alike(one: GlossaryEntry | None, other: GlossaryEntry | None) -> bool:
    return one is not None and one is other


def load_understander(
    settings: Settings, models: Models | None = None, name: str = "intent"
) -> Understander:
    """The shipped classifier, the tagger's word vectors, and the glossary.

    Raises:
        UserError: one of them is missing or damaged, or they do not fit together.
    """
    models = models or Models(settings.models)
    model, tagger = models.get(name, open_intent), models.get("tagger", open_tagger)
    vectors = WordVectors(tagger.folder.vocabulary, tagger.tables[0])
    learnt_with = model.folder.metrics.get("word_vectors", vectors.checksum)
    if learnt_with != vectors.checksum or model.config.word_size != vectors.width:
        raise _unfit(model.folder.name)
    return Understander(model, vectors, load_glossary())


def _unfit(name: str) -> UserError:
    return UserError("models-do-not-fit", "intent", name=name)
