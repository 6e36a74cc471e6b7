"""Files and addresses fill the box; what goes wrong changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from tests.articles.makers import TEXT, TITLE, TITLED, docx
from tests.ui.fakes import fake_screen
from textnn.config import Settings
from textnn.errors import UserError
from textnn.results.article import Article
from textnn.ui.components.article_source import ArticleSource, opened_note
from textnn.web.context import Screen

REQUEST: Any = SimpleNamespace(headers={"accept-language": "pt-BR"})
PAGE = Article(TEXT, "<b>Ponte</b>", "https://www.jornal.example/ponte?p=1", "html")


def opening(screen: Screen, fetch: Callable[..., Article] = lambda *_: PAGE) -> ArticleSource:
    with gr.Blocks():
        return ArticleSource(screen, "trial", fetch)


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Screen:
    return fake_screen(tmp_path_factory.mktemp("home"))


@pytest.mark.slow
def test_a_file_fills_the_box_and_is_deleted(screen: Screen, tmp_path: Path) -> None:
    file = tmp_path / "ponte.docx"
    file.write_bytes(docx(title=TITLE))
    first, last = opening(screen).from_file(str(file), REQUEST)
    assert "Abrindo" in first[1]
    assert last == (TITLED, f"<p>Aberto: “{TITLE}” · ponte.docx · {len(TITLED)} caracteres</p>")
    assert not file.exists()


@pytest.mark.slow
def test_an_address_fills_the_box(screen: Screen) -> None:
    asked: list[tuple[str, Settings]] = []
    pages = opening(screen, lambda *given: asked.append(given) or PAGE)
    *_, (text, note) = pages._from_address("jornal.example/ponte", REQUEST)
    assert asked == [("jornal.example/ponte", screen.settings)]
    assert text == TEXT
    assert "www.jornal.example" in note
    assert "<b>" not in note


def test_what_goes_wrong_leaves_the_box_alone(screen: Screen, tmp_path: Path) -> None:
    def fails(*_: object) -> Article:
        raise UserError("redirects")

    updates = opening(screen, fails)._from_address("a.com", REQUEST)
    seen: list[Any] = []
    with pytest.raises(gr.Error, match="O endereço manda"):
        seen.extend(iter(lambda: next(updates), None))
    box = [update for update, _ in seen]
    assert all(update == gr.skip() for update in box)


@pytest.mark.slow
def test_without_the_setting_there_is_no_address_line(screen: Screen) -> None:
    off = Settings(**(screen.settings.model_dump() | {"fetch": False}))
    closed = replace(screen, settings=off)
    assert "address" in _labels(screen)
    assert "address" not in _labels(closed)


def _labels(screen: Screen) -> set[str]:
    with gr.Blocks() as blocks:
        box, status = gr.Textbox(), gr.HTML()
        ArticleSource(screen, "trial").wire(box, status)
    return {
        str(getattr(one, "elem_id", "")).removeprefix("trial-") for one in blocks.blocks.values()
    }


def test_the_note_says_what_is_known() -> None:
    short = Article("Oi.", "", Path("a.txt").name, "text")
    assert opened_note(short, "en") == "<p>Opened: a.txt · 3 characters</p>"
