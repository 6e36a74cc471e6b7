"""Addresses of shared results: who opens them, what they show, and how they end."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from tests.served import Served
from tests.ui.fakes import SECRET
from tests.ui.makers import read
from tests.ui.results import ARTICLE, make_all
from textnn.pages.share_box import VALIDITIES
from textnn.results.context import RequestContext
from textnn.web.identity.owner import COOKIE, new_owner, sign

HOSTILE = (
    '<script>alert(1)</script> "><img src=x onerror=alert(1)> \u202etxet\u202c </title> '
    '<button type="button" data-do="x">x</button> Ana Souza chegou.'
)


class Visitor:
    """Somebody with a cookie of their own."""

    def __init__(self, served: Served) -> None:
        self.owner = new_owner()
        self.http = httpx.Client(base_url=served.url, cookies={COOKIE: sign(self.owner, SECRET)})


@pytest.fixture
def ana(served: Served) -> Iterator[Visitor]:
    visitor = Visitor(served)
    yield visitor
    visitor.http.close()


@pytest.fixture
def rui(served: Served) -> Iterator[Visitor]:
    visitor = Visitor(served)
    yield visitor
    visitor.http.close()


def marked(served: Served, visitor: Visitor) -> str:
    run = served.screen.service.highlight(ARTICLE, RequestContext(visitor.owner)).run_id
    assert run
    return run


def link_in(html: str) -> str:
    found = re.search(r'value="(r/[\w-]+)"', html)
    assert found, html
    return "/" + found[1]


@pytest.mark.parametrize("language", ["pt-BR", "en"])
def test_everybody_with_the_address_reads_every_kind(
    served: Served, ana: Visitor, rui: Visitor, language: str
) -> None:
    for kind, run in make_all(served.screen, ana.owner).items():
        address = link_in(ana.http.post(f"/share/{run}").text)
        answer = rui.http.get(address, headers={"accept-language": language})
        assert answer.status_code == 200, kind
        page = answer.text
        assert f'<html lang="{language}">' in page
        assert ("Como foi feito" in page) == (language == "pt-BR"), kind
        checksum = served.screen.service.history.shared(address[3:]).model.checksum
        folded = re.search(r"<details><summary>[^<]*</summary><code>(.*?)</code></details>", page)
        assert (folded[1] if folded else "") == checksum
        assert not checksum or page.count(checksum) == 1, "nowhere before a reader's eyes"
        assert 'name="robots" content="noindex' in page
        if kind == "answer":
            assert "<dt>Pergunta</dt>" in page or language == "en"
        assert " data-do=" not in page, f"{kind}: a button without anything behind it"
        assert 'property="og:title"' in page
        assert "UEsDB" not in page, "the pictures that were taught stay with who taught them"


def test_a_messenger_gets_a_title_and_no_more(served: Served, ana: Visitor) -> None:
    run = served.screen.service.highlight(ARTICLE * 9, RequestContext(ana.owner)).run_id
    page = httpx.get(served.url + link_in(ana.http.post(f"/share/{run}").text)).text
    title = re.search(r'og:title" content="([^"]*)"', page)
    said = re.search(r'og:description" content="([^"]*)"', page)
    assert title
    assert title[1].startswith("Destaque: Ana Souza")
    assert len(title[1]) < 90
    assert said
    assert "Souza" not in said[1]


def test_what_people_gave_is_never_markup(served: Served, ana: Visitor) -> None:
    for kind, run in make_all(served.screen, ana.owner, HOSTILE).items():
        page = httpx.get(served.url + link_in(ana.http.post(f"/share/{run}").text)).text
        reader = read(page)
        assert reader.tags.count("script") == 1, kind
        assert "onerror" not in re.sub(r">[^<]*<", "><", re.sub(r'"[^"]*"', '""', page)), kind
        assert page.count("</title>") == 1, kind
        assert "\u202e" not in re.findall("<title>.*?</title>", page)[0], kind


def test_the_page_may_do_nothing_but_be_read(served: Served, ana: Visitor) -> None:
    run = marked(served, ana)
    address = served.url + link_in(ana.http.post(f"/share/{run}").text)
    headers = httpx.get(address).headers
    assert headers["cache-control"] == "private, no-store"
    assert headers["x-robots-tag"].startswith("noindex")
    assert headers["referrer-policy"] == "no-referrer"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert not re.search("script-src[^;]*unsafe-inline", policy)
    head = httpx.head(address)
    assert head.status_code == 200
    assert head.text == ""


def test_revoking_and_deleting_end_the_address(served: Served, ana: Visitor) -> None:
    for end in ("revoke", "delete"):
        run = marked(served, ana)
        address = link_in(ana.http.post(f"/share/{run}").text)
        if end == "revoke":
            assert "Revogado" in ana.http.delete(f"/share/{run}").text
        else:
            served.screen.service.history.delete(ana.owner, run)
        answer = ana.http.get(address, headers={"accept": "text/html"})
        assert answer.status_code == 404
        assert "Não há nada aqui" in answer.text
        assert "Souza" not in answer.text


@pytest.mark.parametrize("name", ["x", "%00", "..%2f..%2fetc", "a" * 500, "%F0%9F%98%80"])
def test_an_invented_address_says_so_kindly(served: Served, name: str) -> None:
    reader = {"accept": "text/html", "accept-language": "en"}
    answer = httpx.get(f"{served.url}/r/{name}", headers=reader)
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text or name.startswith("..")


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_only_the_owner_sees_and_moves_the_links(
    served: Served, ana: Visitor, rui: Visitor, method: str
) -> None:
    run = marked(served, ana)
    address = link_in(ana.http.post(f"/share/{run}").text)
    answer = rui.http.request(method, f"/share/{run}")
    assert answer.status_code == 404
    assert address[1:] not in answer.text
    assert ana.http.get(address).status_code == 200
    assert len(served.screen.service.history.links.of_run(ana.owner, run)) == 1


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_another_site_cannot_press_the_buttons(served: Served, ana: Visitor, method: str) -> None:
    run = marked(served, ana)
    address = link_in(ana.http.post(f"/share/{run}").text)
    answer = ana.http.request(method, f"/share/{run}", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert len(served.screen.service.history.links.of_run(ana.owner, run)) == 1
    assert ana.http.get(address).status_code == 200


@pytest.mark.parametrize("days", VALIDITIES)
def test_the_validity_is_what_was_chosen(served: Served, ana: Visitor, days: int) -> None:
    run = marked(served, ana)
    said = ana.http.post(f"/share/{run}?days={days}").text
    (link,) = served.screen.service.history.links.of_run(ana.owner, run)
    assert ("<time" in said) == bool(days)
    assert (link.expires_at is None) == (days == 0)
    if link.expires_at:
        assert (link.expires_at - link.created_at).days == days


@pytest.mark.parametrize("days", ["-1", "99999", "x"])
def test_a_wrong_validity_makes_no_link(served: Served, ana: Visitor, days: str) -> None:
    run = marked(served, ana)
    assert ana.http.post(f"/share/{run}?days={days}").status_code in (400, 422)
    assert served.screen.service.history.links.of_run(ana.owner, run) == []


def test_the_box_says_how_many_addresses_there_are(served: Served, ana: Visitor) -> None:
    run = marked(served, ana)
    ana.http.post(f"/share/{run}")
    assert "Há 2 endereços" in ana.http.post(f"/share/{run}").text
    assert "só nesta máquina" in ana.http.get(f"/share/{run}").text
    elsewhere = ana.http.get(f"/share/{run}", headers={"host": "textnn.example"})
    assert "só nesta máquina" not in elsewhere.text
