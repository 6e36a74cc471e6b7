"""Recipe of the tagger: a teacher learns what people annotated, a student that and marked news.

    textnn train words      word vectors, read from ``runs/words``
    textnn train forms      vectors of written forms, read from ``runs/forms``
    textnn train tagger     teacher, silver and student, one after the other

``--stage`` names one of the three: ``teacher`` leaves ``runs/tagger-teacher``, ``silver`` the news
with what the teacher says of them, ``runs/tagger/silver.pt``, and ``student`` the model's folder.

Both are the same network. The corpora annotate different categories; ``datasets.ner.tagging`` says
what of a token is known, and the likelihood sums over the rest.
"""

from __future__ import annotations

import random
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.optim import AdamW

from textnn import checkpoints
from textnn.config import Settings
from textnn.datasets.ner.corpora import TAGS, corpora
from textnn.datasets.ner.expressions import exchanged, expressions, marked
from textnn.datasets.ner.news import NEWS, NEWS_TAGS, read_news_names
from textnn.datasets.ner.tagging import IOB_TAGS, Example, examples
from textnn.datasets.ner.weak import as_shouted, made
from textnn.datasets.news import news_file, read_articles
from textnn.engine.configs import TaggerConfig
from textnn.evaluation.spans import span_scores
from textnn.models.tagger import Tagger, TokenBatch, collate
from textnn.text.features import Features, TokenFeaturizer, rows
from textnn.text.iob import to_spans
from textnn.text.normalize import normalize
from textnn.training.curve import draw_curve
from textnn.training.loop import (
    CHECKPOINT,
    Budget,
    SupervisedRecipe,
    alike_batches,
    read_checkpoint,
    train,
)
from textnn.training.runs import RUNS, begin_stage, fastest_device, first_metrics, read_vectors
from textnn.training.silver import (
    Teacher,
    read_silver,
    save_silver,
    silver_examples,
    varied_sentences,
)

STAGES = ("teacher", "silver", "student")
"""What a training consists of, in order."""

REPEATS = {
    "uner_bosque": 2,
    "first_harem": 3,
    "second_harem_ten": 3,
    "lener_br": 1,
    "paramopama": 1,
    NEWS: 1,
    "made": 1,
    "silver": 1,
}
"""How often an epoch shows a sentence: gold counts for more than silver."""

GOLD = ("uner_bosque", "first_harem", "second_harem_ten", NEWS, "made")
"""Corpora of the last epochs, which show these alone: news, all categories, and what is made."""

MADE = 4_000
"""Sentences made for what the corpora hardly hold, see ``datasets.ner.weak``."""

SILVER = 60_000
"""Sentences of the news that the student learns from."""

HIDDEN = (256,)
"""Width of the layer of teacher and student."""


@dataclass(frozen=True)
class TaggerOptions:
    """How a tagger is trained.

    Attributes:
        batch_size: sentences a step.
        rate: highest learning rate (Adam).
        weight_decay: of all trained weights.
        seed: order of the sentences, first weights, dropout.
    """

    batch_size: int = 32
    rate: float = 2e-3
    weight_decay: float = 1e-4
    seed: int = 1


@dataclass(frozen=True)
class FeaturizedExamples:
    """Examples with their features, index by index."""

    examples: Sequence[Example]
    features: Sequence[Features]

    def batch(self, indices: Sequence[int]) -> tuple[TokenBatch, Tensor]:
        """Padded sentences, and the tags each token may carry, shape (sentences, length, tags)."""
        batch = collate([self.features[index] for index in indices])
        allowed = torch.ones(*batch.mask.shape, len(IOB_TAGS), dtype=torch.bool)
        for row, index in enumerate(indices):
            example = self.examples[index]
            allowed[row, : len(example.tokens)] = example.allowed
        return batch, allowed


def prepare(found: Sequence[Example], featurizer: TokenFeaturizer) -> FeaturizedExamples:
    """Features of all examples."""
    return FeaturizedExamples(
        found, [featurizer([e.text[start:end] for start, end in e.tokens]) for e in found]
    )


class TaggerRecipe(SupervisedRecipe):
    """Steps over shuffled sentences of like length, epoch by epoch.

    Args:
        epochs: for every epoch how often it shows each training sentence; one epoch that shows
            each once if left out. The last epochs may so leave out what is only roughly right.
    """

    unit = "nats/sentence"

    def __init__(
        self,
        model: Tagger,
        train: FeaturizedExamples,
        dev: FeaturizedExamples,
        options: TaggerOptions,
        epochs: Sequence[Sequence[int]] | None = None,
    ) -> None:
        self.model: Tagger = model
        self.train, self.dev, self.options = train, dev, options
        self.epochs = epochs or [[1] * len(train.examples)]
        sizes = [-(-sum(weights) // options.batch_size) for weights in self.epochs]
        self.starts = [sum(sizes[:epoch]) for epoch in range(len(sizes) + 1)]
        trained = [p for p in model.parameters() if p.requires_grad]
        self.optimizers = (
            AdamW(trained, lr=options.rate, weight_decay=options.weight_decay, fused=True),
        )
        self.epoch, self.batches = -1, list[list[int]]()

    @property
    def steps(self) -> int:
        """Batches in all epochs together."""
        return self.starts[-1]

    def _shuffle(self, epoch: int) -> None:
        rng = random.Random(f"{self.options.seed} {epoch}")
        weights = self.epochs[epoch % len(self.epochs)]
        pool = [index for index, times in enumerate(weights) for _ in range(times)]
        lengths = [len(example.tokens) for example in self.train.examples]
        size = self.options.batch_size
        self.batches = alike_batches(pool, size, lengths.__getitem__, rng, group=50)
        self.epoch = epoch

    def loss(self, step: int) -> Tensor:
        """Mean negative log-likelihood of the next batch, nats a sentence.

        After the last epoch the first comes again, in another order.
        """
        cycle, within = divmod(step, self.steps)
        epoch = bisect_right(self.starts, within) - 1
        number = cycle * len(self.epochs) + epoch
        if number != self.epoch:
            self._shuffle(number)
        batch, allowed = self.train.batch(self.batches[within - self.starts[epoch]])
        _, loss = self.model(batch.to(self.device), allowed.to(self.device))
        assert isinstance(loss, Tensor)
        return loss

    def evaluate(self) -> dict[str, float]:
        """Exact-span scores on the dev split, over the labels it uses."""
        self.model.eval()
        gold, found = [], []
        for begin in range(0, len(self.dev.examples), 64):
            indices = range(begin, min(begin + 64, len(self.dev.examples)))
            batch, _ = self.dev.batch(indices)
            paths, _ = self.model.decode(batch.to(self.device))
            found += [to_spans(path) for path in paths]
            gold += [
                to_spans([IOB_TAGS[tag] for tag in self.dev.examples[index].tags.tolist()])
                for index in indices
            ]
        self.model.train()
        scores = span_scores(gold, found)
        return {"dev_f1": scores.f1, "dev_precision": scores.precision, "dev_recall": scores.recall}


def gold_examples(
    settings: Settings, names: Iterable[str] = REPEATS, seed: int = 1
) -> list[Example]:
    """Training sentences of the named corpora, as First HAREM would mark them.

    Sentences of corpora without amounts are there twice more where a pattern finds a time or an
    amount: marked as they stand, and with others in their place.
    """
    folder, rng = settings.datasets_folder, random.Random(seed)
    known, never_people = corpora(folder), read_never_people(settings)
    bosque = {_key(item.text) for item in known["uner_bosque"].read()}
    found = list[Example]()
    for name in names:
        if name == NEWS:
            texts, tags = read_news_names(folder), NEWS_TAGS
        elif name in known:
            texts, tags = known[name].read(), known[name].tags
        else:
            continue
        for number, item in enumerate(texts):
            if name == "paramopama" and _key(item.text) in bosque:
                continue  # stands in UNER, with better marks
            if name == "lener_br" and number % 5 >= 2:
                continue  # legal prose: a part is enough
            variants = [item]
            if "VALUE" not in tags:  # sentences, not documents
                variants += as_shouted(item, rng)
            if "VALUE" not in tags and expressions(item.text, item.entities):
                variants += [marked(item), exchanged(item, rng)]
            found += examples(variants, tags, never_people)
    pools = {label: names_of(found, label) for label in ("PER", "LOC", "ORG")}
    if all(pools.values()):
        found += examples(list(made(MADE, pools, rng)), TAGS)
    return found


def names_of(found: Iterable[Example], label: str) -> list[str]:
    """Names of up to three tokens that examples mark with a label, as often as they stand there."""
    return [
        example.text[example.tokens[first][0] : example.tokens[after - 1][1]]
        for example in found
        for first, after, name in to_spans([IOB_TAGS[tag] for tag in example.tags.tolist()])
        if name == label and after - first <= 3 and example.text[example.tokens[first][0]].isupper()
    ]


def read_never_people(settings: Settings) -> frozenset[str]:
    """Names that First HAREM and UNER mark as places or organisations and never as people."""
    labels = dict[str, set[str]]()
    for name in ("first_harem", "uner_bosque"):
        for item in corpora(settings.datasets_folder)[name].read():
            for entity in item.entities:
                said = item.text[entity.start : entity.end]
                labels.setdefault(said, set()).add(entity.label)
    return frozenset(name for name, found in labels.items() if found <= {"LOC", "ORG"})


def _key(text: str) -> str:
    """Case, punctuation and spaces aside."""
    return " ".join(re.findall(r"\w+", text.lower()))


def curriculum(found: Sequence[Example], first: int, last: int) -> list[list[int]]:
    """How often each epoch shows each sentence: ``first`` over everything, ``last`` over gold."""
    everything = [REPEATS[example.source] for example in found]
    gold = [
        times if example.source in GOLD else 0
        for times, example in zip(everything, found, strict=True)
    ]
    return [*[everything] * first, *[gold] * last]


def dev_examples(settings: Settings, names: Iterable[str] = GOLD[:3]) -> list[Example]:
    """Dev sentences of the named corpora, as First HAREM would mark them."""
    known, never_people = corpora(settings.datasets_folder), read_never_people(settings)
    return [
        example
        for name in names
        for example in examples(known[name].read("dev"), known[name].tags, never_people)
    ]


def fit_temperature(model: Tagger, dev: FeaturizedExamples) -> float:
    """The temperature with which the scores of dev's marks have the least log loss.

    A mark's score is that of its least sure token, as people see it.
    """
    costs = dict[float, float]()
    for temperature in (number / 10 for number in range(7, 31)):
        model.config = replace(model.config, temperature=temperature)
        scores, right = marks_with_scores(model, dev)
        likelihood = torch.where(right, scores, 1 - scores).clamp(min=1e-6)
        costs[temperature] = -float(likelihood.log().mean())
    return min(costs, key=lambda temperature: costs[temperature])


def marks_with_scores(
    model: Tagger, dev: FeaturizedExamples, at_once: int = 64
) -> tuple[Tensor, Tensor]:
    """Score of every mark found in dev, of labels that its corpus annotates, and if it is right.

    Returns:
        scores, 0 to 1, and whether each is right, shape (marks,) both
    """
    ids, scores, right = {tag: n for n, tag in enumerate(model.tags)}, list[float](), list[bool]()
    for begin in range(0, len(dev.examples), at_once):
        part = range(begin, min(begin + at_once, len(dev.examples)))
        paths, posterior = model.decode(dev.batch(part)[0].to(model.device))
        for index, path, probabilities in zip(part, paths, posterior.tolist(), strict=True):
            example = dev.examples[index]
            gold = set(to_spans([IOB_TAGS[tag] for tag in example.tags.tolist()]))
            for span in to_spans(path):
                places = [(token, ids[path[token]]) for token in range(span[0], span[1])]
                if span not in gold and all(example.allowed[place] for place in places):
                    continue  # nobody said whether it is right
                scores.append(min(probabilities[token][tag] for token, tag in places))
                right.append(span in gold)
    return torch.tensor(scores), torch.tensor(right)


def train_tagger(
    settings: Settings, minutes: float, resume: bool, seed: int, stage: str = ""
) -> dict[str, Any]:
    """Trains the teacher, then the student from its weights on; writes the student's folder.

    The teacher's run is kept in ``runs/tagger-teacher`` and not begun anew once it has ended, but
    where that stage alone is asked for. The tagger that ships votes with it on the news.

    Args:
        settings: where data sets and models are.
        minutes: of the student alone, or of the stage; 0: as long as its epochs take.
        resume: go on from ``runs/``.
        seed: of order, first weights and dropout.
        stage: one of ``STAGES``; empty: all.

    Returns:
        the metrics that stand in the model folder, or the figures of a stage before it.

    Raises:
        UserError: a data set, vectors, or what the stages before leave are missing.
    """
    teacher, run = RUNS / "tagger-teacher", RUNS / "tagger"
    paths = (teacher / CHECKPOINT, run / "silver.pt", run / CHECKPOINT)
    left = dict(zip(STAGES, paths, strict=True))
    options, gold = TaggerOptions(seed=seed), gold_examples(settings, seed=seed)
    (vocabulary, words), (forms, contexts) = read_vectors("words"), read_vectors("forms")
    config = TaggerConfig(
        TAGS,
        words=len(vocabulary),
        word_size=words.shape[1],
        forms=len(forms),
        form_size=contexts.shape[1],
        hidden_sizes=HIDDEN,
    )
    featurizer = TokenFeaturizer(rows(vocabulary), rows(forms), config.affixes, config.spellings)
    dev = prepare(dev_examples(settings), featurizer)
    if stage:
        begin_stage("tagger", left, stage, resume=resume)
    elif not resume:
        for path in paths[1:]:  # a later resumption would take them for its own
            path.unlink(missing_ok=True)

    model = Tagger(config)
    model.words.weight.data.copy_(words)
    model.forms.weight.data.copy_(contexts)
    model.to(fastest_device())

    def learn(
        found: Sequence[Example], epochs: list[list[int]], folder: Path, minutes: float, again: bool
    ) -> dict[str, Any]:
        recipe = TaggerRecipe(model.train(), prepare(found, featurizer), dev, options, epochs)
        every = -(-recipe.steps // 6)
        budget = Budget(recipe.steps, clip=5.0, minutes=minutes, evaluate_every=every)
        figures = train(recipe, budget, folder, resume=again)
        model.eval()
        return figures

    if stage in ("", "teacher"):
        again = resume or (not stage and left["teacher"].exists())
        limit = minutes if stage else 0
        figures = learn(gold, curriculum(gold, 2, 1), teacher, limit, again)
        if stage:
            return figures
    else:
        model.load_state_dict(read_checkpoint(left["teacher"])["parts"]["model"])
        model.eval()
    if stage != "student" and not (resume and left["silver"].exists()):
        teachers = [Teacher(model, featurizer), *shipped_teacher(settings, featurizer)]
        save_silver(make_silver(settings, teachers, seed), left["silver"])
    silver = read_silver(left["silver"])
    if stage == "silver":
        return {"silver": len(silver)}
    found = gold + silver
    figures = learn(found, curriculum(found, 1, 1), run, minutes, resume)
    model.config = replace(config, temperature=fit_temperature(model, dev))
    draw_curve(run / "log.jsonl", settings.models / "tagger" / "curve.png")
    metrics = first_metrics("ner: " + ", ".join(REPEATS), len(found), options) | figures
    checkpoints.save(settings.models / "tagger", "tagger", model.cpu(), metrics, vocabulary, forms)
    return metrics


def shipped_teacher(settings: Settings, featurizer: TokenFeaturizer) -> list[Teacher]:
    """The tagger that stands in its folder, if there is one that reads the same features."""
    if not (settings.models / "tagger" / "weights.safetensors").is_file():
        return []
    shipped = checkpoints.load(settings.models / "tagger")
    same = shipped.vocabulary == tuple(featurizer.vocabulary)
    tagger = checkpoints.network(shipped, Tagger).to(fastest_device())
    return [Teacher(tagger, featurizer)] if same else []


def make_silver(settings: Settings, teachers: Sequence[Teacher], seed: int) -> list[Example]:
    """Sentences of the news with what the teachers say of them."""
    articles = read_articles(news_file(settings.datasets_folder, "train"))
    texts = [f"{article.title}\n{_beginning(article.text)}" for article in articles]
    random.Random(seed).shuffle(texts)
    found = varied_sentences((normalize(text).text for text in texts), seed)
    return list(islice(silver_examples(found, teachers), SILVER))


def _beginning(text: str, lines: int = 8) -> str:
    """The first lines of an article: many beginnings hold more names than few whole ones."""
    return "\n".join(text.split("\n")[:lines])
