"""A highlighted article -> what the screen shows: marks, keywords, legend and tables."""

from __future__ import annotations

from collections import Counter

from textnn.html.layers import pieces, segments
from textnn.results import LABELS, Highlight, Span
from textnn.results.text import KEYWORD
from textnn.tasks.highlight.contacts import listed_contacts
from textnn.tasks.highlight.corrections import by_hand
from textnn.tasks.highlight.export import EXPORTS
from textnn.tasks.task import TemplateView, export_buttons

Marked = list[tuple[Span | None, bool, list[tuple[str, int | None]]]]
"""An article part by part: the mark over it, if any, whether a person put it there, and its words
with the rank of the keyword over them, if any."""


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
    end, people = 0, by_hand(result)
    for span in result.spans:
        before = (None, False, words(end, span.start))
        parts += [before, (span, span in people, words(span.start, span.end))]
        end = span.end
    return [*parts, (None, False, words(end, len(result.text)))]


def label_counts(result: Highlight) -> list[tuple[str, int]]:
    """The categories that occur, in the order of the legend, and how often."""
    counts = Counter(span.label for span in result.spans)
    counts[KEYWORD] = len(result.keywords)
    return [(label, counts[label]) for label in (*LABELS, KEYWORD) if counts[label]]


def _values(result: Highlight, _: str) -> dict[str, object]:
    return {"article": marked(result), "counts": label_counts(result)}


def _whole(result: Highlight, language: str) -> dict[str, object]:
    formats = export_buttons(EXPORTS)
    people = by_hand(result)
    values = {**_values(result, language), "contacts": listed_contacts(result)}
    shown = {"formats": formats, "labels": (), "people": people, "unfinished": False}
    return {**values, **shown}


def _unfinished(result: Highlight, language: str) -> dict[str, object]:
    return {**_whole(result, language), "formats": (), "unfinished": True}


def _editable(result: Highlight, language: str) -> dict[str, object]:
    return {**_whole(result, language), "labels": LABELS}


highlight_view = TemplateView("highlight/view.html", _whole)
"""The whole view of a highlighted article."""

highlight_editor = TemplateView("highlight/view.html", _editable)
"""The same for its owner, who may correct marks."""

highlight_preview = TemplateView("highlight/view.html", _unfinished)
"""The same while its keywords are still looked for: nothing to correct and to download."""

marks_view = TemplateView("highlight/marks.html", _values)
"""What a conversation shows: the marked article, with its legend above."""

keywords_view = TemplateView[Highlight]("highlight/keywords.html")
"""What a conversation shows: the keywords, and what is known of each."""
