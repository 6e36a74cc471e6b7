"""The screen as a person uses it: a real Chromium, the app in a process of its own."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.articles.makers import TITLE, TITLED, docx
from tests.ui.chromium import Open, Page, expect, tab, unfold
from textnn.locale import say

pytestmark = pytest.mark.browser

ARTICLE = (
    'A Prefeitura de Vila Amparo pagou R$ 18,6 milhões.\n\nDalva Nogueira disse: "<b>olá</b>", '
    "em 14 de março, na Praça da Matriz. Rui Lima riu 😀."
)


def mark(page: Page, text: str) -> None:
    page.locator("#highlight-article textarea").fill(text)
    page.locator("#highlight-go").click()


def content(page: Page, view: str) -> str:
    text = page.locator(f"{view} .sheet").first.text_content()
    assert text is not None
    return text


def only(page: Page, task: str) -> None:
    """Show one task in the history."""
    page.locator("#task input").click()
    page.get_by_role("option", name=task, exact=True).click()


def test_paste_marks_filter_export(visit: Open) -> None:
    page = visit()
    mark(page, ARTICLE)
    marks = page.locator("#highlight-view .sheet mark")
    marks.first.wait_for()
    assert content(page, "#highlight-view") == ARTICLE

    marks.filter(has_text="Dalva Nogueira").click()
    expect(page.locator("#highlight-view .detail")).to_contain_text("Pessoa, confiança")

    page.locator("details.marks > summary").first.click()
    people = page.locator("tr.PER")
    expect(people.first).to_be_visible()
    chip = page.locator("[data-toggle=PER]")
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "false")
    expect(people.first).to_be_hidden()
    chip.click()
    expect(people.first).to_be_visible()

    for name, check in {"JSON": "spans", "CSV": "start,end", "CoNLL": "B-PER"}.items():
        with page.expect_download() as download:
            page.locator("#highlight-view [data-do=export]", has_text=name).click()
        file = Path(download.value.path())
        assert check in file.read_text(encoding="utf-8")
        if name == "JSON":
            assert json.loads(file.read_text(encoding="utf-8"))["text"] == ARTICLE


PESQUISA = (
    "O comitê aprovou a pesquisa sobre vacinas.\n\nA pesquisa ouviu 300 pessoas em Santos. "
    "Dalva Nogueira disse que o comitê volta a se reunir em 14 de março."
)


def test_keywords_have_a_switch_a_filter_and_a_reason_also_inside_a_mark(visit: Open) -> None:
    page = visit()
    mark(page, PESQUISA)
    words = page.locator("#highlight-view .sheet u")
    expect(words.filter(has_text="pesquisa")).to_have_count(2)
    assert content(page, "#highlight-view") == PESQUISA
    words.filter(has_text="pesquisa").first.click()
    detail = page.locator("#highlight-view .detail")
    expect(detail).to_contain_text("por que esta palavra?")
    expect(detail).to_contain_text("a rede olhou para “pesquisa” em 12% do tempo")
    expect(detail).to_contain_text("a palavra aparece 2 vezes.")

    page.locator("#highlight-view mark u", has_text="Nogueira").click()
    expect(detail).to_contain_text("Pessoa, confiança")
    expect(detail).to_contain_text("Palavra-chave, peso")
    page.locator("#highlight-view .sheet").focus()
    page.keyboard.press("ArrowLeft")
    expect(detail).not_to_contain_text("Palavra-chave")  # the mark around it comes first

    page.locator("details.marks > summary", has_text="palavras-chave").click()
    rows = page.locator("tr.KEYWORD")
    rows.first.get_by_text("por que esta palavra?").click()
    expect(rows.first).to_contain_text("sobretudo ao escrever “manchete”")
    with page.expect_download() as download:
        page.locator("#highlight-view [data-do=export]", has_text="CSV").click()
    assert ",KEYWORD,1.0000,pesquisa" in Path(download.value.path()).read_text(encoding="utf-8")
    page.locator("[data-toggle=KEYWORD]").click()
    expect(rows.first).to_be_hidden()
    assert words.first.evaluate("one => getComputedStyle(one).textDecorationLine") == "none"

    page.locator("#highlight-keywords input").uncheck()
    page.locator("#highlight-go").click()
    expect(words).to_have_count(0)
    assert content(page, "#highlight-view") == PESQUISA


def summarise(page: Page, text: str, name: str = "Resumir") -> None:
    tab(page, name)
    page.locator("#summarize-article textarea").fill(text)
    page.locator("#summarize-go").click()
    page.locator("#summarize-view .digest").wait_for()


def test_a_summary_shows_its_sources_is_taken_along_and_found_again(visit: Open) -> None:
    page = visit()
    summarise(page, PESQUISA)
    show_the_source_and_copy(page)
    light_what_the_network_looked_at(page)
    find_it_by_its_headline(page)
    stop_a_long_one(page)
    obey_the_length_and_say_what_is_missing(page)


def show_the_source_and_copy(page: Page) -> None:
    view = page.locator("#summarize-view")
    assert content(page, "#summarize-view") == PESQUISA
    sentences = view.locator("ol [data-goto]")
    expect(sentences).to_have_count(3)
    sentences.nth(1).click()
    flashed = view.locator("mark.flash")
    expect(flashed).to_have_text("A pesquisa ouviu 300 pessoas em Santos.")
    expect(flashed).to_be_in_viewport()
    view.get_by_role("button", name="Voltar ao resumo").click()
    expect(sentences.nth(1)).to_be_focused()
    expect(sentences.nth(1)).to_be_in_viewport()

    view.locator("[data-goto=headline]").focus()
    page.keyboard.press("Enter")
    expect(flashed).to_have_text("O comitê aprovou a pesquisa sobre vacinas.")
    view.get_by_text("o que é isto?").first.click()
    expect(view.locator(".made-line").nth(1)).to_contain_text("o artigo não diz “99”")

    view.locator("[data-copy]").click()
    expect(view.locator("[data-copy]")).to_contain_text("Copiado")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("O comitê aprovou a pesquisa sobre\n\n")
    assert "Manchete gerada por rede neural" in copied
    for name, check in {
        "TXT": "gerada por rede",
        "Markdown": "# O comitê",
        "JSON": '"dek"',
    }.items():
        with page.expect_download() as download:
            view.locator("[data-do=export]", has_text=name).click()
        assert check in Path(download.value.path()).read_text(encoding="utf-8")


def light_what_the_network_looked_at(page: Page) -> None:
    view = page.locator("#summarize-view .looked")
    chosen = view.locator(".line .glance", has_text="aprovou")
    chosen.focus()
    expect(chosen).to_have_attribute("aria-pressed", "true")
    expect(view.locator(".detail")).to_have_text(
        "Ao escrever “aprovou”, a rede olhou para “aprovou” (60%), “a” (25%) e “pesquisa” (5%)."
    )
    weights = view.locator("[data-at]").evaluate_all(
        "all => all.map(one => [one.textContent, +one.style.getPropertyValue('--o')])"
    )
    lit = {word: weight for word, weight in weights if weight}
    assert lit.keys() == {"aprovou", "a", "pesquisa"}
    assert lit["aprovou"] == 1 > lit["a"] > lit["pesquisa"] > 0
    view.get_by_text("Ver os números").click()
    expect(view.locator("table")).to_contain_text("aprovou 60% · a 25% · pesquisa 5%")


def find_it_by_its_headline(page: Page) -> None:
    tab(page, "Histórico")
    only(page, "Resumos")
    item = page.locator("#history-list li")
    expect(item).to_have_count(1)
    expect(item.locator(".title")).to_have_text("O comitê aprovou a pesquisa sobre")
    expect(item).to_contain_text("Resumo")
    page.locator("#search input, #search textarea").fill("comite vacin")
    expect(item).to_have_count(1)
    page.reload(wait_until="domcontentloaded")
    tab(page, "Histórico")
    item.get_by_role("button", name="Abrir").click()
    page.locator("#summarize-view .digest").wait_for()
    assert content(page, "#summarize-view") == PESQUISA


def stop_a_long_one(page: Page) -> None:
    page.locator("#summarize-article textarea").fill("Ana chegou bem devagar. " * 300)
    page.locator("#summarize-article textarea").press("Control+Enter")
    expect(page.locator("#summarize-status")).to_contain_text(re.compile(r"Lendo o artigo… \d"))
    page.locator("#summarize-stop").click()
    expect(page.locator("#summarize-status")).to_contain_text("Você parou")


def obey_the_length_and_say_what_is_missing(page: Page) -> None:
    page.locator("#summarize-sentences input[type=number]").fill("5")
    page.locator("#summarize-sentences input[type=number]").press("Tab")
    page.locator("#summarize-article textarea").fill(PESQUISA)
    page.locator("#summarize-go").click()
    caution = page.locator("#summarize-view .caution")
    expect(caution).to_have_text("Você pediu 5 frases, mas este texto só rendeu 3.")
    page.locator("#summarize-article textarea").fill(
        "In the town the committee met. It was the end."
    )
    page.locator("#summarize-go").click()
    expect(caution).to_contain_text("Este texto parece estar em inglês")


def test_the_article_goes_along_from_tab_to_tab(visit: Open) -> None:
    page = visit()
    page.locator("#highlight-article textarea").fill(PESQUISA)
    tab(page, "Resumir")
    box = page.locator("#summarize-article textarea")
    expect(box).to_have_value(PESQUISA)
    box.fill("Outro texto.")
    tab(page, "Destacar")
    expect(page.locator("#highlight-article textarea")).to_have_value(PESQUISA)
    tab(page, "Resumir")
    expect(box).to_have_value("Outro texto.")


def test_the_keyboard_reaches_everything_and_an_example_is_one_press_away(visit: Open) -> None:
    page = visit()
    page.locator("#highlight-article textarea").fill(ARTICLE)
    page.locator("#highlight-article textarea").press("Control+Enter")
    page.locator("#highlight-view mark").first.wait_for()
    page.locator("#highlight-view .sheet").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.locator("#highlight-view .sheet .on").count() == 1
    first = page.locator("#highlight-view .detail").inner_text()
    page.keyboard.press("ArrowLeft")
    assert page.locator("#highlight-view .detail").inner_text() != first
    page.locator("[data-toggle=PER]").focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-toggle=PER]")).to_have_attribute("aria-pressed", "false")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.locator("#highlight-examples button").first.click()
    expect(page.locator("#highlight-article textarea")).to_have_value(re.compile("Mercado Velho"))
    expect(page.locator("#highlight-view .sheet")).to_contain_text("Mercado Velho")


def test_a_long_article_shows_progress_and_can_be_stopped(visit: Open) -> None:
    page = visit()
    mark(page, "Ana Souza chegou bem devagar. " * 300)
    expect(page.locator("#highlight-status")).to_contain_text(re.compile(r"Lendo o artigo… \d"))
    page.locator("#highlight-stop").click()
    expect(page.locator("#highlight-status")).to_contain_text("Você parou")
    mark(page, "Ana Souza chegou. " * 5_600)  # 100,800 characters
    expect(page.locator("#highlight-view mark")).to_have_count(5_600)


def test_a_file_fills_the_box_and_what_cannot_be_opened_leaves_it_as_it_was(visit: Open) -> None:
    page = visit()
    chooser = page.locator("input[type=file]").first
    data = "Ação de Ana Souza".encode("cp1252")
    chooser.set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": data})
    expect(page.locator("#highlight-article textarea")).to_have_value("Ação de Ana Souza")

    chooser.set_input_files({"name": "ponte.docx", "mimeType": "", "buffer": docx(title=TITLE)})
    expect(page.locator("#highlight-article textarea")).to_have_value(TITLED)
    expect(page.locator("#highlight-status")).to_contain_text(f"Aberto: “{TITLE}” · ponte.docx")
    page.locator("#highlight-go").click()
    page.locator("#highlight-view mark").first.wait_for()
    assert content(page, "#highlight-view") == TITLED

    page.locator("#highlight-address :is(input, textarea)").fill("http://localhost:7860/")
    page.locator("#highlight-address :is(input, textarea)").press("Enter")
    expect(page.locator(".toast-body")).to_contain_text("não leva a um site público")
    expect(page.locator("#highlight-status")).not_to_contain_text("Abrindo")
    expect(page.locator("#highlight-article textarea")).to_have_value(TITLED)
    for data, sentence in (
        (bytes(range(9)), "não parece um texto"),
        (b"\x89PNG\0\0\0", "Isto é uma imagem"),
        (b"%PDF-1.7\n", "incompleto ou danificado"),
        (b"a" * 6_000_000, "grande demais"),
    ):
        chooser.set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": data})
        page.get_by_text(sentence).wait_for()


def test_bad_input_is_answered_and_the_app_lives_on(visit: Open) -> None:
    page = visit()
    for text, sentence in (
        ("", "O texto está vazio"), ("a" * 300_000, "o limite é"), ("explode", "Algo falhou"),
    ):  # fmt: skip
        mark(page, text)
        toast = page.locator(".toast-body", has_text=sentence)
        expect(toast).to_contain_text("Não deu certo")
        assert "secret" not in page.content()
    mark(page, ARTICLE)
    page.locator("#highlight-view mark").first.wait_for()


FULL = "Queue is full. Max size is 64."
OFTEN = say("pt", "too_often", seconds=12)


@pytest.mark.parametrize(
    ("status", "detail", "said"),
    [
        (503, FULL, "muita gente na fila"),
        (429, say("pt", "too_often", seconds=12), "Muitos pedidos"),
    ],
)
def test_who_has_to_wait_is_told_so_in_portuguese(
    visit: Open, status: int, detail: str, said: str
) -> None:
    page = visit()
    page.route(
        "**/queue/join*", lambda route: route.fulfill(status=status, json={"detail": detail})
    )
    mark(page, ARTICLE)
    expect(page.locator(".toast-body")).to_contain_text(said)
    expect(page.locator(".toast-body")).to_contain_text("Não deu certo")
    expect(page.locator("#highlight-article textarea")).to_have_value(ARTICLE)


def test_prefix_stream_stop_more_copy(visit: Open) -> None:
    page = visit()
    tab(page, "Escrever")
    page.locator("#prefix textarea").fill("A <i>prefeitura</i>  ")
    length = page.locator("#length input[type=number]")
    length.fill("2000")  # time to press stop, on a busy machine too
    length.press("Tab")
    page.locator("#generate-go").click()
    page.locator("#generate-view [data-running=true]").wait_for()
    early = len(content(page, "#generate-view"))
    page.wait_for_function(
        f"document.querySelector('#generate-view .sheet').textContent.length > {early + 10}"
    )
    page.locator("#generate-stop").click()
    page.locator("#generate-view [data-running=false]").wait_for()
    expect(page.locator("#generate-view .made")).to_contain_text("Você parou aqui")
    stopped = content(page, "#generate-view")
    assert stopped.startswith("A <i>prefeitura</i>  ")
    assert page.locator("#generate-view .human").text_content() == "A <i>prefeitura</i>  "

    length.fill("400")
    length.press("Tab")
    page.locator("#generate-more").click()
    page.locator("#generate-view [data-running=true]").wait_for()
    page.locator("#generate-view .memo-meter b").wait_for()
    longer = content(page, "#generate-view")
    assert longer.startswith(stopped)
    assert len(longer) == len(stopped) + 400
    assert page.locator("#generate-view .human").text_content() == "A <i>prefeitura</i>  "
    assert page.locator("#generate-view mark.memo").count() == 1

    page.locator("#generate-view [data-copy]").click()
    expect(page.locator("#generate-view [data-copy]")).to_contain_text("Copiado")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(longer)
    assert "Texto gerado por rede neural" in copied


def test_what_the_network_expected(visit: Open) -> None:
    page = visit()
    tab(page, "Escrever")
    page.locator("#prefix textarea").fill("O gato")
    page.locator("#surprise-go").click()
    letters = page.locator("#surprise-view .sheet i")
    expect(letters).to_have_count(6)
    letters.nth(2).hover()
    expect(page.locator("#surprise-view .detail")).to_contain_text("“g” custou")
    expect(page.locator("#surprise-view .detail")).to_contain_text("espaço 20%")


def test_reload_history_search_open_delete(visit: Open) -> None:
    page = visit()
    mark(page, ARTICLE)
    page.locator("#highlight-view mark").first.wait_for()
    tab(page, "Escrever")
    page.locator("#prefix textarea").fill("Ontem à noite")
    page.locator("#generate-go").click()
    page.locator("#generate-view .memo-meter").wait_for()

    page.reload(wait_until="domcontentloaded")
    tab(page, "Histórico")
    items = page.locator("#history-list li")
    expect(items).to_have_count(2)
    expect(items.first).to_contain_text("Ontem à noite")
    page.locator("#search input, #search textarea").fill("PRACA")
    expect(items).to_have_count(1)
    items.first.get_by_role("button", name="Abrir").click()
    page.locator("#highlight-view mark").first.wait_for()
    assert content(page, "#highlight-view") == ARTICLE
    expect(page.locator("#highlight-article textarea")).to_have_value(ARTICLE)

    tab(page, "Histórico")
    page.locator("#search input, #search textarea").fill("")
    only(page, "Escritos")
    expect(items).to_have_count(1)
    only(page, "Tudo")
    expect(items).to_have_count(2)
    items.first.get_by_role("button", name="Apagar").click()
    expect(items).to_have_count(2)  # it asks first
    items.first.get_by_role("button", name="Apagar mesmo?").click()
    expect(items).to_have_count(1)

    unfold(page, "#tidy")
    with page.expect_download() as download:
        page.get_by_role("link", name="Baixar tudo").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["input"] for line in lines] == [ARTICLE]
    page.locator("#all button").click()
    page.locator("#all button").click()
    expect(page.locator("#history-list")).to_contain_text("Ainda não há nada aqui")


def test_nobody_sees_anothers_history_and_off_the_record_there_is_none(visit: Open) -> None:
    mine, other = visit(), visit()
    mark(mine, ARTICLE)
    mine.locator("#highlight-view mark").first.wait_for()
    other.locator("#highlight-private input").check()
    mark(other, ARTICLE)
    expect(other.locator("#highlight-view .provenance")).to_contain_text("não guardado")
    tab(other, "Histórico")
    expect(other.locator("#history-list")).to_contain_text("Ainda não há nada aqui")
    assert "Dalva" not in other.evaluate("JSON.stringify(Object.entries(localStorage))")


def test_a_phone_never_scrolls_sideways(visit: Open) -> None:
    page = visit(viewport={"width": 360, "height": 740}, has_touch=True)

    def fits() -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= 360

    fits()
    mark(page, ARTICLE + " " + "palavra" * 60)
    page.locator("#highlight-view mark").first.wait_for()
    page.locator("details.marks > summary").first.click()
    fits()
    summarise(page, ARTICLE + " " + "palavra" * 60)
    page.locator("#summarize-view .glance").first.click()
    page.locator("#summarize-view .looked details.marks summary").click()
    page.locator("#summarize-view [data-goto=s1]").click()
    fits()
    tab(page, "Escrever")
    page.locator("#prefixes button").first.click()
    page.locator("#generate-view .memo-meter").wait_for()
    page.locator("#surprise-go").click()
    page.locator("#surprise-view i").first.wait_for()
    fits()
    tab(page, "Histórico")
    page.locator("#history-list li").first.wait_for()
    fits()
