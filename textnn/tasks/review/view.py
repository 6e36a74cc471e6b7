"""A reviewed article -> what the screen shows: the findings, and the article with their places."""

from __future__ import annotations

from textnn.html.layers import sources
from textnn.results import Review
from textnn.tasks.review.text import sentence, summary
from textnn.tasks.task import TemplateView

SHOWN = 3
"""Places of a finding that are listed; all are marked in the article."""

AROUND = 60
"""Characters of the article shown on either side of a place."""


def context(text: str, start: int, end: int) -> tuple[str, str, str]:
    """A place with what stands before and behind it in its line, cut between words.

    >>> context("Um dia ela foi.", 7, 10)
    ('Um dia ', 'ela', ' foi.')
    """
    before = text[max(0, start - AROUND) : start].rpartition("\n")[2]
    behind = text[end : end + AROUND].partition("\n")[0]
    if len(before) == AROUND:
        before = "… " + before.partition(" ")[2]
    if len(behind) == AROUND:
        behind = behind.rpartition(" ")[0] + " …"
    return before, text[start:end], behind


def _values(result: Review, language: str) -> dict[str, object]:
    numbered = list(enumerate(result.findings))
    places = [(f"f{n}-{k}", at) for n, one in numbered for k, at in enumerate(one.places)]
    told = []
    for n, one in numbered:
        said, around = sentence(one, language), [context(result.text, *at) for at in one.places]
        copied = "\n".join([said, *("".join(part) for part in around[:SHOWN])])
        told.append((n, said, around[:SHOWN], copied))
    return {
        "found": summary(result, language),
        "findings": told,
        "source": sources(result.text, places),
    }


review_view = TemplateView("review/view.html", _values)
"""A reviewed article."""
