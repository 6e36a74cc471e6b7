"""A highlighted article -> what the screen shows: marks, keywords, legend and tables."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from textnn.export import KEYWORD
from textnn.html.markup import button, escape, folded_table, opacity, provenance
from textnn.locale import number, percent, say
from textnn.results import LABELS, Highlight, Span
from textnn.tasks.summarize.keywords_view import Underlines, keyword_list

_FORMATS = (("json", "JSON"), ("csv", "CSV"), ("conll", "CoNLL"))


def certainty(score: float) -> str:
    """Name of the sentence that says a confidence in words."""
    return "sure" if score >= 0.9 else "likely" if score >= 0.6 else "hesitates"


def highlight_view(
    result: Highlight, language: str, when: datetime, notes: tuple[str, ...] = ()
) -> str:
    """The whole view of a highlighted article."""
    return (
        '<section class="reading spread">'
        f"{_margin(result, language)}"
        f'<article class="sheet" tabindex="0" data-walk="mark, u" '
        f'data-ask="{escape(say(language, "why_this"))}" '
        f'aria-label="{escape(say(language, "marked_article"))}">'
        f"{marked(result, language)}</article>"
        f'<div class="after">{provenance(language, result.model, result.seconds, when, notes)}'
        f"{_exports(result, language)}{_table(result, language)}"
        f"{keyword_list(result.keywords, language)}</div>"
        "</section>"
    )


def marked(result: Highlight, language: str) -> str:
    """The article with its marks; without the tags it is the user's text to the letter.

    A mark stays whole; a keyword that goes over its border is cut there.
    """
    words = Underlines(result.text, result.keywords, language)
    parts: list[str] = []
    end = 0
    for span in result.spans:
        parts += [words.html(end, span.start), _mark(words, span, language)]
        end = span.end
    return "".join(parts) + words.html(end, len(result.text))


def _mark(words: Underlines, span: Span, language: str) -> str:
    return f"{mark_tag(span, language)}{words.html(span.start, span.end)}</mark>"


def mark_tag(span: Span, language: str) -> str:
    """What opens a mark: its category, and how sure the network is."""
    label = say(language, span.label)
    title = say(language, "mark_title", label=label, percent=percent(language, span.score))
    sure = say(language, certainty(span.score))
    return (
        f'<mark class="{span.label}" style="--o:{opacity(span.score):.2f}" '
        f'data-label="{escape(label)}" data-say="{escape(sure)}" title="{escape(title)}">'
    )


def _margin(result: Highlight, language: str) -> str:
    if not result.spans and not result.keywords:
        return f'<aside class="margin"><p>{escape(say(language, "no_marks"))}</p></aside>'
    return f'<aside class="margin">{legend(result, language)}{mark_detail(language)}</aside>'


def legend(result: Highlight, language: str) -> str:
    """The categories that occur, each a switch; nothing if there is none."""
    counts = Counter(span.label for span in result.spans)
    counts[KEYWORD] = len(result.keywords)
    chips = "".join(
        f'<button type="button" class="chip {label}" data-toggle="{label}" aria-pressed="true">'
        f'<span class="swatch"></span>{escape(say(language, label))} '
        f"<b>{number(language, counts[label])}</b></button>"
        for label in (*LABELS, KEYWORD)
        if counts[label]
    )
    hint = escape(say(language, "legend_hint"))
    return (
        f'<div class="legend" role="group" aria-label="{escape(say(language, "legend"))}">'
        f'{chips}<p class="hint">{hint}</p></div>'
    )


def mark_detail(language: str) -> str:
    """Where a mark tells more about itself."""
    return f'<p class="detail" aria-live="polite">{escape(say(language, "mark_hint"))}</p>'


def _exports(result: Highlight, language: str) -> str:
    if not result.spans and not result.keywords:
        return ""
    formats = "".join(button(label, do="export", format=name) for name, label in _FORMATS)
    label = escape(say(language, "export"))
    return f'<div class="row exports"><span>{label}</span>{formats}</div>'


def _table(result: Highlight, language: str) -> str:
    if not result.spans:
        return ""
    count = len(result.spans)
    many = number(language, count)
    title = say(language, "table_one") if count == 1 else say(language, "table_many", count=many)
    heads = [say(language, "col_" + name) for name in ("text", "label", "start", "end", "score")]
    return folded_table(title, heads, [_row(span, language) for span in result.spans])


def _row(span: Span, language: str) -> str:
    return (
        f'<tr class="{span.label}"><td class="words">{escape(span.text)}</td>'
        f'<td><span class="swatch {span.label}"></span>{escape(say(language, span.label))}</td>'
        f"<td>{span.start}</td><td>{span.end}</td>"
        f"<td>{percent(language, span.score)}</td></tr>"
    )
