"""The lecture's convolutional networks side by side on one set of pictures.

    python benchmarks/cnn_architectures.py [--pictures cifar10] [--epochs 3] [--seeds 1]
        [--architectures lenet5 vgg ...] [--dear 60] [--plot FILE.png] [--json FILE]

Each is trained alike, in one process, one after the other: stochastic gradient descent with
Nesterov's momentum, batches of 128, a cosine schedule, pictures moved by up to two pixels (and
mirrored where a mirrored one is of the same class). The fast residual networks have their own rate
and batch, which belong to their design. Printed are learnt numbers, multiply-adds for one picture,
seconds an epoch, and accuracy on the test split: the mean over the seeds. Networks that need more
than ``--dear`` seconds an epoch run with the first seed only. Needs the data sets
(``TEXTNN_DATASETS`` or ``--data``).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean, pstdev

import lecture_networks  # noqa: F401  # adds its networks
import torch
from common import markdown, settings_for, write_json
from matplotlib import pyplot as plt
from torch.utils.flop_counter import FlopCounterMode

from textnn.datasets.pictures.sets import PICTURE_SETS, Batch, read_pictures
from textnn.errors import UserError
from textnn.models.pictures.cnn import CNN
from textnn.training.loop import Budget, Log, train
from textnn.training.pictures.cnn import CNNOptions, CNNRecipe, new_cnn
from textnn.training.runs import fastest_device

PLAIN = CNNOptions(batch=128, learning_rate=0.05, momentum=0.9, decay=5e-4, smoothing=0.0)
RATES = {"keras": 0.02, "tensorflow": 0.02, "lenet5": 0.05, "alexnet": 0.02, "zfnet": 0.02}
"""Networks without normalisation need a lower rate."""

FAST = CNNOptions()

NAMES = {
    "keras": "Keras slide",
    "tensorflow": "TensorFlow slide",
    "lenet5": "LeNet-5",
    "alexnet": "AlexNet, scaled",
    "zfnet": "ZF Net, scaled",
    "googlenet": "GoogLeNet, scaled",
    "vgg": "VGG, scaled",
    "resnet": "ResNet, scaled",
    "resnet-fast": "ResNet, fast",
    "resnet-deep": "ResNet, deep and fast",
}


LEFT = ("vgg", "resnet-fast", "resnet-deep")
"""Networks whose names stand at the left of their dots, out of the way of others."""


@dataclass(frozen=True)
class Row:
    """One network's figures: counts, seconds an epoch, and an accuracy for each seed, 0 to 1."""

    architecture: str
    parameters: int
    multiply_adds: int
    seconds: float
    accuracies: tuple[float, ...]


def main(arguments: Sequence[str] | None = None) -> int:
    given = parse(arguments)
    try:
        folder = settings_for(given.data).datasets_folder
        learnt = read_pictures(folder, given.pictures, "train")
        test = read_pictures(folder, given.pictures, "test")
    except UserError as error:
        print(f"cnn_architectures: {error.say('en')}", file=sys.stderr)
        return 2
    rows: list[Row] = []
    for architecture in given.architectures:
        rows.append(measure(architecture, given, learnt, test))
        print(table(rows[-1:]).splitlines()[-1], flush=True)
    print(
        f"\n{given.pictures}: {len(learnt)} pictures, {given.epochs} epochs; {len(test)} test "
        f"pictures; {fastest_device()}, {torch.get_num_threads()} threads\n\n{table(rows)}"
    )
    if given.plot:
        draw(rows, given.plot)
    write_json(given.json, {"pictures": given.pictures, "epochs": given.epochs,
                            "rows": [vars(row) for row in rows]})  # fmt: skip
    return 0


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pictures", default="cifar10", choices=PICTURE_SETS)
    parser.add_argument("--architectures", nargs="+", default=[*NAMES], choices=NAMES)
    parser.add_argument("--epochs", type=float, default=3)
    parser.add_argument("--seeds", type=int, default=1, help="runs of each network")
    parser.add_argument("--dear", type=float, default=60, help="seconds an epoch")
    parser.add_argument("--data", type=Path, help="folder of data sets")
    parser.add_argument("--plot", type=Path, help="PNG of accuracy over multiply-adds")
    parser.add_argument("--json", type=Path, help="file for the figures")
    return parser.parse_args(arguments)


def measure(architecture: str, given: argparse.Namespace, learnt: Batch, test: Batch) -> Row:
    """Trains and scores a network, once for each seed it is worth."""
    accuracies: list[float] = []
    seconds: list[float] = []
    while len(accuracies) < given.seeds and (not seconds or seconds[0] <= given.dear):
        model, recipe = prepared(architecture, given.pictures, given.epochs, len(accuracies) + 1,
                                 learnt, test)  # fmt: skip
        budget = Budget(recipe.steps, warmup=recipe.an_epoch // 2, clip=1e6, log_every=recipe.steps,
                        evaluate_every=10**9)  # fmt: skip
        with tempfile.TemporaryDirectory() as folder:
            figures = train(recipe, budget, Path(folder))
            took = Log(Path(folder) / "log.jsonl").rows()[1]["seconds"]  # without the evaluation
        accuracies.append(figures["dev_accuracy"])
        seconds.append(took * recipe.an_epoch / recipe.steps)
    return Row(
        architecture,
        sum(weight.numel() for weight in model.parameters()),
        multiply_adds(model.cpu()),
        mean(seconds),
        tuple(accuracies),
    )


def prepared(
    architecture: str, pictures: str, epochs: float, seed: int, learnt: Batch, test: Batch
) -> tuple[CNN, CNNRecipe]:
    """A fresh network and its recipe; "dev" is the test split, which decides nothing."""
    options = FAST if architecture in ("resnet-fast", "resnet-deep") else PLAIN
    rate = RATES.get(architecture, options.learning_rate)
    options = replace(options, epochs=epochs, learning_rate=rate, seed=seed)
    torch.manual_seed(seed)
    model = new_cnn(architecture, PICTURE_SETS[pictures], learnt, options.smoothing)
    return model, CNNRecipe(model, learnt, test, options, fastest_device())


def multiply_adds(model: CNN) -> int:
    """Multiply-adds of the convolutions and dense layers for one picture, half of its FLOPs."""
    config = model.config
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        model.eval()._logits(torch.zeros(1, config.channels, config.size, config.size))
    return int(counter.get_total_flops()) // 2


def table(rows: Sequence[Row]) -> str:
    """One line a network."""
    head = ("network", "parameters", "multiply-adds (M)", "s an epoch", "accuracy", "seeds")
    return markdown(
        head,
        [
            (
                NAMES[row.architecture],
                f"{row.parameters:,}",
                f"{row.multiply_adds / 1e6:.1f}",
                f"{row.seconds:.0f}",
                f"{mean(row.accuracies):.2%}"
                + (f" ± {pstdev(row.accuracies):.2%}" if len(row.accuracies) > 1 else ""),
                str(len(row.accuracies)),
            )
            for row in rows
        ],
    )


def draw(rows: Sequence[Row], path: Path) -> None:
    """Accuracy over multiply-adds; the area of a dot grows with the learnt numbers."""
    figure, axes = plt.subplots(figsize=(7, 4.5), layout="constrained")
    for row in rows:
        x, y = row.multiply_adds / 1e6, 100 * mean(row.accuracies)
        axes.scatter(x, y, s=row.parameters**0.5 / 4, color="#0072B2", alpha=0.6)
        left, size = row.architecture in LEFT, row.parameters**0.25 / 4
        axes.annotate(
            NAMES[row.architecture], (x, y), xytext=(-size if left else size, 3),
            textcoords="offset points", ha="right" if left else "left",
        )  # fmt: skip
    axes.set_xscale("log")
    axes.margins(x=0.2, y=0.12)
    axes.set_xlabel("milhões de multiplicações e somas por imagem")
    axes.set_ylabel("acerto no teste (%)")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    plt.close(figure)


if __name__ == "__main__":
    sys.exit(main())
