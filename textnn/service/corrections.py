"""``Corrections``: what people corrected, out of the history and back into it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from textnn.errors import UserError
from textnn.results import Highlight, Result
from textnn.results.context import RequestContext
from textnn.results.runs import Run, new_run
from textnn.service.recorder import Pipelines, join_surrogates
from textnn.service.turns import Turns
from textnn.store.runs import RunRepository
from textnn.tasks.highlight.corrected_files import FORMATS, MarkedText
from textnn.tasks.highlight.corrections import joined, marked_as
from textnn.text.normalize import check_text

Marks = Iterable[tuple[int, int, str]]
"""Start, end and label of each."""


class Imported(NamedTuple):
    """What became of the articles of a file.

    new: kept with their corrections
    changed: those that stood there, now with other marks
    same: those whose marks are what they were, or what the tagger says
    """

    new: int
    changed: int
    same: int


class Corrections:
    """The use cases of corrected marks.

    Args:
        pipelines: has the highlighter.
        runs: where corrected results are kept.
        turns: the line of work.
        max_chars: longest article.
    """

    def __init__(
        self, pipelines: Pipelines, runs: RunRepository, turns: Turns, max_chars: int
    ) -> None:
        self._pipelines, self._runs, self._turns = pipelines, runs, turns
        self._max_chars = max_chars

    def of(self, owner: str) -> Iterator[Highlight]:
        """The corrected articles of an owner, oldest first; one that was read twice comes once."""
        left = Counter(_key(run.result) for run in self._kept(owner))
        waiting: dict[str, list[Highlight]] = {}
        for run in self._kept(owner):
            assert isinstance(run.result, Highlight)
            key = _key(run.result)
            waiting.setdefault(key, []).append(run.result)
            left[key] -= 1
            if not left[key]:
                yield joined(waiting.pop(key))
        yield from map(joined, waiting.values())  # what came or went meanwhile

    def count(self, owner: str) -> int:
        """How many articles an owner has corrected."""
        return self._runs.count_corrected(owner)

    def export(self, owner: str, name: str) -> Iterator[str]:
        """The corrected articles of an owner as a file, piece by piece.

        Raises:
            UserError: there is no such format.
        """
        if name not in FORMATS:
            raise UserError("no-such-format", name=name[:40], names=", ".join(FORMATS))
        return FORMATS[name](self.of(owner))

    def add(self, articles: Iterable[MarkedText], context: RequestContext) -> Imported:
        """Keeps articles with the marks that they ought to have.

        An article that stands there already, corrected, is changed where it stands. What has been
        kept when something goes wrong stays.

        Args:
            articles: of a file.
            context: whose they are.

        Raises:
            UserError: an article is empty or too long, or a mark is not one.
        """
        there: dict[str, list[Run]] = {}
        for run in self._kept(context.owner):
            there.setdefault(run.result.given, []).append(run)
        counts = Counter[str]()
        for text, marks in articles:
            if text not in there:
                found = new_run(context.owner, self._marked(text, context))
                there[text], became = self._added(found, marks)
            else:
                there[text], became = self._changed(there[text], marks, context.owner)
            counts[became] += 1
        return Imported(counts["new"], counts["changed"], counts["same"])

    def _added(self, run: Run, marks: Marks) -> tuple[list[Run], str]:
        assert isinstance(run.result, Highlight)
        result = marked_as(run.result, marks)
        if result == run.result:
            return [run], "same"
        self._runs.add(replace(run, result=result))
        return [replace(run, result=result)], "new"

    def _changed(self, runs: Sequence[Run], marks: Marks, owner: str) -> tuple[list[Run], str]:
        """The article as often as it was read: all of them say the same from now on."""
        changed, became = list[Run](), "same"
        for run in runs:
            assert isinstance(run.result, Highlight)
            result = marked_as(run.result, marks)
            if result != run.result:
                self._runs.change(owner, run.id, partial(_in_its_place, result))
                became = "changed"
            changed.append(replace(run, result=result))
        return changed, became

    def _kept(self, owner: str) -> Iterator[Run]:
        return (run for run in self._runs.corrected(owner) if isinstance(run.result, Highlight))

    def _marked(self, text: str, context: RequestContext) -> Highlight:
        text = check_text(join_surrogates(text), self._max_chars)
        with self._turns.turn(context.progress) as progress:
            found: Highlight = self._pipelines["highlight"](text, progress)
        return found


def _key(result: Result) -> str:
    """Tells texts apart without holding them all."""
    return hashlib.sha256(result.given.encode("utf-8", "surrogatepass")).hexdigest()


def _in_its_place(result: Result, _: Result) -> Result:
    return result
