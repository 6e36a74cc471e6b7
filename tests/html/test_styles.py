"""What Gradio makes of the page's styles."""

from __future__ import annotations

from pathlib import Path

import pytest

from textnn import ui

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
