"""Linear-chain CRF over IOB2 tags that can learn from partly annotated text.

    score(y) = start[y_1] + sum_t emission[t, y_t] + sum_t transition[y_{t-1}, y_t] + end[y_n]
    log p(y) = score(y) - log sum_{y'} exp score(y')            (Lafferty et al. 2001)

Corpora annotate different sets of categories. Where one does not annotate dates, a plain token may
be outside *or* part of a date; its likelihood is that of all sequences it allows

    log p(Y) = log sum_{y in Y} exp score(y) - log sum_{y'} exp score(y')

(Tsuboi et al. 2008, "Training conditional random fields using incomplete annotations").

Forward, backward and Viterbi recursions run over a whole batch at once. The first two multiply
probabilities instead of adding logarithms and divide each step by its sum (Rabiner 1989, section
V.A), so that a step is one matrix product: with ``T = exp(transition)``, ``E_t = exp(emission_t)``

    alpha_t = (alpha_{t-1} T) * E_t / c_t           log Z = sum_t log c_t
    beta_t = T (E_{t+1} * beta_{t+1}) / c_{t+1}     p(y_t) = alpha_t * beta_t

and no posterior needs a backward pass of autograd.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torchcrf import CRF

FORBIDDEN = -1e4
"""Score of what must not happen; far below any learnt score, far above float overflow."""

TINY = 1e-30
"""Least sum that a step is divided by."""


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

    def log_likelihood(self, emissions: Tensor, allowed: Tensor, mask: Tensor) -> Tensor:
        """Log-probability that the tags are among the allowed ones.

        Args:
            emissions: shape (batch_size, length, tags)
            allowed: True where a tag may stand, shape (batch_size, length, tags); at least one
                legal sequence is allowed
            mask: True on real tokens, shape (batch_size, length); the first is always real

        Returns:
            shape (batch_size,), never above 0 but for rounding
        """
        self._forbid()
        emissions = emissions.float()
        narrowed = emissions.masked_fill(~allowed, FORBIDDEN)
        _, logs = self._forward(torch.cat([narrowed, emissions]), torch.cat([mask, mask]))
        narrow, wide = logs.chunk(2)
        return narrow - wide

    def _forward(
        self, emissions: Tensor, mask: Tensor, temperature: float = 1.0
    ) -> tuple[list[Tensor], Tensor]:
        """Scaled forward variables; the temperature divides all scores but the emissions.

        Returns:
            alpha of every step, each of shape (batch_size, tags), and log Z, shape (batch_size,);
            after a sentence's end alpha stays as it was
        """
        top = emissions.amax(-1)  # exp never overflows
        emitted = (emissions - top[..., None]).exp().unbind(1)
        transitions = (self.crf.transitions / temperature).exp()
        alphas, logs = list[Tensor](), (top * mask).sum(1)
        alpha = (self.crf.start_transitions / temperature).exp() * emitted[0]
        for step, (emission, real) in enumerate(zip(emitted, mask.unbind(1), strict=True)):
            if step:
                alpha = (alphas[-1] @ transitions) * emission
            total = alpha.sum(-1, keepdim=True).clamp(min=TINY)
            alpha = alpha / total
            logs = logs + torch.where(real, total[:, 0].log(), 0.0)
            alphas.append(torch.where(real[:, None], alpha, alphas[-1]) if step else alpha)
        ending = (alphas[-1] @ (self.crf.end_transitions / temperature).exp()).clamp(min=TINY)
        return alphas, logs + ending.log()

    @torch.no_grad()
    def decode(self, emissions: Tensor, mask: Tensor) -> list[list[int]]:
        """Best tags of every sequence (Viterbi 1967), each as long as its mask.

        Args:
            emissions: shape (batch_size, length, tags)
            mask: real tokens, shape (batch_size, length)
        """
        self._forbid()
        emissions, transitions = emissions.float(), self.crf.transitions
        steps = mask.shape[1]
        score = self.crf.start_transitions + emissions[:, 0]
        identity = torch.arange(len(self.tags), device=mask.device).expand_as(score)
        pointers = list[Tensor]()
        for step in range(1, steps):
            best, came = (score[:, :, None] + transitions).max(dim=1)
            real = mask[:, step, None]
            score = torch.where(real, best + emissions[:, step], score)
            pointers.append(torch.where(real, came, identity))
        tag = (score + self.crf.end_transitions).argmax(dim=1, keepdim=True)
        path = [tag]
        for came in reversed(pointers):
            tag = came.gather(1, tag)
            path.append(tag)
        rows = torch.cat(path[::-1], dim=1).tolist()
        return [row[:length] for row, length in zip(rows, mask.sum(1).tolist(), strict=True)]

    @torch.no_grad()
    def marginals(self, emissions: Tensor, mask: Tensor, temperature: float = 1.0) -> Tensor:
        """Posterior probability of every tag at every token, shape (batch_size, length, tags).

        Args:
            temperature: all scores are divided by it; above 1 the posterior is less sure
        """
        self._forbid()
        emissions = emissions.float() / temperature
        alphas, _ = self._forward(emissions, mask, temperature)
        emitted = (emissions - emissions.amax(-1, keepdim=True)).exp()
        transitions = (self.crf.transitions / temperature).exp().T.contiguous()
        last = (self.crf.end_transitions / temperature).exp().expand_as(alphas[0])
        beta, found = last, list[Tensor]()
        for step in range(mask.shape[1] - 1, -1, -1):
            posterior = alphas[step] * beta
            found.append(posterior / posterior.sum(-1, keepdim=True).clamp(min=TINY))
            before = (emitted[:, step] * beta) @ transitions
            before = before / before.sum(-1, keepdim=True).clamp(min=TINY)
            beta = torch.where(mask[:, step, None], before, last)
        return torch.stack(found[::-1], dim=1) * mask[..., None]
