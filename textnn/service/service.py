"""``Service``: use cases of texts and messages; ``pictures`` has those of pictures."""

from __future__ import annotations

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from textnn.config import Settings
from textnn.errors import UserError
from textnn.results import (
    Answer,
    Comparison,
    Continuation,
    FactSheet,
    FactSheetOptions,
    GenerateOptions,
    Highlight,
    HighlightOptions,
    PersonalReport,
    Progress,
    Summary,
    SummaryOptions,
    ignore_progress,
)
from textnn.results.chat import Request
from textnn.results.context import NOT_KEPT, RequestContext
from textnn.results.laboratory import Experiment
from textnn.results.stored import Stored
from textnn.results.text import HeadlineConditions
from textnn.service.corrections import Corrections
from textnn.service.personal import KINDS, Kind, PersonalModels
from textnn.service.pictures import PictureService
from textnn.service.recorder import Pipelines, check_options, join_surrogates, keep
from textnn.service.remembered import Remembered
from textnn.service.turns import AtWork, Turns, usual_places
from textnn.service.verdicts import verdicts
from textnn.store.runs import RunRepository
from textnn.tasks.registry import TASKS
from textnn.text.normalize import check_text

MOST_STATE = 30_000
"""Characters of a station's numbers, and what its page said of them."""

OPEN = 8
"""Articles that stay open for questions."""

REMEMBERED = ("highlight", "summarize", "factsheet", "review")
"""Tasks whose last results are remembered; those of letters would take too much memory."""

CHARACTERS = 400_000
"""Of all articles whose results are remembered, together: some ten megabytes."""

LONG_TEXT = 20_000
"""Characters above which work on a text rests while shorter ones wait; no article has so many."""

TOGETHER = 16
"""Articles that are summarised at once: their lines are written side by side, in one thread."""

BY_MARKS = ("factsheet", "review")
"""Tasks that are rules over marks, so those of a personal tagger will do. The networks of answers
were trained with the shipped tagger's marks, and headlines are checked by them."""

WARM = ("highlight", "understand", "summarize", "answer", "generate")
"""Tasks whose models are read before anybody asks, those first that are asked first."""


class Service:
    """Everything the screen, the command line and the HTTP interface can ask for.

    A use case takes the context of its request last; without one nothing is kept.

    Args:
        pipelines: name of a task -> what gives its pipeline, as its descriptor names it.
        runs: where results are kept.
        settings: limits.

    Attributes:
        settings: as given.
        history: what was kept.
        pictures: the use cases about pictures.
        corrections: those of marks that people corrected.
        personal: those of models that learnt of what their owner said, by ``personal.KINDS``.
        taggers: of them taggers, which learnt from corrected marks.
        readers: readers, from judged answers.
        choices: choices of headlines, from judged ones.
        forgets: told of an owner whose results are all deleted, before they are.
    """

    def __init__(
        self, pipelines: Mapping[str, Callable[[], Any]], runs: RunRepository, settings: Settings
    ) -> None:
        self._pipelines = Pipelines(pipelines)
        self._open: OrderedDict[tuple[str, str], Any] = OrderedDict()
        self._lock = threading.Lock()
        self._remembered = Remembered(CHARACTERS)
        at_work = AtWork()
        self._turns, self._shared = Turns(usual_places(), at_work), Turns(TOGETHER, at_work)
        self.settings = settings
        self.history = runs
        self.forgets: list[Callable[[str], None]] = []
        self.pictures = PictureService(self._pipelines, runs, self._turns)
        self.corrections = Corrections(self._pipelines, runs, self._turns, settings.max_chars)
        self.personal = dict(zip(KINDS, self._personal(), strict=True))
        self.taggers, self.readers, self.choices = self.personal.values()

    def _personal(self) -> list[PersonalModels]:
        """The use cases of each kind of personal models; one is trained at a time."""

        def of(kind: str) -> Callable[[str], Iterator[Any]]:
            return lambda owner: map(json.loads, verdicts(self.history, owner, kind))

        def judged(task: str) -> Callable[[str], int]:
            return lambda owner: self.history.count_judged(owner, task)

        def teach(name: str, *given: Any) -> PersonalReport:
            return self._pipelines[name](*given)  # type: ignore[no-any-return]

        def opened(name: str, folder: Path) -> Any:
            return self._pipelines[name](folder)

        kinds = (
            Kind("personal", "taggers", self.corrections.of, self.corrections.count, 800,
                 partial(teach, "personal"), partial(opened, "tagger_folder")),
            Kind("reader", "readers", of("answers"), judged("answer"), 1600,
                 partial(teach, "personal_reader"), partial(opened, "reader_folder")),
            Kind("headlines", "headlines", of("headlines"), judged("summarize"), 400,
                 partial(teach, "personal_headlines"), partial(opened, "headlines_folder")),
        )  # fmt: skip
        training, where = threading.Lock(), self.settings.home
        offered = not self.settings.public
        return [
            PersonalModels(
                kind, where, self.settings.models, self._turns, training, offered=offered
            )
            for kind in kinds
        ]

    def delete_all(self, owner: str) -> int:
        """Delete all results of an owner, and end what would make more; how many there were."""
        for forget in self.forgets:
            forget(owner)
        self.forget(owner)
        return self.history.delete_all(owner)

    def forget(self, owner: str) -> None:
        """What was deleted is not remembered either."""
        self._remembered.forget(owner)

    def forget_models(self, owner: str) -> None:
        """Deletes all personal models of an owner.

        Raises:
            UserError: the home cannot be written.
        """
        for kind in self.personal.values():
            kind.forget(owner)

    @property
    def loaded(self) -> tuple[str, ...]:
        """Names of the tasks whose models are in memory."""
        return self._pipelines.loaded

    def warm(self, stop: Callable[[], bool]) -> None:
        """Read the models of the usual tasks, until ``stop`` says that it is of no use any more.

        A model that cannot be read is left to who asks for it, who is told.
        """
        for name in WARM:
            if stop():
                return
            with suppress(UserError):
                self._pipelines[name]

    def run(
        self, name: str, text: str, options: Any = None, context: RequestContext = NOT_KEPT
    ) -> Stored[Any]:
        """What a task with an ``ArticleForm`` makes of ``text``.

        Args:
            name: of the task.
            text: the article.
            options: of the class that its form names; ``None``: the usual ones.
            context: who asks; by default nobody does, and nothing is kept.

        Raises:
            UserError: the text is empty, too long or not text, or an option is out of range.
        """
        text = check_text(join_surrogates(text), self.settings.max_chars)
        options = TASKS.forms()[name].options() if options is None else options
        check_options(options)
        personal = self.choices if name == "summarize" else self.taggers
        own = personal.opened(context.owner)
        began = time.perf_counter()
        # Of one visitor, so that no time tells what another asked; rules about dates read the day.
        asked = (name, text, options, own and own.reference, date.today())
        known = self._remembered.get(context.owner, asked) if name in REMEMBERED else None
        if known is not None:
            found = replace(known, seconds=time.perf_counter() - began)
        else:
            found = self._computed(name, own, text, options, context)
            if name in REMEMBERED:
                self._remembered.put(context.owner, asked, found, len(text))
        return keep(self.history, found, context)

    def _computed(
        self, name: str, own: Any, text: str, options: Any, context: RequestContext
    ) -> Any:
        """What a task makes of a text, in its turn.

        Args:
            own: the highlighter of who asks, or for ``summarize`` the editor; ``None``: the
                shipped one.
        """
        turns = self._shared if name == "summarize" else self._turns
        first = name == "highlight" and not context.patient
        long = len(text) > LONG_TEXT
        with turns.turn(context.progress, first=first and not long, long=long) as told:
            if name == "highlight":
                return self._marked(own, text, options, replace(context, progress=told))
            if own and name in BY_MARKS:
                return self._pipelines[name].marked_by(own, text, options, told)
            summarizer = own if name == "summarize" else None
            return (summarizer or self._pipelines[name])(text, options, told)

    def keep_experiment(
        self, station: str, state: str, said: str, context: RequestContext = NOT_KEPT
    ) -> Stored[Experiment]:
        """A station of the laboratory goes to the history as somebody left it.

        Args:
            station: its name.
            state: its numbers, as its address has them.
            said: what its page said of them.
            context: who asks.

        Raises:
            UserError: that is too long to be kept.
        """
        length = len(state) + len(said)
        if length > MOST_STATE:
            raise UserError("too-long", length=length, limit=MOST_STATE)
        state, said = urlencode(parse_qsl(join_surrogates(state))), join_surrogates(said)
        return keep(self.history, Experiment(station, state, said), context)

    def edit(
        self, stored: Stored[Any], pressed: Mapping[str, Any], context: RequestContext
    ) -> Stored[Any]:
        """A result as its owner changes it, kept in the place of what it was.

        Args:
            stored: the result; where it is not kept it is only changed.
            pressed: as ``Task.edit`` of its task has it.
            context: who asks.

        Raises:
            UserError: it cannot be changed so, or it is not kept any more.
        """
        change = TASKS.of(stored.result).edit
        if change is None:
            return stored
        if stored.run_id is None:
            return replace(stored, result=change(stored.result, pressed))
        run = self.history.change(
            context.owner, stored.run_id, lambda result: change(result, pressed)
        )
        return replace(stored, result=run.result)

    def highlight(
        self, text: str, context: RequestContext = NOT_KEPT, *, keywords: bool = False
    ) -> Stored[Highlight]:
        """Mark the names in ``text``, and with ``keywords`` what it is about.

        Raises:
            UserError: the text is empty, too long or not text.
        """
        return self.run("highlight", text, HighlightOptions(keywords), context)

    def summarize(
        self, text: str, options: SummaryOptions, context: RequestContext = NOT_KEPT
    ) -> Stored[Summary]:
        """Headline, dek and weightiest sentences of ``text``.

        Raises:
            UserError: the text is empty, too long or not text, an option is out of range, or there
                is no headline of the rank that is wanted.
        """
        return self.run("summarize", text, options, context)

    def headlines(
        self, text: str, wanted: HeadlineConditions, context: RequestContext = NOT_KEPT
    ) -> tuple[str, ...]:
        """Headlines of ``text`` that fulfil conditions, best first; they are not kept.

        Raises:
            UserError: the text is empty, too long or not text.
        """
        text = check_text(join_surrogates(text), self.settings.max_chars)
        own = self.choices.opened(context.owner)
        with self._shared.turn(context.progress, long=len(text) > LONG_TEXT) as told:
            editor = own or self._pipelines["summarize"]
            found: tuple[str, ...] = editor.headlines(text, wanted, told)
        return found

    def factsheet(
        self, text: str, options: FactSheetOptions, context: RequestContext = NOT_KEPT
    ) -> Stored[FactSheet]:
        """Who, who said what, when, how much and where in ``text``.

        Raises:
            UserError: the text is empty, too long or not text, or its date is none.
        """
        return self.run("factsheet", text, options, context)

    def generate(
        self,
        prefix: str,
        options: GenerateOptions,
        context: RequestContext = NOT_KEPT,
        *,
        human: int | None = None,
        stopped: Callable[[Stored[Continuation]], None] | None = None,
    ) -> Generator[Stored[Continuation], None, None]:
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
        prefix = self._prefix(join_surrogates(prefix))
        check_options(options)
        return self._write_on(prefix, options, context, human, stopped)

    def understand(self, text: str, *, has_article: bool = False) -> Request:
        """What a message of a conversation asks for.

        Args:
            has_article: whether the conversation has one, which the message may be about.

        Raises:
            UserError: the classifier is missing or damaged.
        """
        with self._turns.turn(ignore_progress, first=True):
            understood: Request = self._pipelines["understand"](join_surrogates(text), has_article)
        return understood

    def answer(
        self,
        text: str,
        question: str,
        context: RequestContext = NOT_KEPT,
        before: Answer | None = None,
    ) -> Stored[Answer]:
        """What the article ``text`` says to ``question``.

        Args:
            text: the article; it is read once for all questions about it, while it stays open.
            question: in the visitor's words.
            context: who asks.
            before: what it said to the question before, which this one may go on from.

        Raises:
            UserError: the text or the question is empty, too long or not text.
        """
        text = check_text(join_surrogates(text), self.settings.max_chars)
        question = check_text(join_surrogates(question), self.settings.max_chars)
        folder = str(self.readers.folder(context.owner) or "")
        with self._turns.turn(context.progress, long=len(text) > LONG_TEXT) as progress:
            answerer = self.readers.opened(context.owner) or self._pipelines["answer"]
            reading = self._reading((folder, text), answerer, progress)
            answer = answerer(reading, question, before)
        return keep(self.history, answer, context)

    def compare(
        self, text: str, earlier: str, context: RequestContext = NOT_KEPT
    ) -> Stored[Comparison]:
        """What the article ``text`` and an earlier one both have, what is new, and what is gone.

        Raises:
            UserError: one of them is empty, too long or not text.
        """
        checked = [
            check_text(join_surrogates(given), self.settings.max_chars) for given in (text, earlier)
        ]
        long = sum(map(len, checked)) > LONG_TEXT
        with self._turns.turn(context.progress, long=long) as progress:
            highlighter = self.taggers.opened(context.owner) or self._pipelines["highlight"]
            marked = [
                highlighter(given, partial(_half, progress, number))
                for number, given in enumerate(checked)
            ]
            found = self._pipelines["compare"](*marked)
        return keep(self.history, found, context)

    def _reading(self, key: tuple[str, str], answerer: Any, progress: Progress) -> Any:
        """An article opened for questions.

        Args:
            key: the folder of the personal reader, empty without one, and the text.
            answerer: opens it.
        """
        with self._lock:
            if key in self._open:
                self._open.move_to_end(key)
                return self._open[key]
        marked: Highlight = self._pipelines["highlight"](key[1], progress)
        reading = answerer.open(key[1], marked.spans)
        with self._lock:
            self._open[key] = reading
            while len(self._open) > OPEN:
                self._open.popitem(last=False)
        return reading

    def _marked(
        self, own: Any, text: str, options: HighlightOptions, context: RequestContext
    ) -> Highlight:
        """Marks, and keywords of the summarizer: what takes two pipelines.

        Args:
            own: the highlighter of who asks; ``None``: the shipped one.
        """
        part, progress = 0.8 if options.keywords else 1.0, context.progress
        highlighter = own or self._pipelines["highlight"]
        found: Highlight = highlighter(text, lambda done: progress(part * done))
        if not options.keywords:
            return found
        if len(text) <= LONG_TEXT:  # of others keywords, of their first part, take little
            context.preview(found)
        began = time.perf_counter()
        words = self._pipelines["summarize"].keywords(text, found.spans)
        progress(1.0)
        seconds = found.seconds + time.perf_counter() - began
        return replace(found, keywords=words, seconds=seconds)

    def _write_on(
        self,
        prefix: str,
        options: GenerateOptions,
        context: RequestContext,
        human: int | None,
        stopped: Callable[[Stored[Continuation]], None] | None,
    ) -> Generator[Stored[Continuation], None, None]:
        shown: Continuation | None = None
        try:
            for written in self._pipelines["generate"].stream(prefix, options):
                piece = replace(written, human=human)
                if piece.finish != "running":
                    shown = None  # stored as it is: closing us from here on adds nothing
                    yield keep(self.history, piece, context)
                    return
                shown = piece
                yield Stored(piece)
            raise RuntimeError("the writer ended without saying why")
        except BaseException:  # GeneratorExit is the stop button, KeyboardInterrupt the terminal's
            if shown is not None and shown.generated.strip():
                kept = keep(self.history, replace(shown, finish="cancelled"), context)
                if stopped:
                    stopped(kept)
            raise

    def _prefix(self, prefix: str) -> str:
        blank = not prefix.strip()
        if blank and len(prefix) <= self.settings.max_chars:
            return prefix  # the network may well begin a text of its own
        return check_text(prefix, self.settings.max_chars)


def _half(progress: Progress, number: int, done: float) -> None:
    progress((number + done) / 2)
