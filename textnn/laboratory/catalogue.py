"""The map of networks: which there are, the knob of each, its cells, and running one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from textnn.errors import UserError
from textnn.laboratory.later import TRAINING, in_turn, program, shared_draws
from textnn.laboratory.stations import FOLDER

SEEDS = range(10)
_KEPT = 128  # results that are kept ready
_ready: dict[tuple[str, int, int], str] = {}


@dataclass(frozen=True)
class SmallNetwork:
    """One network of the map.

    Attributes:
        file: name of the program that trains it.
        knob: the argument that can be turned, an integer if ``step`` is one.
        first: its value at first.
        least: its smallest value.
        most: its largest value.
        step: between two values.
        cells: columns of cells, a letter a cell: input ``i``, noisy input ``n``, hidden ``h``,
            probabilistic hidden ``p``, spiking hidden ``s``, recurrent ``r``, with memory ``y``,
            with gates ``g``, kernel ``k``, convolution or pooling ``c``, output ``o``, output that
            should match the input ``m``.
        ring: whether the one column is a circle whose cells are all joined.
        percent: whether the figure is a part of a whole.
        given: further arguments.
    """

    file: str
    knob: str
    first: float
    least: float
    most: float
    step: float
    cells: tuple[str, ...]
    ring: bool = False
    percent: bool = True
    given: tuple[tuple[str, float], ...] = ()


NETWORKS: Mapping[str, SmallNetwork] = {
    "p": SmallNetwork("perceptron_digits", "rounds", 10, 1, 20, 1, ("ii", "o")),
    "ff": SmallNetwork("feedforward", "hidden", 32, 1, 64, 1, ("ii", "hh", "o")),
    "rbf": SmallNetwork("rbf", "kernels", 60, 2, 200, 2, ("ii", "kk", "o")),
    "dff": SmallNetwork("deep", "depth", 3, 1, 12, 1, ("ii", "hh", "hh", "o")),
    "rnn": SmallNetwork(
        "recurrent", "length", 40, 10, 60, 5, ("i", "rr", "o"), given=(("kind", 0),)
    ),
    "lstm": SmallNetwork(
        "recurrent", "length", 40, 10, 60, 5, ("i", "yy", "o"), given=(("kind", 1),)
    ),
    "gru": SmallNetwork(
        "recurrent", "length", 40, 10, 60, 5, ("i", "gg", "o"), given=(("kind", 2),)
    ),
    "ae": SmallNetwork("autoencoder", "code", 8, 1, 32, 1, ("iiii", "hh", "mmmm")),
    "vae": SmallNetwork("variational", "pull", 0.3, 0.1, 3, 0.1, ("iiii", "pp", "mmmm")),
    "dae": SmallNetwork(
        "autoencoder", "noise", 0.5, 0.1, 1, 0.1, ("nnnn", "hh", "mmmm"), given=(("code", 32),)
    ),
    "sae": SmallNetwork("sparse", "penalty", 0.1, 0.02, 0.4, 0.02, ("ii", "hhhh", "mm")),
    "mc": SmallNetwork("markov", "memory", 2, 1, 5, 1, ("pppppp",), ring=True, percent=False),
    "hn": SmallNetwork("hopfield", "stored", 5, 1, 10, 1, ("mmmmmm",), ring=True),
    "bm": SmallNetwork("boltzmann", "hidden", 3, 0, 5, 1, ("iiippp",), ring=True),
    "rbm": SmallNetwork("rbm", "hidden", 64, 4, 96, 4, ("iiii", "ppp")),
    "dbn": SmallNetwork("deep_belief", "layers", 2, 1, 3, 1, ("iiii", "ppp", "ppp", "mmmm")),
    "dcn": SmallNetwork("convolutional", "kernels", 8, 1, 16, 1, ("iiii", "kkk", "cc", "hh", "o")),
    "dn": SmallNetwork("deconvolutional", "numbers", 16, 2, 32, 2, ("ii", "hh", "kkk", "oooo")),
    "dcign": SmallNetwork("graphics", "rounds", 200, 20, 400, 20, ("iii", "kk", "pp", "kk", "ooo")),
    "gan": SmallNetwork("adversarial", "penalty", 0.2, 0, 1, 0.05, ("ii", "hh", "mm", "hh", "m")),
    "lsm": SmallNetwork("liquid", "noise", 0.4, 0, 0.9, 0.1, ("ii", "ssss", "o")),
    "elm": SmallNetwork("elm", "hidden", 300, 10, 600, 10, ("iii", "hhhh", "oo")),
    "esn": SmallNetwork("esn", "radius", 0.95, 0.1, 1.5, 0.05, ("i", "rrrr", "o"), percent=False),
    "drn": SmallNetwork(
        "deep", "depth", 8, 1, 12, 1, ("ii", "hh", "hh", "hh", "o"), given=(("skip", 1),)
    ),
    "kn": SmallNetwork("kohonen", "radius", 6, 1, 10, 1, ("iii", "hhhh")),
    "svm": SmallNetwork("svm", "gamma", 2, 0.5, 50, 0.5, ("ii", "kkk", "o")),
    "ntm": SmallNetwork("turing", "taught", 5, 1, 10, 1, ("ii", "hh", "yyyy", "oo")),
}
"""Name -> network, in the order of the chart."""


WINNERS: Mapping[str, SmallNetwork] = {
    name: SmallNetwork(
        "history", "rounds", 6, 1, 10, 1, ("iiii", "kkk", "o"), given=(("kind", place),)
    )
    for place, name in enumerate(("lenet", "alexnet", "zfnet", "googlenet", "vgg", "resnet"))
}
"""Name -> the small network that stands for a large one on the page of the history."""


SHAPES: Mapping[str, SmallNetwork] = {
    name: SmallNetwork("gan", "penalty", 0, 0, 0.4, 0.05, ("ii",), given=(("shape", place),))
    for place, name in enumerate(("heaps", "ring", "moons"))
}
"""Name -> forger and detective on a shape of the plane."""

EVERY: Mapping[str, SmallNetwork] = {**NETWORKS, **WINNERS, **SHAPES}


@cache
def counted() -> str:
    """Layers, weights and multiplications of the networks that made history, as JSON.

    They are what ``history.counted`` says of each; counting again would take PyTorch and seconds
    before the page could be shown, so a test holds the file to it.
    """
    return (FOLDER / "static" / "history.json").read_text(encoding="utf-8")


def described() -> str:
    """What the page needs to know of each network, as JSON."""
    known = {name: asdict(one) for name, one in NETWORKS.items()}
    for one in known.values():
        del one["given"]
    return json.dumps(known)


def trained(name: str, seed: int, knob: float) -> str:
    """What a network gives after its training, as JSON; the same question has the same answer.

    Raises:
        UserError: there is no such network, a value is out of range, or others train too long.
    """
    network = EVERY.get(name)
    if network is None or seed not in SEEDS:
        raise UserError("no-such-station")
    if not network.least <= knob <= network.most:
        raise UserError("knob-out-of-range", least=network.least, most=network.most)
    asked = name, seed, round(knob / network.step)
    if (ready := _ready.get(asked)) is not None:
        return ready
    with in_turn(TRAINING):
        if asked not in _ready:  # nobody who waited for the same trains it again
            _ready[asked] = _trained(*asked)
        ready = _ready[asked]
        while len(_ready) > _KEPT:
            del _ready[next(iter(_ready))]
    return ready


def _trained(name: str, seed: int, steps: int) -> str:
    network = EVERY[name]
    whole = float(network.step).is_integer()
    knob = steps * int(network.step) if whole else round(steps * network.step, 6)
    given: dict[str, Any] = {**dict(network.given), network.knob: knob}
    with shared_draws():
        result = program(network.file)(seed=seed, **given)
    return json.dumps(_plain(result))


def _plain(value: Any) -> Any:
    """Tensors as lists, rounded: a page draws them."""
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return round(value, 4) if isinstance(value, float) else value
