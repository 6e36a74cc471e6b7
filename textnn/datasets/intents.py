"""Utterances: what people write to the chat, with what they want and what they say besides.

What is said besides is either of the whole message (``ATTRIBUTES``: *shorter*, *all of it*) or of
some of its words (``SPANS``: *duas frases*). A label is an intent with its attribute.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textnn.config import DATA
from textnn.datasets.jsonl import fault, read_records, string_field
from textnn.results.chat import INTENTS, REFUSALS, SCOPES, SLOTS
from textnn.results.factsheet import FACT_VIEWS

ATTRIBUTES: Mapping[str, Mapping[str, tuple[Any, ...]]] = {
    "summarize": {"size": (-1, 1)},
    "headline": {"size": (-1,), "again": (True,)},
    "write": {"boldness": (-1, 1), "again": (True,)},
    "sample": {"set": ("digits", "fashion"), "again": (True,)},
    "delete": {"scope": SCOPES},
    "factsheet": {"kind": FACT_VIEWS},
    "unknown": {"refusal": REFUSALS},
}
"""Intent -> its arguments that the whole message tells, each with its values; the first counts."""

SPANS: Mapping[str, tuple[str, ...]] = {
    "summarize": ("sentences",),
    "headline": ("count", "including", "excluding", "quoted", "most"),
    "lead": ("sentences",),
    "caption": ("including",),
    "tweet": ("most",),
    "write": ("length", "temperature", "seed", "topic"),
    "classify": ("network",),
    "sample": ("count", "label", "seed"),
    "explain": ("term",),
    "history": ("query",),
    "delete": ("days",),
}
"""Intent -> its arguments that some words of a message tell."""

SPAN_SLOTS: tuple[str, ...] = tuple(
    dict.fromkeys(name for names in SPANS.values() for name in names)
)

LABELS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    **{intent: (intent, {}) for intent in INTENTS},
    **{
        f"{intent} {name}={value}": (intent, {name: value})
        for intent, attributes in ATTRIBUTES.items()
        for name, values in attributes.items()
        for value in values
    },
}
"""Label -> intent and attribute."""

PASTED = 120
"""Least characters of an article that stands in the line of its request."""

CHAT = DATA / "chat"
"""Folder of the utterances and of the glossary; all were written for this repository."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """A message as somebody wrote it.

    Attributes:
        text: to the letter.
        intent: what is asked for.
        slots: its arguments by name, see ``results.chat.Arguments``.
        spans: start, end and name of those that words of the text tell.
    """

    text: str
    intent: str
    slots: dict[str, Any]
    spans: tuple[tuple[int, int, str], ...] = ()

    @property
    def label(self) -> str:
        """Its intent with its attribute; of pictures whose class is named none."""
        for name in () if "label" in self.slots else ATTRIBUTES.get(self.intent, ()):
            if self.slots.get(name):
                return f"{self.intent} {name}={self.slots[name]}"
        return self.intent

    @property
    def request(self) -> str:
        """The message without the text pasted below it, which is its argument ``article``."""
        article = self.slots.get("article", "")
        before, found, _ = self.text.partition(article) if article else (self.text, "", "")
        below = before.endswith("\n") or len(article) >= PASTED
        return before.rstrip() if found and below else self.text

    @property
    def pasted(self) -> bool:
        """Whether a text was pasted below the request."""
        return self.request != self.text


def utterance_file(split: str, folder: Path = CHAT) -> Path:
    """The utterances to learn from (``train``), to calibrate on (``dev``) or to ``test`` on."""
    return folder / f"utterances.{split}.jsonl"


def read_utterances(path: Path) -> Iterator[Utterance]:
    """The utterances of a file of JSON lines, streamed.

    Raises:
        UserError: missing or damaged file, or a line with an unknown intent or argument.
    """
    for number, record in read_records(path):
        text = string_field(path, number, record, "text")
        intent = string_field(path, number, record, "intent")
        slots = record.get("slots", {})
        if intent not in INTENTS:
            raise fault(path, number, "no_such_intent", intent=intent, names=", ".join(INTENTS))
        if not isinstance(slots, dict) or not set(slots) <= set(SLOTS):
            raise fault(path, number, "form_of_slots", names=", ".join(SLOTS))
        spans = tuple(_spans(path, number, record.get("spans", []), text))
        yield Utterance(text, intent, slots, spans)


def _spans(path: Path, number: int, found: Any, text: str) -> Iterator[tuple[int, int, str]]:
    for span in found if isinstance(found, list) else [found]:
        match span:
            case [int(start), int(end), str(name)] if (
                0 <= start < end <= len(text) and name in SPAN_SLOTS
            ):
                yield start, end, name
            case _:
                raise fault(path, number, "form_of_spans", names=", ".join(SPAN_SLOTS))
