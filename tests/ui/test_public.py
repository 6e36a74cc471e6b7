"""Public mode: login, what is closed, what the browser is told, and whether all is well."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import VerifyMismatchError

from tests.ui.fakes import SECRET, fake_screen
from textnn import __version__
from textnn.config import Settings
from textnn.results.context import RequestContext
from textnn.web.app import create_app
from textnn.web.context import Screen
from textnn.web.identity.accounts import NOBODY, Accounts
from textnn.web.identity.owner import COOKIE, new_owner, sign, verify

PAGE = {"accept": "text/html", "accept-language": "pt-BR"}
USERS = "ana:se gredo:1,rui:outra,Zé da Luz:mais uma"


def screen_with(home: Path, **settings: Any) -> Screen:
    screen = fake_screen(home)
    return replace(screen, settings=Settings(home=home, models=home / "models", **settings))


def visit(app: Any, *steps: Callable[[httpx.AsyncClient], Any], scheme: str = "http") -> list[Any]:
    """The answers to some requests of one browser."""

    async def run() -> list[Any]:
        transport = httpx.ASGITransport(app=app, client=("10.0.0.1", 5))
        async with httpx.AsyncClient(transport=transport, base_url=f"{scheme}://textnn") as http:
            return [await step(http) for step in steps]

    return asyncio.run(run())


def login(
    name: str = "ana", password: str = "se gredo:1", **headers: str
) -> Callable[[httpx.AsyncClient], Any]:
    data = {"username": name, "password": password}
    return lambda http: http.post("/login", data=data, headers=headers)


def test_without_users_there_is_no_login(tmp_path: Path) -> None:
    answers = visit(create_app(screen_with(tmp_path)), lambda http: http.get("/history.jsonl"))
    assert answers[0].status_code == 200


def test_the_door_is_shut_until_somebody_logs_in(tmp_path: Path) -> None:
    app = create_app(screen_with(tmp_path, users=USERS))
    page, data, health, shut, opened = visit(
        app,
        lambda http: http.get("/", headers=PAGE),
        lambda http: http.get("/history.jsonl"),
        lambda http: http.get("/healthz"),
        login(password="errada", **PAGE),
        login(**PAGE),
    )
    assert (page.status_code, page.headers["location"]) == (303, "/login")
    assert data.status_code == 401
    assert health.status_code == 200
    assert shut.status_code == 401
    assert "não conferem" in shut.text
    # A late answer to one of these must not put an anonymous owner in the place of the name.
    assert all(COOKIE not in answer.cookies for answer in (page, data, health, shut))
    assert opened.status_code == 303
    assert verify(opened.cookies[COOKIE], SECRET) == "login:ana"


def test_the_login_and_what_is_not_there_are_small_pages(tmp_path: Path) -> None:
    app = create_app(screen_with(tmp_path, users=USERS))
    plain = {**PAGE, "accept-encoding": "identity"}
    steps = [partial(httpx.AsyncClient.get, url=path, headers=plain) for path in ("/login", "/r/x")]
    for page in visit(app, *steps):
        assert len(page.content) < 10_000
        assert "<script" not in page.text
        assert "--accent" in page.text


def test_a_name_with_spaces_and_accents_comes_in(tmp_path: Path) -> None:
    app = create_app(screen_with(tmp_path, users=USERS))
    _, after = visit(app, login("Zé da Luz", "mais uma"), lambda http: http.get("/history.jsonl"))
    assert after.status_code == 200


def test_an_odd_cookie_of_somebody_else_does_not_cost_the_owner(tmp_path: Path) -> None:
    app = create_app(screen_with(tmp_path))
    mine = f'prefs={{"a": 1}}; {COOKIE}={sign(new_owner(), SECRET)}'
    (answer,) = visit(app, lambda http: http.get("/healthz", headers={"cookie": mine}))
    assert "set-cookie" not in answer.headers


def test_who_is_in_sees_the_history_of_that_name_on_every_device(tmp_path: Path) -> None:
    screen = screen_with(tmp_path, users=USERS)
    screen.service.highlight("Ana Souza chegou.", RequestContext("login:ana"))
    app = create_app(screen)
    for name, password, lines in (("ana", "se gredo:1", 1), ("rui", "outra", 0)):
        _, history = visit(app, login(name, password), lambda http: http.get("/history.jsonl"))
        assert history.status_code == 200
        assert len(history.text.splitlines()) == lines


@pytest.mark.parametrize(
    "owner", ["login:eva", "login:", "login:ana ", new_owner(), "ana"], ids=range(5)
)
def test_a_genuine_cookie_of_nobody_known_opens_nothing(tmp_path: Path, owner: str) -> None:
    app = create_app(screen_with(tmp_path, users=USERS))
    cookie = {"cookie": f"{COOKIE}={sign(owner, SECRET)}"}
    assert visit(app, lambda http: http.get("/history.jsonl", headers=cookie))[0].status_code == 401
    forged = {"cookie": f"{COOKIE}=login:ana.{'0' * 64}"}
    assert visit(app, lambda http: http.get("/history.jsonl", headers=forged))[0].status_code == 401


def test_after_five_wrong_passwords_even_the_right_one_waits(tmp_path: Path) -> None:
    app = create_app(screen_with(tmp_path, users=USERS))
    tries = visit(app, *[login(password=f"{n}") for n in range(5)], login())
    assert [one.status_code for one in tries] == [401] * 5 + [429]
    assert int(tries[-1].headers["retry-after"]) > 60


def test_many_tries_at_the_same_time_are_five_tries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(*_: object) -> bool:
        time.sleep(0.02)
        return False

    monkeypatch.setattr("textnn.web.identity.accounts.Accounts.correct", slowly)
    app = create_app(screen_with(tmp_path, users=USERS))

    async def together(http: httpx.AsyncClient) -> list[httpx.Response]:
        tries = [login(password=f"{n}")(http) for n in range(12)]
        answers: list[httpx.Response] = await asyncio.gather(*tries)
        return answers

    (tries,) = visit(app, together)
    assert sorted(one.status_code for one in tries) == [401] * 5 + [429] * 7


@pytest.mark.parametrize(
    ("name", "password", "right"),
    [
        ("ana", "certa", True),
        ("ana", "", False),
        ("ana", "Certa", False),
        ("eva", "", False),
        ("vazia", "", False),
        ("ana", "\ud800", False),
    ],
    ids=range(6),
)
def test_passwords(name: str, password: str, right: bool) -> None:
    given = {"ana": "certa", "vazia": ""}
    assert Accounts(given, dict).correct(name, password) == right


@pytest.mark.slow
def test_stored_accounts_come_in_and_a_new_password_ends_their_sessions(tmp_path: Path) -> None:
    screen = screen_with(tmp_path)
    stored = screen.service.history.accounts
    assert stored.put("Zé da Luz", "uma senha longa")
    app = create_app(screen)
    history = ("/history.jsonl",)

    async def look(http: httpx.AsyncClient) -> httpx.Response:
        app.state.accounts.refresh()
        return await http.get(*history)

    async def change(_: httpx.AsyncClient) -> bool:
        return stored.put("Zé da Luz", "outra senha longa")

    async def remove(_: httpx.AsyncClient) -> None:
        stored.remove("Zé da Luz")
        stored.put("ana", "alguém fica, a porta também")

    shut, wrong, right, inside, new, outside, again, back, _, gone = visit(
        app,
        look,
        login("Zé da Luz", "uma senha longe"),
        login("Zé da Luz", "uma senha longa"),
        look,
        change,
        look,
        login("Zé da Luz", "outra senha longa"),
        look,
        remove,
        look,
    )
    assert (shut.status_code, wrong.status_code, right.status_code) == (401, 401, 200)
    assert wrong.json()["title"] == "login-wrong"
    assert (inside.status_code, new, outside.status_code) == (200, False, 401)
    assert (again.status_code, back.status_code, gone.status_code) == (200, 200, 401)


def test_the_first_account_shuts_the_door_of_an_open_app(tmp_path: Path) -> None:
    screen = screen_with(tmp_path)
    app = create_app(screen)
    screen.service.history.accounts.put("ana", "uma senha longa")
    app.state.accounts.refresh()
    assert visit(app, lambda http: http.get("/history.jsonl"))[0].status_code == 401


@pytest.mark.slow
def test_a_name_that_is_not_there_takes_a_whole_hash() -> None:
    with pytest.raises(VerifyMismatchError):  # and not "this is no hash"
        PasswordHasher().verify(NOBODY, "x")
    own = extract_parameters(PasswordHasher().hash("x"))
    assert replace(extract_parameters(NOBODY), salt_len=own.salt_len) == own


def test_a_shared_result_needs_no_login(tmp_path: Path) -> None:
    screen = screen_with(tmp_path, users=USERS)
    run = screen.service.highlight("Ana Souza chegou.", RequestContext("login:ana")).run_id
    link = screen.service.history.share("login:ana", str(run))
    app = create_app(screen)
    assert "Souza" in visit(app, lambda http: http.get(f"/r/{link.id}"))[0].text


def test_leaving_takes_the_cookie_away(tmp_path: Path) -> None:
    app = create_app(screen_with(tmp_path, users=USERS))
    *_, after = visit(
        app, login(), lambda http: http.post("/logout"), lambda http: http.get("/history.jsonl")
    )
    assert after.status_code == 401


def test_the_camera_is_closed_to_strangers(tmp_path: Path) -> None:
    for settings, camera in (({"public": True}, "camera=()"), ({}, "camera=(self)")):
        app = create_app(screen_with(tmp_path, **settings))
        (answer,) = visit(app, lambda http: http.get("/healthz"))
        assert camera in answer.headers["permissions-policy"]


def test_over_https_the_browser_stays_there_and_so_does_the_cookie(tmp_path: Path) -> None:
    app = create_app(screen_with(tmp_path))
    (answer,) = visit(app, lambda http: http.get("/healthz"), scheme="https")
    assert "max-age" in answer.headers["strict-transport-security"]
    assert "; Secure" in answer.headers["set-cookie"]
    (plain,) = visit(app, lambda http: http.get("/healthz"))
    assert "strict-transport-security" not in plain.headers
    assert "Secure" not in plain.headers["set-cookie"]


def test_in_a_frame_of_another_site_the_cookie_is_of_that_frame_only(tmp_path: Path) -> None:
    app = create_app(screen_with(tmp_path), embedders=("https://huggingface.co",))
    (answer,) = visit(app, lambda http: http.get("/healthz"), scheme="https")
    assert "SameSite=None; Partitioned; Secure" in answer.headers["set-cookie"]
    assert "https://huggingface.co" in answer.headers["content-security-policy"]


def test_public_mode_turns_away_who_asks_too_often(tmp_path: Path) -> None:
    app = create_app(screen_with(tmp_path, public=True, rate="2/minute"))
    answers = visit(app, *[lambda http: http.post("/share/x")] * 3)
    assert [one.status_code for one in answers] == [404, 404, 429]
    assert answers[-1].headers["x-content-type-options"] == "nosniff"


def test_nobody_fills_the_memory_with_one_request(tmp_path: Path) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(70):
            yield b" " * (1 << 20)

    headers = {"content-type": "application/json"}
    path = "/gradio_api/queue/join"
    app = create_app(screen_with(tmp_path))
    told, streamed = visit(
        app,
        lambda http: http.post(path, content=b"", headers=headers | {"content-length": "99999999"}),
        lambda http: http.post(path, content=pieces(), headers=headers),
    )
    assert told.status_code == streamed.status_code == 413
    assert told.headers["x-content-type-options"] == "nosniff"


def test_health_says_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "models" / "tagger").mkdir(parents=True)
    (tmp_path / "models" / "tagger" / "config.json").write_text("{}")
    screen = screen_with(tmp_path)
    (well,) = visit(create_app(screen), lambda http: http.get("/healthz"))
    assert well.status_code == 200
    said = {"status": "ok", "version": __version__, "database": True, "models": ["tagger"]}
    assert well.json() == said


def test_health_is_bad_when_the_database_is_gone(tmp_path: Path) -> None:
    screen = screen_with(tmp_path)
    screen.service.highlight("Ana Souza chegou.", RequestContext("ana"))
    for file in tmp_path.glob("textnn.db*"):
        file.write_bytes(b"no database" * 500)
    (ill,) = visit(create_app(screen), lambda http: http.get("/healthz"))
    assert ill.status_code == 503
    assert ill.json()["database"] is False


def test_retention_is_applied_while_nobody_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("textnn.web.app._SWEEP_SECONDS", 0.01)
    screen = screen_with(tmp_path)
    swept: list[int] = []
    monkeypatch.setattr(screen.service.history, "apply_retention", lambda: swept.append(1))
    app = create_app(screen)

    async def served() -> None:
        async with app.router.lifespan_context(app):
            for _ in range(200):
                await asyncio.sleep(0.01)
                if len(swept) > 1:
                    return

    asyncio.run(served())
    assert len(swept) > 1
