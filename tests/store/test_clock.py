"""A clock that jumps deletes nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from tests.store.makers import highlight
from textnn.results.runs import new_run
from textnn.store import clock
from textnn.store.clock import now_at_most
from textnn.store.links import LinkRepository
from textnn.store.runs import RunRepository


class Leapt(datetime):
    by = timedelta(days=4000)

    @classmethod
    def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
        return datetime.now(UTC) + cls.by


def test_a_clock_set_far_ahead_makes_nothing_too_old(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs, links = RunRepository(engine, retention_days=30), LinkRepository(engine)
    kept = runs.add(new_run("ana", highlight("O Comitê chegou.")))
    assert links.add("ana", kept, 1)
    monkeypatch.setattr(clock, "datetime", Leapt)
    assert (runs.apply_retention(), links.sweep()) == (0, 0)
    assert runs.get("ana", kept)
    monkeypatch.setattr(clock, "_STEADY", clock._STEADY - 31 * 86_400)  # the days did pass
    assert runs.apply_retention() == 1


def test_a_clock_set_back_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert abs(now_at_most() - datetime.now(UTC)) < timedelta(seconds=5)
    monkeypatch.setattr(Leapt, "by", timedelta(days=-1))
    monkeypatch.setattr(clock, "datetime", Leapt)
    assert abs(now_at_most() - Leapt.now()) < timedelta(seconds=5)
