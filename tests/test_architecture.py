"""The rules of the house, checked on the code itself.

Imports go downward only, those inside functions too; importing a module does nothing.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from textnn.cli.manual import COMMANDS

ROOT = Path(__file__).resolve().parent.parent

GROUND = {"locale", "errors", "results", "config", "textnn"}

READING = {*GROUND, "text", "datasets"}

ALLOWED: dict[str, set[str]] = {
    "textnn": set(),
    "errors": {"locale"},
    "results": {"errors", "locale"},
    "config": {"errors", "locale"},
    "precision": {"errors"},
    "text": GROUND,
    "locale": set(),
    "html": {*GROUND, "text", "locale"},
    "articles": {*GROUND, "text"},
    "datasets": {*GROUND, "text"},
    "engine": {*GROUND, "text"},
    "models": {*GROUND, "text", "engine"},
    "evaluation": {*GROUND, "text", "engine", "models", "precision"},
    "checkpoints": {*GROUND, "text", "models", "engine"},
    "pretrained": GROUND,
    "training": {
        *READING, "models", "engine", "evaluation", "checkpoints", "pretrained", "precision",
    },
    "store": GROUND,
    "tasks": {
        *READING, "locale", "html", "engine", "models", "evaluation", "pretrained",
        "checkpoints",
    },
    "laboratory": {*GROUND, "html", "text", "engine", "models", "checkpoints", "tasks"},
    "service": {*GROUND, "text", "tasks", "store"},
    "chat": {*GROUND, "text", "tasks", "service"},
    "pages": {
        *GROUND, "text", "locale", "html", "tasks", "store", "chat", "laboratory", "jobs",
    },
    "web": {
        *GROUND, "text", "locale", "html", "tasks", "pages", "articles", "store", "service",
        "chat", "laboratory", "jobs", "batches",
    },
    "ui": {
        *GROUND, "text", "locale", "html", "tasks", "pages", "articles", "store",
        "service", "chat", "web", "jobs", "batches",
    },
    "cli": {
        *READING, "articles", "training", "tasks", "store", "service", "chat",
        "compose", "compose_chat", "locale", "html", "pages", "web", "ui", "app", "batches",
    },
    "batches": {*GROUND, "text", "articles", "service", "compose"},
    "jobs": {*GROUND, "tasks", "service", "batches"},
    "api": {*GROUND, "compose", "store", "service", "batches"},
    "__main__": {"cli"},
    "compose": {*GROUND, "pretrained", "tasks", "store", "service"},
    "compose_chat": {*GROUND, "articles", "service", "chat"},
    "apart": {*GROUND, "compose", "service"},
    "app": {*GROUND, "apart", "compose", "compose_chat", "store", "jobs", "web", "ui"},
    "start": {"app", "cli"},
}  # fmt: skip
"""Room -> the rooms it may import besides itself (``textnn`` is the package's own ``__init__``)."""

BANNED = {"transformers", "torchtext"}

TORCH_STAYS_IN = {"models", "evaluation", "checkpoints", "training", "tasks",
                  "datasets", "precision", "laboratory"}  # fmt: skip
SQL_STAYS_IN = {"store"}
GRADIO_STAYS_IN = {"ui"}

FILES = [*sorted((ROOT / "textnn").rglob("*.py")), ROOT / "app.py"]


def name_of(path: Path) -> str:
    """Dotted name of a file: ``textnn/text/words.py`` is ``textnn.text.words``."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    """The row of the table a module belongs to."""
    if module == "app":  # app.py of a hosted Space
        return "start"
    parts = module.split(".")
    return parts[1] if parts[0] == "textnn" and len(parts) > 1 else parts[0]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module", autouse=True)
def _forgotten() -> Iterator[None]:
    """The trees take 60 MB: no later test of the process has them beside it."""
    yield
    tree_of.cache_clear()


@cache
def imports(path: Path) -> tuple[tuple[str, int], ...]:
    """Every module a file imports, wherever the import stands, and its line."""
    return (*_imports(path),)


def _imports(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            yield from (
                (_target(node.module or "", alias.name), node.lineno) for alias in node.names
            )


def _target(module: str, name: str) -> str:
    """The module meant: ``from textnn import checkpoints`` names one, ``__version__`` none."""
    inner = ROOT / Path(*module.split("."), name)
    return f"{module}.{name}" if inner.is_dir() or inner.with_suffix(".py").is_file() else module


@pytest.mark.slow
def test_imports_go_downward() -> None:
    rooms = {path: room_of(name_of(path)) for path in FILES}
    assert not {*rooms.values()} - ALLOWED.keys(), "a room without a row in the table"
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path, room in rooms.items()
        for module, line in imports(path)
        if module.split(".")[0] == "textnn" and room_of(module) not in {*ALLOWED[room], room}
    ]
    assert not wrong


def test_the_table_has_no_circle() -> None:
    def above(room: str, path: tuple[str, ...]) -> None:
        assert room not in path, " -> ".join([*path, room])
        for lower in ALLOWED[room] - GROUND:
            above(lower, (*path, room))

    for room in ALLOWED:
        above(room, ())


def test_no_two_modules_import_each_other() -> None:
    known = {name_of(path): path for path in FILES}
    needs = {name: {m for m, _ in imports(path)} & known.keys() for name, path in known.items()}

    def reach(name: str, seen: tuple[str, ...]) -> None:
        assert name not in seen, " -> ".join([*seen, name])
        for lower in needs[name] - done:
            reach(lower, (*seen, name))
        done.add(name)

    done: set[str] = set()
    for name in known:
        reach(name, ())


@pytest.mark.slow
def test_imports_stand_at_the_top() -> None:
    hidden = [
        f"{path.relative_to(ROOT)}:{inner.lineno}"
        for path in FILES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert not hidden


def test_import_by_name_is_for_what_is_costly_and_may_not_be_needed() -> None:
    users = [name_of(path) for path in FILES if "importlib" in dict(imports(path))]
    assert users == [
        "textnn",
        "textnn.cli.commands.batch",
        "textnn.cli.commands.serve",
        "textnn.cli.manual",
        "textnn.cli.task_command",
        "textnn.compose",
        "textnn.laboratory.later",
        "textnn.store.engine",
        "textnn.tasks.documents",
        "textnn.tasks.highlight.contacts",
    ]


def test_every_command_of_the_manual_is_a_module_and_no_other() -> None:
    commands = {path.stem for path in (ROOT / "textnn" / "cli" / "commands").glob("*.py")}
    assert commands - {"__init__"} == set(COMMANDS)


def test_no_room_is_a_heap() -> None:
    folders = Counter(path.parent for path in FILES if path.name != "__init__.py")
    assert [str(folder) for folder, modules in folders.items() if modules > 15] == []


@pytest.mark.parametrize(
    ("library", "rooms"),
    [
        ("torch", TORCH_STAYS_IN),
        ("sqlalchemy", SQL_STAYS_IN),
        ("gradio", GRADIO_STAYS_IN),
        *((library, set()) for library in sorted(BANNED)),
    ],
)
def test_libraries_stay_in_their_rooms(library: str, rooms: set[str]) -> None:
    users = {
        str(path.relative_to(ROOT))
        for path in FILES
        if library in {module.split(".")[0] for module, _ in imports(path)}
        and room_of(name_of(path)) not in rooms
    }
    assert not users


def test_no_two_classes_share_a_name() -> None:
    found: dict[str, list[str]] = {}
    for path in FILES:
        for node in tree_of(path).body:
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name, []).append(name_of(path))
    assert {name: where for name, where in found.items() if len(where) > 1} == {}


WATCH = """
import sys
import importlib
names = sys.argv[1:]
importlib.import_module("textnn")
import alembic.command, gradio, gensim.models, matplotlib.pyplot, seqeval.metrics, typer  # warm
import pydantic_settings, rich, safetensors.torch, sentencex, sqlalchemy.orm, torchcrf, uvicorn
import rouge_score.rouge_scorer, sacrebleu.metrics, snowballstemmer
root = sys.argv.pop(1)
seen = []
def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        path, mode = arguments[0], arguments[1] or "r"
        if path.endswith((".py", ".pyc", ".so")) or "__pycache__" in path:
            return
        if "site-packages" in path or "/lib/python" in path:
            return
        if path.startswith(("/dev/", "/proc/", "/sys/")):
            return
        seen.append(path)
    if event.startswith(("sqlite3.connect", "socket.connect", "subprocess.Popen")):
        seen.append(event)
sys.addaudithook(watch)
for name in sys.argv[1:]:
    before = len(seen)
    importlib.import_module(name)
    if seen[before:]:
        print(name, seen[before:])
"""


@pytest.mark.slow
def test_importing_any_module_reads_no_file_and_opens_no_connection() -> None:
    names = [name_of(path) for path in FILES]
    done = subprocess.run(
        [sys.executable, "-c", WATCH, str(ROOT), *names], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
