"""Linear-chain CRF over IOB2 tags that can learn from partly annotated text.

    score(y) = start[y_1] + sum_t emission[t, y_t] + sum_t transition[y_{t-1}, y_t] + end[y_n]
    log p(y) = score(y) - log sum_{y'} exp score(y')            (Lafferty et al. 2001)

Corpora annotate different sets of categories. Where one does not annotate dates, a plain token may
be outside *or* part of a date; its likelihood is that of all sequences it allows

    log p(Y) = log sum_{y in Y} exp score(y) - log sum_{y'} exp score(y')

(Tsuboi et al. 2008, "Training conditional random fields using incomplete annotations").

The recursions are those of ``pytorch-crf``; the partition function is had from its public
likelihood by subtraction, and posterior marginals from the gradient of that.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torchcrf import CRF

FORBIDDEN = -1e4
"""Score of what must not happen; far below any learnt score, far above float overflow."""


class IobCRF(nn.Module):
    """CRF whose transitions obey IOB2: ``I-X`` only after ``B-X`` or ``I-X``.

    Args:
        tags: from ``text.iob.iob_tags``.
    """

    illegal: Tensor
    illegal_start: Tensor

    def __init__(self, tags: Sequence[str]) -> None:
        super().__init__()
        self.tags = tuple(tags)
        self.crf = CRF(len(tags), batch_first=True)
        inside = torch.tensor([tag.startswith("I-") for tag in tags])
        same = torch.tensor([[a[1:] == b[1:] and a != "O" for b in tags] for a in tags])
        self.register_buffer("illegal", inside[None, :] & ~same, persistent=False)
        self.register_buffer("illegal_start", inside, persistent=False)
        self._forbid()

    def _forbid(self) -> None:
        """Sets the scores of illegal transitions; called again after every optimiser step."""
        with torch.no_grad():
            self.crf.transitions.masked_fill_(self.illegal, FORBIDDEN)
            self.crf.start_transitions.masked_fill_(self.illegal_start, FORBIDDEN)

    def log_likelihood(
        self, emissions: Tensor, tags: Tensor, allowed: Tensor | None, mask: Tensor
    ) -> Tensor:
        """Log-probability that the tags are among the allowed ones.

        Args:
            emissions: shape (batch_size, length, tags)
            tags: any one legal sequence out of the allowed ones, shape (batch_size, length)
            allowed: True where a tag may stand, shape (batch_size, length, tags); ``None``: only
                where ``tags`` has it
            mask: True on real tokens, shape (batch_size, length); the first is always real

        Returns:
            shape (batch_size,), never above 0 but for rounding
        """
        self._forbid()
        emissions = emissions.float()
        wide: Tensor = self.crf(emissions, tags, mask=mask, reduction="none")
        if allowed is None:
            return wide
        narrowed = emissions.masked_fill(~allowed, FORBIDDEN)
        # The score of ``tags`` is the same in both and cancels; the partition functions stay.
        narrow: Tensor = self.crf(narrowed, tags, mask=mask, reduction="none")
        return wide - narrow

    def _best(self, emissions: Tensor, mask: Tensor) -> Tensor:
        """Best legal tags, padded with 0; shape (batch_size, length)."""
        best = torch.zeros(mask.shape, dtype=torch.long, device=emissions.device)
        for row, tags in enumerate(self.decode(emissions, mask)):
            best[row, : len(tags)] = torch.tensor(tags, device=emissions.device)
        return best

    @torch.no_grad()
    def decode(self, emissions: Tensor, mask: Tensor) -> list[list[int]]:
        """Best tags of every sequence (Viterbi 1967), each as long as its mask."""
        self._forbid()
        paths: list[list[int]] = self.crf.decode(emissions.float(), mask=mask)
        return paths

    @torch.enable_grad()
    def marginals(self, emissions: Tensor, mask: Tensor) -> Tensor:
        """Posterior probability of every tag at every token, shape (batch_size, length, tags).

        The gradient of log p(y) with respect to the emissions is 1[y] minus the marginals.
        """
        emissions = emissions.detach().float().requires_grad_()
        best = self._best(emissions, mask)
        likelihood = self.crf(emissions, best, mask=mask, reduction="sum")
        (gradient,) = torch.autograd.grad(likelihood, emissions)
        chosen = nn.functional.one_hot(best, len(self.tags))
        return ((chosen - gradient) * mask[..., None]).clamp(0, 1)
