"""Questions about the article in the conversation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from textnn.chat.article_replies import article_of, summarize
from textnn.chat.context import PLAUSIBLE, Turn
from textnn.chat.phrases import counted
from textnn.results import Answer
from textnn.results.chat import LISTS, ParsedMessage
from textnn.results.conversation import Shown
from textnn.text.language import NATIVE, detect_language
from textnn.text.normalize import fold
from textnn.text.stopwords import STOPWORDS

LIKE = 5
"""Letters by which two words begin alike."""

_IN_ENGLISH = re.compile(
    r"(?:(?:and|but|so|in|on|at|to|from|by|for|with) )*"
    r"(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|did|does)\b"
)
_ASKING = re.compile(
    r"(?:(?:e|mas|a|o|ate|com|contra|de|desde|do|da|em|no|na|para|pra|por|sobre) )*"
    r"(?:quem|qm|qual|quais|ql|quando|qdo|qnd|aonde|onde|quant[oa]s?|qn?t[oa]s?|como|porque|pq"
    rf"|que|oq|q)\b|{_IN_ENGLISH.pattern}"
)

_IDLE = frozenset(map(fold, STOPWORDS))

_MONEY = re.compile(
    r"[$€£] ?\d[\d.,]*(?: (?:mil|[mb]ilh\w+))?"
    r"|(?<![\d.,])\d[\d.,]*(?: (?:mil|[mb]ilh\w+))?(?: de)? (?:reais|euros?|dólar\w*|libras?)\b"
)

_WHOLE = frozenset(
    ("aconteceu", "houve", "passou", "rolou", "trata", "diz", "conta", "noticia", "artigo",
     "materia", "texto", "reportagem", "assunto", "tema", "historia")
)  # fmt: skip
_BETWEEN = frozenset(
    ("o", "a", "e", "eh", "de", "do", "da", "no", "na", "que", "q", "qual", "foi", "se", "sobre",
     "esse", "essa", "este", "esta", "desse", "dessa", "deste", "desta", "nesse", "nessa",
     "neste", "nesta")
)  # fmt: skip
"""*qual é a notícia?*, *o que aconteceu?*: of ``_WHOLE`` at least one, of others these alone."""

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
    """What the article says if it speaks of it or answers what may be a question, or ``other``."""

    def reply(turn: Turn) -> Iterator[None]:
        article = turn.article
        assert article is not None
        meant = speaks_of(article.text, turn.message)
        if not meant and turn.may_be("question"):
            tried = yield from turn.work(
                lambda context: turn.service.answer(
                    article.text, turn.words, replace(context, keep=False)
                )
            )
            meant = tried.result.answered
        yield from (question if meant else other)(turn)

    return reply


def asks(message: ParsedMessage) -> bool:
    """Whether a message has the form of a question, whatever it asks about."""
    return message.folded.endswith("?") or bool(_ASKING.match(message.folded))


def asks_for_all(message: ParsedMessage) -> bool:
    """Whether it asks what an article says as a whole: no one sentence answers that."""
    words = {token.text for token in message.tokens if token.text[:1].isalpha()}
    return bool(words & {"que", "q", "qual"} and words & _WHOLE) and words <= _WHOLE | _BETWEEN


def speaks_of(article: str, message: ParsedMessage) -> bool:
    """Whether an article has half of a message's full words, or words that begin like them."""
    beginnings = {word[:LIKE] for word in re.findall(r"\w+", fold(article))}
    words = [token.text for token in message.tokens if token.text[:1].isalpha()]
    full = [word for word in words if word not in _IDLE]
    return 2 * sum(word[:LIKE] in beginnings for word in full) >= max(1, len(full))


def question(turn: Turn) -> Iterator[None]:
    """The article's own sentence, or that it does not say, and what comes nearest.

    No sentence is given as the answer to what seems to be asked about the world, nor to a question
    in another language than the article's.
    """
    if not (article := article_of(turn)):
        return
    if asks_for_all(turn.message):
        turn.draft.intent = "summarize"
        yield from summarize(turn)
        return
    turn.draft.intent = "question"
    kept = yield from turn.work(
        lambda context: turn.service.answer(article.text, turn.words, context, _before(turn))
    )
    answer = kept.result
    foreign = answer.asked not in LISTS and _in_another_language(turn, article.text)
    meant = turn.may_be("question") or speaks_of(article.text, turn.message)
    given = answer.answered and meant and not foreign
    if given:
        if answer.asked == "list":
            labels = {mark.label for sentence in answer.sentences for mark in sentence.marks}
            kind = labels.pop() if len(labels) == 1 else "mark"
            count = counted(turn.language, len(answer.listed), kind)
            turn.draft.say("listed_marks", count=count)
        else:
            alone = "answered_on" if answer.after else "answered"
            kinds = {"quoted": "listed", "figures": "figures"}
            turn.draft.say(kinds.get(answer.asked, alone))
        turn.draft.show(kept, "answer", "answer")
        if _one_of_many_amounts(answer):
            turn.draft.offer(("amounts",))
    elif answer.sentences:
        doubt = "maybe" if answer.unsure and meant else "nearest"
        turn.draft.say("other_tongue" if foreign else doubt)
        turn.draft.show(kept, "answer", "nearest")
    else:
        turn.draft.say("listed_none" if answer.asked == "list" else "silent")
        turn.draft.warn(kept)
    if not given:
        _or_else(turn, answer)


def _in_another_language(turn: Turn, article: str) -> bool:
    """Whether something is asked in English of an article in Portuguese."""
    return bool(_IN_ENGLISH.match(turn.message.folded)) and detect_language(article) == NATIVE


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
