"""Drawn pictures for the tests of teaching, and a small network to teach with."""

from __future__ import annotations

import io
import random
from pathlib import Path

import torch
from PIL import Image, ImageDraw

from textnn import checkpoints
from textnn.models.head import HeadConfig
from textnn.models.pictures.cnn import CNN, CNNConfig
from textnn.results import ModelRef
from textnn.tasks.teach.cross_validation import fit_both
from textnn.tasks.teach.novelty import Memory
from textnn.tasks.teach.project_file import Learnt, Project

FEATURES = 12
OURS = ModelRef("cnn-cifar10", "ab" * 32)


def write_network(folder: Path, seed: int = 0) -> None:
    """A narrow network with first weights only, as ``cnn-cifar10`` below ``folder``."""
    torch.manual_seed(seed)
    labels = tuple("abcdefghij")
    grey = (0.5, 0.5, 0.5)
    model = CNN(CNNConfig("resnet-fast", labels, 3, 32, 8, grey, grey)).eval()
    checkpoints.save(folder / "cnn-cifar10", "cnn", model, {"seed": seed})


def drawing(kind: str, number: int, side: int = 64, form: str = "PNG") -> bytes:
    """A disc, a cross or a frame in a colour and a place of its own, as a file."""
    draw = random.Random(f"{kind}{number}")
    ground = tuple(draw.randint(190, 255) for _ in range(3))
    ink = tuple(draw.randint(0, 110) for _ in range(3))
    image = Image.new("RGB", (side, side), ground)
    pen = ImageDraw.Draw(image)
    half = draw.randint(side // 5, side // 3)
    x, y = (draw.randint(half, side - half) for _ in "xy")
    box = (x - half, y - half, x + half, y + half)
    if kind == "disc":
        pen.ellipse(box, fill=ink)
    elif kind == "cross":
        pen.line((box[0], box[1], box[2], box[3]), fill=ink, width=side // 16)
        pen.line((box[0], box[3], box[2], box[1]), fill=ink, width=side // 16)
    else:
        pen.rectangle(box, outline=ink, width=side // 20)
    file = io.BytesIO()
    image.save(file, form)
    return file.getvalue()


def drawings(kind: str, count: int, first: int = 0) -> list[bytes]:
    return [drawing(kind, number) for number in range(first, first + count)]


def small_project(classes: tuple[str, ...] = ("disc", "cross"), count: int = 2) -> Project:
    """A project with drawn pictures and a head over ``FEATURES`` features of noise."""
    random = torch.Generator().manual_seed(0)
    size = count * len(classes)
    features = torch.randn(2, size, FEATURES, generator=random)
    labels = torch.arange(len(classes)).repeat_interleave(count)
    head = fit_both(features, labels, HeadConfig(FEATURES, len(classes)))
    memory = Memory.of(features, labels, list(range(size)))
    pictures = tuple(tuple(drawings(kind, count)) for kind in classes)
    row = (count, *(0,) * (len(classes) - 1))
    confusion = tuple(row[-i:] + row[:-i] for i in range(len(classes)))
    return Project(classes, pictures, 7, OURS, 1.0, confusion, ("few",), Learnt(head, 1.25, memory))
