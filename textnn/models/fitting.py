"""Small fits after or instead of a training: a convex loss by L-BFGS, and temperature scaling.

Plain logistic regressions are scikit-learn's. The head of a lesson is not: loading scikit-learn
would cost the running app 72 MB and more than a second at its start.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor


def minimize(
    loss: Callable[[], Tensor], parameters: Sequence[Tensor], max_steps: int = 200
) -> None:
    """Moves parameters, in place, to where a convex loss is least (L-BFGS, Liu and Nocedal 1989).

    Args:
        loss: of the parameters as they stand, scalar.
        parameters: float64 leaves that require a gradient.
        max_steps: most iterations.
    """
    optimizer = torch.optim.LBFGS(
        list(parameters), max_iter=max_steps, history_size=20,
        tolerance_grad=1e-6, tolerance_change=1e-10, line_search_fn="strong_wolfe",
    )  # fmt: skip

    def closure() -> Tensor:
        optimizer.zero_grad()
        found = loss()
        found.backward()
        return found

    optimizer.step(closure)


def fit_temperature(
    logits: Tensor, targets: Tensor, weights: Tensor | None = None, *, prior: float = 0.0,
    smoothing: float = 0.0,
) -> float:  # fmt: skip
    """T of ``softmax(logits / T)`` with the least cross-entropy (Guo et al. 2017).

    loss = sum_n w_n CE(softmax(z_n / T), y_n) + prior / 2 (log T)^2

    Args:
        logits: of examples that were not learnt from, shape (n, classes)
        targets: class numbers, shape (n,), or probabilities, shape (n, classes)
        weights: w, shape (n,); 1 / n each if left out.
        prior: inverse variance of a normal prior of log T with mean 0.
        smoothing: of the targets (Szegedy et al. 2016); without it and the prior, T falls towards 0
            where no example is a mistake.
    """
    count = len(logits)
    wanted = targets if targets.ndim == 1 else targets.double()
    counts = torch.full((count,), 1 / count) if weights is None else weights
    log = torch.zeros((), dtype=torch.float64, requires_grad=True)

    def loss() -> Tensor:
        scaled = logits.double() / log.exp()
        each = F.cross_entropy(scaled, wanted, reduction="none", label_smoothing=smoothing)
        return counts.double() @ each + prior / 2 * log.square()

    minimize(loss, [log])
    return float(log.detach().exp())
