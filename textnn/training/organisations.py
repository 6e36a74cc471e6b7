"""Recipe of the network that tells kinds of organisations: labelled names, learnt in a minute."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from torch.optim import AdamW

from textnn import checkpoints
from textnn.config import Settings
from textnn.datasets.ner.corpora import display_label
from textnn.datasets.news import news_file, read_articles
from textnn.datasets.organisations import LabelledName, read_organisations
from textnn.engine.configs import OrganisationsConfig
from textnn.engine.folder import Floats
from textnn.engine.organisations import (
    Mark,
    NameBatch,
    NameTokens,
    Surroundings,
    batch_of,
    featurizer_of,
)
from textnn.engine.tagger import ServedTagger, open_tagger
from textnn.errors import UserError
from textnn.models.fitting import fit_temperature
from textnn.models.organisations import Organisations
from textnn.pretrained import Models
from textnn.results.factsheet import ORGANISATION_KINDS
from textnn.text.features import Features, TokenFeaturizer, rows
from textnn.text.iob import to_spans
from textnn.text.normalize import normalize
from textnn.text.sentences import sentences
from textnn.text.words import words
from textnn.training.curve import draw_curve
from textnn.training.loop import Budget, SupervisedRecipe, shuffled, train
from textnn.training.runs import RUNS, first_metrics


@dataclass(frozen=True)
class OrganisationsOptions:
    """How the network is trained.

    Attributes:
        epochs: how often every name is seen.
        batch: names a step.
        rate: highest learning rate (AdamW).
        decay: weight decay.
        unfamiliar: part of the looks at which all words of a name are others.
        unknown: part of the other tokens that are taken for unknown.
        seed: order, first weights, dropout, and all that is changed.
    """

    epochs: int = 28
    batch: int = 64
    rate: float = 3e-3
    decay: float = 0.05
    unfamiliar: float = 0.35
    unknown: float = 0.1
    seed: int = 1


class OrganisationExample(NamedTuple):
    """A name in numbers and the place of its kind in ``ORGANISATION_KINDS``."""

    name: NameTokens
    kind: int


def examples(
    settings: Settings,
    names: Sequence[LabelledName],
    tagger: ServedTagger,
    featurizer: TokenFeaturizer,
) -> Iterator[OrganisationExample]:
    """Names as the network sees them, in the order of the news.

    Raises:
        UserError: the news are missing.
    """
    folder, config = tagger.folder, tagger.config
    own = TokenFeaturizer(
        rows(folder.vocabulary), rows(folder.forms), config.affixes, config.spellings
    )
    wanted = defaultdict[str, list[LabelledName]](list)
    for one in names:
        wanted[one.article].append(one)
    for article in read_articles(news_file(settings.datasets_folder, "train")):
        if article.id not in wanted:
            continue
        clean = normalize(article.text)
        spans, given = sentences(clean.text), wanted.pop(article.id)
        places = [[clean.normal_span(*place) for place in one.places] for one in given]
        firsts = sorted(start for one in places for start, _ in one)
        read = [
            span for span in spans if bisect_left(firsts, span[0]) < bisect_left(firsts, span[1])
        ]
        around = Surroundings(clean.text, spans, marks(clean.text, read, tagger, own), featurizer)
        for one, where in zip(given, places, strict=True):
            name = around.of(where)
            if name is not None:
                yield OrganisationExample(name, ORGANISATION_KINDS.index(one.kind))


def marks(
    text: str,
    spans: Sequence[tuple[int, int]],
    tagger: ServedTagger,
    featurizer: TokenFeaturizer,
) -> list[Mark]:
    """What a tagger marks in some sentences of a text, each by itself.

    Args:
        featurizer: the tagger's.
    """
    tokens = [[(start + a, start + b) for a, b in words(text[start:end])] for start, end in spans]
    tokens = [one for one in tokens if one]
    if not tokens:
        return []
    paths, _ = tagger.decode([featurizer([text[a:b] for a, b in one]) for one in tokens])
    return [
        (one[first][0], one[after - 1][1], display_label(tag))
        for one, path in zip(tokens, paths, strict=True)
        for first, after, tag in to_spans(path)
    ]


def unfamiliar(batch: NameBatch, part: float, rng: np.random.Generator) -> NameBatch:
    """A batch in which a part of the names are others, so that what stands around must do.

    Each token of such a name becomes one of the same shape from somewhere in the batch, and in
    every second name one that no table knows: an acronym stays an acronym, but which one?
    """
    tokens = Features(*(column.copy() for column in batch.tokens))
    changed, unknown = (rng.random(len(batch.places)) < one for one in (part, 0.5))
    like = {int(one): np.flatnonzero(tokens.shapes == one) for one in np.unique(tokens.shapes)}
    owner = np.repeat(np.arange(len(batch.places)), batch.places)
    for place in np.flatnonzero(changed[owner]):
        for token in range(*batch.stretches[place, 0]):
            other = rng.choice(like[int(tokens.shapes[token])])
            for column, given in zip(tokens, batch.tokens, strict=True):
                column[token] = given[other]
            if unknown[owner[place]]:
                tokens.words[token] = tokens.forms[token] = 0
    return batch._replace(tokens=tokens)


class OrganisationsRecipe(SupervisedRecipe):
    """Steps over shuffled names.

    Args:
        learnt: names that are learnt from.
        held: names of other articles.
        tagger: whose word vectors are read.
    """

    unit = "nats/name"

    def __init__(
        self,
        learnt: Sequence[OrganisationExample],
        held: Sequence[OrganisationExample],
        tagger: ServedTagger,
        options: OrganisationsOptions,
        config: OrganisationsConfig,
    ) -> None:
        self.learnt, self.held, self.options = learnt, held, options
        self.tables = tagger.tables[:2]
        self.model: Organisations = Organisations(config)
        scales = [1 / table[:][1:].std() for table in self.tables]
        self.model.scales.copy_(torch.tensor(scales))
        self.an_epoch = max(1, len(learnt) // options.batch)
        self.steps = options.epochs * self.an_epoch
        self.optimizers = (
            AdamW(self.model.parameters(), lr=options.rate, weight_decay=options.decay),
        )

    def loss(self, step: int) -> Tensor:
        """Mean cross-entropy of some names' kinds, nats."""
        epoch, number = divmod(step, self.an_epoch)
        order = shuffled(len(self.learnt), f"{self.options.seed} {epoch}")
        rows = order[number * self.options.batch :][: self.options.batch]
        chosen = [self.learnt[row] for row in rows]
        rng = np.random.default_rng([self.options.seed, step])
        batch = unfamiliar(batch_of([one.name for one in chosen]), self.options.unfamiliar, rng)
        tokens = batch.tokens
        known = rng.random(len(tokens.words)) >= self.options.unknown
        tokens = tokens._replace(words=tokens.words * known, forms=tokens.forms * known)
        batch = batch._replace(tokens=tokens)  # row 0: unknown
        kinds = torch.tensor([one.kind for one in chosen])
        _, loss = self.model(batch, self._known(batch), kinds)
        assert isinstance(loss, Tensor)
        return loss

    def _known(self, batch: NameBatch) -> tuple[Floats, Floats]:
        words, forms = self.tables
        return words[batch.tokens.words], forms[batch.tokens.forms]

    @torch.no_grad()
    def logits(self, given: Sequence[OrganisationExample]) -> Tensor:
        """Of the kinds, shape (names, kinds)."""
        self.model.eval()
        batch = batch_of([one.name for one in given])
        logits: Tensor = self.model(batch, self._known(batch))[0]
        self.model.train()
        return logits

    def evaluate(self) -> dict[str, float]:
        """Accuracy and nats on the held names."""
        logits, kinds = self.logits(self.held), torch.tensor([one.kind for one in self.held])
        return {
            "dev_accuracy": (logits.argmax(1) == kinds).float().mean().item(),
            "dev_nats": functional.cross_entropy(logits, kinds).item(),
        }


def kind_figures(right: Sequence[int], found: Sequence[int]) -> dict[str, dict[str, float]]:
    """``precision`` and ``recall`` of each kind that there is.

    Args:
        right, found: places in ``ORGANISATION_KINDS``, of the same names.
    """
    true, told = np.asarray(right), np.asarray(found)
    precision, recall = dict[str, float](), dict[str, float]()
    for number, kind in enumerate(ORGANISATION_KINDS):
        both = int(((true == number) & (told == number)).sum())
        if is_so := int((true == number).sum()):
            precision[kind] = both / max(1, int((told == number).sum()))
            recall[kind] = both / is_so
    return {"precision": precision, "recall": recall}


def train_organisations(
    settings: Settings, minutes: float, resume: bool, seed: int
) -> dict[str, Any]:
    """Trains the network on ``data/organisations`` and writes its model folder.

    Raises:
        UserError: the tagger or the news are missing.
    """
    tagger = Models(settings.models).get("tagger", open_tagger)
    config = OrganisationsConfig(
        ORGANISATION_KINDS, tagger.config.word_size, tagger.config.form_size
    )
    featurizer = featurizer_of(config, tagger.folder)
    learnt, held = (
        [*examples(settings, [*read_organisations(part)], tagger, featurizer)]
        for part in ("train", "dev")
    )
    if not learnt or not held:
        raise UserError("nothing-to-learn", "organisations")
    recipe = OrganisationsRecipe(learnt, held, tagger, OrganisationsOptions(seed=seed), config)
    folder = RUNS / "organisations"
    budget = Budget(recipe.steps, minutes, warmup=60, evaluate_every=4 * recipe.an_epoch, clip=2.0)
    found = train(recipe, budget, folder, resume=resume)
    logits, kinds = recipe.logits(held), [one.kind for one in held]
    temperature = fit_temperature(logits, torch.tensor(kinds))
    recipe.model.eval().config = replace(config, temperature=round(temperature, 4))
    draw_curve(folder / "log.jsonl", settings.models / "organisations" / "curve.png")
    metrics = first_metrics("names of organisations; news: train", len(learnt), recipe.options)
    metrics |= {"held": len(held), "word_vectors": tagger.folder.checksum, **found}
    metrics |= kind_figures(kinds, logits.argmax(1).tolist())
    checkpoints.save(settings.models / "organisations", "organisations", recipe.model, metrics)
    return metrics
