"""Marked texts -> sentences of tokens with the tags each may carry.

A corpus that does not annotate dates says nothing about a plain token being part of one. Such a
token may be outside or carry any tag of the categories its corpus leaves out; ``Example.allowed``
holds that knowledge and ``models.crf`` sums over it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from textnn.datasets.ner import TAGS, Entity, TaggedText
from textnn.text.iob import TokenSpan, iob_tags, to_tags
from textnn.text.sentences import sentences
from textnn.text.words import words

IOB_TAGS = iob_tags(TAGS)
_TAG_IDS = {tag: index for index, tag in enumerate(IOB_TAGS)}

_PREPOSITION = re.compile(
    r"(?:(?:em|n[oa]s?|n(?:um|uma)|nest[ea]s?|de|d[oa]s?|até|desde|entre|por|pel[oa]s?|para|durante"
    r"|às?|aos?|a|com|após|sob|sobre)\s+)+(?:[oa]s?\s+)?",
    re.IGNORECASE,
)
_CALENDAR = re.compile(
    r"\d|janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro"
    r"|século|feira|sábado|domingo|década|\bano|\bm[êe]s|semana",
    re.IGNORECASE,
)


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
    text: str, entities: Sequence[Entity], annotated: Sequence[str], source: str = ""
) -> Example | None:
    """One sentence; None if it has no token.

    Args:
        annotated: the tags whose absence means something in this corpus.
    """
    tokens = words(text)
    if not tokens:
        return None
    certain, doubtful = _settle_times(text, entities, source)
    tags = to_tags(token_spans(tokens, certain), len(tokens))
    ids = torch.tensor([_TAG_IDS[tag] for tag in tags])
    allowed = torch.nn.functional.one_hot(ids, len(IOB_TAGS)).bool()
    silent = torch.tensor([tag[2:] not in annotated for tag in IOB_TAGS[1:]])
    outside = ids == 0
    allowed[:, 1:] |= outside[:, None] & silent
    for start, end, label in token_spans(tokens, doubtful):
        for prefix in "BI":
            allowed[start:end, _TAG_IDS[f"{prefix}-{label}"]] = True
    return Example(text, tuple(tokens), ids, allowed, source)


def examples(
    texts: Iterator[TaggedText] | Sequence[TaggedText], annotated: Sequence[str]
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
            example = make_example(item.text[start:end], inside, annotated, item.source)
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


def _settle_times(
    text: str, entities: Sequence[Entity], source: str
) -> tuple[list[Entity], list[Entity]]:
    """Brings the silver corpora's times to the gold standard: (certain, doubtful) entities.

    Paramopama and Second HAREM mark "em 1947" and also "hoje" and "mais tarde"; First HAREM marks
    "1947". The preposition goes, and what names no calendar time is neither a time nor none.
    """
    if source not in ("paramopama", "second_harem"):
        return list(entities), []
    certain, doubtful = [], []
    for entity in entities:
        said = text[entity.start : entity.end]
        if entity.label != "TIME":
            certain.append(entity)
        elif not _CALENDAR.search(said):
            doubtful.append(entity)
        else:
            lead = _PREPOSITION.match(said)
            start = entity.start + (lead.end() if lead and lead.end() < len(said) else 0)
            certain.append(Entity(start, entity.end, entity.label))
    return certain, doubtful
