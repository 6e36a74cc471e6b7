"""A lesson as one file, and back, whoever made the file.

``archive`` opens the zip file; here is what stands in its entries. No number is used before it was
looked at.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from PIL import Image
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from textnn.errors import UserError
from textnn.models.head import Head, HeadConfig
from textnn.results import ModelRef
from textnn.results.pictures import MAX_CLASSES, MAX_PICTURES, MIN_CLASSES, WARNINGS
from textnn.tasks.picture_files import open_picture
from textnn.tasks.teach.archive import HEAD, MANIFEST, read_archive, refusal, write_archive
from textnn.tasks.teach.classes import check_names
from textnn.tasks.teach.novelty import REMEMBERED, Memory

FORMAT = 1
"""Of the file; a program reads those up to its own."""

KEPT_SIDE = 256
"""Pixels a side, at most, of a project's pictures."""

_LARGEST, _SMALLEST = 1e6, 1e-7  # numbers of a head; beyond them logits could overflow


@dataclass(frozen=True)
class Learnt:
    """What a lesson has left in the network's place.

    Attributes:
        head: tells the classes apart.
        temperature: logits are divided by it.
        memory: tells strange pictures from familiar ones.
    """

    head: Head
    temperature: float
    memory: Memory


@dataclass(frozen=True)
class Project:
    """What a project file holds.

    Attributes:
        classes: names, in order.
        pictures: files of each class.
        seed: of the lesson.
        network: the frozen one.
        accuracy, confusion, warnings: see ``results.pictures.Lesson``.
        learnt: ``None`` where another network gave the features.
    """

    classes: tuple[str, ...]
    pictures: tuple[tuple[bytes, ...], ...]
    seed: int
    network: ModelRef
    accuracy: float | None
    confusion: tuple[tuple[int, ...], ...]
    warnings: tuple[str, ...]
    learnt: Learnt | None

    @property
    def counts(self) -> tuple[int, ...]:
        """Pictures of each class."""
        return tuple(map(len, self.pictures))


def write_project(project: Project) -> bytes:
    """The zip file of a project; the same project gives the same bytes."""
    assert project.learnt is not None
    learnt, head = project.learnt, project.learnt.head
    manifest = {
        "format": FORMAT,
        "classes": project.classes,
        "counts": project.counts,
        "seed": project.seed,
        "network": {"name": project.network.name, "checksum": project.network.checksum},
        "temperature": learnt.temperature,
        "accuracy": project.accuracy,
        "confusion": project.confusion,
        "warnings": project.warnings,
    }
    tensors = {
        "weight": head.weight.detach(), "bias": head.bias.detach(),
        "mean": head.mean, "scale": head.scale,
        "features": learnt.memory.features.half(), "distances": learnt.memory.distances,
    }  # fmt: skip
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    head_file = save({k: v.contiguous() for k, v in tensors.items()})
    return write_archive({MANIFEST: text.encode(), HEAD: head_file, **_named(project.pictures)})


def _named(pictures: Sequence[Sequence[bytes]]) -> dict[str, bytes]:
    """The pictures of all classes by the names of their entries."""
    return {
        f"pictures/{number}/{place}.{_ending(picture)}": picture
        for number, some in enumerate(pictures, 1)
        for place, picture in enumerate(some, 1)
    }


def _ending(picture: bytes) -> str:
    return "png" if picture.startswith(b"\x89PNG") else "jpg"


def read_project(data: bytes, network: ModelRef, features: int) -> Project:
    """What a project file holds; the pictures are not decoded.

    Args:
        data: the file.
        network: ours; the head of another one is not read.
        features: numbers that ours describes a picture with.

    Raises:
        UserError: it is no project file, or a broken or hostile one.
    """
    entries = read_archive(data)
    project = _manifest(entries.get(MANIFEST, b""))
    counts = project.counts
    pictures = tuple(
        tuple(_picture(entries, number, place) for place in range(1, count + 1))
        for number, count in enumerate(counts, 1)
    )
    if sum(counts) + 2 != len(entries) or HEAD not in entries:
        raise refusal("other_pictures")
    project = replace(project, pictures=pictures)
    if project.network.checksum != network.checksum:
        return replace(project, learnt=None)
    return replace(project, learnt=_learnt(entries[HEAD], project, features))


def check_pictures(project: Project) -> None:
    """Refuses a project with a picture that is none, or larger than it may be.

    Raises:
        UserError: there is one.
    """
    for number, pictures in enumerate(project.pictures):
        for place, file in enumerate(pictures, 1):
            if not _is_picture(file):
                raise refusal("picture_damaged", place=place, name=project.classes[number])


def _is_picture(file: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(file), formats=("PNG", "JPEG")) as image:
            if max(image.size) > KEPT_SIDE:
                return False
        open_picture(file)
    except Exception:  # a hostile header makes the readers raise whatever they like
        return False
    return True


def _picture(entries: dict[str, bytes], number: int, place: int) -> bytes:
    for kind in ("jpg", "png"):
        if found := entries.get(f"pictures/{number}/{place}.{kind}"):
            return found
    raise refusal("pictures_missing")


def _manifest(text: bytes) -> Project:
    """A project without its pictures: as many empty files as it lists."""
    try:
        data = json.loads(text.decode("utf-8"))
        version = _whole(data["format"], 1, 10**9)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _unlike() from error
    if version > FORMAT:
        raise refusal("newer", "newer-project")
    try:
        return _described(data)
    except UserError:
        raise
    except (ValueError, KeyError, TypeError) as error:
        raise _unlike() from error


def _unlike() -> UserError:
    return refusal("manifest_unusable", file=MANIFEST)


def _described(data: dict[str, Any]) -> Project:
    classes = check_names([_text(name) for name in _list(data["classes"])])
    size = len(classes)
    if not MIN_CLASSES <= size <= MAX_CLASSES:
        raise ValueError("number of classes")
    counts = [_whole(count, 1, MAX_PICTURES) for count in _list(data["counts"], size)]
    confusion = tuple(
        tuple(_whole(count, 0, MAX_PICTURES) for count in _list(row, size))
        for row in _list(data["confusion"])
    )
    accuracy = None if data["accuracy"] is None else _number(data["accuracy"], 0, 1)
    if len(confusion) != (0 if accuracy is None else size):
        raise ValueError("confusion")
    warnings = tuple(_text(code) for code in _list(data["warnings"]))
    if not set(warnings) <= set(WARNINGS):
        raise ValueError("warnings")
    network = data["network"]
    blank = Learnt(Head(HeadConfig(1, size)), _number(data["temperature"], 1e-3, 1e3), _NOTHING)
    return Project(
        classes, tuple((b"",) * count for count in counts), _whole(data["seed"], 0, 2**53 - 1),
        ModelRef(_text(network["name"])[:100], _text(network["checksum"])[:100]),
        accuracy, confusion, warnings, blank,
    )  # fmt: skip


_NOTHING = Memory(torch.empty(0), torch.empty(0))


def _list(value: Any, size: int | None = None) -> list[Any]:
    if not isinstance(value, list) or (size is not None and len(value) != size):
        raise ValueError("no such list")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("no text")
    return value


def _whole(value: Any, low: int, high: int) -> int:
    if type(value) is not int or not low <= value <= high:
        raise ValueError("no such whole number")
    return value


def _number(value: Any, low: float, high: float) -> float:
    if type(value) not in (int, float) or not low <= value <= high:
        raise ValueError("no such number")
    return float(value)


def _learnt(data: bytes, project: Project, features: int) -> Learnt:
    try:
        tensors = load(data)
        return _checked(tensors, project, features)
    except (SafetensorError, ValueError, KeyError, TypeError, RuntimeError, OverflowError) as error:
        raise refusal("head_damaged", file=HEAD) from error


def _checked(tensors: dict[str, Tensor], project: Project, features: int) -> Learnt:
    classes = len(project.classes)
    kept = len(tensors["distances"])
    if not classes <= kept <= min(sum(project.counts), REMEMBERED * classes):
        raise ValueError("memory")
    shapes = {
        "weight": (classes, features), "bias": (classes,), "mean": (features,),
        "scale": (1,), "features": (kept, features), "distances": (kept,),
    }  # fmt: skip
    if tensors.keys() != shapes.keys():
        raise ValueError("names")
    for name, shape in shapes.items():
        found = tensors[name]
        wanted = torch.float16 if name == "features" else torch.float32
        if found.dtype != wanted or found.shape != shape:
            raise ValueError(name)
        if not bool((found.abs() <= _LARGEST).all()):  # NaN is not, either
            raise ValueError(name)
    if bool((tensors["scale"] < _SMALLEST).any()) or bool((tensors["distances"] < 0).any()):
        raise ValueError("sign")
    head = Head(HeadConfig(features, classes))
    head.load_state_dict({name: tensors[name] for name in ("weight", "bias", "mean", "scale")})
    head.eval().requires_grad_(False)
    assert project.learnt is not None
    memory = Memory(tensors["features"].float(), tensors["distances"])
    return Learnt(head, project.learnt.temperature, memory)
