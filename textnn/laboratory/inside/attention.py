"""The shipped summarizer writes a line about an article, and shows where it looks at each step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from textnn.checkpoints import load, network
from textnn.engine.summarizer import READ, READ_CHARACTERS
from textnn.errors import UserError
from textnn.models.summarizer import DecoderState, EncoderOutput, Summarizer
from textnn.results import KINDS
from textnn.text.pieces import EOS, PAD, UNK, Pieces

LONGEST = 48
"""Most pieces that are written."""

TOLD = 6
"""Candidates that are told of at each step."""


@dataclass(frozen=True)
class LookingWriter:
    """Writes greedily: at each step the likeliest piece, or the one that somebody chose.

    Attributes:
        model: encoder and decoder.
        pieces: its vocabulary.
    """

    model: Summarizer
    pieces: Pieces

    @torch.no_grad()
    def write(self, text: str, kind: str, chosen: Sequence[int]) -> dict[str, Any]:
        """A line about ``text``, step by step.

        Args:
            text: an article; what is beyond ``READ`` pieces is not read.
            kind: one of ``KINDS``.
            chosen: pieces that the line begins with.

        Returns:
            ``article``: the text of each piece that was read; ``steps``: the piece written, its
            probability and how much of that is copied, the gate (1: freely, 0: copied), the
            attention over the article and the
            likeliest pieces; ``ended``: whether the network ended the line itself.

        Raises:
            UserError: there is no text, or no such kind or piece.
        """
        if not text.strip():
            raise UserError("empty-text")
        if kind not in KINDS or not all(0 <= one < len(self.pieces) for one in chosen):
            raise UserError("no-such-station")
        text = text[:READ_CHARACTERS]
        ids = self.pieces.encode(text)[:READ]
        if not ids:
            raise UserError("empty-text")
        source = self.model.encode(torch.tensor([ids]), torch.ones(1, len(ids), dtype=torch.bool))
        last, state = self.model.config.control(kind), self.model.start(source)
        steps: list[dict[str, Any]] = []
        for at in range(LONGEST):
            step, state = self._step(last, source, state)
            last = chosen[at] if at < len(chosen) else step["likeliest"][0]["id"]
            if last == EOS:
                break
            chances = step.pop("chances")
            there = sum(
                one for one, piece in zip(step["attention"], ids, strict=True) if piece == last
            )
            said = {"id": last, "text": self._text(last), "chance": chances[last]}
            steps.append({**said, "copied": (1 - step["gate"]) * there, **step})
        return {"article": self._read(text, len(ids)), "steps": steps, "ended": last == EOS}

    def _step(
        self, last: int, source: EncoderOutput, state: DecoderState
    ) -> tuple[dict[str, Any], DecoderState]:
        """As ``Summarizer.step``, with its parts."""
        model = self.model
        embedded = model.embedding(torch.tensor([[last]]))
        hidden, state = model.write(embedded, state)
        attention = model.attend(hidden, source, state.coverage)
        logits, gate = model.choose(model.read(hidden, attention, source)[:, 0], embedded[:, 0])
        free = gate.sigmoid()[:, None]
        state = state._replace(coverage=state.coverage + attention[:, 0])
        chances = (logits.softmax(-1) * free).scatter_add(
            1, source.ids, attention[:, 0] * (1 - free)
        )[0]
        chances[[PAD, UNK]] = 0
        return {
            "gate": free.item(), "attention": [round(one, 4) for one in attention[0, 0].tolist()],
            "likeliest": self._likeliest(chances), "chances": chances.tolist(),
        }, state  # fmt: skip

    def _likeliest(self, chances: Tensor) -> list[dict[str, Any]]:
        best = chances.topk(TOLD)
        return [
            {"id": one, "text": self._text(one), "chance": chance}
            for chance, one in zip(best.values.tolist(), best.indices.tolist(), strict=True)
        ]

    def _text(self, piece: int) -> str:
        """A piece as it is written, with the space before a word; empty: the end of the line."""
        return "" if piece == EOS else self.pieces.processor.id_to_piece(piece).replace("▁", " ")

    def _read(self, text: str, count: int) -> list[str]:
        """The text of each piece, with what stands before it; together the beginning of text."""
        ends = [end for _, end in self.pieces.spans(text)[:count]]
        starts = [0, *ends]
        return [text[start:end] for start, end in zip(starts, ends, strict=False)]


@cache
def open_writer(folder: Path) -> LookingWriter:
    """The shipped summarizer.

    Raises:
        UserError: the model is missing or damaged.
    """
    return LookingWriter(network(load(folder), Summarizer), Pieces(folder))
