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
from textnn.articles.transport import Guard, Wire, too_slow
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
        raise UserError(
            "Aqui não se abrem endereços. Abra a página no navegador e cole o texto do artigo.",
            "Addresses are not opened here. Open the page in the browser and paste the text of "
            "the article.",
            code="fetch-off",
        )
    guard = guard or Guard()
    wire, here, seen = Wire(guard), parse_address(address), set[Address]()
    while here not in seen and len(seen) <= MAX_REDIRECTS:
        seen.add(here)
        page = _asked(here, wire, guard, settings.upload_bytes)
        if not page.location:
            return _article(page, here, settings)
        here = parse_address(urljoin(str(here), page.location))
    raise UserError(
        "O endereço manda de um lugar a outro sem chegar a uma página. Abra-a no navegador e cole "
        "o texto.",
        "The address sends from one place to another and never reaches a page. Open it in the "
        "browser and paste the text.",
        code="redirects",
    )


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
        raise too_slow() from error
    except httpcore.ConnectError as error:
        raise _unreachable(address, "CERTIFICATE" in str(error).upper()) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        raise _broken_off() from error


def _page(answer: httpcore.Response, limit: int) -> _Page:
    said = {name.lower(): value.decode("latin-1").strip() for name, value in answer.headers}
    location = said.get(b"location", "")
    if answer.status in _MOVED and location:
        return _Page(location=_unmangled(location))
    if answer.status != 200:
        raise _refused(answer.status)
    media, _, rest = said.get(b"content-type", "").lower().partition(";")
    if media.strip() not in KINDS:
        raise UserError(
            "O endereço leva a outra coisa, não a uma página, um texto ou um PDF. Abra o endereço "
            "do artigo, ou cole o texto.",
            "The address leads to something else than a page, a text or a PDF. Open the address "
            "of the article, or paste the text.",
            code="other-media",
        )
    length = said.get(b"content-length", "")
    if length.isascii() and length.isdigit() and int(length) > limit:
        raise _too_big()
    body = _whole(answer.iter_stream(), said.get(b"content-encoding", "").lower(), limit)
    return _Page("", media.strip(), rest.partition("charset=")[2].strip(" \"'"), body)


def _whole(pieces: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """The body, unpacked; neither packed nor unpacked may it be longer than ``limit`` bytes."""
    if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise _broken_off()  # only gzip was asked for
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 32) if encoding not in ("", "identity") else None
    body, taken = bytearray(), 0
    for piece in pieces:
        taken += len(piece)
        try:
            body += unpack.decompress(piece, limit + 1 - len(body)) if unpack else piece
        except zlib.error as error:
            raise _broken_off() from error
        if max(taken, len(body)) > limit:
            raise _too_big()
    if unpack and not unpack.eof:
        raise _broken_off()
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
            raise _no_article() from error
        raise
    if kind == "html" and len(article.text) < SHORTEST:
        raise _no_article()
    return article


def _unmangled(location: str) -> str:
    """Headers are bytes; some servers send UTF-8 in them."""
    try:
        return location.encode("latin-1").decode()
    except UnicodeDecodeError:
        return location


def _refused(status: int) -> UserError:
    if status in (404, 410):
        return UserError(
            "Não há página neste endereço (ou não há mais). Confira-o no navegador.",
            "There is no page at this address (or no longer). Check it in the browser.",
            code="not-found",
        )
    return UserError(
        f"O site não entregou a página (resposta {status}); alguns só a mostram a assinantes ou a "
        "navegadores. Abra-a no navegador e cole o texto.",
        f"The site did not give the page (answer {status}); some show it only to subscribers or "
        "to browsers. Open it in the browser and paste the text.",
        code="site-refused",
    )


def _unreachable(address: Address, certificate: bool) -> UserError:
    host = address.host[:80]
    if certificate:
        return UserError(
            f"O certificado de {host} não é válido: não dá para saber quem responde. Confira o "
            "endereço, ou cole o texto do artigo.",
            f"The certificate of {host} is not valid: there is no telling who answers. Check the "
            "address, or paste the text of the article.",
            code="bad-certificate",
        )
    return UserError(
        f"Não consegui chegar a {host}. Confira o endereço e a conexão com a internet, ou cole o "
        "texto do artigo.",
        f"There is no way to {host}. Check the address and the connection to the internet, or "
        "paste the text of the article.",
        code="unreachable",
    )


def _broken_off() -> UserError:
    return UserError(
        "A resposta do site chegou incompleta ou confusa. Tente de novo, ou abra a página no "
        "navegador e cole o texto.",
        "The answer of the site came incomplete or garbled. Try again, or open the page in the "
        "browser and paste the text.",
        code="broken-answer",
    )


def _too_big() -> UserError:
    return UserError(
        "A página é grande demais para um artigo. Abra-a no navegador e cole só o texto.",
        "The page is too large for an article. Open it in the browser and paste just the text.",
        code="too-big",
    )


def _no_article() -> UserError:
    return UserError(
        "Não encontrei um artigo nesta página; algumas só mostram o texto no navegador ou a "
        "assinantes. Abra-a no navegador e cole o texto.",
        "No article was found on this page; some show their text only in the browser or to "
        "subscribers. Open it in the browser and paste the text.",
        code="no-article",
    )
