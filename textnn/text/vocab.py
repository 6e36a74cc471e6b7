"""Tokens to ids and back, with the names and the semantics of ``torchtext.vocab`` 0.18.

Written anew, because torchtext does not load beside today's torch: see
``docs/decisions/0001-torchtext.md``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from torch import nn


class Vocab(nn.Module):
    """A list of distinct tokens; a token's id is its place in the list.

    A module, so that it stands in an ``nn.Sequential`` of transforms. It has no parameters.

    Args:
        tokens: the tokens in the order of their ids.
        default_index: id of every token that is not in the list; None makes those an error.

    Raises:
        RuntimeError: a token stands twice.
    """

    def __init__(self, tokens: Iterable[str] = (), default_index: int | None = None) -> None:
        super().__init__()
        self._itos: list[str] = []
        self._stoi: dict[str, int] = {}
        self._default_index = default_index
        for token in tokens:
            self.append_token(token)

    def forward(self, tokens: Sequence[str]) -> list[int]:
        """Ids of ``tokens``: the same as ``lookup_indices``."""
        return self.lookup_indices(tokens)

    def __len__(self) -> int:
        """Number of tokens."""
        return len(self._itos)

    def __contains__(self, token: str) -> bool:
        return token in self._stoi

    def __getitem__(self, token: str) -> int:
        """Id of ``token``, or the default index.

        Raises:
            RuntimeError: unknown token and no default index.
        """
        index = self._stoi.get(token, self._default_index)
        if index is None:
            raise RuntimeError(f"Token {token} not found and default index is not set")
        return index

    def set_default_index(self, index: int | None) -> None:
        """Gives every unknown token the id ``index``; None makes them an error again."""
        self._default_index = index

    def get_default_index(self) -> int | None:
        """The id of unknown tokens, if there is one."""
        return self._default_index

    def append_token(self, token: str) -> None:
        """Adds a token at the end.

        Raises:
            RuntimeError: the token is there already.
        """
        self.insert_token(token, len(self))

    def insert_token(self, token: str, index: int) -> None:
        """Adds a token at ``index``; the ids from there on grow by one, the default index does not.

        Raises:
            RuntimeError: the token is there already, or not ``0 <= index <= len(self)``.
        """
        if not 0 <= index <= len(self):
            raise RuntimeError(f"Specified index {index} is out of bounds for vocab of {len(self)}")
        if token in self:
            raise RuntimeError(f"Token {token} already exists in the Vocab: {self[token]}")
        self._itos.insert(index, token)
        self._stoi.update((self._itos[i], i) for i in range(index, len(self)))

    def lookup_token(self, index: int) -> str:
        """The token of an id.

        Raises:
            RuntimeError: not ``0 <= index < len(self)``.
        """
        if not 0 <= index < len(self):
            raise RuntimeError(f"Specified index {index} is out of bounds for vocab of {len(self)}")
        return self._itos[index]

    def lookup_tokens(self, indices: Sequence[int]) -> list[str]:
        """The tokens of ids; errors as in ``lookup_token``."""
        return [self.lookup_token(index) for index in indices]

    def lookup_indices(self, tokens: Sequence[str]) -> list[int]:
        """The ids of tokens; errors as in ``vocab[token]``."""
        return [self[token] for token in tokens]

    def get_stoi(self) -> dict[str, int]:
        """A copy of the map from token to id."""
        return dict(self._stoi)

    def get_itos(self) -> list[str]:
        """A copy of the list of tokens."""
        return list(self._itos)

    def extra_repr(self) -> str:
        """What ``repr`` shows: the size, not the tokens."""
        return f"{len(self)} tokens, default_index={self._default_index}"


def vocab(
    ordered_dict: Mapping[str, int],
    min_freq: int = 1,
    specials: Sequence[str] | None = None,
    special_first: bool = True,
) -> Vocab:
    """A ``Vocab`` of the keys, in their order, whose count is at least ``min_freq``.

    ``specials`` stand before (or after) them whatever their count. Unlike torchtext's, the
    mapping given is left as it is.

    >>> vocab({"o": 9, "gol": 3, "quase": 1}, min_freq=2, specials=["<unk>"]).get_itos()
    ['<unk>', 'o', 'gol']
    """
    extra = list(specials or ())
    apart = set(extra)
    tokens = [t for t, count in ordered_dict.items() if count >= min_freq and t not in apart]
    return Vocab(extra + tokens if special_first else tokens + extra)


def build_vocab_from_iterator(
    iterator: Iterable[Iterable[str]],
    min_freq: int = 1,
    specials: Sequence[str] | None = None,
    special_first: bool = True,
    max_tokens: int | None = None,
) -> Vocab:
    """A ``Vocab`` of all tokens in ``iterator``, frequent ones first, equals in string order.

    Args:
        iterator: lists of tokens.
        min_freq: tokens seen fewer times are left out.
        specials: tokens that are there whatever their count.
        special_first: whether ``specials`` get the first ids or the last.
        max_tokens: size of the vocabulary at most, ``specials`` included.

    Raises:
        AssertionError: ``max_tokens`` leaves no place beside ``specials`` (as in torchtext).

    >>> build_vocab_from_iterator([["a", "casa"], ["a", "rua"]], specials=["<unk>"]).get_itos()
    ['<unk>', 'a', 'casa', 'rua']
    """
    counts: Counter[str] = Counter()
    for tokens in iterator:
        counts.update(tokens)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    if max_tokens is not None:
        room = max_tokens - len(specials or ())
        if room <= 0:
            raise AssertionError(f"max_tokens={max_tokens} leaves no place beside the specials")
        ranked = ranked[:room]
    return vocab(dict(ranked), min_freq, specials, special_first)
