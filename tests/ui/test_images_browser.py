"""*Imagens* as a person uses it: files, camera, pad, lessons, history.

The networks are stand-ins; everything else is real.
"""

from __future__ import annotations

import base64
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.ui.chromium import FilePayload, Open, Page, expect, stroke, tab, toast

pytestmark = pytest.mark.browser


def png(colour: str = "red", size: tuple[int, int] = (40, 30)) -> bytes:
    with io.BytesIO() as file:
        Image.new("RGB", size, colour).save(file, "PNG")
        return file.getvalue()


def images(visit: Open) -> Page:
    page = visit()
    tab(page, "Imagens")
    page.locator("#classify-go").wait_for()
    return page


def give(page: Page, button: str, *files: tuple[str, bytes]) -> None:
    """Choose files in the dialog that a button opens."""
    with page.expect_file_chooser() as chooser:
        page.locator(button).click()
    chooser.value.set_files(
        [FilePayload(name=name, mimeType="image/png", buffer=data) for name, data in files]
    )


OPEN = "#classify-photo button >> nth=0"


def saved(page: Page, pad: str = "#classify-pad") -> Image.Image:
    """The drawing as the pad saves it."""
    with page.expect_download() as download:
        page.locator(pad).get_by_role("button", name="Salvar").click()
    assert download.value.suggested_filename == "desenho.png"
    with Image.open(download.value.path()) as picture:
        return picture.convert("L")


def drawing(page: Page) -> None:
    page.locator("#classify-way").get_by_text("Desenho").click()
    page.locator("#classify-pad canvas").wait_for()


def answer(page: Page, view: str = "#classify-view") -> str:
    """The class the network names, or that it knows none."""
    said = page.locator(f"{view} .verdict")
    said.wait_for()
    return said.inner_text()


def test_a_picture_is_classified_wherever_it_comes_from(visit: Open) -> None:
    page = images(visit)
    choose_a_file(page)
    ask_the_same_again(page)
    compare_networks_on_an_example(page)
    paste(page)
    take_a_photo(page)
    choose_bad_files(page)


def choose_a_file(page: Page) -> None:
    give(page, OPEN, ("gato.png", png()))
    answer(page)
    view = page.locator("#classify-view")
    expect(page.locator("#classify-photo img")).to_have_attribute(
        "alt", "Imagem escolhida: gato.png"
    )
    expect(view.locator("figcaption").first).to_have_text("gato.png")
    expect(view.locator(".bars li")).to_have_count(5)
    expect(view.locator(".heat text").first).to_have_text("1")
    expect(view.locator(".decided ol li").first).to_contain_text("Sem este quadrado")
    stages = view.locator(".stages img")
    expect(stages.first).to_be_hidden()
    view.locator(".stages > summary").click()
    expect(stages).to_have_count(3)
    expect(stages.first).to_be_visible()
    with page.expect_download() as download:
        view.locator("[data-do=export]").click()
    kept = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert (kept["kind"], kept["source"]) == ("Classification", "gato.png")


def ask_the_same_again(page: Page) -> None:
    """It is answered and kept once."""
    first = page.locator("#classify-view .provenance").inner_text()
    page.locator("#classify-go").click()
    expect(page.locator("#classify-go")).to_be_enabled()
    assert page.locator("#classify-view .provenance").inner_text() == first
    tab(page, "Histórico")
    expect(page.locator("#history-list li")).to_have_count(1)
    page.wait_for_function("document.querySelector('#history-list .glimpse').naturalWidth > 0")
    tab(page, "Imagens")


def compare_networks_on_an_example(page: Page) -> None:
    page.locator("#classify-examples button", has_text="navio").click()
    expect(page.locator("#classify-view figcaption").first).to_have_text("navio.png")
    expect(page.locator("#classify-photo img")).to_be_visible()
    page.locator("#classify-network input").click()
    page.get_by_role("option", name="Roupas").click()
    page.locator("#classify-compare input").check()
    give(page, OPEN, ("a.png", png()))
    expect(page.locator("#classify-view .kicker").first).to_contain_text("Roupas")
    rows = page.locator("#classify-view .opinions tbody tr")
    expect(rows).to_have_count(4)
    expect(rows.last).to_contain_text("Algarismos arábico-índicos")


def paste(page: Page) -> None:
    page.evaluate(
        """async data => {
          const bytes = Uint8Array.from(atob(data), one => one.charCodeAt(0));
          const item = new ClipboardItem({'image/png': new Blob([bytes], {type: 'image/png'})});
          await navigator.clipboard.write([item]);
        }""",
        base64.b64encode(png("green")).decode(),
    )
    page.locator("#classify-photo").get_by_role("button", name="Colar").click()
    expect(page.locator("#classify-view figcaption").first).to_have_text("imagem colada")
    page.locator("#classify-photo").get_by_role("button", name="Limpar").click()
    expect(page.locator("#classify-photo img")).to_have_count(0)
    page.keyboard.press("Control+v")
    expect(page.locator("#classify-photo img")).to_be_visible()


def take_a_photo(page: Page) -> None:
    camera = page.locator("#classify-photo").get_by_role("button", name="Câmera")
    camera.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("A câmera não foi permitida")
    dialog.get_by_role("button", name="Fechar").click()
    expect(dialog).to_have_count(0)
    page.context.grant_permissions(["camera"])
    camera.click()
    dialog.get_by_role("button", name="Fotografar", disabled=False).click()
    expect(page.locator("#classify-view figcaption").first).to_have_text("foto 1")
    expect(dialog).to_have_count(0)


def choose_bad_files(page: Page) -> None:
    for name, data, sentence in (
        ("a.png", b"isto e texto", "não é uma imagem"),
        ("vazio.png", b"", "O arquivo “vazio.png” está vazio"),
        ("grande.png", bytes(400_000), "grande demais"),
    ):
        give(page, OPEN, (name, data))
        expect(page.locator("#classify-view")).to_contain_text(sentence)
        expect(page.locator("#classify-view .verdict")).to_have_count(0)
        page.locator("#classify-go").click()
        expect(page.locator("#classify-view [role=alert]")).to_contain_text(sentence)
        expect(page.locator(".toast-body")).to_have_count(0)
    give(page, OPEN, ("bom.png", png()))
    answer(page)


def test_a_drawing_is_made_classified_and_opens_again_as_a_drawing(visit: Open) -> None:
    page = images(visit)
    drawing(page)
    page.locator("#classify-go").click()
    expect(page.locator("#classify-view")).to_contain_text("A folha está em branco")
    draw_erase_and_undo(page)
    classify_it_and_open_it_again(page)


def draw_erase_and_undo(page: Page) -> None:
    pad = page.locator("#classify-pad")
    undo, clear = (pad.get_by_role("button", name=name) for name in ("Desfazer", "Limpar"))
    expect(clear).to_be_disabled()
    stroke(page, "#classify-pad canvas", (0.2, 0.5), (0.8, 0.5))
    first = saved(page)
    assert first.size == (280, 280)
    assert first.getpixel((140, 140)) == 0
    assert first.getpixel((140, 40)) == 255

    pad.get_by_role("button", name="Reta").click()
    stroke(page, "#classify-pad canvas", (0.5, 0.1), (0.9, 0.3), (0.5, 0.9))
    second = saved(page)
    assert second.getpixel((140, 60)) == 0
    assert second.getpixel((252, 84)) == 255  # only the two ends of a straight line count

    pad.get_by_role("button", name="Borracha").click()
    stroke(page, "#classify-pad canvas", (0.5, 0.45), (0.5, 0.55))
    assert saved(page).getpixel((140, 140)) == 255
    page.keyboard.press("Control+z")
    assert saved(page).getpixel((140, 140)) == 0
    undo.click()
    assert saved(page).tobytes() == first.tobytes()
    page.keyboard.press("Control+y")
    assert saved(page).tobytes() == second.tobytes()
    clear.click()
    expect(clear).to_be_disabled()
    undo.click()  # clearing can be undone too
    assert saved(page).tobytes() == second.tobytes()

    tool = pad.get_by_role("button", name="Pincel")
    tool.focus()
    page.keyboard.press("Enter")
    expect(tool).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    unnamed = page.locator("#classify-pad button:not([aria-label])")
    assert unnamed.count() == 0


def classify_it_and_open_it_again(page: Page) -> None:
    stroke(page, "#classify-pad canvas", (0.3, 0.2), (0.7, 0.2), (0.4, 0.8))
    page.locator("#classify-go").click()  # at once: the last stroke counts
    said = answer(page)
    before = saved(page)
    expect(page.locator("#classify-view figcaption").first).to_have_text("desenho")

    page.reload(wait_until="domcontentloaded")
    tab(page, "Histórico")
    item = page.locator("#history-list li").first
    expect(item.locator(".title")).to_have_text(re.compile("· desenho$"))
    item.get_by_role("button", name="Abrir").click()
    assert answer(page) == said
    expect(page.locator("#classify-pad canvas")).to_be_visible()
    page.locator("#classify-pad").get_by_role("button", name="Salvar", disabled=False).wait_for()
    after = saved(page)
    assert after.getpixel((140, 56)) == before.getpixel((140, 56)) == 0


def test_classes_are_taught_kept_and_opened_again(visit: Open, tmp_path: Path) -> None:
    page = images(visit)
    teach(page)
    put_a_picture_to_the_lesson(page)
    take_the_project_along(page, tmp_path / "p.zip")
    page.reload(wait_until="domcontentloaded")
    open_the_project(page, tmp_path / "p.zip")
    open_the_lesson_from_the_history(page)


def teach(page: Page) -> None:
    """A lesson of two classes."""
    tab(page, "Ensinar")
    for n, (name, colour) in enumerate((("bola", "red"), ("cubo", "blue")), 1):
        page.locator(f"#class-{n}-name").get_by_role("textbox").fill(name)
        files = [(f"{i}.png", png(colour, (30 + i, 30))) for i in range(4)]
        give(page, f"#class-{n}-shelf [data-from=files]", *files)
        expect(page.locator(f"#class-{n}-shelf li")).to_have_count(4)
    page.locator("#teach-go").click()
    page.locator("#teach-view .lesson").wait_for()


def put_a_picture_to_the_lesson(page: Page) -> None:
    view = page.locator("#teach-view")
    expect(view.locator("h2")).to_have_text("bola e cubo")
    expect(view).to_contain_text("Posta à prova com as suas 8 imagens, acertou 6")
    view.get_by_text("Tabela das respostas").click()
    expect(view.locator("tbody tr").first).to_contain_text("bola")

    give(page, "#try-photo button >> nth=0", ("nova.png", png("red")))
    assert answer(page, "#try-view") in ("bola", "cubo", "Não reconheço isto")
    expect(page.locator("#try-view .kicker").first).to_contain_text("Sua rede")


def take_the_project_along(page: Page, project: Path) -> None:
    with page.expect_download() as download:
        page.locator("#teach-view").get_by_role("button", name="Projeto (.zip)").click()
    assert download.value.suggested_filename == "textnn-bola-cubo.zip"
    download.value.save_as(project)


def open_the_project(page: Page, project: Path) -> None:
    tab(page, "Imagens")
    tab(page, "Ensinar")
    give(page, "#teach-open button", ("p.zip", project.read_bytes()))
    expect(page.locator("#teach-view h2")).to_have_text("bola e cubo")
    expect(page.locator("#class-2-name").get_by_role("textbox")).to_have_value("cubo")
    expect(page.locator("#class-2-shelf li")).to_have_count(4)


def open_the_lesson_from_the_history(page: Page) -> None:
    page.locator("#class-1-shelf .drop").first.click()
    expect(page.locator("#class-1-shelf li")).to_have_count(3)
    tab(page, "Histórico")
    item = page.locator("#history-list li").last
    expect(item.locator(".title")).to_have_text("bola, cubo")
    item.get_by_role("button", name="Abrir").click()
    expect(page.locator("#teach-view h2")).to_have_text("bola e cubo")
    expect(page.locator("#class-1-shelf li")).to_have_count(4)


def test_the_board_of_classes(visit: Open) -> None:
    page = images(visit)
    tab(page, "Ensinar")
    add_fill_and_take_away_classes(page)
    be_asked_before_pictures_are_lost(page)
    open_what_is_no_project(page)
    teach_an_example(page)


def add_fill_and_take_away_classes(page: Page) -> None:
    page.locator("#class-1-name").get_by_role("textbox").fill("um")
    give(page, "#class-1-shelf [data-from=files]", ("a.png", png()), ("b.png", png("blue")))
    expect(page.locator("#class-1-shelf li")).to_have_count(2)
    page.locator("#class-1-shelf .drop").first.click()
    expect(page.locator("#class-1-shelf li")).to_have_count(1)
    page.locator("#add-class").click()
    page.locator("#class-3-name").get_by_role("textbox").fill("três")
    page.locator("#class-3-shelf [data-from=pad]").click()
    dialog = page.get_by_role("dialog")
    stroke(page, "dialog canvas", (0.3, 0.3), (0.7, 0.7))
    dialog.get_by_role("button", name="Usar o desenho").click()
    dialog.get_by_role("button", name="Fechar").click()
    expect(page.locator("#class-3-shelf li")).to_have_count(1)
    page.locator("#class-2-shelf [data-do=remove]").click()
    expect(page.locator("#class-3")).to_be_hidden()
    expect(page.locator("#class-2-name").get_by_role("textbox")).to_have_value("três")
    expect(page.locator("#class-2-shelf li")).to_have_count(1)
    page.locator("#class-2-name").get_by_role("textbox").fill("")
    page.locator("#teach-go").click()
    toast(page, "A classe 2 tem imagens e não tem nome")


def be_asked_before_pictures_are_lost(page: Page) -> None:
    give(page, "#class-2-shelf [data-from=files]", ("mau.png", b"texto"), ("a.png", png()))
    toast(page, "“mau.png” não é uma imagem")
    asked = []

    def leave(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.reload(wait_until="domcontentloaded")
    assert asked == ["beforeunload"]
    tab(page, "Imagens")
    tab(page, "Ensinar")


def open_what_is_no_project(page: Page) -> None:
    give(page, "#teach-open button", ("p.zip", b"\xff\xfe nada"))
    toast(page, "não pode ser aberto como projeto")
    page.locator("#class-1-name").wait_for()


def teach_an_example(page: Page) -> None:
    page.locator("#teach-example button").click()
    page.locator("#teach-view .lesson").wait_for()
    expect(page.locator("#class-1-name").get_by_role("textbox")).to_have_value("canecas")
    assert page.locator("#class-1-shelf li").count() >= 5
