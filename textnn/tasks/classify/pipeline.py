"""A picture -> what a network sees in it, how sure it is, why, and whether it knows such things."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from textnn import checkpoints
from textnn.checkpoints import Checkpoint, network
from textnn.config import Settings
from textnn.datasets.pictures.sets import PICTURE_SETS
from textnn.errors import UserError
from textnn.models.pictures.cnn import CNN, CNNConfig
from textnn.pretrained import Models, reference
from textnn.results import Progress, ignore_progress
from textnn.results.names import NETWORKS
from textnn.results.pictures import Classification, ClassifyOptions, Label, Opinion
from textnn.tasks.classify.calibration import KNOWN, Calibration, load, stage_features
from textnn.tasks.classify.occlusion import occlusion, stages
from textnn.tasks.classify.preprocess import PREPARATIONS
from textnn.tasks.picture_files import (
    Pixels,
    check_not_blank,
    in_colour,
    open_picture,
    thumbnail,
    to_png,
    to_png_base64,
)

ASIDE = ("cnn-slide",)
"""Networks that answer only who names or compares them: another knows the same things better."""

DRAWING = "drawing"
"""Source of a picture from the pad, as ``results.pictures`` says."""

FAMILIAR = 0.25
"""Among networks to which a picture looks at least that familiar, the first in order is asked: one
network's own pictures are spread evenly over 0 to 1, so more says nothing."""

_NAME = 200  # characters of a file's name that are kept


@dataclass(frozen=True)
class Network:
    """A classifier ready to look at pictures.

    Attributes:
        checkpoint: where it comes from.
        cnn: its network.
        calibration: how far it may be believed.
    """

    checkpoint: Checkpoint
    cnn: CNN
    calibration: Calibration

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.checkpoint.name

    def see(self, pixels: Pixels) -> Pixels:
        """The picture as the network gets it, shape (size, size[, 3])."""
        config = self.cnn.config
        return PREPARATIONS[subject(config)](pixels, config.size)

    @torch.no_grad()
    def judge(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Probabilities, shape (n, classes), and familiarity, shape (n,).

        Args:
            pictures: shape (n, channels, size, size), 0 to 255
        """
        logits, _ = self.cnn(pictures)
        features = stage_features(self.cnn, as_channels_last(pictures))
        calibration = self.calibration
        return calibration.probabilities(logits), calibration.familiarity(features)

    @torch.no_grad()
    def glance(self, pictures: Tensor) -> Tensor:
        """Probabilities from one look at each picture instead of several, shape (n, classes)."""
        *_, (_, logits) = self.cnn.walk(as_channels_last(pictures))
        return self.calibration.probabilities(logits)


class PictureClassifier:
    """Classifies with one of several networks; each is read when it is first needed.

    Args:
        models: where they stand.
    """

    def __init__(self, models: Models) -> None:
        self._models = models
        self._ready: dict[str, Network] = {}
        self._lock = threading.Lock()

    def names(self) -> tuple[str, ...]:
        """Networks that classify, shipped ones first."""
        folder = self._models.folder
        found = [name for name in self._models.names() if _config(folder / name)["kind"] == "cnn"]
        known = [name for name in NETWORKS if name in found]
        return (*known, *(name for name in found if name not in known))

    def eager(self) -> tuple[str, ...]:
        """Those of them to choose among where nobody names one."""
        return tuple(name for name in self.names() if name not in ASIDE) or self.names()

    def sizes(self, name: str) -> tuple[int, int]:
        """Classes and colour channels of a network; its weights are not read."""
        config = _config(self._models.folder / name)
        labels, channels = config.get("labels"), config.get("channels")
        if isinstance(labels, list) and isinstance(channels, int):
            return len(labels), channels
        network = self.network(name).cnn.config  # says what is wrong with the folder
        return len(network.labels), network.channels

    def network(self, name: str) -> Network:
        """The network called ``name``.

        Raises:
            UserError: there is none, or it is damaged or not calibrated.
        """
        if name not in self.names():
            names = ", ".join(self.names()) or "-"
            raise UserError("no-such-model", name=name, names=names)
        with self._lock:
            if name not in self._ready:
                self._ready[name] = load_network(self._models, name)
            return self._ready[name]

    def preview(self, picture: bytes) -> bytes:
        """The picture in these bytes, upright and at most 512 pixels a side, as a PNG file.

        Raises:
            UserError: it is no picture that can be read.
        """
        return to_png(thumbnail(open_picture(picture)))

    def __call__(
        self,
        picture: bytes,
        source: str,
        options: ClassifyOptions,
        progress: Progress = ignore_progress,
    ) -> Classification:
        """What the picture in the bytes of a file called ``source`` shows.

        Raises:
            UserError: it is no picture that can be read, or there is nothing in it, or no such
                network.
        """
        began = time.perf_counter()
        pixels = open_picture(picture)
        check_not_blank(pixels)
        progress(0.1)
        looks = self._looks(pixels, options)
        if not looks:
            raise UserError("model-unusable", "classifiers")
        progress(0.5)
        name = options.model or max(
            self._suited(looks, pixels, source), key=lambda n: min(looks[n].familiarity, FAMILIAR)
        )
        look = looks[name] if name in looks else _look(self.network(name), pixels)
        others = [n for n in looks if n != name] if options.compare else []
        found = Classification(
            picture=to_png_base64(thumbnail(pixels)),
            seen=to_png_base64(look.seen),
            source=source[:_NAME],
            labels=look.labels(),
            familiarity=look.familiarity,
            known=look.known,
            evidence=look.evidence(),
            stages=stages(look.network.cnn, look.tensor),
            opinions=tuple(looks[other].opinion() for other in others),
            options=options,
            model=reference(look.network.checkpoint),
            seconds=time.perf_counter() - began,
        )
        progress(1.0)
        return found

    def _looks(self, pixels: Pixels, options: ClassifyOptions) -> dict[str, NetworkOutput]:
        """What each network that is asked makes of a picture.

        One that nobody named and that is damaged or not calibrated does not stop the others.
        """
        looks: dict[str, NetworkOutput] = {}
        unusable: list[UserError] = []
        if options.compare:
            asked = self.names()
        else:
            asked = (options.model,) if options.model else self.eager()
        for name in asked:
            try:
                looks[name] = _look(self.network(name), pixels)
            except UserError as error:
                if name == options.model:
                    raise
                unusable.append(error)
        if unusable and not looks:
            raise unusable[0]
        return looks

    def _suited(self, looks: Mapping[str, NetworkOutput], pixels: Pixels, source: str) -> list[str]:
        """Networks to choose among.

        For a drawing those of grey pictures, and for a picture in colour that none knows those of
        photos, if there are any.
        """
        names = [name for name in looks if name in self.eager()] or list(looks)
        channels = 0
        if source == DRAWING:
            channels = 1
        elif in_colour(pixels) and not any(looks[name].known for name in names):
            channels = 3
        return [n for n in names if looks[n].network.cnn.config.channels == channels] or names


@dataclass(frozen=True)
class NetworkOutput:
    """One network's look at one picture.

    Attributes:
        network: whose.
        seen: what it got, shape (size, size[, 3]).
        tensor: the same, shape (1, channels, size, size).
        probabilities: shape (classes,).
        familiarity: 0 to 1.
    """

    network: Network
    seen: Pixels
    tensor: Tensor
    probabilities: Tensor
    familiarity: float

    @property
    def known(self) -> bool:
        """Whether it is familiar enough to be believed."""
        return self.familiarity >= KNOWN

    def labels(self) -> tuple[Label, ...]:
        """Every class, likeliest first."""
        names = self.network.cnn.config.labels
        pairs = zip(names, self.probabilities.tolist(), strict=True)
        return tuple(Label(*pair) for pair in sorted(pairs, key=lambda pair: -pair[1]))

    def opinion(self) -> Opinion:
        """In short."""
        best = self.labels()[0]
        name = self.network.name
        return Opinion(name, best.name, best.probability, self.familiarity, self.known)

    def evidence(self) -> tuple[tuple[float, ...], ...]:
        """What the likeliest class hangs on."""
        best, cnn = int(self.probabilities.argmax()), self.network.cnn
        ground = 255 * cnn.mean[0] if cnn.config.channels == 3 else torch.zeros(1, 1, 1)
        return occlusion(self.tensor[0], lambda x: self.network.glance(x)[:, best], ground)


def load_classifier(settings: Settings, models: Models | None = None) -> PictureClassifier:
    """The classifier of all networks below ``Settings.models``; none is read yet."""
    return PictureClassifier(models or Models(settings.models))


def load_network(models: Models, name: str) -> Network:
    """A network and its calibration.

    Raises:
        UserError: one of them is missing or damaged, or it is a model of another kind.
    """
    checkpoint = models.get(name, checkpoints.load)
    cnn = network(checkpoint, CNN)
    return Network(checkpoint, cnn, load(models.folder / name, checkpoint.checksum))


def _config(folder: Path) -> dict[str, Any]:
    """``config.json`` of a model folder; of an unknown kind if it cannot be read."""
    try:
        data = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        data = None
    return {"kind": "", **data} if isinstance(data, dict) else {"kind": ""}


def subject(config: CNNConfig) -> str:
    """What a network's pictures are of, a key of ``PREPARATIONS``, told by its classes."""
    if config.channels == 3:
        return "photo"
    drawn = {known.labels for known in PICTURE_SETS.values() if known.ink}
    return "digit" if config.labels in drawn else "garment"


def as_tensor(pixels: Pixels) -> Tensor:
    """Shape (1, channels, height, width), uint8."""
    picture = torch.from_numpy(pixels.copy())
    return picture[None, None] if picture.ndim == 2 else picture.permute(2, 0, 1)[None]


def as_channels_last(pictures: Tensor) -> Tensor:
    """The same numbers in the order that convolutions are quick with."""
    return pictures.contiguous(memory_format=torch.channels_last)


def _look(one: Network, pixels: Pixels) -> NetworkOutput:
    seen = one.see(pixels)
    tensor = as_tensor(seen)
    probabilities, familiarity = one.judge(tensor)
    return NetworkOutput(one, seen, tensor, probabilities[0], float(familiarity[0]))
