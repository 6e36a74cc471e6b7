"""Results as files: a highlight as JSON, CSV or CoNLL, a summary as text, Markdown or JSON.

Pure functions from a result to a string. Offsets are those of the result: code points into its
``text``.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Callable, Mapping
from functools import partial

from textnn.results import Highlight, Span, Summary, to_dict
from textnn.text.iob import TokenSpan, to_tags
from textnn.text.sentences import sentences
from textnn.text.words import words

CSV_COLUMNS = ("start", "end", "label", "score", "text")
KEYWORD = "KEYWORD"
"""Label of a keyword's lines in CSV, of its class and its place in the legend on the screen; a
keyword is no mark, so it is none of ``LABELS``."""

_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~]|^[-+](?=\s|$)")
_NUMBERED = re.compile(r"^(\d+)([.)])(?=\s|$)")
"""What Markdown would read as its own: signs anywhere, a bullet, the number of an item."""

_SPACE = re.compile(r"[^\S\r\n]")

Pair = tuple[int, int]
"""Start and end of a stretch of the text."""


def highlight_to_json(result: Highlight) -> str:
    """The whole result, as ``textnn.results.from_dict`` reads it back; ends in a line feed."""
    return _to_json(result)


def highlight_to_csv(result: Highlight, *, spreadsheet: bool = False) -> str:
    """One line a mark under the header ``CSV_COLUMNS`` (RFC 4180: CRLF, quoted where needed).

    After the marks comes a line for every place of every keyword, labelled ``KEYWORD``.

    Args:
        spreadsheet: for a program that opens files with a double click: a byte order mark first,
            so that it reads the accents, and an apostrophe before what it would run as a formula.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(CSV_COLUMNS)
    for span in (*result.spans, *_places(result)):
        text = _no_formula(span.text) if spreadsheet else span.text
        writer.writerow((span.start, span.end, span.label, f"{span.score:.4f}", text))
    return "\ufeff" * spreadsheet + file.getvalue()


def _places(result: Highlight) -> list[Span]:
    """Every place of every keyword, best keyword first."""
    return [
        Span(start, end, result.text[start:end], KEYWORD, keyword.score)
        for keyword in result.keywords
        for start, end in keyword.spans
    ]


def _no_formula(text: str) -> str:
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


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


EXPORTS: Mapping[str, tuple[str, Callable[[Highlight], str]]] = {
    "json": ("application/json", highlight_to_json),
    "csv": ("text/csv", partial(highlight_to_csv, spreadsheet=True)),
    "conll": ("text/plain", highlight_to_conll),
}
"""Format of a download -> its media type and its writer."""


def summary_to_text(result: Summary, note: str = "") -> str:
    """Headline, dek and the sentences, a paragraph each; ends in a line feed.

    Args:
        note: said at the end: which of this a network wrote.
    """
    return "\n\n".join(filter(None, [*_lines(result), note])) + "\n"


def summary_to_markdown(result: Summary, note: str = "") -> str:
    """The same as Markdown; what the article says is never read as markup."""
    headline, dek, *sentences = map(_plain, _lines(result))
    listed = "\n".join(f"- {sentence}" for sentence in sentences)
    parts = (f"# {headline}", dek and f"**{dek}**", listed, note and f"> {_plain(note)}")
    return "\n\n".join(filter(None, parts)) + "\n"


def summary_to_json(result: Summary, note: str = "") -> str:  # noqa: ARG001 - as its neighbours
    """The whole result, as ``textnn.results.from_dict`` reads it back; ends in a line feed."""
    return _to_json(result)


def _plain(line: str) -> str:
    return _NUMBERED.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", line))


def _lines(result: Summary) -> list[str]:
    """Headline, dek and sentences, each on one line."""
    texts = (result.headline.text, result.dek.text, *(s.text for s in result.sentences))
    return [" ".join(text.split()) for text in texts]


def _to_json(result: Highlight | Summary) -> str:
    return json.dumps(to_dict(result), ensure_ascii=False, indent=2) + "\n"


SUMMARY_EXPORTS: Mapping[str, tuple[str, Callable[[Summary, str], str]]] = {
    "txt": ("text/plain", summary_to_text),
    "md": ("text/markdown", summary_to_markdown),
    "json": ("application/json", summary_to_json),
}
"""Format of a download -> its media type and its writer, which takes the note."""
