"""A lesson as one zip file, and back, whoever made the file.

project.json                 format, classes, counts, seed, network, figures
head.safetensors             the head, and what it remembers of the pictures
pictures/<class>/<n>.jpg     the pictures, at most 256 pixels a side, without metadata (or .png);
                             classes and pictures are numbered from 1

Nothing in a file is believed: entries have known names and sizes, are read in memory and never
written anywhere, and no number is used before it was looked at.
"""

from __future__ import annotations

import io
import json
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, replace
from typing import Any

import torch
from PIL import Image
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from textnn.errors import UserError
from textnn.models.head import Head, HeadConfig
from textnn.pipelines.classes import check_names
from textnn.pipelines.pictures import open_picture
from textnn.pipelines.strange import REMEMBERED, Memory
from textnn.results import ModelRef
from textnn.results.pictures import MAX_CLASSES, MAX_PICTURES, MAX_PROJECT, MIN_CLASSES, WARNINGS

FORMAT = 1
"""Of the file; a program reads those up to its own."""

KEPT_SIDE = 256
"""Pixels a side, at most, of a project's pictures."""

_MANIFEST, _HEAD = "project.json", "head.safetensors"
_PICTURE = re.compile(r"pictures/([1-9][0-9]?)/([1-9][0-9]{0,2})\.(?:jpg|png)", re.ASCII)
_FOLDER = re.compile(r"pictures/(?:[1-9][0-9]?/)?", re.ASCII)
_SIZES = {_MANIFEST: 64_000, _HEAD: 8_000_000}
_PICTURE_SIZE = 400_000  # 256 x 256 x 3 bytes as PNG, and a little
_ENTRIES = MAX_CLASSES * (MAX_PICTURES + 1) + 3
_LINK, _KIND = 0o120000, 0o170000  # of the file mode in the upper half of external_attr
_STAMP = (1980, 1, 1, 0, 0, 0)  # the same lesson is the same file
_END, _END_SIZE = b"PK\5\6", 22  # of a zip file: its table of contents is looked up from there
_END64 = b"PK\6\7"
_TABLE = 512_000  # bytes; reading a larger table of contents would already take long
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
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
        _add(archive, _MANIFEST, text.encode(), zipfile.ZIP_DEFLATED)
        _add(archive, _HEAD, save({k: v.contiguous() for k, v in tensors.items()}))
        for number, pictures in enumerate(project.pictures, 1):
            for place, picture in enumerate(pictures, 1):
                kind = "png" if picture.startswith(b"\x89PNG") else "jpg"
                _add(archive, f"pictures/{number}/{place}.{kind}", picture)
    return file.getvalue()


def _add(
    archive: zipfile.ZipFile, name: str, data: bytes, method: int = zipfile.ZIP_STORED
) -> None:
    info = zipfile.ZipInfo(name, _STAMP)
    info.compress_type = method
    info.external_attr = 0o644 << 16
    archive.writestr(info, data)


def read_project(data: bytes, network: ModelRef, features: int) -> Project:
    """What a project file holds; the pictures are not decoded.

    Args:
        data: the file.
        network: ours; the head of another one is not read.
        features: numbers that ours describes a picture with.

    Raises:
        UserError: it is no project file, or a broken or hostile one.
    """
    if len(data) > MAX_PROJECT:
        raise _refusal("é grande demais", "it is too large", "project-too-large")
    entries = _entries(data)
    project = _manifest(entries.get(_MANIFEST, b""))
    counts = project.counts
    pictures = tuple(
        tuple(_picture(entries, number, place) for place in range(1, count + 1))
        for number, count in enumerate(counts, 1)
    )
    if sum(counts) + 2 != len(entries) or _HEAD not in entries:
        raise _refusal(
            "as imagens não são as que ele declara", "the pictures are not those it lists"
        )
    project = replace(project, pictures=pictures)
    if project.network.checksum != network.checksum:
        return replace(project, learnt=None)
    return replace(project, learnt=_learnt(entries[_HEAD], project, features))


def check_pictures(project: Project) -> None:
    """Refuses a project with a picture that is none, or larger than it may be.

    Raises:
        UserError: there is one.
    """
    for number, pictures in enumerate(project.pictures):
        for place, file in enumerate(pictures, 1):
            if not _is_picture(file):
                raise _refusal(
                    f"a imagem {place} de “{project.classes[number]}” está danificada ou é grande "
                    "demais",
                    f"picture {place} of “{project.classes[number]}” is damaged or too large",
                )


def _is_picture(file: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(file), formats=("PNG", "JPEG")) as image:
            if max(image.size) > KEPT_SIDE:
                return False
        open_picture(file)
    except Exception:  # a hostile header makes the readers raise whatever they like
        return False
    return True


def _refusal(pt: str, en: str, code: str = "bad-project") -> UserError:
    return UserError(
        f"Este arquivo não pode ser aberto como projeto: {pt}. Nada mudou aqui; escolha um .zip "
        "salvo em Ensinar.",
        f"This file cannot be opened as a project: {en}. Nothing has changed here; choose a .zip "
        "saved in Ensinar.",
        code=code,
    )


def _entries(data: bytes) -> dict[str, bytes]:
    """The entries of the zip file by name, without folders."""
    _check_end(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) > _ENTRIES:
                raise _refusal("tem entradas demais", "it has too many entries")
            found: dict[str, bytes] = {}
            left = MAX_PROJECT
            for info in infos:
                if _FOLDER.fullmatch(info.filename) and not info.file_size:
                    continue
                _check_entry(info, found)
                limit = min(left, _SIZES.get(info.filename, _PICTURE_SIZE))
                found[info.filename] = _content(archive, info, limit)
                left -= len(found[info.filename])
            return found
    except UserError:
        raise
    except (
        zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError,
        RuntimeError, IndexError, OverflowError, MemoryError, struct.error,
    ) as error:  # fmt: skip
        raise _no_zip() from error


def _no_zip() -> UserError:
    return _refusal("não é um .zip, ou está incompleto", "it is no .zip, or incomplete")


def _check_end(data: bytes) -> None:
    """Refuses a table of contents that is too long to be read at all."""
    end = data.rfind(_END)
    if end < 0 or end + _END_SIZE > len(data):
        raise _no_zip()
    (size,) = struct.unpack_from("<I", data, end + 12)
    if size > _TABLE or data[max(0, end - 20) : end].startswith(_END64):
        raise _refusal("tem entradas demais", "it has too many entries")


def _check_entry(info: zipfile.ZipInfo, found: dict[str, bytes]) -> None:
    name = info.filename
    if info.flag_bits & 0x1:
        raise _refusal("está protegido por senha", "it is protected by a password")
    link = (info.external_attr >> 16) & _KIND == _LINK
    if link or name in found or not (name in _SIZES or _PICTURE.fullmatch(name)):
        raise _refusal(
            "tem dentro o que não é de um projeto", "something in it belongs to no project"
        )
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _refusal("está comprimido de outro modo", "it is compressed in another way")


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    """The entry, if it is no larger than it may be, whatever it says of itself."""
    if info.file_size <= limit:
        with archive.open(info) as file:
            content = file.read(limit + 1)
        if len(content) <= limit:
            return content
    raise _refusal(
        "algo nele é maior do que pode ser", "something in it is larger than it may be",
        "project-too-large",
    )  # fmt: skip


def _picture(entries: dict[str, bytes], number: int, place: int) -> bytes:
    for kind in ("jpg", "png"):
        if found := entries.get(f"pictures/{number}/{place}.{kind}"):
            return found
    raise _refusal("faltam imagens nele", "pictures are missing in it")


def _manifest(text: bytes) -> Project:
    """A project without its pictures: as many empty files as it lists."""
    try:
        data = json.loads(text.decode("utf-8"))
        version = _whole(data["format"], 1, 10**9)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _unlike() from error
    if version > FORMAT:
        raise _refusal(
            "foi salvo por uma versão mais nova do programa; atualize o textnn",
            "a newer version of the program saved it; update textnn",
            "newer-project",
        )
    try:
        return _described(data)
    except UserError:
        raise
    except (ValueError, KeyError, TypeError) as error:
        raise _unlike() from error


def _unlike() -> UserError:
    return _refusal(
        f"“{_MANIFEST}” falta ou diz o que não faz sentido",
        f"“{_MANIFEST}” is missing or makes no sense",
    )


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
        raise _refusal(f"“{_HEAD}” está danificado", f"“{_HEAD}” is damaged") from error


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
