"""An article -> what in it cannot be right, or should be looked at.

The tagger marks the names; the rest is read off the text. A check stays silent where it is in
doubt: what it says has to be so.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, islice

from textnn.config import Settings
from textnn.pretrained import Models
from textnn.results import Finding, Progress, Review, ignore_progress
from textnn.results.options import NoOptions
from textnn.tasks.highlight.consistency import TagSpan
from textnn.tasks.highlight.pipeline import Highlighter, load_highlighter
from textnn.tasks.review import dates, figures, names, typography
from textnn.text.normalize import normalize

MOST = 30
"""Findings of one sort that are told: nobody reads more, and a text may be all brackets."""


@dataclass(frozen=True)
class Reviewer:
    """Looks through an article.

    Attributes:
        highlighter: finds the names.
    """

    highlighter: Highlighter

    def __call__(
        self,
        text: str,
        options: NoOptions | None = None,  # noqa: ARG002 - every task of an article is called so
        progress: Progress = ignore_progress,
    ) -> Review:
        """Looks through ``text``; all offsets point into exactly this string."""
        began = time.perf_counter()
        clean = normalize(text)
        (spans,) = self.highlighter.tag([clean.text], progress)
        found = [
            replace(one, places=tuple(clean.original_span(*place) for place in one.places))
            for one in self._findings(clean.text, spans)
        ]
        found.sort(key=lambda finding: finding.places)
        model = self.highlighter.reference
        return Review(text, tuple(found), model, time.perf_counter() - began)

    def marked_by(
        self, highlighter: Highlighter, text: str, options: NoOptions | None, progress: Progress
    ) -> Review:
        """Looks through ``text`` with the names that another tagger finds in it."""
        return replace(self, highlighter=highlighter)(text, options, progress)

    def _findings(self, text: str, spans: list[TagSpan]) -> Iterator[Finding]:
        looks = (
            names.spellings(text, spans, self._ranks),
            names.acronyms(text, spans, self._ranks),
            names.minors(text, spans),
            dates.weekdays(text),
            dates.ages(text),
            figures.headline_figures(text),
            figures.quantities(text),
            figures.sums(text),
            figures.percentages(text),
            typography.unclosed(text),
            typography.lost_spaces(text),
            typography.doubled_spaces(text),
            typography.doubled_words(text),
        )
        return chain.from_iterable(islice(look, MOST) for look in looks)

    @cached_property
    def _ranks(self) -> Mapping[str, int]:
        """Words of newspapers, the commonest first."""
        vocabulary = self.highlighter.featurizer.vocabulary
        return {word: rank for rank, word in enumerate(vocabulary)}


def load_reviewer(settings: Settings, models: Models | None = None) -> Reviewer:
    """The reviewer over the shipped tagger.

    Raises:
        UserError: the model is missing, damaged or of another kind.
    """
    return Reviewer(load_highlighter(settings, models))
