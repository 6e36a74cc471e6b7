"""Facades: the empty corners of straightened photographs, and windows in which both sides agree."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from textnn.datasets.pictures.facades import SIDE, Facades, read_facades

COLOURS = np.array([[60, 90, 200], [200, 150, 100], [40, 60, 90]], np.uint8)


def maps(count: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """A wall between skies, with windows."""
    found = np.zeros((count, SIDE, SIDE), np.uint8)
    found[:, :, 30:98] = 1
    found[:, 20:50, 40:60] = 2
    found[:, 70:90, 70:90] = 2
    return found


def write(folder: Path, count: int = 3, corner: int | None = None) -> Path:
    """A data set of one split whose photographs show the colours of the classes."""
    files, offsets = [], [0]
    for labels in maps(count):
        photo = COLOURS[labels].copy()
        if corner is not None:
            rows, columns = np.mgrid[:SIDE, :SIDE]
            photo[rows + columns < 40] = corner
        file = io.BytesIO()
        Image.fromarray(photo).save(file, "JPEG", quality=95)
        files.append(file.getvalue())
        offsets.append(offsets[-1] + len(files[-1]))
    (folder / "images").mkdir(exist_ok=True)
    arrays: dict[str, Any] = {
        f"{name}_{split}": value
        for split in ("train", "val", "test")
        for name, value in (
            ("photo_jpeg", np.frombuffer(b"".join(files), np.uint8)),
            ("photo_offset", np.array(offsets)),
            ("label", maps(count)),
        )
    }
    classes = np.array(["sky", "wall", "window"])
    np.savez(folder / "images" / "facades.npz", palette=COLOURS, classes=classes, **arrays)
    return folder


def test_a_split_is_read(tmp_path: Path) -> None:
    found = read_facades(write(tmp_path), "val")
    assert len(found) == 3
    assert found.maps.shape == (3, SIDE, SIDE)
    assert found.photos.shape == (3, 3, SIDE, SIDE)
    assert found.classes == ("sky", "wall", "window")
    assert found.known.all()
    apart = (
        found.photos.permute(0, 2, 3, 1).int() - torch.from_numpy(COLOURS).int()[found.maps.long()]
    )
    assert apart.abs().float().mean() < 5


def test_black_and_grey_corners_are_not_known(tmp_path: Path) -> None:
    for corner in (6, 128):
        found = read_facades(write(tmp_path, 1, corner), "train").known[0]
        assert not found[:15, :15].any()
        assert found[60:, :].all()
        assert found[:, 60:].all()


def test_a_dark_window_in_the_middle_is_known(tmp_path: Path) -> None:
    folder = write(tmp_path, 1)
    with np.load(folder / "images" / "facades.npz") as arrays:
        kept = dict(arrays)
    photo = COLOURS[maps(1)[0]].copy()
    photo[70:90, 70:90] = 0
    file = io.BytesIO()
    Image.fromarray(photo).save(file, "JPEG", quality=95)
    data = np.frombuffer(file.getvalue(), np.uint8)
    kept |= {"photo_jpeg_test": data, "photo_offset_test": np.array([0, len(data)])}
    np.savez(folder / "images" / "facades.npz", **kept)
    assert read_facades(folder, "test").known.all()


def test_windows_show_map_and_photo_of_the_same_place() -> None:
    shown = torch.from_numpy(maps(2))
    photos = torch.from_numpy(COLOURS)[shown.long()].permute(0, 3, 1, 2).contiguous()
    data = Facades(shown, photos, torch.ones(shown.shape, dtype=torch.bool), ("a", "b", "c"))
    random = torch.Generator().manual_seed(0)
    found = data.augmented(torch.tensor([0, 1, 0, 1, 0, 1]), random)
    assert found.maps.shape == (6, SIDE, SIDE)
    assert found.known.all()
    wanted = torch.from_numpy(COLOURS)[found.maps.long()].permute(0, 3, 1, 2).int()
    apart = (found.photos.int() - wanted).abs().amax(1)
    assert (apart > 8).float().mean() < 0.04  # soft edges alone
    assert len({one.numpy().tobytes() for one in found.maps}) > 3
