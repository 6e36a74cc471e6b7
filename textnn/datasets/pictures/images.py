"""Pictures in numpy ``.npz`` files: plain arrays, or JPEG pictures packed end to end."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from textnn.datasets.jsonl import fault
from textnn.errors import UserError

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """JPEG files end to end: picture i is ``data[offsets[i]:offsets[i + 1]]``."""

    path: Path
    data: NDArray[np.uint8]
    offsets: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, index: int) -> Pixels:
        raw = self.data[self.offsets[index] : self.offsets[index + 1]].tobytes()
        try:
            with Image.open(io.BytesIO(raw), formats=("JPEG",)) as picture:
                return np.asarray(picture.convert("RGB"))
        except (OSError, UnidentifiedImageError) as error:
            raise fault(self.path, 0, "picture_damaged", index=index) from error


@dataclass(frozen=True, slots=True, eq=False)
class Images:
    """One split of a set of pictures; a picture is decoded only when it is asked for.

    Attributes:
        split: its name; empty in a file that has only ``x`` and ``y``.
        labels: class numbers, shape (n,); for facades a class per pixel, shape (n, height, width).
        classes: names of the classes; empty where the file has none.
    """

    split: str
    labels: NDArray[np.integer[Any]]
    classes: tuple[str, ...]
    _pictures: Pixels | Packed

    def __len__(self) -> int:
        return len(self._pictures)

    def __getitem__(self, index: int) -> Pixels:
        """Picture ``index``, shape (height, width) grey or (height, width, 3) RGB.

        Raises:
            IndexError: no such picture.
            UserError: its JPEG data is damaged.
        """
        if not -len(self) <= index < len(self):
            raise IndexError(f"picture {index} of {len(self)}")
        picture: Pixels = self._pictures[index % len(self)]
        return picture

    def batch(self, indices: Sequence[int]) -> Pixels:
        """Pictures of one size stacked, shape (len(indices), height, width[, 3])."""
        return np.stack([self[index] for index in indices])


def read_images(path: Path, split: str = "test") -> Images:
    """One split of an image file.

    Understands ``x_SPLIT`` with ``y_SPLIT``, ``jpeg_SPLIT offset_SPLIT`` with ``y_SPLIT``,
    ``photo_jpeg_SPLIT photo_offset_SPLIT`` with ``label_SPLIT``, and plain ``x`` with ``y``, which
    answers to every split name. Pictures are uint8, grey of shape (n, h, w) or (n, h, w, 1), or in
    colour, (n, h, w, 3).

    Raises:
        UserError: no such file, not an .npz, no such split, or arrays that do not fit together.
    """
    split_names(path)  # refuses what numpy would half open: broken archives, a lone .npy
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return _images(path, arrays, split)
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise fault(path, 0, "not_readable_npz") from error


def split_names(path: Path) -> tuple[str, ...]:
    """The splits in a file, such as ``("train", "test")``; reads only its table of contents.

    Raises:
        UserError: no such file, or not an .npz.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = [Path(name).stem for name in archive.namelist()]
    except FileNotFoundError as error:
        raise UserError("no-dataset", "pictures", path=path) from error
    except (OSError, zipfile.BadZipFile) as error:
        raise fault(path, 0, "not_readable_npz") from error
    prefixes = ("y_", "label_")
    return tuple(n.removeprefix(p) for n in names for p in prefixes if n.startswith(p))


def _images(path: Path, arrays: np.lib.npyio.NpzFile, split: str) -> Images:
    names = set(arrays.files)
    pictures: Pixels | Packed
    if f"x_{split}" in names:
        pictures, labels = arrays[f"x_{split}"], _array(path, arrays, f"y_{split}")
    elif {"x", "y"} <= names:
        split, pictures, labels = "", arrays["x"], arrays["y"]
    elif f"jpeg_{split}" in names:
        pictures, labels = _packed(path, arrays, "", split), _array(path, arrays, f"y_{split}")
    elif f"photo_jpeg_{split}" in names:
        pictures = _packed(path, arrays, "photo_", split)
        labels = _array(path, arrays, f"label_{split}")
    else:
        raise fault(path, 0, "no_pictures", split=split)
    if not isinstance(pictures, Packed) and pictures.ndim == 4 and pictures.shape[3] == 1:
        pictures = pictures[:, :, :, 0]
    classes = tuple(str(name) for name in arrays["classes"]) if "classes" in names else ()
    _check(path, pictures, labels, classes)
    return Images(split, labels, classes, pictures)


def _array(path: Path, arrays: np.lib.npyio.NpzFile, name: str) -> NDArray[Any]:
    if name not in arrays.files:
        raise fault(path, 0, "array_missing", name=name)
    return np.asarray(arrays[name])


def _packed(path: Path, arrays: np.lib.npyio.NpzFile, prefix: str, split: str) -> Packed:
    data = _array(path, arrays, f"{prefix}jpeg_{split}")
    offsets = _array(path, arrays, f"{prefix}offset_{split}")
    ordered = offsets.ndim == 1 and len(offsets) > 0 and bool((np.diff(offsets) >= 0).all())
    if not ordered or offsets[0] < 0 or offsets[-1] > len(data):
        raise fault(path, 0, "picture_offsets")
    return Packed(path, data, offsets)


def _check(path: Path, pictures: Pixels | Packed, labels: NDArray[Any], classes: Any) -> None:
    if not isinstance(pictures, Packed):
        shape = pictures.shape
        colour = pictures.ndim == 4 and shape[3] == 3
        if pictures.dtype != np.uint8 or not (pictures.ndim == 3 or colour):
            raise fault(path, 0, "not_pictures", dtype=pictures.dtype, shape=shape)
    if len(pictures) != len(labels):
        raise fault(path, 0, "pictures_but_labels", pictures=len(pictures), labels=len(labels))
    if not np.issubdtype(labels.dtype, np.integer):
        raise fault(path, 0, "labels_no_integers")
    if classes and labels.size and not 0 <= int(labels.min()) <= int(labels.max()) < len(classes):
        raise fault(path, 0, "label_has_no_class")
