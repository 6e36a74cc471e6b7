"""Use cases: check what came in, run a pipeline, keep the result, give it back.

A result is stored *before* it is shown, so what a person has seen is in the history even if the
process is killed the next moment. If the store fails the person still gets the result, with a
warning instead of a run id: losing the history is bad, losing the work is worse.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from textnn.config import Settings
from textnn.errors import UserError
from textnn.results import (
    MAX_SENTENCES,
    Continuation,
    GenerateOptions,
    Highlight,
    Keyword,
    Progress,
    Result,
    Span,
    Summary,
    SummaryOptions,
    Surprise,
    ignore_progress,
)
from textnn.store.runs import Run, RunLine, RunRepository, new_run
from textnn.text.normalize import check_text

T = TypeVar("T")
ResultT = TypeVar("ResultT", bound=Result)
ResultT_co = TypeVar("ResultT_co", bound=Result, covariant=True)

MAX_LENGTH = 5000
MAX_TEMPERATURE = 5.0
MAX_TOP_K = 1000
MAX_SEED = 2**53 - 1  # the largest whole number a browser keeps exactly
MAX_STOP = 200

_SWEEP_SECONDS = 3600.0  # how often the retention rule is applied while the app runs

_log = logging.getLogger(__name__)


class Highlighter(Protocol):
    """A pipeline that marks names in a text."""

    def __call__(self, text: str, progress: Progress = ignore_progress) -> Highlight:
        """Mark ``text``; offsets are code points into this very string."""


class Summarizer(Protocol):
    """A pipeline that summarises, and tells what an article is about."""

    def __call__(
        self, text: str, options: SummaryOptions, progress: Progress = ignore_progress
    ) -> Summary:
        """Headline, dek and weightiest sentences of ``text``."""

    def keywords(self, text: str, names: Sequence[Span]) -> tuple[Keyword, ...]:
        """What ``text``, in which ``names`` were marked, is about; best first."""


class Writer(Protocol):
    """A pipeline that writes on, and tells how surprised it is by a text."""

    def stream(self, prefix: str, options: GenerateOptions) -> Iterator[Continuation]:
        """Growing continuations; only the last has a ``finish`` other than ``"running"``."""

    def surprise(self, text: str) -> Surprise:
        """Character-by-character surprise of ``text``."""


@dataclass(frozen=True, slots=True)
class Kept(Generic[ResultT_co]):
    """A result and where it is kept.

    Attributes:
        result: what the pipeline gave.
        run_id: id in the history; ``None`` while running, when not kept, or when storing failed.
        warning: why storing failed, for the person to read; else ``None``.
    """

    result: ResultT_co
    run_id: str | None = None
    warning: UserError | None = None


class Service:
    """Everything the screen, the command line and the HTTP interface can ask for.

    Args:
        highlighter: gives the pipeline; called once, at the first use, whichever thread it is.
        summarizer, writer: likewise.
        runs: where results are kept.
        settings: limits and the retention rule.
    """

    def __init__(
        self,
        highlighter: Callable[[], Highlighter],
        summarizer: Callable[[], Summarizer],
        writer: Callable[[], Writer],
        runs: RunRepository,
        settings: Settings,
    ) -> None:
        self._highlighter = _Once(highlighter)
        self._summarizer = _Once(summarizer)
        self._writer = _Once(writer)
        self._runs = runs
        self._settings = settings
        self._next_sweep = 0.0

    def highlight(
        self,
        text: str,
        *,
        owner: str,
        keywords: bool = False,
        keep: bool = True,
        progress: Progress = ignore_progress,
    ) -> Kept[Highlight]:
        """Mark the names in ``text``, and with ``keywords`` what it is about.

        Raises:
            UserError: the text is empty, too long or not text.
        """
        text = check_text(_whole(text), self._settings.max_chars)
        part = 0.8 if keywords else 1.0
        found = self._highlighter()(text, lambda done: progress(part * done))
        if keywords:
            began = time.perf_counter()
            words = self._summarizer().keywords(text, found.spans)
            seconds = found.seconds + time.perf_counter() - began
            found = replace(found, keywords=words, seconds=seconds)
            progress(1.0)
        return self._keep(found, owner, keep)

    def summarize(
        self,
        text: str,
        options: SummaryOptions,
        *,
        owner: str,
        keep: bool = True,
        progress: Progress = ignore_progress,
    ) -> Kept[Summary]:
        """Headline, dek and weightiest sentences of ``text``.

        Raises:
            UserError: the text is empty, too long or not text, or an option is out of range.
        """
        text = check_text(_whole(text), self._settings.max_chars)
        _check_range("número de frases", "number of sentences", options.sentences, 1, MAX_SENTENCES)
        return self._keep(self._summarizer()(text, options, progress), owner, keep)

    def generate(
        self,
        prefix: str,
        options: GenerateOptions,
        *,
        owner: str,
        keep: bool = True,
        human: int | None = None,
    ) -> Generator[Kept[Continuation], None, None]:
        """Write on from ``prefix`` (which may be empty), giving the growing text.

        Only the last value is kept, and it is kept before it is given. Close the generator to
        stop: what was written so far is then kept with ``finish="cancelled"``. The same happens
        if the writer breaks off with an error.

        Args:
            prefix: what stands there already.
            options: how to write.
            owner: whose history keeps it.
            keep: whether it is kept.
            human: how many characters of ``prefix`` a person wrote; ``None``: all.

        Raises:
            UserError: at the call, if the prefix is not text or an option is out of range.
        """
        prefix = self._prefix(_whole(prefix))
        check_options(options)
        return self._write_on(prefix, options, owner, keep, human)

    def surprise(self, text: str, *, owner: str, keep: bool = True) -> Kept[Surprise]:
        """How surprised the network is by each character of ``text``.

        Raises:
            UserError: the text is empty, too long or not text.
        """
        text = check_text(_whole(text), self._settings.max_chars)
        return self._keep(self._writer().surprise(text), owner, keep)

    def history(
        self,
        owner: str,
        query: str = "",
        task: str = "",
        limit: int = 50,
        before: int | None = None,
    ) -> list[RunLine]:
        """The owner's runs, newest first.

        Args:
            owner: whose runs.
            query: words that must all occur, accents and case ignored; the last may be unfinished.
            task: ``"highlight"``, ``"summarize"``, ``"generate"``, ``"surprise"``; empty: every
                task.
            limit: most lines given.
            before: ``RunLine.number`` of the last line already seen; ``None``: from the newest.
        """
        self._sweep()
        return self._runs.list(owner, query, task, limit, before)

    def count(self, owner: str, query: str = "", task: str = "") -> int:
        """How many runs ``history`` could list without a limit."""
        return self._runs.count(owner, query, task)

    def open(self, owner: str, run_id: str) -> Run:
        """One run with its result.

        Raises:
            UserError: no such run of this owner, or its result is in a form this version lacks.
        """
        run = self._runs.get(owner, run_id)
        if run is None:
            raise UserError(
                "Este resultado não está no seu histórico: talvez tenha sido apagado.",
                "This result is not in your history: it may have been deleted.",
                code="no-such-run",
            )
        return run

    def delete(self, owner: str, run_id: str) -> bool:
        """Delete one run of this owner; ``False`` if there was none."""
        return self._runs.delete(owner, run_id)

    def delete_all(self, owner: str) -> int:
        """Delete every run of this owner; how many there were."""
        return self._runs.delete_all(owner)

    def delete_older(self, owner: str, days: int) -> int:
        """Delete this owner's runs older than ``days`` days (0: all until now); how many.

        Raises:
            UserError: a negative number of days.
        """
        if days < 0:
            raise UserError(
                "O número de dias não pode ser negativo.",
                "The number of days cannot be negative.",
                code="bad-days",
            )
        return self._runs.delete_older(owner, days)

    def export(self, owner: str) -> Iterator[str]:
        """The owner's runs as JSON lines, oldest first, each ending in a line feed."""
        return self._runs.export(owner)

    def apply_retention(self) -> int:
        """Delete everybody's runs older than ``TEXTNN_RETENTION_DAYS``; how many (0: keep all)."""
        days = self._settings.retention_days
        return self._runs.delete_older(None, days) if days else 0

    def _write_on(
        self, prefix: str, options: GenerateOptions, owner: str, keep: bool, human: int | None
    ) -> Generator[Kept[Continuation], None, None]:
        shown: Continuation | None = None
        try:
            for written in self._writer().stream(prefix, options):
                piece = replace(written, human=human)
                if piece.finish != "running":
                    shown = None  # stored as it is: closing us from here on adds nothing
                    yield self._keep(piece, owner, keep)
                    return
                shown = piece
                yield Kept(piece)
            raise RuntimeError("the writer ended without saying why")
        except BaseException:  # GeneratorExit is the stop button, KeyboardInterrupt the terminal's
            if shown is not None and shown.generated:
                self._keep(replace(shown, finish="cancelled"), owner, keep)
            raise

    def _keep(self, result: ResultT, owner: str, keep: bool) -> Kept[ResultT]:
        if not keep:
            return Kept(result)
        try:
            self._sweep()
            return Kept(result, run_id=self._runs.add(new_run(owner, result)))
        except UserError as warning:
            _log.warning("result not stored (%s): %s", warning.code, warning, exc_info=True)
            return Kept(result, warning=warning)

    def _sweep(self) -> None:
        if time.monotonic() >= self._next_sweep:
            self._next_sweep = time.monotonic() + _SWEEP_SECONDS
            self.apply_retention()

    def _prefix(self, prefix: str) -> str:
        blank = not prefix.strip()
        if blank and len(prefix) <= self._settings.max_chars:
            return prefix  # the network may well begin a text of its own
        return check_text(prefix, self._settings.max_chars)


def check_options(options: GenerateOptions) -> None:
    """Refuse options outside their range.

    Raises:
        UserError: names the option, its range and what was given.
    """
    _check_range("comprimento", "length", options.length, 1, MAX_LENGTH)
    _check_range("criatividade", "temperature", options.temperature, 0.0, MAX_TEMPERATURE)
    _check_range("top-k", "top-k", options.top_k, 0, MAX_TOP_K)
    _check_range("top-p", "top-p", options.top_p, 0.01, 1.0)
    _check_range("semente", "seed", options.seed, 0, MAX_SEED)
    _check_range("tamanho de “parar em”", "length of “stop at”", len(options.stop), 0, MAX_STOP)


def _check_range(pt: str, en: str, value: float, low: float, high: float) -> None:
    """Refuse what lies outside ``low`` to ``high``, NaN, and fractions between whole bounds."""
    fraction = isinstance(low, int) and not isinstance(value, int)
    if fraction or not low <= value <= high:
        whole_pt, whole_en = (" um número inteiro", " a whole number") if fraction else ("", "")
        raise UserError(
            f"O valor de {pt} deve ser{whole_pt} de {_comma(low)} a {_comma(high)}; "
            f"veio {_comma(value)}.",
            f"The {en} must be{whole_en} from {low:.16g} to {high:.16g}; got {value:.16g}.",
            code="bad-option",
        )


def _comma(value: float) -> str:
    return f"{value:.16g}".replace(".", ",")


def _whole(text: str) -> str:
    """Join surrogate halves that stand side by side into the one character they are.

    JSON cannot tell the two apart, so offsets into the unjoined string would not survive storage.
    A half that stands alone stays.
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


class _Once(Generic[T]):
    """Calls ``make`` at the first use and remembers what it gave; an error is not remembered."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: list[T] = []

    def __call__(self) -> T:
        with self._lock:
            if not self._made:
                self._made.append(self._make())
            return self._made[0]
