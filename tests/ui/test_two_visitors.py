"""Two visitors never see each other's data, whatever one of them asks for and however.

Rui says Ana's names (runs, links, conversations, sessions of Gradio) to every address of ours and
to every dependency of the page, private ones by their number too. Nothing of Ana's comes back, and
nothing of hers changes.

What stays open to whoever has the exact address: a shared result (that is its purpose), and a file
that Gradio holds for a page, whose path has the SHA-256 of its content, so that it can be told only
by somebody who has the file.
"""

from __future__ import annotations

import json
import re
import threading
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.routing import BaseRoute, Mount, Route

from tests.served import Served
from tests.ui.fakes import SECRET
from textnn.results.context import RequestContext
from textnn.ui.tabs.chat import ChatTab
from textnn.web.identity.owner import COOKIE, new_owner, sign

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from gradio.blocks import Blocks
    from gradio.components import State

MARK = "Zulmira Quintanilha"
"""Stands in everything that Ana made and nowhere else."""

ARTICLE = f"{MARK} abriu a feira em Porto Belo. Custou R$ 6 mil."

ASKED = "Quem abriu a feira?"
"""What is said in a conversation; answering it would tell the mark."""

GIVEN = "works on what is sent with it alone"
HELD = "reads what the page holds in its session"
OWNED = "reads or changes what the visitor kept"
MINE = "is told the name of something kept"

MODULE = "textnn.ui."
DEPENDENCIES = {
    "components.background:Runner.halt": HELD,
    "components.many_articles:ManyArticles._watch": MINE,
    "components.personal:PersonalPanel._show": OWNED,
    "components.personal:PersonalPanel._act": OWNED,
    "components.download:save_on_press.<locals>.pressed": HELD,
    "endpoints.text:_compare.<locals>.compare": OWNED,
    "endpoints.text:_reading.<locals>.endpoint": OWNED,
    "tabs.article:ArticleTab._load_example": GIVEN,
    "tabs.article:ArticleTab._repair": HELD,
    "tabs.article:ArticleTab._offer": HELD,
    "tabs.article:ArticleTab._edit": HELD,
    "tabs.article:ArticleTab._reading.<locals>.read": OWNED,
    "components.article_source:ArticleSource._from_address": GIVEN,
    "components.article_source:ArticleSource.from_file": GIVEN,
    "tabs.article:ArticleTab._open": OWNED,
    "tabs.generate:GenerateTab._write": OWNED,
    "tabs.generate:GenerateTab._load_prefix": GIVEN,
    "tabs.generate:GenerateTab._write_more": HELD,
    "tabs.generate:GenerateTab._write_three": OWNED,
    "tabs.generate:GenerateTab._wire.<locals>.<lambda>": GIVEN,
    "tabs.generate:GenerateTab._expected": HELD,
    "tabs.images_classify:ClassifyTab._classify": OWNED,
    "tabs.images_classify:ClassifyTab._load_example": GIVEN,
    "tabs.images_classify:ClassifyTab._clear": GIVEN,
    "components.lesson_board:Board._picker.<locals>.pick": HELD,
    "components.lesson_board:Board._clicker.<locals>.click": HELD,
    "components.lesson_board:Board._add_class": HELD,
    "tabs.images_teach:TeachTab._teach": HELD,
    "tabs.images_teach:TeachTab._load_example": GIVEN,
    "tabs.images_teach:TeachTab._load_project": GIVEN,
    "tabs.images_teach:TeachTab._classify": HELD,
    "tabs.samples_sample:SampleTab._classes": GIVEN,
    "tabs.samples_sample:SampleTab._make": HELD,
    "tabs.samples_sample:SampleTab._wire.<locals>.<lambda>": GIVEN,
    "tabs.samples_sample:SampleTab._walk_seeds": HELD,
    "tabs.samples_sample:SampleTab._walk_pair": HELD,
    "tabs.samples_detective:DetectiveTab._start": GIVEN,
    "tabs.samples_detective:DetectiveTab._act": HELD,
    "tabs.samples_evolution:build.<locals>.show": GIVEN,
    "tabs.samples_draw:DrawTab._live": GIVEN,
    "tabs.samples_draw:DrawTab._load_example": GIVEN,
    "tabs.samples_draw:DrawTab._load_file": GIVEN,
    "tabs.samples_draw:DrawTab._keep": HELD,
    "tabs.chat:ChatTab._say": MINE,
    "tabs.chat:ChatTab._act": MINE,
    "tabs.chat:ChatTab._find": MINE,
    "tabs.chat:ChatTab._halt": HELD,
    "tabs.chat:ChatTab._load": MINE,
    "tabs.history:HistoryTab._find": OWNED,
    "tabs.history:HistoryTab._act": MINE,
    "tabs.history:HistoryTab._delete_older": OWNED,
    "tabs.history:HistoryTab._delete_all": OWNED,
    "endpoints.text:_generate.<locals>.generate": OWNED,
    "endpoints.pictures:_classify.<locals>.classify": OWNED,
    "endpoints.pictures:_sample.<locals>.sample": OWNED,
    "endpoints.chat:build.<locals>.chat": MINE,
    "endpoints.history:build.<locals>.history": OWNED,
    "endpoints.share:build.<locals>.share": MINE,
}
"""What each handler of the page reads. A new one is put here by whoever writes it, after asking:
can a visitor make it show or change something of another's?"""

IDS = {
    "endpoints.chat:build.<locals>.chat": lambda ana: ["oi", ana["conversation"], None],
    "endpoints.share:build.<locals>.share": lambda ana: [ana["run"], 0, "make"],
}
"""Handlers that take a name as an argument -> arguments with Ana's; the others get it in the
event, where presses on the page carry it."""


DOES = {
    "tabs.article:ArticleTab._edit": ("undo", "correct"),
    "components.personal:PersonalPanel._act": ("learn", "use", "remove"),
    "tabs.history:HistoryTab._act": ("open", "talk", "star", "note", "tag", "delete", "more"),
    "tabs.chat:ChatTab._act": ("show", *ChatTab._acts),
    "tabs.chat:ChatTab._say": ("reply", "edit", "retry"),
}
"""Handlers whose event says what to do -> all that it can say."""

ROUTES = {
    "/healthz": GIVEN,
    "/login": GIVEN,
    "/logout": GIVEN,
    "/models/{name}": GIVEN,
    "/history.jsonl": OWNED,
    "/corrections.jsonl": OWNED,
    "/corrections.conll": OWNED,
    "/corrections/{kind}.jsonl": OWNED,
    "/history/{run_id}.png": MINE,
    "/history/{run_id}": MINE,
    "/history.zip": MINE,
    "/r/{link_id}": "shows a shared result to everybody, which is its purpose",
    "/share/{run_id}": MINE,
    "/jobs": OWNED,
    "/jobs/openapi.json": GIVEN,
    "/jobs/{job_id}": MINE,
    "/jobs/{job_id}/result": MINE,
    "/jobs/{job_id}/{table}.{form}": MINE,
    "/laboratory": GIVEN,
    "/laboratory/{name}": GIVEN,
    "/laboratory/{name}.py": GIVEN,
    "/laboratory/{name}.ipynb": GIVEN,
    "/laboratory/networks/{name}": GIVEN,
    "/laboratory/cells/{part}": GIVEN,
    "/laboratory/keep/{name}": OWNED,
    "/letters": GIVEN,
    "/laboratory/attention": GIVEN,
    "/laboratory/photo": GIVEN,
    "/laboratory/transfer": GIVEN,
    "/laboratory/pictures/{kind}": GIVEN,
    "/laboratory/static/{name}": GIVEN,
    "/gradio_api/mcp": "the endpoints once more",
    "/gradio_api/mcp/": "the endpoints once more",
    "/gradio_api/mcp/schema": GIVEN,
}
"""Addresses of ours, and what each reads."""


def flat(routes: Iterable[BaseRoute]) -> Iterator[Route]:
    """The single addresses, also those of routers inside."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from flat(inner.routes)
        elif isinstance(route, Route):
            yield route


def name_of(function: Any) -> str:
    inner = getattr(function, "__wrapped__", function)
    return f"{inner.__module__}:{inner.__qualname__}".removeprefix(MODULE)


@pytest.fixture(scope="module")
def gradio(served: Served) -> FastAPI:
    (mounted,) = [route.app for route in served.app.routes if isinstance(route, Mount)]
    assert isinstance(mounted, FastAPI)
    return mounted


@pytest.fixture(scope="module")
def blocks(gradio: Any) -> Blocks:
    found: Blocks = gradio.get_blocks()
    return found


def test_every_handler_was_thought_about(blocks: Blocks) -> None:
    there = {name_of(one.fn): one for one in blocks.fns.values() if one.fn is not None}
    new, gone = there.keys() - DEPENDENCIES.keys(), DEPENDENCIES.keys() - there.keys()
    assert not new, (
        f"New handlers: {sorted(new)}. Can one of two visitors make them show or change "
        "something of the other's? Say in DEPENDENCIES what each reads; where one takes the name "
        "of something kept, add it to IDS."
    )
    assert not gone, f"Handlers that are no more: {sorted(gone)}"
    for name, one in there.items():
        if any(isinstance(component, State) for component in one.inputs):
            assert DEPENDENCIES[name] in (HELD, MINE, OWNED), name


class Browser:
    """A visitor who speaks to the page as its own script does."""

    def __init__(self, served: Served, owner: str | None = None) -> None:
        self.owner = owner or new_owner()
        self.http = httpx.Client(
            base_url=served.url, cookies={COOKIE: sign(self.owner, SECRET)}, timeout=60
        )

    def press(self, session: str, number: int, data: list[Any], event: Any = None) -> str:
        """Everything the page says to a press, as one text; also what it refuses."""
        body = {
            "fn_index": number, "data": data, "session_hash": session, "event_data": event,
            "trigger_id": None,
        }  # fmt: skip
        asked = {"c": str((event or {}).get("conversation"))}
        joined = self.http.post("/gradio_api/queue/join", json=body, params=asked)
        if joined.status_code != 200:
            return joined.text
        said = []
        address = f"/gradio_api/queue/data?session_hash={session}"
        with self.http.stream("GET", address) as stream:
            for line in stream.iter_lines():
                said.append(line)
                if '"process_completed"' in line or '"close_stream"' in line:
                    break
        return "\n".join(said)

    def taste(self, method: str, path: str, query: dict[str, str], body: Any) -> str:
        """The beginning of an answer; of a stream what comes within a moment."""
        said = b""
        try:
            with self.http.stream(method, path, params=query, json=body, timeout=0.3) as answer:
                for piece in answer.iter_bytes():
                    said += piece
        except httpx.TransportError:
            pass  # the stream goes on, or Gradio broke it off
        return said.decode("utf-8", "replace")


@pytest.fixture(scope="module")
def ana(served: Served, blocks: Blocks) -> Iterator[dict[str, Any]]:
    """Ana with a run, a link, a conversation, and a page on which a result stands."""
    browser = Browser(served)
    service = served.screen.service
    run = service.highlight(ARTICLE, RequestContext(browser.owner)).run_id
    link = service.history.share(browser.owner, str(run))
    talk = served.screen.chat.ask(RequestContext(browser.owner), f"Destaque: {ARTICLE}")
    session = "anas0page0"
    said = browser.press(
        session,
        number(blocks, "tabs.article:ArticleTab._reading.<locals>.read"),
        [ARTICLE, False, None, True],
    )
    assert MARK in said
    yield {
        "browser": browser,
        "screen": served.screen,
        "message": talk["message_id"],
        "run": run,
        "link": link.id,
        "conversation": talk["conversation_id"],
        "session": session,
    }
    browser.http.close()


@pytest.fixture
def rui(served: Served) -> Iterator[Browser]:
    browser = Browser(served)
    yield browser
    browser.http.close()


def number(blocks: Blocks, name: str) -> int:
    """Number of the first dependency with this handler."""
    return next(
        index for index, one in blocks.fns.items() if one.fn is not None and name_of(one.fn) == name
    )


def test_ana_sees_her_own(ana: dict[str, Any], blocks: Blocks) -> None:
    """Without this the tests below would pass on a page that shows nothing to anybody."""
    browser = ana["browser"]
    export = browser.press(
        ana["session"],
        number(blocks, "components.download:save_on_press.<locals>.pressed"),
        [None],
        {"format": "json"},
    )
    assert MARK in export
    opened = browser.press(
        ana["session"],
        number(blocks, "tabs.history:HistoryTab._act"),
        ["", "", 0, False, None],
        {"do": "open", "run": ana["run"]},
    )
    assert MARK in opened
    said = browser.press(
        ana["session"],
        number(blocks, "tabs.chat:ChatTab._act"),
        [],
        {"do": "open", "conversation": ana["conversation"]},
    )
    assert MARK in said
    assert MARK in browser.http.get("/history.jsonl").text


@pytest.mark.parametrize("name", sorted(DEPENDENCIES))
def test_no_handler_gives_rui_what_is_anas(
    ana: dict[str, Any], rui: Browser, blocks: Blocks, name: str
) -> None:
    """Every dependency by its number, under Ana's session, with Ana's names in the event."""
    kept = everything_of(ana)
    for index, one in blocks.fns.items():
        if one.fn is None or name_of(one.fn) != name:
            continue
        data = IDS[name](ana) if name in IDS else [None] * len(one.inputs)
        names = {key: ana[key] for key in ("run", "conversation", "message")}
        events: list[dict[str, Any]] = [
            {
                "do": do, "format": "json", "index": 0, "value": "1", "title": "x",
                "text": ASKED, "query": "x", "called": "x", "tag": "x", "favorite": "1",
                "name": "x", "reason": "wrong", "kind": kind, **names,
                **({"run": ana["conversation"]} if kind == "talk" else {}),
            }
            for do in DOES.get(name, ("open",))
            for kind in (("run", "talk") if name.startswith("tabs.history") else ("run",))
        ]  # fmt: skip
        for event in events:
            said = rui.press(ana["session"], index, data, event)
            assert MARK not in said, f"{name} ({index}) showed it"
    assert everything_of(ana) == kept, f"{name} changed it"


def everything_of(ana: dict[str, Any]) -> list[str]:
    """All that Ana has, as it is kept."""
    screen, owner = ana["screen"], ana["browser"].owner
    links = [link.id for link in screen.service.history.links.of_run(owner, ana["run"])]
    history = screen.service.history
    noted = [str(one.note) for one in (*history.find(owner), *history.conversations.list(owner))]
    talks = screen.chat.export_all(owner, "pt")
    return [*history.export(owner), *talks, *links, *noted]


def test_every_address_was_thought_about(served: Served) -> None:
    there = {route.path for route in flat(served.app.routes)}
    assert there == ROUTES.keys(), (
        "Say in ROUTES what a new address reads, after asking: can one of two visitors make it "
        "show or change something of the other's?"
    )


@pytest.mark.parametrize("which", ["run", "session"])
def test_no_address_of_gradio_gives_rui_what_is_anas(
    ana: dict[str, Any], rui: Browser, gradio: FastAPI, which: str
) -> None:
    """Every address, with Ana's names wherever it takes one."""
    kept, asked = everything_of(ana), 0
    for route in flat(gradio.routes):
        path = re.sub(r"{[^}]*}", ana[which], route.path)
        for method in (route.methods or set()) - {"HEAD", "OPTIONS"}:
            asked += 1
            query = {"session_hash": ana["session"], "upload_id": ana[which]}
            assert MARK not in rui.taste(method, path, query, query | {"event_id": ana[which]})
    assert asked > 30
    assert everything_of(ana) == kept


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize(
    "path",
    [
        "/history.jsonl",
        "/history/{run}",
        "/history.zip?run={run}",
        "/share/{run}",
        "/r/{run}",
        "/gradio_api/queue/data?session_hash={session}",
        "/gradio_api/call/history/{run}",
        "/gradio_api/runs",
        "/config",
        "/gradio_api/info",
    ],
)
def test_no_address_gives_rui_what_is_anas(
    ana: dict[str, Any], rui: Browser, path: str, method: str
) -> None:
    address = path.format(**ana)
    with rui.http.stream(method, address) as answer:
        said = ""
        if "event-stream" not in answer.headers.get("content-type", ""):
            said = answer.read().decode()
    assert MARK not in said


def test_the_events_of_anas_page_are_not_ruis(
    ana: dict[str, Any], rui: Browser, blocks: Blocks
) -> None:
    """Rui listens under Ana's session while her page works."""
    heard: list[str] = []

    def listen() -> None:
        address = f"/gradio_api/queue/data?session_hash={ana['session']}"
        with rui.http.stream("GET", address, timeout=3) as stream:
            try:
                heard.extend(stream.iter_lines())
            except httpx.TransportError:  # Gradio knows no such session
                return

    listening = threading.Thread(target=listen)
    listening.start()
    index = number(blocks, "tabs.article:ArticleTab._reading.<locals>.read")
    assert MARK in ana["browser"].press(ana["session"], index, [ARTICLE, False, None, True])
    listening.join(10)
    assert MARK not in "\n".join(heard)


def test_rui_cannot_end_anas_page(ana: dict[str, Any], rui: Browser, blocks: Blocks) -> None:
    """A closed heart-beat makes Gradio forget a session; Rui's closes only his own."""
    with rui.http.stream("GET", f"/gradio_api/heartbeat/{ana['session']}") as beat:
        next(beat.iter_lines())
    rui.http.post(
        "/gradio_api/cancel",
        json={"session_hash": ana["session"], "fn_index": 0, "event_id": "x"},
    )
    export = number(blocks, "components.download:save_on_press.<locals>.pressed")
    assert MARK in ana["browser"].press(ana["session"], export, [None], {"format": "json"})


@pytest.mark.parametrize("token", ["", "{owner}", "{owner}.", "{owner}.{zeros}", "login:{owner}"])
def test_a_forged_cookie_is_a_stranger(ana: dict[str, Any], served: Served, token: str) -> None:
    cookie = token.format(owner=ana["browser"].owner, zeros="0" * 64)
    with httpx.Client(base_url=served.url, headers={"cookie": f"{COOKIE}={cookie}"}) as stranger:
        assert stranger.get("/history.jsonl").text == ""
        assert stranger.get(f"/share/{ana['run']}").status_code == 404


def test_a_file_is_told_only_by_who_has_it(
    ana: dict[str, Any], rui: Browser, served: Served
) -> None:
    """Gradio's path of an upload holds the SHA-256 of its content and cannot be listed."""
    upload = ana["browser"].http.post(
        "/gradio_api/upload", files={"files": ("segredo.txt", ARTICLE.encode())}
    )
    (path,) = upload.json()
    assert len(Path(path).parent.name) == 64
    for guess in (
        str(Path(path).parent), str(Path(path).parent.parent), f"{Path(path).parent}/x.txt",
        str(Path(path).parent.parent / ("0" * 64) / "segredo.txt"),
        str(served.screen.settings.home / "textnn.db"), str(served.screen.settings.home / "secret"),
        "/etc/passwd", "../../etc/passwd",
    ):  # fmt: skip
        answer = rui.http.get(f"/gradio_api/file={guess}")
        assert answer.status_code in (403, 404), guess
        assert MARK not in answer.text


def test_a_shared_result_shows_nothing_else_of_its_owner(ana: dict[str, Any], rui: Browser) -> None:
    other = "Outro Segredo Guardado"
    page = rui.http.get(f"/r/{ana['link']}").text
    assert MARK in page
    assert ana["browser"].owner not in page
    assert ana["run"] not in page
    assert other not in page
    assert json.dumps(ana["conversation"]) not in page
