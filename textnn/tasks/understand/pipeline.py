"""A chat message -> what is asked for, how sure that is, and what else it says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from textnn.config import Settings
from textnn.datasets.intents import Utterance
from textnn.errors import UserError
from textnn.evaluation.intent import Understood
from textnn.models.intent import Intent, WordVectors, table_rows
from textnn.models.tagger import Tagger
from textnn.pretrained import Models, network
from textnn.results.chat import Arguments, Request
from textnn.tasks.understand.glossary import Entry, Glossary, load_glossary
from textnn.tasks.understand.slots import arguments
from textnn.text.messages import Message, split_message, tokens, without_greeting
from textnn.text.normalize import fold

GUESSES = 3
"""Intents that are offered where a message is not understood."""


_GO_ON = re.compile(r"\s*continu[ae]\s*:\s*\S", re.IGNORECASE)
"""Nothing else is meant by it, whatever the beginning is about."""


@dataclass(frozen=True)
class Understander:
    """Tells what a message asks for.

    Attributes:
        model: in evaluation mode.
        vectors: of words, those it was trained with.
        glossary: its terms are known in questions.
    """

    model: Intent
    vectors: WordVectors
    glossary: Glossary

    def __call__(self, text: str) -> Request:
        """The request in a message; a message without one is not understood."""
        return self.many([text])[0]

    def many(self, texts: Sequence[str]) -> list[Request]:
        """The requests in several messages."""
        if not texts:
            return []
        messages = [_plain(split_message(text)) for text in texts]
        rows = zip(texts, messages, self.chances(messages), strict=True)
        return [self._request(text, message, chances) for text, message, chances in rows]

    @torch.no_grad()
    def chances(self, messages: Sequence[Message]) -> Tensor:
        """Calibrated probabilities, shape (messages, labels)."""
        config = self.model.config
        found = [tokens(message) for message in messages]
        logits, _ = self.model(self.vectors(found), table_rows(found, config.rows))
        chances: Tensor = (logits / config.temperature).softmax(1)
        return chances

    def _request(self, text: str, message: Message, chances: Tensor) -> Request:
        config = self.model.config
        ranked = sorted(zip(config.labels, chances.tolist(), strict=True), key=lambda one: -one[1])
        intent, probability = ranked[0]
        if _GO_ON.match(message.asked):
            intent, probability = "write", 1.0
        understood = intent != "unknown" and probability >= config.threshold
        if message.pasted and not (message.asked and understood):
            intent = intent if message.asked else "unknown"
            given, understood = Arguments(article=text.strip()), False
        else:
            given = arguments(message, intent, self.glossary)
        guesses = tuple(one for one in ranked if one[0] != "unknown")[:GUESSES]
        return Request(text, intent, probability, understood, guesses, given)


def _plain(message: Message) -> Message:
    """Beside a text a greeting is none; without one it may be all that is said."""
    asked = without_greeting(message.asked) if message.pasted else message.asked
    return message._replace(asked=asked)


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


def _alike(one: Entry | None, other: Entry | None) -> bool:
    return one is not None and one is other


def load_understander(
    settings: Settings, models: Models | None = None, name: str = "intent"
) -> Understander:
    """The shipped classifier, the tagger's word vectors, and the glossary.

    Raises:
        UserError: one of them is missing or damaged, or they do not fit together.
    """
    models = models or Models(settings.models)
    checkpoint, tagger = models.get(name), models.get("tagger")
    model, table = network(checkpoint, Intent), network(tagger, Tagger).words.weight
    learnt_with = checkpoint.metrics.get("tagger", tagger.checksum)
    if learnt_with != tagger.checksum or model.config.word_size != table.shape[1]:
        raise _unfit(checkpoint.name)
    return Understander(model, WordVectors(tagger.vocabulary, table), load_glossary())


def _unfit(name: str) -> UserError:
    return UserError(
        f"O modelo “{name}” foi treinado com outro marcador de nomes que não o desta pasta. Baixe "
        "o projeto de novo ou treine-o com “textnn train intent”.",
        f"The model “{name}” was trained with another tagger than the one in this folder. Get the "
        "project again or train it with “textnn train intent”.",
        code="models-do-not-fit",
    )
