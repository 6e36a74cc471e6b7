import gzip
import io
import struct
import tarfile
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from textnn.datasets.convert import CIFAR10, DRAWINGS, cifar10, idx, quickdraw, read_idx, uner
from textnn.datasets.ner.corpora import read_tagged
from textnn.datasets.pictures.images import read_images
from textnn.errors import UserError

RNG = np.random.default_rng(0)


def write_idx(path: Path, array: NDArray[np.uint8]) -> Path:
    head = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    path.write_bytes(gzip.compress(head + array.tobytes()))
    return path


def test_idx_becomes_the_layout_that_images_reads(tmp_path: Path) -> None:
    pictures = RNG.integers(0, 256, (6, 28, 28), dtype=np.uint8)
    labels = np.array([3, 1, 4, 1, 5, 9], np.uint8)
    files = tuple(
        write_idx(tmp_path / f"{part}-{kind}-idx{array.ndim}-ubyte.gz", array)
        for part, rows in (("train", slice(0, 4)), ("t10k", slice(4, 6)))
        for kind, array in (("images", pictures[rows]), ("labels", labels[rows]))
    )
    (path,) = idx("toy", files, tmp_path / "data")
    assert path == tmp_path / "data/images/toy.npz"
    train, test = read_images(path, "train"), read_images(path, "test")
    np.testing.assert_array_equal(train.batch(range(4)), pictures[:4])
    np.testing.assert_array_equal(test.batch([0, 1]), pictures[4:])
    assert test.labels.tolist() == [5, 9]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"no gzip",
        gzip.compress(b"", mtime=0),
        gzip.compress(b"\0\0\x08\x01\0\0\0\x05abc", mtime=0),
        gzip.compress(b"\0\0\x0d\x01\0\0\0\x01abcd", mtime=0),
        gzip.compress(b"\0\0\x08\x03\0\0", mtime=0),
        gzip.compress(b"\0\0\x08\x01\0\0\0\x03abc", mtime=0)[:-9],
    ],
)
def test_damaged_idx(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "train-labels-idx1-ubyte.gz"
    path.write_bytes(raw)
    with pytest.raises(UserError, match="damaged"):
        read_idx(path)


def archive(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for name, raw in members.items():
            info = tarfile.TarInfo(f"cifar-10-batches-bin/{name}")
            info.size = len(raw)
            tar.addfile(info, io.BytesIO(raw))
    return path


def test_cifar10_planes_become_colours(tmp_path: Path) -> None:
    pictures = RNG.integers(0, 256, (5, 32, 32, 3), dtype=np.uint8)
    records = [bytes([i]) + p.transpose(2, 0, 1).tobytes() for i, p in enumerate(pictures)]
    members = {
        "data_batch_1.bin": b"".join(records[:2]),
        "data_batch_2.bin": records[2],
        "test_batch.bin": b"".join(records[3:]),
        "readme.html": b"text",
    }
    (path,) = cifar10("cifar10", (archive(tmp_path / "a.tar.gz", members),), tmp_path)
    train, test = read_images(path, "train"), read_images(path, "test")
    np.testing.assert_array_equal(train.batch(range(3)), pictures[:3])
    np.testing.assert_array_equal(test.batch(range(2)), pictures[3:])
    assert train.classes == CIFAR10
    assert test.labels.tolist() == [3, 4]


@pytest.mark.parametrize("members", [{"test_batch.bin": b"x" * 3073}, {"data_batch_1.bin": b"xx"}])
def test_damaged_cifar10(tmp_path: Path, members: dict[str, bytes]) -> None:
    path = archive(tmp_path / "a.tar.gz", members)
    with pytest.raises(UserError, match="damaged"):
        cifar10("cifar10", (path,), tmp_path)
    path.write_bytes(path.read_bytes()[:20])
    with pytest.raises(UserError, match="damaged"):
        cifar10("cifar10", (path,), tmp_path)


def test_quickdraw_takes_the_first_drawings_of_each_class(tmp_path: Path) -> None:
    files = []
    for name, count in (("casa", DRAWINGS + 7), ("peixe", 30)):
        path = tmp_path / f"{name}.npy"
        np.save(path, RNG.integers(0, 256, (count, 784), dtype=np.uint8))
        files.append(path)
    (path,) = quickdraw("quickdraw", tuple(files), tmp_path)
    train, test = read_images(path, "train"), read_images(path, "test")
    assert train.classes == ("casa", "peixe")
    assert len(train) + len(test) == DRAWINGS + 30
    assert set(test.labels.tolist()) == set(train.labels.tolist()) == {0, 1}
    np.testing.assert_array_equal(test[0].ravel(), np.load(files[0])[5])
    files[0].write_bytes(b"no npy")
    with pytest.raises(UserError, match="damaged"):
        quickdraw("other", tuple(files), tmp_path)


IOB2 = """# newdoc id = d
# sent_id = d-1
# text = Rui foi a a Vila Nova
1\tRui\tB-PER\t-\tx
2\tfoi\tO\t-\t-
3\ta\tO\t-\t-
4\ta\tO\t-\t-
5\tVila\tB-LOC\t-\tx
6\tNova\tI-LOC\t-\tx

1\t#\tO\t-\t-
"""


def test_uner_becomes_conll(tmp_path: Path) -> None:
    path = tmp_path / "pt_toy-ud-test.iob2"
    path.write_text(IOB2, encoding="utf-8")
    (written,) = uner("uner_toy", (path,), tmp_path)
    assert written == tmp_path / "ner/uner_toy.test.conll.gz"
    first, second = read_tagged(written)
    assert first.text == "Rui foi a a Vila Nova"
    assert [(e.start, e.end, e.label) for e in first.entities] == [(0, 3, "PER"), (12, 21, "LOC")]
    assert second.text == "#"


def test_uner_names_a_wrong_line(tmp_path: Path) -> None:
    path = tmp_path / "pt_toy-ud-test.iob2"
    path.write_text(IOB2 + "sete\tO\n", encoding="utf-8")
    with pytest.raises(UserError, match="line 12: expected number, token and tag"):
        uner("uner_toy", (path,), tmp_path)


def test_a_file_that_is_there_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "pt_toy-ud-test.iob2"
    path.write_text(IOB2, encoding="utf-8")
    target = tmp_path / "ner/uner_toy.test.conll.gz"
    target.parent.mkdir()
    target.write_bytes(b"mine")
    uner("uner_toy", (path,), tmp_path)
    assert target.read_bytes() == b"mine"
