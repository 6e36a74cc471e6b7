"""A photo on its way through a shipped network: every channel of every layer."""

from __future__ import annotations

import base64
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from textnn.checkpoints import load, network
from textnn.errors import UserError
from textnn.laboratory.programs.cnn import SHOWN, watch
from textnn.models.pictures.architectures import DeepBlock, FastBlock
from textnn.models.pictures.cnn import CNN
from textnn.results.names import class_name
from textnn.tasks.classify.preprocess import photo
from textnn.tasks.picture_files import open_picture, to_png_base64

NETWORKS = ("cnn-slide", "cnn-cifar10")
"""The network of the lecture's Keras slide, and the best one for photos."""

MOST = 16
"""Channels of a layer that are shown: those that vary most over the picture."""

_LAYERS = (*SHOWN, nn.GELU, DeepBlock, FastBlock)


@dataclass(frozen=True)
class Watched:
    """A network whose layers are watched.

    Attributes:
        cnn: as it was trained.
        layers: its layers alone, in turn; their names are those of its stages.
    """

    cnn: CNN
    layers: nn.Module

    def look(self, file: bytes, off: Sequence[tuple[int, int]], language: str) -> dict[str, Any]:
        """What each layer makes of a picture, with some channels held at 0.

        Args:
            file: a picture.
            off: number of the layer, number of the channel.
            language: of the classes' names.

        Returns:
            ``seen``: the picture as the network gets it, PNG in base64; ``classes``, ``before``
            and ``after``: their names and probabilities, whole and with the channels at 0;
            ``layers``: see ``_told``.

        Raises:
            UserError: it is no picture, or there is no such channel.
        """
        pixels = photo(open_picture(file), self.cnn.config.size)
        picture = self.cnn.normalize(torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None])
        whole, logits = watch(self.layers, picture, {}, _LAYERS)
        held: dict[str, list[int]] = {}
        for layer, channel in off:
            if not 0 <= layer < len(whole) or not 0 <= channel < whole[layer][2].shape[1]:
                raise UserError("no-such-station")
            held.setdefault(whole[layer][0], []).append(channel)
        layers, without = watch(self.layers, picture, held, _LAYERS)
        told = [
            _told(layer, output[0], before[0])
            for (_, layer, output), (_, _, before) in zip(layers, whole, strict=True)
        ]
        return {
            "seen": to_png_base64(pixels), "layers": told,
            "classes": [class_name(language, one) for one in self.cnn.config.labels],
            "before": logits.softmax(1)[0].tolist(), "after": without.softmax(1)[0].tolist(),
        }  # fmt: skip


def _told(layer: nn.Module, output: Tensor, before: Tensor) -> dict[str, Any]:
    """One layer: its kind and kernel, the shape of its output, and some of its channels.

    ``maps`` are bytes in base64, ``shown`` x ``height`` x ``width``, 128 for 0 and 255 for
    ``most``; ``kernels``, where the layer looks at the picture itself, the weights of all channels
    likewise, channels x 3 x rows x columns.
    """
    channels, height, width = (*output.shape, 1, 1)[:3]
    varied = before.view(channels, -1).std(1, correction=0) if height > 1 else before.abs()
    shown = varied.argsort(descending=True, stable=True)[:MOST].sort().values
    kernel = layer.kernel_size if isinstance(layer, nn.Conv2d | nn.MaxPool2d) else 0
    most = float(before.abs().max()) or 1.0
    kernels = layer.weight if isinstance(layer, nn.Conv2d) and layer.in_channels == 3 else None
    return {
        "kind": type(layer).__name__.lower(), "channels": channels, "height": height,
        "width": width, "kernel": kernel[0] if isinstance(kernel, tuple) else kernel,
        "shown": shown.tolist(), "most": most, "maps": _bytes(output[shown], most),
        "kernels": "" if kernels is None else _bytes(kernels, float(kernels.abs().max())),
    }  # fmt: skip


def _bytes(values: Tensor, most: float) -> str:
    scaled = (values.detach() / most).clamp(-1, 1) * 127 + 128
    return base64.b64encode(scaled.round().to(torch.uint8).contiguous().numpy().tobytes()).decode()


def looked_through(
    picture: str, name: str, off: Sequence[tuple[int, int]], language: str, models: Path
) -> dict[str, Any]:
    """As ``Watched.look``; ``picture`` is a file in base64, ``name`` one of ``NETWORKS``.

    Raises:
        UserError: as there, there is no such network, or it is missing or damaged.
    """
    if name not in NETWORKS:
        raise UserError("no-such-station")
    try:
        file = base64.b64decode(picture, validate=True)
    except ValueError as error:  # no ASCII, or no base64
        raise UserError("not-a-picture") from error
    return open_watched((models / name).resolve()).look(file, off, language)


@cache
def open_watched(folder: Path) -> Watched:
    """A shipped network.

    Raises:
        UserError: the model is missing or damaged.
    """
    cnn = network(load(folder), CNN)
    return Watched(cnn, nn.Sequential(OrderedDict(cnn.stages.items())))
