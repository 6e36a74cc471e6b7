"""A personal reader: the shipped one, trained on with answers that its owner judged.

That an answer is right says which sentence answers, or that none does. That it is wrong only says
what does not: the reader learns to put its weight on any of the others (*unlikelihood*, Welleck et
al. 2020, "Neural text generation with unlikelihood training"). Every step also shows questions
that textnn ships, so that the reader does not forget those, and what it still forgets is won back
as ``evaluation.kept`` does it.
"""

from __future__ import annotations

import copy
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from textnn import checkpoints
from textnn.config import DATA, READERS, Settings
from textnn.datasets.reader import (
    MarksOf,
    Prepared,
    QuestionExample,
    asked_text,
    prepare,
    read_question_file,
    right_sentences,
    sentence_before,
)
from textnn.engine.reader import ServedReader, VotingReader, open_reader
from textnn.engine.sampling import softmax
from textnn.errors import UserError
from textnn.evaluation.kept import as_far_as_kept, by_article, judged, split
from textnn.models.reader import Reader, collate
from textnn.models.tagger import Tagger
from textnn.pretrained import Models
from textnn.results import PersonalReport, Progress, ignore_progress
from textnn.results.conversation import CHOSEN
from textnn.text.reader import Document, Lexicon, match, open_question
from textnn.training.loop import Budget
from textnn.training.reader import read_prepared, served_reader, targets
from textnn.training.reader_questions import (
    MOST_SENTENCES,
    OWN,
    QuestionSampler,
    ReaderOptions,
    held_out,
)

LONGEST = 200_000
"""Characters of an article that is learnt from."""


class JudgedAnswer(NamedTuple):
    """A question, and what is known of its answer.

    asked: the question; ``evidence`` is the sentence that was given, none where none was
    right: whether that was right
    """

    asked: Prepared
    right: bool

    def possible(self) -> frozenset[int]:
        """Numbers of the sentences that may answer; that of no answer follows the last one."""
        count = len(self.asked.document.spans)
        given = right_sentences(self.asked.document, self.asked.example)
        said = {*given[:1]} if given else {count}
        if self.asked.example.answers or len(self.asked.example.evidence) > 1:
            said = {*given}
        return frozenset(said if self.right else {*range(count + 1)} - said)


@dataclass(frozen=True)
class PersonalReaderOptions:
    """How a personal reader is trained.

    Attributes:
        epochs: how often it sees each judged answer.
        verdicts: of them a step.
        steps: most steps; a clock would leave less to learn on a busy machine.
        rate: highest learning rate (Adam); it rises over the first tenth and falls by a cosine.
        seed: order and choice, dropout.
    """

    epochs: int = 8
    verdicts: int = 8
    steps: int = 200
    rate: float = 2e-4
    seed: int = 1


def read_verdicts(records: Sequence[Mapping[str, Any]]) -> list[tuple[QuestionExample, bool]]:
    """Judged answers of ``textnn corrections export --of answers``.

    Lists and figures are left out: rules give them, not the reader.

    Raises:
        UserError: a record is not one of those; says which, from 1.
    """
    found = []
    for number, record in enumerate(records, start=1):
        try:
            if record.get("list") or len(record["text"]) > LONGEST:
                continue
            reason = record.get("reason", "")
            chosen = CHOSEN.index(reason) if record["right"] and reason in CHOSEN else None
            if record.get("unsure") and record["right"] and chosen is None:
                continue  # of several that may be the answer nobody said which
            given = [(int(s), int(e)) for s, e in record["sentences"][chosen or 0 :][:1]]
            if any(not 0 <= s < e <= len(record["text"]) for s, e in given):
                raise ValueError("no stretch of the text")
            before = " ".join(reversed(record["after"]))
            evidence = tuple(given) if record["answered"] or chosen is not None else ()
            text, question = record["text"] + "", record["question"] + ""
            asked = QuestionExample(text, question, (), evidence, text, before)
            found.append((asked, bool(record["right"])))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise UserError("judged-line", line=number) from error
    return found


def opened(
    judged_answers: Sequence[tuple[QuestionExample, bool]], marks_of: MarksOf, lexicon: Lexicon
) -> list[JudgedAnswer]:
    """Verdicts with their articles opened, each once."""
    found = []
    for right in (True, False):
        asked = [example for example, was in judged_answers if was is right]
        found += [JudgedAnswer(one, right) for one in prepare(asked, marks_of, lexicon)]
    return found


def fine_tune(
    model: Reader,
    verdicts: Sequence[JudgedAnswer],
    replay: QuestionSampler,
    options: PersonalReaderOptions,
    progress: Progress = ignore_progress,
) -> Reader:
    """A copy of ``model`` that has learnt what was said of answers.

    Args:
        model: stays as it is.
        verdicts: what to learn.
        replay: draws what not to forget.
        options: how.
        progress: told after every step.
    """
    learner = copy.deepcopy(model).requires_grad_(True).train()
    optimizer = torch.optim.Adam(learner.parameters(), lr=options.rate)
    rng = random.Random(options.seed)
    steps = -(-len(verdicts) * options.epochs // options.verdicts)
    budget = Budget(min(steps, options.steps), warmup=max(1, steps // 10))
    for step in range(budget.steps):
        for group in optimizer.param_groups:
            group["lr"] = options.rate * budget.rate(step, 0.0)
        drawn = rng.sample(verdicts, min(len(verdicts), options.verdicts))
        loss = said_loss(learner, drawn, replay.lexicon) + _former_loss(learner, replay, step)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learner.parameters(), 5.0)
        optimizer.step()
        progress((step + 1) / budget.steps)
    return learner.eval().requires_grad_(False)


def said_loss(model: Reader, verdicts: Sequence[JudgedAnswer], lexicon: Lexicon) -> Tensor:
    """Mean of ``-log p(what may be the answer)``, nats."""
    windows = [_window(verdict) for verdict in verdicts]
    items = []
    for one in windows:
        asked = open_question(asked_text(one.asked.example), lexicon)
        before = sentence_before(one.asked.document, one.asked.example)
        items.append((one.asked.document, asked, match(one.asked.document, asked, lexicon, before)))
    logits, _ = model(collate(items, lexicon))
    scores = logits.sentences.log_softmax(1)
    most = scores.shape[1] - 1
    possible = torch.zeros_like(scores, dtype=torch.bool)
    for row, one in enumerate(windows):
        none = len(one.asked.document.spans)
        possible[row, [most if n == none else n for n in one.possible()]] = True
    loss: Tensor = -scores.masked_fill(~possible, -1e4).logsumexp(1).mean()
    return loss


def _former_loss(model: Reader, replay: QuestionSampler, step: int) -> Tensor:
    drawn = replay.draw(step)
    items = [(one.document, one.question, one.match) for one in drawn]
    batch = collate(items, replay.lexicon, chosen=[one.chosen for one in drawn])
    loss = model(batch, targets(drawn, batch.mask.shape[1]))[1]
    assert isinstance(loss, Tensor)
    return loss


def _window(verdict: JudgedAnswer) -> JudgedAnswer:
    """At most ``MOST_SENTENCES`` sentences of the article, with what was given in the middle."""
    document = verdict.asked.document
    given = right_sentences(document, verdict.asked.example) or [0]
    last = max(0, len(document.spans) - MOST_SENTENCES)
    first = min(max(0, given[0] - MOST_SENTENCES // 2), last)
    rows = slice(first, first + MOST_SENTENCES)
    cut = Document(document.text, document.spans[rows], document.sentences[rows])
    return verdict._replace(asked=replace(verdict.asked, document=cut))


def agreed(
    model: Reader,
    verdicts: Sequence[JudgedAnswer],
    lexicon: Lexicon,
    others: Sequence[ServedReader] = (),
) -> float:
    """Part of the questions to which the reader, and others that vote with it, give what may be the
    answer, as they are served."""
    config, right = model.config, []
    voting = VotingReader((served_reader(model), *others))
    readings = read_prepared(voting, [one.asked for one in verdicts], lexicon)
    for one, reading in zip(verdicts, readings, strict=True):
        p = softmax(reading.scores / np.float32(config.temperature))
        sure = p[:-1].max() >= config.sentence_threshold and 1 - p[-1] >= config.threshold
        right.append((int(p[:-1].argmax()) if sure else len(p) - 1) in one.possible())
    return float(np.mean(right))


@dataclass(frozen=True)
class ReaderTrainer:
    """Makes personal readers of the shipped one.

    Attributes:
        settings: where models are.
        models: those read already.
        options: how.
    """

    settings: Settings
    models: Models
    options: PersonalReaderOptions = PersonalReaderOptions()

    def __call__(
        self,
        records: Sequence[Mapping[str, Any]],
        folder: Path,
        progress: Progress = ignore_progress,
        *,
        marks_of: MarksOf,
    ) -> PersonalReport:
        """Trains one, and writes its model folder if it keeps the check set.

        Args:
            records: judged answers, see ``read_verdicts``.
            folder: becomes the model folder; its name is the reader's.
            progress: told the part done.
            marks_of: the shipped tagger's marks of a text.

        Raises:
            UserError: no record tells anything, or one is none.
        """
        began = time.monotonic()
        torch.manual_seed(self.options.seed)
        shipped = checkpoints.load(self.settings.models / "reader")
        reader = checkpoints.network(shipped, Reader)
        others = [self.models.get(name, open_reader) for name in READERS[1:]]
        tagger = checkpoints.load(self.settings.models / "tagger")
        table = checkpoints.network(tagger, Tagger).words.weight.detach().numpy()
        lexicon = Lexicon(tagger.vocabulary, table)
        articles = by_article(read_verdicts(records), lambda one: one[0].context)
        learnt, held = split(articles)
        learn, unseen = (opened([*chain(*part)], marks_of, lexicon) for part in (learnt, held))
        if not learn:
            raise UserError("no-personal-tagger", "nothing")
        replay, check = former_questions(marks_of, lexicon, self.options.seed)
        had = agreed(reader, check, lexicon, others)
        progress(0.2)
        trained = fine_tune(
            reader, learn, replay, self.options, lambda done: progress(0.2 + 0.7 * done)
        )
        found, kept, part = as_far_as_kept(
            reader, trained, lambda one: agreed(one, check, lexicon, others), had
        )
        report = judged(
            PersonalReport(
                name=folder.name,
                articles=len(learnt),
                corrections=len(learn),
                held_out=len(held),
                before=agreed(reader, unseen, lexicon, others) if unseen else 0.0,
                after=agreed(found, unseen, lexicon, others) if unseen else 0.0,
                check_before=had,
                check_after=kept,
                replayed="shipped",
                part=part,
                seconds=time.monotonic() - began,
            )
        )
        if report.accepted:
            made_of = {"reader": shipped.checksum, "tagger": tagger.checksum}
            metrics = {"trained_with": made_of, "report": asdict(report)}
            beside = folder.with_name(f"{folder.name}.part")
            checkpoints.save(beside, "reader", found, metrics)
            beside.rename(folder)
        progress(1.0)
        return report


def load_trainer(settings: Settings, models: Models | None = None) -> ReaderTrainer:
    """What makes personal readers."""
    return ReaderTrainer(settings, models or Models(settings.models))


def former_questions(
    marks_of: MarksOf, lexicon: Lexicon, seed: int
) -> tuple[QuestionSampler, list[JudgedAnswer]]:
    """What is replayed, and the check set: questions textnn ships, of different articles."""
    own = [one for name in OWN for one in read_question_file(DATA / "evaluation" / name)]
    held = held_out(own)
    learnt = prepare([one for one in own if one.group not in held], marks_of, lexicon)
    options = ReaderOptions(made=0.0, own=0.0, seed=seed)
    check = prepare([one for one in own if one.group in held], marks_of, lexicon)
    return (
        QuestionSampler(lexicon, learnt, (), (), options, 1),
        [JudgedAnswer(one, right=True) for one in check],
    )
