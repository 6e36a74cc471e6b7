"""How far a classifier may be believed: calibrated probabilities, and how familiar a picture looks.

    p = softmax(z / T)                     temperature scaling (Guo et al. 2017)
    s = min_c |W (f / |f| - m_c)|^2        distance to the nearest class (Lee et al. 2018)

z are the logits, f the features of the last stage, m_c the mean of a class and W what makes the
scatter around the means round. ``s`` is the picture's strangeness; its familiarity is the part of
the calibration pictures that were stranger. Other scores were tried, too (docs/experiments.md).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from textnn.errors import UserError

KNOWN = 0.05
"""A picture less familiar than that is not recognised: so many of the known are sent away, too."""

_STEPS = 200  # quantiles kept
_SHRINK = 0.01  # part of the scatter that is taken to be round


@dataclass(frozen=True)
class Calibration:
    """What ``fit`` found.

    Attributes:
        temperature: T above.
        whitening: W, shape (features, features).
        centres: W m_c, shape (classes, features).
        quantiles: strangeness of the calibration pictures, ascending, at equal steps from 0 to 1.
        sha256: of the weights it belongs to.
        figures: what it was measured at.
    """

    temperature: float
    whitening: Tensor
    centres: Tensor
    quantiles: tuple[float, ...]
    sha256: str
    figures: Mapping[str, Any]

    def probabilities(self, logits: Tensor) -> Tensor:
        """Calibrated ones, shape of ``logits``, (n, classes)."""
        return (logits / self.temperature).softmax(1)

    def familiarity(self, features: Tensor) -> Tensor:
        """Part of the calibration pictures that looked stranger, 0 to 1, shape (n,).

        Args:
            features: shape (n, features)
        """
        strange = strangeness(features, self.whitening, self.centres)
        steps = np.linspace(1, 0, len(self.quantiles))
        return torch.from_numpy(np.interp(strange.numpy(), self.quantiles, steps))


def fit(
    learnt: tuple[Tensor, Tensor], held: tuple[Tensor, Tensor, Tensor], sha256: str
) -> Calibration:
    """Fits temperature and strangeness.

    Args:
        learnt: features, shape (n, features), and labels of training pictures.
        held: logits, features and labels of pictures that were not learnt from.
        sha256: of the weights.
    """
    logits, features, labels = held
    whitening, centres = fit_classes(*learnt)
    strange = strangeness(features, whitening, centres).numpy().astype(np.float64)
    quantiles = np.quantile(strange, np.linspace(0, 1, _STEPS + 1))
    return Calibration(
        fit_temperature(logits, labels), whitening, centres,
        tuple(float(q) for q in quantiles), sha256, {},
    )  # fmt: skip


def fit_temperature(logits: Tensor, labels: Tensor) -> float:
    """The temperature of least cross-entropy.

    The targets are smoothed by 1 / n: n pictures without a mistake do not prove certainty.
    """
    log = torch.zeros((), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([log], max_iter=100, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        scaled = logits.double() / log.exp()
        loss = F.cross_entropy(scaled, labels, label_smoothing=1 / len(labels))
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    return float(log.detach().exp())


def fit_classes(features: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
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
    return whitening, (means.float() @ whitening.T).half().float()


def strangeness(features: Tensor, whitening: Tensor, centres: Tensor) -> Tensor:
    """s of the module's docstring, shape (n,)."""
    placed = F.normalize(features.float()) @ whitening.T
    return torch.cdist(placed, centres).square().amin(1)


def save(calibration: Calibration, folder: Path) -> None:
    """Writes ``calibration.json`` and ``calibration.safetensors`` into a model folder."""
    stored = {
        "whitening": calibration.whitening.half().contiguous(),
        "centres": calibration.centres.half().contiguous(),
    }
    save_file(stored, folder / "calibration.safetensors")
    (folder / "calibration.safetensors").chmod(0o644)
    content = {
        "temperature": round(calibration.temperature, 4),
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
        return Calibration(
            float(content["temperature"]), tensors["whitening"].float(),
            tensors["centres"].float(), tuple(map(float, content["quantiles"])), sha256,
            dict(content["figures"]),
        )  # fmt: skip
    except (OSError, KeyError, TypeError, ValueError, SafetensorError) as error:
        raise UserError(
            f"Falta a calibração da rede “{folder.name}”, está danificada ou é de outra rede. "
            "Faça-a com “textnn train calibration”, ou baixe o projeto de novo.",
            f"The calibration of the network “{folder.name}” is missing, damaged or another "
            "network's. Make it with “textnn train calibration”, or get the project again.",
            code="model-unusable",
        ) from error
