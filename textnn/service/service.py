"""``Service``: what is done with texts; ``pictures``, ``chat`` and ``history`` have the rest."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from textnn.config import Settings
from textnn.locale import LANGUAGES, Given
from textnn.results import (
    MAX_SENTENCES,
    Continuation,
    GenerateOptions,
    Highlight,
    Keyword,
    Progress,
    Span,
    Summary,
    SummaryOptions,
    Surprise,
    ignore_progress,
)
from textnn.results.context import NOT_KEPT, RequestContext
from textnn.service.chat import ChatService
from textnn.service.history import HistoryService
from textnn.service.keeping import MAX_SEED, Keeper, Kept, Pipelines, check_range, whole
from textnn.service.pictures import PictureService
from textnn.store.runs import RunRepository
from textnn.tasks.registry import TASKS
from textnn.text.normalize import check_text

MAX_RANK = 100
MAX_LENGTH = 5000
MAX_TEMPERATURE = 5.0
MAX_TOP_K = 1000
MAX_STOP = 200


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
    """A pipeline that writes on."""

    def stream(self, prefix: str, options: GenerateOptions) -> Iterator[Continuation]:
        """Growing continuations; only the last has a ``finish`` other than ``"running"``."""


class Service:
    """Everything the screen, the command line and the HTTP interface can ask for.

    A use case takes the context of its request last; without one nothing is kept.

    Args:
        pipelines: name of a task -> what gives its pipeline: ``Highlighter``, ``Summarizer``,
            ``Writer``, those of ``pictures`` and ``chat``, or what an ``ArticleForm`` asks for.
        runs: where results are kept.
        settings: limits and the retention rule.

    Attributes:
        history: the use cases about what was kept.
        pictures: those about pictures.
        chat: those of conversations.
    """

    def __init__(
        self, pipelines: Mapping[str, Callable[[], Any]], runs: RunRepository, settings: Settings
    ) -> None:
        self._pipelines = Pipelines(pipelines)
        self._settings = settings
        self._keeper = Keeper(runs, settings)
        self.history = HistoryService(runs, self._keeper)
        self.pictures = PictureService(self._pipelines, self._keeper)
        self.chat = ChatService(self._pipelines, runs.conversations, self._keeper, settings)

    def run(
        self, name: str, text: str, options: Any = None, context: RequestContext = NOT_KEPT
    ) -> Kept[Any]:
        """What a task with an ``ArticleForm`` makes of ``text``.

        Args:
            name: of the task.
            text: the article.
            options: of the class that its form names; ``None``: the usual ones.
            context: who asks; by default nobody does, and nothing is kept.

        Raises:
            UserError: the text is empty, too long or not text, or an option is out of range.
        """
        form = TASKS.forms()[name]
        text = check_text(whole(text), self._settings.max_chars)
        options = form.options() if options is None else options
        for field, _, _, option in form.fields():
            if option.low is not None and option.high is not None:
                value = getattr(options, field)
                label = Given(dict(zip(LANGUAGES, option.label, strict=True)))
                check_range(label, value, option.low, option.high)
        made = self._pipelines[name](text, options, context.progress)
        return self._keeper.keep(made, context)

    def highlight(
        self, text: str, context: RequestContext = NOT_KEPT, *, keywords: bool = False
    ) -> Kept[Highlight]:
        """Mark the names in ``text``, and with ``keywords`` what it is about.

        Raises:
            UserError: the text is empty, too long or not text.
        """
        text = check_text(whole(text), self._settings.max_chars)
        part = 0.8 if keywords else 1.0
        found: Highlight = self._pipelines["highlight"](
            text, lambda done: context.progress(part * done)
        )
        if keywords:
            began = time.perf_counter()
            words = self._pipelines["summarize"].keywords(text, found.spans)
            seconds = found.seconds + time.perf_counter() - began
            found = replace(found, keywords=words, seconds=seconds)
            context.progress(1.0)
        return self._keeper.keep(found, context)

    def summarize(
        self, text: str, options: SummaryOptions, context: RequestContext = NOT_KEPT
    ) -> Kept[Summary]:
        """Headline, dek and weightiest sentences of ``text``.

        Raises:
            UserError: the text is empty, too long or not text, an option is out of range, or there
                is no headline of the rank that is wanted.
        """
        text = check_text(whole(text), self._settings.max_chars)
        check_range("sentences", options.sentences, 1, MAX_SENTENCES)
        check_range("rank", options.rank, 1, MAX_RANK)
        made: Summary = self._pipelines["summarize"](text, options, context.progress)
        return self._keeper.keep(made, context)

    def generate(
        self,
        prefix: str,
        options: GenerateOptions,
        context: RequestContext = NOT_KEPT,
        *,
        human: int | None = None,
        stopped: Callable[[Kept[Continuation]], None] | None = None,
    ) -> Generator[Kept[Continuation], None, None]:
        """Write on from ``prefix`` (which may be empty), giving the growing text.

        Only the last value is kept, and it is kept before it is given. Close the generator to
        stop: what was written so far is then kept with ``finish="cancelled"``. The same happens
        if the writer breaks off with an error.

        Args:
            prefix: what stands there already.
            options: how to write.
            context: who asks; its progress is not told, the pieces are.
            human: how many characters of ``prefix`` a person wrote; ``None``: all.
            stopped: told what was kept when it was stopped.

        Raises:
            UserError: at the call, if the prefix is not text or an option is out of range.
        """
        prefix = self._prefix(whole(prefix))
        check_options(options)
        return self._write_on(prefix, options, context, human, stopped)

    def surprise(self, text: str, context: RequestContext = NOT_KEPT) -> Kept[Surprise]:
        """How surprised the network is by each character of ``text``.

        Raises:
            UserError: the text is empty, too long or not text.
        """
        return self.run("surprise", text, context=context)

    def _write_on(
        self,
        prefix: str,
        options: GenerateOptions,
        context: RequestContext,
        human: int | None,
        stopped: Callable[[Kept[Continuation]], None] | None,
    ) -> Generator[Kept[Continuation], None, None]:
        shown: Continuation | None = None
        try:
            for written in self._pipelines["generate"].stream(prefix, options):
                piece = replace(written, human=human)
                if piece.finish != "running":
                    shown = None  # stored as it is: closing us from here on adds nothing
                    yield self._keeper.keep(piece, context)
                    return
                shown = piece
                yield Kept(piece)
            raise RuntimeError("the writer ended without saying why")
        except BaseException:  # GeneratorExit is the stop button, KeyboardInterrupt the terminal's
            if shown is not None and shown.generated.strip():
                kept = self._keeper.keep(replace(shown, finish="cancelled"), context)
                if stopped:
                    stopped(kept)
            raise

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
    check_range("length", options.length, 1, MAX_LENGTH)
    check_range("temperature", options.temperature, 0.0, MAX_TEMPERATURE)
    check_range("top_k", options.top_k, 0, MAX_TOP_K)
    check_range("top_p", options.top_p, 0.01, 1.0)
    check_range("seed", options.seed, 0, MAX_SEED)
    check_range("stop", len(options.stop), 0, MAX_STOP)
