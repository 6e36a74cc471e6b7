"""How many pictures each classifier sends away as unknown: its own test pictures, and others'.

    python benchmarks/cnn_unknown.py [--count 500] [--json FILE]

Other sets are prepared as a visitor's pictures would be. Sets that share classes with the network
(cats and dogs with CIFAR-10) are marked: to know these is right. The last column is how often the
network that is asked where none is named is the right one. Needs the data sets
(``TEXTNN_DATASETS`` or ``--data``).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from common import markdown, settings_for, write_json

from textnn.datasets.pictures.images import read_images
from textnn.datasets.pictures.sets import PICTURE_SETS
from textnn.errors import UserError
from textnn.pretrained import Models
from textnn.tasks.classify.calibration import KNOWN
from textnn.tasks.classify.fit import AT_ONCE
from textnn.tasks.classify.pipeline import ASIDE, FAMILIAR, Network, PictureClassifier, as_tensor
from textnn.tasks.picture_files import Pixels

OTHERS = {"quickdraw": "quickdraw.npz", "facades": "facades.npz", "cats_dogs": "cats_dogs128.npz"}
SHARED = {("cnn-cifar10", "cats_dogs"), ("cnn-slide", "cats_dogs")}
"""Network and set with classes in common."""


Rows = dict[str, dict[str, float | None]]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=500, help="most pictures of a set")
    parser.add_argument("--data", type=Path, help="folder of data sets; else TEXTNN_DATASETS")
    parser.add_argument("--json", type=Path, help="write the figures there, too")
    given = parser.parse_args(arguments)
    try:
        settings = settings_for(given.data)
        classifier = PictureClassifier(Models(settings.models))
        networks = [classifier.network(name) for name in classifier.names()]
        rows = {
            name: row(name, pictures, networks)
            for name, pictures in read(settings.datasets_folder, given.count)
        }
    except UserError as error:
        print(f"cnn_unknown: {error.say('en')}", file=sys.stderr)
        return 2
    print(table(rows, [network.name for network in networks]))
    print("\nParts not recognised. own: should be near 5 %; *: shares classes with the network.")
    write_json(given.json, {"count": given.count, **rows})
    return 0


def read(folder: Path, count: int) -> Iterator[tuple[str, list[Pixels]]]:
    """The sets, one after the other, at last pictures of nothing."""
    files = {name: known.file for name, known in PICTURE_SETS.items()} | OTHERS
    for name, file in files.items():
        yield name, some(folder / "images" / file, count)
    random = np.random.default_rng(0)
    yield "noise", [random.integers(0, 256, (64, 64, 3), dtype=np.uint8) for _ in range(count)]


def row(name: str, pictures: list[Pixels], networks: Sequence[Network]) -> dict[str, float | None]:
    """Part of a set that each network does not know, and how often the right one is asked."""
    found = {network.name: familiarity(network, pictures) for network in networks}
    print(f"{name}: {len(pictures)}", file=sys.stderr, flush=True)
    unknown = {n: round(float((values < KNOWN).mean()), 4) for n, values in found.items()}
    return {**unknown, "asked": asked(f"cnn-{name}", found)}


def some(path: Path, count: int) -> list[Pixels]:
    """Pictures of the test split, the same ones every time."""
    images = read_images(path)
    order = np.random.default_rng(0).permutation(len(images))[:count]
    return [images[int(row)] for row in order]


def familiarity(network: Network, pictures: Sequence[Pixels]) -> np.ndarray:
    """How familiar each looks to a network, prepared as a visitor's picture."""
    found = []
    for first in range(0, len(pictures), AT_ONCE):
        part = [as_tensor(network.see(p)) for p in pictures[first : first + AT_ONCE]]
        found.append(network.judge(torch.cat(part))[1])
    return torch.cat(found).numpy()


def asked(own: str, found: dict[str, np.ndarray]) -> float | None:
    """Part of a network's own pictures for which it would be asked; None for other sets."""
    names = [name for name in found if name not in ASIDE]
    if own not in names:
        return None
    chosen = np.minimum(np.stack([found[name] for name in names]), FAMILIAR).argmax(0)
    return round(float((chosen == names.index(own)).mean()), 4)


def table(rows: Rows, names: Sequence[str]) -> str:
    lines = []
    for name, values in rows.items():
        cells = []
        for network in names:
            own = network == f"cnn-{name}" or (network, name) == ("cnn-slide", "cifar10")
            mark = " own" if own else ""
            mark = " *" if (network, name) in SHARED else mark
            cells.append(f"{values[network]:.1%}{mark}")
        share = values["asked"]
        lines.append([name, *cells, "" if share is None else f"{share:.1%}"])
    return markdown(["pictures", *names, "right network asked"], lines)


if __name__ == "__main__":
    sys.exit(main())
