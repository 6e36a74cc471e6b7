"""The wheel, built and installed for real: it brings all it needs, and works from any folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hatchling.builders.sdist import SdistBuilder

from textnn.config import DATA, PACKAGE, ROOT

pytestmark = pytest.mark.slow

TEXT = "A prefeita Ana Souza falou em Recife."

HIGHLIGHT = """
import json, sys, textnn
from textnn.config import DATA
found = textnn.highlight(sys.argv[1])
print(json.dumps([textnn.__file__, str(DATA), textnn.to_dict(found)]))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=PACKAGE.parent, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where ``pip install`` put it; what it depends on stays where it is."""
    target = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--no-compile"]
    command += ["--quiet", "--disable-pip-version-check", "--target", str(target), str(wheel)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture
def environment(installed: Path, tmp_path: Path) -> dict[str, str]:
    own = {"PYTHONPATH": str(installed), "TEXTNN_HOME": str(tmp_path / "home"), "TEXTNN_PORT": "0"}
    return {**os.environ, **own, "PATH": f"{installed / 'bin'}:{os.environ['PATH']}"}


@pytest.fixture
def served(environment: dict[str, str]) -> Iterator[str]:
    """Address of ``textnn serve``, started from the root of the file system."""
    started = subprocess.Popen(
        [sys.executable, *_script(environment), "serve"],
        cwd="/",
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert started.stdout is not None
    try:
        line = started.stdout.readline()
        assert line.startswith("textnn: http"), line + started.stdout.read()
        yield line.removeprefix("textnn: ").strip()
    finally:
        started.terminate()
        started.wait(20)
        started.stdout.close()


def _script(environment: dict[str, str]) -> list[str]:
    return [str(Path(environment["PYTHONPATH"]) / "bin" / "textnn")]


def test_it_carries_models_data_migrations_and_the_page(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as file:
        names = {*file.namelist()}
    wanted = [
        *(f"data/{path.relative_to(DATA)}" for path in DATA.rglob("*") if path.is_file()),
        *(f"migrations/{path.name}" for path in (ROOT / "migrations").glob("*.*")),
        *(f"migrations/versions/{path.name}" for path in (ROOT / "migrations").rglob("0*.py")),
        *(path.relative_to(PACKAGE).as_posix() for path in (PACKAGE / "ui" / "static").iterdir()),
        *(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.html")),
        *(path.relative_to(PACKAGE).as_posix() for path in (PACKAGE / "locale").rglob("*.po")),
        "py.typed",
        "__init__.pyi",
    ]
    assert len(wanted) > 100
    assert not {f"textnn/{name}" for name in wanted if "__pycache__" not in name} - names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"textnn"}
    assert not [name for name in names if name.endswith((".pyc", ".pt")) or "/runs/" in name]


def test_an_installed_textnn_works_from_the_root_of_the_file_system(
    installed: Path, environment: dict[str, str], served: str
) -> None:
    end = time.monotonic() + 60
    while httpx.get(f"{served}/healthz").status_code == 503 and time.monotonic() < end:
        time.sleep(0.2)  # it answers before the page is there
    assert httpx.get(f"{served}/healthz").json()["status"] == "ok"
    assert "Destacar" in httpx.get(served, headers={"accept-language": "pt-BR"}).text

    own = subprocess.run(
        [sys.executable, "-c", HIGHLIGHT, TEXT], cwd="/", env=environment, capture_output=True
    )
    assert own.returncode == 0, own.stderr.decode()
    file, data, found = json.loads(own.stdout)
    assert Path(file) == installed / "textnn" / "__init__.py"
    assert Path(data) == installed / "textnn" / "data"
    assert {span["text"] for span in found["spans"]} == {"Ana Souza", "Recife"}


def test_the_source_archive_has_what_a_checkout_has_and_nothing_else() -> None:
    builder = SdistBuilder(str(PACKAGE.parent))
    names = {file.distribution_path for file in builder.recurse_included_files()}
    assert {"README.md", "LICENSE", "Makefile", "app.py", "tests/test_wheel.py"} <= names
    assert "data/models/tagger/weights.safetensors" in names
    tops = {name.split("/")[0] for name in names if "/" in name}
    assert tops >= {"benchmarks", "data", "docs", "migrations", "tests", "textnn"}
    assert not [top for top in tops if top.startswith(".") or top == "runs"]
    assert not [name for name in names if "__pycache__" in name]
