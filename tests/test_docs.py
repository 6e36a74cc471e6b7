"""The documents say what the code does."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.documents import ENTRANCES, ROOT, TOP, cli_page, filled, reached
from textnn.cli.manual import commands
from textnn.config import Settings

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_LINK = re.compile(r"""(?:\]\(|<img src=")([^)\s"]+)""")
_MACHINE = re.compile(r"(?<![\w.~])/(?:work|root|farm|home/(?!ana\b)\w+|tmp/bash_jobs)\b")


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return listed.stdout.splitlines()


def test_tree_and_settings_of_the_readme_are_those_of_the_code() -> None:
    assert filled(README) == README, "run: make docs"


@pytest.mark.slow
def test_endpoints_and_errors_of_the_page_for_programs_are_those_of_the_code() -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    assert filled(page) == page, "run: make docs"
    assert "| `empty-text` |" in page


def test_the_settings_table_has_every_field() -> None:
    named = re.findall(r"^\| `TEXTNN_(\w+)` ", README, re.MULTILINE)
    assert named == [name.upper() for name in Settings.model_fields]


def test_help_of_every_command_stands_in_the_docs() -> None:
    assert (ROOT / "docs" / "cli.md").read_text(encoding="utf-8") == cli_page(), "run: make docs"


@pytest.mark.parametrize("name", [*commands()])
def test_every_command_is_named_in_readme_or_manual_page(name: str) -> None:
    assert f"textnn {name}" in README + cli_page()


def test_commands_in_the_readme_exist() -> None:
    blocks = "\n".join(re.findall(r"^```\w*\n(.*?)^```", README, re.MULTILINE | re.DOTALL))
    names = re.findall(r"^textnn (\w+)", blocks, re.MULTILINE)
    assert names
    assert set(names) <= set(commands())


@pytest.mark.slow
def test_every_code_that_a_program_can_meet_is_in_the_table() -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    code = re.compile(r'\bUserError\(\s*"([a-z-]+)"')
    met = {found for path in reached(*ENTRANCES) for found in code.findall(path.read_text("utf-8"))}
    met |= {"not-a-picture", "no-such-conversation", "no-such-message", "internal", "not-found"}
    assert sorted(found for found in met if f"| `{found}` | " not in page) == []


def test_make_targets_in_the_documents_exist() -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for line in re.findall(
            r"(?:^|`)make ((?:[a-z][a-z-]*)(?: [a-z]+-[a-z0-9-]+)*)", text, re.M
        ):
            assert set(line.split()) <= targets, f"{page.name}: make {line}"


def test_the_tree_names_everything_at_the_top() -> None:
    top = {name.partition("/")[0] for name in tracked()} - {"textnn", ".gitignore", "README.md"}
    assert top <= {name.partition("/")[0] for name in TOP}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in _LINK.findall(page.read_text(encoding="utf-8")):
        if not re.match(r"https?:|mailto:|#", target):
            assert (page.parent / target.partition("#")[0]).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_named_in_the_documents_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for path in re.findall(r"`((?:textnn|tests|docs|migrations)/[\w/.-]+)`", text):
        assert (ROOT / path).exists(), path


def test_tables_that_contributing_names_stand_in_their_files() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"`([A-Z][A-Za-z_]+)`,?\s+\(?(?:in )?`(textnn/[\w/]+\.py)`", text)
    assert len(named) > 8
    for name, path in named:
        assert re.search(rf"^(class )?{name}\b", (ROOT / path).read_text("utf-8"), re.M), name


def test_no_file_names_a_machine() -> None:
    readable = {".py", ".md", ".toml", ".txt", ".json", ".css", ".js", ".html", ".mako", ""}
    for name in tracked():
        path = ROOT / name
        if path.suffix in readable and path.is_file() and name != "tests/test_docs.py":
            found = _MACHINE.search(path.read_text(encoding="utf-8"))
            assert not found, f"{name}: {found[0] if found else ''}"


def test_a_hosted_space_installs_what_the_package_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line[:1] not in ("#", "-")] == project["dependencies"]
