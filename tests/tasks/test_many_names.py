"""The more names a text has, the longer it takes: as many times as long, not the square of it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from itertools import count, cycle, islice, product

import pytest

from textnn.compose import compose_service
from textnn.config import Settings
from textnn.results import SummaryOptions
from textnn.service import Service
from textnn.store.engine import open_store
from textnn.store.runs import RunRepository

SHORT, LONG = 8_000, 32_000
"""Characters."""
GROWTH = 8
"""What is linear takes four times as long for the longer text, what is quadratic sixteen times."""


def people() -> Iterator[str]:
    """Eight thousand names and surnames, no two the same."""
    syllables = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru")
    for a, b, c, d in product(syllables, repeat=4):
        yield f"{a}{b}n".capitalize() + f" {c}{d}s".title()


TEXTS: dict[str, Callable[[], Iterator[str]]] = {
    "one name": lambda: cycle(["Ana disse. "]),
    "one name, no end": lambda: cycle(["Ana disse "]),
    "who said it": lambda: (f"“A obra começa amanhã”, disse {name}. " for name in people()),
    "a list": lambda: (f"{name}, " for name in people()),
    "with posts and ages": lambda: (
        f"{name}, 45 anos, é prefeito de Santos. " for name in people()
    ),
    "one surname": lambda: (f"{name.split()[0]} Souza viu Souza. " for name in people()),
    "capitals": lambda: (f"({name.upper()}) " for name in people()),
}

READINGS: dict[str, Callable[[Service, str], object]] = {
    "highlight with keywords": lambda service, text: service.highlight(text, keywords=True),
    "summarize": lambda service, text: service.summarize(text, SummaryOptions()),
    "question": lambda service, text: service.answer(text, "Quem disse que a obra começa?"),
    "list of names": lambda service, text: service.answer(text, "Quem é citado?"),
    "fact sheet": lambda service, text: service.run("factsheet", text),
    "review": lambda service, text: service.run("review", text),
    "compare": lambda service, text: service.compare(text, "\n\n".join(text.split(". "))),
}


@pytest.fixture(scope="module")
def service(shipped: None, tmp_path_factory: pytest.TempPathFactory) -> Service:
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    return compose_service(settings, RunRepository(open_store(settings.url)))


def seconds(read: Callable[[Service, str], object], service: Service, text: str) -> float:
    """Of a core."""
    began = time.process_time()
    read(service, text)
    return time.process_time() - began


def text_of(kind: str, number: int, characters: int) -> str:
    """With a number in front: of a text that was read before something is remembered."""
    return f"{number}. {''.join(islice(TEXTS[kind](), characters))}"[:characters]


@pytest.mark.slow
@pytest.mark.parametrize("reading", READINGS)
def test_time_grows_as_the_names_do(reading: str, service: Service) -> None:
    read, numbers, ratios = READINGS[reading], count(), dict[str, float]()
    read(service, "Ana Souza disse que a obra começa em Santos.")  # models are read
    for kind in TEXTS:
        less = more = math.inf
        for _ in range(3):  # what else the machine does only ever adds to one of the two
            more = min(more, seconds(read, service, text_of(kind, next(numbers), LONG)))
            less = min(less, seconds(read, service, text_of(kind, next(numbers), SHORT)))
            ratios[kind] = more / less
            if ratios[kind] < GROWTH:
                break
    assert max(ratios.values()) < GROWTH, ratios
