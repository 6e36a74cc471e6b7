"""Command line, plain HTTP, gradio_client, Python and MCP give the same result for the same seed.

With the shipped models, and to the last digit: only the time taken and the place in the history
may differ.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

import textnn
from tests.served import Served
from tests.ui.endpoints import test_http_calls as test_calls
from tests.ui.endpoints import test_mcp as test_tools
from tests.ui.endpoints.conftest import connect
from textnn.cli import run
from textnn.cli.context import CliContext
from textnn.config import DATA

ARTICLE = "\n\n".join((DATA / "examples" / "2-economia.txt").read_text("utf-8").split("\n\n")[:2])
PICTURE = DATA / "examples" / "pictures" / "3-sete.png"


@dataclass(frozen=True)
class Case:
    """One task, asked for in every way.

    Attributes:
        command: words of the command line; ``-`` reads the article.
        arguments: of the endpoint, by name.
        function: the same in Python.
    """

    command: tuple[str, ...]
    arguments: dict[str, Any]
    function: Callable[[], Any]


CASES = {
    "highlight": Case(
        ("highlight", "-", "--keywords"),
        {"text": ARTICLE, "keywords": True},
        lambda: textnn.highlight(ARTICLE, keywords=True),
    ),
    "summarize": Case(
        ("summarize", "-", "--sentences", "2"),
        {"text": ARTICLE, "sentences": 2},
        lambda: textnn.summarize(ARTICLE, sentences=2),
    ),
    "generate": Case(
        ("generate", "A prefeitura", "--seed", "7", "--length", "80", "--temperature", "0.9"),
        {"prefix": "A prefeitura", "seed": 7, "length": 80, "temperature": 0.9},
        lambda: textnn.generate("A prefeitura", seed=7, length=80, temperature=0.9),
    ),
    "classify": Case(
        ("classify", str(PICTURE), "--compare"),
        {
            "picture": base64.b64encode(PICTURE.read_bytes()).decode("ascii"),
            "source": PICTURE.name,
            "compare": True,
        },
        lambda: textnn.classify(PICTURE, compare=True),
    ),
    "sample": Case(
        ("sample", "--set", "fashion", "--class", "bag", "--count", "3", "--seed", "5"),
        {"set": "fashion", "label": "bag", "count": 3, "seed": 5},
        lambda: textnn.sample("fashion", label="bag", count=3, seed=5),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_same_result_in_every_way(
    name: str, real: Served, capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Any
) -> None:
    case = CASES[name]
    article = tmp_path / "artigo.txt"
    article.write_text(ARTICLE, encoding="utf-8", newline="")
    words = [str(article) if word == "-" else word for word in case.command]
    assert run([*words, "--json", "--no-keep"], CliContext(real.screen.settings)) == 0
    told = json.loads(capsysbinary.readouterr().out)

    event, (over_http,) = test_calls.call(real, f"v2/{name}", {**case.arguments, "keep": False})
    assert event == "complete"
    by_list = connect_and_ask(real, name, case.arguments)
    in_python = json.loads(json.dumps(textnn.to_dict(case.function())))
    as_tool = test_tools.value(test_tools.call(real, name, case.arguments))

    assert over_http["run_id"] is None
    assert by_list["run_id"] is not None
    assert same(told) == same(in_python)
    assert same(over_http) == same(told)
    assert same(by_list) == same(told)
    assert same(as_tool) == same(told)


def connect_and_ask(real: Served, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """The result over ``gradio_client``, kept."""
    answer = connect(real).predict(**arguments, api_name=f"/{name}")
    assert isinstance(answer, dict)
    return answer


def same(result: dict[str, Any]) -> dict[str, Any]:
    """What must not differ."""
    assert result["seconds"] > 0
    told_apart = ("seconds", "run_id", "warning")  # an endpoint also says where it is kept
    return {name: result[name] for name in result if name not in told_apart}
