"""SentencePiece: words and parts of words learnt from text, with offsets into the raw string.

A unigram model (Kudo 2018) that falls back to bytes, so that no character is ever unknown:
``decode(encode(text))`` is the clean form of any text without U+2581, SentencePiece's own sign
for a space.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import sentencepiece

from textnn.text.normalize import normalize

FILE = "pieces.model"
PAD, UNK, BOS, EOS = range(4)
"""Ids of padding, of what should not occur, of a text's beginning and of its end."""

_SPACE = "\u2581"
_THREADS = 2
"""Fixed: the sums of training, and so the pieces, depend on how the work is cut."""


class Pieces:
    """A trained SentencePiece model.

    Args:
        folder: where ``train_pieces`` wrote it.

    Raises:
        OSError: there is none, or it is broken.
    """

    def __init__(self, folder: Path) -> None:
        path = folder / FILE
        if not path.is_file():
            raise FileNotFoundError(f"no SentencePiece model: {path}")
        try:
            self.processor = sentencepiece.SentencePieceProcessor(model_file=str(path))
        except RuntimeError as error:
            raise OSError(f"broken SentencePiece model: {path}") from error

    def __len__(self) -> int:
        """Number of ids."""
        return int(self.processor.get_piece_size())

    def encode(self, text: str) -> list[int]:
        """The ids of the clean form of ``text``, without ``BOS`` and ``EOS``."""
        ids: list[int] = self.processor.encode(normalize(text).text, out_type=int)
        return ids

    def decode(self, ids: Sequence[int]) -> str:
        """The text of ``ids``."""
        return str(self.processor.decode(list(ids)))

    def strings(self) -> list[str]:
        """Every piece as it is written in the model."""
        found: list[str] = self.processor.id_to_piece(list(range(len(self))))
        return found

    def decode_each(self) -> list[str]:
        """The text of every piece by itself."""
        found: list[str] = self.processor.decode([[index] for index in range(len(self))])
        return found

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where each id of ``encode(text)`` comes from, offsets into ``text``.

        A piece that begins a word takes the space before it along. The bytes of one character
        all have that character's span.
        """
        clean = normalize(text)
        ids = self.processor.encode(clean.text, out_type=int)
        # Laid end to end, the pieces are the text after one space that SentencePiece puts first.
        lengths = np.array([self._bytes(index) for index in ids], dtype=np.int64)
        last = np.cumsum(lengths) - 1
        sizes = [len(char.encode("utf-8")) for char in " " + clean.text.replace(_SPACE, " ")]
        char_of_byte = np.repeat(np.arange(-1, len(clean.text)), sizes)
        first = np.maximum(char_of_byte[last - lengths + 1], 0)
        ends = char_of_byte[last] + 1
        return [clean.original_span(int(a), int(b)) for a, b in zip(first, ends, strict=True)]

    def _bytes(self, index: int) -> int:
        """UTF-8 bytes of text that a piece stands for."""
        if self.processor.is_byte(index):
            return 1
        return len(self.processor.id_to_piece(index).replace(_SPACE, " ").encode("utf-8"))


def train_pieces(lines: Iterable[str], vocab_size: int, folder: Path) -> Pieces:
    """Learns at most ``vocab_size`` pieces from ``lines`` and writes them to ``folder``.

    The same lines in the same order give the same file, byte for byte.

    Raises:
        ValueError: too little text for this many pieces, or too few pieces for the characters.
    """
    model = io.BytesIO()
    try:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=(clean for line in lines if (clean := normalize(line).text.strip())),
            model_writer=model,
            vocab_size=vocab_size,
            model_type="unigram",
            character_coverage=0.9995,
            byte_fallback=True,
            hard_vocab_limit=False,
            normalization_rule_name="identity",
            remove_extra_whitespaces=False,
            max_sentence_length=1 << 16,
            num_threads=_THREADS,
            pad_id=PAD,
            unk_id=UNK,
            bos_id=BOS,
            eos_id=EOS,
            minloglevel=2,
        )
    except RuntimeError as error:
        raise ValueError(f"cannot learn {vocab_size} pieces: {error}") from error
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_bytes(model.getvalue())
    return Pieces(folder)
