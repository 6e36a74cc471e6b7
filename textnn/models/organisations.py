"""What kind of organisation a name is: averages of the words in it and around it, one hidden layer.

    e_i = [P [w_i ; c_i] ; a_i ; s_i ; l_i]                   of a token
    x_p = [mean of e over each segment of place p]            the name, its first word, ...
    h   = mean over the places p of relu(U x_p + b)
    p   = softmax(V h / T)

``w`` and ``c`` are the tagger's vectors of words and of written forms, kept as they are, ``a`` the
embeddings of hashed beginnings and endings, ``s`` of the shape, ``l`` of the label of the mark that
a word is in. The segments (see
``engine.organisations.segments``) keep apart what stands right before and after a name: a party
stands in brackets behind a person, a club after *contra o*. A deep averaging network (Iyyer et al.
2015).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from textnn.engine.configs import OrganisationsConfig
from textnn.engine.folder import Floats
from textnn.engine.organisations import LABEL_ROWS, SEGMENTS, NameBatch


class Organisations(nn.Module):
    """See module docstring."""

    scales: Tensor

    def __init__(self, config: OrganisationsConfig) -> None:
        super().__init__()
        self.config = config
        known = config.word_size + config.form_size
        token = config.projected + (config.spellings + 2) * config.small_size
        self.project = nn.Linear(known, config.projected, bias=False)
        self.affixes = nn.Embedding(config.affixes, config.small_size)
        self.shapes = nn.Embedding(config.shapes, config.small_size)
        self.labels = nn.Embedding(LABEL_ROWS, config.small_size)
        with torch.no_grad():
            self.affixes.weight.mul_(0.3)
        self.hidden = nn.Linear(SEGMENTS * token, config.hidden_size)
        self.out = nn.Linear(config.hidden_size, len(config.kinds))
        self.dropout = nn.Dropout(config.dropout)
        self.register_buffer("scales", torch.ones(2))

    def forward(
        self, batch: NameBatch, known: tuple[Floats, Floats], targets: Tensor | None = None
    ) -> tuple[Tensor, Tensor | None]:
        """What names are.

        Args:
            batch: of names.
            known: vectors of words and of written forms of its tokens, shapes (tokens, word_size)
                and (tokens, form_size)
            targets: places in ``config.kinds``, shape (names,)

        Returns:
            logits (names, kinds), and with targets their cross-entropy in nats or None
        """
        tokens, places = batch.tokens, torch.tensor(batch.places)
        words, forms = map(torch.from_numpy, known)
        vectors = torch.cat([words * self.scales[0], forms * self.scales[1]], 1)
        spelt = self.affixes(torch.from_numpy(tokens.affixes)).flatten(1)
        shapes = self.shapes(torch.from_numpy(tokens.shapes))
        labels = self.labels(torch.from_numpy(batch.labels))
        e = torch.cat([self.project(vectors), spelt, shapes, labels], 1)
        sums = torch.cat([torch.zeros_like(e[:1]), e.double().cumsum(0)])
        begins, ends = torch.from_numpy(batch.stretches).unbind(2)
        means = (sums[ends] - sums[begins]) / (ends - begins).clamp(min=1)[..., None]
        h = torch.relu(self.hidden(self.dropout(means.flatten(1).float())))
        owner = torch.arange(len(places)).repeat_interleave(places)
        z = torch.zeros(len(places), h.shape[1]).index_add(0, owner, h) / places[:, None]
        logits: Tensor = self.out(self.dropout(z))
        if targets is None:
            return logits, None
        return logits, nn.functional.cross_entropy(logits, targets, label_smoothing=0.05)
