"""The number format that trainings and evaluations compute in: bfloat16 only where it is faster.

bfloat16 has the range of float32 and 8 bits of precision (Kalamkar et al. 2019). Processors with
AMX or AVX-512 BF16 multiply it several times faster; the others refuse it (LSTM) or emulate it,
several times slower (convolution). So each kind of layer is timed once a process. GPUs that have it
are faster with it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from typing import Literal

import torch
from torch import nn

from textnn.errors import UserError

Precision = Literal["auto", "float32", "bfloat16"]
Layer = Literal["lstm", "convolution"]

CPU = torch.device("cpu")

_forced: Precision = "auto"


def use_precision(precision: Precision) -> None:
    """Sets the format for the whole process; "auto" measures, as if this had not been called."""
    global _forced  # as torch.set_num_threads: one setting of the process
    _forced = precision


def autocast(layer: Layer, device: torch.device = CPU) -> torch.autocast:
    """Context in which the forward pass of a training or an evaluation runs.

    Args:
        layer: the kind of layer that the network spends its time in.
        device: where it runs.

    Raises:
        UserError: ``TEXTNN_PRECISION`` is bfloat16 and the device cannot run this layer in it.
    """
    enabled = chosen_precision(layer, device) == "bfloat16"
    return torch.autocast(device.type, torch.bfloat16, enabled=enabled)


def chosen_precision(layer: Layer, device: torch.device = CPU) -> Literal["float32", "bfloat16"]:
    """The format of ``autocast``: what was set, else the faster one.

    Raises:
        UserError: as ``autocast``.
    """
    if _forced == "float32":
        return "float32"
    if device.type == "cuda":
        single, half = 1.0, 0.0 if torch.cuda.is_bf16_supported(including_emulation=False) else None
    else:
        single, half = measured_seconds(layer)
    if _forced == "auto":
        return "bfloat16" if half is not None and half < single else "float32"
    if half is None:
        raise UserError("no-bfloat16")
    return "bfloat16"


def describe_hardware(layer: Layer | None, device: torch.device = CPU) -> dict[str, str]:
    """The device, and the number format on it of a network's forward passes.

    Args:
        layer: as for ``autocast``; ``None`` where a network does without it and stays in float32.
        device: where the network is.

    Raises:
        UserError: as ``autocast``.
    """
    if device.type == "cuda":
        name = torch.cuda.get_device_name(device)
    else:
        capability = torch.backends.cpu.get_cpu_capability()
        name = f"CPU {capability}, {torch.get_num_threads()} threads"
    chosen = chosen_precision(layer, device) if layer else "float32"
    return {"hardware": name, "number_format": chosen}


@cache
def measured_seconds(layer: Layer) -> tuple[float, float | None]:
    """Seconds of a small training step on the CPU in float32 and in bfloat16.

    Returns:
        the best of three each; ``None`` where bfloat16 does not run at all.
    """
    # Whoever asks first may do so under ``no_grad`` or ``inference_mode``.
    with torch.inference_mode(False), torch.enable_grad(), torch.random.fork_rng():
        model, shape = _LAYERS[layer]()
        given = torch.randn(shape)
        single = _seconds(model, given, half=False)
        try:
            return single, _seconds(model, given, half=True)
        except RuntimeError:  # oneDNN: could not create a primitive descriptor
            return single, None


def _seconds(model: nn.Module, given: torch.Tensor, *, half: bool) -> float:
    """Best of three steps, forward and backward, after one to warm up."""
    best = float("inf")
    for step in range(4):
        began = time.perf_counter()
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            found = model(given)
        (found[0] if isinstance(found, tuple) else found).float().sum().backward()
        if step:
            best = min(best, time.perf_counter() - began)
    return best


def _lstm() -> tuple[nn.Module, tuple[int, ...]]:
    return nn.LSTM(128, 256, batch_first=True), (16, 20, 128)


def _convolution() -> tuple[nn.Module, tuple[int, ...]]:
    layer = nn.Conv2d(32, 64, 3, padding=1)
    return layer.to(memory_format=torch.channels_last), (32, 32, 16, 16)  # type: ignore[call-overload]


_LAYERS: dict[Layer, Callable[[], tuple[nn.Module, tuple[int, ...]]]] = {
    "lstm": _lstm,
    "convolution": _convolution,
}
