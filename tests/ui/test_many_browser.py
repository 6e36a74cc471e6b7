"""Several files and zip files in a real Chromium: read, watched, stopped, downloaded."""

from __future__ import annotations

import csv
import io
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.served import Served
from tests.ui.chromium import Locator, Open, Page, expect

pytestmark = pytest.mark.browser

ANA = "Ana Souza chegou a Santos em 3 de maio. "
RUI = "Rui Prado saiu de Porto Alegre. Ana Souza ficou."


def payload(name: str, data: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "", "buffer": data}


def give(page: Page, tab: str, *files: dict[str, Any]) -> Locator:
    with page.expect_file_chooser() as chooser:
        page.locator(f"#{tab}-upload").click()
    chooser.value.set_files([*files])  # type: ignore[arg-type]
    return page.locator(f"#{tab}-view .many > section")


def test_several_files_become_a_table_and_one_file_a_text(visit: Open, tmp_path: Path) -> None:
    page = visit()
    view = give(
        page,
        "highlight",
        payload("um.txt", ANA.encode()),
        payload("foto.png", b"\x89PNG\r\n"),
        payload("dois.txt", RUI.encode()),
        payload("grande.txt", b"a" * 400_000),
    )
    page.get_by_text("ficaram de fora: grande.txt").wait_for()
    expect(view.locator("h3")).to_have_text("2 artigos lidos. Um documento não pôde ser lido.")
    rows = view.locator("tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text("dois.txt")
    expect(rows.nth(0)).to_contain_text("2 pessoas")
    expect(rows.nth(0)).to_contain_text("Rui Prado, Porto Alegre, Ana Souza")
    expect(rows.nth(1)).to_contain_text("Isto é uma imagem")
    expect(page.locator("#highlight-stop")).to_be_disabled()
    with page.expect_download() as download:
        view.get_by_role("link", name="Pessoas").click()
    assert download.value.suggested_filename == "people.csv"
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    people = [*csv.DictReader(io.StringIO(text), delimiter=";")]
    assert [(one["name"], one["articles"]) for one in people] == [
        ("Ana Souza", "2"),
        ("Rui Prado", "1"),
    ]
    with page.expect_download() as download:
        view.get_by_role("link", name="JSON Lines").click()
    with zipfile.ZipFile(download.value.path()) as file:
        assert "people.jsonl" in file.namelist()

    page.locator("#highlight-article textarea").focus()  # unfolds the tools
    give(page, "highlight", payload("três.txt", RUI.encode()))
    expect(page.locator("#highlight-article textarea")).to_have_value(RUI)
    expect(view).to_be_visible()  # nothing was read yet
    page.locator("#highlight-go").click()
    expect(page.locator("#highlight-view mark").first).to_be_visible()
    expect(view).to_have_count(0)

    page.get_by_role("tab", name="Histórico").click()
    kept = page.locator("#history-list [data-do=open]")
    expect(kept).to_have_count(3)


def test_a_zip_file_is_summarised_and_can_be_stopped(visit: Open) -> None:
    page = visit(locale="en-GB", viewport={"width": 390, "height": 844})
    page.get_by_role("tab", name="Summarise").click()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for number in range(60):
            file.writestr(f"{number:02}.txt", f"{ANA * 5} {number}")  # each is computed
    page.locator("#summarize-private input").check()
    view = give(page, "summarize", payload("all.zip", packed.getvalue()))
    status = page.locator("#summarize-status")
    expect(status).to_contain_text("of 60 documents")
    expect(page.locator("#summarize-view .many tbody tr").first).to_be_visible()
    expect(page.locator("#summarize-go")).to_be_disabled()
    page.locator("#summarize-stop").click()
    expect(view).to_contain_text("You stopped it before the end of 60 documents.")
    done = view.locator("tbody tr").count()
    assert 1 <= done < 60
    expect(view).to_contain_text("The articles are not in the history.")
    expect(page.locator("#summarize-go")).to_be_enabled()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_job_ends_with_its_page(visit: Open, app: Served) -> None:
    page = visit()
    before = {*app.screen.jobs._jobs}
    give(page, "highlight", *(payload(f"{n}.txt", f"{ANA * 40} {n}".encode()) for n in range(40)))
    expect(page.locator("#highlight-status")).to_contain_text("de 40 documentos")
    (job,) = {*app.screen.jobs._jobs} - before
    page.close()
    end = time.monotonic() + 60
    while (state := app.screen.jobs._jobs[job].state) == "running" and time.monotonic() < end:
        time.sleep(0.1)
    assert state == "stopped"


def test_what_cannot_be_a_job_is_told(visit: Open) -> None:
    page = visit()
    give(page, "highlight", payload("vazio.zip", b"PK\x05\x06" + b"\0" * 18))
    expect(page.locator(".toast-body")).to_contain_text("Não veio nenhum documento")
    expect(page.locator("#highlight-status")).not_to_contain_text("Abrindo")
    expect(page.locator("#highlight-go")).to_be_enabled()
