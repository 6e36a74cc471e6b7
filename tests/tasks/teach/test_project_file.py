"""Project files: there and back, and whatever a stranger may send instead."""

from __future__ import annotations

import io
import json
import os
import stat
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import torch
from hypothesis import strategies as st
from PIL import Image
from safetensors.torch import load, save

from tests.tasks.drawings import FEATURES, OURS, drawing, small_project
from textnn.errors import UserError
from textnn.results import ModelRef
from textnn.results.pictures import MAX_PICTURES, MAX_PROJECT
from textnn.tasks.teach.project_file import (
    KEPT_SIDE,
    Project,
    check_pictures,
    read_project,
    write_project,
)


@cache
def made() -> Project:
    return small_project(("xícaras", "🔑 chaves"))


@cache
def packed_file() -> bytes:
    return write_project(made())


# Not asked before a test runs: then the head is fitted.
NAMES = st.deferred(lambda: st.sampled_from(sorted(entries())))
FIELDS = st.deferred(lambda: st.sampled_from(sorted(json.loads(entries()["project.json"]))))
Entries = dict[str, bytes]


def read(data: bytes) -> Any:
    project = read_project(data, OURS, FEATURES)
    check_pictures(project)
    return project


def entries() -> Entries:
    with zipfile.ZipFile(io.BytesIO(packed_file())) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def packed(content: Entries, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return file.getvalue()


def changed(**changes: object) -> bytes:
    """The project with other lines in its ``project.json``; ``None`` drops one."""
    content = entries()
    manifest = json.loads(content["project.json"]) | changes
    dropped = {key: value for key, value in manifest.items() if value is not DROP}
    return packed(content | {"project.json": json.dumps(dropped).encode()})


class Drop:
    """Stands for: leave this out. Its name is the same in every process."""

    def __repr__(self) -> str:
        return "nothing"


DROP = Drop()


def with_head(change: Callable[[dict[str, torch.Tensor]], None]) -> bytes:
    content = entries()
    tensors = load(content["head.safetensors"])
    change(tensors)
    return packed(content | {"head.safetensors": save(tensors)})


def refused(data: bytes, code: str = "bad-project") -> UserError:
    with pytest.raises(UserError) as caught:
        read(data)
    assert caught.value.code == code
    assert caught.value.pt
    return caught.value


def test_there_and_back() -> None:
    found = read(packed_file())
    for name in ("classes", "pictures", "counts", "seed", "network", "accuracy", "confusion"):
        assert getattr(found, name) == getattr(made(), name)
    assert found.warnings == made().warnings
    assert found.learnt is not None
    learnt = made().learnt
    assert learnt is not None
    assert found.learnt.temperature == learnt.temperature
    features = torch.randn(3, FEATURES)
    torch.testing.assert_close(
        found.learnt.head(features)[0], learnt.head(features)[0], rtol=0, atol=0
    )
    one = features[:1][None].repeat(2, 1, 1)
    assert found.learnt.memory.familiarity(one) == learnt.memory.familiarity(one)
    assert write_project(found) == packed_file()


def test_the_file_is_one_that_other_programs_can_read() -> None:
    content = entries()
    assert sorted(content) == [
        "head.safetensors", "pictures/1/1.png", "pictures/1/2.png", "pictures/2/1.png",
        "pictures/2/2.png", "project.json",
    ]  # fmt: skip
    assert content["pictures/1/2.png"] == drawing("xícaras", 1)
    manifest = json.loads(content["project.json"].decode("utf-8"))
    assert manifest["classes"] == ["xícaras", "🔑 chaves"]
    assert "🔑 chaves".encode() in content["project.json"]
    assert manifest["network"] == {"name": "cnn-cifar10", "checksum": "ab" * 32}


def test_packed_anew_by_hand_it_still_opens() -> None:
    content = {"pictures/": b"", "pictures/1/": b"", "pictures/2/": b"", **entries()}
    assert read(packed(content)).pictures == made().pictures


def test_of_another_network_only_the_pictures_are_taken() -> None:
    other = ModelRef("cnn-cifar10", "cd" * 32)
    found = read_project(packed_file(), other, FEATURES + 3)
    assert found.learnt is None
    assert found.pictures == made().pictures
    broken = packed(entries() | {"head.safetensors": b"?"})
    assert read_project(broken, other, FEATURES).learnt is None
    refused(broken)


def test_without_held_out_figures() -> None:
    project = replace(made(), accuracy=None, confusion=(), warnings=("few", "none-held-out"))
    assert read(write_project(project)).accuracy is None


@pytest.mark.parametrize("data", [b"", b"PK", b"hello"])
def test_no_zip(data: bytes) -> None:
    assert ".zip" in refused(data).pt


def test_a_zip_that_breaks_off() -> None:
    for end in (-30, len(packed_file()) // 2):
        assert ".zip" in refused(packed_file()[:end]).pt


def test_too_large() -> None:
    refused(packed_file() + bytes(MAX_PROJECT), "project-too-large")


def test_encrypted() -> None:
    data = bytearray(packed_file())
    for signature, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = -1
        while (at := data.find(signature, at + 1)) >= 0:
            data[at + flags] |= 1
    assert "senha" in refused(bytes(data)).pt


@pytest.mark.parametrize(
    "name",
    [
        "../evil.png", "/etc/passwd", "pictures/../../x.png", "pictures\\1\\3.png", "C:\\x.png",
        "pictures/1/3.png", "pictures/0/1.png", "pictures/11/1.png", "pictures/1/x.png",
        "pictures/1/001.png", "pictures/1/201.png", "pictures/1/1.jpg", "pictures/1/1.svg",
        "PROJECT.JSON", "notes.txt", "pictures/1/1.png/", "pictures/¹/1.png",
    ],
)  # fmt: skip
def test_entries_that_do_not_belong(name: str) -> None:
    refused(packed(entries() | {name: drawing("disc", 9)}))


def test_a_link_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in entries().items():
            info = zipfile.ZipInfo(name)
            if name == "pictures/1/1.png":
                info.external_attr = (stat.S_IFLNK | 0o777) << 16
                data = b"/etc/passwd"
            archive.writestr(info, data)
    refused(file.getvalue())


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_the_same_name_twice() -> None:
    file = io.BytesIO(packed_file())
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("pictures/1/1.png", drawing("disc", 5))
    refused(file.getvalue())


@pytest.mark.slow
@pytest.mark.parametrize("count", [2500, 30_000])
def test_too_many_entries(count: int) -> None:
    assert "demais" in refused(packed({f"pictures/1/{n}.png": b"" for n in range(count)})).pt


def test_a_zip64_file_is_not_looked_into() -> None:
    end = packed_file().rfind(b"PK\5\6")
    record = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, 10**6, 10**6, 10**9, 0)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, end, 1)
    refused(packed_file()[:end] + record + locator + packed_file()[end:])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["project.json", "head.safetensors", "pictures/1/1.png"])
def test_a_bomb_is_not_unpacked(name: str) -> None:
    """50 MB of zeros in 50 kB, said truly and said falsely."""
    data = packed(entries() | {name: bytes(50_000_000)})
    assert len(data) < 100_000
    refused(data, "project-too-large")
    lying = bytearray(data)
    for signature, sizes in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        at = -1
        while (at := lying.find(signature, at + 1)) >= 0:
            if struct.unpack_from("<I", lying, at + sizes)[0] == 50_000_000:
                struct.pack_into("<I", lying, at + sizes, 1000)
    refused(bytes(lying))


@pytest.mark.slow
def test_many_large_entries_are_too_much_together() -> None:
    content = entries()
    names = [f"pictures/1/{n}.png" for n in range(1, 201)]
    content |= dict.fromkeys(names, bytes(390_000))
    refused(packed(content), "project-too-large")


@pytest.mark.parametrize(
    "text",
    [
        b"", b"{", b"[]", b"null", b"3", b'"x"', b"\xff\xfe", b"[" * 60_000, b'{"format": 1}',
        b'{"format": 1e400}', b'{"format": ' + b"9" * 5000 + b"}", b'{"a":' * 10_000,
    ],
)  # fmt: skip
def test_a_manifest_of_nonsense(text: bytes) -> None:
    assert "project.json" in refused(packed(entries() | {"project.json": text})).pt


@pytest.mark.parametrize(
    "changes",
    [
        {"format": 0}, {"format": "1"}, {"format": True}, {"format": DROP},
        {"classes": ["a"]}, {"classes": []}, {"classes": [1, 2]}, {"classes": "ab"},
        {"classes": DROP}, {"classes": [f"c{n}" for n in range(11)]}, {"classes": {"a": 1}},
        {"counts": [2]}, {"counts": [2, 0]}, {"counts": [2, -1]}, {"counts": [2, 2.0]},
        {"counts": [2, True]}, {"counts": [2, MAX_PICTURES + 1]}, {"counts": None},
        {"seed": -1}, {"seed": 2**53}, {"seed": 0.5}, {"seed": DROP},
        {"network": None}, {"network": {}}, {"network": {"name": 1, "checksum": "x"}},
        {"temperature": 0}, {"temperature": float("nan")}, {"temperature": float("inf")},
        {"temperature": "1"}, {"temperature": None}, {"accuracy": 1.5}, {"accuracy": -0.1},
        {"accuracy": float("nan")}, {"accuracy": "much"}, {"accuracy": None}, {"accuracy": True},
        {"confusion": []}, {"confusion": [[1, 2]]}, {"confusion": [[1], [2]]},
        {"confusion": [[1, 2], [3, "4"]]}, {"confusion": [[1, 2], [3, -4]]}, {"confusion": 3},
        {"warnings": ["fire"]}, {"warnings": "few"}, {"warnings": [["few"]]}, {"warnings": DROP},
    ],
    ids=str,
)  # fmt: skip
def test_a_manifest_that_makes_no_sense(changes: dict[str, object]) -> None:
    refused(changed(**changes))


@pytest.mark.parametrize("changes", [{"counts": [1, 2]}, {"counts": [3, 2]}, {"counts": [2, 200]}])
def test_pictures_that_are_not_those_listed(changes: dict[str, object]) -> None:
    assert "imagens" in refused(changed(**changes)).pt


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["a", "A"], "class-twice"), (["a", " "], "class-unnamed"), (["a", "x" * 41], "class-name"),
        (["a", "b\x00"], "class-name"), (["a", "\ud800b"], "class-name"),
    ],
)  # fmt: skip
def test_names_that_will_not_do(names: list[str], code: str) -> None:
    refused(changed(classes=names), code)


def test_of_a_newer_version() -> None:
    assert "mais nova" in refused(changed(format=2), "newer-project").pt


def _set(name: str, value: Any) -> Callable[[dict[str, torch.Tensor]], None]:
    def change(tensors: dict[str, torch.Tensor]) -> None:
        tensors[name] = value(tensors[name]) if callable(value) else value

    return change


def _nan(tensor: torch.Tensor) -> torch.Tensor:
    copy = tensor.clone()
    copy.view(-1)[0] = float("nan")
    return copy


@pytest.mark.parametrize(
    "change",
    [
        _set("weight", _nan), _set("bias", _nan), _set("mean", _nan), _set("features", _nan),
        _set("distances", _nan), _set("scale", torch.zeros(1)), _set("scale", -torch.ones(1)),
        _set("scale", torch.tensor([float("inf")])), _set("weight", lambda w: 1e7 + w),
        _set("weight", lambda w: w.double()), _set("weight", lambda w: w.to(torch.int8)),
        _set("weight", lambda w: w.T.contiguous()), _set("weight", lambda w: w[:1]),
        _set("bias", lambda b: b[None]), _set("features", lambda f: f.float()),
        _set("features", lambda f: f[:1]), _set("distances", lambda d: d[:1]),
        _set("distances", lambda d: -1 - d), _set("distances", torch.tensor(3.0)),
        _set("distances", lambda d: d.repeat(40)), _set("more", torch.ones(3)),
        lambda tensors: tensors.pop("mean"), lambda tensors: tensors.clear(),
    ],
)  # fmt: skip
def test_a_head_that_is_none(change: Callable[[dict[str, torch.Tensor]], Any]) -> None:
    assert "head.safetensors" in refused(with_head(change)).pt


@pytest.mark.parametrize(
    "data", [b"", b"\x00" * 8, b"\xff" * 8 + b"{}", b"\x02" + bytes(7) + b"{}"]
)
def test_a_head_that_is_no_safetensors(data: bytes) -> None:
    refused(packed(entries() | {"head.safetensors": data}))


def test_a_head_that_is_missing() -> None:
    content = entries()
    del content["head.safetensors"]
    refused(packed(content))


def _picture(size: tuple[int, int], form: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size).save(file, form)
    return file.getvalue()


@pytest.mark.parametrize(
    "picture",
    [
        b"", b"text", b"<svg/>", drawing("disc", 0)[:-40], _picture((KEPT_SIDE + 1, 64), "PNG"),
        _picture((64, 5000), "JPEG"), _picture((64, 64), "GIF"), _picture((1, 1), "PNG"),
    ],
)  # fmt: skip
def test_pictures_that_are_none_or_too_large(picture: bytes) -> None:
    refused(packed(entries() | {"pictures/1/2.png": picture}))


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is opened for writing while a test runs."""
    written: list[str] = []
    true_open, true_os_open = open, os.open

    def watch(file: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
        if set(mode) & set("wax+"):
            written.append(str(file))
        return true_open(file, mode, *rest, **named)

    def watch_os(path: Any, flags: int, *rest: Any, **named: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            written.append(str(path))
        return true_os_open(path, flags, *rest, **named)

    monkeypatch.setattr("builtins.open", watch)
    monkeypatch.setattr("io.open", watch)
    monkeypatch.setattr(os, "open", watch_os)
    return written


def test_nothing_is_written_to_disk(
    watched: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    watched.clear()
    read(packed_file())
    for name in ("../x.png", "/tmp/x.png", "pictures/1/3.png"):
        refused(packed(entries() | {name: b"x"}))
    assert watched == []
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "x").write_text("seen")
    assert watched == [str(tmp_path / "x")]  # the watch is awake


def only_user_errors(data: bytes) -> None:
    """A project or a sentence; and a project that opens is one that works."""
    try:
        project = read(data)
    except UserError:
        return
    assert (
        project.learnt is None or project.learnt.head(torch.zeros(1, FEATURES))[0].isfinite().all()
    )


@pytest.mark.slow
@hypothesis.settings(max_examples=150)
@hypothesis.given(
    st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=6)),
        min_size=1,
        max_size=5,
    ),
    st.booleans(),
)
def test_bytes_changed_anywhere(changes: list[tuple[float, bytes]], at_the_end: bool) -> None:
    data = bytearray(packed_file())
    first = data.find(b"PK\1\2") if at_the_end else 0  # the table of contents
    for place, new in changes:
        at = first + int(place * (len(data) - first))
        data[at : at + len(new)] = new
    only_user_errors(bytes(data))


@hypothesis.given(st.floats(0, 1), st.floats(0, 1), st.binary(max_size=30))
def test_stretches_cut_out_or_put_in(start: float, end: float, more: bytes) -> None:
    first, last = sorted(int(place * len(packed_file())) for place in (start, end))
    only_user_errors(packed_file()[:first] + more + packed_file()[last:])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=50),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)


@pytest.mark.slow
@hypothesis.given(st.dictionaries(FIELDS, json_values))
def test_any_json_in_the_manifest(changes: dict[str, Any]) -> None:
    only_user_errors(changed(**changes))


@pytest.mark.slow
@hypothesis.given(NAMES, st.binary(max_size=200), st.floats(0, 1))
def test_entries_with_other_content(name: str, content: bytes, part: float) -> None:
    old = entries()[name]
    kept = old[: int(part * len(old))]
    only_user_errors(packed(entries() | {name: kept + content}))


@pytest.mark.slow
@hypothesis.given(st.dictionaries(st.text(max_size=30), st.binary(max_size=60), max_size=5))
def test_any_zip(content: Entries) -> None:
    clean = {name.replace("\x00", ""): data for name, data in content.items()}
    hypothesis.assume(all(_encodable(name) for name in clean))
    only_user_errors(packed(clean))
    only_user_errors(packed(entries() | clean))


def _encodable(name: str) -> bool:
    try:
        return bool(name.encode("utf-8"))
    except UnicodeEncodeError:
        return False
