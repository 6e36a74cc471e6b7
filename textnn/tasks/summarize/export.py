"""A summary as text, Markdown, JSON, a Word document or a page."""

from __future__ import annotations

import re
from collections.abc import Mapping

from textnn.results import Summary
from textnn.tasks.documents import PrintedDocument, document_exports, plain_items
from textnn.tasks.task import JSON_ALONE, Export

_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~]|^[-+](?=\s|$)")
_NUMBERED = re.compile(r"^(\d+)([.)])(?=\s|$)")
"""What Markdown would read as its own: signs anywhere, a bullet, the number of an item."""


def summary_to_text(result: Summary, note: str = "") -> str:
    """Headline, dek and the sentences, a paragraph each; ends in a line feed.

    Args:
        note: said at the end: which of this a network wrote.
    """
    return "\n\n".join(filter(None, [*_lines(result), note])) + "\n"


def summary_to_markdown(result: Summary, note: str = "") -> str:
    """The same as Markdown; what the article says is never read as markup."""
    headline, dek, *sentences = map(_plain, _lines(result))
    listed = "\n".join(f"- {sentence}" for sentence in sentences)
    parts = (f"# {headline}", dek and f"**{dek}**", listed, note and f"> {_plain(note)}")
    return "\n\n".join(filter(None, parts)) + "\n"


def printed(result: Summary, note: str, language: str) -> PrintedDocument:
    """The same as a document."""
    headline, dek, *sentences = _lines(result)
    return PrintedDocument(headline, (plain_items("", sentences),), dek, note, language)


def _plain(line: str) -> str:
    return _NUMBERED.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", line))


def _lines(result: Summary) -> list[str]:
    """Headline, dek and sentences, each on one line."""
    texts = (result.headline.text, result.dek.text, *(s.text for s in result.sentences))
    return [" ".join(text.split()) for text in texts]


EXPORTS: Mapping[str, Export[Summary]] = {
    "txt": Export("txt", "text/plain", lambda result, note, _: summary_to_text(result, note)),
    "md": Export(
        "md",
        "text/markdown",
        lambda result, note, _: summary_to_markdown(result, note),
        label="Markdown",
    ),
    **document_exports(printed),
    **JSON_ALONE,
}
