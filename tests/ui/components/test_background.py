"""Long work: progress, stop, and what is left after it."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from types import SimpleNamespace
from typing import Any, cast

import gradio as gr
import pytest

from tests.ui.fakes import FakeWriter
from textnn.errors import UserError
from textnn.html.progress import Clock
from textnn.results import Continuation, GenerateOptions, Progress
from textnn.service import Stored
from textnn.ui.components.background import (
    BackgroundTask,
    Cancellations,
    Cancelled,
    JobProgress,
    Preview,
    Runner,
)
from textnn.ui.tabs.generate import frames, options_from, side_by_side
from textnn.ui.tabs.history import whole_days


def test_work_tells_its_progress_and_gives_its_result() -> None:
    turn = threading.Event()

    def job(progress: Progress) -> str:
        progress(0.5)
        turn.wait(5)
        return "feito"

    work = BackgroundTask(job, threading.Event())
    seen = []
    for told in work:
        seen.append(told)
        turn.set()
    assert seen[-1] == 0.5
    assert work.result() == "feito"


def test_a_preview_is_shown_at_once() -> None:
    turn = threading.Event()

    def job(progress: JobProgress) -> str:
        progress.preview("quase")
        turn.wait(60)
        return "feito"

    work = BackgroundTask(job, threading.Event())
    told = iter(work)
    assert next(told) == Preview("quase")
    turn.set()
    assert not [one for one in told if isinstance(one, Preview)]
    assert work.result() == "feito"


@pytest.mark.parametrize("end", ["stopped", "took-too-long", "broken"])
def test_work_that_ends_after_a_preview_leaves_what_can_be_used(end: str) -> None:
    with gr.Blocks():
        view, status, stop = gr.HTML(), gr.HTML(), gr.Button()
        runner = Runner(status, [], stop)
    asked = cast(gr.Request, SimpleNamespace(session_hash="a", request=None, headers={}))

    def job(progress: JobProgress) -> str:
        progress.preview("metade")
        if end == "took-too-long":
            raise UserError(end, seconds=1)
        if end == "broken":
            raise RuntimeError(end)
        while True:
            progress(0.1)
            time.sleep(0.001)

    def of(name: str) -> Any:
        return lambda found: {view: f"{name} {found}"}

    page: dict[Any, Any] = {}
    updates = runner.run(asked, "reading", job, of("whole"), preview=of("half"), left=of("left"))
    try:
        for update in updates:
            page |= update
            if page.get(view) == "half metade" and end == "stopped":
                runner.halt(asked)
    except gr.Error:
        assert end != "stopped"
    assert page[view] == "left metade"
    assert page[stop] == runner.idle[stop]
    said = {"took-too-long": "mais de 1 s", "broken": "falhou"}
    assert said.get(end, "parou") in str(page[status]).casefold()


def test_stopped_work_ends_at_its_next_step() -> None:
    stopped = threading.Event()

    def job(progress: Progress) -> None:
        while True:
            progress(0.1)
            time.sleep(0.001)

    work = BackgroundTask(job, stopped)
    stopped.set()
    with pytest.raises(Cancelled):
        work.result()


def test_errors_of_the_work_arrive() -> None:
    def job(progress: Progress) -> None:
        raise UserError("busy")

    with pytest.raises(UserError):
        BackgroundTask(job, threading.Event()).result()


def test_each_page_has_its_own_stop() -> None:
    stops = Cancellations()
    mine, other = stops.begin("a"), stops.begin("b")
    stops.stop("a")
    stops.stop("unknown")
    assert mine.is_set()
    assert not other.is_set()
    newer = stops.begin("b")
    assert other.is_set()
    stops.end("b", other)
    stops.stop("b")
    assert newer.is_set()


def test_the_clock_waits_until_it_knows() -> None:
    clock = Clock()
    assert clock.left(0.0) is None
    assert clock.left(0.1) is None
    time.sleep(0.02)
    left = clock.left(0.5)
    assert left is not None
    assert left > 0


def pieces(length: int = 50) -> Generator[Stored[Continuation], None, None]:
    for result in FakeWriter().stream("Era", GenerateOptions(length=length)):
        yield Stored(result)


def test_the_last_piece_is_always_shown() -> None:
    shown = list(frames(pieces(), threading.Event()))
    assert shown[-1].result.finish == "length"
    assert len(shown) < 50


def test_stop_closes_the_source_and_gives_what_there_is() -> None:
    stopped = threading.Event()
    source = pieces(5_000)
    shown = frames(source, stopped)
    next(shown)
    stopped.set()
    last = list(shown)[-1]
    assert last.result.finish == "cancelled"
    assert list(source) == []


def test_the_source_is_closed_when_the_page_goes_away() -> None:
    source = pieces(5_000)
    shown = frames(source, threading.Event())
    next(shown)
    assert isinstance(shown, Generator)
    shown.close()
    assert list(source) == []


def test_options_come_from_the_controls() -> None:
    options = options_from(100.0, 0.5, 0.0, 1, 7, None)
    assert options == GenerateOptions(100, 0.5, 0, 1.0, 7, "")


@pytest.mark.parametrize("seed", [None, 1.5])
def test_a_seed_is_a_whole_number(seed: float | None) -> None:
    with pytest.raises(UserError):
        options_from(100, 0.5, 0, 1, seed, "")


def test_no_days_deletes_nothing() -> None:
    assert whole_days(30.0) == 30
    with pytest.raises(UserError):
        whole_days(None)


def test_versions_grow_side_by_side_and_all_are_stopped() -> None:
    stopped, ended = threading.Event(), list[str]()

    def version(name: str, length: int) -> Generator[Stored[Continuation], None, None]:
        try:
            yield from pieces(length)
        finally:
            ended.append(name)

    written = [*side_by_side([version("a", 3), version("b", 7)], stopped)]
    assert [len(one.generated) for one in written[0]] == [1, 1]
    assert [(len(one.generated), one.finish) for one in written[-1]] == [
        (3, "length"),
        (7, "length"),
    ]
    assert sorted(ended) == ["a", "b"]
    growing = side_by_side([version("c", 900), version("d", 900)], stopped)
    next(growing)
    stopped.set()
    *_, last = growing
    assert [one.finish for one in last] == ["cancelled"] * 2
    assert sorted(ended) == ["a", "b", "c", "d"]
