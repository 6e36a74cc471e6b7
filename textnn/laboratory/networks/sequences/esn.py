"""Echo state network (ESN; Jaeger 2001): a random reservoir whose echoes foretell a series.

The recurrent weights stay as they were drawn, scaled so that echoes fade; only the output is
fitted. It reads a chaotic series (Mackey and Glass 1977), then goes on by itself.
"""

import torch


def series(n: int) -> torch.Tensor:
    """Mackey-Glass with a delay of 17, one value a time step."""
    values = [1.2] * 18
    for _ in range(10 * (n + 200)):  # ten small steps of Euler's rule make one of the series
        delayed = values[-171] if len(values) > 170 else 1.2
        values.append(values[-1] + 0.1 * (0.2 * delayed / (1 + delayed**10) - 0.1 * values[-1]))
    return torch.tensor(values[-10 * n :: 10], dtype=torch.double) - 0.9


def run(seed: int = 0, radius: float = 0.95) -> dict[str, object]:
    """Fit; the figure is the error of 100 values ahead, as a part of the series' own spread.

    The lines are the series and what the network says, both after what it has read.
    """
    g = torch.Generator().manual_seed(seed)
    size, read, ahead = 300, 1500, 100
    u = series(read + ahead)
    w = torch.randn(size, size, generator=g).double()
    w *= torch.rand(size, size, generator=g) < 0.05
    w *= radius / torch.linalg.eigvals(w).abs().max()
    v = torch.rand(size, 2, generator=g).double() - 0.5
    one, state, states = torch.ones((), dtype=torch.double), torch.zeros(size).double(), []
    for value in u[:read]:
        state = torch.tanh(w @ state + v @ torch.stack([value, one]))
        states.append(state)
    heard = torch.stack(states[200:-1])  # the first echoes are of nothing
    ridge = 1e-7 * torch.eye(size).double()
    out = torch.linalg.solve(heard.T @ heard + ridge, heard.T @ u[201:read])
    said = []
    for _ in range(ahead):
        value = state @ out
        said.append(value.item())
        state = torch.tanh(w @ state + v @ torch.stack([value, one]))
    true = u[read:]
    error = ((torch.tensor(said).double() - true) ** 2).mean().sqrt() / true.std()
    return {"figure": error.item(), "curve": [], "pictures": [], "lines": [true.tolist(), said]}


if __name__ == "__main__":
    print("error of 100 values ahead:", run()["figure"])
