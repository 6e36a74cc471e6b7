"""The history's list: order, groups, what is noted; chosen lines as one file."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from starlette.routing import Mount

from tests.served import Served
from tests.store.makers import continuation, highlight
from tests.ui.test_public import USERS, login, screen_with, visit
from tests.ui.test_two_visitors import Browser, name_of
from textnn.errors import UserError
from textnn.pages.history import arranged, history_view
from textnn.pages.history_zip import packed
from textnn.results.conversation import Conversation, Message, Said
from textnn.results.runs import Note, RunLine, new_run
from textnn.web.app import create_app

ACT = "tabs.history:HistoryTab._act"
NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


def line(minute: int, article: str, task: str = "highlight", note: Note | None = None) -> RunLine:
    when = NOON + timedelta(minutes=minute)
    title = f"Artigo {article}"
    return RunLine(str(minute), minute, task, when, 0.5, "tagger", title, title, article,
                   note or Note())  # fmt: skip


def talk(minute: int) -> Conversation:
    when = NOON + timedelta(minutes=minute)
    said = Message("m", "c", "user", (Said("Olá."),), when)
    return Conversation("c", "Uma conversa", NOON, when, (said,), Note("", "rio", favorite=True))


def test_conversations_stand_among_the_results_by_their_time() -> None:
    lines = [line(3, "a"), line(1, "b")]
    assert [type(one).__name__ for one in arranged(lines, [talk(2)], 9)] == [
        "RunLine", "Conversation", "RunLine",
    ]  # fmt: skip
    assert len(arranged(lines, [talk(2)], 2)) == 2


def test_results_of_one_article_stand_together_pictures_do_not() -> None:
    lines = [line(5, "a"), line(4, "b"), line(3, "a"), line(2, "x", "classify"), line(1, "a"),
             line(0, "x", "classify")]  # fmt: skip
    kept = arranged(lines, [], 9)
    assert [one.id for one in kept] == ["5", "3", "1", "4", "2", "0"]
    assert history_view(kept, 6, "pt", searching=False).count('<li class="same again">') == 2


def test_a_line_has_its_name_its_label_and_its_star() -> None:
    note = Note("<b>Meu nome</b>", "domingo", favorite=True)
    html = history_view([line(1, "a", note=note), talk(0)], 2, "pt", searching=False)
    assert '<p class="title" dir="auto">&lt;b&gt;Meu nome' in html
    assert 'data-do="tag" data-name="domingo"' in html
    assert html.count("★") == 2
    assert 'data-do="talk" data-run="c"' in html


def test_what_has_no_tab_opens_on_a_page_of_its_own() -> None:
    html = history_view([line(1, "a", "answer")], 1, "pt", searching=False, openable=["highlight"])
    assert 'href="history/1" target="_blank"' in html


def test_chosen_lines_are_one_file_with_a_folder_each() -> None:
    runs = [
        (new_run("ana", highlight("Obra no mercado.")), "Nome, com vírgula"),
        (new_run("ana", continuation()), ""),
    ]
    with zipfile.ZipFile(io.BytesIO(packed(runs, [talk(0)], "pt"))) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
        text = archive.read("3-uma-conversa/uma-conversa.md").decode()
    folder = "1-destaque-nome-com-virgula/nome-com-virgula"
    assert {f"{folder}.json", f"{folder}.docx", f"{folder}.csv"} <= {*names}
    assert [name for name in names if name.startswith("2-") and name.endswith(".json")]
    assert "Olá" in text


def test_the_file_and_the_page_are_the_owners_alone(tmp_path: Path) -> None:
    screen = screen_with(tmp_path, users=USERS)
    runs = screen.service.history
    mine = runs.add(new_run("login:ana", highlight("Obra no mercado.")))
    hers = runs.add(new_run("login:rui", highlight("Segredo.")))
    app = create_app(screen)
    answers = visit(
        app,
        login(),
        lambda http: http.post("/history.zip", data={"run": [mine]}),
        lambda http: http.post("/history.zip", data={"run": [mine, hers]}),
        lambda http: http.post("/history.zip", data={}),
        lambda http: http.get(f"/history/{mine}"),
        lambda http: http.get(f"/history/{hers}"),
    )
    good, theirs, nothing, page, gone = answers[1:]
    assert good.headers["content-type"] == "application/zip"
    assert re.search(r'"textnn-\d{4}-\d\d-\d\d\.zip"', good.headers["content-disposition"])
    assert (theirs.status_code, nothing.status_code, gone.status_code) == (400, 400, 404)
    assert "200" in nothing.json()["error"]
    assert "Obra no mercado." in page.text
    assert "Segredo" not in gone.text


@pytest.mark.parametrize("wrong", [{"called": None}, {"tag": 5}, {"run": ["x"]}])
def test_a_note_that_is_no_text_is_an_unfit_event(served: Served, wrong: dict[str, object]) -> None:
    (mounted,) = [route.app for route in served.app.routes if isinstance(route, Mount)]
    handlers: dict[int, Any] = cast(Any, mounted).get_blocks().fns
    (number,) = [key for key, one in handlers.items() if one.fn and name_of(one.fn) == ACT]
    note = {"do": "note", "run": "x", "kind": "", "called": "a", "tag": "b", "favorite": False}
    said = Browser(served).press("unfit", number, ["", "", 0, False, 20], note | wrong)
    assert '"bad-event"' in said
    said = Browser(served).press("fit", number, ["", "", 0, False, 20], note)
    assert "bad-event" not in said
    assert UserError("no-such-run").pt in said
