"""A result in a conversation -> what is shown of it: one column, with the small line under it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from markupsafe import Markup

from textnn.chat.question_replies import often
from textnn.html.layers import pieces, wrapped
from textnn.html.markup import escape, provenance
from textnn.html.pictures import discriminator_why, download_notice
from textnn.html.templates import part, render
from textnn.locale import number, say
from textnn.pages.share_box import kept_note
from textnn.results import Answer, Continuation, Highlight, ModelRef, Summary
from textnn.results.chat import LISTS, AnswerSentence
from textnn.results.conversation import Shown
from textnn.results.pictures import Classification, Samples
from textnn.tasks.answer.view import sourced as answer_sourced
from textnn.tasks.classify.view import evidence_html, verdict_html
from textnn.tasks.generate.view import writing_view
from textnn.tasks.highlight.view import label_counts, marked
from textnn.tasks.sample.view import picture_button
from textnn.tasks.summarize.attention_view import html_language
from textnn.tasks.summarize.view import cautions, goto, lines_html, notice, sourced

TAB_OF: Mapping[str, str] = {
    "highlight": "highlight",
    "summarize": "summarize",
    "generate": "generate",
    "classify": "images",
    "sample": "samples",
}
"""Task -> the tab that shows its results whole."""

Notes = tuple[str, ...]


def result_view(
    shown: Shown, language: str, when: datetime, openable: Collection[str] = TAB_OF
) -> str:
    """What a conversation shows of a result; of one that is no more, that it was deleted.

    Args:
        shown: the result, and what of it is meant.
        language: of the reader.
        when: it was made.
        openable: tasks whose results can be opened in their own tab on this page.
    """
    if shown.result is None:
        said = say(language, "chat_gone" if shown.run_id else "chat_unkept")
        return f'<p class="hint lost">{escape(said)}</p>'
    return _VIEWS[shown.view](shown.result, language, when, _notes(shown, language, openable))


def copy_notice(shown: Shown, language: str) -> str:
    """What a copy says of itself: which of it a network made."""
    match shown.result:
        case Continuation(model=model):
            return say(language, "copy_note", model=model.name)
        case Summary() as result if shown.view == "headline":
            return notice(result, language)
        case Samples(model=model):
            return download_notice(language, model.name)
        case _:
            return ""


def _notes(shown: Shown, language: str, openable: Collection[str]) -> Notes:
    """Whether it is kept, the way to share it, and the way to its tab."""
    if not shown.run_id:
        growing = isinstance(shown.result, Continuation) and shown.result.finish == "running"
        return () if growing else (say(language, "not_kept"),)
    notes: Notes = (kept_note(shown.run_id, language),)
    if shown.task in openable and shown.task in TAB_OF:
        tab = say(language, f"tab_{TAB_OF[shown.task]}")
        label = escape(say(language, "chat_open_in", tab=tab))
        notes += (
            Markup(
                f'<button type="button" class="aside" data-do="show" '
                f'data-run="{escape(shown.run_id)}">{label}</button>'
            ),
        )
    return notes


def _after(language: str, model: ModelRef, seconds: float, when: datetime, notes: Notes) -> str:
    return f'<div class="after">{provenance(language, model, seconds, when, notes)}</div>'


def _marks(result: Highlight, language: str, when: datetime, notes: Notes) -> str:
    return render(
        language,
        "chat/marks.html",
        result=result,
        article=marked(result),
        counts=label_counts(result),
        when=when,
        notes=notes,
    )


def _keywords(result: Highlight, language: str, when: datetime, notes: Notes) -> str:
    return render(language, "chat/keywords.html", result=result, when=when, notes=notes)


def _sentences(result: Summary, language: str, when: datetime, notes: Notes) -> str:
    spoken = html_language(result)
    items = "".join(
        f"<li>{goto(f's{n}', sentence.text, language)}</li>"
        for n, sentence in enumerate(result.sentences, 1)
    )
    shown = f'<ol lang="{spoken}">{items}</ol>' if items else ""
    return _digest(result, shown, language, when, notes)


def _headline(result: Summary, language: str, when: datetime, notes: Notes) -> str:
    return _digest(result, lines_html(result, ("h3", "p"), language), language, when, notes)


def _digest(result: Summary, shown: str, language: str, when: datetime, notes: Notes) -> str:
    cautioned = "".join(f"<p>{escape(one)}</p>" for one in cautions(result, language))
    caution = f'<div class="caution" role="note">{cautioned}</div>' if cautioned else ""
    return (
        f'<section class="summary card"><div class="digest">{caution}{shown}{_gone(language)}'
        f"</div>{_origin(sourced(result), 'back_summary', html_language(result), language)}"
        f"{_after(language, result.model, result.seconds, when, notes)}</section>"
    )


def _answer(result: Answer, language: str, when: datetime, notes: Notes) -> str:
    given = result.sentences if result.asked in LISTS else result.sentences[:1]
    return _quotes(result, given, "", language, when, notes, _listed(result, language))


def _listed(result: Answer, language: str) -> str:
    """Every mark of a list once, above the sentences it is from."""
    if result.asked != "list":
        return ""
    return f"<ul>{''.join(f'<li>{escape(one)}</li>' for one in often(result, language))}</ul>"


def _nearest(result: Answer, language: str, when: datetime, notes: Notes) -> str:
    return _quotes(result, result.sentences[:1], " near", language, when, notes)


def _quotes(
    result: Answer,
    given: tuple[AnswerSentence, ...],
    kind: str,
    language: str,
    when: datetime,
    notes: Notes,
    above: str = "",
) -> str:
    """Sentences of the article, to the letter, and where they stand in it."""
    quotes = "".join(_quote(one, place, kind, language) for place, one in enumerate(given, 1))
    return (
        f'<section class="summary answer card">{above}{quotes}{_gone(language)}'
        f"{_origin(answer_sourced(result), 'answer_back', '', language)}"
        f"{_after(language, result.model, result.seconds, when, notes)}</section>"
    )


def _quote(one: AnswerSentence, place: int, kind: str, language: str) -> str:
    inside = [mark for mark in one.marks if one.start <= mark.start and mark.end <= one.end]
    cut = pieces((mark.start - one.start, mark.end - one.start) for mark in inside)
    words = wrapped(
        one.text,
        cut,
        lambda text, over: (
            f"{part(language, 'highlight/macros.html', 'mark_tag', inside[over[0]])}{text}</mark>"
        ),
    )
    speakers = dict.fromkeys(mark.text for mark in one.marks if mark not in inside)
    cited = "".join(f"<footer>{escape(name)}</footer>" for name in speakers)
    label = escape(say(language, "go_source"))
    return (
        f'<blockquote class="sheet{kind}" dir="auto"><p>{words}</p>{cited}'
        f'<div class="at"><button type="button" class="aside" data-goto="s{place}">{label}</button>'
        "</div></blockquote>"
    )


def _origin(article: str, back: str, spoken: str, language: str) -> str:
    """The article, folded, with what was taken from it marked; ``page.js`` unfolds it."""
    label = escape(say(language, "chat_origin"))
    lang = f' lang="{spoken}"' if spoken else ""
    return (
        f'<details class="origin fold"><summary>{label}</summary>'
        f'<article class="sheet tall" tabindex="0"{lang} aria-label="{label}">{article}</article>'
        f'<button type="button" class="quiet back" hidden data-back>'
        f"↑ {escape(say(language, back))}</button></details>"
    )


def _gone(language: str) -> str:
    said = escape(say(language, "gone_source"))
    return f'<p class="unseen" aria-live="polite" data-gone="{said}"></p>'


def _writing(result: Continuation, language: str, when: datetime, notes: Notes) -> str:
    view = writing_view(result, language, when, result.written_by_person, notes)
    return f'<div class="card">{view}</div>'


def _classes(result: Classification, language: str, when: datetime, notes: Notes) -> str:
    evidence = evidence_html(result, language)
    label = escape(say(language, "chat_evidence"))
    more = f'<details class="fold"><summary>{label}</summary>{evidence}</details>'
    return (
        f'<section class="classified card">{verdict_html(result, language)}'
        f"{more if evidence else ''}"
        f"{_after(language, result.model, result.seconds, when, notes)}</section>"
    )


def _pictures(result: Samples, language: str, when: datetime, notes: Notes) -> str:
    count = len(result.pictures)
    many = say(language, "gallery_many", count=number(language, count))
    title = escape(say(language, "gallery_one") if count == 1 else many)
    grid = "".join(picture_button(result, index, language) for index in range(count))
    size = "few" if count <= _FEW else "some" if count <= _SOME else "many"
    line = say(
        language,
        "sample_line",
        seed=result.options.seed,
        truncation=number(language, result.options.truncation, 1),
    )
    return (
        f'<section class="sampled card"><div class="pics {size}" data-pics role="group" '
        f'aria-label="{title}">{grid}</div>'
        f'<p class="detail" aria-live="polite">{escape(say(language, "chat_point"))}</p>'
        f"{discriminator_why(language)}"
        f"{_after(language, result.model, result.seconds, when, (line, *notes))}</section>"
    )


_FEW, _SOME = 6, 30
"""Pictures up to which they are shown large, and medium."""

_VIEWS: Mapping[str, Callable[[Any, str, datetime, Notes], str]] = {
    "marks": _marks,
    "keywords": _keywords,
    "sentences": _sentences,
    "headline": _headline,
    "answer": _answer,
    "nearest": _nearest,
    "writing": _writing,
    "classes": _classes,
    "pictures": _pictures,
}
"""What of a result is meant -> what shows it."""
