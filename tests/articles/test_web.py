"""Articles by address, from a server that tries every trick."""

from __future__ import annotations

import gzip
import ipaddress
import socket
import ssl
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.articles.makers import BODY, TEXT, TITLE, TITLED, page, pdf
from tests.articles.server import Site, answer, moved, serve
from textnn.articles.html import read_html
from textnn.articles.pdf import read_pdf
from textnn.articles.sandbox_worker import Parser, parsed
from textnn.articles.transport import Guard
from textnn.articles.web import MAX_REDIRECTS, fetch
from textnn.config import Settings
from textnn.errors import UserError
from textnn.results.article import Article

SETTINGS = Settings(max_chars=20_000, max_upload="100kb")
PEM = Path(__file__).with_name("jornal.pem")
HERE = ipaddress.ip_address("127.0.0.1")


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parsers run in this process, as fast: the one of their own is for ``test_files``."""
    readers: dict[str, Parser] = {"html": read_html, "pdf": read_pdf}
    monkeypatch.setattr(
        "textnn.articles.files.parse_apart",
        lambda kind, content, most: parsed(readers[kind], content, most),
    )


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


def guard(site: Site, **changed: Any) -> Guard:
    """Lets the test's own server in, and nothing else."""
    given: dict[str, Any] = {
        "allowed": lambda ip: ip == HERE,
        "resolve": lambda host, port: ["127.0.0.1"],
        "ports": frozenset({site.port}),
        "seconds": 5.0,
    }
    return Guard(**(given | changed))


def get(site: Site, path: str = "/", host: str = "jornal.example", **changed: Any) -> Article:
    return fetch(site.url(path, host), SETTINGS, guard(site, **changed))


def refusal(site: Site, path: str = "/", host: str = "jornal.example", **changed: Any) -> str:
    with pytest.raises(UserError) as caught:
        get(site, path, host, **changed)
    assert caught.value.pt != caught.value.en
    return caught.value.code


# What comes


def test_an_article(site: Site) -> None:
    site.answers["/ponte?p=1"] = answer()
    article = get(site, "/ponte?p=1#comentarios")
    assert article == Article(TITLED, TITLE, site.url("/ponte?p=1", "jornal.example"), "html")
    head = site.seen[0]
    assert f"Host: jornal.example:{site.port}\r\n" in head
    assert "User-Agent: textnn/" in head
    assert "cookie" not in head.lower()


@pytest.mark.parametrize(
    ("content_type", "body", "kind"),
    [
        ("text/plain; charset=iso-8859-1", TEXT.replace("“", '"').replace("”", '"'), "text"),
        ("text/html; charset=ISO-8859-1", page(head="<meta charset='utf-8'>"), "html"),
        ("text/html", page(), "html"),
        ("application/xhtml+xml", page(), "html"),
        ("", page(), "html"),
        ("application/pdf", pdf([list(BODY)]), "pdf"),
        ("text/html", pdf([list(BODY)]), "pdf"),
    ],
    ids=["plain", "header wins", "silent", "xhtml", "untyped", "pdf", "pdf as page"],
)
def test_media_and_encodings(site: Site, content_type: str, body: str | bytes, kind: str) -> None:
    packed = body if isinstance(body, bytes) else body.encode("cp1252")
    site.answers["/"] = answer(packed, content_type=content_type)
    article = get(site)
    assert article.kind == kind
    assert "Ângela Conceição" in article.text


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate", "identity"])
def test_packed_pages(site: Site, encoding: str) -> None:
    plain = page().encode()
    packers: dict[str, Callable[[bytes], bytes]]
    packers = {"deflate": zlib.compress, "identity": bytes}
    pack = packers.get(encoding, gzip.compress)
    site.answers["/"] = answer(pack(plain), content_encoding=encoding)
    assert get(site).text == TITLED


def test_chunks(site: Site) -> None:
    body = page().encode()
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(body[at : at + 99]), body[at : at + 99])
                      for at in range(0, len(body), 99))  # fmt: skip
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    site.answers["/"] = head + chunks + b"0\r\n\r\n"
    assert get(site).text == TITLED


# Where it may go


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/", "http://localhost/", "http://localhost./", "http://[::1]/",
        "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/", "http://0.0.0.0/", "http://１２７.０.０.１/",
    ],
)  # fmt: skip
def test_the_defaults_let_nothing_in_that_is_not_public(address: str) -> None:
    with pytest.raises(UserError) as caught:
        fetch(address, SETTINGS)
    assert caught.value.code == "forbidden-address"


def test_the_defaults_do_not_reach_this_server(site: Site) -> None:
    site.answers["/"] = answer()
    elsewhere: dict[str, Any] = {"resolve": lambda host, port: ["127.0.0.1"]}
    for changed in ({}, elsewhere):
        with pytest.raises(UserError) as caught:
            fetch(site.url(), SETTINGS, Guard(ports=frozenset({site.port}), **changed))
        assert caught.value.code == "forbidden-address"
    assert site.seen == []


def test_other_ports_are_closed(site: Site) -> None:
    with pytest.raises(UserError) as caught:
        fetch(site.url(), SETTINGS, Guard(allowed=lambda ip: True))
    assert caught.value.code == "forbidden-address"
    assert site.seen == []


def test_one_private_address_among_public_ones_is_enough_to_refuse(site: Site) -> None:
    for places in (["127.0.0.1", "10.0.0.1"], [], ["fe80::1%lo"], ["lixo"]):
        assert refusal(site, resolve=lambda host, port, at=places: at) == "forbidden-address"
    assert site.seen == []


def test_the_connection_goes_to_the_address_that_was_checked(site: Site) -> None:
    """A name that is public when it is looked up first and this machine when looked up again."""
    site.answers["/"] = answer()
    answers = iter([["127.0.0.1"], ["10.0.0.1"], ["10.0.0.1"]])
    checked: list[Any] = []
    allowed = lambda ip: checked.append(ip) or ip == HERE  # noqa: E731
    get(site, resolve=lambda host, port: next(answers), allowed=allowed)
    assert checked == [HERE]  # looked up once, checked once, and there the connection went
    assert next(answers) == ["10.0.0.1"]


def test_a_name_that_changes_is_checked_again_after_a_redirect(site: Site) -> None:
    site.answers |= {"/": moved("/fim"), "/fim": answer()}
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])
    assert refusal(site, resolve=lambda host, port: next(answers)) == "forbidden-address"
    assert len(site.seen) == 1


def test_the_systems_own_resolver_is_not_asked_behind_our_back(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.answers["/"] = answer()
    asked: list[str] = []
    real = socket.getaddrinfo
    watch = lambda host, *rest, **more: asked.append(host) or real(host, *rest, **more)  # noqa: E731
    monkeypatch.setattr(socket, "getaddrinfo", watch)
    get(site)
    assert set(asked) <= {"127.0.0.1"}  # create_connection asks for the number itself


def test_no_proxy_of_the_environment_is_asked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.answers["/"] = answer()
    assert get(site).text == TITLED


# Redirects


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 Other", "307 Same", "308 Same"])
def test_redirects_are_followed(site: Site, status: str) -> None:
    site.answers |= {"/a/b": moved("../fim?x=ação", status), "/fim?x=a%C3%A7%C3%A3o": answer()}
    assert get(site, "/a/b").source == site.url("/fim?x=a%C3%A7%C3%A3o", "jornal.example")


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ("http://10.0.0.1/", "forbidden-address"),
        ("http://127.0.0.1:22/", "forbidden-address"),
        ("//10.0.0.1/", "forbidden-address"),
        ("http://[::1]/", "forbidden-address"),
        ("http://2130706433/", "bad-address"),
        ("http://a@127.0.0.1/", "bad-address"),
        ("http://jornal.example\\@127.0.0.1/", "bad-address"),
        ("file:///etc/passwd", "other-scheme"),
        ("ftp://jornal.example/", "other-scheme"),
        ("data:text/html,oi", "other-scheme"),
        ("javascript:alert(1)", "other-scheme"),
    ],
)
def test_redirects_to_where_it_must_not_go(site: Site, to: str, code: str) -> None:
    site.answers["/"] = moved(to)
    assert refusal(site) == code
    assert len(site.seen) == 1


def test_the_defaults_refuse_a_redirect_to_this_machine(site: Site) -> None:
    """The first host is let in as the test's own; the second has no such luck."""
    site.answers |= {"/": moved(site.url("/fim", "outro.example")), "/fim": answer()}
    names = {"jornal.example": "127.0.0.1", "outro.example": "127.0.0.3"}
    assert refusal(site, resolve=lambda host, port: [names[host]]) == "forbidden-address"


def test_circles_and_long_ways_end(site: Site) -> None:
    site.answers |= {"/a": moved("/b"), "/b": moved("/a")}
    assert refusal(site, "/a") == "redirects"
    assert len(site.seen) == 2
    site.answers |= {f"/{n}": moved(f"/{n + 1}") for n in range(20)}
    assert refusal(site, "/0") == "redirects"
    assert len(site.seen) == 2 + MAX_REDIRECTS + 1
    site.answers[f"/{MAX_REDIRECTS}"] = answer()
    assert get(site, "/0").text == TITLED


# How much and how long


def test_a_giant_body_is_cut_off_early(site: Site) -> None:
    sent: list[int] = []

    def pour(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        sent.extend(line.send(b"palavra " * 8000) for _ in range(20_000))

    site.answers["/"] = pour
    assert refusal(site) == "too-big"
    time.sleep(0.1)
    assert sum(sent) < 20_000_000


def test_a_body_that_says_it_is_giant_is_not_read(site: Site) -> None:
    site.answers["/"] = answer("oi", length=10**12)
    assert refusal(site) == "too-big"


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
@pytest.mark.slow
def test_a_small_body_that_unpacks_to_a_giant_one(site: Site, encoding: str) -> None:
    bomb = (gzip.compress if encoding == "gzip" else zlib.compress)(bytes(50_000_000))
    site.answers["/"] = answer(bomb[:90_000], content_encoding=encoding)
    assert len(bomb) < 100_000
    tracemalloc.start()
    assert refusal(site) == "too-big"
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "lixo"])
def test_packings_that_nobody_asked_for(site: Site, encoding: str) -> None:
    site.answers["/"] = answer(gzip.compress(page().encode()), content_encoding=encoding)
    assert refusal(site) == "broken-answer"


def _drip(line: socket.socket, start: bytes) -> None:
    line.sendall(start)
    for _ in range(100):
        line.sendall(b"a")
        time.sleep(0.1)


SLOW = {
    "silence": lambda line: time.sleep(4),
    "head": lambda line: _drip(line, b"HTTP/1.1 200 OK\r\nX: "),
    "status": lambda line: _drip(line, b"HTTP/1.1 2"),
    "body": lambda line: _drip(line, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"),
}


@pytest.mark.parametrize("where", SLOW)
@pytest.mark.slow
def test_a_dripping_answer_ends_in_time(site: Site, where: str) -> None:
    site.answers["/"] = SLOW[where]
    began = time.perf_counter()
    assert refusal(site, seconds=0.5) == "too-slow"
    assert time.perf_counter() - began < 8, "the whole answer takes ten"


@pytest.mark.slow
def test_all_redirects_share_one_time(site: Site) -> None:
    def late(line: socket.socket) -> None:
        time.sleep(0.25)
        line.sendall(moved(f"/{len(site.seen)}"))

    site.answers |= {"/": late, **{f"/{n}": late for n in range(20)}}
    assert refusal(site, seconds=0.6) == "too-slow"


def test_a_name_server_that_never_answers(site: Site) -> None:
    over = threading.Event()
    began = time.perf_counter()
    assert refusal(site, resolve=lambda host, port: over.wait(10), seconds=0.3) == "too-slow"
    assert time.perf_counter() - began < 8, "the whole answer takes ten"
    over.set()


# What is no article


def test_odd_answers(site: Site) -> None:
    broken = {
        "/cut": answer(page(), length=9000),
        "/gzip": answer(gzip.compress(page().encode())[:200], content_encoding="gzip"),
        "/lie": answer(page(), content_encoding="gzip"),
        "/junk": b"SSH-2.0-OpenSSH\r\n",
        "/nothing": b"",
        "/header": b"HTTP/1.1 200 OK\r\n" + b"X: " + b"a" * 200_000 + b"\r\n\r\n",
    }
    site.answers |= broken
    assert {path: refusal(site, path) for path in broken} == dict.fromkeys(broken, "broken-answer")


@pytest.mark.parametrize(
    ("status", "code"),
    [("404 Not Found", "not-found"), ("410 Gone", "not-found"), ("403 Forbidden", "site-refused"),
     ("500 Oops", "site-refused"), ("204 No Content", "site-refused"),
     ("302 Found", "site-refused")],
)  # fmt: skip
def test_answers_without_a_page(site: Site, status: str, code: str) -> None:
    site.answers["/"] = answer(b"", status)
    assert refusal(site) == code


@pytest.mark.parametrize("media", ["image/png", "application/zip", "video/mp4", "text/html2", "x"])
def test_other_media(site: Site, media: str) -> None:
    site.answers["/"] = answer(content_type=media)
    assert refusal(site) == "other-media"


@pytest.mark.parametrize(
    "body",
    ["", "<html><body><script>app()</script><div id=app></div></body></html>",
     "<html><body><p>Assine para continuar lendo.</p></body></html>"],
    ids=["empty", "script", "wall"],
)  # fmt: skip
def test_pages_without_an_article(site: Site, body: str) -> None:
    site.answers["/"] = answer(body)
    assert refusal(site) == "no-article"


def test_a_page_that_is_too_long(site: Site) -> None:
    site.answers["/"] = answer(page(f"Parágrafo {n} da notícia. " * 40 for n in range(30)))
    assert refusal(site) == "too-long"


# Who answers


def test_nobody_answers() -> None:
    with serve() as site:
        pass
    assert refusal(site) == "unreachable"
    with pytest.raises(UserError) as caught:
        fetch("http://jornal.invalid/", SETTINGS, Guard(seconds=5))
    assert caught.value.code in {"unreachable", "too-slow"}


def test_it_can_be_turned_off(site: Site) -> None:
    settings = Settings(fetch=False)
    with pytest.raises(UserError) as caught:
        fetch(site.url(), settings, guard(site))
    assert caught.value.code == "fetch-off"
    assert site.seen == []


def _server_side() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)
    return context


def test_the_certificate_is_that_of_the_name_not_of_the_number() -> None:
    trust = ssl.create_default_context(cafile=str(PEM))
    with serve(_server_side()) as site:
        site.answers["/"] = answer()
        address = site.url("/", "jornal.example", "https")
        assert fetch(address, SETTINGS, guard(site, trust=trust)).text == TITLED
        assert site.names == ["jornal.example"]

        for host, believed in (("outro.example", trust), ("jornal.example", None)):
            address = site.url("/", host, "https")
            with pytest.raises(UserError) as caught:
                fetch(address, SETTINGS, guard(site, trust=believed))
            assert caught.value.code == "bad-certificate"


def test_a_handshake_that_never_ends() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        mute = Site(silent.getsockname()[1])
        address = mute.url("/", "jornal.example", "https")
        with pytest.raises(UserError) as caught:
            fetch(address, SETTINGS, guard(mute, seconds=0.4))
    assert caught.value.code == "too-slow"
