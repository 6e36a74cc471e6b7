"""A device that is not there: tensors on it are refused beside tensors on the CPU, as on a GPU.

They call themselves ``meta`` and hold their numbers in a tensor of the CPU, so that, other than on
torch's own ``meta``, everything is computed, lengths and masks too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map

ELSEWHERE = torch.device("meta")

_ACROSS = ("copy_", "_to_copy")
"""What may have tensors of both."""


class Away(Tensor):
    """A tensor elsewhere."""

    near: Tensor

    @staticmethod
    def __new__(cls, near: Tensor) -> Away:
        """``near``: its numbers."""
        with torch.inference_mode(False):  # views of an inference tensor would not be wrapped
            made: Away = Tensor._make_wrapper_subclass(
                cls, near.shape, near.stride(), near.storage_offset(), dtype=near.dtype,
                device=ELSEWHERE, requires_grad=near.requires_grad,
            )  # fmt: skip
        made.near = near
        return made

    def tolist(self) -> Any:
        """torch allows it on a GPU and refuses it to a subclass."""
        return self.near.tolist()

    @classmethod
    def __torch_dispatch__(cls, *_: Any) -> Any:
        raise AssertionError("outside of elsewhere()")


class _Elsewhere(TorchDispatchMode):
    def __torch_dispatch__(
        self, call: Any, types: Sequence[type], args: Any = (), kwargs: Any = None
    ) -> Any:
        kwargs = dict(kwargs or {})
        name, wanted = call.overloadpacket.__name__, kwargs.get("device")
        given = [one for one in tree_leaves((args, kwargs)) if isinstance(one, Tensor)]
        away = any(isinstance(one, Away) for one in given)
        if away and name not in _ACROSS:  # as on a GPU, numbers without dimensions may be anywhere
            strangers = [one for one in given if one.ndim and not isinstance(one, Away)]
            if strangers:
                raise RuntimeError(f"{name}: tensors elsewhere and on the CPU")
        if wanted is not None:
            away, kwargs["device"] = torch.device(wanted) == ELSEWHERE, torch.device("cpu")
        near_args, near_kwargs = tree_map(_near, (args, kwargs))
        found = call(*near_args, **near_kwargs)
        if call._schema.is_mutable:
            return args[0]
        return tree_map(_away, found) if away else found


def _near(one: Any) -> Any:
    return one.near if isinstance(one, Away) else one


def _away(one: Any) -> Any:
    return Away(one) if isinstance(one, Tensor) else one


@contextmanager
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """``ELSEWHERE`` is there; gives the devices that autocast was asked for, in float32."""
    asked: list[str] = []

    def autocast(device: str, *_: Any, **__: Any) -> nullcontext[None]:
        asked.append(device)
        return nullcontext()

    monkeypatch.setattr(torch, "autocast", autocast)
    with _Elsewhere():  # type: ignore[no-untyped-call]
        yield asked


Made = Callable[[torch.device], Any]
"""Device -> a recipe whose model was put there, always with the same weights."""


def check_placement(made: Made, monkeypatch: pytest.MonkeyPatch, *, autocasts: bool) -> None:
    """Losses, figures and a resumption are elsewhere as they are on the CPU."""
    wanted = _figures(made, torch.device("cpu"))
    with elsewhere(monkeypatch) as asked:
        losses, figures = _figures(made, ELSEWHERE)
    # Not to the last bit: some kernels add up in another order where memory is aligned otherwise.
    assert losses == pytest.approx(wanted[0], rel=1e-4)
    assert figures == pytest.approx(wanted[1], rel=1e-4)
    assert set(asked) == ({ELSEWHERE.type} if autocasts else set())


def _figures(made: Made, device: torch.device) -> tuple[list[float], dict[str, float]]:
    """Losses of three steps and one more after a resumption, and the figures between them."""
    torch.manual_seed(3)  # dropout
    first, again = made(device), made(device)
    losses = [first.loss(step) for step in range(3)]
    figures = first.evaluate()
    again.restore(tree_map(_on_the_cpu, first.state()))
    losses.append(again.loss(3))
    assert {one.device for one in losses} == {first.device} == {device}
    return [one.item() for one in losses], figures


def _on_the_cpu(one: Any) -> Any:
    return one.cpu() if isinstance(one, Tensor) else one
