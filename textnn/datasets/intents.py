"""Utterances: what people write to the chat, with what they want and what they say besides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textnn.config import DATA
from textnn.datasets.jsonl import fault, read_records, string_field
from textnn.results.chat import INTENTS, SLOTS

PASTED = 120
"""Least characters of an article that stands in the line of its request."""

CHAT = DATA / "chat"
"""Folder of the utterances and of the glossary; all were written for this repository."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """A message, its intent, and its arguments by name (see ``results.chat.Arguments``)."""

    text: str
    intent: str
    slots: dict[str, Any]

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
        yield Utterance(text, intent, slots)
