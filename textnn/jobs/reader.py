"""Articles of a job, each read as if its visitor had given it alone.

So all rules of a single article hold: the line of work, the deadline, the visitor's own tagger, the
history.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from textnn.batches.work import Processed
from textnn.errors import UserError
from textnn.results import Highlight, HighlightOptions, Summary, SummaryOptions
from textnn.results.context import RequestContext
from textnn.service import Service
from textnn.service.deadline import limited

_log = logging.getLogger(__name__)


class JobStopped(Exception):
    """Raised in the work of a job that was asked to stop."""


@dataclass
class VisitorReader:
    """Texts -> what the tasks give for each.

    Attributes:
        service: does them.
        tasks: some of ``TASKS_OF_BATCHES``.
        context: who asks; its progress raises ``JobStopped`` to end it.
        summary: how long a summary is wanted.
        warnings: why results are not in the history.
    """

    service: Service
    tasks: Sequence[str]
    context: RequestContext
    summary: SummaryOptions
    warnings: list[UserError] = field(default_factory=list)

    def __call__(self, texts: Sequence[str]) -> list[Processed]:
        """What the tasks give for each text, in their order; a text that fails fails alone."""
        return [self._one(text) for text in texts]

    def _one(self, text: str) -> Processed:
        try:
            return limited(lambda: self._read(text))
        except JobStopped:
            raise
        except UserError as error:
            return Processed(text, error=error)
        except Exception:
            _log.exception("an article of a job failed")
            return Processed(text, error=UserError("batch-failed"))

    def _read(self, text: str) -> Processed:
        marked: Highlight | None = None
        edited: Summary | None = None
        wanted = {*self.tasks}
        if wanted & {"highlight", "keywords"}:
            options = HighlightOptions("keywords" in wanted)
            marked = self._run("highlight", text, options)
        if wanted & {"headline", "summary"}:
            edited = self._run("summarize", text, self.summary)
        if edited is None:
            return Processed(text, marked)
        lined = "headline" in wanted
        headline, dek = (edited.headline, edited.dek) if lined else (None, None)
        return Processed(text, marked, headline, dek, edited.sentences)

    def _run(self, name: str, text: str, options: object) -> Any:
        stored = self.service.run(name, text, options, self.context)
        if stored.warning:
            self.warnings[:] = [stored.warning]
        return stored.result
