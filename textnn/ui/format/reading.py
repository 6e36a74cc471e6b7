"""A highlighted article -> what the screen shows: marks, legend and table."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from textnn.results import LABELS, Highlight, Span
from textnn.ui.format.markup import button, escape, provenance
from textnn.ui.i18n import number, percent, say

FLOOR = 0.35
"""Faintest mark, as a part of the strongest: a hesitant mark must still be seen."""

_FORMATS = (("json", "JSON"), ("csv", "CSV"), ("conll", "CoNLL"))


def opacity(score: float) -> float:
    """Strength of a mark's colour, ``FLOOR`` to 1; it rises with the confidence."""
    return FLOOR + (1 - FLOOR) * min(max(score, 0.0), 1.0)


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
        f'<article class="sheet" tabindex="0" data-walk="mark" '
        f'aria-label="{escape(say(language, "marked_article"))}">'
        f"{marked(result, language)}</article>"
        f'<div class="after">{provenance(language, result.model, result.seconds, when, notes)}'
        f"{_table(result, language)}</div>"
        "</section>"
    )


def marked(result: Highlight, language: str) -> str:
    """The article with its marks; without the tags it is the user's text to the letter."""
    parts: list[str] = []
    end = 0
    for span in result.spans:
        parts += [escape(result.text[end : span.start]), _mark(result.text, span, language)]
        end = span.end
    return "".join(parts) + escape(result.text[end:])


def _mark(text: str, span: Span, language: str) -> str:
    label = say(language, span.label)
    title = say(language, "mark_title", label=label, percent=percent(language, span.score))
    words = say(language, certainty(span.score))
    return (
        f'<mark class="{span.label}" style="--o:{opacity(span.score):.2f}" '
        f'data-label="{escape(label)}" data-say="{escape(words)}" title="{escape(title)}">'
        f"{escape(text[span.start : span.end])}</mark>"
    )


def _margin(result: Highlight, language: str) -> str:
    if not result.spans:
        return f'<aside class="margin"><p>{escape(say(language, "no_marks"))}</p></aside>'
    counts = Counter(span.label for span in result.spans)
    chips = "".join(
        f'<button type="button" class="chip {label}" data-toggle="{label}" aria-pressed="true">'
        f'<span class="swatch"></span>{escape(say(language, label))} '
        f"<b>{number(language, counts[label])}</b></button>"
        for label in LABELS
        if counts[label]
    )
    return (
        '<aside class="margin">'
        f'<div class="legend" role="group" aria-label="{escape(say(language, "legend"))}">'
        f'{chips}<p class="hint">{escape(say(language, "legend_hint"))}</p></div>'
        f'<p class="detail" aria-live="polite">{escape(say(language, "mark_hint"))}</p>'
        "</aside>"
    )


def _table(result: Highlight, language: str) -> str:
    if not result.spans:
        return ""
    count = len(result.spans)
    many = number(language, count)
    title = say(language, "table_one") if count == 1 else say(language, "table_many", count=many)
    heads = "".join(
        f'<th scope="col">{escape(say(language, "col_" + name))}</th>'
        for name in ("text", "label", "start", "end", "score")
    )
    rows = "".join(_row(span, language) for span in result.spans)
    exports = "".join(button(label, do="export", format=name) for name, label in _FORMATS)
    return (
        f'<div class="row exports"><span>{escape(say(language, "export"))}</span>{exports}</div>'
        f'<details class="marks"><summary>{escape(title)}</summary><div class="scroll" '
        f'tabindex="0" role="region" aria-label="{escape(title)}"><table><thead><tr>{heads}</tr>'
        f"</thead><tbody>{rows}</tbody></table></div></details>"
    )


def _row(span: Span, language: str) -> str:
    return (
        f'<tr class="{span.label}"><td class="words">{escape(span.text)}</td>'
        f'<td><span class="swatch {span.label}"></span>{escape(say(language, span.label))}</td>'
        f"<td>{span.start}</td><td>{span.end}</td>"
        f"<td>{percent(language, span.score)}</td></tr>"
    )
