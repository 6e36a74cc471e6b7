"""The sentences that every side of the NER benchmarks is trained and scored on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from scripts.leaks import near_duplicates, same_texts
from textnn.config import Settings
from textnn.datasets.ner.corpora import TAGS, Entity, TaggedText, corpora
from textnn.datasets.ner.tagging import Example, examples, make_example
from textnn.evaluation.spans import Spans

FIVE = ("PER", "LOC", "ORG", "TIME", "VALUE")
"""Categories of the selective HAREM."""

CATEGORIES: dict[str, tuple[str, ...]] = {"ten": TAGS, "five": FIVE}

JOINT = ("uner_bosque", "second_harem_ten", "paramopama")
"""What a joint training adds to First HAREM; of UNER its training part alone."""


def cut(document: TaggedText) -> Iterator[TaggedText]:
    """The sentences of a document, each with its entities and the document's id.

    Cut as for training: never through an entity, whatever its category. So ten categories and five
    are scored on the same sentences.
    """
    at = 0
    for example in examples([document], TAGS):
        start = document.text.index(example.text, at)
        at = start + len(example.text)
        inside = tuple(
            Entity(max(e.start, start) - start, min(e.end, at) - start, e.label)
            for e in document.entities
            if e.start < at and start < e.end
        )
        yield TaggedText(example.text, inside, document.source, document.id)


def read_sentences(settings: Settings, name: str, *splits: str, first: int = 0) -> list[TaggedText]:
    """Sentences of a corpus.

    Args:
        first: only so many texts of each split, for a try-out; 0: all.
    """
    corpus = corpora(settings.datasets_folder)[name]
    return [
        sentence
        for split in splits
        for document in islice(corpus.read(split), first or None)
        for sentence in cut(document)
    ]


def without_leaks(training: Sequence[TaggedText], held: Sequence[TaggedText]) -> list[TaggedText]:
    """Training sentences that hold no ``held`` sentence, nor three fifths of one's shingles."""
    left = [(str(number), item.text) for number, item in enumerate(held)]
    right = [(str(number), item.text) for number, item in enumerate(training)]
    pairs = near_duplicates(left, right, measure="containment")
    leaking = {int(pair.right) for pair in (*pairs, *same_texts(left, right))}
    return [item for number, item in enumerate(training) if number not in leaking]


def gold(sentences: Iterable[TaggedText], kept: Sequence[str] = TAGS) -> list[Spans]:
    """What should be found, in characters of each sentence."""
    return [[(e.start, e.end, e.label) for e in s.entities if e.label in kept] for s in sentences]


def to_examples(
    settings: Settings,
    sentences: Iterable[TaggedText],
    kept: Sequence[str] = TAGS,
    *,
    partial: bool = True,
) -> list[Example]:
    """Sentences as the tagger learns them.

    Args:
        kept: the categories there are; names of any other are plain text.
        partial: a corpus says nothing about the kept categories that it does not annotate. If not,
            its plain tokens are taken for outside of everything (the simple way).
    """
    dropped = tuple(set(TAGS) - set(kept))
    annotated = {
        name: (*corpus.tags, *dropped) if partial else TAGS
        for name, corpus in corpora(settings.datasets_folder).items()
    }
    found: list[Example] = []
    for item in sentences:
        entities = [e for e in item.entities if e.label in kept]
        example = make_example(item.text, entities, annotated[item.source], item.source)
        assert example is not None  # what cut gives has tokens
        found.append(example)
    return found
