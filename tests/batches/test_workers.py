"""Worker processes with the shipped models: the same rows as one process, and one may die."""

from __future__ import annotations

from collections import deque
from unittest.mock import Mock

import pytest

from textnn.batches.documents import RawDocument
from textnn.batches.work import TASKS_OF_BATCHES, Job, Processor
from textnn.batches.workers import Dealt, WorkerProcess, Workers
from textnn.compose import Loaders
from textnn.config import DATA, Settings
from textnn.pretrained import Models
from textnn.results import SummaryOptions
from textnn.tasks.highlight.pipeline import load_highlighter
from textnn.tasks.summarize.pipeline import load_summarizer

EXAMPLES = sorted((DATA / "examples").glob("[1-9]-*.txt"))


@pytest.mark.slow
def test_side_by_side_gives_what_the_app_gives() -> None:
    settings = Settings()
    models = Models(settings.models)
    highlighter, editor = load_highlighter(settings, models), load_summarizer(settings, models)
    texts = [path.read_text(encoding="utf-8") for path in EXAMPLES[:3]]
    texts.insert(1, "The mayor said on Tuesday that the market would open again in spring.")
    pipelines = {"highlight": lambda: highlighter, "summarize": lambda: editor}
    every = Processor(Job(TASKS_OF_BATCHES, settings), pipelines).process(texts)
    without = Processor(Job(("highlight", "keywords"), settings), pipelines).process(texts)
    for text, found, other in zip(texts, every, without, strict=True):
        assert found.highlight
        assert found.headline
        assert found.dek
        marked, summary = highlighter(text), editor(text, SummaryOptions())
        places = [
            [(s.start, s.end, s.label) for s in one.spans] for one in (found.highlight, marked)
        ]
        assert places[0] == places[1]
        words = editor.keywords(text, marked.spans)
        assert other.highlight
        assert [w.text for w in other.highlight.keywords] == [w.text for w in words]
        assert bool(found.highlight.keywords) == bool(words)
        lines = (summary.headline.text, summary.dek.text)
        assert (found.headline.text, found.dek.text) == lines
        assert [s.text for s in found.sentences] == [s.text for s in summary.sentences]


def test_a_document_is_tried_again_before_it_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    document = RawDocument("a.txt", b"")
    dealt = Dealt(deque(), taken=True)
    workers = object.__new__(Workers)
    workers._job = Job(("highlight",), Settings(), "en")

    def started(*_: object) -> WorkerProcess:
        return WorkerProcess(Mock(), Mock(), ready=True)

    monkeypatch.setattr(Workers, "_start", started)
    workers._workers = [WorkerProcess(Mock(), Mock(), True, dealt, (document,))]
    workers._replace(0)
    assert list(workers._workers[0].part) == [document]
    assert (dealt.rows, dealt.done) == ([], False)
    workers._replace(0)
    assert [row.error and row.error[0] for row in dealt.rows] == ["heavy-file"]
    assert dealt.done


@pytest.mark.slow
def test_a_worker_that_dies_takes_nothing_with_it() -> None:
    job = Job(("highlight",), Settings())
    content = EXAMPLES[0].read_bytes()
    documents = [RawDocument(f"{number}.txt", content) for number in range(5)]
    chunks = [documents[:2], documents[2:3], documents[3:]]
    wanted = Processor(job, Loaders(job.settings)).rows(documents)
    with Workers(job, 2) as workers:
        found = workers.rows(iter(chunks))
        rows = next(found)
        for worker in workers.processes:
            worker.kill()
        rows += [row for part in found for row in part]
    assert rows == wanted
