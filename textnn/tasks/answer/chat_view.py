"""What a conversation shows of an answer: the article's own sentences, and where they stand."""

from __future__ import annotations

from datetime import datetime

from textnn.html.layers import pieces, wrapped
from textnn.html.markup import after, escape, gone_source, origin
from textnn.html.templates import part
from textnn.locale import say
from textnn.results.chat import LISTS, Answer, AnswerSentence
from textnn.tasks.answer.text import often
from textnn.tasks.answer.view import sourced
from textnn.tasks.task import Notes


def answer_card(result: Answer, language: str, when: datetime, notes: Notes = ()) -> str:
    """The sentence that answers, or all of a list."""
    given = result.sentences if result.asked in LISTS else result.sentences[:1]
    return _quotes(result, given, "", language, when, notes, _listed(result, language))


def nearest_card(result: Answer, language: str, when: datetime, notes: Notes = ()) -> str:
    """What comes nearest where nothing answers."""
    return _quotes(result, result.sentences[:1], " near", language, when, notes)


def _listed(result: Answer, language: str) -> str:
    """Every mark of a list once, above the sentences it is from."""
    if result.asked != "list":
        return ""
    return f"<ul>{''.join(f'<li>{escape(one)}</li>' for one in often(result, language))}</ul>"


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
        f'<section class="summary answer card">{above}{quotes}{gone_source(language)}'
        f"{origin(sourced(result), 'answer_back', '', language)}"
        f"{after(language, result, when, notes)}</section>"
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
