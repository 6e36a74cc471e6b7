"""An encoder, a decoder, and attention between them (Cho et al. 2014; Bahdanau et al. 2015).

The encoder reads a word both ways and leaves one vector for each letter. The decoder writes it
backwards; before each letter it asks which vectors it needs now, and nobody tells it which.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

LETTERS, LENGTH, HIDDEN = 10, 6, 32


class Attention(nn.Module):
    """a = softmax_i(v . tanh(W h_i + U s)), context = sum of a_i h_i."""

    def __init__(self, states: int, state: int, size: int = 32) -> None:
        super().__init__()
        self.of_states, self.of_state = nn.Linear(states, size), nn.Linear(state, size, bias=False)
        self.energy = nn.Linear(size, 1, bias=False)

    def forward(self, states: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        """The weights, shape (batch, length), and the context, shape (batch, size of a state).

        ``states`` has shape (batch, length, size of a state), ``state`` (batch, its size).
        """
        compared = torch.tanh(self.of_states(states) + self.of_state(state)[:, None])
        weights = self.energy(compared)[..., 0].softmax(1)
        return weights, (weights[..., None] * states).sum(1)


class EncoderDecoder(nn.Module):
    """Reads letters and writes letters."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(LETTERS + 1, HIDDEN)  # the last one: begin to write
        self.encoder = nn.GRU(HIDDEN, HIDDEN, batch_first=True, bidirectional=True)
        self.decoder = nn.GRUCell(3 * HIDDEN, HIDDEN)
        self.attention = Attention(2 * HIDDEN, HIDDEN)
        self.output = nn.Linear(3 * HIDDEN, LETTERS)

    def forward(self, word: Tensor, wanted: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Logits (batch, length, letters) and attention (batch, written, read).

        After each letter it goes on from the one that was wanted, or else from its own.
        """
        states, last = self.encoder(self.embedding(word))
        state, now = last[1], torch.full_like(word[:, 0], LETTERS)
        said, looked = [], []
        for step in range(word.shape[1]):
            weights, context = self.attention(states, state)
            state = self.decoder(torch.cat([self.embedding(now), context], 1), state)
            said.append(self.output(torch.cat([state, context], 1)))
            looked.append(weights)
            now = said[-1].argmax(1) if wanted is None else wanted[:, step]
        return torch.stack(said, 1), torch.stack(looked, 1)


if __name__ == "__main__":
    torch.manual_seed(0)
    model = EncoderDecoder()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(250):
        word = torch.randint(LETTERS, (64, LENGTH))
        logits, _ = model(word, word.flip(1))
        loss = F.cross_entropy(logits.flatten(0, 1), word.flip(1).flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    word = torch.randint(LETTERS, (500, LENGTH))
    with torch.no_grad():
        logits, looked = model(word)
    right = (logits.argmax(2) == word.flip(1)).float().mean().item()
    print(f"right letters in new words: {right:.1%}")
    print("read:    ", "".join(chr(97 + one) for one in word[0].tolist()))
    print("written: ", "".join(chr(97 + one) for one in logits[0].argmax(1).tolist()))
    print("where it looked, a row for each letter written:")
    for row in looked[0]:
        print("  ", " ".join(f"{part:.2f}" for part in row.tolist()))
