"""The app below a sub-path: every address that leaves it leads back into it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.ui.fakes import fake_screen
from textnn.config import Settings
from textnn.results.context import RequestContext
from textnn.ui.page import make_app
from textnn.web.app import create_app

PAGE = {"accept": "text/html"}
USERS = "ana:uma senha longa"


def ask(app: Any, *steps: tuple[str, str, dict[str, Any]]) -> list[httpx.Response]:
    async def run() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://host") as http:
            return [await http.request(how, where, **given) for how, where, given in steps]

    return asyncio.run(run())


def settings(home: Path, **given: Any) -> Settings:
    return Settings(home=home, models=home / "models", root_path="/textnn", **given)


@pytest.mark.parametrize("taken_off", [False, True], ids=["whole", "taken-off"])
def test_login_logout_and_cookies_stay_below_it(tmp_path: Path, taken_off: bool) -> None:
    app = create_app(replace(fake_screen(tmp_path), settings=settings(tmp_path, users=USERS)))

    async def behind(scope: Any, receive: Any, send: Any) -> None:
        """What a proxy does with the sub-path: hand it on, or take it off."""
        path = scope["path"]
        if taken_off and path.startswith("/textnn/"):
            path = path.removeprefix("/textnn")
        await app({**scope, "path": path}, receive, send)

    given = {"username": "ana", "password": "uma senha longa"}
    shut, entered, left, health, bare = ask(
        behind,
        ("GET", "/textnn/", {"headers": PAGE}),
        ("POST", "/textnn/login", {"data": given, "headers": PAGE}),
        ("POST", "/textnn/logout", {}),
        ("HEAD", "/textnn/healthz", {}),
        ("GET", "/textnn?r=1", {}),
    )
    assert shut.headers["location"] == "/textnn/login"
    assert entered.headers["location"] == "./"
    for answer in (entered, left):
        cookies = answer.headers.get_list("set-cookie")
        assert {cookie.split("=")[0] for cookie in cookies} == {"textnn", "textnn-login"}
        assert all("Path=/textnn/;" in f"{cookie};" for cookie in cookies)
    assert health.status_code == 200
    assert (bare.status_code, bare.headers["location"]) == (308, "/textnn/?r=1")


@pytest.mark.slow
def test_the_page_the_api_and_shared_results_know_it(tmp_path: Path) -> None:
    screen = replace(fake_screen(tmp_path), settings=settings(tmp_path))
    run = screen.service.highlight("Ana Souza chegou.", RequestContext("ana")).run_id
    link = screen.service.history.share("ana", str(run))
    app = make_app(screen)
    page, shared, lost, beside = ask(
        app,
        ("GET", "/textnn/", {}),
        ("GET", f"/textnn/r/{link.id}", {}),
        ("GET", "/textnn/a/b", {"headers": PAGE}),
        ("GET", "/textnnx/healthz", {}),
    )
    assert '"root":"http://host/textnn"' in page.text
    assert "Souza" in shared.text
    assert '<base href="../">' in lost.text
    assert beside.status_code == 404


@pytest.mark.parametrize("path", ["textnn", "/textnn/", "/a b", "/", "//host", '/"x'])
def test_what_is_no_sub_path_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="root_path"):
        Settings(root_path=path)
