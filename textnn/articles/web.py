"""A web address -> the article there, fetched behind a guard."""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urljoin

import httpcore

from textnn import __version__
from textnn.articles.addresses import Address, parse_address
from textnn.articles.charsets import CHARSETS
from textnn.articles.files import read_as
from textnn.articles.kinds import kind_of
from textnn.articles.sandbox_worker import SHORTEST
from textnn.articles.transport import Guard, Wire
from textnn.config import Settings
from textnn.errors import UserError
from textnn.results.article import Article

MAX_REDIRECTS = 5

KINDS = {
    "": "", "text/html": "html", "application/xhtml+xml": "html", "text/plain": "text",
    "application/pdf": "pdf",
}  # fmt: skip
"""Media types that are taken, and what they are; empty: what stands in it tells."""

_HEADERS = (
    (b"User-Agent", f"textnn/{__version__} (opens one page that a reader asked for)".encode()),
    (b"Accept", b"text/html,application/xhtml+xml,application/pdf,text/plain;q=0.9"),
    (b"Accept-Language", b"pt-BR,pt;q=0.9,en;q=0.5"),
    (b"Accept-Encoding", b"gzip"),
    (b"Connection", b"close"),
)
_MOVED = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class _Page:
    """What a server answered: where to go on, or a body with its media type and encoding."""

    location: str = ""
    media: str = ""
    charset: str = ""
    body: bytes = b""


def fetch(address: str, settings: Settings, guard: Guard | None = None) -> Article:
    """The article at ``address``.

    Args:
        address: as somebody typed or pasted it.
        settings: the limits, and whether this is allowed at all.
        guard: where it may go; ``None``: to public places of the internet.

    Raises:
        UserError: turned off, no such address or none that may be asked, no answer in time, too
            large, or no article in it.
    """
    if not settings.fetch:
        raise UserError("fetch-off")
    guard = guard or Guard()
    wire, here, seen = Wire(guard), parse_address(address), set[Address]()
    while here not in seen and len(seen) <= MAX_REDIRECTS:
        seen.add(here)
        page = _asked(here, wire, guard, settings.upload_bytes)
        if not page.location:
            return _article(page, here, settings)
        here = parse_address(urljoin(str(here), page.location))
    raise UserError("redirects")


def _asked(address: Address, wire: Wire, guard: Guard, limit: int) -> _Page:
    """One question, one answer; whatever goes wrong on the way is a ``UserError``."""
    url = httpcore.URL(
        scheme=address.scheme.encode(),
        host=address.host.encode(),
        port=address.port,
        target=address.target.encode(),
    )
    headers = [(b"Host", address.authority.encode()), *_HEADERS]
    try:
        with (
            httpcore.ConnectionPool(guard.trust, network_backend=wire) as pool,
            pool.stream("GET", url, headers=headers) as answer,
        ):
            return _page(answer, limit)
    except httpcore.TimeoutException as error:
        raise UserError("too-slow") from error
    except httpcore.ConnectError as error:
        raise _unreachable(address, "CERTIFICATE" in str(error).upper()) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        raise UserError("broken-answer") from error


def _page(answer: httpcore.Response, limit: int) -> _Page:
    said = {name.lower(): value.decode("latin-1").strip() for name, value in answer.headers}
    location = said.get(b"location", "")
    if answer.status in _MOVED and location:
        return _Page(location=_unmangled(location))
    if answer.status != 200:
        raise _refused(answer.status)
    media, _, rest = said.get(b"content-type", "").lower().partition(";")
    if media.strip() not in KINDS:
        raise UserError("other-media")
    length = said.get(b"content-length", "")
    if length.isascii() and length.isdigit() and int(length) > limit:
        raise UserError("too-big", "page")
    body = _whole(answer.iter_stream(), said.get(b"content-encoding", "").lower(), limit)
    return _Page("", media.strip(), rest.partition("charset=")[2].strip(" \"'"), body)


def _whole(pieces: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """The body, unpacked; neither packed nor unpacked may it be longer than ``limit`` bytes."""
    if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise UserError("broken-answer")  # only gzip was asked for
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 32) if encoding not in ("", "identity") else None
    body, taken = bytearray(), 0
    for piece in pieces:
        taken += len(piece)
        try:
            body += unpack.decompress(piece, limit + 1 - len(body)) if unpack else piece
        except zlib.error as error:
            raise UserError("broken-answer") from error
        if max(taken, len(body)) > limit:
            raise UserError("too-big", "page")
    if unpack and not unpack.eof:
        raise UserError("broken-answer")
    return bytes(body)


def _article(page: _Page, address: Address, settings: Settings) -> Article:
    kind, body = KINDS[page.media], page.body
    told = kind_of(address.target, body)
    if told == "pdf" or kind in ("", "pdf"):
        kind = told
    charset = CHARSETS.get(page.charset, "")
    if charset and kind != "pdf" and not body.startswith(codecs.BOM_UTF8):
        with suppress(UnicodeDecodeError):
            body = body.decode(charset).encode("utf-8-sig")  # so that it says so itself
    try:
        article = read_as(kind, str(address), body, settings)
    except UserError as error:
        if error.code in ("no-text", "empty-file"):
            raise UserError("no-article") from error
        raise
    if kind == "html" and len(article.text) < SHORTEST:
        raise UserError("no-article")
    return article


def _unmangled(location: str) -> str:
    """Headers are bytes; some servers send UTF-8 in them."""
    try:
        return location.encode("latin-1").decode()
    except UnicodeDecodeError:
        return location


def _refused(status: int) -> UserError:
    if status in (404, 410):
        return UserError("not-found")
    return UserError("site-refused", status=status)


def _unreachable(address: Address, certificate: bool) -> UserError:
    host = address.host[:80]
    if certificate:
        return UserError("bad-certificate", host=host)
    return UserError("unreachable", host=host)
