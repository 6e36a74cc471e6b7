"""What ``textnn evaluate`` says of its figures."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from textnn.cli import run
from textnn.cli.commands import evaluate
from textnn.cli.context import CliContext
from textnn.config import Settings
from textnn.locale import sentences

ROOT = Path(__file__).resolve().parent.parent
FIGURES = {
    "task": "cnn", "data": "a.npz", "n": 3, "model": "cnn-digits", "seconds": 0.1,
    "metrics": {"accuracy": 0.5, "ece": 0.1},
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "meaning"), [("pt", "parte certa, de 0 a 1"), ("en", "part that is right, 0 to 1")]
)
def test_each_figure_is_explained_beside_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
    meaning: str,
) -> None:
    monkeypatch.setattr(evaluate, "score", lambda *_: FIGURES)
    (tmp_path / "a.npz").write_bytes(b"")
    cli = CliContext(Settings(home=tmp_path, secret="s" * 64), language)
    words = ["evaluate", "cnn", "--data", str(tmp_path / "a.npz")]
    assert run(words, cli) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[1:] == ["  accuracy 0.5", "  ece 0.1"]
    assert f"  accuracy  {meaning}" in err.splitlines()
    assert run([*words, "--json"], replace(cli)) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["metrics"] == FIGURES["metrics"]
    assert err == ""


def test_every_figure_of_the_docs_has_its_meaning() -> None:
    text = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
    table = text.partition("| task | file |")[2].partition("\n\n")[0]
    named = re.findall(r"\| `([^`|]+)` \|$", table, re.MULTILINE)
    known = sentences("pt")
    meanings = {name.removeprefix("metric_") for name in known if name.startswith("metric_")}
    assert {name for cell in named for name in cell.split()} == meanings
