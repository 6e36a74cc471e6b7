"""What each part of the tagger gains: the same number of steps without one of them at a time."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import Any

from common import markdown, timed
from corpus import JOINT, gold, read_sentences, without_leaks
from textnn_side import Pool, Variant, epoch_steps, find, load_parts, train_tagger

from textnn.config import Settings
from textnn.evaluation.spans import span_scores


@dataclass(frozen=True)
class Row:
    """One training of the table.

    Attributes:
        corpora: what it learns from.
        spellings, crf: the parts of ``Variant``.
        partial: whether a corpus is silent about categories it does not annotate.
    """

    name: str
    corpora: tuple[str, ...] = ("first_harem", *JOINT)
    spellings: int = Variant.spellings
    crf: bool = True
    partial: bool = True


# One corpus alone knows its own categories only, so that nothing in it is left open.
ROWS = (
    Row("full"),
    Row("prefixes and suffixes of 2 and 3 letters alone", spellings=4),
    Row("without CRF", crf=False),
    Row("without partial labels: unmarked = outside", partial=False),
    Row("without joint corpora: UNER alone", ("uner_bosque",), partial=False),
    Row("without joint corpora: First HAREM alone", ("first_harem",), partial=False),
)

HELD = ("uner_bosque", "first_harem")


def ablation(settings: Settings, base: Variant, first: int = 0) -> list[dict[str, Any]]:
    """Trains every row and prints the table.

    Args:
        base: epochs of the full row, whose number of steps all rows take, minutes and seed.
        first: only so many texts of each corpus, for a try-out; 0: all.

    Returns:
        ``{"name", "uner_bosque", "first_harem", "steps", "seconds"}`` a row; F1 on the dev parts.
    """
    held = {name: read_sentences(settings, name, "dev", first=first) for name in HELD}
    training = [
        sentence
        for name in ROWS[0].corpora
        for sentence in read_sentences(settings, name, "train", first=first)
    ]
    training = without_leaks(training, [item for items in held.values() for item in items])
    parts = load_parts(settings)
    pool = Pool(settings, training, parts)
    tests = {name: Pool(settings, items, parts) for name, items in held.items()}
    steps = base.epochs * epoch_steps(pool.take(range(len(training))))
    found = []
    for row in ROWS:
        variant = replace(base, steps=steps, spellings=row.spellings, crf=row.crf)
        found.append(_run(pool, tests, row, variant))
        print(found[-1], file=sys.stderr)
    print(_table(found, tests, base))
    return found


def _run(pool: Pool, tests: dict[str, Pool], row: Row, variant: Variant) -> dict[str, Any]:
    chosen = [i for i, item in enumerate(pool.sentences) if item.source in row.corpora]
    data = pool.take(chosen, partial=row.partial)
    model, seconds = timed(lambda: train_tagger(pool.parts, data, variant))
    scores = {
        name: round(span_scores(gold(test.sentences), find(model, test.prepared)).f1, 4)
        for name, test in tests.items()
    }
    return {"name": row.name, **scores, "steps": variant.steps, "seconds": round(seconds, 1)}


def _table(found: list[dict[str, Any]], tests: dict[str, Pool], base: Variant) -> str:
    names = {name: sum(map(len, gold(test.sentences))) for name, test in tests.items()}
    limit = f", at most {base.minutes:g} minutes each" if base.minutes else ""
    head = (
        "",
        f"UNER dev F1 ({names['uner_bosque']} names)",
        f"First HAREM dev F1, ten categories ({names['first_harem']} names)",
        "seconds",
    )
    cells = [
        (row["name"], f"{row['uner_bosque']:.3f}", f"{row['first_harem']:.3f}",
         f"{row['seconds']:.0f}")
        for row in found
    ]  # fmt: skip
    return f"{found[0]['steps']} steps each{limit}\n\n{markdown(head, cells)}"
