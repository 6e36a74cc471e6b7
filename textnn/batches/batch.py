"""A batch from end to end: documents in chunks -> workers -> tables, and texts -> results."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from textnn.batches.documents import Documents, RawDocument
from textnn.batches.tables import DocumentRows, Tables
from textnn.batches.work import MODELS, TASKS_OF_BATCHES, Job, Processed, Processor
from textnn.batches.workers import Chunk, Workers
from textnn.compose import Loaders
from textnn.config import Settings
from textnn.errors import UserError

CHUNK = 32
"""Documents that a worker does at a time and that are written together: enough for the networks to
read side by side, few enough that a stop loses little."""

CHUNK_BYTES = 2_000_000
"""A chunk with so much in it has no more documents."""

Pipes = Mapping[str, Callable[[], Any]]


def checked_tasks(names: Iterable[str]) -> tuple[str, ...]:
    """The tasks of these names, each once, in their usual order.

    Raises:
        UserError: there is none, or no such task.
    """
    wanted = {name.strip() for name in names if name.strip()}
    unknown = sorted(wanted - {*TASKS_OF_BATCHES})
    if unknown or not wanted:
        raise UserError("batch-no-task", name=", ".join(unknown), names=TASKS_OF_BATCHES)
    return tuple(name for name in TASKS_OF_BATCHES if name in wanted)


CHOICE = "choice.json"
"""What is fitted beside the summarizer, and chooses headlines."""


def made_with(job: Job) -> dict[str, Any]:
    """Tasks, and the checksums of the models that they take: what makes rows comparable."""
    names = sorted({name for task in job.tasks for name in MODELS[task]})
    models = {name: _checksum(job.settings.models / name) for name in names}
    if "headline" in job.tasks:
        models[f"summarizer/{CHOICE}"] = _sha256(job.settings.models / "summarizer" / CHOICE)
    if job.tagger:
        models[job.tagger.name] = _checksum(job.tagger)
    mended = {"repair": True} if job.mend else {}
    return {"tasks": job.tasks, "models": models, **mended}


def _checksum(folder: Path) -> str:
    try:
        figures = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
        return str(figures.get("sha256", ""))
    except (OSError, ValueError):
        return ""  # whoever loads it says what is wrong


def _sha256(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""  # as above


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class DocumentBatch:
    """Documents and what is to be done with them.

    Attributes:
        documents: where they come from.
        job: what is done.
        workers: processes; 1: none but this.
        pipelines: those of a test, for this process; ``None``: the trained models.
    """

    documents: Documents
    job: Job
    workers: int = 1
    pipelines: Pipes | None = None

    def run(self, tables: Tables, told: Callable[[int], None], total: int) -> None:
        """Do what is not done yet.

        Args:
            tables: where rows go; those that are there are not made again.
            told: how many more documents are done or were done before.
            total: how many documents there are, about.

        Raises:
            UserError: the source or the output fails as a whole.
        """
        ahead = Ahead(self.documents, tables)
        workers = 1 if self.pipelines else min(self.workers, -(-total // CHUNK))
        with ExitStack() as stack:
            if workers > 1:
                rows = stack.enter_context(Workers(self.job, workers)).rows(ahead.chunks())
            else:
                rows = self._here(ahead.chunks())
            for found in rows:
                tables.write(found)
                told(ahead.sizes.pop(0))
        told(sum(ahead.sizes))

    def _here(self, chunks: Iterable[Chunk]) -> Iterator[list[DocumentRows]]:
        processor = Processor(self.job, self.pipelines or Loaders(self.job.settings))
        yield from map(processor.rows, chunks)


class Ahead:
    """Chunks of what is not done.

    Args:
        documents: all.
        tables: what is done.

    Attributes:
        sizes: how many documents each chunk that was given out stands for, and at last the rest.
    """

    def __init__(self, documents: Iterable[RawDocument], tables: Tables) -> None:
        self._documents, self._tables = documents, tables
        self.sizes: list[int] = []

    def chunks(self) -> Iterator[Chunk]:
        """Chunks whose borders depend on the documents alone, not on what was done before.

        So a batch that was stopped and goes on computes the same documents side by side.
        """
        passed = 0
        for chunk in cut(self._documents):
            fresh = [one for one in chunk if not self._tables.is_done(one.source, one.digest)]
            passed += len(chunk)
            if fresh:
                self.sizes.append(passed)
                passed = 0
                yield fresh
        self.sizes.append(passed)


def cut(documents: Iterable[RawDocument]) -> Iterator[list[RawDocument]]:
    """Chunks of at most ``CHUNK`` documents, and of fewer where they are long."""
    chunk: list[RawDocument] = []
    size = 0
    for document in documents:
        chunk.append(document)
        size += len(document.content)
        if len(chunk) == CHUNK or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def stream(
    texts: Iterable[str], tasks: Iterable[str], settings: Settings, pipelines: Pipes | None = None
) -> Iterator[Processed]:
    """What the tasks give for each text, in order, a chunk of them at a time.

    Raises:
        UserError: there is no such task, or a model cannot be read.
    """
    processor = Processor(Job(checked_tasks(tasks), settings), pipelines or Loaders(settings))
    return _streamed(texts, processor)


def _streamed(texts: Iterable[str], processor: Processor) -> Iterator[Processed]:
    source = iter(texts)
    while chunk := [*islice(source, CHUNK)]:
        yield from processor.process(chunk)
