"""Chunks of documents dealt out to processes, and their rows given back in the documents' order.

No more than a few chunks are on their way at once, so memory does not grow with their number. A
worker that dies (a damaged file, no memory left) takes nothing with it: a new one does its
documents one by one, and the one on which it dies again is an error like any other.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from textnn.batches.documents import RawDocument
from textnn.batches.tables import DocumentRows
from textnn.batches.work import Job, Processor
from textnn.compose import Loaders
from textnn.errors import UserError

AHEAD = 2
"""Chunks on their way for each worker."""

Chunk = Sequence[RawDocument]


@dataclass(eq=False)
class Dealt:
    """A chunk on its way.

    Attributes:
        left: parts of it that no worker has been given.
        rows: what came back.
        taken: whether a worker has it; it keeps to it until all is done.
        retried: whether a worker died of it, so that its documents go one by one.
        done: whether all came back.
    """

    left: deque[Chunk]
    rows: list[DocumentRows] = field(default_factory=list)
    taken: bool = False
    retried: bool = False
    done: bool = False


@dataclass(eq=False)
class WorkerProcess:
    """A process, the way to it, and what it is at."""

    process: BaseProcess
    pipe: Connection
    ready: bool = False
    dealt: Dealt | None = None
    part: Chunk = ()

    def send_next(self) -> None:
        """Send the next part of its chunk; one that is dead is noticed when it is listened to."""
        assert self.dealt is not None
        self.part = self.dealt.left.popleft()
        with suppress(OSError):
            self.pipe.send(self.part)


class Workers:
    """Processes that each have the models.

    Args:
        job: what is done with every document.
        count: of processes.
    """

    def __init__(self, job: Job, count: int) -> None:
        self._job = job
        self._context = multiprocessing.get_context("spawn")
        self._workers = [self._start() for _ in range(count)]

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        """End the processes; what they are at is lost, what came back is not."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.pipe.close()

    @property
    def processes(self) -> list[BaseProcess]:
        """The processes there are now."""
        return [worker.process for worker in self._workers]

    def rows(self, chunks: Iterable[Chunk]) -> Iterator[list[DocumentRows]]:
        """The rows of each chunk, in order.

        Raises:
            UserError: a model cannot be read, or a worker cannot even start.
        """
        source, waiting, more = iter(chunks), deque[Dealt](), True
        while more or waiting:
            while more and len(waiting) < AHEAD * len(self._workers):
                chunk = next(source, None)
                more = chunk is not None
                if chunk is not None:
                    waiting.append(Dealt(deque([chunk])))
                    self._deal(waiting)
            while waiting and waiting[0].done:
                yield waiting.popleft().rows
            if waiting:
                self._listen(waiting)

    def _deal(self, waiting: Iterable[Dealt]) -> None:
        """Give each idle worker the first chunk that nobody has."""
        free = (dealt for dealt in waiting if not dealt.taken)
        for worker in self._workers:
            if worker.dealt is None and (dealt := next(free, None)):
                dealt.taken, worker.dealt = True, dealt
                worker.send_next()

    def _listen(self, waiting: Iterable[Dealt]) -> None:
        """Take what the workers have done, as soon as one has."""
        answered = wait([worker.pipe for worker in self._workers if worker.dealt])
        for place, worker in enumerate(self._workers):
            if worker.pipe not in answered:
                continue
            try:
                answer = worker.pipe.recv()
            except (EOFError, OSError):
                self._replace(place)
                continue
            if isinstance(answer, UserError):
                raise answer
            worker.ready = True
            if answer is not None:
                self._take(worker, answer)
        self._deal(waiting)

    def _take(self, worker: WorkerProcess, rows: list[DocumentRows]) -> None:
        assert worker.dealt is not None
        worker.dealt.rows += rows
        self._go_on(worker)

    def _go_on(self, worker: WorkerProcess) -> None:
        assert worker.dealt is not None
        if worker.dealt.left:
            worker.send_next()
        else:
            worker.dealt.done, worker.dealt = True, None

    def _replace(self, place: int) -> None:
        """A new worker for one that died, and its documents one by one.

        Raises:
            UserError: it had not even read its models.
        """
        dead = self._workers[place]
        dead.process.join()
        dead.pipe.close()
        if not dead.ready:
            raise UserError("batch-worker")
        worker = self._workers[place] = self._start()
        worker.dealt, part = dead.dealt, dead.part
        assert worker.dealt is not None
        if worker.dealt.retried and len(part) == 1:
            message = UserError("heavy-file").say(self._job.language)
            failed = ("heavy-file", message)
            # Without its digest: --resume tries again, there may be more memory then.
            worker.dealt.rows.append(DocumentRows(part[0].source, "", error=failed))
        else:
            worker.dealt.retried = True
            worker.dealt.left.extendleft([document] for document in reversed(part))
        self._go_on(worker)

    def _start(self) -> WorkerProcess:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=serve, args=(theirs, self._job), daemon=True)
        process.start()
        theirs.close()
        return WorkerProcess(process, ours)


def serve(pipe: Connection, job: Job) -> None:
    """What a worker does: chunks in, rows out, until the other end is closed.

    Ctrl-C is for the process that started it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        processor = Processor(job, Loaders(job.settings.model_copy(update={"threads": 1})))
        pipe.send(None)
        while True:
            pipe.send(processor.rows(pipe.recv()))
    except UserError as error:
        pipe.send(error)
    except (EOFError, OSError):
        return
