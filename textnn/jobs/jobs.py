"""``Jobs``: many articles of a visitor, read while they wait, or do something else.

A job lives in this process and its folder: what it has done is lost when the app ends, but for the
results in the history. Its articles are read one after the other, each in the line of work like any
other, so a job of a thousand articles keeps nobody waiting for longer than one article does.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from textnn.batches.batch import checked_tasks, made_with
from textnn.batches.documents import Documents
from textnn.batches.tables import DocumentRows, open_tables
from textnn.batches.work import Job, document_rows
from textnn.config import Settings
from textnn.errors import UserError
from textnn.jobs.folder import File, JobFolder
from textnn.jobs.home import JobsHome
from textnn.jobs.reader import JobStopped, VisitorReader
from textnn.jobs.status import DONE, FAILED, RUNNING, STOPPED, WAITING, JobRow, JobStatus
from textnn.results import SummaryOptions
from textnn.results.context import RequestContext
from textnn.service import Service
from textnn.service.turns import Turns

AT_ONCE = 4
"""Jobs that run; others wait."""

MOST_AT_WORK, MOST_KEPT = 2, 16
"""Jobs of one visitor that wait or run, and those with the ended ones."""

MOST = 64
"""Jobs of all visitors that wait or run."""

PATIENCE = 2.0
"""Seconds before a file is opened again that could not be, because too many others were."""

LAST = 10.0
"""Seconds in which the article that a deleted job reads should notice it."""

NAMES = 4
"""Names of a document that are shown."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class JobOrder:
    """What a visitor wants done.

    Attributes:
        context: who asks, and in which language errors of documents are said.
        tasks: some of ``TASKS_OF_BATCHES``.
        visitor: whose jobs are counted together: an owner, or an address where strangers come in.
        summary: how long a summary is wanted.
    """

    context: RequestContext
    tasks: tuple[str, ...]
    visitor: str
    summary: SummaryOptions = field(default_factory=SummaryOptions)


@dataclass(eq=False)
class VisitorJob:
    """A job as it changes; ``stop`` is asked for, and ``left`` says that nothing works on it."""

    id: str
    order: JobOrder
    folder: JobFolder
    reader: VisitorReader
    made: datetime
    state: str = WAITING
    total: int = 0
    rows: list[JobRow] = field(default_factory=list)
    ended: datetime | None = None
    error: UserError | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    left: threading.Event = field(default_factory=threading.Event)


class Jobs:
    """The jobs of all visitors.

    Args:
        service: reads the articles.
        settings: limits, and where the files are.
    """

    def __init__(self, service: Service, settings: Settings) -> None:
        self._service, self._settings = service, settings
        self._home = JobsHome(settings.home / "jobs")
        self._home.clear()
        self._jobs: dict[str, VisitorJob] = {}
        self._lock = threading.Lock()
        self._line = Turns(AT_ONCE)
        service.forgets.append(self.forget)

    def begin(self, order: JobOrder, files: Iterable[File]) -> JobStatus:
        """A new job over these files, which are copied.

        Raises:
            UserError: there is no such task, no document, too many documents or bytes, or too many
                jobs.
        """
        checked_tasks(order.tasks)
        self.sweep()
        job = self._admitted(order)
        try:
            self._check_space()
            job.folder.put(files, self._settings.job_bytes)
            with job.folder.trouble():
                job.total = self._documents(job).count()
            if not job.total:
                raise UserError("job-empty")
            if job.total > self._settings.job_documents:
                most = self._settings.job_documents
                raise UserError("job-too-many", count=job.total, most=most)
        except BaseException:
            self._forget(job)
            raise
        work = copy_context().run
        threading.Thread(target=work, args=(self._run, job), daemon=True).start()
        return self._status(job)

    def status(self, owner: str, job_id: str) -> JobStatus:
        """How far a job is.

        Raises:
            UserError: this owner has no such job.
        """
        return self._status(self._of(owner, job_id))

    def all(self, owner: str) -> list[JobStatus]:
        """The jobs of an owner, newest first."""
        with self._lock:
            found = [job for job in self._jobs.values() if job.order.context.owner == owner]
        return [self._status(job) for job in reversed(found)]

    def folder(self, owner: str, job_id: str) -> JobFolder:
        """Where the tables of a job are that has ended.

        Raises:
            UserError: this owner has no such job, or it has not ended.
        """
        job = self._of(owner, job_id)
        if job.ended is None:
            raise UserError("job-not-done")
        if not job.folder.database.exists():
            raise job.error or UserError("job-empty")
        return job.folder

    def stop(self, owner: str, job_id: str) -> None:
        """Asks a job to end; what it has done stays. One that has ended is left as it is.

        Raises:
            UserError: this owner has no such job.
        """
        self._of(owner, job_id).stop.set()

    def remove(self, owner: str, job_id: str) -> None:
        """Ends a job and deletes what it has done.

        Raises:
            UserError: this owner has no such job.
        """
        self._forget(self._of(owner, job_id))

    def forget(self, owner: str) -> None:
        """Ends and deletes all jobs of an owner; no result of them is kept from then on."""
        with self._lock:
            mine = [job for job in self._jobs.values() if job.order.context.owner == owner]
        for job in mine:
            self._forget(job)
        for job in mine:
            if job.state == RUNNING:
                job.left.wait(LAST)

    def sweep(self) -> None:
        """Deletes the jobs whose time is over, and what a process left that is no more."""
        now = datetime.now(UTC)
        with self._lock:
            gone = [job for job in self._jobs.values() if job.ended and now >= self._expires(job)]
        for job in gone:
            self._forget(job)
        self._home.clear()

    def close(self) -> None:
        """Ends and deletes all jobs: nobody finds them when the app has ended."""
        with self._lock:
            jobs = [*self._jobs.values()]
        for job in jobs:
            self._forget(job)
        self._home.close()

    def _admitted(self, order: JobOrder) -> VisitorJob:
        """A place for one more job.

        Raises:
            UserError: there is none.
        """
        number = secrets.token_urlsafe(16)
        with self._lock:
            folder = JobFolder(self._home.folder(number))
            alive = [job for job in self._jobs.values() if job.ended is None]
            mine = Counter(
                job.ended is None
                for job in self._jobs.values()
                if job.order.visitor == order.visitor
            )
            if mine[True] >= MOST_AT_WORK:
                raise UserError("too-many-jobs", most=MOST_AT_WORK)
            if mine.total() >= MOST_KEPT:
                raise UserError("too-many-jobs", "kept", most=MOST_KEPT)
            if len(alive) >= MOST:
                raise UserError("busy")
            reader = VisitorReader(self._service, order.tasks, order.context, order.summary)
            job = VisitorJob(number, order, folder, reader, datetime.now(UTC))
            self._jobs[number] = job
        return job

    def _check_space(self) -> None:
        if self._home.bytes() >= self._settings.upload_space_bytes:
            raise UserError("busy", "files")

    def _documents(self, job: VisitorJob) -> Documents:
        return Documents(job.folder.given, self._settings, unpacked=self._settings.job_bytes)

    def _run(self, job: VisitorJob) -> None:
        state, error = DONE, None
        try:
            with job.folder.trouble(), self._line.turn(lambda _: _check(job)):
                job.state = RUNNING
                self._read(job)
        except JobStopped:
            state = STOPPED
        except UserError as found:
            state, error = STOPPED if found.code == "job-time" else FAILED, found
        except Exception:
            _log.exception("a job failed")
            state, error = FAILED, UserError("internal")
        job.folder.forget_given()
        with self._lock:
            job.state, job.error, job.ended = state, error, datetime.now(UTC)
            deleted = self._jobs.get(job.id) is not job
        if deleted:
            job.folder.remove()
        job.left.set()

    def _read(self, job: VisitorJob) -> None:
        """Document by document, each in the tables before it is told.

        Raises:
            JobStopped: it was asked to end.
            UserError: its time is over, or the tables cannot be written.
        """
        minutes, began = self._settings.job_minutes, time.monotonic()
        asked = job.order.context
        tagger = self._service.taggers.folder(asked.owner)
        work = Job(job.order.tasks, self._settings, asked.language, tagger)
        job.reader.context = _stopping(job)
        with open_tables(job.folder.database, made_with(work), resume=False) as tables:
            for document in self._documents(job):
                _check(job)
                if minutes and time.monotonic() - began > 60 * minutes:
                    raise UserError("job-time", minutes=minutes)
                if len(job.rows) >= self._settings.job_documents:  # a message's attachments
                    raise UserError("job-too-many", count=len(job.rows) + 1, most=len(job.rows))
                found = document_rows([document], work, job.reader)
                while any(row.error and row.error[0] == "busy" for row in found):
                    job.stop.wait(PATIENCE)  # others open files: this one has time
                    _check(job)
                    found = document_rows([document], work, job.reader)
                tables.write(found)
                job.rows += map(_row, found)

    def _of(self, owner: str, job_id: str) -> VisitorJob:
        with self._lock:
            job = self._jobs.get(job_id)
        if job is None or job.order.context.owner != owner:
            raise UserError("no-such-job")
        return job

    def _forget(self, job: VisitorJob) -> None:
        job.stop.set()
        with self._lock:
            self._jobs.pop(job.id, None)
            working = job.state == RUNNING and job.ended is None
        if not working:
            job.folder.remove()

    def _expires(self, job: VisitorJob) -> datetime:
        return (job.ended or job.made) + timedelta(minutes=self._settings.upload_minutes)

    def _status(self, job: VisitorJob) -> JobStatus:
        with self._lock:
            return JobStatus(
                id=job.id,
                state=job.state,
                tasks=job.order.tasks,
                keep=job.order.context.keep,
                total=job.total,
                rows=(*job.rows,),
                made=job.made,
                ended=job.ended,
                expires=self._expires(job) if job.ended else None,
                error=job.error,
                warning=next(iter(job.reader.warnings), None),
            )


def _check(job: VisitorJob) -> None:
    if job.stop.is_set():
        raise JobStopped


def _stopping(job: VisitorJob) -> RequestContext:
    """The context of each article, whose progress ends the job's work when that is to stop."""
    given = job.order.context
    return replace(given, progress=lambda _: _check(job), patient=True)


def _row(found: DocumentRows) -> JobRow:
    """What is shown of a document."""
    if found.article is None:
        return JobRow(found.source, error=found.error)
    marks = _distinct(found.rows.get("marks", ()))
    names = [text for label, text in marks if label in ("PER", "ORG", "LOC")]
    return JobRow(
        found.source,
        found.article["title"] or "",
        found.article["headline"] or "",
        Counter(label for label, _ in marks),
        (*names[:NAMES],),
    )


def _distinct(marks: Sequence[tuple[object, ...]]) -> list[tuple[str, str]]:
    """Label and text of each name, once, in text order."""
    return [*dict.fromkeys((str(mark[2]), str(mark[3])) for mark in marks)]
