"""textnn from Python: light to import, the result dataclasses, and nothing kept."""

from __future__ import annotations

import ast
import base64
import doctest
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import pytest

import textnn
from textnn import api
from textnn.config import PACKAGE
from textnn.results import Continuation, Highlight, Summary
from textnn.results.pictures import Classification, Samples
from textnn.service.recorder import Lazy

LIGHT = """
import sys
import textnn
heavy = {"torch", "numpy", "gradio", "sqlalchemy", "pydantic", "typer", "textnn.api"}
print(sorted(heavy & sys.modules.keys()), "highlight" in dir(textnn), textnn.__version__)
"""

KEEPS_NOTHING = """
import sys
import textnn
textnn.sample("digits", count=1)
print("gradio" in sys.modules)
"""


@pytest.fixture(scope="module", autouse=True)
def own_service() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api, "_service", Lazy(api._compose))
        yield


def python(code: str, home: Path) -> str:
    environment = {"HOME": str(home), "PYTHONPATH": str(PACKAGE.parent), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=home, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_importing_textnn_loads_nothing_heavy(tmp_path: Path) -> None:
    assert python(LIGHT, tmp_path) == f"[] True {textnn.__version__}"


@pytest.mark.slow
def test_nothing_is_written_and_no_app_is_loaded(tmp_path: Path) -> None:
    assert python(KEEPS_NOTHING, tmp_path) == "False"
    assert [*tmp_path.rglob("*")] == []


def test_the_package_the_module_and_the_types_name_the_same() -> None:
    stub = ast.parse((PACKAGE / "__init__.pyi").read_text(encoding="utf-8"))
    typed = {
        alias.name for node in stub.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert typed | {"__version__"} == set(vars(textnn)["__all__"]) <= set(dir(textnn))
    assert all(hasattr(api, name) for name in typed)
    assert (PACKAGE / "py.typed").is_file()


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'colour'"):
        getattr(textnn, "colour")  # noqa: B009 - an attribute that mypy knows not to be there


@pytest.mark.slow
def test_the_examples_of_the_docstrings_hold() -> None:
    done = doctest.testmod(api)
    assert done.attempted > 8
    assert not done.failed


@pytest.mark.slow
def test_results_are_dataclasses_that_go_to_json_and_back() -> None:
    found = textnn.highlight("A prefeita Ana Souza falou em Recife.", keywords=True)
    assert isinstance(found, Highlight)
    assert found.keywords
    assert isinstance(textnn.summarize("Choveu em Recife. Fez sol.", sentences=1), Summary)
    assert isinstance(textnn.generate(length=3), Continuation)
    assert textnn.from_dict(textnn.to_dict(found)) == found


@pytest.mark.slow
def test_a_picture_is_given_as_path_or_as_bytes(tmp_path: Path) -> None:
    made = textnn.sample("digits", label="3", count=1)
    assert isinstance(made, Samples)
    path = tmp_path / "três.png"
    path.write_bytes(base64.b64decode(made.pictures[0].picture))
    seen = [textnn.classify(given, model="cnn-digits") for given in (path, str(path))]
    assert isinstance(seen[0], Classification)
    assert seen[0].labels == seen[1].labels
    assert [one.source for one in seen] == ["três.png"] * 2
    alone = textnn.classify(path.read_bytes(), model="cnn-digits", compare=True)
    assert (alone.source, alone.labels) == ("picture", seen[0].labels)
    assert alone.opinions
    with pytest.raises(textnn.UserError, match=r"Cannot read .*nada\.png") as caught:
        textnn.classify(tmp_path / "nada.png")
    assert caught.value.code == "unreadable-file"


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: textnn.highlight(" "), "empty-text"),
        (lambda: textnn.highlight("a" * 200_001), "too-long"),
        (lambda: textnn.summarize("Choveu.", sentences=0), "bad-option"),
        (lambda: textnn.summarize("Choveu.", rank=101), "bad-option"),
        (lambda: textnn.summarize("Choveu.", sentences=cast(Any, "3")), "bad-option"),
        (lambda: textnn.highlight(cast(Any, b"Choveu.")), "not-text"),
        (lambda: textnn.generate(cast(Any, None)), "not-text"),
        (lambda: textnn.summarize("Choveu.", rank=2), "no-other-headline"),
        (lambda: textnn.generate("Era", temperature=9), "bad-option"),
        (lambda: textnn.classify(b"Era uma vez"), "not-a-picture"),
        (lambda: textnn.sample("shoes"), "bad-option"),
    ],
    ids=["empty", "long", "sentences", "rank", "number", "bytes", "none", "headline",
         "temperature", "picture", "set"],
)  # fmt: skip
def test_errors_are_those_of_the_service(call: Callable[[], object], code: str) -> None:
    with pytest.raises(textnn.UserError) as caught:
        call()
    assert caught.value.code == code


@pytest.mark.slow
def test_threads_share_one_service_and_agree() -> None:
    fresh = Lazy(api._compose)
    together = threading.Barrier(4)

    def asked(_: int) -> int:
        together.wait()
        return id(fresh())

    with ThreadPoolExecutor(4) as pool:
        assert len({*pool.map(asked, range(4))}) == 1
        texts = [*pool.map(lambda _: textnn.generate("Era", length=20, seed=5).text, range(4))]
    assert len({*texts}) == 1
