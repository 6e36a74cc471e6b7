"""RNN, LSTM (Hochreiter and Schmidhuber 1997) and GRU (Cho et al. 2014): who remembers longer?

The first sign of a sequence is +1 or -1, all that follows is noise; at the end the network must say
what the first was. On the way back the gradient fades in a plain RNN; gates let it pass.
They begin as Tallec and Ollivier (2018) say: as long-lived as the sequence.
"""

import torch
from torch import nn


def task(n: int, length: int, g: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Sequences (length, n, 1), and whether each began with +1, (n,)."""
    x = 0.3 * torch.randn(length, n, 1, generator=g)
    first = (torch.rand(n, generator=g) > 0.5).float()
    x[0, :, 0] = 2 * first - 1
    return x, first


def run(seed: int = 0, length: int = 30, kind: int = 1) -> dict[str, object]:
    """Train; the figure is the accuracy on new sequences. ``kind`` is 0 RNN, 1 LSTM, 2 GRU.

    The line is how much each step of the input counts for the answer before any training.
    """
    g = torch.Generator().manual_seed(seed)
    size = 16
    network = (nn.RNN, nn.LSTM, nn.GRU)[kind](1, size)
    out = (torch.randn(size, generator=g) / size**0.5).requires_grad_()
    for name, weight in network.named_parameters():
        nn.init.uniform_(weight, -(size**-0.5), size**-0.5, generator=g)
        if kind and name == "bias_ih_l0":  # gates that keep for as long as the task is
            keep = (1 + (length - 1) * torch.rand(size, generator=g)).log()
            weight.data[size : 2 * size] = keep  # forget gate of the LSTM, update gate of the GRU
            if kind == 1:
                weight.data[:size] = -keep  # and its input gate opens rarely
    adam, curve = torch.optim.Adam([*network.parameters(), out], lr=0.02), []
    x, first = task(200, length, g)
    x.requires_grad_()
    (network(x)[0][-1] @ out).sum().backward()
    counts = torch.zeros(length) if x.grad is None else x.grad.abs().mean((1, 2))
    for _ in range(150):
        x, first = task(64, length, g)
        answer = network(x)[0][-1] @ out
        loss = nn.functional.binary_cross_entropy_with_logits(answer, first)
        adam.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        adam.step()
        curve.append(loss.item())
    x, first = task(1000, length, g)
    with torch.no_grad():
        right = ((network(x)[0][-1] @ out > 0) == (first > 0)).float().mean().item()
    share = (counts / counts.max()).tolist()
    return {"figure": right, "curve": curve, "pictures": [], "lines": [share]}


if __name__ == "__main__":
    for kind, name in enumerate(("RNN", "LSTM", "GRU")):
        print(name, "remembers over 30 steps:", run(kind=kind)["figure"])
