"""The parts of the documents that are made from the code; ``make docs`` writes them.

``tests/test_docs.py`` compares them.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import io
import json
import os
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import cast

import gradio as gr
from gradio.block_function import BlockFunction
from pydantic import SecretStr

from tests.test_architecture import imports
from textnn.cli import run
from textnn.cli.commands.db import app as database
from textnn.cli.context import CliContext
from textnn.cli.manual import commands
from textnn.compose import UNDERSTAND
from textnn.config import DATA, PACKAGE, Settings
from textnn.locale import say, sentences
from textnn.results import Continuation, Highlight, Summary
from textnn.results.options import Option, described
from textnn.results.pictures import Classification, Samples
from textnn.tasks.registry import TASKS
from textnn.ui import endpoints
from textnn.ui.endpoints.declare import schema_of
from textnn.ui.gradio_patches import describe
from textnn.web.context import Screen

ROOT = PACKAGE.parent

PIPELINES = [UNDERSTAND, *(task.pipeline for task in TASKS.values() if task.pipeline)]
"""What the composition root imports by name."""

ENTRANCES = (
    "textnn.ui.endpoints", "textnn.ui.endpoints.http_calls", "textnn.ui.endpoints.mcp",
    "textnn.web.routes.job", "textnn.compose",
    "textnn.articles.files", "textnn.articles.web", "textnn.api",
    *(named.partition(":")[0] for named in PIPELINES),
)  # fmt: skip
"""Modules through which programs come in."""

TOP = {
    "app.py": "what a hosted Space starts",
    "migrations/": "Alembic revisions of the history's database",
    "data/": "example articles, the shipped models, the manifest of public data sets",
    "tests/": "a mirror of the package, and the rules of the house",
    "benchmarks/": "comparisons with others' work",
    "scripts/": "developers' tools: figures of the data cards, leak checks",
    "docs/": "overview, command line, decisions, experiments, data and model cards",
    "Makefile": "one command for each thing",
    ".ci/run": "what continuous integration runs",
    "pyproject.toml": "package, dependencies, tool settings",
    "requirements.txt": "the same dependencies for a hosted Space",
    "Dockerfile": "the app as an image",
    ".dockerignore": "what goes into it",
    "compose.yaml": "the same beside PostgreSQL",
    "package.json": "what checks the JavaScript, for development only",
    "package-lock.json": "its versions",
    "eslint.config.js": "its rules",
    "jsconfig.json": "its types",
    "constraints.txt": "the versions that are installed, tested together",
    ".pre-commit-config.yaml": "style and types before each commit",
    ".github/": "the same checks on a public host, on more versions of Python",
    "CHANGELOG.md": "what changed",
    "SECURITY.md": "what is protected, and how to report a hole",
    "CONTRIBUTING.md": "how to change it",
    "LICENSE": "MIT",
}


def tree() -> str:
    """The folders of the README and the package's own files; texts are docstrings' first lines."""
    rows = [(f"{'  ' * depth}{name}", line) for depth, name, line in _package(PACKAGE, 0)]
    rows += TOP.items()
    width = max(len(name) for name, _ in rows) + 2
    return "\n".join(["```", *(f"{name:<{width}}{line}".rstrip() for name, line in rows), "```"])


def _package(folder: Path, depth: int) -> Iterator[tuple[int, str, str]]:
    yield depth, f"{folder.name}/", _line(folder / "__init__.py")
    files = [path for path in folder.iterdir() if path.name[:2] != "__"]
    for path in sorted(files, key=lambda path: (path.is_dir(), path.name)):
        if (path / "__init__.py").is_file():
            yield from _package(path, depth + 1)
        elif path.suffix == ".py" and depth == 0:
            yield 1, path.name, _line(path)


def _line(path: Path) -> str:
    """First line of a module's docstring, without its stop and its markup."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return text.partition("\n")[0].rstrip(".").replace("``", "").replace("*", "")


def settings_table() -> str:
    """The settings as a Markdown table."""
    rows = ["| variable | default | what |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        rows.append(f"| `TEXTNN_{name.upper()}` | {_default(name)} | {field.description} |")
    return "\n".join(rows)


def _default(name: str) -> str:
    field = Settings.model_fields[name]
    if name == "home":
        return "`~/.textnn`"
    value = field.default
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, Path):
        return f"`data/{value.relative_to(DATA)}`"
    return f"`{value}`" if value not in ("", None) else "empty"


def cli_page() -> str:
    """``docs/cli.md``: the manual and the help of every command."""
    parts = ["# The command line\n\nMade from the code by `make docs`.\n", _help()]
    for name in commands():
        parts += [f"## textnn {name}\n", _help(name)]
        if name == "db":
            made = (command.callback for command in database.registered_commands)
            parts += [_help(name, one.__name__) for one in made if one]
    return "\n".join(parts).rstrip() + "\n"


def _help(*words: str) -> str:
    os.environ["COLUMNS"] = "80"  # the page is the same whatever terminal it was made in
    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(printed):
        run([*words, "--help"], CliContext(Settings.model_construct()))
    printed.seek(0)
    return f"```\n{printed.read().strip()}\n```\n"


def endpoints_list() -> str:
    """Every public endpoint: what it does, what it takes and what it gives."""
    with gr.Blocks() as blocks:
        endpoints.build(cast(Screen, None))
    return "\n".join(_endpoint(function) for function in blocks.fns.values()).rstrip()


def _endpoint(function: BlockFunction) -> str:
    assert function.fn is not None
    line, _, returns = describe(function.fn)
    schema = schema_of(function.fn)
    rows = ["| argument | type | default | what |", "|---|---|---|---|"]
    for name, one in schema["properties"].items():
        kinds = [part.get("type") for part in one.get("anyOf", [one])]
        default = "needed" if name in schema.get("required", ()) else f"`{_json(one['default'])}`"
        what = one["description"].replace("|", "\\|")
        rows.append(f"| `{name}` | {' or '.join(kinds)} | {default} | {what} |")
    head = f"### /{function.api_name}\n\n{line}\n"
    return "\n".join([head, *rows, "", f"Gives {' '.join(returns)}\n"])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


RESULTS = (Highlight, Summary, Continuation, Classification, Samples)
"""What the endpoints give."""

_CONSTANT = re.compile(r"``([A-Z_]{4,})``")

_JSON = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}


def results_list() -> str:
    """The fields of every result, and of what stands inside it."""
    waiting, parts = [*RESULTS], {}
    while waiting:
        kind = waiting.pop(0)
        if kind not in parts:
            parts[kind] = _result(kind)
            hints = vars(inspect.getmodule(kind))
            names = re.findall(r"\w+", " ".join(str(field.type) for field in fields(kind)))
            inside = (hints.get(name) for name in names)
            waiting += [
                one
                for one in inside
                if isinstance(one, type) and is_dataclass(one) and one is not Option
            ]
    return "\n\n".join(parts.values())


def _result(kind: type) -> str:
    text = _CONSTANT.sub(lambda named: _value(kind, named[1]), inspect.getdoc(kind) or "")
    about, _, listed = text.replace("``", "`").replace("None", "null").partition("Attributes:\n")
    said: dict[str, str] = {}
    for names, what in re.findall(r"^    ([\w, ]+): ((?:.|\n     )+)", listed, re.M):
        said |= dict.fromkeys(names.split(", "), " ".join(what.split()))
    rows = [f"### {kind.__name__}", "", about.strip(), ""]
    rows += ["| field | type | what |", "|---|---|---|"]
    if kind.__name__.endswith("Options"):
        said = {name: option.help for name, _, _, option in described(kind)}
    for field in fields(kind):
        of = _of(ast.parse(str(field.type), mode="eval").body)
        rows.append(f"| `{field.name}` | {of} | {said.get(field.name, '')} |")
    return "\n".join(rows)


def _value(kind: type, name: str) -> str:
    """A constant of the module of ``kind``, in words."""
    value = getattr(inspect.getmodule(kind), name)
    return ", ".join(f"`{one}`" for one in value) if isinstance(value, tuple) else str(value)


def _of(node: ast.expr) -> str:
    """A type as JSON has it."""
    if isinstance(node, ast.BinOp):
        return f"{_of(node.left)} or {_of(node.right)}"
    if isinstance(node, ast.Subscript):
        assert isinstance(node.slice, ast.Tuple)
        if ast.unparse(node.value) == "Annotated":
            return _of(node.slice.elts[0])
        *inner, last = node.slice.elts
        if isinstance(last, ast.Constant):
            return f"list of {_of(inner[0])}"
        return f"[{', '.join(_of(part) for part in node.slice.elts)}]"
    return _JSON.get(node.id, node.id) if isinstance(node, ast.Name) else "null"


def errors_table() -> str:
    """Every code that a program may meet, with the first sentence of what is said then."""
    said = {"internal": {say("en", "broken")}}
    for key in sentences("en"):
        if key.startswith("error_store_"):
            said[key.removeprefix("error_").replace("_", "-")] = {sentences("en")[key]}
    for name in ("login_needed", "login_wrong", "too_often", "too_many"):
        said[name.replace("_", "-")] = {say("en", name, seconds="…")}
    for path in reached(*ENTRANCES):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and called in ("UserError", "Absent"):
                for code, key in _codes(node):
                    sentence = re.sub(r"\{[^{}]*\}", "…", sentences("en")[key])
                    said.setdefault(code, set()).add(sentence)
    rows = ["| code | when |", "|---|---|"]
    for code in sorted(said):
        firsts = sorted({_first(sentence) for sentence in said[code]} - {""})
        firsts = firsts or ["The sentence that comes with it says what."]
        rows.append(f"| `{code}` | {' '.join(firsts)} |")
    return "\n".join(rows)


def _codes(node: ast.Call) -> Iterator[tuple[str, str]]:
    """Code and sentence of a call of ``UserError``; two where its variant depends on something."""
    if not isinstance(node.args[0], ast.Constant):
        return
    code = str(node.args[0].value)
    chosen = ast.walk(node.args[1]) if len(node.args) > 1 else ()
    variants = [str(part.value) for part in chosen if isinstance(part, ast.Constant)]
    for key in ["_".join(filter(None, ("error", code, one))) for one in variants or [""]]:
        if key.replace("-", "_") in sentences("en"):
            yield code, key.replace("-", "_")


def reached(*entrances: str) -> list[Path]:
    """Files of these modules and of all that they import, directly or not."""
    reached: dict[str, Path] = {}
    waiting = [*entrances]
    while waiting:
        name = waiting.pop()
        path = ROOT.joinpath(*name.split("."))
        path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        if name not in reached and path.is_file():
            reached[name] = path
            waiting += [module for module, _ in imports(path) if module.startswith("textnn.")]
    return sorted(reached.values())


def _first(text: str) -> str:
    """The first sentence that says something, fit for a table."""
    parts = re.split(r"(?<=[.!])\s", text.replace("|", "/"))
    return next((part for part in parts if any(char.isalpha() for char in part)), "")


def filled(page: str) -> str:
    """A page with the parts that are made from the code as the code has them."""
    for name, make in PARTS.items():
        before, start, rest = page.partition(f"<!-- {name} -->")
        if start:
            _, end, after = rest.partition(f"<!-- /{name} -->")
            page = f"{before}{start}\n{make()}\n{end}{after}"
    return page


PARTS = {
    "settings": settings_table,
    "tree": tree,
    "endpoints": endpoints_list,
    "results": results_list,
    "errors": errors_table,
}
"""Name of a made part -> what makes it. It stands between two comments of that name in a page."""


def main() -> None:
    """Write the made parts into their files."""
    for page in (ROOT / "README.md", ROOT / "docs" / "api.md"):
        page.write_text(filled(page.read_text(encoding="utf-8")), encoding="utf-8")
    (ROOT / "docs" / "cli.md").write_text(cli_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
