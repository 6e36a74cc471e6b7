"""No pattern can be made to run for long by a text of a few thousand characters."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator

import pytest

import textnn

CHARACTERS = 8_192
SECONDS = 0.5
"""A linear pattern takes a hundredth of it, a quadratic one several times as long."""

ANCHORED = {
    ("textnn.articles.kinds", "_HTML"),
    ("textnn.chat.question_replies", "_ASKING"),
    ("textnn.articles.addresses", "_BARE"),
    ("textnn.articles.pdf", "_NUMBER"),
    ("textnn.pages.model_card", "_HEAD"),
    ("textnn.tasks.understand.pipeline", "_GO_ON"),
    ("textnn.config", "_RATE"),
    ("textnn.tasks.summarize.faithfulness", "_LEAD"),
}
"""Used by ``match`` and ``fullmatch`` only: they begin once, not at each character."""

BOUNDED = {
    ("textnn.datasets.ner.guidelines", "_DATE"),  # marks of training data
    ("textnn.datasets.ner.guidelines", "_RANGE"),
    ("textnn.html.templates", "_BETWEEN"),  # our own templates
    ("textnn.html.templates", "_INSIDE"),
    ("textnn.tasks.understand.slots", "_BEHIND"),  # requests, which are of 400 characters at most
    ("textnn.tasks.understand.slots", "_WHAT"),
    ("textnn.tasks.understand.slots", "_LATER"),
}
"""Over short texts only, however long what a visitor gives is."""

SHAPES = (
    "<!---->", "<!-- a -->", "<", "<a ", "</", ">", "[", "](", "(", "((a", '"', "“", "“a ", "”",
    "'", "«", "1.", "1,", "1 ", "12.345,", "R$ 1", "R$ ", "%", "1 %", "A", "Ab ", "Ana Souza ",
    "Ana disse ", "ANA ", "d. ", "Sr. ", "S.A. ", "etc. ", " ", "\n", " \n", "\t", "a\n", "- ", "–",
    "https://a.b/", "www.", "a@b.", "e ", "de ", "vinte e ", "de janeiro de ", "á", "a-", "a/",
    "\u00a0", "!", "...", ": ", "0:", "a", "ab ", "2020-", "x1",
)  # fmt: skip


def patterns() -> Iterator[tuple[str, str, re.Pattern[str]]]:
    """Every compiled pattern that a module of the package has by a name."""
    for found in pkgutil.walk_packages(textnn.__path__, "textnn."):
        for name, value in vars(importlib.import_module(found.name)).items():
            if isinstance(value, re.Pattern):
                yield found.name, name, value


def shaped(shape: str, pattern: re.Pattern[str]) -> str:
    """A text of one shape; bytes for a pattern over bytes."""
    text = (shape * (CHARACTERS // len(shape)))[:CHARACTERS] + "x"
    return text if isinstance(pattern.pattern, str) else text.encode()


def seconds(pattern: re.Pattern[str], text: str, *, anchored: bool) -> float:
    began = time.process_time()
    if anchored:
        pattern.match(text)
        pattern.fullmatch(text)
    else:
        pattern.findall(text)
    return time.process_time() - began


@pytest.mark.slow
def test_no_pattern_takes_long_over_any_shape() -> None:
    once = {(found[2].pattern, found[2].flags): found for found in patterns()}
    assert len(once) > 50
    slow = [
        f"{module}.{name} over {shape!r}"
        for module, name, value in once.values()
        if (module, name) not in BOUNDED
        for shape in SHAPES
        if seconds(value, shaped(shape, value), anchored=(module, name) in ANCHORED) > SECONDS
    ]
    assert not slow
