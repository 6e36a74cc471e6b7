"""A candidate that passed the check, or a sentence instead -> the line that is shown.

With each line goes where it came from: the sentence it leans on, the words of the article that the
network looked at for each word it wrote, and the better candidates that were refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textnn.datasets.summarizer import one_line
from textnn.results import Glance, Line
from textnn.tasks.summarize.extractive import Ranked, choose
from textnn.tasks.summarize.hypotheses import Draft, Opened, glances_of
from textnn.text.normalize import Normalized
from textnn.text.sentences import sentences

LOOKED = 5
"""Words of the article told for each written word."""

TOLD = 3
"""Refused candidates that are told."""

FAINT = 0.02
"""Attention below this is not told."""

Refused = tuple[tuple[str, str], ...]
"""Candidates that were refused, best first, each with what it says that its article does not."""


def written_line(article: Opened, draft: Draft, refused: Refused) -> Line:
    """A draft as a line, its offsets still those of the normal form."""
    return Line(draft.text, "written", _leant_on(article, draft), _glances(article, draft), refused)


def stand_in(article: Opened, refused: Refused, ranked: Sequence[Ranked]) -> Line:
    """The article's own best sentence on one line, its offsets still those of the normal form.

    Args:
        article: of any text; one without a sentence stands in whole.
        refused: what the sentence stands in for.
        ranked: the sentences it may be.
    """
    text = article.clean.text
    best = choose(text, ranked, 1)
    if not best:
        return Line(one_line(text), "extracted", (0, len(text)), (), refused)
    span = best[0].start, best[0].end
    return Line(one_line(text[slice(*span)]), "extracted", span, (), refused)


def _leant_on(article: Opened, draft: Draft) -> tuple[int, int]:
    """The sentence that got most attention while the draft was written."""
    text = article.clean.text[: article.read]
    spans = sentences(text) or [(0, len(text))]
    mean = draft.attention.mean(0).tolist()
    totals = [0.0] * len(spans)
    number = 0
    for (_, end), attention in zip(article.spans, mean, strict=True):
        while number < len(spans) - 1 and end > spans[number][1]:
            number += 1
        totals[number] += attention
    start, end = spans[max(range(len(spans)), key=totals.__getitem__)]
    # The reading may stop within a sentence; the person is shown the whole of it.
    return start, next((e for s, e in sentences(article.clean.text) if s == start), end)


def _glances(article: Opened, draft: Draft) -> tuple[Glance, ...]:
    """Where the network looked for each word, in offsets of the normal form."""
    found = []
    for start, end, mean in glances_of(draft):
        on_words = article.on_words(mean[None])
        attentions, numbers = on_words.topk(min(LOOKED, len(on_words)))
        looked = tuple(
            (*article.words[number], round(attention, 4))
            for attention, number in zip(attentions.tolist(), numbers.tolist(), strict=True)
            if attention >= FAINT
        )
        found.append(Glance(start, end, looked))
    return tuple(found)


def in_original(line: Line, clean: Normalized) -> Line:
    """A line whose offsets into the normal form become offsets into the user's string."""
    glances = tuple(
        replace(
            glance,
            looked=tuple((*clean.original_span(s, e), weight) for s, e, weight in glance.looked),
        )
        for glance in line.glances
    )
    return replace(line, source=clean.original_span(*line.source), glances=glances)
