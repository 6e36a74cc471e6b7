"""The benchmark of many visitors, on the screen with fake models; its checks see a mix-up."""

from __future__ import annotations

import asyncio
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.served import Served


@pytest.fixture
def visitors(monkeypatch: pytest.MonkeyPatch) -> Any:
    folder = str(Path(__file__).resolve().parents[2] / "benchmarks")
    monkeypatch.syspath_prepend(folder)
    yield import_module("visitors")
    for name in ("visitors", "common"):
        sys.modules.pop(name, None)


def test_every_visitor_gets_their_own_answers(served: Served, visitors: Any) -> None:
    figures = asyncio.run(visitors.visits(served.url, 5, 1.5))
    assert figures.wrong == []
    found = visitors.report(figures, 1.5)
    assert found["answers"] == sum(found["waits"][name]["n"] for name in visitors.QUESTIONS)
    assert found["answers"] >= 5
    assert found["waits"]["all"]["p50"] <= found["waits"]["all"]["p95"]


def test_a_history_that_two_share_is_seen(served: Served, visitors: Any) -> None:
    async def shared() -> tuple[str, str]:
        async with httpx.AsyncClient(base_url=served.url, timeout=60) as client:
            await client.get("/healthz")
            first, second = visitors.Visitor(0, client), visitors.Visitor(1, client)
            await visitors.summarize(first)
            return await visitors.history(first), await visitors.history(second)

    assert asyncio.run(shared()) == ("", "1 foreign and 0 missing lines")


def test_an_answer_about_another_town_is_seen(visitors: Any) -> None:
    first, second = (visitors.Visitor(number, None) for number in range(2))
    assert first.foreign({"text": first.article}) == ""
    assert first.foreign([second.article]) == f"has {second.town} in it"
    assert first.foreign([first.article, second.town]) == f"has {second.town} in it"
    assert first.foreign("nada") == "has no town"


def test_no_town_stands_in_another(visitors: Any) -> None:
    towns = visitors.TOWNS
    assert len(set(towns)) == len(towns) >= 200
    assert not [(a, b) for a in towns for b in towns if a != b and a in b]


def test_the_middle_and_the_slow_end(visitors: Any) -> None:
    assert visitors.summary([4.0]) == (4.0, 4.0)
    assert visitors.summary([float(n) for n in range(101)]) == (50.0, 95.0)
