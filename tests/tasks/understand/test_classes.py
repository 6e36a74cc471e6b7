"""The class that somebody calls so."""

from __future__ import annotations

import pytest

from textnn.results.names import CLASS_NAMES
from textnn.tasks.understand.classes import class_called

CLOTHES = tuple(CLASS_NAMES)[10:]
DIGITS = tuple("0123456789")


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("dress", "dress"), ("vestido", "dress"), ("Vestidos", "dress"), ("dresses", "dress"),
        ("calca", "trouser"), ("CALÇAS", "trouser"), ("pulôver", "pullover"), ("tenis", "sneaker"),
        ("bota", "ankle-boot"), ("botas", "ankle-boot"), ("ankle boot", "ankle-boot"),
        ("camisa", "shirt"), ("camiseta", "t-shirt"), ("t shirt", "t-shirt"), ("bolsas", "bag"),
        ("vestido azul", ""), ("gato", ""), ("", ""), ("7", ""),
    ],
)  # fmt: skip
def test_clothes(said: str, label: str) -> None:
    assert class_called(said, CLOTHES) == label


@pytest.mark.parametrize(
    ("said", "label"),
    [("7", "7"), ("sete", "7"), ("setes", "7"), ("Três", "3"), ("12", ""), ("sete e", ""),
     ("bota", "")],
)  # fmt: skip
def test_digits(said: str, label: str) -> None:
    assert class_called(said, DIGITS) == label


@pytest.mark.parametrize("label", CLOTHES)
def test_every_class_goes_by_its_own_two_names(label: str) -> None:
    assert class_called(label, CLOTHES) == class_called(CLASS_NAMES[label], CLOTHES) == label
