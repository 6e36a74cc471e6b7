"""What Gradio makes of the page's styles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from textnn import ui
from textnn.html.page import _style

SHEETS = sorted((Path(ui.__file__).parent / "static").glob("*.css"))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_no_rule_within_a_media_query_names_gradios_box(sheet: Path) -> None:
    """Gradio puts its box before every selector in there, and no box stands in itself."""
    depth, dead = 0, []
    for line in sheet.read_text(encoding="utf-8").splitlines():
        if line.startswith("@media") or depth:
            dead += [line] if ".gradio-container" in line else []
            depth += line.count("{") - line.count("}")
    assert dead == []


@pytest.mark.parametrize("bare", [False, True])
def test_a_page_without_scripts_has_the_whole_night(bare: bool) -> None:
    """It has no ``.dark``: what night changes is a variable, said once in ``bare.css``."""
    style = _style(bare=bare)
    night = style.split("@media (prefers-color-scheme: dark)")[1].split("}")[0]
    assert "--picture-edge: var(--edge)" in night
    assert re.findall(r"^[^{}\n]*\.dark\b.*\{", style, re.MULTILINE) == [".dark {"]
