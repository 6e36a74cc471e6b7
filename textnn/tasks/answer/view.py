"""What an article says to a question -> what the screen shows: sentences, and where they are."""

from __future__ import annotations

from datetime import datetime

from textnn.html.layers import pieces, wrapped
from textnn.html.markup import escape, provenance
from textnn.locale import percent, say
from textnn.results.chat import Answer, AnswerSentence


def answer_view(result: Answer, language: str, when: datetime, notes: tuple[str, ...] = ()) -> str:
    """The whole view of an answer."""
    return (
        f'<section class="summary answer">{_digest(result, language)}'
        f'<div class="origin"><h3>{escape(say(language, "answer_article"))}</h3>'
        f'<article class="sheet" tabindex="0" aria-label="{escape(say(language, "answer_article"))}'
        f'">{sourced(result)}</article>'
        f'<button type="button" class="quiet back" hidden data-back>'
        f"↑ {escape(say(language, 'answer_back'))}</button></div>"
        f'<div class="after">{provenance(language, result.model, result.seconds, when, notes)}'
        "</div></section>"
    )


def verdict(result: Answer, language: str) -> str:
    """Whether the article answers, in words."""
    if result.answered:
        return say(language, "answer_found", percent=percent(language, result.confidence))
    return say(language, "answer_near" if result.sentences else "answer_none")


def sentence_html(sentence: AnswerSentence) -> str:
    """The sentence, what was asked for in it set bold; without the tags it is the text."""
    inside = [
        (mark.start - sentence.start, mark.end - sentence.start)
        for mark in sentence.marks
        if sentence.start <= mark.start and mark.end <= sentence.end
    ]
    return wrapped(sentence.text, pieces(inside), lambda words, _: f"<b>{words}</b>")


def sourced(result: Answer) -> str:
    """The article with the sentences marked; without the tags it is the text to the letter."""

    def tag(words: str, over: tuple[int, ...]) -> str:
        names = " ".join(f"s{index + 1}" for index in over)
        return f'<mark class="taken" data-from="{names}">{words}</mark>'

    return wrapped(result.text, pieces((s.start, s.end) for s in result.sentences), tag)


def _digest(result: Answer, language: str) -> str:
    title = escape(say(language, "go_source"))
    items = "".join(
        f'<li><button type="button" class="from" data-goto="s{place}" title="{title}">'
        f"{sentence_html(sentence)}</button></li>"
        for place, sentence in enumerate(result.sentences, 1)
    )
    return (
        f'<div class="digest" tabindex="-1" role="region" '
        f'aria-label="{escape(say(language, "answer"))}">'
        f'<p class="kicker">{escape(say(language, "answer_question"))}</p>'
        f'<h2 class="headline" dir="auto">{escape(result.question)}</h2>'
        f"<p>{escape(verdict(result, language))}</p>"
        f"{f'<ol>{items}</ol>' if items else ''}"
        '<p class="unseen" aria-live="polite" '
        f'data-gone="{escape(say(language, "gone_source"))}"></p></div>'
    )
