"""Articles whose marks people corrected -> sentences to learn from."""

from __future__ import annotations

from collections.abc import Iterable

from textnn.datasets.ner.corpora import TAGS, Entity, TaggedText
from textnn.datasets.ner.guidelines import CORRECTED
from textnn.datasets.ner.tagging import Example, examples
from textnn.results import Highlight
from textnn.text.normalize import normalize


def corrected_text(result: Highlight) -> TaggedText:
    """The article in normal form, as the tagger reads it, with its marks.

    A mark on characters that the normal form leaves out vanishes.
    """
    clean, entities, free = normalize(result.text), list[Entity](), 0
    for span in result.spans:
        start, end = clean.normal_span(span.start, span.end)
        start, end = max(start, free), min(end, len(clean.text))
        if start < end:
            entities.append(Entity(start, end, span.label))
            free = end
    return TaggedText(clean.text, tuple(entities), CORRECTED)


def corrected_examples(results: Iterable[Highlight]) -> list[Example]:
    """Every sentence of corrected articles: what is not marked there is none of our categories."""
    return list(examples([corrected_text(result) for result in results], TAGS))
