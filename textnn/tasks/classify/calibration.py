"""Calibrated probabilities of a classifier, and how familiar a picture is (out-of-distribution).

    p = softmax(z / T)                         temperature scaling (Guo et al. 2017)
    d_i = min_c |W_i (f_i / |f_i| - m_ic)|^2   distance to the nearest class (Lee et al. 2018)
    s = sum_i standard(log d_i)                over the last two stages before the head

z are the logits, f the features of a stage (mean and maximum of each channel), m_c the mean of a
class and W what makes the scatter around the means round; standard: mean 0 and deviation 1 on the
calibration pictures. ``s`` is a picture's strangeness; its familiarity is the part of the
calibration pictures that were stranger. Other scores were tried, too (docs/experiments.md).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from textnn.errors import UserError
from textnn.models.fitting import fit_temperature
from textnn.models.pictures.cnn import CNN

KNOWN = 0.05
"""Threshold on familiarity: pictures below it are rejected, and with them 5 % of known ones."""

STAGES = 2
"""Stages before the head whose features ``strangeness`` uses."""

_STEPS = 200  # quantiles kept
_SHRINK = 0.01  # part of the scatter that is taken to be round


@dataclass(frozen=True)
class Space:
    """Where the classes lie in the features of one stage.

    Attributes:
        whitening: W above, upper triangular, shape (features, features).
        centres: W m_c, shape (classes, features).
        mean, std: of log d on the calibration pictures.
    """

    whitening: Tensor
    centres: Tensor
    mean: float = 0.0
    std: float = 1.0

    def strangeness(self, features: Tensor) -> Tensor:
        """Standardised log d, shape (n,), of features of shape (n, features)."""
        placed = F.normalize(features.float()) @ self.whitening.T
        far = torch.cdist(placed, self.centres).square().amin(1)
        return (far.clamp(min=1e-9).log() - self.mean) / self.std


@dataclass(frozen=True)
class Calibration:
    """What ``fit`` found.

    Attributes:
        temperature: T above.
        spaces: of the stages, in order.
        quantiles: strangeness of the calibration pictures, ascending, at equal steps from 0 to 1.
        sha256: of the weights it belongs to.
        figures: what it was measured at.
    """

    temperature: float
    spaces: tuple[Space, ...]
    quantiles: tuple[float, ...]
    sha256: str
    figures: Mapping[str, Any]

    def probabilities(self, logits: Tensor) -> Tensor:
        """Calibrated ones, shape of ``logits``, (n, classes)."""
        return (logits / self.temperature).softmax(1)

    def familiarity(self, features: Sequence[Tensor]) -> Tensor:
        """Part of the calibration pictures that looked stranger, 0 to 1, shape (n,).

        Args:
            features: of each stage, shape (n, features)
        """
        strange = strangeness(self.spaces, features).numpy()
        steps = np.linspace(1, 0, len(self.quantiles))
        return torch.from_numpy(np.interp(strange, self.quantiles, steps))


def stage_features(network: CNN, pictures: Tensor) -> tuple[Tensor, ...]:
    """Mean and maximum of each channel after each of the last stages before the head.

    Args:
        pictures: shape (n, channels, size, size)

    Returns:
        of each stage, shape (n, 2 * channels of the stage)
    """
    outputs = [x for name, x in network.walk(pictures) if name != "head"][-STAGES:]
    return tuple(torch.cat([x.mean((2, 3)), x.amax((2, 3))], 1) for x in outputs)


def strangeness(spaces: Sequence[Space], features: Sequence[Tensor]) -> Tensor:
    """s of the module's docstring, shape (n,)."""
    pairs = zip(spaces, features, strict=True)
    return torch.stack([space.strangeness(part) for space, part in pairs]).sum(0)


def fit(
    learnt: tuple[Sequence[Tensor], Tensor],
    held: tuple[Tensor, Sequence[Tensor], Tensor],
    sha256: str,
) -> Calibration:
    """Fits temperature and strangeness.

    Args:
        learnt: features of each stage, shape (n, features), and labels of training pictures.
        held: logits, features and labels of pictures that were not learnt from.
        sha256: of the weights.
    """
    logits, features, labels = held
    spaces = []
    for known, new in zip(learnt[0], features, strict=True):
        space = fit_space(known, learnt[1])
        far = space.strangeness(new)
        spaces.append(replace(space, mean=float(far.mean()), std=float(far.std().clamp(min=1e-6))))
    strange = strangeness(spaces, features).numpy().astype(np.float64)
    quantiles = np.quantile(strange, np.linspace(0, 1, _STEPS + 1))
    # Smoothed by 1 / n: n pictures without a mistake do not prove certainty.
    temperature = fit_temperature(logits, labels, smoothing=1 / len(labels))
    return Calibration(temperature, tuple(spaces), tuple(quantiles.tolist()), sha256, {})


def fit_space(features: Tensor, labels: Tensor) -> Space:
    """W and W m_c of the module's docstring.

    Args:
        features: shape (n, features)
        labels: shape (n,), every class at least once
    """
    unit = F.normalize(features.double())
    means = torch.stack([unit[labels == c].mean(0) for c in range(int(labels.max()) + 1)])
    rest = unit - means[labels]
    scatter = rest.T @ rest / len(rest)
    size = len(scatter)
    round_part = torch.eye(size, dtype=torch.float64) * scatter.diagonal().mean().clamp(min=1e-12)
    inverse = torch.linalg.inv((1 - _SHRINK) * scatter + _SHRINK * round_part)
    whitening = torch.linalg.cholesky(inverse).T / size**0.5  # distances near 1 for any width
    whitening = whitening.half().float()  # as it is stored
    return Space(whitening, (means.float() @ whitening.T).half().float())


def save(calibration: Calibration, folder: Path) -> None:
    """Writes ``calibration.json`` and ``calibration.safetensors`` into a model folder."""
    stored = {}
    for number, space in enumerate(calibration.spaces):
        size = len(space.whitening)
        rows, columns = torch.triu_indices(size, size)
        stored[f"whitening{number}"] = space.whitening[rows, columns].half()
        stored[f"centres{number}"] = space.centres.half().contiguous()
    save_file(stored, folder / "calibration.safetensors")
    (folder / "calibration.safetensors").chmod(0o644)
    content = {
        "temperature": round(calibration.temperature, 4),
        "spaces": [[round(space.mean, 6), round(space.std, 6)] for space in calibration.spaces],
        "figures": calibration.figures,
        "sha256": calibration.sha256,
        "quantiles": [round(q, 4) for q in calibration.quantiles],
    }
    text = json.dumps(content, ensure_ascii=False, indent=1)
    (folder / "calibration.json").write_text(text + "\n", encoding="utf-8")


def load(folder: Path, sha256: str) -> Calibration:
    """What ``save`` wrote beside the weights with this checksum.

    Raises:
        UserError: missing, damaged, or fitted to other weights.
    """
    try:
        content = json.loads((folder / "calibration.json").read_text(encoding="utf-8"))
        tensors = load_file(folder / "calibration.safetensors")
        if content["sha256"] != sha256:
            raise ValueError("fitted to other weights")
        spaces = tuple(
            Space(
                _triangle(tensors[f"whitening{number}"], tensors[f"centres{number}"].shape[1]),
                tensors[f"centres{number}"].float(), float(mean), float(std),
            )
            for number, (mean, std) in enumerate(content["spaces"])
        )  # fmt: skip
        quantiles = tuple(map(float, content["quantiles"]))
        figures = dict(content["figures"])
        return Calibration(float(content["temperature"]), spaces, quantiles, sha256, figures)
    except (OSError, KeyError, TypeError, ValueError, RuntimeError, SafetensorError) as error:
        raise UserError("model-unusable", "calibration", name=folder.name) from error


def _triangle(packed: Tensor, size: int) -> Tensor:
    """The upper triangular matrix with these entries, row after row."""
    rows, columns = torch.triu_indices(size, size)
    whole = torch.zeros(size, size)
    whole[rows, columns] = packed.float()
    return whole
