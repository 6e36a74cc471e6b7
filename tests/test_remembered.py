"""What is asked again is answered from memory, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from textnn.compose import compose_service
from textnn.config import Settings
from textnn.results import Highlight, HighlightOptions, ModelRef, Span
from textnn.results.context import RequestContext
from textnn.service import Service
from textnn.service.remembered import Remembered
from textnn.store.engine import open_store
from textnn.store.runs import RunRepository

MODEL = ModelRef("tagger", "0")


class Counting:
    """A pipeline that marks the first character, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.reference = MODEL

    def __call__(self, text: str, progress: Any) -> Highlight:
        self.asked.append(text)
        progress(1.0)
        return Highlight(text, (Span(0, 1, text[:1], "PER", 0.9),), self.reference, 60.0)

    def keywords(self, text: str, spans: Any) -> tuple[()]:
        return ()


def service_of(tmp_path: Path, tagger: Counting) -> Service:
    settings = Settings(home=tmp_path)
    pipelines = {"highlight": lambda: tagger, "summarize": lambda: tagger}
    return compose_service(settings, RunRepository(open_store(settings.url)), pipelines)


def test_the_same_article_is_computed_once_and_kept_twice(tmp_path: Path) -> None:
    tagger = Counting()
    service = service_of(tmp_path, tagger)
    context = RequestContext("ana")
    first, again = service.highlight("O Rio.", context), service.highlight("O Rio.", context)
    assert tagger.asked == ["O Rio."]
    assert replace(again.result, seconds=60.0) == first.result
    assert again.result.seconds < 60.0
    assert first.run_id != again.run_id
    assert service.history.count("ana") == 2


def test_another_article_another_option_and_another_tagger_are_computed(tmp_path: Path) -> None:
    tagger, own = Counting(), Counting()
    service = service_of(tmp_path, tagger)
    own.reference = ModelRef("personal-1", "1")
    service.highlight("O Rio.")
    service.highlight("O rio.")
    service.run("highlight", "O Rio.", HighlightOptions(keywords=True))
    assert len(tagger.asked) == 3
    service.taggers.opened = lambda _: own  # type: ignore[assignment,method-assign]
    assert service.highlight("O Rio.").result.model == own.reference
    assert own.asked == ["O Rio."]


def test_what_another_visitor_asked_is_computed_again(tmp_path: Path) -> None:
    tagger = Counting()
    service = service_of(tmp_path, tagger)
    for name in ("ana", "bia", "ana"):
        service.highlight("O Rio.", RequestContext(name))
    assert tagger.asked == ["O Rio."] * 2


def test_a_result_is_forgotten_when_nobody_asks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    remembered, now = Remembered(10, seconds=5), [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    remembered.put("ana", "one", 1, 4)
    remembered.put("ana", "two", 2, 4)
    now[0] = 4
    assert remembered.get("ana", "one") == 1
    now[0] = 8
    assert [remembered.get("ana", name) for name in ("one", "two")] == [1, None]


def test_an_error_is_not_remembered(tmp_path: Path) -> None:
    class Failing(Counting):
        def __call__(self, text: str, progress: Any) -> Highlight:
            found = super().__call__(text, progress)
            if len(self.asked) == 1:
                raise RuntimeError
            return found

    service = service_of(tmp_path, Failing())
    try:
        service.highlight("O Rio.")
    except RuntimeError:
        assert service.highlight("O Rio.").result.spans
    else:
        raise AssertionError


def test_no_more_than_so_many_characters_are_remembered_the_last_asked_longest() -> None:
    remembered = Remembered(10)
    remembered.put("ana", "one", 1, 4)
    remembered.put("ana", "two", 2, 4)
    assert remembered.get("ana", "one") == 1
    remembered.put("ana", "three", 3, 4)
    assert [remembered.get("ana", name) for name in ("one", "two", "three")] == [1, None, 3]
    remembered.put("ana", "huge", 4, 11)
    assert [remembered.get("ana", name) for name in ("one", "three", "huge")] == [None, None, None]
    remembered.put("ana", "one", 5, 10)
    remembered.put("ana", "one", 6, 10)
    assert remembered.get("ana", "one") == 6


def test_who_has_the_most_loses_the_oldest() -> None:
    remembered = Remembered(10)
    remembered.put("ana", "short", 1, 2)
    for number in range(3):
        remembered.put("rui", number, number, 6)
    assert remembered.get("ana", "short") == 1
    assert [remembered.get("rui", number) for number in range(3)] == [None, None, 2]
    remembered.forget("rui")
    assert remembered.get("rui", 2) is None
    remembered.put("eva", "long", 3, 8)
    assert (remembered.get("ana", "short"), remembered.get("eva", "long")) == (1, 3)


def test_what_is_deleted_is_forgotten_for_its_owner_alone(tmp_path: Path) -> None:
    tagger = Counting()
    service = service_of(tmp_path, tagger)
    ana, rui = RequestContext("ana"), RequestContext("rui")
    for who in (ana, rui):
        service.highlight("O Rio.", who)
    assert service.delete_all("ana") == 1
    for who in (ana, rui):
        service.highlight("O Rio.", who)
    assert len(tagger.asked) == 3
    assert service.history.count("rui") == 2
