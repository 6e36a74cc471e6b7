"""Which reply a message gets: one table by intent, and what the conversation decides before it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from textnn.chat import article_replies, creations, glossary_and_history
from textnn.chat.attachments import receive
from textnn.chat.context import Sources, Turn, Upload
from textnn.chat.provenance import how
from textnn.chat.question_replies import (
    article_or,
    asks_for_list,
    bare_question,
    goes_on,
    looks_like_question,
    may_ask_article,
    question,
)
from textnn.chat.small_talk import small_talk
from textnn.results.conversation import Said
from textnn.tasks.answer.question import parse

Reply = Callable[[Turn], Iterator[None]]

REPLIES: Mapping[str, Reply] = {
    "highlight": article_replies.highlight,
    "keywords": article_replies.keywords,
    "summarize": article_replies.summarize,
    "headline": article_replies.headline,
    "question": question,
    "write": creations.write,
    "classify": creations.classify,
    "sample": creations.sample,
    "explain": glossary_and_history.explain,
    "how": how,
    "history": glossary_and_history.history,
    "delete": glossary_and_history.delete,
    "help": glossary_and_history.help_out,
    "greeting": glossary_and_history.greet,
    "thanks": glossary_and_history.thank,
    "stop": glossary_and_history.stop,
    "unknown": glossary_and_history.ask_back,
}
"""Intent -> its reply."""

BESIDE_A_PICTURE = {"write", "sample", "history", "delete", "help", "how"}
"""What is done although a picture came with it; all else is taken as a question about it."""

ABOUT_US = {"how", "help"}
"""What is asked of textnn, or with much the same words of the article."""

_PUZZLED = re.compile(r"(?:mas )?(?:como assim|nao entendi|hein|ue|what do you mean)\W*$")


def respond(turn: Turn, uploads: Sequence[Upload], sources: Sources) -> Iterator[None]:
    """Reads what came with the message, finds out what is asked, and replies to it."""
    yield from receive(turn, uploads, sources)
    if turn.draft.status != "failed":
        yield from choose(turn)(turn)


def choose(turn: Turn) -> Reply:
    """Which reply a message gets."""
    request, message = turn.request, turn.message
    answer = glossary_and_history.confirmed(turn)
    if answer is not None:
        return glossary_and_history.carry_out if answer else glossary_and_history.let_be
    if known := small_talk(turn):
        return known
    turn.draft.intent = request.intent if request.understood else "unknown"
    if turn.new_picture and not (request.understood and request.intent in BESIDE_A_PICTURE):
        return creations.classify
    asked = turn.question
    if turn.article and (bare_question(message) or asks_for_list(asked)):
        return question
    if request.understood:
        reply = REPLIES[request.intent]
        either = turn.article and request.intent in ABOUT_US and may_ask_article(message, asked)
        return article_or(reply) if either else reply
    if goes_on(turn):
        return question
    if _PUZZLED.match(message.folded) and next(turn.shown(), None):
        return how
    if turn.new_article and (awaited := _awaited(turn)):
        return awaited
    if turn.article and looks_like_question(message):
        return question
    return article_replies.introduce if turn.new_article else glossary_and_history.ask_back


def _awaited(turn: Turn) -> Reply | None:
    """What was asked for before the article came that it needs."""
    wanted = turn.wanted
    if wanted is None or wanted.what != "article":
        return None
    turn.understand(wanted.request)
    given = (part for part in turn.asked.parts if not isinstance(part, Said))
    turn.asked = replace(turn.asked, parts=(Said(wanted.request), *given))
    intent = turn.request.intent
    if not turn.request.understood or asks_for_list(parse(wanted.request)):
        intent = "question"
    turn.request, turn.draft.intent = replace(turn.request, intent=intent), intent
    return REPLIES[intent]
