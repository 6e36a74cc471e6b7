"""Silver examples: news that a tagger has marked, for the next one to learn from.

A *noisy student* (Xie et al. 2020, "Self-training with noisy student") learns what its teacher says
of text that nobody has annotated, with the dropout that the teacher did not have. Teachers err, so
of every token those tags stay open whose posterior is at least ``OPEN``. Several teachers vote with
the mean of their posteriors. What patterns find (``datasets.ner.expressions`` and ``weak``) is
certain.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from textnn.datasets.ner.corpora import TaggedText
from textnn.datasets.ner.expressions import exchanged, marked, with_gene
from textnn.datasets.ner.tagging import IOB_TAGS, TAG_IDS, Example, token_spans
from textnn.datasets.ner.weak import neighbours
from textnn.models.tagger import Tagger, collate
from textnn.text.features import TokenFeaturizer
from textnn.text.iob import to_spans, to_tags
from textnn.text.sentences import sentences
from textnn.text.words import words

OPEN = 0.15
"""Least posterior of a tag that stays open."""

AT_ONCE = 64
"""Sentences that the teacher tags together."""

_NAMES = torch.tensor([tag[2:] not in ("", "TIME", "VALUE") for tag in IOB_TAGS])


class Teacher(NamedTuple):
    """A trained tagger with the features it reads."""

    tagger: Tagger
    featurizer: TokenFeaturizer


def varied_sentences(texts: Iterable[str], seed: int = 1) -> Iterator[TaggedText]:
    """Sentences with what patterns find marked; in half of them something else in its place."""
    rng = random.Random(seed)
    for text in texts:
        for start, end in sentences(text):
            said = text[start:end]
            item = TaggedText(said, tuple(neighbours(said)), "")
            item = with_gene(item, rng) or item
            yield exchanged(item, rng) if rng.random() < 0.5 else marked(item)


def silver_examples(found: Iterable[TaggedText], teachers: Sequence[Teacher]) -> Iterator[Example]:
    """Sentences with the tags that the teachers leave open; their features must be the same."""
    remaining = (item for item in found if words(item.text))
    while group := list(islice(remaining, 50 * AT_ONCE)):
        group.sort(key=lambda item: len(item.text))  # padded batches stay small
        for begin in range(0, len(group), AT_ONCE):
            yield from _mark(group[begin : begin + AT_ONCE], teachers)


def _mark(found: Sequence[TaggedText], teachers: Sequence[Teacher]) -> Iterator[Example]:
    tokens = [words(item.text) for item in found]
    said = [[i.text[a:b] for a, b in spans] for i, spans in zip(found, tokens, strict=True)]
    batch = collate([teachers[0].featurizer(one) for one in said])
    taggers = [one.tagger for one in teachers]
    votes = [tagger.decode(batch.to(tagger.device))[1].cpu() for tagger in taggers]
    posterior = torch.stack(votes).mean(0)
    for item, spans, probabilities in zip(found, tokens, posterior, strict=True):
        yield silver_example(item, spans, probabilities[: len(spans)])


def save_silver(found: Sequence[Example], path: Path) -> None:
    """Writes silver examples, at least one; beside and then renamed, so never half of them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "texts": [one.text for one in found],
        "lengths": [len(one.tokens) for one in found],
        "tokens": torch.tensor([token for one in found for token in one.tokens]),
        "tags": torch.cat([one.tags for one in found]),
        "allowed": torch.cat([one.allowed for one in found]),
    }
    beside = path.with_suffix(".part")
    torch.save(content, beside)
    beside.replace(path)


def read_silver(path: Path) -> list[Example]:
    """What ``save_silver`` wrote."""
    content = torch.load(path, weights_only=True)
    parts = (content[name].split(content["lengths"]) for name in ("tokens", "tags", "allowed"))
    return [
        Example(text, tuple((a, b) for a, b in tokens.tolist()), tags, allowed, "silver")
        for text, tokens, tags, allowed in zip(content["texts"], *parts, strict=True)
    ]


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
        if label not in ("TIME", "VALUE") or float(name[first:after].max()) < 0.5:
            spans = [one for one in spans if one[1] <= first or after <= one[0]]
            spans.append((first, after, label))
            allowed[first:after] = False
    tags = torch.tensor([TAG_IDS[tag] for tag in to_tags(sorted(spans), len(tokens))])
    allowed = allowed | functional.one_hot(tags, len(IOB_TAGS)).bool()
    return Example(item.text, tuple(tokens), tags, allowed, "silver")
