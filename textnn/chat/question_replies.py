"""Questions about the article in the conversation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from textnn.chat.article_replies import article_of, summarize
from textnn.chat.context import PLAUSIBLE, Turn
from textnn.chat.phrases import button
from textnn.locale import LANGUAGES
from textnn.results import Answer
from textnn.results.chat import ParsedMessage
from textnn.results.conversation import CHOSEN, Shown
from textnn.tasks.answer.text import sentences_given
from textnn.text.stopwords import STOPWORDS
from textnn.text.words import fold

LIKE = 5
"""Letters by which two words begin alike."""

_IDLE = frozenset(map(fold, STOPWORDS))

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
    """What the article answers, or ``other``: the question may be one about textnn."""

    def reply(turn: Turn) -> Iterator[None]:
        article = turn.article
        assert article is not None
        tried = yield from turn.work(
            lambda context: turn.service.answer(
                article.text, turn.words, replace(context, keep=False)
            )
        )
        yield from (question if tried.result.answered else other)(turn)

    return reply


def asks_for_all(message: ParsedMessage) -> bool:
    """Whether it asks what an article says as a whole: no one sentence answers that."""
    words = {token.text for token in message.tokens if token.text[:1].isalpha()}
    return bool(words & {"que", "q", "qual"} and words & _WHOLE) and words <= _WHOLE | _BETWEEN


def speaks_of(turn: Turn) -> bool:
    """Whether the article has half of the message's full words, or words that begin like them."""
    article = turn.article.text if turn.article else ""
    beginnings = {word[:LIKE] for word in re.findall(r"\w+", fold(article))}
    words = [token.text for token in turn.message.tokens if token.text[:1].isalpha()]
    full = [word for word in words if word not in _IDLE]
    return 2 * sum(word[:LIKE] in beginnings for word in full) >= max(1, len(full))


def question(turn: Turn) -> Iterator[None]:
    """The article's own sentence, or that it does not say, and what comes nearest."""
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
    if answer.answered:
        alone = "answered_on" if answer.after else "answered"
        turn.draft.say("figures" if answer.asked == "figures" else alone)
        turn.draft.show(kept, "answer", "answer")
    elif answer.sentences:
        several = len(sentences_given(answer)) > 1
        unsure = "maybe_several" if several else "maybe"
        turn.draft.say(unsure if answer.unsure else "nearest")
        turn.draft.show(kept, "answer", "nearest")
    else:
        turn.draft.say("silent")
        turn.draft.warn(kept)
    if not answer.answered:
        _or_else(turn, answer)


def chosen(turn: Turn) -> int | None:
    """Which of the sentences that came nearest to the last question was the answer, in the words on
    one of the buttons below them, or in those that it sends."""
    parts = turn.past[-1].parts if turn.past else ()
    near = [p.result for p in parts if isinstance(p, Shown) and p.view == "nearest"]
    said = _bare(turn.message.request)
    for which, name in enumerate(_choices(near[0]) if near and isinstance(near[0], Answer) else ()):
        buttons = [button(language, name) for language in LANGUAGES]
        if said in [_bare(words) for one in buttons for words in (one.label, one.message)]:
            return which
    return None


def _bare(words: str) -> str:
    return words.strip(" .!").casefold()


def _choices(answer: Answer) -> tuple[str, ...]:
    """Names of the buttons below what came nearest, in the order of the sentences."""
    count = len(sentences_given(answer)) if answer.sentences else 0
    return tuple(f"was_{one}" for one in CHOSEN[:count]) if count > 1 else ("was_it",) * count


def keep_chosen(turn: Turn) -> Iterator[None]:
    """Keeps which sentence was the answer as a thumb up, to learn from."""
    which = chosen(turn)
    assert which is not None
    turn.service.history.conversations.like(turn.owner, turn.past[-1].id, True, CHOSEN[which])
    turn.draft.intent = "thanks"
    turn.draft.say("was_it")
    yield


def _or_else(turn: Turn, answer: Answer) -> None:
    """A sentence that came near may be it, and what was asked no question to the article at all."""
    near = _choices(answer)
    guesses = () if turn.request.understood else turn.guesses(PLAUSIBLE)
    if guesses:
        turn.draft.say("or_else")
    if near or guesses:
        turn.draft.offer((*near, *guesses))
