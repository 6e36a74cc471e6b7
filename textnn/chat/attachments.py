"""What comes with a message: pictures, files, addresses, a text pasted into it."""

from __future__ import annotations

import base64
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath

from textnn.chat.context import Readable, Sources, Turn, Upload
from textnn.errors import UserError
from textnn.results.conversation import GivenArticle, GivenPicture, Message, Part, Said
from textnn.tasks.understand.message import restrict
from textnn.text.messages import link

PASTED = "pasted"
"""Source of an article that came with the message itself."""

SHORT = 200
"""A pasted text with fewer characters is taken as part of the message, if an article is there."""

PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff"}


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
    beside = [part for part in given if not isinstance(part, GivenArticle)]
    turn.asked = replace(before, parts=(Said(text), *beside))
    turn.understand(text)
    if turn.message.link and turn.message.link == link(before.text):
        return Said(text), *given
    for _ in _articles(turn, sources):
        pass
    return turn.asked.parts if turn.new_article else (Said(text), *given)


def _read(turn: Turn, sources: Sources) -> Iterator[None]:
    """Understands a message, fetches the article it points to, takes out the one pasted into it."""
    yield from turn.draft.work(lambda _: turn.understand(_whole_text(turn.asked)))
    yield from _articles(turn, sources)
    if turn.words != turn.message.request:
        turn.request = replace(turn.request, message=restrict(turn.message, turn.words))


def _articles(turn: Turn, sources: Sources) -> Generator[None, None, None]:
    """The article under an address in the message or pasted with it, unless one is there already.

    Raises:
        UserError: it cannot be fetched.
    """
    if any(isinstance(part, GivenArticle) for part in turn.asked.parts):
        return
    if where := turn.arguments.address:
        if sources.fetch is None:
            raise UserError("no-address")
        fetch = sources.fetch
        article = yield from turn.draft.work(lambda _: fetch(where))
        _add(turn, _article(article, where))
        return
    text = turn.arguments.article
    if len(text) >= SHORT or (text and (turn.request.understood or not turn.article)):
        _split_off(turn, text)


def take_instead(turn: Turn, text: str) -> None:
    """Makes ``text`` the article from now on; the old one stays where it was."""
    before = turn.article
    assert before is not None
    title = first_line(text) if before.source == PASTED else before.title
    _add(turn, GivenArticle(text, title, before.source))
    _amend(turn)


def _split_off(turn: Turn, text: str) -> None:
    """Makes an article of the text pasted with the request."""
    rest = _without(turn.asked.text, text)
    kept = [part for part in turn.asked.parts if not isinstance(part, Said)]
    said = [Said(rest)] if rest else []
    given = GivenArticle(text, first_line(text), PASTED)
    turn.asked = replace(turn.asked, parts=(*said, *kept, given))


def _without(whole: str, text: str) -> str:
    before, found, after = whole.rpartition(text)
    return "\n".join(filter(None, [before.strip(), after.strip()])) if found else whole


def _whole_text(message: Message) -> str:
    """The message as it was typed: with the article that was pasted into it."""
    pasted = [p.text for p in message.parts if isinstance(p, GivenArticle) and p.source == PASTED]
    return "\n".join(filter(None, [message.text, *pasted]))


def _amend(turn: Turn) -> None:
    """Keeps what came with the message; if that fails the work goes on, as everywhere."""
    try:
        turn.service.history.conversations.amend(turn.owner, turn.asked)
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


def _article(found: Readable, source: str) -> GivenArticle:
    title = " ".join(found.title.split()) or first_line(found.text)
    return GivenArticle(found.text, title, found.source or source)


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
