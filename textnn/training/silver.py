"""Silver examples: news that taggers have marked, for the next one to learn from.

A *noisy student* (Xie et al. 2020, "Self-training with noisy student") learns what its teachers say
of text that nobody has annotated, with the dropout that the teachers did not have. Teachers err, so
only what they agree on is taken: of every token those tags stay open whose posterior, the mean over
the teachers, is at least ``OPEN``. What patterns find (``datasets.ner.expressions``) is certain.

One teacher is at hand and says how sure it is of every tag. Another one may have left its marks in
a file, as the tagger with character states did before this one (at commit 73cc71e: 530 words a
second, so it marked a part of the news).
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from textnn.datasets.ner.corpora import Entity, TaggedText
from textnn.datasets.ner.expressions import exchanged, marked, with_gene
from textnn.datasets.ner.tagging import IOB_TAGS, TAG_IDS, Example, token_spans
from textnn.models.tagger import Tagger, collate
from textnn.text.features import Lexicon
from textnn.text.iob import to_spans, to_tags
from textnn.text.sentences import sentences
from textnn.text.words import words

OPEN = 0.15
"""Least mean posterior of a tag that stays open."""

UNMARKED = 0.95
"""How sure a teacher that left only its marks is of what it did not mark."""

AT_ONCE = 64
"""Sentences that the teacher tags together."""

_NAMES = torch.tensor([tag[2:] not in ("", "TIME", "VALUE") for tag in IOB_TAGS])


class Teacher(NamedTuple):
    """A trained tagger with the features it reads."""

    tagger: Tagger
    lexicon: Lexicon


class Mark(NamedTuple):
    """What another tagger marked: offsets, its tag, and how sure it was, 0 to 1."""

    start: int
    end: int
    tag: str
    score: float


class Sentence(NamedTuple):
    """A sentence to be marked.

    item: with what is certain
    marks: of another teacher; None: there was none
    """

    item: TaggedText
    marks: tuple[Mark, ...] | None = None


def read_marked(path: Path) -> Iterator[Sentence]:
    """Sentences that another tagger marked.

    A JSON line each: ``[text, [[start, end, tag, score], ...]]``.
    """
    with path.open(encoding="utf-8") as file:
        for line in file:
            text, marks = json.loads(line)
            yield Sentence(marked(TaggedText(text, (), "")), tuple(Mark(*one) for one in marks))


def varied_sentences(texts: Iterable[str], seed: int = 1) -> Iterator[Sentence]:
    """Sentences with what patterns find marked; in half of them something else in its place."""
    chance = random.Random(seed)
    for text in texts:
        for start, end in sentences(text):
            item = TaggedText(text[start:end], (), "")
            item = with_gene(item, chance) or item
            yield Sentence(exchanged(item, chance) if chance.random() < 0.5 else marked(item))


def silver_examples(found: Iterable[Sentence], teacher: Teacher) -> Iterator[Example]:
    """Sentences with the tags that the teachers leave open."""
    remaining = (one for one in found if words(one.item.text))
    while group := list(islice(remaining, 50 * AT_ONCE)):
        group.sort(key=lambda one: len(one.item.text))  # padded batches stay small
        for begin in range(0, len(group), AT_ONCE):
            yield from _mark(group[begin : begin + AT_ONCE], teacher)


def _mark(found: Sequence[Sentence], teacher: Teacher) -> Iterator[Example]:
    tokens = [words(one.item.text) for one in found]
    said = [[o.item.text[a:b] for a, b in spans] for o, spans in zip(found, tokens, strict=True)]
    _, posterior = teacher.tagger.decode(collate([teacher.lexicon(one) for one in said]))
    for one, spans, chances in zip(found, tokens, posterior, strict=True):
        chances = chances[: len(spans)]
        if one.marks is not None:
            chances = (chances + posterior_of_marks(spans, one.marks)) / 2
        yield silver_example(one.item, spans, chances)


def posterior_of_marks(tokens: Sequence[tuple[int, int]], marks: Sequence[Mark]) -> Tensor:
    """What a teacher thought of every token, as far as its marks tell; shape (tokens, tags)."""
    found = torch.zeros(len(tokens), len(IOB_TAGS))
    found[:, 0] = UNMARKED
    for mark in marks:
        for start, end, tag in token_spans(tokens, [Entity(mark.start, mark.end, mark.tag)]):
            found[start:end, 0] = 1 - mark.score
            found[start, TAG_IDS[f"B-{tag}"]] = mark.score
            found[start + 1 : end, TAG_IDS[f"I-{tag}"]] = mark.score
    return found


def silver_example(
    item: TaggedText, tokens: Sequence[tuple[int, int]], posterior: Tensor
) -> Example:
    """A sentence of which some tags stay open.

    Args:
        item: its entities are certain, but for times and amounts inside what is more likely a name
        tokens: offsets into the text
        posterior: shape (tokens, tags)
    """
    allowed = posterior >= OPEN
    spans = to_spans([IOB_TAGS[tag] for tag in posterior.argmax(1).tolist()])
    name = posterior[:, _NAMES].sum(1)
    for first, after, label in token_spans(tokens, item.entities):
        if label == "THING" or float(name[first:after].max()) < 0.5:
            spans = [one for one in spans if one[1] <= first or after <= one[0]]
            spans.append((first, after, label))
            allowed[first:after] = False
    tags = torch.tensor([TAG_IDS[tag] for tag in to_tags(sorted(spans), len(tokens))])
    allowed = allowed | functional.one_hot(tags, len(IOB_TAGS)).bool()
    return Example(item.text, tuple(tokens), tags, allowed, "silver")
