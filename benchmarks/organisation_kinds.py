"""What kind of organisation a name is: held-out names of the news, and invented articles.

    python benchmarks/organisation_kinds.py [--part dev]

Reads ``data/organisations`` (places of names in the news: ``docs/datasets/news.md``) and
``data/evaluation/organisations.dev.jsonl`` and ``organisations.jsonl``: short articles whose names
are mostly invented, with what each organisation is. Prints accuracy, precision and recall of each
kind, of public bodies together, and how long the rules of a fact sheet take with the network and
without.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from textnn.config import DATA, Settings
from textnn.datasets.organisations import PARTS, read_organisations
from textnn.engine.organisations import ServedOrganisations, open_organisations
from textnn.engine.tagger import ServedTagger, open_tagger
from textnn.results.factsheet import ORGANISATION_KINDS
from textnn.tasks.factsheet.names import PUBLIC
from textnn.tasks.factsheet.pipeline import FactFinder, facts_in, load_factsheet, unknown
from textnn.training.organisations import examples, kind_figures

INVENTED = tuple(DATA / "evaluation" / f"organisations{part}.jsonl" for part in (".dev", ""))

TIMES = 20


def on_news(
    network: ServedOrganisations, tagger: ServedTagger, settings: Settings, part: str
) -> None:
    """Figures of the names of a part."""
    found = [*examples(settings, [*read_organisations(part)], tagger, network.featurizer)]
    told = network([one.name for one in found]).argmax(1)
    right = np.array([one.kind for one in found])
    print(f"{part}: {len(found)} names, {np.mean(right == told):.3f} right")
    figures = kind_figures(right.tolist(), told.tolist())
    for kind, precision in figures["precision"].items():
        recall = figures["recall"][kind]
        print(f"  {kind}: precision {precision:.3f}, recall {recall:.3f}")
    public = [ORGANISATION_KINDS.index(kind) for kind in PUBLIC]
    is_so, said = np.isin(right, public), np.isin(told, public)
    both = (is_so & said).sum()
    print(f"  public: precision {both / said.sum():.3f}, recall {both / is_so.sum():.3f}")


def on_invented(finder: FactFinder, path: Path) -> None:
    """Which organisations of the invented articles the sheet has, and of the right kind."""
    listed = there = right = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        sheet = finder(article["text"])
        told = {fact.text: fact.value for fact in sheet.of_kind("organisation")}
        for name, kind in article["kinds"].items():
            there += 1
            if name in told:
                listed += 1
                right += told[name] == kind
                if told[name] != kind:
                    print(f"  {name}: {told[name]}, is {kind}")
            else:
                print(f"  {name}: not listed ({kind})")
    print(
        f"{path.name}: {there} organisations, {listed} listed, {right} of these of the right kind"
    )


def seconds(finder: FactFinder, text: str) -> tuple[float, float]:
    """Least processor time of the rules over an article's marks, without kinds and with them."""
    spans = finder.mark(text, lambda _: None).spans
    found: list[Sequence[float]] = []
    for kinds in (unknown, finder.kinds):
        each = []
        for _ in range(TIMES):
            began = time.process_time()
            facts_in(text, spans, None, kinds)
            each.append(time.process_time() - began)
        found.append(each)
    return min(found[0]), min(found[1])


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=PARTS, default="test")
    given = parser.parse_args()
    settings = Settings()
    tagger = open_tagger(settings.models / "tagger")
    network = open_organisations(settings.models / "organisations", tagger)
    on_news(network, tagger, settings, given.part)
    finder = load_factsheet(settings)
    for path in INVENTED:
        on_invented(finder, path)
    lines = INVENTED[0].read_text(encoding="utf-8").splitlines()
    text = "\n".join(json.loads(line)["text"] for line in lines[:8])
    without, with_kinds = seconds(finder, text)
    print(
        f"{len(text.split())} words: {1000 * without:.1f} ms of rules without kinds, "
        f"{1000 * with_kinds:.1f} ms with"
    )


if __name__ == "__main__":
    main()
