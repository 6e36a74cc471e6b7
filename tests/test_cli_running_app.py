"""Commands that find the app of their home served, and those that do not."""

from __future__ import annotations

import inspect
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest
from gradio import routes

from tests.served import Served, serving
from tests.store.makers import highlight
from tests.ui.fakes import SECRET, fake_screen, fake_texts
from textnn.cli import run
from textnn.cli import running_app as running_app_module
from textnn.cli.context import CliContext
from textnn.config import Settings
from textnn.errors import UserError
from textnn.results import to_dict
from textnn.tasks.registry import TASKS
from textnn.web import running
from textnn.web.identity.owner import terminal_owner
from textnn.web.running import announced, running_app

ARTICLE = "Ana Souza chegou a São Bento em 3 de maio.\r\nPagou R$ 20 milhões. 😀 A obra começou."


def _computes_itself(*_: object) -> NoReturn:
    raise AssertionError("the command did not ask the app")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app with fake models, found by the commands of its home."""
    with serving(fake_screen(tmp_path_factory.mktemp("home"))) as served:
        yield served


@pytest.fixture
def announcing(app: Served) -> Iterator[Served]:
    host, _, port = app.url.removeprefix("http://").partition(":")
    with (
        _Listening((host, int(port))) as listening,
        announced(app.screen.settings, SECRET, listening),
    ):
        yield app


class _Listening(socket.socket):
    """Stands for the socket of an app that another thread serves."""

    def __init__(self, place: tuple[str, int]) -> None:
        super().__init__()
        self._at = place

    def getsockname(self) -> tuple[str, int]:
        return self._at


@pytest.fixture
def cli(app: Served) -> CliContext:
    """A terminal of the home of the app that cannot compute."""
    loaders = dict.fromkeys(fake_texts(), _computes_itself)
    return CliContext(app.screen.settings, "en", pipelines=loaders)


@pytest.fixture
def article(tmp_path: Path) -> str:
    path = tmp_path / "artigo.txt"
    path.write_bytes(ARTICLE.encode())
    return str(path)


def alone(cli: CliContext, home: Path) -> CliContext:
    """The same terminal where no app is served, with the same models."""
    settings = cli.settings.model_copy(update={"home": home})
    return replace(cli, settings=settings, pipelines=fake_texts())


def out_of(capsys: pytest.CaptureFixture[str], cli: CliContext, *words: str) -> str:
    assert run(words, cli) == 0, capsys.readouterr().err
    return capsys.readouterr().out


def _without_seconds(out: str) -> str:
    return "\n".join(line for line in out.splitlines() if '"seconds": ' not in line)


WORDS = [
    *([name] for name in TASKS.forms()),
    *([name, "--json"] for name in TASKS.forms()),
    ["highlight", "--keywords", "--csv"],
    ["highlight", "--conll"],
    ["highlight", "--no-keep"],
    ["summarize", "--sentences", "1"],
    ["summarize", "--rank", "2", "--json"],
]
"""Commands before their file."""


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_the_app_gives_what_the_command_would_to_the_letter(
    words: list[str],
    announcing: Served,
    cli: CliContext,
    article: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    command, *options = words
    asked = out_of(capsys, cli, command, article, *options)
    computed = out_of(capsys, alone(cli, tmp_path), command, article, *options)
    assert _without_seconds(asked) == _without_seconds(computed)
    assert asked


def test_results_land_in_the_history_of_the_terminal(
    announcing: Served, cli: CliContext, article: str, capsys: pytest.CaptureFixture[str]
) -> None:
    history = announcing.screen.service.history
    owner = terminal_owner(cli.settings.home)
    before = history.count(owner)
    out_of(capsys, cli, "highlight", article, "--no-keep")
    assert history.count(owner) == before
    assert run(["highlight", article], cli) == 0
    assert history.count(owner) == before + 1
    assert history.find(owner)[0].id in capsys.readouterr().err


def test_what_is_refused_is_said_as_without_the_app(
    announcing: Served, cli: CliContext, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "vazio.txt"
    empty.write_text(" \n")
    said = []
    for one in (replace(cli, pipelines=fake_texts()), alone(cli, tmp_path)):
        assert run(["summarize", str(empty)], one) == 2
        said.append(capsys.readouterr().err)
    assert said[0] == said[1]


@pytest.mark.parametrize(
    "changed",
    [{"max_chars": 50_000}, {"retention_days": 3}, {"database_url": "sqlite:////tmp/other.db"}],
    ids=str,
)
def test_an_app_with_other_settings_is_not_asked(
    changed: dict[str, Any], announcing: Served, cli: CliContext, article: str
) -> None:
    settings = Settings(**{**cli.settings.model_dump(exclude_unset=True), **changed})
    assert goes_without(replace(cli, settings=settings), article)


def test_an_app_of_another_version_or_with_other_models_is_not_asked(
    announcing: Served, cli: CliContext, article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not goes_without(cli, article)
    with monkeypatch.context() as patch:
        patch.setattr(running, "__version__", "0.0.1")
        assert goes_without(cli, article)
    trained = cli.settings.models / "tagger" / "metrics.json"
    trained.parent.mkdir(parents=True, exist_ok=True)
    trained.write_text("{}")
    try:
        assert goes_without(cli, article)
    finally:
        trained.unlink()


def test_a_long_text_is_computed_here_where_a_bar_shows_how_far(
    announcing: Served, cli: CliContext, tmp_path: Path
) -> None:
    path = tmp_path / "longo.txt"
    path.write_text("Ana Souza chegou. " * 1200, encoding="utf-8")
    assert goes_without(cli, str(path))


def goes_without(cli: CliContext, article: str) -> bool:
    """Whether the command computes itself, which it cannot here."""
    fault = cli.settings.home / "error.log"
    fault.unlink(missing_ok=True)
    return run(["highlight", article, "--no-keep"], cli) == 1 and "did not ask" in fault.read_text()


def test_the_file_is_its_owners_alone_and_goes_with_the_app(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, models=tmp_path / "models", secret=SECRET)
    with socket.socket() as listening:
        listening.bind(("0.0.0.0", 0))
        with announced(settings, SECRET, listening):
            path = tmp_path / "app.json"
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            found = running_app(tmp_path)
            assert found is not None
            assert (found.host, found.port) == ("127.0.0.1", listening.getsockname()[1])
            assert found.pid == os.getpid()
    assert not path.exists()
    assert running_app(tmp_path) is None


def test_of_two_apps_of_a_home_the_later_is_found_and_the_first_leaves_its_file(
    tmp_path: Path,
) -> None:
    settings = Settings(home=tmp_path, models=tmp_path / "models", secret=SECRET)
    with socket.socket() as first, socket.socket() as second:
        first.bind(("127.0.0.1", 0))
        second.bind(("127.0.0.1", 0))
        one, two = (announced(settings, SECRET, listening) for listening in (first, second))
        one.__enter__()
        two.__enter__()
        one.__exit__(None, None, None)
        found = running_app(tmp_path)
        assert found is not None
        assert found.port == second.getsockname()[1]
        two.__exit__(None, None, None)
    assert [*tmp_path.glob("*app*")] == []


def test_a_home_that_cannot_be_written_is_served_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unwritable(_: Path) -> NoReturn:
        raise UserError("home-unwritable", path=tmp_path)

    monkeypatch.setattr(running, "terminal_owner", unwritable)
    with socket.socket() as listening, announced(Settings(home=tmp_path), SECRET, listening):
        assert running_app(tmp_path) is None


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"host": 1}', "\xff"], ids=repr)
def test_a_damaged_file_is_no_app(content: str, tmp_path: Path) -> None:
    import fcntl

    with (tmp_path / "app.json").open("w", encoding="latin-1") as file:
        file.write(content)
        file.flush()
        fcntl.flock(file, fcntl.LOCK_EX)
        assert running_app(tmp_path) is None


KILLED = """
import os, socket, sys
from pathlib import Path
from textnn.config import Settings
from textnn.web.running import announced
home = Path(sys.argv[1])
listening = socket.create_server(("127.0.0.1", 0))
with announced(Settings(home=home, models=home / "models"), "s" * 64, listening):
    print("here", flush=True)
    sys.stdin.read()
"""


def test_what_an_app_leaves_that_was_killed_is_no_app(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == "here\n"
        assert running_app(tmp_path) is not None
        child.send_signal(signal.SIGKILL)
        child.wait()
        assert (tmp_path / "app.json").exists()
        assert running_app(tmp_path) is None


ANSWERS = {
    "hangs up": b"",
    "no HTTP": b"hello\r\n\r\n",
    "is full": b'HTTP/1.1 503 Busy\r\ncontent-length: 18\r\n\r\n{"error": "busy"} ',
    "no JSON": b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello",
    "a list": b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]",
    "an event that ends": b'HTTP/1.1 200 OK\r\ncontent-length: 18\r\n\r\n{"event_id": "ab"}'
    b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
    "an error": b'HTTP/1.1 200 OK\r\ncontent-length: 18\r\n\r\n{"event_id": "ab"}'
    b'HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nevent: error\ndata: {"error": "x"}\n\n',
    "something else": b'HTTP/1.1 200 OK\r\ncontent-length: 18\r\n\r\n{"event_id": "ab"}'
    b'HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nevent: complete\ndata: [{"kind": 1}]\n\n',
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_whatever_the_app_answers_the_command_does_its_work(
    answer: bytes, cli: CliContext, article: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lonely = alone(cli, tmp_path / "other")
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        with announced(lonely.settings, SECRET, listening):
            out = out_of(capsys, lonely, "highlight", article)
        thread.join(10)
    assert "[Ana Souza: Person] chegou" in out


def test_where_nobody_listens_the_command_does_its_work(
    cli: CliContext, article: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lonely = alone(cli, tmp_path / "other")
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        with announced(lonely.settings, SECRET, bound):
            assert "[Ana Souza: Person]" in out_of(capsys, lonely, "highlight", article)


LOADED = """
import sys
from textnn.cli import run
from textnn.cli import running_app as running_app_module
code = run(sys.argv[1:])
print(code, *{"sqlalchemy", "textnn.service", "textnn.engine", "snowballstemmer"} & {*sys.modules})
"""


@pytest.mark.slow
@pytest.mark.usefixtures("announcing")
def test_a_command_that_asks_the_app_loads_neither_store_nor_models(
    cli: CliContext, article: str, capfd: pytest.CaptureFixture[str]
) -> None:
    environment = {
        "TEXTNN_HOME": str(cli.settings.home),
        "TEXTNN_MODELS": str(cli.settings.models),
        "PATH": "",
    }
    done = subprocess.run(
        [sys.executable, "-c", LOADED, "highlight", article],
        env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "0", done.stderr


def test_an_app_that_says_nothing_is_not_waited_for(
    cli: CliContext,
    article: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("textnn.cli.running_app._PATIENCE", 0.2)
    lonely = alone(cli, tmp_path / "other")
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        announced(lonely.settings, SECRET, listening),
    ):
        began = time.monotonic()
        assert json.loads(out_of(capsys, lonely, "highlight", article, "--json"))["spans"]
        assert time.monotonic() - began > 0.2


def test_an_app_that_works_for_long_is_waited_for_as_long_as_its_heart_beats(
    cli: CliContext, article: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rates = re.findall(r"heartbeat_rate = (\d+)", inspect.getsource(routes))
    assert rates
    assert max(map(int, rates)) < running_app_module._PATIENCE
    monkeypatch.setattr(running_app_module, "_PATIENCE", 1.0)
    here = replace(cli, settings=cli.settings.model_copy(update={"home": tmp_path / "other"}))
    found = json.dumps([{**to_dict(highlight(ARTICLE)), "run_id": "abc", "warning": None}])

    class App(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.send_header("content-length", "18")
            self.end_headers()
            self.wfile.write(b'{"event_id": "ab"}')

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("connection", "close")
            self.end_headers()
            for _ in range(5):
                time.sleep(0.4)
                self.wfile.write(b"event: heartbeat\ndata: {}\n\n")
            self.wfile.write(f"event: complete\ndata: {found}\n\n".encode())

        def log_message(self, *_: Any) -> None: ...

    with (
        HTTPServer(("127.0.0.1", 0), App) as server,
        announced(here.settings, SECRET, server.socket),
    ):
        thread = threading.Thread(target=server.handle_request, daemon=True)
        thread.start()
        assert run(["highlight", article], here) == 0, "it asked, and computed nothing"
        thread.join(10)


def test_a_file_that_vanishes_is_no_fault(
    announcing: Served, cli: CliContext, article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = cli.settings.models / "gone"
    monkeypatch.setattr(running, "PACKAGE", SimpleNamespace(rglob=lambda _: [gone]))
    assert goes_without(cli, article)
