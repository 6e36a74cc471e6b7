"""textnn's tagger against spaCy's own NER, in the same run and on the same sentences.

    python benchmarks/ner_vs_spacy.py              cross-validation on First HAREM, by document
    python benchmarks/ner_vs_spacy.py --joint      ... textnn also with the other corpora beside it
    python benchmarks/ner_vs_spacy.py --uner       UNER Bosque test: the shipped tagger and spaCy
    python benchmarks/ner_vs_spacy.py --ablation   textnn without one of its parts at a time

Needs ``pip install -e .[train,bench]`` and the data sets (``TEXTNN_DATASETS`` or ``--data``).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ablation import ablation
from common import settings_for, write_json
from corpus import CATEGORIES
from folds import FoldOptions, cross_validate
from spacy_side import SpacyOptions
from textnn_side import Variant
from uner import compare_uner

from textnn.errors import UserError


def main(arguments: Sequence[str] | None = None) -> int:
    given = parse(arguments)
    try:
        figures = run(given)
    except UserError as error:
        print(f"ner_vs_spacy: {error.say('en')}", file=sys.stderr)
        return 2
    asked = {name: value for name, value in vars(given).items() if name not in ("json", "data")}
    write_json(given.json, {"arguments": asked, **figures})
    return 0


def run(given: argparse.Namespace) -> dict[str, Any]:
    """The benchmark that was asked for; its figures."""
    settings = settings_for(given.data)
    spacy = SpacyOptions(given.spacy_epochs, seed=given.seed)
    if given.uner:
        return compare_uner(settings, spacy, given.first)
    if given.ablation:
        base = Variant(given.epochs or 2, minutes=given.minutes, seed=given.seed)
        return {"rows": ablation(settings, base, given.first)}
    options = FoldOptions(
        folds=given.folds,
        categories=tuple(CATEGORIES) if given.categories == "both" else (given.categories,),
        epochs=given.epochs or FoldOptions.epochs,
        joint_epochs=given.joint_epochs if given.joint else 0,
        spacy=spacy,
        seed=given.seed,
        first=given.first,
    )
    return cross_validate(settings, options)


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--uner", action="store_true", help="UNER Bosque test, the shipped tagger")
    mode.add_argument("--ablation", action="store_true", help="textnn without its parts")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--categories", choices=[*CATEGORIES, "both"], default="both")
    parser.add_argument("--joint", action="store_true", help="also, after the other corpora")
    parser.add_argument("--epochs", type=int, default=0, help="textnn's: 10; with --ablation 2")
    parser.add_argument("--joint-epochs", type=int, default=2, help="over the other corpora: 2")
    parser.add_argument("--spacy-epochs", type=int, default=SpacyOptions.epochs)
    parser.add_argument("--minutes", type=float, default=0.0, help="--ablation: limit a variant")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="try-out: first texts of each corpus")
    parser.add_argument("--data", type=Path, help="folder of data sets; else TEXTNN_DATASETS")
    parser.add_argument("--json", type=Path, help="file for the figures")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
