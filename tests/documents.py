"""The parts of the documents that are made from the code; ``make docs`` writes them.

``tests/test_docs.py`` compares them.
"""

from __future__ import annotations

import ast
import contextlib
import io
import os
from collections.abc import Iterator
from pathlib import Path

from textnn.cli import run
from textnn.cli.desk import Desk
from textnn.cli.manual import COMMANDS
from textnn.config import DATA, PACKAGE, Settings

ROOT = PACKAGE.parent

TOP = {
    "app.py": "what a hosted Space starts",
    "migrations/": "Alembic revisions of the history's database",
    "data/": "example articles, the shipped models, the manifest of public data sets",
    "tests/": "a mirror of the package, and the rules of the house",
    "benchmarks/": "comparisons with others' work",
    "docs/": "overview, command line, decisions, experiments, data and model cards",
    "Makefile": "one command for each thing",
    ".ci/run": "what continuous integration runs",
    "pyproject.toml": "package, dependencies, tool settings",
    "requirements.txt": "the same dependencies for a hosted Space",
    "CHANGELOG.md": "what changed",
    "CONTRIBUTING.md": "how to change it",
    "LICENSE": "MIT",
}


def tree() -> str:
    """The file tree of the README, a line a file; texts are the docstrings' first lines."""
    rows = [(f"{'  ' * depth}{name}", line) for depth, name, line in _package(PACKAGE, 0)]
    rows += TOP.items()
    width = max(len(name) for name, _ in rows) + 2
    return "\n".join(["```", *(f"{name:<{width}}{line}".rstrip() for name, line in rows), "```"])


def _package(folder: Path, depth: int) -> Iterator[tuple[int, str, str]]:
    yield depth, f"{folder.name}/", _line(folder / "__init__.py")
    files = [path for path in folder.iterdir() if path.name[:2] != "__"]
    for path in sorted(files, key=lambda path: (path.is_dir(), path.name)):
        if path.is_dir():
            yield from _package(path, depth + 1)
        elif path.suffix == ".py":
            yield depth + 1, path.name, _line(path)


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
    if isinstance(value, Path):
        return f"`data/{value.relative_to(DATA)}`"
    return f"`{value}`" if value not in ("", None) else "empty"


def cli_page() -> str:
    """``docs/cli.md``: the manual and the help of every command."""
    parts = ["# The command line\n\nMade from the code by `make docs`.\n", _help()]
    for name in COMMANDS:
        parts += [f"## textnn {name}\n", _help(name)]
        if name == "db":
            parts += [_help(name, inner) for inner in ("upgrade", "current", "downgrade")]
    return "\n".join(parts).rstrip() + "\n"


def _help(*words: str) -> str:
    os.environ["COLUMNS"] = "80"  # the page is the same whatever terminal it was made in
    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(printed):
        run([*words, "--help"], Desk(Settings.model_construct()))
    printed.seek(0)
    return f"```\n{printed.read().strip()}\n```\n"


def filled(readme: str) -> str:
    """The README with its tables as the code has them."""
    for name, part in (("settings", settings_table()), ("tree", tree())):
        before, _, rest = readme.partition(f"<!-- {name} -->")
        _, _, after = rest.partition(f"<!-- /{name} -->")
        readme = f"{before}<!-- {name} -->\n{part}\n<!-- /{name} -->{after}"
    return readme


def main() -> None:
    """Write the made parts into their files."""
    readme = ROOT / "README.md"
    readme.write_text(filled(readme.read_text(encoding="utf-8")), encoding="utf-8")
    (ROOT / "docs" / "cli.md").write_text(cli_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
