"""Every command through every ending that the machine around it can cause.

No ending shows a traceback: a result whose history cannot be written is shown all the same, an
output that cannot be written is one sentence, and who stops reading is no error.
"""

from __future__ import annotations

import io
import json
import os
import resource
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from PIL import Image

from tests.chat.conftest import ARTICLE
from tests.ui.fake_chat import FAKE_CHAT
from tests.ui.fake_pictures import FAKE_PICTURES
from tests.ui.fakes import fake_texts
from textnn.app import main
from textnn.cli import guarded, run
from textnn.cli.commands import evaluate, train
from textnn.cli.commands.train import TRAININGS
from textnn.cli.context import CliContext
from textnn.cli.manual import commands
from textnn.config import Settings
from textnn.tasks.registry import TASKS

pytestmark = pytest.mark.slow

Capture = pytest.CaptureFixture[str]
Outcome = tuple[int, str, str]
Trouble = Callable[[CliContext], AbstractContextManager[CliContext]]

WORKS = {
    **{name: [name, "artigo.txt"] for name in TASKS.forms()},
    "compare": ["compare", "artigo.txt", "artigo.txt"],
    "generate": ["generate", "O governo", "--length", "20"],
    "classify": ["classify", "foto.png"],
    "sample": ["sample", "--count", "2"],
}
"""What gives a result, kept or not."""
STORED = {
    "chat": ["chat", "resuma", "--article", "artigo.txt"],
    "history": ["history", "--export"],
    "corrections": ["corrections", "import", "marcas.jsonl"],
    "db": ["db", "upgrade"],
    "users": ["users", "list", "--json"],
}
"""What is about the history."""
OTHERS = {
    "models": ["models"],
    "batch": ["batch", "artigo.txt", "tabelas.db", "--resume"],
    "evaluate": ["evaluate", "cnn", "--data", "foto.png"],
    "train": ["train", "charrnn"],
    "fetch": ["fetch", "uner_bosque"],
}
PARTS = {
    "db current": ["db", "current"],
    "db check": ["db", "check"],
    "db backup": ["db", "backup", "copia.db"],
    "db restore": ["db", "restore", "inteira.db", "--yes"],
    "db downgrade": ["db", "downgrade", "base", "--yes"],
    "users add": ["users", "add", "ana"],
    "users remove": ["users", "remove", "rui"],
    "corrections export": ["corrections", "export"],
    "corrections models": ["corrections", "models"],
    "corrections use": ["corrections", "use", "reader"],
    "corrections forget": ["corrections", "forget", "personal-1"],
}
"""The other parts of commands that have several; each is about the history."""
OF_HISTORY = {
    "list": [],
    "open": ["--open", "ID"],
    "delete": ["--delete", "ID"],
    "share": ["--share", "ID"],
    "revoke": ["--revoke", "ID"],
    "name": ["--name", "ID", "ponte"],
    "star": ["--star", "ID"],
    "zip": ["--zip", "tudo.zip"],
}
"""What else ``textnn history`` does, with the id of a result."""
READERS = [
    *([name, "-"] for name in (*TASKS.forms(), "generate", "classify", "history", "chat", "fetch")),
    ["compare", "-", "artigo.txt"],
    ["compare", "artigo.txt", "-"],
    ["chat", "resuma", "--article", "-"],
    ["evaluate", "tagger", "--data", "-"],
    ["users", "add", "ana"],
]
"""What reads standard input."""
WITHOUT_DATA = {"charrnn", "calibration"}
"""Trainings that are faked here, or that need no data where there is no model."""
EVERY = WORKS | STORED | OTHERS


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliContext:
    (tmp_path / "artigo.txt").write_text(ARTICLE, encoding="utf-8")
    marks = {"text": "Ana riu.", "entities": [[0, 3, "PER"]]}
    (tmp_path / "marcas.jsonl").write_text(json.dumps(marks), encoding="utf-8")
    Image.new("RGB", (20, 20), "red").save(tmp_path / "foto.png")
    model = tmp_path / "models" / "tagger"
    model.mkdir(parents=True)
    (model / "config.json").write_text('{"kind": "tagger"}')
    (model / "metrics.json").write_text('{"f1": 0.5}')
    figures = {"model": "cnn", "n": 1, "seconds": 0.1, "metrics": {"accuracy": 0.5}}
    monkeypatch.setattr(evaluate, "score", lambda *_: figures)
    monkeypatch.setitem(train.TRAININGS, "charrnn", lambda *_, **__: {"bits": 1.5})
    monkeypatch.setattr(
        "textnn.cli.commands.fetch.fetching.fetch", lambda *_, **__: (Path("a.jsonl"),)
    )
    monkeypatch.chdir(tmp_path)
    settings = Settings(home=tmp_path / "home", models=tmp_path / "models", secret="s" * 64)
    pipelines = {**fake_texts(), **FAKE_PICTURES, **FAKE_CHAT}
    return CliContext(settings, "pt", io.BytesIO(ARTICLE.encode()), pipelines)


def end(capsys: Capture, words: list[str], cli: CliContext) -> Outcome:
    code = run(words, cli)
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    assert "Error" not in err
    return code, out, err


def one_sentence(err: str) -> bool:
    return err.startswith("textnn: ") and err.count("\n") == 1


def test_every_command_is_walked_through() -> None:
    assert {*EVERY, "serve"} == {*commands()}, "its words belong in one of the tables above"


def test_every_part_of_a_command_is_walked_through() -> None:
    parts = set[str]()
    for name in commands():
        if name not in TASKS.forms():
            module = import_module(f"textnn.cli.commands.{name}")
            known = [one for one in module.app.registered_commands if not one.hidden]
            if module.app.registered_callback:
                parts |= {f"{name} {one.name or one.callback.__name__}" for one in known}
    assert parts == {
        *PARTS,
        *(" ".join(STORED[name][:2]) for name in ("db", "users", "corrections")),
    }


@contextmanager
def read_only(cli: CliContext) -> Iterator[CliContext]:
    """A home that nobody can write into, root neither."""
    blocked = cli.settings.models / "tagger" / "config.json" / "home"
    yield replace(cli, settings=cli.settings.model_copy(update={"home": blocked}))


@contextmanager
def full_disk(cli: CliContext) -> Iterator[CliContext]:
    """No file can grow."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield cli
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("trouble", [read_only, full_disk])
@pytest.mark.parametrize("name", EVERY)
def test_a_home_that_cannot_be_written(
    trouble: Trouble, name: str, cli: CliContext, capsys: Capture
) -> None:
    plain = end(capsys, [*EVERY[name], *(["--no-keep"] if name in WORKS else [])], cli)
    for path in cli.settings.home.glob("*"):
        path.unlink()
    with trouble(cli) as troubled:
        code, out, err = end(capsys, EVERY[name], troubled)
        if name in WORKS:
            assert (code, out) == (0, plain[1]), err
            assert "histórico" in err
            assert "não guardado" in err or name == "generate" or "não foi" in err
            quiet = end(capsys, [*EVERY[name], "--no-keep"], troubled)
            assert quiet[:2] == plain[:2]
            assert "histórico" not in quiet[2]
        elif name in STORED:
            assert (code, out) == (2, "")
            assert one_sentence(err), err
        else:
            assert (code, out) == plain[:2] == (0, out)


def kept(cli: CliContext, capsys: Capture) -> str:
    """The id of a result that stands in a history with an account; a copy of it is there too."""
    run(["highlight", "artigo.txt"], cli)
    run(["users", "add", "rui"], replace(cli, stdin=io.BytesIO(b"uma senha longa")))
    run(["db", "backup", "inteira.db"], cli)
    capsys.readouterr()
    run(["history", "--json"], cli)
    found: str = json.loads(capsys.readouterr().out)[0]["id"]
    return found


@pytest.mark.parametrize("trouble", [read_only, full_disk])
@pytest.mark.parametrize("name", PARTS)
def test_a_part_whose_history_cannot_be_written(
    trouble: Trouble, name: str, cli: CliContext, capsys: Capture
) -> None:
    kept(cli, capsys)
    for path in cli.settings.home.glob("*"):
        path.unlink()
    with trouble(cli) as troubled:
        code, out, err = end(capsys, PARTS[name], troubled)
    if name == "db current":  # it only looks
        assert (code, err) == (0, "")
        assert out.startswith("revisão nenhuma")
    else:
        assert (code, out) == (2, "")
        assert one_sentence(err), err
    assert not Path("copia.db").exists()


@pytest.mark.parametrize("name", OF_HISTORY)
def test_a_history_that_can_only_be_read(name: str, cli: CliContext, capsys: Capture) -> None:
    run_id = kept(cli, capsys)
    words = ["history", *(run_id if word == "ID" else word for word in OF_HISTORY[name])]
    with full_disk(cli):
        code, out, err = end(capsys, words, cli)
    if code == 0:  # nothing had to be written: not even SQLite's own files beside an open database
        assert name in ("list", "open", "revoke")
        assert out + err
    else:
        assert (code, out) == (2, "")
        assert one_sentence(err), err
    assert end(capsys, ["history", "--json"], cli)[1].count(run_id) == 1


@pytest.mark.parametrize("trouble", [read_only, full_disk])
def test_an_app_whose_home_cannot_be_made(
    trouble: Trouble, cli: CliContext, capsys: Capture
) -> None:
    with trouble(cli) as troubled:
        code, out, err = end(capsys, ["serve", "--port", "0"], troubled)
    assert (code, out) == (2, "")
    assert one_sentence(err), err


@pytest.mark.parametrize("out", ["folha.png", "todas.zip"])
def test_a_full_disk_leaves_no_empty_file(out: str, cli: CliContext, capsys: Capture) -> None:
    there = {path.name for path in Path().iterdir()}
    Path(out).write_bytes(b"before")
    with full_disk(cli):
        code, printed, err = end(capsys, ["sample", "--out", out, "--no-keep"], cli)
    assert (code, printed) == (2, "")
    assert one_sentence(err)
    assert Path(out).read_bytes() == b"before"
    assert {path.name for path in Path().iterdir()} == {*there, out}


def without_reader() -> io.TextIOWrapper:
    """The end of a pipe that nobody reads."""
    reads, writes = os.pipe()
    os.close(reads)
    return os.fdopen(writes, "w")


def full() -> io.TextIOWrapper:
    return Path("/dev/full").open("w", encoding="utf-8")


@pytest.mark.parametrize(
    ("stream", "made", "code"),
    [
        ("stdout", full, 2),
        ("stdout", lambda: None, 2),
        ("stdout", without_reader, 0),
        ("stderr", full, 0),
        ("stderr", lambda: None, 0),
        ("stderr", without_reader, 0),
    ],
    ids=["full", "closed", "head", "errors-full", "errors-closed", "errors-head"],
)
@pytest.mark.parametrize("name", [*EVERY, "--help"])
def test_streams_that_cannot_be_written(
    stream: str,
    made: Callable[[], io.TextIOWrapper | None],
    code: int,
    name: str,
    cli: CliContext,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = EVERY.get(name, [name])
    if name == "history":
        run(["highlight", "artigo.txt"], cli)  # something to list
        capsys.readouterr()
    monkeypatch.setattr(sys, stream, made())
    ended = run(words, cli)
    left = getattr(sys, stream)
    with_output = capsys.readouterr()
    monkeypatch.undo()
    with suppress(OSError):
        left.close()
    assert ended == code
    assert "Traceback" not in with_output.out + with_output.err
    if code:
        assert with_output.err.splitlines()[-1].startswith("textnn: Não foi possível escrever")
    elif stream == "stderr":
        assert with_output.out


@pytest.mark.parametrize("words", READERS, ids=" ".join)
def test_an_input_that_is_closed(
    words: list[str], cli: CliContext, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    nobody = replace(cli, stdin=None)
    code, out, err = end(capsys, words, nobody)
    assert (code, out) == (2, "")
    assert one_sentence(err), err


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "ascii"])
@pytest.mark.parametrize("name", EVERY)
def test_json_is_utf8_in_any_encoding(
    name: str, encoding: str, cli: CliContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("artigo.txt").write_text(f"{ARTICLE} “Olá” – 😀 ção.", encoding="utf-8")
    if name == "history":
        run(["highlight", "artigo.txt"], cli)
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
    words = EVERY[name] if name == "history" else [*EVERY[name], "--json"]
    assert run(words, cli) == 0
    sys.stdout.flush()
    documents = raw.getvalue().decode("utf-8")
    assert json.loads(documents) is not None
    assert "\\u" not in documents


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("TEXTNN_PUBLIC", "maybe", "TEXTNN_PUBLIC"),
        ("TEXTNN_PORT", "muitas", "TEXTNN_PORT"),
        ("TEXTNN_HOEM", "x", "TEXTNN_HOEM"),
        ("TEXTNN_RATE", "often", "TEXTNN_RATE"),
        ("", "TEXTNN_HOME=ação", ".env"),
    ],
)
def test_a_setting_that_is_wrong(
    variable: str,
    value: str,
    said: str,
    tmp_path: Path,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "pt_BR.UTF-8")
    if variable:
        monkeypatch.setenv(variable, value)
    else:
        (tmp_path / ".env").write_bytes(value.encode("latin-1"))
    codes: list[Callable[[], int]]
    codes = [lambda: run(["history"]), lambda: guarded(lambda cli: main(cli.settings) or 0)]
    for work in codes:
        assert work() == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert one_sentence(err)
        assert said in err


def test_an_empty_setting_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TEXTNN_HOME", "")
    monkeypatch.setenv("TEXTNN_PUBLIC", "")
    assert Settings().home == Path.home() / ".textnn"


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def test_an_address_that_cannot_be_served(taken: int, cli: CliContext, capsys: Capture) -> None:
    for host, port, said in (
        ("127.0.0.1", taken, f"127.0.0.1:{taken}"),
        ("192.0.2.7", 0, "192.0.2.7"),
        ("no.such.host.invalid", 0, "no.such.host.invalid"),
        ("a..b", 0, "a..b"),
    ):
        there = {"host": host, "port": port}
        served = replace(cli, settings=cli.settings.model_copy(update=there))
        code, out, err = end(capsys, ["serve", "--host", host, "--port", str(port)], cli)
        assert (code, out) == (2, "")
        assert one_sentence(err)
        assert said in err
        assert guarded(lambda own: main(own.settings, ("generate",)) or 0, served) == 2
        assert capsys.readouterr().err == err


def test_an_app_of_no_such_tab(cli: CliContext, capsys: Capture) -> None:
    assert guarded(lambda own: main(own.settings, ("escrever",)) or 0, cli) == 2
    assert one_sentence(capsys.readouterr().err)


@pytest.mark.parametrize("name", [name for name in TRAININGS if name not in WITHOUT_DATA])
def test_a_training_without_its_data(name: str, cli: CliContext, capsys: Capture) -> None:
    code, out, err = end(capsys, ["train", name], cli)
    assert (code, out) == (2, "")
    assert one_sentence(err)
