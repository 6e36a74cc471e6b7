"""Few pictures, from nothing and over a network that knows others; the browser's test trains."""

from __future__ import annotations

import base64

import httpx
import pytest
import torch

from tests.served import Served
from textnn.config import DATA
from textnn.errors import UserError
from textnn.laboratory.inside.transfer import MOST_CLASSES, compared
from textnn.laboratory.programs.transfer import few, scaled
from textnn.web.context import load_examples

PICTURES = tuple(
    tuple(base64.b64encode(file).decode() for file in files)
    for files in load_examples().lesson.values()
)


def test_the_first_of_each_class_are_learnt_and_the_others_tested() -> None:
    seen, rest = few(torch.tensor([1, 0, 1, 1, 0, 2]), 1)
    assert (seen.tolist(), rest.tolist()) == ([0, 1, 5], [2, 3, 4])


def test_descriptions_are_centred_and_of_one_length() -> None:
    torch.manual_seed(0)
    train, test = scaled(torch.randn(9, 5) * 7 + 3, torch.randn(4, 5))
    torch.testing.assert_close(train.mean(0), torch.zeros(5), atol=1e-5, rtol=0)
    torch.testing.assert_close(train.square().sum(1).mean(), torch.tensor(1.0))
    assert test.shape == (4, 5)


@pytest.mark.parametrize(
    ("classes", "taught", "code"),
    [
        (PICTURES[:1], 1, "class-count"),
        (PICTURES * MOST_CLASSES, 1, "class-count"),
        (PICTURES, 6, "few-pictures"),
        (PICTURES, 0, "few-pictures"),
        ((PICTURES[0] * 3, PICTURES[1]), 1, "few-pictures"),
        ((PICTURES[0], ("%%", "%%")), 1, "not-a-picture"),
    ],
)
def test_what_cannot_be_learnt_is_refused_in_words(
    classes: tuple[tuple[str, ...], ...], taught: int, code: str
) -> None:
    with pytest.raises(UserError) as error:
        compared(classes, taught, 0, DATA / "models")
    assert error.value.code == code


def test_there_are_a_hundred_draws() -> None:
    with pytest.raises(UserError):
        compared(PICTURES, 2, 2**70, DATA / "models")


def test_a_refusal_reaches_the_page(served: Served) -> None:
    asked = {"classes": [["aaaa"], ["aaaa"]], "taught": 1}
    answer = httpx.post(
        f"{served.url}/laboratory/transfer", json=asked, headers={"accept-language": "en"}
    )
    assert (answer.status_code, answer.json()["error"]) == (
        400, "To learn from 1 of each class, each one needs 2 to 12 pictures: those that are left "
        "over are the test.",
    )  # fmt: skip
    assert list(httpx.get(f"{served.url}/laboratory/pictures/lesson").json()) == [
        "canecas",
        "chaves",
    ]
