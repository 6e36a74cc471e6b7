"""Which reply a message gets: one table by intent, and what the conversation decides before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from textnn.chat import (
    article_replies,
    creations,
    desk_replies,
    glossary_and_history,
    small_talk,
)
from textnn.chat.attachments import receive
from textnn.chat.context import Sources, Turn, Upload
from textnn.chat.provenance import how
from textnn.chat.question_replies import article_or, chosen, keep_chosen, question, speaks_of
from textnn.results import Answer
from textnn.results.chat import Request
from textnn.results.conversation import Said
from textnn.tasks.factsheet.requests import asks_of_a_fact

Reply = Callable[[Turn], Iterator[None]]


def why(turn: Turn) -> Iterator[None]:
    """*Por quê?*: why the article says so, or how the last result came about."""
    last = next(turn.shown(), None)
    answered = last and isinstance(last.result, Answer) and last.result.answered
    if turn.last_intent == "how":
        turn.draft.say("how_again")
    elif turn.article and (answered or not last):
        return question(turn)
    return how(turn) if last else small_talk.ask_back(turn)


def another(turn: Turn) -> Iterator[None]:
    """Another one of what was asked for before, a headline with the conditions it had then."""
    replies = {"headline": desk_replies.headlines, "sample": creations.sample}
    reply = replies.get(turn.last_intent)
    if reply is None:
        return small_talk.ask_back(turn)
    turn.draft.intent = turn.last_intent
    if turn.last_intent == "headline":
        turn.request = _headline_request(turn)
    turn.request = replace(turn.request, arguments=replace(turn.arguments, again=True))
    return reply(turn)


def _headline_request(turn: Turn) -> Request:
    """The last request for a headline, but not once more for as many or as short; this message
    where what came before it asked for none in words."""
    before = (one for one in reversed(turn.past) if one.role == "user")
    requests = (turn.service.understand(one.text, has_article=True) for one in before)
    named = (one for one in requests if one.understood and one.intent == "headline")
    found = next(named, turn.request)
    return replace(found, arguments=replace(found.arguments, count=None, size=0))


REPLIES: Mapping[str, Reply] = {
    "highlight": article_replies.highlight,
    "keywords": article_replies.keywords,
    "summarize": desk_replies.summary,
    "headline": desk_replies.headlines,
    "lead": desk_replies.lead,
    "caption": desk_replies.caption,
    "tweet": desk_replies.tweet,
    "question": question,
    "factsheet": article_replies.factsheet,
    "write": creations.write,
    "classify": creations.classify,
    "sample": creations.sample,
    "another": another,
    "compare": article_replies.compare,
    "explain": glossary_and_history.explain,
    "how": how,
    "why": why,
    "history": glossary_and_history.history,
    "delete": glossary_and_history.delete,
    "help": small_talk.help_out,
    "identity": small_talk.identify,
    "facts": small_talk.check_no_facts,
    "greeting": small_talk.greet,
    "thanks": small_talk.thank,
    "fine": small_talk.acknowledge,
    "bye": small_talk.say_goodbye,
    "stop": small_talk.stop,
    "unknown": small_talk.ask_back,
}
"""Intent -> its reply."""

BESIDE_A_PICTURE = {"write", "sample", "history", "delete", "help", "how"}
"""What is done although a picture came with it; all else is taken as a question about it."""

SURE = 0.9
"""Probability from which on one of two requests that come to the same is meant."""

ABOUT_US = {"how", "help"}
"""What is asked of textnn, or with much the same words of the article."""


def respond(turn: Turn, uploads: Sequence[Upload], sources: Sources) -> Iterator[None]:
    """Reads what came with the message, finds out what is asked, and replies to it."""
    yield from receive(turn, uploads, sources)
    if turn.draft.status == "failed":
        return
    if sources.repair and article_replies.asks_for_repair(turn):
        yield from article_replies.put_right(turn, sources.repair)
        return
    yield from choose(turn)(turn)
    if sources.repair:
        yield from article_replies.offer_repair(turn, sources.repair)


def choose(turn: Turn) -> Reply:
    """Which reply a message gets."""
    request, intent = turn.request, turn.request.intent
    answer = glossary_and_history.confirmed(turn)
    if answer is not None:
        return glossary_and_history.carry_out if answer else glossary_and_history.let_be
    if chosen(turn) is not None:
        return keep_chosen
    turn.draft.intent = intent if request.understood else "unknown"
    if turn.new_picture and not (request.understood and intent in BESIDE_A_PICTURE):
        return creations.classify
    said = turn.message.request if turn.article else ""
    if turn.article and said and asks_of_a_fact(said, turn.article.text):
        return article_replies.fact_or(question)
    if request.arguments.refusal:
        return desk_replies.refuse
    may_ask = said and turn.may_be("question")
    if request.understood:
        reply = REPLIES[intent]
        return article_or(reply) if may_ask and intent in ABOUT_US else reply
    if turn.new_article and (awaited := _awaited(turn)):
        return awaited
    if said and not turn.new_article and _wants_facts(turn):
        return article_replies.factsheet
    if may_ask or (said and (said.endswith("?") or speaks_of(turn))):
        return question
    return article_replies.introduce if turn.new_article else small_talk.ask_back


def _wants_facts(turn: Turn) -> bool:
    """Whether facts are likelier than a question, or nothing but them or a summary is likely: above
    all facts stands what happened."""
    chances = dict(turn.request.guesses)
    summed = chances.get("factsheet", 0.0) + chances.get("summarize", 0.0)
    return turn.request.intent == "factsheet" or summed >= SURE


def _awaited(turn: Turn) -> Reply | None:
    """What was asked for before the article came that it needs."""
    wanted = turn.wanted
    if wanted is None or wanted.what != "article":
        return None
    turn.understand(wanted.request)
    given = (part for part in turn.asked.parts if not isinstance(part, Said))
    turn.asked = replace(turn.asked, parts=(Said(wanted.request), *given))
    turn.draft.intent = turn.request.intent if turn.request.understood else "question"
    return REPLIES[turn.draft.intent]
