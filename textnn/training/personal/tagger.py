"""A personal tagger: the shipped one, trained on with what its owner corrected.

Every epoch shows all corrected sentences, and twice as many from what the tagger learnt before, so
that it does not forget that: *rehearsal* (Robins 1995, "Catastrophic forgetting, rehearsal and
pseudorehearsal"). Vectors of words and forms stay as they are. What it still forgets is won back as
``evaluation.kept`` does it.
"""

from __future__ import annotations

import copy
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch

from textnn import checkpoints
from textnn.config import DATA, Settings
from textnn.datasets.jsonl import read_records, string_field
from textnn.datasets.ner.corpora import TAGS, TaggedText, display_label, read_tagged
from textnn.datasets.ner.corrected import corrected_examples
from textnn.datasets.ner.guidelines import CORRECTED
from textnn.datasets.ner.tagging import IOB_TAGS, TAG_IDS, Example, examples
from textnn.errors import UserError
from textnn.evaluation.kept import as_far_as_kept, judged, split
from textnn.evaluation.spans import Spans, SpanScores, span_scores
from textnn.models.tagger import Tagger
from textnn.pretrained import Models
from textnn.results import Highlight, PersonalReport, Progress, ignore_progress
from textnn.text.features import TokenFeaturizer, rows
from textnn.text.iob import TokenSpan, to_spans
from textnn.text.normalize import normalize
from textnn.text.sentences import sentences
from textnn.training.loop import Budget
from textnn.training.silver import Teacher, silver_examples
from textnn.training.tagger import (
    REPEATS,
    FeaturizedExamples,
    TaggerOptions,
    TaggerRecipe,
    dev_examples,
    gold_examples,
    prepare,
)

AT_ONCE = 64
"""Sentences that are tagged together."""

REPLAYED = ("uner_bosque", "first_harem", "second_harem_ten")
"""Corpora of the last epochs of the shipped tagger; sentences are made of their names."""

OWN = ("summaries", "questions", "questions.dev", "questions.desk")
"""Articles that textnn ships, replayed where the corpora are not at hand."""

CHECKED = ("marks", "phrases")
"""Marked texts that textnn ships, none of them among ``OWN``: the check set, with the dev parts of
``REPLAYED`` where they are at hand."""


@dataclass(frozen=True)
class PersonalOptions:
    """How a personal tagger is trained.

    Attributes:
        epochs: how often it sees each corrected sentence.
        replay: sentences of the former data for each corrected one.
        least: fewest of them in an epoch.
        steps: most steps; a clock would leave less to learn on a busy machine.
        batch_size: sentences a step.
        rate: highest learning rate (Adam); it rises over the first tenth and falls by a cosine.
        seed: order and choice of the sentences, dropout.
    """

    epochs: int = 6
    replay: float = 2.0
    least: int = 640
    steps: int = 1000
    batch_size: int = 32
    rate: float = 2e-3
    seed: int = 1


def fine_tune(
    model: Tagger,
    corrected: FeaturizedExamples,
    replay: FeaturizedExamples,
    options: PersonalOptions,
    progress: Progress = ignore_progress,
) -> Tagger:
    """A copy of ``model`` that has learnt the corrected sentences.

    Args:
        model: stays as it is.
        corrected: what to learn.
        replay: what not to forget; a part of it is drawn for every epoch.
        options: how.
        progress: told after every step.
    """
    learner = copy.deepcopy(model).requires_grad_(True)
    for table in (learner.words, learner.forms):
        table.weight.requires_grad_(False)
    both = FeaturizedExamples(
        [*corrected.examples, *replay.examples], [*corrected.features, *replay.features]
    )
    epochs = _epochs(len(corrected.examples), replay.examples, options)
    how = TaggerOptions(options.batch_size, options.rate, seed=options.seed)
    recipe = TaggerRecipe(learner.train(), both, both, how, epochs)
    steps = min(options.steps, recipe.steps)
    budget = Budget(steps, warmup=max(1, steps // 10), clip=5.0)
    for step in range(steps):
        for group in recipe.optimizers[0].param_groups:
            group["lr"] = options.rate * budget.rate(step, 0.0)
        recipe.learn(step, budget.clip)
        progress((step + 1) / steps)
    return learner.eval().requires_grad_(False)


def _epochs(corrected: int, replay: Sequence[Example], options: PersonalOptions) -> list[list[int]]:
    """For every epoch how often it shows each sentence, the corrected ones first.

    Corpora are drawn from as often as the shipped tagger's own training shows them.
    """
    rng, often = random.Random(options.seed), [REPEATS.get(one.source, 1) for one in replay]
    many = min(sum(often), max(options.least, round(options.replay * corrected)))
    found = []
    for _ in range(options.epochs):
        drawn = Counter(rng.sample(range(len(replay)), many, counts=often))
        found.append([1] * corrected + [drawn[row] for row in range(len(replay))])
    return found


@torch.inference_mode()
def judge(model: Tagger, data: FeaturizedExamples) -> SpanScores:
    """Exact-span scores under the labels people see.

    What was found where nobody said what there is (``Example.allowed``) is not counted.
    """
    gold, found = list[Spans](), list[Spans]()
    order = sorted(range(len(data.examples)), key=lambda row: len(data.examples[row].tokens))
    for begin in range(0, len(order), AT_ONCE):
        rows = order[begin : begin + AT_ONCE]
        batch, _ = data.batch(rows)
        emissions, _ = model(batch)
        for row, ids in zip(rows, model.crf.decode(emissions, batch.mask), strict=True):
            example, path = data.examples[row], [IOB_TAGS[tag] for tag in ids]
            right = {*to_spans([IOB_TAGS[tag] for tag in example.tags.tolist()])}
            gold.append([_shown(span) for span in right])
            allowed = example.allowed.tolist()
            found.append(
                [
                    _shown(span)
                    for span in to_spans(path)
                    if _shown(span) in gold[-1] or not _open(allowed, span, path)
                ]
            )
    return span_scores(gold, found)


def _shown(span: TokenSpan) -> TokenSpan:
    return span[0], span[1], display_label(span[2])


def _open(allowed: list[list[bool]], span: TokenSpan, path: list[str]) -> bool:
    """Whether its corpus leaves open that these tokens may be tagged so."""
    return all(allowed[token][TAG_IDS[path[token]]] for token in range(span[0], span[1]))


@dataclass(frozen=True)
class PersonalTrainer:
    """Makes personal taggers of the shipped one.

    Attributes:
        settings: where models and data sets are.
        options: how.
    """

    settings: Settings
    options: PersonalOptions = PersonalOptions()

    def __call__(
        self, corrected: Sequence[Highlight], folder: Path, progress: Progress = ignore_progress
    ) -> PersonalReport:
        """Trains one, and writes its model folder if it keeps the check set.

        Args:
            corrected: articles whose marks were corrected, at least one.
            folder: becomes the model folder; its name is the tagger's.
            progress: told the part done.
        """
        began = time.monotonic()
        checkpoint = checkpoints.load(self.settings.models / "tagger")
        shipped, config = checkpoints.network(checkpoint, Tagger), checkpoint.config
        featurizer = TokenFeaturizer(
            rows(checkpoint.vocabulary), rows(checkpoint.forms), config.affixes, config.spellings
        )
        learnt, held = split(corrected)
        learn, held_out = (prepare(corrected_examples(one), featurizer) for one in (learnt, held))
        replay, check, kind = former_data(self.settings, Teacher(shipped, featurizer))
        former, checked = prepare(replay, featurizer), prepare(check, featurizer)
        had = judge(shipped, checked).f1
        progress(0.1)
        trained = fine_tune(
            shipped, learn, former, self.options, lambda done: progress(0.1 + 0.8 * done)
        )
        tagger, kept, part = as_far_as_kept(
            shipped, trained, lambda one: judge(one, checked).f1, had
        )
        report = judged(
            PersonalReport(
                name=folder.name,
                articles=len(learnt),
                corrections=sum(len(one.corrections) for one in learnt),
                held_out=len(held),
                before=judge(shipped, held_out).f1 if held else 0.0,
                after=judge(tagger, held_out).f1 if held else 0.0,
                check_before=had,
                check_after=kept,
                replayed=kind,
                part=part,
                seconds=time.monotonic() - began,
            )
        )
        if report.accepted:
            _write(folder, tagger, checkpoint, report)
        progress(1.0)
        return report


def load_trainer(settings: Settings, _: Models | None = None) -> PersonalTrainer:
    """What makes personal taggers."""
    return PersonalTrainer(settings)


def former_data(settings: Settings, teacher: Teacher) -> tuple[list[Example], list[Example], str]:
    """What is replayed, the check set, and which data these are: see ``PersonalReport``."""
    own = [
        example
        for name in CHECKED
        for example in examples(read_tagged(_shipped(name), CORRECTED), _labels(name))
    ]
    try:
        return gold_examples(settings, REPLAYED), [*own, *dev_examples(settings)], "gold"
    except UserError as error:
        if error.code != "no-dataset":
            raise
        return list(silver_examples(_own_sentences(), [teacher])), own, "shipped"


def _labels(name: str) -> tuple[str, ...]:
    """The tags that a shipped file annotates."""
    return ("TIME", "VALUE") if name == "phrases" else TAGS


def _own_sentences() -> Iterator[TaggedText]:
    for name in OWN:
        for line, record in read_records(_shipped(name)):
            text = normalize(string_field(_shipped(name), line, record, "text")).text
            for start, end in sentences(text):
                yield TaggedText(text[start:end], (), "own")


def _shipped(name: str) -> Path:
    return DATA / "evaluation" / f"{name}.jsonl"


def _write(
    folder: Path, tagger: Tagger, checkpoint: checkpoints.Checkpoint, report: PersonalReport
) -> None:
    """Writes beside, then renames: a stop in the middle leaves no half a tagger."""
    beside = folder.with_name(f"{folder.name}.part")
    metrics = {"trained_with": {"tagger": checkpoint.checksum}, "report": asdict(report)}
    checkpoints.save(beside, "tagger", tagger, metrics, checkpoint.vocabulary, checkpoint.forms)
    beside.rename(folder)
