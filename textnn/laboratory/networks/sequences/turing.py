"""Neural Turing machine (NTM; Graves, Wayne and Danihelka 2014): a network with a tape.

It copies: it reads vectors of four bits, then a sign, and must say them again. One head writes and
one reads; each learns, for each kind of input, whether to move back, stay, or go on. Taught with at
most five vectors, it copies twenty. (Heads that look for contents are left out.)
"""

import torch
from torch.nn import functional as F

BITS, CELLS = 4, 24


def run(seed: int = 0, taught: int = 5) -> dict[str, object]:
    """Train with up to ``taught`` vectors; the figure is the part of the bits right of twenty.

    The pictures are twenty vectors, what it says, and where the reading head stands at each step.
    """
    g = torch.Generator().manual_seed(seed)
    # inputs: the bits, whether they come in, whether they must be said
    move = (0.5 * torch.randn(2, BITS + 2, 3, generator=g)).requires_grad_()
    write = (0.5 * torch.randn(BITS + 2, BITS, generator=g)).requires_grad_()
    gate = (0.5 * torch.randn(BITS + 2, 1, generator=g)).requires_grad_()
    say = (0.5 * torch.randn(BITS, BITS, generator=g)).requires_grad_()
    bias = torch.zeros(BITS, requires_grad=True)

    def copied(vectors: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """From (n, length, BITS) to logits of the same shape, and places of the reading head."""
        n, length, _ = vectors.shape
        tape = torch.zeros(n, CELLS, BITS)
        heads = [F.one_hot(torch.zeros(n, dtype=torch.long), CELLS).float() for _ in range(2)]
        told, places = [], []
        listen, speak = torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0])
        for step in range(2 * length):
            flags = (listen if step < length else speak).expand(n, 2)
            bits = vectors[:, step] if step < length else torch.zeros(n, BITS)
            x = torch.cat([bits, flags], 1)
            if step >= length:
                told.append((heads[1][:, None] @ tape)[:, 0] @ say + bias)
                places.append(heads[1])
            open_ = torch.sigmoid(x @ gate) * heads[0]
            tape = tape * (1 - open_[..., None]) + open_[..., None] * torch.tanh(x @ write)[:, None]
            for which in range(2):
                back, stay, on = (x @ move[which]).softmax(1)[:, :, None].unbind(1)
                head = heads[which]
                heads[which] = back * head.roll(-1, 1) + stay * head + on * head.roll(1, 1)
        return torch.stack(told, 1), torch.stack(places, 1)

    adam, curve = torch.optim.Adam([move, write, gate, say, bias], lr=0.05), []
    for _ in range(200):
        length = int(torch.randint(1, taught + 1, (), generator=g))
        vectors = torch.randint(2, (32, length, BITS), generator=g).float()
        loss = F.binary_cross_entropy_with_logits(copied(vectors)[0], vectors)
        adam.zero_grad()
        loss.backward()
        adam.step()
        curve.append(loss.item())
    vectors = torch.randint(2, (32, 20, BITS), generator=g).float()
    with torch.no_grad():
        said, places = copied(vectors)
    right = ((said > 0) == (vectors > 0)).float().mean().item()
    rows = [
        vectors[:1].transpose(1, 2),
        said[:1].sigmoid().transpose(1, 2),
        places[:1].transpose(1, 2),
    ]
    return {"figure": right, "curve": curve, "pictures": rows}


if __name__ == "__main__":
    print("bits right of twenty vectors:", run()["figure"])
