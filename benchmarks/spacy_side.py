"""spaCy's side of the NER benchmarks: its own ``ner`` pipe, trained from nothing.

``spacy.blank("pt")`` with the pipe's default network (hashed embeddings, four convolutions, a
transition-based parser), its own tokenizer and its default Adam; batches compounding from 4 to 32
sentences, dropout 0.2, a fixed number of epochs over all training sentences. No sentence is held
out to stop early: textnn's side has none either.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import spacy
from spacy.language import Language
from spacy.tokens import Span
from spacy.training import Example
from thinc.util import fix_random_seed

from textnn.datasets.ner.corpora import TaggedText
from textnn.evaluation.spans import Spans

VERSION: str = spacy.about.__version__


@dataclass(frozen=True)
class SpacyOptions:
    """How spaCy is trained.

    Attributes:
        epochs: passes over the training sentences.
        dropout: of its network.
        seed: of weights, order and dropout.
    """

    epochs: int = 30
    dropout: float = 0.2
    seed: int = 1


def train_spacy(
    sentences: Sequence[TaggedText], gold: Sequence[Spans], options: SpacyOptions
) -> Language:
    """A pipeline that knows ``gold``'s labels."""
    fix_random_seed(options.seed)
    rng = random.Random(options.seed)
    nlp = spacy.blank("pt")
    nlp.add_pipe("ner")
    examples = [to_example(nlp, s.text, spans) for s, spans in zip(sentences, gold, strict=True)]
    optimizer = nlp.initialize(lambda: examples)
    sizes = compounding(4.0, 32.0, 1.001)
    for _ in range(options.epochs):
        rng.shuffle(examples)
        rest = iter(examples)
        while batch := list(islice(rest, next(sizes))):
            nlp.update(batch, drop=options.dropout, sgd=optimizer)
    return nlp


def compounding(start: float, stop: float, factor: float) -> Iterator[int]:
    """Batch sizes that grow by ``factor`` a batch up to ``stop``, over all epochs."""
    size = start
    while True:
        yield int(size)
        size = min(stop, size * factor)


def to_example(nlp: Language, text: str, gold: Spans) -> Example:
    """A training sentence in spaCy's own tokens.

    A token belongs to the entity it shares a character with, as on textnn's side; of two entities
    that meet in one token the first keeps it.
    """
    doc = nlp.make_doc(text)
    spans: list[Span] = []
    for start, end, label in sorted(gold):
        span = doc.char_span(start, end, label=label, alignment_mode="expand")
        if span is not None and (not spans or span.start >= spans[-1].end):
            spans.append(span)
    reference = doc.copy()
    reference.set_ents([Span(reference, s.start, s.end, label=s.label) for s in spans])
    return Example(nlp.make_doc(text), reference)


def find(nlp: Language, texts: Sequence[str]) -> list[Spans]:
    """What spaCy finds, in characters of each text."""
    return [[(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in nlp.pipe(texts)]
