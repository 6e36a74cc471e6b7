"""A model on disk: a folder a person can read.

config.json          kind and sizes; an unknown key is an error
vocabulary.txt       one token a line, where the model has words
forms.txt            one written form a line, where the model has these too
weights.safetensors  fp16, big tables in 8 or 4 bits with one scale a row; never pickle
metrics.json         data, n, seed, commit, figures, and the sha256 of the weights
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import torch
from safetensors.torch import save as serialized
from torch import Tensor, nn

from textnn.engine.configs import (
    CharRNNConfig,
    ExtractorConfig,
    IntentConfig,
    OrganisationsConfig,
    ReaderConfig,
    RerankerConfig,
    SummarizerConfig,
    TaggerConfig,
)
from textnn.engine.folder import ModelFolder, checksum, opening, read_folder
from textnn.errors import UserError
from textnn.models.charrnn import CharRNN
from textnn.models.extractor import Extractor
from textnn.models.intent import Intent
from textnn.models.organisations import Organisations
from textnn.models.pictures.cnn import CNN, CNNConfig
from textnn.models.pictures.gan import GAN, GANConfig
from textnn.models.pictures.pix2pix import Pix2Pix, Pix2PixConfig
from textnn.models.reader import Reader
from textnn.models.reranker import Reranker
from textnn.models.summarizer import Summarizer
from textnn.models.tagger import Tagger

NetworkT = TypeVar("NetworkT", bound=nn.Module)

KINDS: dict[str, tuple[type[Any], type[nn.Module]]] = {
    "charrnn": (CharRNNConfig, CharRNN),
    "cnn": (CNNConfig, CNN),
    "extractor": (ExtractorConfig, Extractor),
    "gan": (GANConfig, GAN),
    "intent": (IntentConfig, Intent),
    "organisations": (OrganisationsConfig, Organisations),
    "pix2pix": (Pix2PixConfig, Pix2Pix),
    "reader": (ReaderConfig, Reader),
    "reranker": (RerankerConfig, Reranker),
    "summarizer": (SummarizerConfig, Summarizer),
    "tagger": (TaggerConfig, Tagger),
}
"""Kind of model -> its configuration and its class."""

QUANTIZE_FROM, PACK_FROM = 1_000_000, 10_000_000
"""Matrices of at least so many weights are stored as int8, or with four bits a weight."""


@dataclass(frozen=True)
class Checkpoint:
    """What a model folder holds.

    Attributes:
        name: the folder's name.
        kind: a key of ``KINDS``.
        config: sizes.
        model: in evaluation mode, float32, on the CPU.
        vocabulary: tokens in id order; empty where the model has none.
        forms: written forms in id order; empty where the model has none.
        checksum: sha256 of the weights.
        metrics: figures and where they come from.
    """

    name: str
    kind: str
    config: Any
    model: nn.Module
    vocabulary: tuple[str, ...]
    checksum: str
    metrics: dict[str, Any]
    forms: tuple[str, ...] = ()


def quantize(weight: Tensor, top: int = 127) -> tuple[Tensor, Tensor]:
    """Rounds a matrix to whole numbers, one scale a row: ``weight ~ rounded * scale``.

    Args:
        weight: shape (rows, columns)
        top: the highest of the numbers.

    Returns:
        int8 of the same shape and fp16 scales, shape (rows, 1)
    """
    scale = (weight.abs().amax(dim=1, keepdim=True) / top).clamp(min=1e-6).half()
    return (weight / scale.float()).round().clamp(-top, top).to(torch.int8), scale


def quantize4(weight: Tensor) -> tuple[Tensor, Tensor]:
    """Rounds a matrix to -7 ... 7, two numbers a byte: with so few, cutting off the largest pays.

    Args:
        weight: shape (rows, columns), columns even

    Returns:
        uint8, shape (rows, columns / 2), and fp16 scales, shape (rows, 1)
    """
    rounded, scale = quantize(weight, 7)
    least = torch.full_like(scale, torch.inf, dtype=torch.float32)
    for part in (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7):
        cut = weight.abs().amax(dim=1, keepdim=True) * part
        tried, its_scale = quantize(weight.clamp(-cut, cut), 7)
        error = (dequantize(tried, its_scale) - weight).square().sum(dim=1, keepdim=True)
        rounded = torch.where(error < least, tried, rounded)
        scale = torch.where(error < least, its_scale, scale)
        least = torch.minimum(least, error)
    low, high = (rounded + 8).to(torch.uint8).unflatten(1, (-1, 2)).unbind(2)
    return low | high << 4, scale


def unpack4(packed: Tensor) -> Tensor:
    """The numbers that ``quantize4`` put in bytes, int8, shape (rows, columns)."""
    return (torch.stack([packed & 15, packed >> 4], 2).flatten(1).to(torch.int8)) - 8


def dequantize(rounded: Tensor, scale: Tensor) -> Tensor:
    """The float32 matrix, shape (rows, columns), that ``quantize`` rounded."""
    return rounded.float() * scale.float()


def pack(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """State dict as it is stored: big matrices as ``name.int8`` or ``name.int4`` with
    ``name.scale``, rest fp16."""
    packed = {}
    for name, weight in weights.items():
        if weight.ndim == 2 and weight.numel() >= PACK_FROM and weight.shape[1] % 2 == 0:
            packed[f"{name}.int4"], packed[f"{name}.scale"] = quantize4(weight.float())
        elif weight.ndim == 2 and weight.numel() >= QUANTIZE_FROM:
            packed[f"{name}.int8"], packed[f"{name}.scale"] = quantize(weight.float())
        else:
            packed[name] = weight.half().contiguous()
    return packed


def unpack(packed: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The float32 state dict that ``pack`` stored."""
    weights = {}
    for name, weight in packed.items():
        stem, _, form = name.rpartition(".")
        if form in ("int8", "int4"):
            rounded = unpack4(weight) if form == "int4" else weight
            weights[stem] = dequantize(rounded, packed[f"{stem}.scale"])
        elif form != "scale":
            weights[name] = weight.float()
    return weights


def save(
    folder: Path,
    kind: str,
    model: nn.Module,
    metrics: Mapping[str, Any],
    vocabulary: Sequence[str] = (),
    forms: Sequence[str] = (),
) -> None:
    """Writes a model folder; the weights come last, under their final name only when whole."""
    folder.mkdir(parents=True, exist_ok=True)
    config = {"kind": kind, **dataclasses.asdict(model.config)}  # type: ignore[call-overload]
    _write_json(folder / "config.json", config)
    for name, tokens in (("vocabulary.txt", vocabulary), ("forms.txt", forms)):
        if tokens:
            (folder / name).write_text("\n".join(tokens) + "\n", encoding="utf-8")
    beside = folder / "weights.part"
    beside.write_bytes(serialized(pack(model.state_dict())))  # a full disk is an OSError
    _write_json(folder / "metrics.json", {**metrics, "sha256": checksum(beside)})
    beside.chmod(0o644)
    beside.replace(folder / "weights.safetensors")


@opening
def load(folder: Path) -> Checkpoint:
    """Reads a model folder.

    Raises:
        UserError: a file is missing or damaged, or the weights are not those of the metrics file.
    """
    found = read_folder(folder)
    config_class, model_class = KINDS[found.kind]
    config = config_class(**found.sizes)
    model = model_class(config)
    weights = {name: torch.from_numpy(weight) for name, weight in found.stored.items()}
    model.load_state_dict(unpack(weights))
    model.eval().requires_grad_(False)
    return Checkpoint(
        found.name,
        found.kind,
        config,
        model,
        found.vocabulary,
        found.checksum,
        found.metrics,
        found.forms,
    )


def network(checkpoint: Checkpoint, wanted: type[NetworkT]) -> NetworkT:
    """The checkpoint's network, known to be of the wanted class.

    Raises:
        UserError: it is a model of another kind.
    """
    if isinstance(checkpoint.model, wanted):
        return checkpoint.model
    kind = wanted.__name__.lower()
    raise UserError("wrong-model", name=checkpoint.name, found=checkpoint.kind, kind=kind)


def as_folder(kind: str, model: nn.Module) -> ModelFolder:
    """A network as ``textnn.engine`` opens it, its weights as they are now."""
    weights = {name: weight.detach().cpu().float().numpy().copy()
               for name, weight in model.state_dict().items()}  # fmt: skip
    sizes = dataclasses.asdict(model.config)  # type: ignore[call-overload]
    return ModelFolder("", kind, sizes, weights, (), (), "", {})


def _write_json(path: Path, data: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
