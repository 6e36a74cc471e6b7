"""A chat message, taken apart: the request, the text pasted with it, and what both hold."""

from __future__ import annotations

from textnn.results.chat import ParsedMessage
from textnn.text.messages import LINE, link, quoted, tokenize
from textnn.text.words import fold

PASTED, ALONE = 120, 400
"""Characters: shortest text after a colon, and the length from which on a message without a request
is an article."""


def readings(text: str, *, has_article: bool = False) -> tuple[ParsedMessage, ...]:
    r"""The ways in which a message may be a request; which one it is, the network decides.

    A request beside a text stands on a line of its own, the first or the last, or before a colon
    that a long text follows. The last way is without any: all request, or if long all pasted.

    Args:
        has_article: whether the conversation has one already.

    >>> [way.request for way in readings("Resume isso\nO rio subiu e a ponte foi fechada hoje.")]
    ['Resume isso', '']
    >>> [way.request for way in readings("continue: O prefeito")]
    ['continue: O prefeito']
    """
    lines = split(text)
    whole = text.strip()
    alone = ("", whole) if lines or len(whole) >= ALONE else (whole, "")
    return tuple(_parsed(text, *way, has_article=has_article) for way in (*lines, alone))


def _parsed(text: str, request: str, pasted: str, *, has_article: bool = False) -> ParsedMessage:
    return ParsedMessage(
        text,
        request,
        pasted,
        folded=fold(request),
        link=link(request),
        quoted=quoted(request),
        tokens=tokenize(request, pasted=bool(pasted), has_article=has_article),
    )


def restrict(message: ParsedMessage, request: str) -> ParsedMessage:
    """The message if only ``request`` of it is one."""
    return _parsed(message.raw, request, message.pasted)


def split(text: str) -> list[tuple[str, str]]:
    r"""Lines that may be a request, each with the text beside it, both to the letter.

    >>> split("resume isso\nO rio subiu dois metros e a ponte foi fechada hoje.")[0][0]
    'resume isso'
    """
    whole = text.strip()
    first, _, after = whole.partition("\n")
    before, _, last = whole.rpartition("\n")
    head, colon, rest = whole.partition(": ")
    found = []
    if len(first) <= LINE and len(after.split()) >= 8:
        found.append((first.strip(), after.strip()))
    elif colon and len(head) <= LINE and len(rest) >= PASTED:
        found.append((f"{head}:", rest.strip()))
    if len(last) <= LINE <= len(before):
        found.append((last.strip(), before.strip()))
    return found
