"""What surrounds the page: owner, headers, own addresses, and doors that stay shut."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from collections.abc import Iterator

import httpx
import pytest
from PIL import Image

from tests.served import Served
from tests.ui.fakes import SECRET
from textnn.errors import UserError
from textnn.results.context import RequestContext
from textnn.results.pictures import ClassifyOptions
from textnn.tasks.registry import TASKS
from textnn.web.identity.owner import COOKIE, new_owner, sign, verify


def test_the_first_visit_gets_a_signed_private_cookie(served: Served) -> None:
    answer = httpx.get(served.url)
    cookie = answer.headers["set-cookie"]
    assert verify(answer.cookies[COOKIE], SECRET)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_good_cookie_is_left_alone(served: Served) -> None:
    cookies = {COOKIE: sign(new_owner(), SECRET)}
    assert "set-cookie" not in httpx.get(f"{served.url}/healthz", cookies=cookies).headers


@pytest.mark.parametrize("token", ["x", f"{'a' * 32}.{'0' * 64}", '"', "a=b", "…".encode().hex()])
def test_an_invented_cookie_is_replaced(served: Served, token: str) -> None:
    answer = httpx.get(f"{served.url}/healthz", headers={"cookie": f"{COOKIE}={token}; other=1"})
    assert verify(answer.cookies[COOKIE], SECRET)


@pytest.mark.parametrize("path", ["/", "/healthz", "/config", "/no-such-page"])
def test_every_answer_carries_the_security_headers(served: Served, path: str) -> None:
    headers = httpx.get(served.url + path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "same-origin"


def test_the_page_runs_the_scripts_that_it_has_and_ours(served: Served) -> None:
    page = httpx.get(served.url)
    policy = dict(
        part.split(" ", 1) for part in page.headers["content-security-policy"].split("; ")
    )
    assert "'unsafe-inline'" not in policy["script-src"]
    inline = re.findall(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script", page.text, re.DOTALL)
    digests = [hashlib.sha256(script.encode()).digest() for script in inline]
    hashes = {f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests}
    known = {one for one in policy["script-src"].split() if one.startswith("'sha256-")}
    assert len(inline) > 3
    assert hashes < known, "and the one that Gradio puts in later, which runs in Chromium's tests"
    assert len(known - hashes) == 1
    other = httpx.get(f"{served.url}/healthz").headers["content-security-policy"]
    assert "'unsafe-inline'" not in other.partition("script-src")[2].partition(";")[0]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/", "private, no-cache"),
        ("/config", "private, no-cache"),
        ("/history.jsonl", "private, no-store"),
        ("/gradio_api/info", "private, no-store"),
        ("/assets/index-00000000.js", "private, no-store"),  # it is not there
        ("/favicon.ico", "public, max-age=86400"),
    ],
)
def test_what_a_browser_may_keep(served: Served, path: str, said: str) -> None:
    assert httpx.get(served.url + path).headers["cache-control"] == said


def test_files_of_the_page_are_kept_for_ever(served: Served) -> None:
    files = re.findall(r'"\./(assets/[^"]+)"', httpx.get(served.url).text)
    assert files
    for file in files:
        headers = httpx.get(f"{served.url}/{file}").headers
        assert headers["cache-control"] == "public, max-age=31536000, immutable"
        assert "set-cookie" not in headers  # a proxy would hand one visitor's to all others


@pytest.mark.parametrize(
    ("path", "home"), [("/nada", "./"), ("/a/b/c", "../../"), ("/gradio_api/proxy/x", "../../")]
)
@pytest.mark.parametrize(
    ("language", "sentence"),
    [("pt-BR", "não leva a nada no textnn"), ("en-GB", "leads nowhere in textnn")],
)
def test_an_address_that_leads_nowhere_is_a_page(
    served: Served, path: str, home: str, language: str, sentence: str
) -> None:
    wanted = {"accept": "text/html,*/*;q=0.8", "accept-language": language}
    answer = httpx.get(served.url + path, headers=wanted)
    assert answer.status_code == 404
    assert sentence in answer.text
    assert f'<base href="{home}">' in answer.text
    assert ">Ir para o textnn<" in answer.text or ">Go to textnn<" in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_an_export_from_a_store_that_is_down_is_no_empty_file(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(_: str) -> Iterator[str]:
        raise UserError("store-unreachable")
        yield ""

    monkeypatch.setattr(served.screen.service.history, "export", down)
    answer = httpx.get(f"{served.url}/history.jsonl", headers={"accept-language": "pt-BR"})
    assert answer.status_code == 503
    assert answer.json() == {
        "error": UserError("store-unreachable").pt,
        "title": "store-unreachable",
    }


def test_the_page_asks_for_nothing_from_elsewhere(served: Served) -> None:
    page = httpx.get(served.url).text
    for elsewhere in (
        "googleapis",
        "gstatic",
        "cdnjs",
        "cdn.jsdelivr",
        "unpkg",
        "google-analytics",
    ):
        assert elsewhere not in page


@pytest.mark.parametrize(("language", "word"), [("pt-BR", "Ficha"), ("en-US", "Model card")])
def test_model_cards(served: Served, language: str, word: str) -> None:
    answer = httpx.get(f"{served.url}/models/tagger", headers={"accept-language": language})
    assert answer.status_code == 200
    assert word in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("name", ["nobody", "%2e%2e%2f", "tagger%2f..%2f..", "tagger.json"])
def test_no_other_folder_is_a_card(served: Served, name: str) -> None:
    assert httpx.get(f"{served.url}/models/{name}").status_code == 404


def test_a_kept_picture_is_glimpsed_by_its_owner_only(served: Served) -> None:
    owner = new_owner()
    with io.BytesIO() as file:
        Image.new("RGB", (300, 200), "red").save(file, "PNG")
        kept = served.screen.service.pictures.classify(
            file.getvalue(), "a.png", ClassifyOptions(), RequestContext(owner)
        )
    address = f"{served.url}/history/{kept.run_id}.png"
    mine = httpx.get(address, cookies={COOKIE: sign(owner, SECRET)})
    assert mine.headers["content-type"] == "image/png"
    with Image.open(io.BytesIO(mine.content)) as small:
        assert max(small.size) == 80
    assert httpx.get(address).status_code == 404
    text = served.screen.service.highlight("Ana mora em Recife.", RequestContext(owner))
    gone = httpx.get(
        f"{served.url}/history/{text.run_id}.png", cookies={COOKIE: sign(owner, SECRET)}
    )
    assert gone.status_code == 404


def test_the_history_is_exported_to_its_owner_only(served: Served) -> None:
    owner = new_owner()
    served.screen.service.highlight("Ana Souza chegou.", RequestContext(owner))
    mine = httpx.get(f"{served.url}/history.jsonl", cookies={COOKIE: sign(owner, SECRET)})
    assert [json.loads(line)["input"] for line in mine.text.splitlines()] == ["Ana Souza chegou."]
    assert httpx.get(f"{served.url}/history.jsonl").text == ""


@pytest.mark.parametrize(
    "path",
    ["/gradio_api/run/highlight", "/gradio_api/api/highlight", "/gradio_api/run/_read"],
)
def test_the_queue_cannot_be_skipped(served: Served, path: str) -> None:
    for body in ({"data": ["x", True]}, {"data": ["x", False], "fn_index": 0}):
        assert httpx.post(served.url + path, json=body).status_code == 404


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/monitoring", "/gradio_api/runs"])
def test_what_we_do_not_need_is_not_there(served: Served, path: str) -> None:
    answer = httpx.get(served.url + path)
    assert answer.status_code in (401, 403, 404), answer.status_code


def test_only_these_endpoints_are_public(served: Served) -> None:
    info = httpx.get(f"{served.url}/gradio_api/info").json()
    texts = {"/compare", "/generate", *(f"/{name}" for name in TASKS.forms())}
    pictures = {"/classify", "/sample"}
    assert set(info["named_endpoints"]) == {*texts, *pictures, "/chat", "/history", "/share"}
    assert not info["unnamed_endpoints"]
