"""What several threads want of one network, done side by side.

Whoever comes while a thread works hands in and waits; work joins and leaves between steps. So the
products for one are done with those for all others. That the thread belongs to no request is why a
request that is stopped or passes its deadline, wherever it is, harms no other.
"""

from __future__ import annotations

import threading
import weakref
from collections import deque
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, Generic, Protocol, TypeVar

from textnn.engine.beams import Beam
from textnn.engine.folder import Floats, Whole
from textnn.engine.summarizer import EncodedArticle, ServedSummarizer, WritingState

PATIENCE = 0.05
"""Seconds after which whoever waits looks whether its work is still wanted."""

MOST = 64
"""Texts that are read or written side by side."""


class Steps(Protocol):
    """Work that is done step by step."""

    @property
    def done(self) -> bool:
        """Whether no step is left."""


StepsT = TypeVar("StepsT", bound=Steps)


def nothing() -> None:
    """Looks at nothing."""


class Together(Generic[StepsT]):
    """Work in common.

    A thread that waits may be struck by an exception anywhere. So it takes no lock but a plain one,
    in a ``with`` alone, where ``threading.Condition`` might stay locked for ever; and it starts no
    thread, because CPython may strike the new one instead. So it is made where a model is loaded.

    Args:
        step: takes pieces of work, of which none is done, one step further.
        most: pieces of work that are stepped side by side; the next ones join as others are done,
            in the order in which they came.
    """

    def __init__(self, step: Callable[[Sequence[StepsT]], None], most: int) -> None:
        self._step, self._most = step, most
        self._lock = threading.Lock()
        self._line: deque[StepsT] = deque()
        self._going: list[StepsT] = []
        self._ends: dict[int, SimpleQueue[BaseException | None]] = {}
        self._bell: SimpleQueue[bool] = SimpleQueue()
        weakref.finalize(self, self._bell.put, False)
        self._thread = threading.Thread(
            target=_answer, args=(weakref.ref(self), self._bell), daemon=True, name="together"
        )
        self._thread.start()

    def run(self, work: Sequence[StepsT], look: Callable[[], None] = nothing) -> None:
        """Has the work done; when this returns all of it is.

        Args:
            work: none of it is anybody else's.
            look: called now and then; what it raises takes the work out, and is raised.

        Raises:
            BaseException: what the step raised.
            RuntimeError: the thread is dead.
        """
        with closing(self.follow(work)) as following:
            for _ in following:
                look()

    def follow(
        self, work: Sequence[StepsT], patience: float = PATIENCE
    ) -> Generator[None, None, None]:
        """Has the work done, and comes back every ``patience`` seconds until all of it is.

        Closed before, it takes the work out.

        Args:
            work: none of it is anybody else's.

        Raises:
            BaseException: what the step raised.
            RuntimeError: the thread is dead.
        """
        ends: SimpleQueue[BaseException | None] = SimpleQueue()
        mine = {id(one): ends for one in work}
        try:
            with self._lock:
                self._ends |= mine
                self._line.extend(one for one in work if not one.done)
            self._bell.put(True)
            while not all(one.done for one in work):
                try:
                    failed = ends.get(timeout=patience)
                except Empty:
                    lives = self._thread.is_alive()
                    failed = None if lives else RuntimeError("the thread that works is dead")
                if failed:
                    raise failed
                yield
        finally:
            try:
                self._take_out(mine)
            finally:
                self._take_out(mine)  # what struck in the first strikes no second time

    def _take_out(self, numbers: Collection[int]) -> None:
        with self._lock:
            self._line = deque(one for one in self._line if id(one) not in numbers)
            self._going = [one for one in self._going if id(one) not in numbers]
            for number in numbers:
                self._ends.pop(number, None)

    def work(self) -> None:
        """Steps until there is nothing to do; for the thread alone."""
        while going := self._joined():
            try:
                self._step(going)
            except BaseException as error:  # dead, it would leave all later ones waiting
                with self._lock:
                    self._end(self._going, error)
                    self._going = []

    def _joined(self) -> list[StepsT]:
        """What is stepped next, what is done taken out and what waits taken in."""
        with self._lock:
            self._end([one for one in self._going if one.done], None)
            self._going = [one for one in self._going if not one.done]
            while self._line and len(self._going) < self._most:
                self._going.append(self._line.popleft())
            return list(self._going)

    def _end(self, work: Sequence[StepsT], error: BaseException | None) -> None:
        """Tells those who wait for it that work is done, or of what it died."""
        for one in work:
            if ends := self._ends.get(id(one)):
                ends.put(error)


def _answer(together: weakref.ref[Together[Any]], bell: SimpleQueue[bool]) -> None:
    """Works whenever the bell rings, until there is nobody any more whose bell it is."""
    while bell.get():
        if working := together():
            working.work()
        del working


@dataclass
class EncodingWork:
    """An article that is being read.

    Attributes:
        ids: its pieces, at least one.
        states: None until it is read.
    """

    ids: Whole
    states: Floats | None = None

    @property
    def done(self) -> bool:
        """Whether it is read."""
        return self.states is not None


class WritingWork:
    """A text that is being written.

    Args:
        article: what it is about.
        beam: its beginnings.
        state: before the first piece.
    """

    def __init__(self, article: EncodedArticle, beam: Beam, state: WritingState) -> None:
        self.article, self.beam, self.state = article, beam, state

    @property
    def done(self) -> bool:
        """Whether it is written."""
        return self.beam.done

    def go_on(self, probabilities: Floats, attention: Floats, state: WritingState) -> None:
        """One piece further.

        Args:
            probabilities: of the next piece, shape (rows, whole blocks of pieces)
            attention: shape (rows, length)
            state: after the step
        """
        self.state = state.take(self.beam.advance(probabilities, attention))


class SharedSummarizer:
    """A summarizer that reads and writes for several threads at once.

    Args:
        model: the network.
    """

    def __init__(self, model: ServedSummarizer) -> None:
        self.model = model
        self._together: Together[EncodingWork | WritingWork] = Together(self._step, MOST)

    def states(self, articles: Sequence[Whole], look: Callable[[], None] = nothing) -> list[Floats]:
        """States of articles' pieces, as ``ServedSummarizer.states`` gives them."""
        readings = [EncodingWork(ids) for ids in articles]
        self._together.run(readings, look)
        return [one.states for one in readings if one.states is not None]

    def write(self, texts: Sequence[WritingWork], look: Callable[[], None] = nothing) -> None:
        """Writes texts; when this returns all beams are done."""
        self._together.run(texts, look)

    def _step(self, work: Sequence[EncodingWork | WritingWork]) -> None:
        """Reads all articles that are to be read, and takes all texts one piece further."""
        readings = [one for one in work if isinstance(one, EncodingWork)]
        if readings:
            found = self.model.states([one.ids for one in readings])
            for reading, states in zip(readings, found, strict=True):
                reading.states = states
        texts = [one for one in work if isinstance(one, WritingWork)]
        if texts:
            self._write(texts)

    def _write(self, texts: Sequence[WritingWork]) -> None:
        found = self.model.step(
            [text.beam.last for text in texts],
            [text.article for text in texts],
            [text.state for text in texts],
        )
        for text, probabilities, attention, state in zip(texts, *found, strict=True):
            text.go_on(probabilities, attention, state)
