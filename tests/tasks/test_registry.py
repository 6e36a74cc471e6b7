"""One folder and one line: a task that no module of the product names is seen everywhere."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import gradio as gr
import pytest

from tests.tasks.sentence_words import WORDS, SentenceWords, load_counter
from tests.ui.fakes import fake_screen
from textnn.chat import plain
from textnn.cli import run
from textnn.cli.context import CliContext
from textnn.compose import Loaders
from textnn.config import Settings
from textnn.errors import UserError
from textnn.pages.chat_results import result_view
from textnn.pages.history import history_view
from textnn.pages.shared_result import shared_page
from textnn.results import from_dict, to_dict
from textnn.results.context import RequestContext
from textnn.results.conversation import Message, Shown
from textnn.tasks.registry import TASKS
from textnn.ui.components.download import download
from textnn.ui.endpoints.declare import schema_of
from textnn.ui.page import build
from textnn.web.context import Screen

ARTICLE = "A escola abriu ontem. As aulas começam na segunda-feira."
NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def words() -> Iterator[None]:
    TASKS.add(WORDS)
    yield
    TASKS.remove("words")


@pytest.fixture
def screen(tmp_path: Path) -> Screen:
    return fake_screen(tmp_path, pictures={"words": lambda: load_counter(None, None)})


@pytest.fixture
def cli(tmp_path: Path) -> CliContext:
    settings = Settings(home=tmp_path / "home", _env_file=None)
    return CliContext(settings, "pt", io.BytesIO(ARTICLE.encode()), Loaders(settings))


def result() -> SentenceWords:
    assert WORDS.form
    options = WORDS.form.options()
    return load_counter(None, None)(ARTICLE, options, lambda _: None)


def test_two_tasks_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="words"):
        TASKS.add(WORDS)


def test_there_and_back_through_json() -> None:
    assert from_dict(json.loads(json.dumps(to_dict(result())))) == result()


def test_a_command(cli: CliContext, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["words", "-", "--most", "1", "--json"], cli) == 0
    assert json.loads(capsys.readouterr().out)["counts"] == [4]
    again = replace(cli, stdin=io.BytesIO(ARTICLE.encode()))
    assert run(["words", "-", "--no-keep"], again) == 0
    out, err = capsys.readouterr()
    assert out.split() == [str(count) for count in result().counts]
    assert "não guardado" in err
    assert run(["words", "-", "--most", "51"], again) == 2
    assert "1 a 50" in capsys.readouterr().err
    assert run(["history", "--task", "palavras"], cli) == 0
    assert "A escola abriu ontem" in capsys.readouterr().out
    assert run(["--help"], cli) == 0
    assert "Count the words of each sentence." in capsys.readouterr().out


def test_the_service_checks_and_keeps(screen: Screen) -> None:
    kept = screen.service.run("words", ARTICLE, context=RequestContext("ana"))
    assert kept.run_id
    assert screen.service.history.open("ana", kept.run_id).result == result()
    (line,) = screen.service.history.find("ana", "palavras", "words")
    assert line.title.startswith("A escola")
    assert 'class="task words">words<' in history_view([line], 1, "pt", searching=False)
    with pytest.raises(UserError, match="from 1 to 50"):
        screen.service.run("words", ARTICLE, replace(result().options, most=0))


def test_an_endpoint_a_tab_and_the_filter_of_the_history(screen: Screen) -> None:
    blocks = build(screen, ("words", "history"))
    (endpoint,) = (one for one in blocks.fns.values() if one.api_name == "words")
    assert endpoint.fn
    assert list(schema_of(endpoint.fn)["properties"]) == ["text", "most", "keep"]
    assert schema_of(endpoint.fn)["properties"]["most"]["default"] == 10
    ids = {block.elem_id: block for block in blocks.blocks.values()}
    assert {"words-article", "words-go", "words-most", "words-view"} <= ids.keys()
    slider, filters = ids["words-most"], ids["task"]
    assert isinstance(slider, gr.Slider)
    assert (slider.minimum, slider.maximum, slider.value) == (1, 50, 10)
    assert isinstance(filters, gr.Dropdown)
    assert "words" in [value for _, value in filters.choices]


def test_an_address_for_others(screen: Screen) -> None:
    kept = screen.service.run("words", ARTICLE, context=RequestContext("ana"))
    page = shared_page(screen.service.history.open("ana", kept.run_id or ""), "pt")
    assert "<title>words: A escola abriu ontem." in page
    assert '<ol class="words"><li>' in page
    assert "<dt>Frases</dt><dd>10</dd>" in page


def test_a_conversation_shows_it_and_says_it() -> None:
    shown = Shown("words", "counts", "abc", result())
    html = result_view(shown, "pt", NOW)
    assert '<ol class="words">' in html
    assert "Contar" in html
    message = Message("1", "2", "assistant", (shown,), NOW)
    assert plain(message, "pt") == " ".join(map(str, result().counts))


def test_a_download() -> None:
    packed = json.loads(download(result(), "json", "pt"))
    assert packed["name"].endswith(".json")
    assert from_dict(json.loads(packed["content"])) == result()
    with pytest.raises(UserError, match="format"):
        download(result(), "csv", "en")
