"""A highlighted article -> what the screen shows: marks, keywords, legend and tables."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from markupsafe import Markup

from textnn.html.layers import pieces, segments
from textnn.html.templates import render
from textnn.results import LABELS, Highlight, Span
from textnn.results.text import KEYWORD

Marked = list[tuple[Span | None, list[tuple[str, int | None]]]]
"""An article part by part: the mark over it, if any, and its words with the rank of the keyword
over them, if any."""


def highlight_view(
    result: Highlight, language: str, when: datetime, notes: tuple[str, ...] = ()
) -> Markup:
    """The whole view of a highlighted article."""
    return render(
        language,
        "highlight/view.html",
        result=result,
        article=marked(result),
        counts=label_counts(result),
        when=when,
        notes=notes,
    )


def marked(result: Highlight) -> Marked:
    """The article cut at the borders of marks and keywords.

    A mark stays whole; a keyword that goes over its border is cut there. Where two keywords
    overlap, the better one is told.
    """
    places = [(rank, span) for rank, word in enumerate(result.keywords) for span in word.spans]
    cut = pieces(span for _, span in places)

    def words(start: int, end: int) -> list[tuple[str, int | None]]:
        return [
            (text, min((places[index][0] for index in over), default=None))
            for text, over in segments(result.text, cut, start, end)
        ]

    parts: Marked = []
    end = 0
    for span in result.spans:
        parts += [(None, words(end, span.start)), (span, words(span.start, span.end))]
        end = span.end
    return [*parts, (None, words(end, len(result.text)))]


def label_counts(result: Highlight) -> list[tuple[str, int]]:
    """The categories that occur, in the order of the legend, and how often."""
    counts = Counter(span.label for span in result.spans)
    counts[KEYWORD] = len(result.keywords)
    return [(label, counts[label]) for label in (*LABELS, KEYWORD) if counts[label]]
