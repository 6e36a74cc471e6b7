"""Marked texts -> sentences of tokens with the tags each may carry.

A corpus that does not annotate dates says nothing about a plain token being part of one. Such a
token may be outside or carry any tag of the categories its corpus leaves out; ``Example.allowed``
holds that knowledge and ``models.crf`` sums over it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from textnn.datasets.ner.corpora import TAGS, Entity, TaggedText
from textnn.datasets.ner.guidelines import Doubt, settle
from textnn.text.iob import TokenSpan, iob_tags, to_tags
from textnn.text.sentences import sentences
from textnn.text.words import words

IOB_TAGS = iob_tags(TAGS)
TAG_IDS = {tag: index for index, tag in enumerate(IOB_TAGS)}


@dataclass(frozen=True)
class Example:
    """A sentence ready to be learnt.

    Attributes:
        text: the sentence.
        tokens: offsets into ``text``.
        tags: ids into ``IOB_TAGS``, shape (tokens,); one legal sequence out of the allowed ones.
        allowed: which tags each token may carry, shape (tokens, tags), bool.
        source: name of the corpus.
    """

    text: str
    tokens: tuple[tuple[int, int], ...]
    tags: Tensor
    allowed: Tensor
    source: str


def token_spans(tokens: Sequence[tuple[int, int]], entities: Sequence[Entity]) -> list[TokenSpan]:
    """Entities counted in tokens; a token belongs to the entity it shares a character with.

    Entities between two tokens vanish; of two that share a token the first keeps it.
    """
    spans: list[TokenSpan] = []
    free = 0
    for entity in entities:
        inside = [
            index
            for index, (start, end) in enumerate(tokens)
            if index >= free and start < entity.end and end > entity.start
        ]
        if inside:
            spans.append((inside[0], inside[-1] + 1, entity.label))
            free = inside[-1] + 1
    return spans


def make_example(
    text: str,
    entities: Sequence[Entity],
    annotated: Sequence[str],
    source: str = "",
    never_people: Collection[str] = (),
) -> Example | None:
    """One sentence; None if it has no token.

    Args:
        annotated: the tags whose absence means something in this corpus.
        never_people: see ``guidelines.settle``.
    """
    tokens = words(text)
    if not tokens:
        return None
    certain, doubts = settle(text, entities, source, never_people)
    return open_example(text, tokens, certain, doubts, annotated, source)


def open_example(
    text: str,
    tokens: Sequence[tuple[int, int]],
    certain: Sequence[Entity],
    doubts: Sequence[Doubt],
    annotated: Sequence[str],
    source: str = "",
) -> Example:
    """One sentence of which some marks are left open; doubts never touch what is certain."""
    chosen = [Entity(d.start, d.end, d.labels[0]) for d in doubts if not d.outside]
    spans = token_spans(tokens, sorted((*certain, *chosen), key=lambda entity: entity.start))
    ids = torch.tensor([TAG_IDS[tag] for tag in to_tags(spans, len(tokens))])
    allowed = torch.nn.functional.one_hot(ids, len(IOB_TAGS)).bool()
    silent = torch.tensor([tag[2:] not in annotated for tag in IOB_TAGS[1:]])
    outside = ids == 0
    allowed[:, 1:] |= outside[:, None] & silent
    for doubt in doubts:
        for start, end, _ in token_spans(tokens, [Entity(doubt.start, doubt.end, "")]):
            for label in doubt.labels:
                first = start + (not doubt.outside)  # a certain name begins where it begins
                allowed[start, TAG_IDS[f"B-{label}"]] = True
                allowed[first:end, TAG_IDS[f"I-{label}"]] = True
                if doubt.outside:
                    allowed[start:end, TAG_IDS[f"B-{label}"]] = True
    return Example(text, tuple(tokens), ids, allowed, source)


def examples(
    texts: Iterator[TaggedText] | Sequence[TaggedText],
    annotated: Sequence[str],
    never_people: Collection[str] = (),
) -> Iterator[Example]:
    """Sentences of marked texts; whole documents are cut, never through an entity."""
    for item in texts:
        for start, end in _pieces(item):
            # An entity may begin or end in the white space around its sentence.
            inside = [
                Entity(max(entity.start, start) - start, min(entity.end, end) - start, entity.label)
                for entity in item.entities
                if entity.start < end and start < entity.end
            ]
            example = make_example(
                item.text[start:end], inside, annotated, item.source, never_people
            )
            if example is not None:
                yield example


def _pieces(item: TaggedText) -> list[tuple[int, int]]:
    """Sentence borders, those inside an entity left out."""
    pieces: list[tuple[int, int]] = []
    for start, end in sentences(item.text):
        if pieces and any(e.start < start < e.end for e in item.entities):
            pieces[-1] = (pieces[-1][0], end)
        else:
            pieces.append((start, end))
    return pieces
