"""Questions about the article in the conversation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from textnn.chat.article_replies import article_of
from textnn.chat.context import PLAUSIBLE, Turn
from textnn.chat.phrases import counted
from textnn.results import Answer
from textnn.results.chat import LISTS, ParsedMessage
from textnn.results.conversation import Shown
from textnn.text.normalize import fold
from textnn.text.stopwords import STOPWORDS

LIKE = 5
"""Letters by which two words begin alike."""

_IDLE = frozenset(map(fold, STOPWORDS))

_MONEY = re.compile(
    r"[$€£] ?\d[\d.,]*(?: (?:mil|[mb]ilh\w+))?"
    r"|(?<![\d.,])\d[\d.,]*(?: (?:mil|[mb]ilh\w+))?(?: de)? (?:reais|euros?|dólar\w*|libras?)\b"
)

Reply = Callable[[Turn], Iterator[None]]


def _before(turn: Turn) -> Answer | None:
    """What was just said to a question about the same article."""
    reply = next((one for one in reversed(turn.past) if one.role == "assistant"), None)
    for part in reply.parts if reply and turn.article else ():
        if isinstance(part, Shown) and isinstance(part.result, Answer):
            same = turn.article is not None and part.result.text == turn.article.text
            return part.result if same else None
    return None


def article_or(other: Reply) -> Reply:
    """What the article says; where it neither answers nor speaks of it, another reply."""

    def reply(turn: Turn) -> Iterator[None]:
        article = turn.article
        assert article is not None
        tried = yield from turn.work(
            lambda context: turn.service.answer(
                article.text, turn.words, replace(context, keep=False)
            )
        )
        meant = tried.result.answered or speaks_of(article.text, turn.message)
        yield from (question if meant else other)(turn)

    return reply


def speaks_of(article: str, message: ParsedMessage) -> bool:
    """Whether an article has half of a message's full words, or words that begin like them."""
    beginnings = {word[:LIKE] for word in re.findall(r"\w+", fold(article))}
    words = [token.text for token in message.tokens if token.text[:1].isalpha()]
    full = [word for word in words if word not in _IDLE]
    return 2 * sum(word[:LIKE] in beginnings for word in full) >= max(1, len(full))


def question(turn: Turn) -> Iterator[None]:
    """The article's own sentence, or that it does not say, and what comes nearest."""
    if not (article := article_of(turn)):
        return
    turn.draft.intent = "question"
    kept = yield from turn.work(
        lambda context: turn.service.answer(article.text, turn.words, context, _before(turn))
    )
    answer = kept.result
    if answer.answered:
        if answer.asked == "list":
            labels = {mark.label for sentence in answer.sentences for mark in sentence.marks}
            kind = labels.pop() if len(labels) == 1 else "mark"
            count = counted(turn.language, len(answer.listed), kind)
            turn.draft.say("listed_marks", count=count)
        else:
            alone = "answered_on" if answer.after else "answered"
            turn.draft.say("listed" if answer.asked in LISTS else alone)
        turn.draft.show(kept, "answer", "answer")
        if _one_of_many_amounts(answer):
            turn.draft.offer(("amounts",))
    elif answer.sentences:
        turn.draft.say("maybe" if answer.unsure else "nearest")
        turn.draft.show(kept, "answer", "nearest")
    else:
        turn.draft.say("listed_none" if answer.asked == "list" else "silent")
        turn.draft.warn(kept)
    if not answer.answered:
        _or_else(turn, answer)


def _one_of_many_amounts(answer: Answer) -> bool:
    """Whether the short answer is an amount of money, and the article has others."""
    if answer.asked in LISTS or not any(_MONEY.search(m.text) for m in answer.sentences[0].marks):
        return False
    return len(set(_MONEY.findall(answer.text))) > 1


def _or_else(turn: Turn, answer: Answer) -> None:
    """The nearest sentence may be it, and what was asked no question to the article at all."""
    near = ("was_it",) if answer.sentences else ()
    guesses = () if turn.request.understood else turn.guesses(PLAUSIBLE)
    if guesses:
        turn.draft.say("or_else")
    if near or guesses:
        turn.draft.offer((*near, *guesses))
