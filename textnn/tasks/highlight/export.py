"""A highlighted article as JSON, CSV, CoNLL, a Word document or a page.

Offsets are those of the result: code points into its ``text``.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping

from textnn.locale import say
from textnn.results import LABELS, Highlight, Span
from textnn.results.spreadsheet import table
from textnn.results.text import KEYWORD
from textnn.tasks.documents import (
    Chapter,
    Paragraph,
    Passage,
    PrintedDocument,
    document_exports,
    first_line,
    plain_items,
)
from textnn.tasks.highlight.contacts import contacts_of, listed_contacts
from textnn.tasks.task import JSON_ALONE, Export
from textnn.text.iob import TokenSpan, to_tags
from textnn.text.sentences import sentences
from textnn.text.words import words

CSV_COLUMNS = ("start", "end", "label", "score", "text")

_SPACE = re.compile(r"[^\S\r\n]")

Pair = tuple[int, int]
"""Start and end of a stretch of the text."""


def highlight_to_csv(result: Highlight, language: str = "") -> str:
    """One line a mark under the header ``CSV_COLUMNS``.

    After the marks comes a line for every place of every keyword, labelled ``KEYWORD``, and one for
    every contact, labelled ``CONTACT``.

    Args:
        language: of a spreadsheet, which gets the label in words, too; empty: for a program.
    """
    columns = (*CSV_COLUMNS, "category") if language else CSV_COLUMNS
    rows = (
        (one.start, one.end, one.label, one.score, one.text, *_category(one.label, language))
        for one in (*result.spans, *_places(result), *contacts_of(result))
    )
    return table(columns, rows, language)


def _category(label: str, language: str) -> tuple[str, ...]:
    return (say(language, label),) if language else ()


def _places(result: Highlight) -> list[Span]:
    """Every place of every keyword, best keyword first."""
    return [
        Span(start, end, result.text[start:end], KEYWORD, keyword.score)
        for keyword in result.keywords
        for start, end in keyword.spans
    ]


def highlight_to_conll(result: Highlight) -> str:
    """One line ``token<TAB>tag`` a token in IOB2, an empty line after each sentence.

    A mark that begins or ends inside a token cuts it, and one that runs over the end of a sentence
    joins the two, so every mark is in the file exactly as it is on the screen.
    """
    lines: list[str] = []
    for start, end in _whole_sentences(result):
        spans = [span for span in result.spans if start <= span.start and span.end <= end]
        tokens = _tokens(result.text, start, end, spans)
        tags = to_tags([_counted(span, tokens) for span in spans], len(tokens))
        lines += [f"{result.text[a:b]}\t{tag}" for (a, b), tag in zip(tokens, tags, strict=True)]
        lines.append("")
    return "".join(f"{line}\n" for line in lines)


def _whole_sentences(result: Highlight) -> list[Pair]:
    """Sentences of the text, joined and stretched where a mark goes over their borders.

    Other spaces become plain ones first: on a no-break space before a stop sentencex panics.
    """
    joined: list[Pair] = []
    marks = [(span.start, span.end) for span in result.spans if span.start < span.end]
    for start, end in sorted([*sentences(_SPACE.sub(" ", result.text)), *marks]):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _tokens(text: str, start: int, end: int, spans: list[Span]) -> list[Pair]:
    """Tokens of ``text[start:end]``, none across the border of a mark."""
    borders = [start, *(border for span in spans for border in (span.start, span.end)), end]
    return [
        (left + a, left + b)
        for left, right in itertools.pairwise(borders)
        for a, b in words(text[left:right])
    ]


def _counted(span: Span, tokens: list[Pair]) -> TokenSpan:
    """The mark counted in tokens."""
    inside = [index for index, (a, b) in enumerate(tokens) if span.start <= a and b <= span.end]
    return (inside[0], inside[-1] + 1, span.label) if inside else (0, 0, span.label)


def printed(result: Highlight, note: str, language: str) -> PrintedDocument:
    """The article with its marks in colour, then names by category, keywords and contacts."""
    listed = [
        plain_items(say(language, label), [*dict.fromkeys(" ".join(t.split()) for t in texts)])
        for label in LABELS
        if (texts := [span.text for span in result.spans if span.label == label])
    ]
    if result.keywords:
        words = [" ".join(word.text.split()) for word in result.keywords]
        listed.append(plain_items(say(language, "cli_keywords").rstrip(":"), words))
    if reach := listed_contacts(result):
        listed.append(plain_items(say(language, "fact_contact"), reach))
    title, lines = first_line(result.text), [*_paragraphs(result, language)]
    titled = len(lines) > 1 and "".join(one.text for one in lines[0]).split() == title.split()
    article = Chapter("", tuple(lines[titled:]))
    return PrintedDocument(title, (article, *listed), "", note, language)


def _paragraphs(result: Highlight, language: str) -> Iterator[Paragraph]:
    """The lines of the text, cut at the marks; one that goes over a line's end is in both."""
    for line in re.finditer(r"[^\r\n]*\S[^\r\n]*", result.text):
        inside = [s for s in result.spans if s.start < line.end() and line.start() < s.end]
        passages, done = list[Passage](), line.start()
        for span in inside:
            start, end = max(done, span.start), min(span.end, line.end())
            name = say(language, span.label)
            passages += [
                Passage(result.text[done:start]),
                Passage(result.text[start:end], span.label, name),
            ]
            done = end
        yield tuple(one for one in (*passages, Passage(result.text[done : line.end()])) if one.text)


EXPORTS: Mapping[str, Export[Highlight]] = {
    **JSON_ALONE,
    "csv": Export(
        "csv",
        "text/csv",
        lambda result, _, language: highlight_to_csv(result, language),
        flag="One line a mark, with a header.",
        printed=highlight_to_csv,
    ),
    "conll": Export(
        "conll",
        "text/plain",
        lambda result, *_: highlight_to_conll(result),
        label="CoNLL",
        flag="One token a line, IOB2 tags.",
    ),
    **document_exports(printed),
}
