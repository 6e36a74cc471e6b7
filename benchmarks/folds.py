"""Cross-validation on First HAREM: every side trained on a fold, scored on its test documents."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import mean
from typing import Any, NamedTuple

import spacy_side
import torch
from common import markdown, timed
from corpus import CATEGORIES, JOINT, gold, read_sentences, without_leaks
from scoring import SIDES, figures
from sklearn.model_selection import GroupKFold
from spacy_side import SpacyOptions, train_spacy
from textnn_side import Pool, Variant, find, load_parts, train_tagger

from textnn.config import Settings
from textnn.datasets.ner.corpora import TaggedText
from textnn.evaluation.spans import Spans, span_scores
from textnn.models.tagger import Tagger


@dataclass(frozen=True)
class FoldOptions:
    """A cross-validation.

    Attributes:
        folds: how many.
        categories: keys of ``CATEGORIES``.
        epochs: passes of textnn's training on the fold's First HAREM.
        joint_epochs: passes over the other corpora before that, once for all folds; 0: there is
            no such side.
        spacy: of spaCy's training.
        seed: of the folds and textnn's trainings.
        first: only so many texts of each corpus, for a try-out; 0: all.
    """

    folds: int = 5
    categories: tuple[str, ...] = tuple(CATEGORIES)
    epochs: int = 10
    joint_epochs: int = 0
    spacy: SpacyOptions = field(default_factory=SpacyOptions)
    seed: int = 1
    first: int = 0


class Fold(NamedTuple):
    """Rows of the pool."""

    training: Sequence[int]
    test: Sequence[int]


def cross_validate(settings: Settings, options: FoldOptions) -> dict[str, Any]:
    """Prints a table for each set of categories; returns the rows under its name."""
    harem = read_sentences(settings, "first_harem", "train", "dev", first=options.first)
    other = _other_corpora(settings, harem, options) if options.joint_epochs else []
    parts = load_parts(settings)
    pool, seconds = timed(lambda: Pool(settings, [*harem, *other], parts))
    print(
        f"{len(harem)} sentences of First HAREM, {len(other)} of other corpora; features "
        f"of all, once: {seconds:.0f} s; torch threads: {torch.get_num_threads()}; "
        f"spaCy {spacy_side.VERSION}"
    )
    rest = range(len(harem), len(pool.sentences))
    before = learn_others(pool, rest, options) if rest else None
    documents = [sentence.id for sentence in harem]
    dealt = GroupKFold(options.folds, shuffle=True, random_state=options.seed)
    folds = [Fold(*fold) for fold in dealt.split(documents, groups=documents)]
    found: dict[str, Any] = {"features_seconds": round(seconds, 1)}
    for categories in options.categories:
        rows = found[categories] = []
        for number, fold in enumerate(folds, start=1):
            rows.append(compare(pool, fold, CATEGORIES[categories], options, before))
            print(f"{categories} categories, fold {number}: {_brief(rows[-1])}", file=sys.stderr)
        print(f"\nFirst HAREM, {categories} categories, {options.folds}-fold by document\n")
        print(table(rows), flush=True)
    return found


def learn_others(pool: Pool, rows: Sequence[int], options: FoldOptions) -> Tagger:
    """A tagger of the other corpora, silent about what they do not annotate; no fold is in them."""
    variant = Variant(options.joint_epochs, seed=options.seed)
    tagger, seconds = timed(lambda: train_tagger(pool.parts, pool.take(rows), variant))
    print(f"other corpora, {options.joint_epochs} epochs, once for all folds: {seconds:.0f} s")
    return tagger


def compare(
    pool: Pool, fold: Fold, kept: tuple[str, ...], options: FoldOptions, before: Tagger | None
) -> dict[str, Any]:
    """Every side on one fold: same training sentences, same test sentences, same scores.

    Args:
        before: what the joint side sets out from; None: there is no such side.
    """
    test = [pool.sentences[index] for index in fold.test]
    wanted, held = gold(test, kept), pool.take(fold.test, kept)

    def textnn(start: Tagger | None) -> list[Spans]:
        variant, training = (
            Variant(options.epochs, seed=options.seed),
            pool.take(fold.training, kept),
        )
        return find(train_tagger(pool.parts, training, variant, start), held)

    def spacy() -> list[Spans]:
        training = [pool.sentences[index] for index in fold.training]
        nlp = train_spacy(training, gold(training, kept), options.spacy)
        return spacy_side.find(nlp, [item.text for item in test])

    sides: dict[str, Callable[[], list[Spans]]] = {
        "textnn": lambda: textnn(None),
        "joint": lambda: textnn(before),
        "spacy": spacy,
    }
    if before is None:
        del sides["joint"]
    row: dict[str, Any] = {"sentences": len(test), "names": sum(map(len, wanted))}
    for side, run in sides.items():
        found, seconds = timed(run)
        row[side] = figures(span_scores(wanted, found), seconds)
    return row


def table(rows: Sequence[dict[str, Any]]) -> str:
    """A line a fold and one of means; differences in points of F1, seconds train and tag."""
    sides = [side for side in SIDES if side in rows[0]]
    head = ["fold", "sentences", "names"]
    head += [f"{SIDES[side]} F1 (P / R)" for side in sides]
    head += [f"{SIDES[side]} − spaCy" for side in sides if side != "spacy"]
    head += ["seconds: " + " / ".join(SIDES[side] for side in sides)]
    means: dict[str, Any] = {key: round(mean(r[key] for r in rows)) for key in head[1:3]}
    for side in sides:
        keys = ("f1", "precision", "recall", "seconds")
        means[side] = {key: mean(row[side][key] for row in rows) for key in keys}
    cells = [[str(number), *_cells(row, sides)] for number, row in enumerate(rows, start=1)]
    return markdown(head, [*cells, ["mean", *_cells(means, sides)]])


def _cells(row: dict[str, Any], sides: Sequence[str]) -> list[str]:
    def scores(side: str) -> str:
        one = row[side]
        return f"{one['f1']:.3f} ({one['precision']:.3f} / {one['recall']:.3f})"

    def gain(side: str) -> str:
        return f"{100 * (row[side]['f1'] - row['spacy']['f1']):+.1f}"

    return [
        str(row["sentences"]),
        str(row["names"]),
        *map(scores, sides),
        *(gain(side) for side in sides if side != "spacy"),
        " / ".join(f"{row[side]['seconds']:.0f}" for side in sides),
    ]


def _brief(row: dict[str, Any]) -> str:
    return ", ".join(
        f"{name} {row[side]['f1']:.3f} in {row[side]['seconds']:.0f} s"
        for side, name in SIDES.items()
        if side in row
    )


def _other_corpora(
    settings: Settings, harem: Sequence[TaggedText], options: FoldOptions
) -> list[TaggedText]:
    found = [
        sentence
        for name in JOINT
        for sentence in read_sentences(settings, name, "train", first=options.first)
    ]
    kept = without_leaks(found, harem)
    print(f"{len(found) - len(kept)} joint sentences left out: they stand in First HAREM")
    return kept
