"""The LSTM by hand (Hochreiter and Schmidhuber 1997), and how far back its gradient reaches.

At each step three gates between 0 and 1 look at the input and at the last output: ``forget`` is how
much of the cell stays, ``write`` how much of the candidate is added, ``show`` how much is seen.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn


def step(x: Tensor, h: Tensor, c: Tensor, cell: nn.LSTMCell) -> dict[str, Tensor]:
    """All numbers of one step; ``x`` has shape (inputs,), ``h`` and ``c`` have (hidden,)."""
    sums = cell.weight_ih @ x + cell.bias_ih + cell.weight_hh @ h + cell.bias_hh
    write, forget, candidate, show = sums.chunk(4)
    write, forget, show = write.sigmoid(), forget.sigmoid(), show.sigmoid()
    c = forget * c + write * candidate.tanh()
    return {"forget": forget, "write": write, "candidate": candidate.tanh(), "cell": c,
            "show": show, "output": show * c.tanh()}  # fmt: skip


def network(kind: str, gate: float, inputs: int = 8, hidden: int = 32) -> nn.RNNBase:
    """An untrained RNN, LSTM or GRU; ``gate`` is added to the bias of what keeps the memory."""
    kinds: dict[str, Callable[..., nn.RNNBase]] = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}
    made = kinds[kind](inputs, hidden)
    with torch.no_grad():
        if kind != "rnn":  # forget gate of the LSTM, update gate of the GRU: both stand second
            dict(made.named_parameters())["bias_ih_l0"][hidden : 2 * hidden] += gate
    return made


def reach(kind: str, gate: float, length: int = 50, seed: int = 0) -> Tensor:
    """Gradient of the last output at each input, as parts of the largest; shape (length,)."""
    torch.manual_seed(seed)
    model = network(kind, gate)
    x = torch.randn(length, 16, 8, requires_grad=True)  # 16 sequences
    output, _ = model(x)
    (gradient,) = torch.autograd.grad((output[-1] * torch.randn(16, 32)).sum(), x)
    sizes: Tensor = gradient.norm(dim=(1, 2))
    return sizes / sizes.max()


if __name__ == "__main__":
    torch.manual_seed(0)
    cell, h, c = nn.LSTMCell(2, 3), torch.zeros(3), torch.zeros(3)
    for x in (torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0])):
        numbers = step(x, h, c, cell)
        h, c = numbers["output"], numbers["cell"]
        for name, values in numbers.items():
            print(f"{name:10}", [round(value, 3) for value in values.tolist()])
    for gate in (0.0, 4.0):
        for kind in ("rnn", "lstm", "gru"):
            part = reach(kind, gate)[-31].item()
            print(f"bias {gate}: gradient of {kind} 30 steps back, as a part: {part:.1e}")
