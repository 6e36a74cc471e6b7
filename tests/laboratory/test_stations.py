"""Every station: its script runs by itself, its files are there, its pages keep to the policy."""

from __future__ import annotations

import json
import re
import runpy
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from tests.served import Served
from textnn.errors import UserError
from textnn.laboratory.stations import CORES, STATIONS, core, modules, notebook, script, scripts
from textnn.locale import LANGUAGES, sentences
from textnn.results import from_dict
from textnn.tasks.registry import TASKS


@pytest.mark.parametrize("name", [name for name in scripts() if name in STATIONS])
@pytest.mark.slow
def test_a_script_runs_by_itself(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    runpy.run_path(str(scripts()[name]), run_name="__main__")
    assert capsys.readouterr().out
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", scripts())
def test_a_notebook_is_the_script(name: str) -> None:
    assert "textnn" not in script(name)
    text, code = json.loads(notebook(name))["cells"]
    assert text["source"] in script(name)
    assert script(name).rstrip().endswith(code["source"])


@pytest.mark.parametrize("name", CORES)
def test_what_a_station_is_about_takes_ten_to_forty_lines(name: str) -> None:
    lines = [line for line in core(name).splitlines() if line]
    assert 10 <= len(lines) <= 40
    assert [one for one in STATIONS if one not in CORES] == ["networks"]
    assert [line for line in lines if line not in script(name).splitlines()] == []


@pytest.mark.parametrize("name", STATIONS)
def test_what_a_module_says_stands_in_the_catalogue(name: str) -> None:
    """Names that are put together have their beginnings in quotes: these are looked for as well."""
    code = modules()[f"{name}.js"].read_text(encoding="utf-8")
    said = set(re.findall(r"'(lab_\w+)'", code))
    assert {one for one in said if not f"{one}_".startswith(("lab_all_", f"lab_{name}_"))} == set()
    for language in LANGUAGES:
        known = sentences(language)
        assert {one for one in said if not one.endswith("_")} <= known.keys()
        assert {f"lab_{name}", f"lab_{name}_lead", f"lab_{name}_what"} <= known.keys()


def test_there_is_no_other_station() -> None:
    with pytest.raises(UserError) as error:
        script("../config")
    assert error.value.code == "no-such-station"


def test_pages_load_files_of_ours_and_nothing_else(served: Served) -> None:
    page = httpx.get(f"{served.url}/laboratory/perceptron", headers={"accept-language": "en"})
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "connect-src 'self'" in policy
    assert "unsafe-eval" not in policy
    for file in re.findall(r'(?:src|href)="(laboratory/static/[^"]+)"', page.text):
        loaded = httpx.get(f"{served.url}/{file}")
        assert loaded.status_code == 200
        assert loaded.headers["cache-control"] == "private, no-cache"
    assert "The neuron of 1957" in page.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("", 200),
        ("/perceptron.py", 200),
        ("/perceptron.ipynb", 200),
        ("/nothing", 404),
        ("/nothing.py", 404),
        ("/stations.py", 404),
        ("/static/nothing.js", 404),
        ("/static/..%2fstations.py", 404),
    ],
)
def test_addresses(served: Served, path: str, status: int) -> None:
    answer = httpx.get(f"{served.url}/laboratory{path}")
    assert answer.status_code == status
    if path.endswith("perceptron.py"):
        assert answer.text == script("perceptron")
        assert answer.headers["content-disposition"] == "attachment"


def test_a_station_is_kept_as_it_was_left(served: Served) -> None:
    with httpx.Client(base_url=served.url, headers={"accept-language": "pt"}) as visitor:
        visitor.get("/laboratory/gan")
        asked = {"state": "penalty=0.1&seed=3", "said": "Colapso: o falsário põe quase tudo."}
        assert visitor.post("/laboratory/keep/gan", json=asked).json() == {"kept": True}
        assert visitor.post("/laboratory/keep/none", json=asked).status_code == 404
        long = visitor.post("/laboratory/keep/gan", json={"said": "a" * 40_000})
        assert long.status_code == 400
        lines = visitor.get("/history.jsonl").text.splitlines()
    (kept,) = (json.loads(line)["output"] for line in lines)
    assert (kept["station"], kept["state"], kept["text"]) == ("gan", *asked.values())
    view = TASKS["experiment"].view(from_dict(kept), "pt", datetime(2026, 1, 1, tzinfo=UTC))
    assert "GAN: falsário e detetive" in view
    assert 'href="laboratory/gan?penalty=0.1&amp;seed=3"' in view


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("cells/gates", b'{"cell": NaN}'),
        ("cells/gates", b"{"),
        ("networks/gan?seed=abc", b""),
        ("photo", '{"picture": "é", "network": "cnn-slide"}'.encode()),
        ("transfer", '{"classes": [["é", "é"], ["é", "é"]], "taught": 1}'.encode()),
    ],
)
def test_what_no_page_asks_is_refused_in_the_visitors_language(
    served: Served, path: str, body: bytes
) -> None:
    headers = {"accept-language": "pt-BR", "content-type": "application/json"}
    told = httpx.post(f"{served.url}/laboratory/{path}", content=body, headers=headers)
    assert 400 <= told.status_code < 500
    assert re.search(r"[áãçéêíóõ]|não|que", told.json()["error"])
