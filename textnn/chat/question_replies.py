"""Questions about the article in the conversation: which messages are some, and what they get."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from textnn.chat.article_replies import article_of
from textnn.chat.context import Turn
from textnn.chat.phrases import counted
from textnn.results import Answer
from textnn.results.chat import LISTS, ParsedMessage
from textnn.results.conversation import Shown
from textnn.tasks.answer.patterns import MONEY
from textnn.tasks.answer.question import Question
from textnn.text.normalize import fold

LIKE = 5
"""Letters by which two words begin alike."""

SHORT = 2
"""Full words of a message that goes on from a question before."""

ASKING = ("who", "when", "where", "money", "count", "duration", "why")
"""Kinds of questions that people ask of an article, and now and then of textnn."""

PLAUSIBLE = 0.15
"""Probability from which on a guess is worth a button beside an answer."""

_BARE = re.compile(
    r"(?:e |mas |and )?(?:o |a )?(?:quem|qm|quando|qnd|qdo|onde|aonde|quant[oa]s?|qn?to|por ?que|pq"
    r"|who|when|where|why|how much)(?: (?:foi|e|era|sera|fica|aconteceu|custou|is|was|did))?"
    r"(?: (?:isso|it|that))?\W*$"
)
_OURS = re.compile(
    r"\b(?:voces?|vcs?|tu|iss[oe]|ess[ae]s?|titulos?|manchetes?|resum\w+|frases?|respost\w+|respond\w+"
    r"|palavras?|redes?|modelo|textnn|nomes|destac\w+|you|it|this|that)\b"
)
"""Words of those who ask about textnn and what it made."""

_QUESTION = re.compile(
    r"\?\s*$|^(?:e |mas |entao |and |so |but )?"
    r"(?:(?:el[ea]s?|[ao]s? [a-z]+),? (?=o ?que |como |quando |onde |quanto ))?"
    r"(?:[ao]s? |em |de |por |pra |para |com |desde |ate )?"
    r"(?:me (?:diz|diga|fala|conta) )?(?:[ao] )?(?:quem|qm|quando|qnd|qdo|onde|aonde|cade"
    r"|quant[oa]s?|qn?t[oa]s?|ql|qua(?:l|is)|como|por ?que|pq"
    r"|o ?que|oq|que|who|whose|when|where|how|why|what|which|did|does|is|are|was|were)\b"
)

Reply = Callable[[Turn], Iterator[None]]


def looks_like_question(message: ParsedMessage) -> bool:
    """Whether a message seems to ask something: *e quanto custou*."""
    return bool(_QUESTION.search(message.folded))


def bare_question(message: ParsedMessage) -> bool:
    """Whether a message asks with hardly more than the word for it: *onde foi?*"""
    return bool(_BARE.match(message.folded))


def goes_on(turn: Turn) -> bool:
    """Whether this goes on from a question about the article: *e a enfermeira*, *e ela*."""
    begins = turn.message.folded.startswith(("e ", "mas e "))
    return begins and len(turn.question.words) <= SHORT and _before(turn) is not None


def _before(turn: Turn) -> Answer | None:
    """What was just said to a question about the same article."""
    reply = next((one for one in reversed(turn.past) if one.role == "assistant"), None)
    for part in reply.parts if reply and turn.article else ():
        if isinstance(part, Shown) and isinstance(part.result, Answer):
            same = turn.article is not None and part.result.text == turn.article.text
            return part.result if same else None
    return None


def may_ask_article(message: ParsedMessage, asked: Question) -> bool:
    """Whether what seems to be about textnn may ask the article: *por que o treinador saiu?*"""
    return asked.kind in ASKING and bool(asked.words) and not _OURS.search(message.folded)


def article_or(other: Reply) -> Reply:
    """What the article says; where it neither answers nor speaks of it, another reply."""

    def reply(turn: Turn) -> Iterator[None]:
        article = turn.article
        assert article is not None
        tried = yield from turn.draft.work(
            lambda progress: turn.service.chat.answer(
                article.text, turn.words, owner=turn.owner, keep=False, progress=progress
            )
        )
        meant = tried.result.answered or speaks_of(article.text, turn.question)
        yield from (question if meant else other)(turn)

    return reply


def speaks_of(article: str, asked: Question) -> bool:
    """Whether an article has half of the full words of a question, or words that begin like them.

    >>> from textnn.tasks.answer.question import parse
    >>> speaks_of("O clube demitiu o treinador.", parse("por que o treinador saiu?"))
    True
    """
    beginnings = {word[:LIKE] for word in re.findall(r"\w+", fold(article))}
    known = sum(word[:LIKE] in beginnings for word in asked.words)
    return 2 * known >= max(1, len(asked.words))


def question(turn: Turn) -> Iterator[None]:
    """The article's own sentence, or that it does not say, and what comes nearest."""
    if not (article := article_of(turn)):
        return
    turn.draft.intent = "question"
    kept = yield from turn.draft.work(
        lambda progress: turn.service.chat.answer(
            article.text,
            turn.words,
            owner=turn.owner,
            before=_before(turn),
            keep=turn.keep,
            progress=progress,
        )
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
        if answer.asked == "money" and len(set(MONEY.findall(article.text))) > 1:
            turn.draft.offer(("amounts",))
    elif answer.sentences:
        turn.draft.say("nearest")
        turn.draft.show(kept, "answer", "nearest")
    else:
        turn.draft.say("listed_none" if answer.asked == "list" else "silent")
        turn.draft.warn(kept)
    if not answer.answered and not turn.request.understood:
        _or_else(turn)


def _or_else(turn: Turn) -> None:
    """It may have been no question to the article at all."""
    if guesses := turn.guesses(PLAUSIBLE):
        turn.draft.say("or_else")
        turn.draft.offer(guesses)


def asks_for_list(asked: Question) -> bool:
    """Whether the quotations, or all marks of a kind, are asked for, without colours.

    >>> from textnn.tasks.answer.question import parse
    >>> asks_for_list(parse("só as datas")), asks_for_list(parse("os nomes"))
    (True, False)
    """
    return asked.kind == "quoted" or (asked.kind == "list" and len(asked.labels) == 1)
