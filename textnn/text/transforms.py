"""Composable steps from text to tensors, with torchtext 0.18's names and semantics.

Each is an ``nn.Module`` and takes one example or a list of them::

    Sequential(
        SentencePieceTokenizer("pieces.model"),
        VocabTransform(vocab),
        Truncate(254),
        AddToken(token=2, begin=True),
        AddToken(token=3, begin=False),
        ToTensor(padding_value=0),
    )(["Uma frase.", "Outra frase, mais longa."])  # shape (2, longest)

See ``docs/decisions/0001-torchtext.md`` for why they are written here.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sentencepiece
import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence

from textnn.text.vocab import Vocab


def _is_list_of(value: Any, kind: type) -> bool:
    return isinstance(value, list) and all(isinstance(item, kind) for item in value)


def _not_supported(value: Any) -> TypeError:
    return TypeError(f"Input type not supported: {type(value).__name__}")


class Sequential(nn.Sequential):
    """Applies its modules one after the other to anything the first one takes."""

    def forward(self, input: Any) -> Any:
        """The last module's result."""
        for module in self:
            input = module(input)
        return input


class SentencePieceTokenizer(nn.Module):
    """Cuts strings into SentencePiece's pieces (Kudo and Richardson 2018).

    Args:
        sp_model_path: a trained model file.
    """

    def __init__(self, sp_model_path: str | Path) -> None:
        super().__init__()
        self.sp_model = sentencepiece.SentencePieceProcessor(model_file=str(sp_model_path))

    def forward(self, input: str | list[str]) -> Any:
        """``str`` to ``list[str]``; ``list[str]`` to ``list[list[str]]``."""
        if isinstance(input, str) or _is_list_of(input, str):
            return self.sp_model.encode(input, out_type=str)
        raise _not_supported(input)


class VocabTransform(nn.Module):
    """Looks up the ids of tokens."""

    def __init__(self, vocab: Vocab) -> None:
        super().__init__()
        self.vocab = vocab

    def forward(self, input: list[str] | list[list[str]]) -> Any:
        """``list[str]`` to ``list[int]``; a list of those to a list of those."""
        if _is_list_of(input, str):
            return self.vocab.lookup_indices(input)  # type: ignore[arg-type]
        if _is_list_of(input, list):
            return [self.vocab.lookup_indices(tokens) for tokens in input]
        raise _not_supported(input)


class ToTensor(nn.Module):
    """Makes a tensor of ids.

    Args:
        padding_value: fills short rows up to the longest; without it all must be equally long.
        dtype: of the tensor.
    """

    def __init__(self, padding_value: int | None = None, dtype: torch.dtype = torch.long) -> None:
        super().__init__()
        self.padding_value = padding_value
        self.dtype = dtype

    def forward(self, input: list[int] | list[list[int]]) -> Tensor:
        """Shape (length,) of one list, (batch, longest) of several."""
        if not _is_list_of(input, int) and not _is_list_of(input, list):
            raise _not_supported(input)
        if self.padding_value is None or not _is_list_of(input, list) or not input:
            return torch.tensor(input, dtype=self.dtype)
        rows = [torch.tensor(ids, dtype=self.dtype) for ids in input]
        return pad_sequence(rows, batch_first=True, padding_value=float(self.padding_value))


class LabelToIndex(nn.Module):
    """Turns labels into their numbers.

    Args:
        label_names: the labels; or
        label_path: a UTF-8 file with one label a line.
        sort_names: number them in string order.

    Raises:
        AssertionError: both or none of names and path given (as in torchtext).
    """

    def __init__(
        self,
        label_names: Sequence[str] | None = None,
        label_path: str | Path | None = None,
        sort_names: bool = False,
    ) -> None:
        super().__init__()
        if bool(label_names) == bool(label_path):
            raise AssertionError("exactly one of label_names and label_path is required")
        names = list(label_names or ())
        if label_path:
            lines = Path(label_path).read_text(encoding="utf-8").splitlines()
            names = [line.strip() for line in lines if line.strip()]
        self._vocab = Vocab(sorted(names) if sort_names else names)

    def forward(self, input: str | list[str]) -> int | list[int]:
        """``str`` to ``int``; ``list[str]`` to ``list[int]``."""
        if isinstance(input, str):
            return self._vocab[input]
        if _is_list_of(input, str):
            return self._vocab.lookup_indices(input)
        raise _not_supported(input)

    @property
    def label_names(self) -> list[str]:
        """The labels in the order of their numbers."""
        return self._vocab.get_itos()


class Truncate(nn.Module):
    """Keeps the first ``max_seq_len`` items of a list, or of each list in it."""

    def __init__(self, max_seq_len: int) -> None:
        super().__init__()
        self.max_seq_len = max_seq_len

    def forward(self, input: list[Any]) -> list[Any]:
        """Lists of tokens or ids, or lists of such lists, of the same kind."""
        if not isinstance(input, list):
            raise _not_supported(input)
        if input and _is_list_of(input, list):
            return [items[: self.max_seq_len] for items in input]
        return input[: self.max_seq_len]


class AddToken(nn.Module):
    """Puts a token (or id) before or after a list, or each list in it.

    Args:
        token: what is added; a string to strings, an integer to integers.
        begin: before the others; else after them.
    """

    def __init__(self, token: int | str, begin: bool = True) -> None:
        super().__init__()
        self.token = token
        self.begin = begin

    def forward(self, input: list[Any]) -> list[Any]:
        """A list one longer, or lists each one longer; the one given is left as it is."""
        if not isinstance(input, list):
            raise _not_supported(input)
        if input and _is_list_of(input, list):
            return [self._extended(items) for items in input]
        return self._extended(input)

    def _extended(self, items: list[Any]) -> list[Any]:
        if not _is_list_of(items, type(self.token)):
            raise _not_supported(items)
        return [self.token, *items] if self.begin else [*items, self.token]


class PadTransform(nn.Module):
    """Fills the last dimension of a tensor up to ``max_length`` with ``pad_value``.

    A longer tensor stays as it is.
    """

    def __init__(self, max_length: int, pad_value: int) -> None:
        super().__init__()
        self.max_length = max_length
        self.pad_value = float(pad_value)

    def forward(self, x: Tensor) -> Tensor:
        """Shape (..., length) to (..., max(length, max_length))."""
        missing = max(self.max_length - x.size(-1), 0)
        return nn.functional.pad(x, (0, missing), value=self.pad_value)


class StrToIntTransform(nn.Module):
    """Reads decimal strings as integers."""

    def forward(self, input: list[str] | list[list[str]]) -> Any:
        """``list[str]`` to ``list[int]``; a list of those to a list of those."""
        if _is_list_of(input, str):
            return [int(item) for item in input]  # type: ignore[arg-type]
        if _is_list_of(input, list):
            return [[int(item) for item in items] for items in input]
        raise _not_supported(input)
