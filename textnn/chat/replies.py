"""A message -> what came with it -> which reply it gets."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from textnn.chat import article_replies as reading
from textnn.chat import asking
from textnn.chat import creations as making
from textnn.chat import glossary_and_history as telling
from textnn.chat import provenance as how
from textnn.chat.context import Readable, Sources, Turn, Upload
from textnn.chat.phrases import error
from textnn.chat.small_talk import saying
from textnn.errors import UserError
from textnn.results.chat import Arguments, Request
from textnn.results.conversation import GivenArticle, GivenPicture, Message, Part, Said
from textnn.text.messages import address, requests, split_message
from textnn.text.normalize import fold

PASTED = "pasted"
"""Source of an article that came with the message itself."""

SHORT = 200
"""A pasted text with fewer characters is taken as part of the message, if an article is there."""

LONG = 6
"""Words of a line that is a title rather than a request."""

PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff"}

ABOUT_TEXTS = {"highlight", "keywords", "summarize", "headline"}
ABOUT_US = {"how", "help"}
SMALL_TALK = {"greeting", "thanks", "help"}

_WRITE = re.compile(r"\b(?:contin|escrev|redij|prossig|complet|termin|invent|write|go on)")

_POINTS = re.compile(
    r"\b(?:textos?|abaixo|acima|artigo|noticia|materia|reportagem|favor|pfv?|iss[oe]|isto|es[st]e"
    r"|segue|seguinte|this|text|article|please|story|below)\b"
)
"""Words of a request by which it points to the text beside it."""

_PUZZLED = re.compile(r"(?:mas )?(?:como assim|nao entendi|hein|ue|what do you mean)\W*$")

Reply = Callable[[Turn], Iterator[None]]

REPLIES: Mapping[str, Reply] = {
    "highlight": reading.highlight,
    "keywords": reading.keywords,
    "summarize": reading.summarize,
    "headline": reading.headline,
    "question": asking.question,
    "write": making.write,
    "classify": making.classify,
    "sample": making.sample,
    "explain": telling.explain,
    "how": how.how,
    "history": telling.history,
    "delete": telling.delete,
    "help": telling.help_out,
    "greeting": telling.greet,
    "thanks": telling.thank,
    "stop": telling.stop,
    "unknown": telling.ask_back,
}
"""Intent -> its reply."""

BESIDE_A_PICTURE = {"write", "sample", "history", "delete", "help", "how"}
"""What is done although a picture came with it; all else is taken as a question about it."""


def respond(turn: Turn, uploads: Sequence[Upload], sources: Sources) -> Iterator[None]:
    """Reads what came with the message, finds out what is asked, and replies to it."""
    yield from receive(turn, uploads, sources)
    if turn.draft.status != "failed":
        yield from choose(turn)(turn)


def choose(turn: Turn) -> Reply:
    """Which reply a message gets."""
    request, picture, article = turn.request, turn.new_picture, turn.new_article
    answer = telling.decided(turn)
    if answer is not None:
        return telling.carry_out if answer else telling.let_be
    if known := saying(turn):
        return known
    turn.draft.intent = request.intent if request.understood else "unknown"
    if picture and not (request.understood and request.intent in BESIDE_A_PICTURE):
        return making.classify
    asks = asking.bare_question(turn.words) or asking.asks_for_list(turn.words)
    if turn.article and asks:
        return asking.question
    if request.understood:
        reply = REPLIES[request.intent]
        ours = request.intent in ABOUT_US and turn.article
        return asking.article_or(reply) if ours and asking.may_ask_article(turn.words) else reply
    if asking.goes_on(turn):
        return asking.question
    if _puzzled(turn):
        return how.how
    if article and (awaited := _awaited(turn)):
        return awaited
    if turn.article and turn.words.strip() and asking.looks_like_question(turn.words):
        return asking.question
    if article:
        return reading.introduce
    return telling.ask_back


def _puzzled(turn: Turn) -> bool:
    """Whether somebody wonders at what was just shown."""
    return bool(_PUZZLED.match(fold(turn.words))) and next(turn.shown(), None) is not None


def _awaited(turn: Turn) -> Reply | None:
    """What was asked for before the article came that it needs."""
    wanted = turn.wanted
    if wanted is None or wanted.what != "article":
        return None
    request = turn.service.chat.understand(wanted.request)
    if not request.understood or asking.asks_for_list(wanted.request):
        request = replace(request, intent="question")
    given = (part for part in turn.asked.parts if not isinstance(part, Said))
    turn.asked = replace(turn.asked, parts=(Said(wanted.request), *given))
    turn.request, turn.draft.intent = request, request.intent
    return REPLIES[request.intent]


def receive(turn: Turn, uploads: Sequence[Upload], sources: Sources) -> Iterator[None]:
    """Puts what came with the message into it, and understands what it asks."""
    before = turn.asked
    for upload in uploads:
        yield from _upload(turn, upload, sources)
    try:
        yield from _read(turn, sources)
    except UserError as refused:
        turn.draft.give_up(refused.say(turn.language), refused.code)
    if turn.asked != before:
        _amend(turn)


def _read(turn: Turn, sources: Sources) -> Iterator[None]:
    """Understands a message, fetches the article it points to, takes out the one pasted into it."""
    turn.request = yield from turn.draft.work(
        lambda _: turn.service.chat.understand(_whole_text(turn.asked))
    )
    yield from _address(turn, sources)
    turn.request = unless_title(turn.request)
    _pasted(turn)


def given_in(turn: Turn, text: str, sources: Sources) -> tuple[Part, ...]:
    """What a message consists of once it says ``text``; the message itself stays as it is.

    Args:
        turn: ``asked`` is the message, and stands last in ``past``.
        text: what it is to say; an article that comes with it takes the place of the old one.
        sources: how it comes.

    Raises:
        UserError: the article cannot be had.
    """
    before = turn.asked
    given = [part for part in before.parts if not isinstance(part, Said)]
    if (where := address(text)) and where == address(before.text):
        return Said(text), *given
    beside = [part for part in given if not isinstance(part, GivenArticle)]
    turn.asked = replace(before, parts=(Said(text), *beside))
    for _ in _read(turn, sources):
        pass
    return turn.asked.parts if turn.new_article else (Said(text), *given)


def _amend(turn: Turn) -> None:
    """Keeps what came with the message; if that fails the work goes on, as everywhere."""
    try:
        turn.service.chat.conversations.amend(turn.owner, turn.asked)
    except UserError as lost:
        turn.draft.fail(lost.say(turn.language), lost.code)


def _add(turn: Turn, *parts: Part) -> None:
    turn.asked = replace(turn.asked, parts=(*turn.asked.parts, *parts))


def _upload(turn: Turn, upload: Upload, sources: Sources) -> Iterator[None]:
    """Picture or article, by the name of the file."""
    try:
        if PurePath(upload.name.lower()).suffix in PICTURES:
            _add(turn, _picture(turn, upload))
        elif sources.read is None:
            turn.draft.cannot("no_files", name=upload.name)
        else:
            read = sources.read
            article = yield from turn.draft.work(lambda _: read(upload.name, upload.data))
            _add(turn, _article(article, upload.name))
    except UserError as refused:
        turn.draft.give_up(refused.say(turn.language), refused.code)


def _picture(turn: Turn, upload: Upload) -> GivenPicture:
    small = turn.service.pictures.preview(upload.data)
    return GivenPicture(base64.b64encode(small).decode("ascii"), PurePath(upload.name).name)


def _address(turn: Turn, sources: Sources) -> Generator[None, None, None]:
    """The article under an address in the message, unless one is there already.

    Raises:
        UserError: it cannot be fetched.
    """
    where = turn.arguments.address
    given = [part for part in turn.asked.parts if isinstance(part, GivenArticle)]
    if not where or given:
        return
    if sources.fetch is None:
        raise error("no_address", "no-address")
    fetch = sources.fetch
    article = yield from turn.draft.work(lambda _: fetch(where))
    _add(turn, _article(article, where))


def _article(found: Readable, source: str) -> GivenArticle:
    title = " ".join(found.title.split()) or first_line(found.text)
    return GivenArticle(found.text, title, found.source or source)


def unless_title(request: Request) -> Request:
    """The request; none if it is only the title, or the last line, of the text pasted with it.

    Titles are short sentences about anything: *Governo apaga dados do histórico* asks for nothing.
    """
    asked, pasted = split_message(request.text)
    title = request.text.strip().startswith(asked)
    if not pasted or not request.understood or _asks(asked, request.intent, title=title):
        return request
    text = pasted if request.intent in SMALL_TALK else request.text.strip()
    return replace(request, understood=False, arguments=Arguments(article=text))


def _asks(asked: str, intent: str, *, title: bool) -> bool:
    """Whether a line beside a text asks for something that is done with texts."""
    if title and _is_title(asked):
        return False
    if intent == "question":
        marked = asked.endswith(("?", ":")) or asked[:1].islower()
        return marked or requests(asked, title=title)
    return intent in ABOUT_TEXTS or (intent == "write" and bool(_WRITE.search(fold(asked))))


def _is_title(line: str) -> bool:
    """Whether a line above a text is a sentence of its own: *O Vasco dá adeus ao* **título**."""
    long = len(line.split()) >= LONG and line[:1].isupper() and not line.endswith((":", "?"))
    return long and not requests(line) and not _POINTS.search(fold(line))


def _pasted(turn: Turn) -> None:
    """Tells a pasted article from what is asked about it."""
    text, understood = turn.arguments.article, turn.request.understood
    if not text or any(isinstance(part, GivenArticle) for part in turn.asked.parts):
        return
    if len(text) < SHORT and turn.article and not understood:
        return
    split = split_message(turn.asked.text)
    title = turn.asked.text.strip().startswith(split.asked)
    asks = split.asked.endswith("?") or requests(split.asked, title=title)
    if not understood and split.pasted and asks:
        text = split.pasted
    asked = _without(turn.asked.text, text)
    kept = [part for part in turn.asked.parts if not isinstance(part, Said)]
    said = [Said(asked)] if asked else []
    given = GivenArticle(text, first_line(text), PASTED)
    turn.asked = replace(turn.asked, parts=(*said, *kept, given))


def _without(whole: str, text: str) -> str:
    before, found, after = whole.rpartition(text)
    return "\n".join(filter(None, [before.strip(), after.strip()])) if found else whole


def _whole_text(message: Message) -> str:
    """The message as it was typed: with the article that was pasted into it."""
    pasted = [p.text for p in message.parts if isinstance(p, GivenArticle) and p.source == PASTED]
    return "\n".join(filter(None, [message.text, *pasted]))


def first_line(text: str, longest: int = 80) -> str:
    """The first line of a text, cut between words.

    >>> first_line("O rio subiu hoje. Choveu.", 18), first_line("O rio\\nChoveu.")
    ('O rio subiu…', 'O rio')
    """
    line = " ".join(text.strip().partition("\n")[0][: 8 * longest].split())
    if len(line) <= longest:
        return line
    head = line[: longest - 1]
    return (head.rpartition(" ")[0] or head).rstrip(" ,;:.") + "…"
