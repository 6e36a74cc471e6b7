import io
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from textnn.datasets.pictures.images import read_images, split_names
from textnn.errors import UserError

GREY = np.arange(3 * 4 * 5, dtype=np.uint8).reshape(3, 4, 5)
LABELS = np.array([0, 1, 1], dtype=np.uint8)


def save(path: Path, **arrays: Any) -> Path:
    np.savez_compressed(path, **arrays)
    return path


def packed(colours: list[tuple[int, int, int]]) -> tuple[Any, Any]:
    files = []
    for colour in colours:
        buffer = io.BytesIO()
        Image.new("RGB", (8, 6), colour).save(buffer, "JPEG", quality=95)
        files.append(buffer.getvalue())
    offsets = np.cumsum([0, *(len(file) for file in files)], dtype=np.int64)
    return np.frombuffer(b"".join(files), np.uint8), offsets


def test_plain_arrays(tmp_path: Path) -> None:
    path = save(
        tmp_path / "a.npz", x_train=GREY, y_train=LABELS, x_test=GREY[:1], y_test=LABELS[:1]
    )
    assert split_names(path) == ("train", "test")
    images = read_images(path, "train")
    assert len(images) == 3
    assert images.classes == ()
    np.testing.assert_array_equal(images[1], GREY[1])
    np.testing.assert_array_equal(images[-1], GREY[2])
    np.testing.assert_array_equal(images.batch([2, 0]), GREY[[2, 0]])
    with pytest.raises(IndexError):
        images[3]


def test_x_and_y_answer_to_any_split(tmp_path: Path) -> None:
    images = read_images(save(tmp_path / "a.npz", x=GREY, y=LABELS), "test")
    assert (images.split, len(images)) == ("", 3)


def test_packed_pictures_with_classes(tmp_path: Path) -> None:
    data, offsets = packed([(250, 0, 0), (0, 250, 0), (0, 0, 250)])
    path = save(
        tmp_path / "a.npz",
        classes=np.array(["gato", "cão"]),
        jpeg_test=data,
        offset_test=offsets,
        y_test=LABELS,
    )
    images = read_images(path)
    assert images.classes == ("gato", "cão")
    assert images.batch([0, 1, 2]).shape == (3, 6, 8, 3)
    assert [int(images[i].mean(axis=(0, 1)).argmax()) for i in range(3)] == [0, 1, 2]


def test_photos_with_a_class_per_pixel(tmp_path: Path) -> None:
    data, offsets = packed([(9, 9, 9)])
    path = save(
        tmp_path / "a.npz",
        classes=np.array(["parede", "porta"]),
        palette=np.zeros((2, 3), np.uint8),
        photo_jpeg_val=data,
        photo_offset_val=offsets,
        label_val=np.ones((1, 6, 8), np.uint8),
    )
    images = read_images(path, "val")
    assert split_names(path) == ("val",)
    assert images.labels.shape == (1, 6, 8)


def test_a_damaged_picture_is_only_noticed_when_decoded(tmp_path: Path) -> None:
    data, offsets = packed([(9, 9, 9), (90, 9, 9)])
    data = data.copy()
    data[offsets[1] : offsets[1] + 20] = 0
    path = save(tmp_path / "a.npz", jpeg_test=data, offset_test=offsets, y_test=LABELS[:2])
    images = read_images(path)
    assert images[0].shape == (6, 8, 3)
    with pytest.raises(UserError, match="picture 1 is damaged"):
        images[1]


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"x_test": GREY}, "“y_test” is missing"),
        ({"x_test": GREY, "y_test": LABELS[:2]}, "3 pictures but 2 labels"),
        ({"x_test": GREY.astype(float), "y_test": LABELS}, "expected uint8"),
        ({"x_test": GREY[0], "y_test": LABELS}, "expected uint8"),
        ({"x_test": GREY, "y_test": LABELS.astype(float)}, "no integers"),
        ({"x_test": GREY, "y_test": LABELS, "classes": np.array(["a"])}, "no class"),
        ({"x_train": GREY, "y_train": LABELS}, "no pictures “test”"),
        ({"jpeg_test": GREY.ravel(), "y_test": LABELS}, "“offset_test” is missing"),
        (
            {"jpeg_test": GREY.ravel(), "offset_test": np.array([0, 99]), "y_test": LABELS[:1]},
            "do not fit",
        ),
        ({"x_test": np.array([{}]), "y_test": LABELS}, "not a readable"),
    ],
)
def test_arrays_that_do_not_fit(tmp_path: Path, arrays: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError, match=message):
        read_images(save(tmp_path / "a.npz", **arrays))


def test_other_files(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    for raw in (b"", b"no zip", save(tmp_path / "b.npz", x=GREY, y=LABELS).read_bytes()[:-30]):
        path.write_bytes(raw)
        with pytest.raises(UserError):
            read_images(path)
        with pytest.raises(UserError):
            split_names(path)
    np.save(tmp_path / "c.npy", GREY)
    with pytest.raises(UserError, match=r"not a readable \.npz"):
        read_images(tmp_path / "c.npy")
    with pytest.raises(UserError, match="does not exist"):
        read_images(tmp_path / "nada.npz")


@pytest.mark.skipif("TEXTNN_DATASETS" not in os.environ, reason="TEXTNN_DATASETS is not set")
def test_a_real_file() -> None:
    images = read_images(Path(os.environ["TEXTNN_DATASETS"]) / "images" / "cats_dogs128.npz")
    assert (len(images), images[0].shape, images.classes) == (967, (128, 128, 3), ("cat", "dog"))
