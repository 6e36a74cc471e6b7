"""textnn's side of the NER benchmarks: taggers trained from the word vectors of the news."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from corpus import to_examples
from torch import Tensor

from textnn.checkpoints import load, network
from textnn.config import Settings
from textnn.datasets.ner.corpora import TAGS, TaggedText
from textnn.engine.configs import TaggerConfig
from textnn.evaluation.spans import Spans
from textnn.models.crf import FORBIDDEN, IobCRF
from textnn.models.tagger import Tagger
from textnn.pretrained import Models
from textnn.text.features import TokenFeaturizer
from textnn.text.iob import to_spans
from textnn.training.loop import Budget, train
from textnn.training.runs import read_vectors
from textnn.training.tagger import REPEATS, FeaturizedExamples, TaggerOptions, TaggerRecipe, prepare


@dataclass(frozen=True)
class Parts:
    """What was learnt from the news before any name was seen.

    Attributes:
        vocabulary: normal word -> row of ``vectors``.
        vectors: shape (words, word_size).
    """

    vocabulary: dict[str, int]
    vectors: Tensor


@dataclass(frozen=True)
class Variant:
    """What a tagger is built of and how long it learns.

    Attributes:
        epochs: passes over the training sentences; ``steps``, if not 0, stands instead.
        minutes: wall time at most; 0: no limit.
        spellings: hashed strings that it sees of a token.
        crf: whether a CRF joins its tags.
        seed: of weights, order and dropout.
    """

    epochs: int = 10
    steps: int = 0
    minutes: float = 0.0
    spellings: int = TaggerConfig.spellings
    crf: bool = True
    seed: int = 1


def load_parts(settings: Settings) -> Parts:
    """The shipped word vectors.

    A tagger keeps its word vectors as they came, so those of the shipped tagger are the ones that
    ``textnn train words`` made; without a tagger they are read from ``runs/words``.

    """
    models = Models(settings.models)
    if "tagger" in models.names():
        checkpoint = models.get("tagger", load)
        words, vectors = checkpoint.vocabulary, network(checkpoint, Tagger).words.weight.detach()
    else:
        words, vectors = read_vectors("words")
    vocabulary = {word: row for row, word in enumerate(words)}
    return Parts(vocabulary, vectors)


class Pool:
    """Sentences with their features, which every training picks from."""

    def __init__(self, settings: Settings, sentences: Sequence[TaggedText], parts: Parts) -> None:
        self.settings, self.sentences, self.parts = settings, sentences, parts
        known = to_examples(settings, sentences, partial=False)
        # features hang on the text alone, so any labels do here
        self.prepared = prepare(known, featurizer(parts, TaggerConfig.spellings))

    def take(
        self, indices: Sequence[int], kept: Sequence[str] = TAGS, *, partial: bool = True
    ) -> FeaturizedExamples:
        """Some of the sentences, labelled as ``to_examples`` says."""
        chosen = [self.sentences[index] for index in indices]
        return FeaturizedExamples(
            to_examples(self.settings, chosen, kept, partial=partial),
            [self.prepared.features[index] for index in indices],
        )


def featurizer(parts: Parts, spellings: int) -> TokenFeaturizer:
    """Features of tokens for a tagger that sees so many hashed strings."""
    return TokenFeaturizer(parts.vocabulary, {}, TaggerConfig.affixes, spellings)


def with_spellings(prepared: FeaturizedExamples, number: int) -> FeaturizedExamples:
    """The same sentences for a tagger that sees fewer hashed strings of a token."""
    fewer = [f._replace(affixes=f.affixes[:, :number]) for f in prepared.features]
    return FeaturizedExamples(prepared.examples, fewer)


def build(parts: Parts, variant: Variant) -> Tagger:
    """A tagger with first weights, as ``textnn train tagger`` builds it."""
    torch.manual_seed(variant.seed)
    model = Tagger(
        TaggerConfig(
            TAGS,
            words=len(parts.vocabulary),
            word_size=parts.vectors.shape[1],
            spellings=variant.spellings,
        )
    )
    if not variant.crf:
        model.crf = IndependentTags(model.tags)
    model.words.weight.data.copy_(parts.vectors)
    return model


class IndependentTags(IobCRF):
    """Stands for the CRF where each token decides for itself; the tags may be a stray ``I-X``."""

    def log_likelihood(self, emissions: Tensor, allowed: Tensor, mask: Tensor) -> Tensor:
        narrow = emissions.masked_fill(~allowed, FORBIDDEN).logsumexp(-1)
        return ((narrow - emissions.logsumexp(-1)) * mask).sum(1)

    def decode(self, emissions: Tensor, mask: Tensor) -> list[list[int]]:
        lengths = mask.sum(1).tolist()
        rows = emissions.argmax(-1).tolist()
        return [row[:length] for row, length in zip(rows, lengths, strict=True)]

    def marginals(self, emissions: Tensor, mask: Tensor, temperature: float = 1.0) -> Tensor:
        return (emissions / temperature).softmax(-1) * mask[..., None]


def epoch_steps(prepared: FeaturizedExamples, batch_size: int = TaggerOptions.batch_size) -> int:
    """Steps of an epoch in which gold sentences are shown as often as ``REPEATS`` says."""
    return -(-sum(_repeats(prepared)) // batch_size)


def train_tagger(
    parts: Parts, training: FeaturizedExamples, variant: Variant, start: Tagger | None = None
) -> Tagger:
    """Trains with the recipe of the shipped tagger; ready to tag.

    Args:
        start: a tagger of the same build whose weights are the first ones; it stays as it is.
    """
    model = build(parts, variant)
    if start is not None:
        model.load_state_dict(start.state_dict())
    data = with_spellings(training, variant.spellings)
    options = TaggerOptions(seed=variant.seed)
    recipe = TaggerRecipe(model, data, FeaturizedExamples((), ()), options, [_repeats(training)])
    steps = variant.steps or variant.epochs * recipe.steps
    budget = Budget(steps, variant.minutes, evaluate_every=steps + 1, clip=5.0)
    with TemporaryDirectory() as folder:
        train(recipe, budget, Path(folder))
    return model.eval()


def find(model: Tagger, prepared: FeaturizedExamples, at_once: int = 64) -> list[Spans]:
    """What a tagger finds, in characters of each sentence."""
    data = with_spellings(prepared, model.config.spellings)
    found: list[Spans] = []
    for begin in range(0, len(data.examples), at_once):
        indices = range(begin, min(begin + at_once, len(data.examples)))
        paths, _ = model.decode(data.batch(indices)[0])
        for index, path in zip(indices, paths, strict=True):
            tokens = data.examples[index].tokens
            found.append(
                [
                    (tokens[first][0], tokens[after - 1][1], tag)
                    for first, after, tag in to_spans(path)
                ]
            )
    return found


def _repeats(prepared: FeaturizedExamples) -> list[int]:
    """How often an epoch shows each sentence; a corpus alone is shown once."""
    if len({example.source for example in prepared.examples}) == 1:
        return [1] * len(prepared.examples)
    return [REPEATS[example.source] for example in prepared.examples]
