"""What the lecture says of transfer learning, measured: from scratch, frozen features, fine-tuned.

    python benchmarks/transfer.py [--sets cats-dogs quickdraw] [--methods frozen scratch fine-tuned]
        [--seeds 3] [--json FILE] [--plot FILE.png]

All learn from the same few pictures and are judged on the same test pictures, all of them. *frozen*
is what Ensinar does: a linear head over the features of the shipped ``cnn-cifar10``. *scratch* is a
network of that very architecture with first weights only. *fine-tuned* is ``cnn-cifar10`` with a
new last layer, trained on. Rates of the latter two are chosen on training pictures that only the
runs with all of them learn from. With ``--json`` runs that stand in the file already are not done
again. Needs the data sets (``TEXTNN_DATASETS`` or ``--data``).

CIFAR-10 holds 10,000 cats and dogs: the transfer to ``cats-dogs`` is an easy one. None of the eight
things of ``quickdraw`` is in it, nor any drawing.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
import torch
from common import markdown, settings_for, timed, write_json
from fine_tuning import Data, Task, accuracy_of, fine_tuned, scratch
from matplotlib import pyplot as plt
from torch import Tensor

from textnn.checkpoints import load, network
from textnn.datasets.pictures.images import read_images
from textnn.datasets.pictures.sets import Batch
from textnn.errors import UserError
from textnn.models.head import HeadConfig
from textnn.models.pictures.cnn import CNN
from textnn.precision import autocast
from textnn.pretrained import Models
from textnn.tasks.classify.preprocess import photo
from textnn.tasks.teach.cross_validation import fit_both, judge
from textnn.tasks.teach.features import SIDE, Frozen
from textnn.tasks.teach.pipeline import NETWORK

METHODS = ("scratch", "frozen", "fine-tuned")
CHEAP_FIRST = ("frozen", "fine-tuned", "scratch")
COLOURS = {"scratch": "#D55E00", "frozen": "#0072B2", "fine-tuned": "#009E73"}
RATES = {"scratch": (1e-3, 4e-3), "fine-tuned": (1e-4, 5e-4)}
"""Highest learning rates that are tried."""

DEV = 100
"""Pictures of a class that rates are chosen on."""

Key = tuple[str, str, int, int]

TASKS = (
    Task("cats-dogs", "cats_dogs128.npz", 64, 48, METHODS, {20: 2400, 100: 6000, 1000: 13000}),
    Task("quickdraw", "quickdraw.npz", 32, 28, ("scratch", "frozen"), {20: 4800, 100: 9600}),
)


def main(arguments: Sequence[str] | None = None) -> int:
    given = parse(arguments)
    try:
        settings = settings_for(given.data)
        source = network(Models(settings.models).get(NETWORK, load), CNN)
        tasks = [task for task in TASKS if task.name in given.sets]
        folder = settings.datasets_folder / "images"
        sets = [read(folder, task, source, given.first) for task in tasks]
    except UserError as error:
        print(f"transfer: {error.say('en')}", file=sys.stderr)
        return 2
    kept = Kept(given.json)
    for data in sets:
        compare(data, given, kept)
        print(f"\n{data.task.name}, {len(data.test)} test pictures\n\n{table(data.task, kept)}")
    if given.plot:
        draw([data.task for data in sets], kept, given.plot)
    return 0


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    names = [task.name for task in TASKS]
    parser.add_argument("--sets", nargs="+", default=names, choices=names)
    parser.add_argument("--methods", nargs="+", default=METHODS, choices=METHODS)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--most", type=int, default=1000, help="most pictures a class")
    parser.add_argument("--first", type=int, default=0, help="try-out: so many test pictures only")
    parser.add_argument("--effort", type=float, default=1.0, help="part of the training passes")
    parser.add_argument("--data", type=Path, help="folder of data sets; else TEXTNN_DATASETS")
    parser.add_argument("--plot", type=Path, help="PNG of accuracy over pictures a class")
    parser.add_argument("--json", type=Path, help="file for the figures; runs in it are kept")
    return parser.parse_args(arguments)


class Kept:
    """Figures so far, written after every run."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.rates: dict[str, float] = {}
        self.runs: list[dict[str, Any]] = []
        if path is not None and path.exists():
            content = json.loads(path.read_text(encoding="utf-8"))
            self.rates, self.runs = content["rates"], content["runs"]

    def has(self, key: Key) -> bool:
        return any(_key(run) == key for run in self.runs)

    def add(self, key: Key, accuracy: float, seconds: float) -> None:
        names = ("set", "method", "count", "seed")
        run = dict(zip(names, key, strict=True))
        self.runs.append(run | {"accuracy": round(accuracy, 5), "seconds": round(seconds, 2)})
        self.write()
        print(*key, f"{accuracy:.2%} {seconds:.1f} s", flush=True)

    def write(self) -> None:
        write_json(self.path, {"rates": self.rates, "runs": self.runs})

    def of(self, name: str, method: str, count: int, what: str) -> list[float]:
        return [run[what] for run in self.runs if _key(run)[:3] == (name, method, count)]


def _key(run: dict[str, Any]) -> Key:
    return run["set"], run["method"], run["count"], run["seed"]


def read(folder: Path, task: Task, source: CNN, first: int) -> Data:
    """Both splits of a task; of the test pictures the first so many of a fixed order, or all."""
    batches = {}
    for split in ("train", "test"):
        images = read_images(folder / task.file, split)
        order = torch.randperm(len(images), generator=torch.Generator().manual_seed(0))
        rows = (order[:first] if first and split == "test" else order).tolist()
        pixels = np.stack([photo(images[row], SIDE) for row in rows])
        batches[split] = Batch(
            torch.from_numpy(pixels).permute(0, 3, 1, 2).contiguous(),
            torch.from_numpy(images.labels[rows].astype(np.int64)),
        )
    return Data(task, batches["train"], batches["test"], source, {})


def chosen(labels: Tensor, count: int, seed: int) -> Tensor:
    """Rows of ``count`` pictures of each class; the last ``DEV`` of a class come last.

    The rows of a smaller count are among those of a larger one.
    """
    rows = []
    for label, members in enumerate(by_class(labels)):
        random = torch.Generator().manual_seed(1000 * seed + label)
        free = members[: max(0, len(members) - DEV)]
        mixed = free[torch.randperm(len(free), generator=random)]
        rows.append(torch.cat([mixed, members[len(free) :]])[:count])
    return torch.cat(rows)


def by_class(labels: Tensor) -> list[Tensor]:
    """Rows of each class."""
    return [(labels == label).nonzero()[:, 0] for label in range(int(labels.max()) + 1)]


def compare(data: Data, given: argparse.Namespace, kept: Kept) -> None:
    """Every run of a task that is asked for and not there yet, the cheap ones first."""
    task = data.task
    methods = set(given.methods) & set(task.methods)
    for method in (method for method in CHEAP_FIRST if method in methods):
        for count in (count for count in task.passes if count <= given.most):
            for seed in range(1 if count >= task.once else given.seeds):
                key = (task.name, method, count, seed)
                if kept.has(key):
                    continue
                accuracy, seconds = run(data, key, given.effort, kept)
                kept.add(key, accuracy, seconds)


def run(data: Data, key: Key, effort: float, kept: Kept) -> tuple[float, float]:
    """Accuracy on the test pictures, and the seconds of the learning."""
    _, method, count, seed = key
    rows = chosen(data.train.labels, count, seed)
    if method == "frozen":
        return frozen(data, rows)
    learn = scratch if method == "scratch" else fine_tuned
    passes = int(effort * data.task.passes[count] / (1 if method == "scratch" else 2))
    rate = rate_for(data, method, effort, kept)
    learnt = data.train[rows]
    model, seconds = timed(lambda: learn(data, learnt, passes, rate, seed))
    return accuracy_of(data.task, model, data.test), seconds


def rate_for(data: Data, method: str, effort: float, kept: Kept) -> float:
    """The rate that does best at the middle count, judged on pictures set aside."""
    name = f"{data.task.name} {method}"
    if name not in kept.rates:
        count = 100
        learnt = data.train[chosen(data.train.labels, count, seed=99)]
        dev = data.train[torch.cat([members[-DEV:] for members in by_class(data.train.labels)])]
        learn = scratch if method == "scratch" else fine_tuned
        passes = int(effort * data.task.passes[count] / 2)
        found = {}
        for rate in RATES[method]:
            model = learn(data, learnt, passes, rate, 99)
            found[rate] = accuracy_of(data.task, model, dev)
            print(f"{name}, rate {rate:g}: {found[rate]:.2%} of dev", flush=True)
        kept.rates[name] = max(found, key=lambda rate: found[rate])
        kept.write()
    return kept.rates[name]


def frozen(data: Data, rows: Tensor) -> tuple[float, float]:
    """A head over the features of the rows; its seconds hold those of their features."""
    began = time.perf_counter()
    learnt = described(data.source, data.train.pictures[rows])
    head = fit_both(learnt, data.train.labels[rows], HeadConfig(learnt.shape[2], data.classes))
    seconds = time.perf_counter() - began
    if "test" not in data.features:
        data.features["test"] = described(data.source, data.test.pictures)
    taken = judge(head, data.features["test"]).argmax(1)
    return float((taken == data.test.labels).float().mean()), seconds


def described(source: CNN, pictures: Tensor) -> Tensor:
    """Features as Ensinar takes them, shape (2, n, features), in bfloat16 where that is enough."""
    with autocast("convolution"):
        return Frozen(source)([picture.permute(1, 2, 0).numpy() for picture in pictures]).float()


def table(task: Task, kept: Kept) -> str:
    """One line a method, one column a count: mean accuracy, lowest and highest, and seconds."""
    rows = []
    for method in task.methods:
        cells = [method]
        for count in task.passes:
            found = kept.of(task.name, method, count, "accuracy")
            if not found:
                cells.append("–")
                continue
            seconds = mean(kept.of(task.name, method, count, "seconds"))
            spread = f" ({min(found):.1%} to {max(found):.1%})" if len(found) > 1 else ""
            cells.append(f"{mean(found):.1%}{spread}, {seconds:.0f} s")
        rows.append(cells)
    return markdown(("", *(f"{count} a class" for count in task.passes)), rows)


def draw(tasks: Sequence[Task], kept: Kept, path: Path) -> None:
    """Accuracy over the number of pictures, one panel a set."""
    figure, panels = plt.subplots(
        1, len(tasks), figsize=(4.5 * len(tasks), 3.6), layout="constrained", squeeze=False
    )
    for task, panel in zip(tasks, panels[0], strict=True):
        for method in task.methods:
            points = [
                (count, [100 * value for value in found])
                for count in task.passes
                if (found := kept.of(task.name, method, count, "accuracy"))
            ]
            counts = [count for count, _ in points]
            middles = [mean(found) for _, found in points]
            panel.plot(counts, middles, "o-", color=COLOURS[method], label=method)
            panel.fill_between(
                counts,
                [min(found) for _, found in points],
                [max(found) for _, found in points],
                color=COLOURS[method], alpha=0.15, linewidth=0,
            )  # fmt: skip
        panel.set_xscale("log")
        panel.set_xticks(list(task.passes), [f"{count:,}" for count in task.passes])
        panel.minorticks_off()
        panel.set_xlabel("pictures of each class")
        panel.set_ylabel("right on test pictures, %")
        panel.set_title(task.name)
        panel.grid(alpha=0.3)
        panel.legend(frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=130)
    plt.close(figure)


if __name__ == "__main__":
    sys.exit(main())
