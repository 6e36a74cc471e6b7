"""Model folders: rounding bounded, readable, whole or refused; and the shelf they stand on."""

from __future__ import annotations

import hashlib
import json
import threading
from functools import partial
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.models.makers import CHARS, FORMS, small_charrnn, small_tagger
from textnn import checkpoints
from textnn.checkpoints import (
    QUANTIZE_FROM,
    dequantize,
    load,
    network,
    pack,
    quantize,
    quantize4,
    unpack,
    unpack4,
)
from textnn.engine.folder import checksum
from textnn.errors import UserError
from textnn.models.charrnn import CharRNN
from textnn.models.tagger import Tagger
from textnn.pretrained import Models, reference


@settings(deadline=None)
@given(st.integers(0, 1000), st.sampled_from([1e-7, 1e-3, 1.0, 50.0]))
def test_int8_rounding_is_bounded_by_the_row(seed: int, scale: float) -> None:
    """Half a step, and what rounding the scale itself to fp16 adds."""
    weight = scale * torch.randn(6, 40, generator=torch.Generator().manual_seed(seed))
    rounded, steps = quantize(weight)
    assert rounded.dtype == torch.int8
    assert steps.shape == (6, 1)
    largest = weight.abs().amax(dim=1, keepdim=True)
    error = (dequantize(rounded, steps) - weight).abs()
    assert bool((error <= 0.6 * largest / 127 + 127 * 2**-24).all())


def test_zeros_and_whole_steps_come_back_exactly() -> None:
    weight = torch.tensor([[0.0, 0.0], [127.0, -64.0]])
    assert torch.equal(dequantize(*quantize(weight)), weight)


def test_four_bits_are_two_numbers_a_byte() -> None:
    whole = torch.tensor([[7.0, -7.0, 3.0, 0.0], [0.0] * 4])
    packed, scale = quantize4(whole)
    assert (packed.dtype, packed.shape, scale.shape) == (torch.uint8, (2, 2), (2, 1))
    torch.testing.assert_close(dequantize(unpack4(packed), scale), whole)
    weight = torch.randn(50, 24, generator=torch.Generator().manual_seed(1))
    packed, scale = quantize4(weight)
    error = (dequantize(unpack4(packed), scale) - weight).square().sum(1)
    coarse = (dequantize(*quantize(weight, 7)) - weight).square().sum(1)
    assert bool((error <= coarse + 1e-6).all())
    assert error.sum() < 0.95 * coarse.sum(), "cutting off the largest pays"


@pytest.mark.slow
def test_only_big_matrices_are_rounded() -> None:
    big, small = torch.randn(1000, QUANTIZE_FROM // 1000), torch.randn(3, 4)
    packed = pack({"table": big, "small": small, "bias": torch.zeros(QUANTIZE_FROM)})
    assert {name: value.dtype for name, value in packed.items()} == {
        "table.int8": torch.int8,
        "table.scale": torch.float16,
        "small": torch.float16,
        "bias": torch.float16,
    }
    weights = unpack(packed)
    assert set(weights) == {"table", "small", "bias"}
    assert all(weight.dtype == torch.float32 for weight in weights.values())
    torch.testing.assert_close(weights["small"], small, atol=2e-3, rtol=1e-3)
    torch.testing.assert_close(weights["table"], big, atol=0.03, rtol=0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    checkpoints.save(tmp_path / "m", "charrnn", small_charrnn(), {"n": 7, "seed": 1})
    return tmp_path / "m"


def test_the_folder_is_readable(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == {
        "config.json", "metrics.json", "weights.safetensors",
    }  # fmt: skip
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    assert config["kind"] == "charrnn"
    assert config["chars"] == CHARS
    metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    weights = (folder / "weights.safetensors").read_bytes()
    assert metrics == {"n": 7, "seed": 1, "sha256": hashlib.sha256(weights).hexdigest()}
    assert (folder / "weights.safetensors").stat().st_mode & 0o777 == 0o644


def test_a_loaded_model_is_ready(folder: Path) -> None:
    loaded = checkpoints.load(folder)
    assert (loaded.name, loaded.kind, loaded.vocabulary) == ("m", "charrnn", ())
    assert not loaded.model.training
    assert not any(parameter.requires_grad for parameter in loaded.model.parameters())
    assert all(parameter.dtype == torch.float32 for parameter in loaded.model.parameters())
    assert loaded.metrics["n"] == 7
    assert reference(loaded).checksum == loaded.checksum == loaded.metrics["sha256"]


def test_saving_again_replaces(folder: Path) -> None:
    before = checkpoints.load(folder).checksum
    checkpoints.save(folder, "charrnn", small_charrnn(5), {})
    assert checkpoints.load(folder).checksum != before


def test_words_survive_whatever_their_characters(tmp_path: Path) -> None:
    words = ("<unk>", "ação", "r$", "👩‍👩‍👧", "a\u2028b", "\u0301", "d'água")
    checkpoints.save(tmp_path / "t", "tagger", small_tagger(), {}, words, FORMS)
    assert checkpoints.load(tmp_path / "t").vocabulary == words


def edit(path: Path, **changes: object) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    data.update(changes)
    path.write_text(json.dumps(data), encoding="utf-8")


@pytest.mark.parametrize(
    "changes",
    [{"unheard_of": 1}, {"kind": "cooking"}, {"kind": []}, {"hidden_size": 13}, {"rows": [5]},
     {"hidden_size": "12"}, {"chars": CHARS + "Z"}, {"chars": 5}, {"char_size": -1}],
    ids=str,
)  # fmt: skip
def test_a_config_that_does_not_fit_is_refused(folder: Path, changes: dict[str, object]) -> None:
    edit(folder / "config.json", **changes)
    with pytest.raises(UserError) as caught:
        checkpoints.load(folder)
    assert caught.value.code == "model-unusable"
    assert "“m”" in caught.value.pt


def test_one_changed_bit_is_noticed(folder: Path) -> None:
    path = folder / "weights.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(UserError) as refusal:
        checkpoints.load(folder)
    assert "sha256" in str(refusal.value.__cause__)


def test_weights_that_are_no_safetensors_are_refused(folder: Path) -> None:
    (folder / "weights.safetensors").write_bytes(b"not weights at all")
    edit(folder / "metrics.json", sha256=checksum(folder / "weights.safetensors"))
    with pytest.raises(UserError):
        checkpoints.load(folder)


def test_a_save_that_breaks_off_leaves_the_old_weights(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (folder / "weights.safetensors").read_bytes()

    write = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        write(path, data[:4])
        raise OSError("disk full")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="disk full"):
        checkpoints.save(folder, "charrnn", small_charrnn(5), {})
    assert (folder / "weights.safetensors").read_bytes() == before
    assert checkpoints.load(folder).checksum


def test_models_are_listed_and_loaded_once(folder: Path) -> None:
    models = Models(folder.parent)
    (folder.parent / "no-model").mkdir()
    assert models.names() == ["m"]
    found: list[object] = []
    ask = partial(models.get, "m", load)
    threads = [threading.Thread(target=lambda: found.append(ask())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len({id(checkpoint) for checkpoint in found}) == 1


def test_a_model_that_failed_can_be_mended_and_asked_for_again(folder: Path) -> None:
    config = (folder / "config.json").read_text(encoding="utf-8")
    (folder / "config.json").write_text("{", encoding="utf-8")
    models = Models(folder.parent)
    with pytest.raises(UserError):
        models.get("m", load)
    (folder / "config.json").write_text(config, encoding="utf-8")
    assert models.get("m", load).kind == "charrnn"


def test_the_kind_of_a_network_is_checked(folder: Path) -> None:
    checkpoint = checkpoints.load(folder)
    assert network(checkpoint, CharRNN) is checkpoint.model
    with pytest.raises(UserError) as caught:
        network(checkpoint, Tagger)
    assert caught.value.code == "wrong-model"
