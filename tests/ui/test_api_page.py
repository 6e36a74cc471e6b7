"""Every example for programs, in ``docs/api.md`` and in the README, run against the real app.

A block of ``text`` under an example is what it prints; ``…`` stands for anything.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.served import Served
from tests.ui.chromium import Browser
from tests.ui.endpoints.test_mcp import ask
from textnn.config import DATA, PACKAGE

ADDRESS = "http://127.0.0.1:7860"
_BLOCK = re.compile(
    r"^```(python|bash|javascript|json)\n(.*?)^```\n(?:```text\n(.*?)^```\n)?", re.M | re.S
)


def examples(*languages: str) -> list[pytest.ParameterSet]:
    """Code and output of each example, called by its page, language and place."""
    found: list[pytest.ParameterSet] = []
    for page in ("docs/api.md", "README.md"):
        text = (PACKAGE.parent / page).read_text(encoding="utf-8")
        for number, (language, code, printed) in enumerate(_BLOCK.findall(text), 1):
            if language in languages:
                name = f"{Path(page).stem}-{number}-{language}"
                found.append(pytest.param(code, printed, id=name))
    return found


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the examples run: with an article and a picture."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(DATA / "examples" / "1-cidade.txt", "artigo.txt")
    shutil.copy(DATA / "examples" / "pictures" / "3-sete.png", "foto.png")


def printed_as(expected: str, output: str, served: Served) -> None:
    wanted = re.escape(expected.strip().replace(ADDRESS, served.url)).replace("…", ".*?")
    assert expected, "an example without its output"
    assert re.fullmatch(wanted, output.strip(), re.S), output


@pytest.mark.parametrize(("code", "expected"), examples("python"))
def test_python(code: str, expected: str, real: Served) -> None:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(code.replace(ADDRESS, real.url), "example", "exec"), {"__name__": "example"})
    printed_as(expected, output.getvalue(), real)


@pytest.mark.parametrize(("code", "expected"), examples("bash"))
def test_curl(code: str, expected: str, real: Served) -> None:
    if shutil.which("curl") is None and os.environ.get("CI") != "true":
        pytest.skip("needs curl")
    done = subprocess.run(
        ["bash", "-euc", code.replace(ADDRESS, real.url)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    printed_as(expected, done.stdout, real)


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
@pytest.mark.parametrize(("code", "expected"), examples("javascript"))
def test_javascript_in_node(code: str, expected: str, real: Served, tmp_path: Path) -> None:
    script = tmp_path / "example.mjs"
    script.write_text(code.replace(ADDRESS, real.url), encoding="utf-8")
    done = subprocess.run(["node", str(script)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    printed_as(expected, done.stdout, real)


@pytest.mark.parametrize(("code", "expected"), examples("json"))
def test_settings_of_a_client(code: str, expected: str, real: Served) -> None:
    (server,) = json.loads(code)["mcpServers"].values()
    assert server["url"].startswith(ADDRESS)
    path = server["url"].removeprefix(ADDRESS)
    tools = ask(real, lambda client: client.list_tools(), path=path).tools
    assert "highlight" in {tool.name for tool in tools}
    assert not expected


@pytest.mark.slow
def test_every_way_has_an_example() -> None:
    text = (PACKAGE.parent / "docs" / "api.md").read_text(encoding="utf-8")
    assert {language for language, _, _ in _BLOCK.findall(text)} == {
        "python", "bash", "javascript", "json",
    }  # fmt: skip


@pytest.mark.browser  # last: from here on an event loop runs in this thread
@pytest.mark.parametrize(("code", "expected"), examples("javascript"))
def test_javascript(code: str, expected: str, real: Served, browser: Browser) -> None:
    page = browser.new_context(locale="pt-BR").new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{real.url}/healthz")
    page.evaluate(f"async () => {{ {code.replace(ADDRESS, real.url)} }}")
    page.context.close()
    printed_as(expected, "\n".join(said), real)
