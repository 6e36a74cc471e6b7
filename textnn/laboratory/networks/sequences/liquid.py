"""Liquid state machine (LSM; Maass, Natschlaeger and Markram 2002): spikes in a random liquid.

Neurons gather what comes in, leak, and fire a spike when they are full. Nothing in the liquid
learns: only a line fit reads, from how often each neuron fired, which of eight melodies was played.
"""

import torch


def run(seed: int = 0, noise: float = 0.4) -> dict[str, object]:
    """Fit; the figure is the accuracy on new playings.

    ``noise`` is the part of a melody's spikes that is lost, and made up elsewhere. The pictures
    are the spikes of a melody (rows: inputs; columns: time) and of 40 neurons of the liquid.
    """
    g = torch.Generator().manual_seed(seed)
    size, inputs, time, melodies, plays = 150, 20, 60, 8, 60
    scores = torch.rand(melodies, time, inputs, generator=g) < 0.1
    label = torch.arange(melodies).repeat(plays)
    kept = torch.rand(len(label), time, inputs, generator=g) >= noise
    made_up = torch.rand(len(label), time, inputs, generator=g) < 0.1 * noise
    spikes = (scores[label] & kept | made_up).float()
    w = torch.randn(size, size, generator=g) * (torch.rand(size, size, generator=g) < 0.1)
    w *= 0.6 / (0.1 * size) ** 0.5
    v = torch.randn(inputs, size, generator=g)
    charge, fired, heard = torch.zeros(len(label), size), torch.zeros(len(label), size), []
    for now in range(time):
        charge = 0.8 * charge * (1 - fired) + spikes[:, now] @ v + fired @ w  # a spike empties it
        fired = (charge > 1).float()
        heard.append(fired)
    # the reader sees how often each neuron fired in each third of the time
    parts = [torch.stack(heard[start : start + 20]).sum(0) for start in range(0, time, 20)]
    known = torch.cat([*parts, torch.ones(len(label), 1)], 1)
    train = len(label) // 2
    goal = torch.nn.functional.one_hot(label[:train], melodies).float()
    square = known[:train].T @ known[:train] + 30 * torch.eye(known.shape[1])
    answers = known[train:] @ torch.linalg.solve(square, known[:train].T @ goal)
    right = (answers.argmax(1) == label[train:]).float().mean().item()
    rows = [spikes[:1].transpose(1, 2), torch.stack(heard)[:, 0, :40].T[None]]
    return {"figure": right, "curve": [], "pictures": rows}


if __name__ == "__main__":
    print("melodies told apart:", run()["figure"])
