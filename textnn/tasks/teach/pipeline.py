"""A handful of pictures of each class -> a network that tells them apart: transfer learning.

The classifier stays as it is. What its last stages make of a picture is taken for a description of
it, and a linear head learns the new classes from that in a second or two.
"""

from __future__ import annotations

import base64
import hashlib
import io
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import torch
from PIL import Image
from torch import Tensor

from textnn.checkpoints import Checkpoint, load, network
from textnn.config import Settings
from textnn.errors import UserError
from textnn.models.head import HeadConfig
from textnn.models.pictures.cnn import CNN
from textnn.pretrained import Models, reference
from textnn.results import Progress, ignore_progress
from textnn.results.pictures import Classification, ClassifyOptions, Label, Lesson
from textnn.tasks.classify.occlusion import occlusion, stages
from textnn.tasks.classify.preprocess import photo
from textnn.tasks.picture_files import Pixels, on_white, open_picture, thumbnail, to_png_base64
from textnn.tasks.teach.classes import check_counts, check_names
from textnn.tasks.teach.cross_validation import (
    alike,
    fit_both,
    folds,
    groups,
    held_out,
    judge,
    temperature,
)
from textnn.tasks.teach.features import AT_ONCE, SIDE, Frozen, as_tensor
from textnn.tasks.teach.novelty import KNOWN, Memory
from textnn.tasks.teach.project_file import (
    KEPT_SIDE,
    Learnt,
    Project,
    check_pictures,
    read_project,
    write_project,
)

NETWORK = "cnn-cifar10"
"""The classifier whose features are used."""

LEAST_SIDE = SIDE
"""Where there are very many pictures, they are kept smaller, down to this many pixels a side."""

ROOM = 4_000_000
"""Bytes that the pictures of a project should fit into."""

FEW = 5
"""Pictures of a class, twins not counted, below which a lesson is warned of."""

UNBALANCED = 3
"""Times as many pictures as the smallest class has, from which on a lesson is warned of."""

CELL = 8
"""Side of the squares that evidence is given for, pixels of the seen picture."""

_QUALITY = 90  # of JPEG
_COLOURS = 256  # a picture of so many colours is a drawing, and smaller as PNG
_OPEN = 4  # projects whose heads are kept at hand
_READ, _SEEN = 0.25, 0.85  # parts of the work done when all pictures are read, and described


@dataclass(frozen=True)
class _Stretch:
    """A part of the progress of the whole."""

    progress: Progress
    low: float
    high: float

    def __call__(self, done: float) -> None:
        self.progress(self.low + (self.high - self.low) * done)


@dataclass
class PictureTeacher:
    """See ``service.pictures.Teacher``.

    Attributes:
        checkpoint: of the frozen classifier.
    """

    checkpoint: Checkpoint
    _open: OrderedDict[str, Project] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.frozen = Frozen(network(self.checkpoint, CNN))
        self.model = reference(self.checkpoint)

    def __call__(
        self,
        pictures: Mapping[str, Sequence[bytes]],
        seed: int,
        progress: Progress = ignore_progress,
    ) -> Lesson:
        """Learn to tell the classes, name -> picture files, apart.

        The same pictures in the same order, and the same seed, give the same lesson.

        Raises:
            UserError: too few or too many classes or pictures, or one that is no picture.
        """
        began = time.monotonic()
        names = check_names(list(pictures))
        files = dict(zip(names, pictures.values(), strict=True))
        check_counts({name: len(some) for name, some in files.items()})
        kept = _reduced(_read(files, _Stretch(progress, 0, _READ)))
        project = self._learn(names, kept, seed, _Stretch(progress, _READ, 1))
        progress(1.0)
        return self._lesson(write_project(project), project, time.monotonic() - began)

    def open(self, project: bytes) -> tuple[Lesson, dict[str, list[bytes]]]:
        """The lesson in a project file, as it was, and its pictures by class, in order.

        Where another network had been taught, ours is taught the same pictures anew, and the lesson
        says ``retaught``.

        Raises:
            UserError: it is no project file, or a broken or hostile one.
        """
        began = time.monotonic()
        found = self._read(project)
        check_pictures(found)
        pictures = dict(zip(found.classes, map(list, found.pictures), strict=True))
        if found.learnt is None:
            found = self._retaught(found)
            project = write_project(found)
        return self._lesson(project, found, time.monotonic() - began), pictures

    def classify(self, project: bytes, picture: bytes, source: str) -> Classification:
        """What a picture shows, in the classes of the project.

        Raises:
            UserError: the project or the picture cannot be read.
        """
        began = time.monotonic()
        opened = self._ready(project)
        learnt = opened.learnt
        assert learnt is not None
        pixels = open_picture(picture)
        seen = photo(pixels, SIDE)
        features = self.frozen([seen])
        probabilities = _chances(learnt, features)[0]
        best = int(probabilities.argmax())
        square = as_tensor([seen])
        labels = sorted(
            map(Label, opened.classes, probabilities.tolist()), key=lambda label: -label.probability
        )
        familiarity = learnt.memory.familiarity(features)
        return Classification(
            to_png_base64(thumbnail(pixels)), to_png_base64(seen), source, tuple(labels),
            familiarity, familiarity >= KNOWN,
            occlusion(square[0], lambda x: self._glance(learnt, x)[:, best], self._ground(), CELL),
            stages(self.frozen.network, square), (), ClassifyOptions(self.model.name),
            self.model, time.monotonic() - began, taught=True,
        )  # fmt: skip

    def _glance(self, learnt: Learnt, pictures: Tensor) -> Tensor:
        """Probabilities without a look at the mirror image, shape (n, classes)."""
        firsts = range(0, len(pictures), AT_ONCE)
        parts = [self.frozen.describe(pictures[first : first + AT_ONCE]) for first in firsts]
        return _chances(learnt, torch.cat(parts)[None])

    def _ground(self) -> Tensor:
        """The mean colour of the pictures the network knows, shape (3, 1, 1)."""
        return 255 * self.frozen.network.mean[0]

    def _read(self, project: bytes) -> Project:
        return read_project(project, self.model, self.frozen.features)

    def _ready(self, project: bytes) -> Project:
        """The project with a head of our network, without its pictures; the last few are kept."""
        key = hashlib.sha256(project).hexdigest()
        with self._lock:
            if key in self._open:
                self._open.move_to_end(key)
                return self._open[key]
        found = self._read(project)
        if found.learnt is None:
            check_pictures(found)
            found = self._retaught(found)
        found = replace(found, pictures=())
        with self._lock:
            self._open[key] = found
            while len(self._open) > _OPEN:
                self._open.popitem(last=False)
        return found

    def _retaught(self, project: Project) -> Project:
        again = self._learn(project.classes, project.pictures, project.seed, ignore_progress)
        return replace(again, warnings=(*again.warnings, "retaught"))

    def _learn(
        self,
        names: tuple[str, ...],
        kept: tuple[tuple[bytes, ...], ...],
        seed: int,
        progress: Progress,
    ) -> Project:
        """The project that these pictures, as they are kept, make."""
        labels = torch.tensor([label for label, some in enumerate(kept) for _ in some])
        files = [file for some in kept for file in some]
        seen = [photo(open_picture(file), SIDE) for file in files]
        part = (_SEEN - _READ) / (1 - _READ)
        features = self.frozen(seen, _Stretch(progress, 0, part))
        same = alike(as_tensor(seen))
        grouped = groups(same, labels)
        config = HeadConfig(features.shape[2], len(names))
        turns = folds(labels, grouped, seed)
        accuracy: float | None = None
        table: tuple[tuple[int, ...], ...] = ()
        if turns is not None:
            rest = _Stretch(progress, part, 1)
            logits = held_out(features, labels, turns, config, rest)
            taken = logits.argmax(1)
            pairs = torch.bincount(labels * len(names) + taken, minlength=len(names) ** 2)
            table = tuple(map(tuple, pairs.view(-1, len(names)).tolist()))
            accuracy = int((taken == labels).sum()) / len(labels)
        head = fit_both(features, labels, config)
        if turns is None:
            logits = judge(head, features)
        memory = Memory.of(features, labels, grouped)
        learnt = Learnt(head, temperature(logits, labels), memory)
        warnings = _warnings(same, labels, grouped, held=turns is not None)
        return Project(names, kept, seed, self.model, accuracy, table, warnings, learnt)

    def _lesson(self, file: bytes, project: Project, seconds: float) -> Lesson:
        return Lesson(
            base64.b64encode(file).decode("ascii"), project.classes, project.counts,
            project.accuracy, project.confusion, project.warnings, self.model, seconds,
        )  # fmt: skip


def _read(files: Mapping[str, Sequence[bytes]], progress: Progress) -> list[list[bytes]]:
    """Every picture as it will be kept: without metadata, at most ``KEPT_SIDE`` pixels a side."""
    total, done = sum(map(len, files.values())), 0
    kept: list[list[bytes]] = []
    for name, some in files.items():
        kept.append([])
        for number, file in enumerate(some, 1):
            try:
                kept[-1].append(_encoded(on_white(open_picture(file, KEPT_SIDE))))
            except UserError as error:
                raise error.within("in_class", name=name, number=number) from error
            done += 1
            progress(done / total)
    return kept


def _reduced(kept: list[list[bytes]]) -> tuple[tuple[bytes, ...], ...]:
    """The pictures made smaller until they fit into ``ROOM``."""
    side = KEPT_SIDE
    while (total := sum(len(file) for some in kept for file in some)) > ROOM and side > LEAST_SIDE:
        side = max(LEAST_SIDE, int(0.95 * side * (ROOM / total) ** 0.5))
        kept = [[_encoded(thumbnail(open_picture(file), side)) for file in some] for some in kept]
    return tuple(map(tuple, kept))


def _encoded(pixels: Pixels) -> bytes:
    """A drawing as PNG, a photograph as JPEG; nothing but pixels goes in."""
    image, file = Image.fromarray(pixels), io.BytesIO()
    if image.getcolors(_COLOURS):
        image.save(file, "PNG", optimize=True)
    else:
        image.save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()


def _chances(learnt: Learnt, features: Tensor) -> Tensor:
    """Probabilities, shape (n, classes), from features of shape (views, n, features)."""
    return (judge(learnt.head, features) / learnt.temperature).softmax(1)


def _warnings(
    same: Tensor, labels: Tensor, grouped: Sequence[int], *, held: bool
) -> tuple[str, ...]:
    """Codes of what to mind; see ``results.pictures.Lesson``."""
    sizes = [
        len({grouped[i] for i in (labels == label).nonzero()[:, 0].tolist()})
        for label in range(int(labels.max()) + 1)
    ]
    across = labels[:, None] != labels[None]
    found = {
        "few": min(sizes) < FEW,
        "unbalanced": max(sizes) >= UNBALANCED * min(sizes),
        "alike": bool((same & across).any()),
        "none-held-out": not held,
    }
    return tuple(code for code, holds in found.items() if holds)


def load_teacher(settings: Settings, models: Models | None = None) -> PictureTeacher:
    """The teacher over the shipped classifier.

    Raises:
        UserError: its model is missing or damaged.
    """
    return PictureTeacher((models or Models(settings.models)).get(NETWORK, load))
