"""A personal choice of headlines: the shipped weights, moved by headlines that their owner judged.

A headline that was liked stands for an editor's own: candidates are the better the more they share
with it, as in ``fit_headlines``. One that was refused counts the other way round. The ridge penalty
is on the distance from the shipped weights; it grows until the check set is kept, as
``evaluation.kept`` goes back part of the way with a network.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from textnn.config import DATA, Settings
from textnn.datasets.jsonl import read_records
from textnn.engine.folder import checksum
from textnn.errors import UserError
from textnn.evaluation.kept import by_article, furthest, judged, split
from textnn.evaluation.summarizer import rouge
from textnn.pretrained import Models
from textnn.results import ModelRef, PersonalReport, Progress, ignore_progress
from textnn.tasks.summarize.choice import (
    FEATURES,
    HeadlineChoice,
    Numbers,
    features_of,
    load_choice,
    save_choice,
)
from textnn.tasks.summarize.fit_headlines import STRENGTH, fit
from textnn.tasks.summarize.pipeline import Editor, load_summarizer

LONGEST = 200_000
"""Characters of an article that is learnt from."""

HELD_BACK = 4.0
"""Powers of ten by which the penalty grows over a whole way back."""

CHECKED = "summaries"
"""Articles that textnn ships, with a headline each: the check set."""


class JudgedHeadline(NamedTuple):
    """A headline somebody judged, or one that an editor wrote.

    text: the article
    headline: the line
    right: whether it is liked
    """

    text: str
    headline: str
    right: bool


class Candidates(NamedTuple):
    """What could be an article's headline.

    numbers: of each less their mean, see ``features_of``, shape (candidates, features)
    likeness: ROUGE-L of each with the line, shape (candidates,)
    right: whether that is liked
    """

    numbers: Numbers
    likeness: Numbers
    right: bool


def read_lines(records: Sequence[Mapping[str, Any]]) -> list[JudgedHeadline]:
    """Judged headlines of ``textnn corrections export --of headlines``.

    Raises:
        UserError: a record is not one of those; says which, from 1.
    """
    found = []
    for number, one in enumerate(records, start=1):
        try:
            line = JudgedHeadline(str(one["text"]), str(one["headline"]), bool(one["right"]))
        except (KeyError, TypeError) as error:
            raise UserError("judged-line", line=number) from error
        if line.headline and 0 < len(line.text) <= LONGEST:
            found.append(line)
    return found


def gather(
    editor: Editor, lines: Sequence[JudgedHeadline], progress: Progress = ignore_progress
) -> list[Candidates]:
    """The candidates of each line's article; of those with fewer than two there is no choice."""
    found, written = [], dict[str, tuple[list[str], Numbers]]()
    for done, line in enumerate(lines, start=1):
        if line.text not in written:
            article = editor.drafter.open(line.text)
            drafts = editor.candidates([article], sentences=True)[0]
            numbers = features_of(drafts, article)
            centred = numbers - numbers.mean(0) if len(drafts) else numbers
            written[line.text] = [one.text for one in drafts], centred
        texts, numbers = written[line.text]
        if len(texts) > 1:
            likeness = np.array([rouge(text, line.headline)["rougeL"] for text in texts])
            found.append(Candidates(numbers, likeness, line.right))
        progress(done / len(lines))
    return found


def learnt(weights: Numbers, found: Sequence[Candidates], strength: float = STRENGTH) -> Numbers:
    """Weights that know what was said of headlines.

    Args:
        weights: the shipped ones, shape (features,)
        found: candidates of the judged articles.
        strength: how much it takes to move them.
    """
    numbers = np.concatenate([one.numbers for one in found])
    signs = [1.0 if one.right else -1.0 for one in found]
    wanted = [
        sign * (one.likeness - one.likeness.mean()) for sign, one in zip(signs, found, strict=True)
    ]
    return weights + fit(numbers, np.concatenate(wanted) - numbers @ weights, strength)


def mean_likeness(weights: Numbers, found: Sequence[Candidates]) -> float:
    """Mean likeness of the chosen candidates with their lines; of refused ones 1 less it."""
    chosen = [(one, float(one.likeness[np.argmax(one.numbers @ weights)])) for one in found]
    return float(np.mean([like if one.right else 1 - like for one, like in chosen]))


@dataclass(frozen=True)
class HeadlinesTrainer:
    """Makes personal choices of headlines of the shipped one.

    Attributes:
        settings: where models are.
        models: those read already.
    """

    settings: Settings
    models: Models

    def __call__(
        self,
        records: Sequence[Mapping[str, Any]],
        folder: Path,
        progress: Progress = ignore_progress,
    ) -> PersonalReport:
        """Fits one, and writes its folder if it keeps the check set.

        Args:
            records: judged headlines, see ``read_lines``.
            folder: becomes its folder, whose name is its own.
            progress: told the part done.

        Raises:
            UserError: no record tells anything, or one is none.
        """
        began = time.monotonic()
        editor = load_summarizer(self.settings, self.models)
        shipped = np.array([editor.choice.weights[name] for name in FEATURES])
        articles = by_article(read_lines(records), lambda line: line.text)
        learn, held = split(articles)
        seen = gather(editor, [*chain(*learn)], lambda done: progress(0.4 * done))
        if not seen:
            raise UserError("no-personal-tagger", "nothing")
        unseen = gather(editor, [*chain(*held)], lambda done: progress(0.4 + 0.2 * done))
        check = gather(editor, own_headlines(), lambda done: progress(0.6 + 0.4 * done))
        had = mean_likeness(shipped, check)
        weights, kept, part = furthest(
            lambda part: learnt(shipped, seen, STRENGTH * 10 ** (HELD_BACK * (1 - part))),
            lambda one: mean_likeness(one, check),
            had,
        )
        report = judged(
            PersonalReport(
                name=folder.name,
                articles=len(learn),
                corrections=len(seen),
                held_out=len(held),
                before=mean_likeness(shipped, unseen) if unseen else 0.0,
                after=mean_likeness(weights, unseen) if unseen else 0.0,
                check_before=had,
                check_after=kept,
                replayed="shipped",
                part=part,
                seconds=time.monotonic() - began,
            ),
            gains=True,
        )
        if report.accepted:
            _write(folder, weights, editor, report)
        progress(1.0)
        return report


def _write(folder: Path, weights: Numbers, of: Editor, report: PersonalReport) -> None:
    """Writes beside, then renames: a stop in the middle leaves no half a choice."""
    beside = folder.with_name(f"{folder.name}.part")
    beside.mkdir(parents=True, exist_ok=True)
    choice = beside / "choice.json"
    save_choice(HeadlineChoice(dict(zip(FEATURES, weights.tolist(), strict=True))), choice)
    metrics = {
        "trained_with": {
            "summarizer": of.reference.checksum,
            "reranker": of.judge.reranker.folder.checksum if of.judge.reranker else "",
        },
        "report": asdict(report),
        "sha256": checksum(choice),
    }
    (beside / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n", encoding="utf-8")
    beside.rename(folder)


def own_headlines() -> list[JudgedHeadline]:
    """The check set."""
    records = read_records(DATA / "evaluation" / f"{CHECKED}.jsonl")
    return [JudgedHeadline(record["text"], record["title"], right=True) for _, record in records]


def load_trainer(settings: Settings, models: Models | None = None) -> HeadlinesTrainer:
    """What makes personal choices of headlines."""
    return HeadlinesTrainer(settings, models or Models(settings.models))


def load_opener(settings: Settings, models: Models | None = None) -> Callable[[Path], Editor]:
    """What gives the editor with a personal choice of headlines."""
    return partial(_opened, settings, models or Models(settings.models))


def _opened(settings: Settings, models: Models, folder: Path) -> Editor:
    """The shipped editor but for the choice.

    Raises:
        UserError: the choice is damaged.
    """
    try:
        choice = load_choice(folder / "choice.json")
        own = ModelRef(folder.name, checksum(folder / "choice.json"))
    except (OSError, TypeError, ValueError) as error:
        raise UserError("model-unusable", name=folder.name) from error
    return replace(load_summarizer(settings, models), choice=choice, reference=own)
