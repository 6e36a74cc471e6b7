"""Deterministic stand-ins for the picture pipelines; they refuse what those refuse."""

from __future__ import annotations

import base64
import hashlib
import io
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from PIL import Image, ImageDraw

from textnn.errors import UserError
from textnn.locale import Sentence
from textnn.results import ModelRef, Progress, ignore_progress
from textnn.results.names import CLASS_NAMES
from textnn.results.pictures import (
    Classification,
    ClassifyOptions,
    Exhibit,
    Frame,
    Label,
    Lesson,
    Opinion,
    Rendering,
    RenderOptions,
    Sample,
    SampleOptions,
    Samples,
    Stage,
)

_PHOTO = tuple(CLASS_NAMES)[:10]
_CLOTHES = tuple(CLASS_NAMES)[10:]
_LABELS = {
    "cnn-cifar10": _PHOTO,
    "cnn-slide": _PHOTO,
    "cnn-digits": tuple("0123456789"),
    "cnn-arabic-digits": tuple("٠١٢٣٤٥٦٧٨٩"),
    "cnn-fashion": _CLOTHES,
}
NETWORKS = tuple(_LABELS)


def png(picture: Image.Image) -> str:
    """A picture as base64 PNG."""
    with io.BytesIO() as file:
        picture.save(file, "PNG")
        return base64.b64encode(file.getvalue()).decode()


def opened(data: bytes) -> Image.Image:
    """The picture in ``data``, RGB."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            return picture.convert("RGB")
    except OSError as error:
        raise UserError("not-a-picture") from error


def blob(seed: int, size: int = 28) -> str:
    """A grey picture drawn from ``seed``."""
    picture = Image.new("L", (size, size))
    draw = ImageDraw.Draw(picture)
    points = [(number(f"{seed} {i} x") % size, number(f"{seed} {i} y") % size) for i in range(5)]
    draw.line(points, fill=255, width=3)
    return png(picture)


def number(key: str) -> int:
    """A whole number that depends on nothing but ``key``."""
    return int(hashlib.sha256(key.encode()).hexdigest()[:8], 16)


def model(name: str) -> ModelRef:
    """As of a shipped model."""
    return ModelRef(name, "cd" * 32)


class FakeClassifier:
    """Says what the file's hash says."""

    def names(self) -> tuple[str, ...]:
        return NETWORKS

    def preview(self, picture: bytes) -> bytes:
        image = opened(picture)
        image.thumbnail((512, 512))
        return base64.b64decode(png(image))

    def __call__(
        self,
        picture: bytes,
        source: str,
        options: ClassifyOptions,
        progress: Progress = ignore_progress,
    ) -> Classification:
        began = time.perf_counter()
        image = opened(picture)
        name = options.model or NETWORKS[0]
        if name not in NETWORKS:
            raise UserError("no-such-model", name=name, names=[*_LABELS])
        progress(0.5)
        image.thumbnail((512, 512))
        seed = hashlib.sha256(picture).hexdigest()
        labels = _labels(seed, _LABELS[name])
        familiarity = number(seed) % 100 / 100
        small = image.resize((32, 32))
        stages = tuple(
            Stage(f"conv{i}", 8 * i, 32 // i, 32 // i, 8, png(small.convert("L").resize((128, 16))))
            for i in (1, 2, 4)
        )
        others = [other for other in NETWORKS if other != name] if options.compare else []
        return Classification(
            png(image), png(small), source, labels, familiarity, familiarity >= 0.05,
            tuple(tuple((number(f"{seed} {r} {c}") % 200 - 60) / 200 for c in range(8))
                  for r in range(8)),
            stages,
            tuple(_opinion(seed, other) for other in others),
            options, model(name), time.perf_counter() - began,
        )  # fmt: skip


def _opinion(seed: str, name: str) -> Opinion:
    return Opinion(name, _labels(seed + name, _LABELS[name])[0].name, 0.6, 0.01, False)


def _labels(seed: str, names: Sequence[str]) -> tuple[Label, ...]:
    weights = {name: 1 + number(f"{seed} {name}") % 50 for name in names}
    weights[max(weights, key=weights.__getitem__)] *= 9
    ranked = sorted(weights, key=weights.__getitem__, reverse=True)
    total = sum(weights.values())
    return tuple(Label(name, weights[name] / total) for name in ranked)


class FakeTeacher:
    """Learns by heart; its project is a list of the pictures in base64."""

    def __call__(
        self,
        pictures: Mapping[str, Sequence[bytes]],
        seed: int,
        progress: Progress = ignore_progress,
    ) -> Lesson:
        if len(pictures) < 2 or not all(pictures.values()):
            raise UserError("class-count", "draft")
        for step in range(10):
            progress(step / 10)
            time.sleep(0.02)
        lines = [
            f"{name}\t{base64.b64encode(file).decode()}"
            for name, files in pictures.items()
            for file in files
            if opened(file)
        ]
        project = base64.b64encode("\n".join(lines).encode()).decode()
        counts = tuple(len(files) for files in pictures.values())
        size = len(counts)
        confusion = tuple(
            tuple(
                count - count // 4 if i == j else count // 4 * (j == (i + 1) % size)
                for j in range(size)
            )
            for i, count in enumerate(counts)
        )
        warnings = ("few",) if min(counts) < 10 else ()
        return Lesson(
            project, tuple(pictures), counts, 0.75, confusion, warnings, model("cnn-cifar10"), 0.2
        )

    def open(self, project: bytes) -> tuple[Lesson, dict[str, list[bytes]]]:
        pictures = self.pictures(project)
        return self(pictures, 0), pictures

    def pictures(self, project: bytes) -> dict[str, list[bytes]]:
        try:
            lines = [line.split("\t") for line in project.decode("ascii").split("\n")]
            found: dict[str, list[bytes]] = {}
            for name, data in lines:
                found.setdefault(name, []).append(base64.b64decode(data))
        except ValueError as error:
            raise UserError(
                "bad-project", "project", reason=Sentence("project_not_a_zip")
            ) from error
        return found

    def classify(self, project: bytes, picture: bytes, source: str) -> Classification:
        found = FakeClassifier()(picture, source, ClassifyOptions())
        names = tuple(self.pictures(project))
        seed = hashlib.sha256(picture).hexdigest()
        return replace(found, labels=_labels(seed, names), taught=True)


class FakeSampler:
    """Scribbles."""

    def __call__(self, options: SampleOptions, progress: Progress = ignore_progress) -> Samples:
        names = _LABELS["cnn-digits" if options.set == "digits" else "cnn-fashion"]
        for label in (options.label, options.towards_label):
            if label and label not in names:
                raise UserError("bad-option", "class", label=label, name=options.set, names=[])
        progress(0.5)
        first, last = options.seed, options.towards
        half = options.count // 2
        pictures = tuple(
            Sample(
                blob(number(f"{first + i} 0" if last is None else f"{first} {last} {i}")),
                (i >= half and options.towards_label) or options.label or names[i % 10],
                number(f"{first + i} v") % 100 / 100,
            )
            for i in range(options.count)
        )
        several = options.count > 1 and options.towards is None
        return Samples(pictures, 0.93 if several else None, options, self.model(options.set), 0.1)

    def exhibits(self, name: str, count: int, seed: int) -> tuple[Exhibit, ...]:
        return tuple(
            Exhibit(
                blob(number(f"{name} {seed} {i}")),
                number(f"{seed} {i} f") % 2 == 0,
                number(f"{seed} {i} v") % 100 / 100,
            )
            for i in range(count)
        )

    def evolution(self, name: str) -> tuple[Frame, ...]:
        names = _LABELS["cnn-digits" if name == "digits" else "cnn-fashion"]
        return tuple(
            Frame(
                step,
                tuple(
                    Sample(blob(number(f"{step} {i}")), names[i // 2], (i + step) % 100 / 100)
                    for i in range(20)
                ),
            )
            for step in (0, 10, 30, 100, 300, 1000, 3000)
        )

    def model(self, name: str) -> ModelRef:
        return model(f"gan-{name}")


class FakeRenderer:
    """Turns the outline into its own negative."""

    def __call__(self, outline: bytes, options: RenderOptions) -> Rendering:
        image = opened(outline)
        side = 28 if options.kind == "fashion" else 128
        small = image.resize((side, side))
        negative = small.point(lambda value: 255 - value)
        return Rendering(png(small), png(negative), options, model(f"pix2pix-{options.kind}"), 0.05)


FAKE_PICTURES = {
    "classify": FakeClassifier,
    "teach": FakeTeacher,
    "sample": FakeSampler,
    "render": FakeRenderer,
}
