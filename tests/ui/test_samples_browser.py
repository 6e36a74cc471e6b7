"""*Amostras* as a person uses it, in a real Chromium."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from tests.ui.chromium import Open, Page, expect, settled, stroke, tab, unfold

pytestmark = pytest.mark.browser


def part(page: Page, name: str) -> None:
    page.locator("#tabs").get_by_role("tab", name="Amostras", exact=True).click()
    page.locator("#samples-parts").get_by_role("tab", name=name, exact=True).click()
    settled(page)


def make(page: Page) -> None:
    page.locator("#sample-go").click()
    page.locator("#sample-view .pic").first.wait_for()


def reopen(page: Page, position: int = 0) -> None:
    tab(page, "Histórico")
    page.locator("#history-list li").nth(position).get_by_role("button", name="Abrir").click()


def test_sample_pick_two_walk_download_and_open_again(visit: Open) -> None:
    page = visit()
    part(page, "Amostrar")
    page.locator("#sample-set").get_by_text("Roupas").click()
    page.locator("#sample-class").get_by_text("tênis").click()
    make(page)
    pictures = page.locator("#sample-view .pic")
    expect(pictures).to_have_count(20)
    pictures.nth(2).hover()
    told = page.locator("#sample-view .detail")
    expect(told).to_contain_text("Tênis, semente 3. O discriminador")
    page.locator("#sample-view .pic").first.focus()
    page.keyboard.press("ArrowRight")
    expect(told).to_contain_text("Tênis, semente 2.")

    pair = page.locator("#sample-view [data-pair]")
    expect(pair).to_be_disabled()
    for index in (0, 4, 2):  # a third one takes the place of the first
        pictures.nth(index).click()
    expect(page.locator("#sample-view .pic[aria-pressed=true]")).to_have_count(2)
    pair.click()
    walk = page.locator("#sample-walk .walk")
    expect(walk.locator("h3")).to_have_text("Passeio: da semente 5 à 3")
    expect(walk.locator(".frame")).to_have_count(17)
    stage = walk.locator("img.stage")
    before = stage.get_attribute("src")
    walk.locator("input[type=range]").fill("8")
    expect(walk.locator(".detail")).to_contain_text("Ponto 9 de 17.")
    assert stage.get_attribute("src") != before
    walk.locator(".play").click()
    expect(walk.locator(".play")).to_have_text("Pausar")
    expect(walk.locator(".detail")).not_to_contain_text("Ponto 9 de 17.")
    walk.locator(".play").click()
    expect(walk.locator(".play")).to_have_text("Animar")

    with page.expect_download() as download:
        page.locator("#sample-view [data-do=save]", has_text="PNG").click()
    assert (
        download.value.suggested_filename == "textnn-imagens-geradas-fashion-sneaker-semente-1.png"
    )
    with Image.open(Path(download.value.path())) as sheet:
        assert "Criado por uma rede neural" in sheet.info["Description"]
    with page.expect_download() as download:
        page.locator("#sample-walk [data-do=save]", has_text="ZIP").click()
    with zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes())) as archive:
        assert sum(name.endswith(".png") for name in archive.namelist()) == 17

    first = pictures.first.locator("img").get_attribute("src")
    page.reload(wait_until="domcontentloaded")
    page.locator(".composer").wait_for()
    reopen(page, 1)
    expect(pictures).to_have_count(20)
    assert pictures.first.locator("img").get_attribute("src") == first
    expect(page.locator("#sample-class input:checked")).to_have_value("sneaker")
    reopen(page, 0)
    expect(walk.locator(".frame")).to_have_count(17)
    give_seeds_and_numbers(page)


def give_seeds_and_numbers(page: Page) -> None:
    """Bad ones are told in a sentence."""
    unfold(page, "#sample-walk-tools")
    page.locator("#sample-second input").fill("9")
    page.locator("#sample-second input").press("Tab")
    page.locator("#sample-walk-go").click()
    expect(page.locator("#sample-walk h3")).to_have_text("Passeio: da semente 5 à 9")

    page.locator("#sample-seed input").fill("")
    page.locator("#sample-seed input").press("Tab")
    page.locator("#sample-go").click()
    expect(page.locator(".toast-body")).to_contain_text("A semente deve ser um número inteiro")
    expect(page.locator("#sample-go")).to_be_enabled()
    page.locator("#sample-seed input").fill("-5")
    page.locator("#sample-go").click()
    expect(page.locator(".toast-body")).to_contain_text("O valor de semente deve ser de 0 a")
    expect(page.locator("[data-testid=status-tracker] .error:visible")).to_have_count(0)

    box = page.get_by_role("spinbutton", name="Quantas imagens: número")
    box.fill("500")
    box.press("Tab")
    expect(page.locator("#sample-count .note")).to_have_text(
        "O máximo é 100: o número foi trocado por ele."
    )
    expect(box).to_have_value("100")
    expect(
        page.locator("[aria-label^='number input'], [aria-label^='range slider']")
    ).to_have_count(0)


def test_a_whole_game_with_the_keyboard_and_the_film_of_the_training(visit: Open) -> None:
    page = visit()
    play_with_the_keyboard(page)
    watch_the_film(page)
    watch_it_with_less_motion(page)


def play_with_the_keyboard(page: Page) -> None:
    part(page, "Detetive")
    page.locator("#detective-go").click()
    game = page.locator("#detective-view .detective")
    for number in range(10):
        expect(game.locator(".kicker")).to_have_text(f"Imagem {number + 1} de 10")
        expect(
            game.locator("h3")
        ).to_be_focused()  # and not a button: one Enter too many is nothing
        page.keyboard.press("Enter")
        page.keyboard.press("r" if number % 2 else "f")
        onward = game.locator("[data-do=next]")
        expect(onward).to_be_focused()
        expect(game.locator("h3")).to_contain_text("Você")
        expect(game).to_contain_text("O discriminador")
        page.keyboard.press("Enter")
    over = page.locator("#detective-view .detective.over")
    expect(over.locator(".cards li")).to_have_count(10)
    expect(over).to_contain_text("guardado no histórico")
    outcome = over.locator(".outcome").text_content()
    marks = over.locator(".score").first
    won = marks.locator(".hit").count()
    assert marks.locator("b").text_content() == str(won)

    page.reload(wait_until="domcontentloaded")
    page.locator(".composer").wait_for()
    reopen(page)
    expect(over.locator(".outcome")).to_have_text(str(outcome))
    expect(over.locator(".cards li img").first).to_be_visible()
    over.get_by_role("button", name="Jogar de novo").click()
    expect(game.locator(".kicker")).to_have_text("Imagem 1 de 10")


def watch_the_film(page: Page) -> None:
    part(page, "Evolução")
    film = page.locator("#evolution-view .evolution")
    expect(film.locator(".moment")).to_have_count(7)
    widths = [film.locator(one).bounding_box() for one in (".film", ".verdicts svg")]
    assert widths[0]
    assert widths[1]
    assert widths[0]["width"] == widths[1]["width"]
    output, stage = film.locator("output"), film.locator(".stage img").first
    expect(output).to_have_text("Passo 3.000")
    last = stage.get_attribute("src")
    film.locator("input[type=range]").fill("0")
    expect(output).to_have_text("Antes do treino")
    assert stage.get_attribute("src") != last
    expect(film.locator(".detail")).to_contain_text("Na média, o discriminador")
    film.locator(".moment").nth(3).click()
    expect(output).to_have_text("Passo 100")
    film.locator("[data-dot='2']").click()
    expect(output).to_have_text("Passo 30")
    film.locator(".play").click()
    expect(output).to_have_text("Passo 3.000")
    expect(film.locator(".play")).to_have_text("Animar")  # it stops at the end by itself
    film.locator(".stage").nth(2).hover()
    expect(film.locator(".detail")).to_contain_text("O discriminador")
    page.locator("#evolution-set").get_by_text("Roupas").click()
    expect(film.locator(".provenance")).to_contain_text("rede que inventa roupas")
    expect(film.locator("input[type=range]")).to_have_value("6")  # from the end again


PLAYED = """() => new Promise(done => {
  const film = document.querySelector('#evolution-view .evolution'), began = performance.now();
  const moved = new MutationObserver(() => done(performance.now() - began));
  moved.observe(film.querySelector('output'), {childList: true});
  film.querySelector('.play').click();
})"""
"""Plays the film; gives the milliseconds until its next moment."""


def watch_it_with_less_motion(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    film = page.locator("#evolution-view .evolution")
    film.locator("input[type=range]").fill("0")
    expect(film.locator("output")).to_have_text("Antes do treino")
    assert page.evaluate(PLAYED) > 1000  # a moment of the film lasts 0.7 s for others
    expect(film.locator("output")).to_have_text("Passo 10")


def test_a_drawing_becomes_a_picture(visit: Open, tmp_path: Path) -> None:
    page = visit()
    part(page, "Desenhar")
    draw_and_keep(page)
    paint_a_facade(page)
    draw_on_an_example(page)
    open_a_drawing_and_a_file_that_is_none(page, tmp_path)


def draw_and_keep(page: Page) -> None:
    view = page.locator("#draw-view")
    expect(view).to_contain_text("Faça um traço")
    stroke(page, "#draw-fashion canvas", (0.2, 0.2), (0.8, 0.8))
    picture = view.locator(".canvas img")
    picture.wait_for()
    first = picture.get_attribute("src")
    page.locator("#draw-fashion [data-tool=line]").click()
    stroke(page, "#draw-fashion canvas", (0.8, 0.2), (0.2, 0.8))
    expect(picture).not_to_have_attribute("src", str(first))
    both = picture.get_attribute("src")
    page.locator("#draw-fashion").get_by_role("button", name="Desfazer").click()
    expect(picture).to_have_attribute("src", str(first))
    stroke(page, "#draw-fashion canvas", (0.8, 0.2), (0.2, 0.8))
    expect(picture).to_have_attribute("src", str(both))

    tab(page, "Histórico")
    expect(page.locator("#history-list")).to_contain_text("Ainda não há nada aqui")
    part(page, "Desenhar")
    view.get_by_role("button", name="Guardar no histórico").click()
    expect(view).to_contain_text("guardado no histórico")
    with page.expect_download() as download:
        view.get_by_role("button", name="Baixar imagem").click()
    assert download.value.suggested_filename == "textnn-imagens-geradas-fashion.png"
    page.locator("#draw-fashion").get_by_role("button", name="Limpar").click()
    expect(view).to_contain_text("Faça um traço")

    reopen(page)
    expect(picture).to_be_visible()
    stroke(page, "#draw-fashion canvas", (0.1, 0.5), (0.9, 0.5))  # the drawing goes on where it was
    expect(view.get_by_role("button", name="Guardar no histórico")).to_be_visible()


def paint_a_facade(page: Page) -> None:
    page.locator("#draw-kind").get_by_text("Fachadas").click()
    expect(page.locator("#draw-fashion canvas")).to_be_hidden()
    expect(page.locator("#draw-examples").get_by_text("tênis")).to_be_hidden()
    expect(page.locator("#draw-view")).to_contain_text("Pinte um retângulo")
    chosen = page.locator("#draw-facades .pad-colours [aria-pressed=true]")
    expect(chosen).to_have_text("porta")  # told from the ground, as the wall is not
    page.locator("#draw-facades [data-tool=rectangle]").click()
    page.locator("#draw-facades").get_by_role("button", name="janela").click()
    stroke(page, "#draw-facades canvas", (0.2, 0.2), (0.7, 0.7))
    page.locator("#draw-view .canvas img").wait_for()
    expect(page.locator("#draw-view .provenance")).to_contain_text("rede que pinta fachadas")


def draw_on_an_example(page: Page) -> None:
    page.locator("#draw-kind").get_by_text("Roupas").click()
    page.locator("#draw-examples").get_by_role("button", name="tênis").click()
    expect(page.locator("#draw-view .provenance")).not_to_contain_text("fachadas")
    picture = page.locator("#draw-view .canvas img")
    first = picture.get_attribute("src")
    stroke(page, "#draw-fashion canvas", (0.1, 0.1), (0.9, 0.1))  # it is on the pad, to be drawn on
    expect(picture).not_to_have_attribute("src", str(first))


def open_a_drawing_and_a_file_that_is_none(page: Page, tmp_path: Path) -> None:
    good, bad = tmp_path / "sapato.png", tmp_path / "texto.png"
    outline = Image.new("RGB", (64, 64), "white")
    outline.paste("black", (10, 30, 54, 34))
    outline.save(good)
    bad.write_text("texto")
    picture = page.locator("#draw-view .canvas img")
    before = picture.get_attribute("src")
    opens = page.get_by_role("button", name="Abrir um desenho")
    with page.expect_file_chooser() as chooser:
        opens.click()
    chooser.value.set_files(good)
    expect(picture).not_to_have_attribute("src", str(before))
    settled(page)
    with page.expect_file_chooser() as chooser:
        opens.click()
    chooser.value.set_files(bad)
    expect(page.locator("#draw-view .canvas.blank")).to_contain_text("não é uma imagem")
    expect(page.locator(".toast-body")).to_have_count(0)
